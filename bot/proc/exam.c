/* SPDX-License-Identifier: ISC */
/*
 * Mails under examination: prover first, then the gate decides who is asked
 * to read it, then the reader; exam_commit.c ends it.  All of it is in memory
 * only: after a crash the row is still "new" and starts over.
 */
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "base/arena.h"
#include "base/clock.h"
#include "base/fd.h"
#include "base/log.h"
#include "base/mem.h"
#include "proc/exam_parts.h"
#include "store/inbox.h"
#include "text/txt.h"

#define EXAMS_MAX	64	/* mails at once */
#define RESULT_MAX	(8 << 20)	/* bytes of evidence or reading */

struct exams *
exams_new(struct core *c)
{
	struct exams *x = mem_alloc(sizeof(*x));

	x->core = c;
	x->more = true;
	return x;
}

static void
exam_free(struct exam *m)
{
	if (m->fd != -1)
		close(m->fd);
	arena_free(m->arena);
	free(m);
}

void
exams_free(struct exams *x)
{
	size_t i;

	if (x == NULL)
		return;
	for (i = 0; i < x->open.n; i++)
		exam_free(x->open.at[i]);
	list_free(&x->open);
	free(x);
}

size_t
exams_open(const struct exams *x)
{
	return x->open.n;
}

static struct exam *
by_job(struct exams *x, uint32_t job, enum stage stage)
{
	size_t i;

	for (i = 0; i < x->open.n; i++) {
		struct exam *m = x->open.at[i];

		if (m->job == job && m->stage == stage)
			return m;
	}
	return NULL;
}

void
exam_close(struct exams *x, struct exam *m)
{
	size_t i;

	for (i = 0; i < x->open.n; i++)
		if (x->open.at[i] == m)
			list_remove(&x->open, i);
	exam_free(m);
}

static void
ask_prover(struct exams *x, struct exam *m)
{
	struct buf b = { 0 };

	m->stage = STAGE_PROVE;
	pack_i64(&b, m->arrived);
	roles_send(x->core->roles, PROC_PROVER, FRAME_JOB, m->job, &b, m->fd);
	buf_free(&b);
}

static void
ask_reader(struct exams *x, struct exam *m)
{
	struct read_job j = { .reader = m->gate.reader,
	    .person = m->gate.person != NULL };
	struct buf b = { 0 };

	flow_signers(m->arena, &m->gate, m->ev, m->arrived, &j);
	m->stage = STAGE_READ;
	m->by = j.owners.n > 0 ? PROC_VERIFIER : PROC_READER;
	read_job_pack(&b, &j);
	roles_send(x->core->roles, m->by, FRAME_JOB, m->job, &b, m->fd);
	buf_free(&b);
}

static void
start_exam(struct exams *x, int64_t inbox, int64_t arrived, int fd)
{
	struct exam *m = mem_alloc(sizeof(*m));

	m->inbox = inbox;
	m->job = ++x->next_job;
	m->fd = fd;
	m->arrived = arrived;
	m->arena = arena_new();
	m->began = clock_mono_ms();
	list_add(&x->open, m);
	ask_prover(x, m);
}

void
exams_add(struct exams *x, int64_t inbox, int fd)
{
	int copy;

	/* never pass over older rows that still wait in the inbox */
	if (x->more || x->open.n >= EXAMS_MAX || (copy = dup(fd)) == -1) {
		x->more = true;
		return;
	}
	x->last = inbox;
	start_exam(x, inbox, x->core->flow.now(), copy);
}

/* One row from the database into a memfd. */
static void
take_row(struct exams *x, int64_t id)
{
	struct arena *a = arena_new();
	struct inbox_row row;
	struct err e = { 0 };
	int fd;

	if (inbox_get(x->core->flow.store, a, id, &row, &e) != 1 ||
	    strcmp(row.channel, "mail") != 0)
		goto out;
	if ((fd = fd_sealed(row.raw, &e)) == -1) {
		log_warnx("inbox row %lld: %s", (long long)id, e.text);
		goto out;
	}
	start_exam(x, id, row.at, fd);
out:
	arena_free(a);
}

static bool
is_open_exam(const struct exams *x, int64_t inbox)
{
	size_t i;

	for (i = 0; i < x->open.n; i++) {
		const struct exam *m = x->open.at[i];

		if (m->inbox == inbox)
			return true;
	}
	return false;
}

void
exams_pump(struct exams *x)
{
	int64_t ids[EXAMS_MAX];
	struct err e = { 0 };
	int n, i, room = EXAMS_MAX - (int)x->open.n;

	if (!x->more || room <= EXAMS_MAX / 2 || x->core->stopping)
		return;
	n = inbox_due(x->core->flow.store, x->core->flow.now(), x->last, ids,
	    room, &e);
	if (n == -1) {
		core_db_failed(x->core, &e);
		return;
	}
	for (i = 0; i < n; i++) {
		x->last = ids[i];
		if (!is_open_exam(x, ids[i]))
			take_row(x, ids[i]);
	}
	if (n < room)
		x->more = false;
}

void
exams_look_again(struct exams *x)
{
	/* rows whose next try has come lie below "last" */
	x->last = 0;
	x->more = true;
}

static bool
load(struct frame *f, struct buf *bytes, struct err *e)
{
	if (f->fd == -1) {
		buf_add(bytes, f->body.p, f->body.n);
		return true;
	}
	return fd_read_all(f->fd, RESULT_MAX, bytes, e) == 0;
}

static bool
proved(struct exams *x, struct frame *f)
{
	struct exam *m = by_job(x, f->id, STAGE_PROVE);
	struct buf bytes = { 0 };
	struct err e = { 0 };
	struct unpack u;
	bool ok = false;

	if (m == NULL)
		return true;	/* of a mail that was given up meanwhile */
	if (!load(f, &bytes, &e))
		goto out;
	u = (struct unpack){ bytes.p, bytes.n, false };
	m->ev = evidence_unpack(m->arena, &u);
	if (m->ev == NULL)
		goto out;
	ok = true;
	flow_gate(&x->core->flow, m->arena, m->ev, &m->gate);
	ask_reader(x, m);
out:
	buf_free(&bytes);
	return ok;
}

static bool
was_read(struct exams *x, enum role_kind k, struct frame *f)
{
	struct exam *m = by_job(x, f->id, STAGE_READ);
	struct buf bytes = { 0 };
	struct err e = { 0 };
	struct unpack u;
	const char *why;
	bool ok;

	if (m == NULL || m->by != k)
		return true;
	ok = unpack_u8(&f->body) == 1;
	why = unpack_str(&f->body, m->arena);
	if (ok && f->fd != -1 && load(f, &bytes, &e)) {
		u = (struct unpack){ bytes.p, bytes.n, false };
		m->reading = reading_unpack(m->arena, &u);
	}
	buf_free(&bytes);
	/* a child that packs nonsense, or too much, hurts only its own mail;
	 * never is it taken as a mail with nothing in it */
	if (m->reading == NULL) {
		m->reading = arena_alloc(m->arena, sizeof(*m->reading));
		m->reading->failed = !ok && why != NULL ? why :
		    e.code == ERR_LIMIT ? "its reading is larger than the "
		    "limit" : "what the reader answered made no sense";
	}
	/* what the verifier found may prove the mail */
	if (flow_take_proofs(m->ev, m->reading, &m->gate.judgement,
	    k == PROC_VERIFIER))
		flow_gate(&x->core->flow, m->arena, m->ev, &m->gate);
	m->stage = STAGE_DONE;
	if (x->since == 0)
		x->since = clock_mono_ms();
	return true;
}

static bool
asked(struct exams *x, struct frame *f)
{
	struct arena *a = arena_new();
	const char *name = unpack_str(&f->body, a);
	bool ok = unpack_done(&f->body) && name != NULL &&
	    txt_may_ask(name);

	if (ok)
		lookup_ask(x->core->lookup, name, f->id);
	arena_free(a);
	return ok;
}

void
exams_answer(void *arg, uint32_t id, const struct buf *answer)
{
	struct exams *x = arg;

	roles_send(x->core->roles, PROC_PROVER, FRAME_REPLY, id, answer, -1);
}

bool
exams_frame(struct exams *x, enum role_kind k, struct frame *f)
{
	if (k == PROC_PROVER && f->type == FRAME_ASK)
		return asked(x, f);
	if (f->type != FRAME_RESULT)
		return false;
	return k == PROC_PROVER ? proved(x, f) : was_read(x, k, f);
}

void
exams_ended(struct exams *x, enum role_kind k)
{
	enum stage lost = k == PROC_PROVER ? STAGE_PROVE : STAGE_READ;
	struct err e = { 0 };
	bool first = true;
	size_t i;

	for (i = 0; i < x->open.n; i++) {
		struct exam *m = x->open.at[i];

		if (m->stage != lost || (lost == STAGE_READ && m->by != k))
			continue;
		/* the oldest is the one it was at: it may be the reason */
		if (first && !x->core->stopping && flow_mail_failed(
		    &x->core->flow, m->inbox, k == PROC_PROVER ?
		    "the prover ended while it was at this mail" :
		    "its reader ended while it was at this mail", &e) == -1)
			core_db_failed(x->core, &e);
		first = false;
		exam_free(m);
		list_remove(&x->open, i--);
	}
	exams_look_again(x);
}

void
exams_reloaded(struct exams *x)
{
	size_t i;

	/* what a gate found points into the configuration that is going */
	for (i = 0; i < x->open.n; i++) {
		struct exam *m = x->open.at[i];

		if (m->ev != NULL)
			flow_gate(&x->core->flow, m->arena, m->ev, &m->gate);
	}
}

void
exams_started(struct exams *x, enum role_kind k)
{
	size_t i;

	/* what was to be sent while nobody was there */
	for (i = 0; i < x->open.n; i++) {
		struct exam *m = x->open.at[i];

		if (k == PROC_PROVER && m->stage == STAGE_PROVE)
			ask_prover(x, m);
		else if (m->stage == STAGE_READ && m->by == k)
			ask_reader(x, m);
	}
}
