/* SPDX-License-Identifier: ISC */
/*
 * Drives the same roles as the daemon does, some mails at once, without a
 * database: see examine.h.
 */
#include <errno.h>
#include <poll.h>
#include <signal.h>
#include <stdlib.h>
#include <string.h>
#include <sys/wait.h>
#include <unistd.h>

#include "base/arena.h"
#include "base/clock.h"
#include "base/fd.h"
#include "base/mem.h"
#include "cli/examine.h"
#include "flow/flow.h"
#include "proc/frame.h"
#include "proc/spawn.h"
#include "text/keyring.h"
#include "text/txt.h"

#define WINDOW		24	/* mails at once */
#define HUNG_MS		60000	/* without any answer */
#define RESULT_MAX	(8 << 20)
#define ZONE_MAX	(16 << 20)

enum part { PROVER, READER, NAMES, VERIFIER, PARTS };
static const char *const part_names[PARTS] = { "prover", "reader", "names",
	"verifier" };

enum step { PROVE, READ, DONE };

struct mail {
	struct arena	*arena;
	struct examined	 x;
	struct evidence	*ev;		/* that of x */
	uint32_t	 id;
	int		 fd;
	enum step	 step;
	enum part	 by;		/* who reads it */
	int64_t		 when;		/* it came; 0: by its own header */
};

struct examiner {
	struct examine_options o;
	pid_t		 pid[PARTS];
	int		 sock[PARTS];
	uint32_t	 next;
	struct list	 open;		/* struct mail *, in order */
};

static void
send_to(struct examiner *x, enum part p, enum frame_type t, uint32_t id,
    const struct buf *b, int fd)
{
	int rc;

	/* a failure shows at the next receive */
	while ((rc = frame_send(x->sock[p], t, id, b, fd, NULL)) > 0)
		frame_wait(x->sock[p], rc);
}

static void
set_up_names(struct examiner *x, struct err *e)
{
	struct buf zone = { 0 }, b = { 0 };
	int fd = -1;

	x->o.names.zone = x->o.zone_file != NULL;
	if (x->o.zone_file != NULL &&
	    file_read_all(x->o.zone_file, ZONE_MAX, &zone, e) == 0)
		fd = fd_sealed((struct span){ buf_str(&zone), zone.n }, e);
	names_setup_pack(&b, &x->o.names);
	send_to(x, NAMES, FRAME_SETUP, 0, &b, fd);
	if (fd != -1)
		close(fd);
	buf_free(&zone);
	buf_free(&b);
}

static void
set_up_prover(struct examiner *x)
{
	struct buf b = { 0 };

	if (x->o.gateways == NULL)
		return;
	authres_trust_pack(&b, x->o.gateways);
	send_to(x, PROVER, FRAME_SETUP, 0, &b, -1);
	buf_free(&b);
}

static void
set_up_verifier(struct examiner *x, struct err *e)
{
	struct buf keys = { 0 }, b = { 0 };
	int fd;

	keyring_pack(&keys, x->o.keys);
	fd = fd_sealed((struct span){ buf_str(&keys), keys.n }, e);
	pack_u32(&b, (uint32_t)x->o.keys->n);
	pack_i64(&b, x->o.present != 0 ? x->o.present : clock_now());
	send_to(x, VERIFIER, FRAME_SETUP, 0, &b, fd);
	if (fd != -1)
		close(fd);
	buf_free(&keys);
	buf_free(&b);
}

static int
start(struct examiner *x, enum part p, struct err *e)
{
	int program;

	if (p == VERIFIER && x->o.keys->n == 0)
		return 0;
	program = spawn_open(part_names[p], e);
	if (program == -1)
		return -1;
	x->sock[p] = spawn_role(program, part_names[p], &x->pid[p], e);
	close(program);
	if (x->sock[p] == -1)
		return -1;
	if (p == NAMES)
		set_up_names(x, e);
	else if (p == PROVER)
		set_up_prover(x);
	else if (p == VERIFIER)
		set_up_verifier(x, e);
	return 0;
}

static void
stop(struct examiner *x, enum part p)
{
	if (x->sock[p] == -1)
		return;
	close(x->sock[p]);
	kill(x->pid[p], SIGKILL);
	while (waitpid(x->pid[p], NULL, 0) == -1 && errno == EINTR)
		;
	x->sock[p] = -1;
}

struct examiner *
examiner_new(const struct examine_options *o, struct err *e)
{
	struct examiner *x = mem_alloc(sizeof(*x));
	int p;

	x->o = *o;
	err_clear(e);
	for (p = 0; p < PARTS; p++)
		x->sock[p] = -1;
	for (p = 0; p < PARTS; p++)
		if (start(x, (enum part)p, e) == -1)
			break;
	/* also a zone file that cannot be read */
	if (e->code == ERR_NONE)
		return x;
	examiner_free(x);
	return NULL;
}

static void
mail_free(struct mail *m)
{
	if (m->fd != -1)
		close(m->fd);
	arena_free(m->arena);
	free(m);
}

static void
fail(struct mail *m, const char *why)
{
	m->x.failed = why;
	m->step = DONE;
}

static void
ask_prover(struct examiner *x, struct mail *m)
{
	struct buf b = { 0 };

	m->step = PROVE;
	pack_i64(&b, m->when);
	send_to(x, PROVER, FRAME_JOB, m->id, &b, m->fd);
	buf_free(&b);
}

static void
ask_reader(struct examiner *x, struct mail *m)
{
	const struct vendor *v = m->x.judgement.vendor;
	struct gate g = { .judgement = m->x.judgement };
	struct read_job j = { .reader = v == NULL ? NULL :
	    v->reader != NULL ? v->reader : v->id };
	struct buf b = { 0 };

	m->step = READ;
	if (x->o.people != NULL)
		g.person = people_by_mail(x->o.people, m->x.ev->from);
	j.person = g.person != NULL;
	flow_signers(m->arena, &g, m->x.ev, m->when, &j);
	/* who names a time means it, whatever the header says */
	if (m->when != 0)
		j.when = m->when;
	m->by = j.owners.n > 0 ? VERIFIER : READER;
	read_job_pack(&b, &j);
	send_to(x, m->by, FRAME_JOB, m->id, &b, m->fd);
	buf_free(&b);
}

static struct mail *
find(struct examiner *x, uint32_t id, enum step step)
{
	size_t i;

	for (i = 0; i < x->open.n; i++) {
		struct mail *m = x->open.at[i];

		if (m->id == id && m->step == step)
			return m;
	}
	return NULL;
}

static bool
load(struct frame *f, struct buf *b)
{
	if (f->fd != -1)
		return fd_read_all(f->fd, RESULT_MAX, b, NULL) == 0;
	buf_add(b, f->body.p, f->body.n);
	return true;
}

static void
proved(struct examiner *x, struct frame *f)
{
	struct mail *m = find(x, f->id, PROVE);
	struct buf b = { 0 };
	struct unpack u;

	if (m == NULL)
		return;
	if (load(f, &b)) {
		u = (struct unpack){ b.p, b.n, false };
		m->x.ev = m->ev = evidence_unpack(m->arena, &u);
	}
	buf_free(&b);
	if (m->x.ev == NULL) {
		fail(m, "the prover's answer made no sense");
		return;
	}
	judge(m->arena, x->o.vendors, m->x.ev, &m->x.judgement);
	ask_reader(x, m);
}

static void
was_read(struct examiner *x, enum part p, struct frame *f)
{
	struct mail *m = find(x, f->id, READ);
	struct reading *r = NULL;
	struct buf b = { 0 };
	struct unpack u;

	if (m == NULL)
		return;
	if (unpack_u8(&f->body) == 1 && load(f, &b)) {
		u = (struct unpack){ b.p, b.n, false };
		r = reading_unpack(m->arena, &u);
	}
	buf_free(&b);
	if (r == NULL) {
		r = arena_alloc(m->arena, sizeof(*r));
		r->failed = unpack_str(&f->body, m->arena);
	}
	m->x.reading = r;
	if (flow_take_proofs(m->ev, r, &m->x.judgement, p == VERIFIER))
		judge(m->arena, x->o.vendors, m->ev, &m->x.judgement);
	judge_reading(m->arena, r, &m->x.judgement);
	m->step = DONE;
}

/* The prover's question goes to the names role under the same id; one mail
 * asks one name at a time. */
static void
asked(struct examiner *x, struct frame *f)
{
	struct arena *a = arena_new();
	const char *name = unpack_str(&f->body, a);
	struct names_answer no = { .status = NAMES_FAILED,
	    .why = "not a name that a proof asks for" };
	struct buf b = { 0 };

	if (name != NULL && txt_may_ask(name)) {
		pack_str(&b, name);
		send_to(x, NAMES, FRAME_JOB, f->id, &b, -1);
	} else {
		names_answer_pack(&b, &no);
		send_to(x, PROVER, FRAME_REPLY, f->id, &b, -1);
	}
	buf_free(&b);
	arena_free(a);
}

static void
take(struct examiner *x, enum part p, struct frame *f)
{
	struct buf b = { 0 };

	if (p == PROVER && f->type == FRAME_ASK)
		asked(x, f);
	else if (p == PROVER && f->type == FRAME_RESULT)
		proved(x, f);
	else if ((p == READER || p == VERIFIER) && f->type == FRAME_RESULT)
		was_read(x, p, f);
	else if (p == NAMES && f->type == FRAME_RESULT) {
		buf_add(&b, f->body.p, f->body.n);
		send_to(x, PROVER, FRAME_REPLY, f->id, &b, -1);
		buf_free(&b);
	}
	if (f->fd != -1)
		close(f->fd);
}

/* A part died or hangs: the oldest mail it held pays, the others go again. */
static void
replace(struct examiner *x, enum part p, const char *why)
{
	enum step step = p == READER || p == VERIFIER ? READ : PROVE;
	struct err e = { 0 };
	bool first = true;
	size_t i;

	stop(x, p);
	/* a question of the prover may have died with the names role */
	if (p == NAMES)
		stop(x, PROVER);
	if (start(x, p, &e) == -1 || (p == NAMES && start(x, PROVER,
	    &e) == -1))
		return;
	for (i = 0; i < x->open.n; i++) {
		struct mail *m = x->open.at[i];

		if (m->step != step || (step == READ && m->by != p))
			continue;
		if (first)
			fail(m, why);
		else if (step == READ)
			ask_reader(x, m);
		else
			ask_prover(x, m);
		first = false;
	}
}

static void
print_finished(struct examiner *x)
{
	struct mail *m;

	while (x->open.n > 0) {
		m = x->open.at[0];
		if (m->step != DONE)
			break;
		x->o.out(x->o.arg, m->arena, &m->x);
		mail_free(m);
		list_remove(&x->open, 0);
	}
}

/* One round: waits for any part and takes what it says. */
static void
work(struct examiner *x)
{
	struct pollfd p[PARTS];
	struct err e = { 0 };
	struct frame f;
	int i, rc;

	for (i = 0; i < PARTS; i++)
		p[i] = (struct pollfd){ .fd = x->sock[i], .events = POLLIN };
	rc = poll(p, PARTS, HUNG_MS);
	if (rc == 0) {
		struct mail *m = x->open.at[0];

		replace(x, m->step == READ ? m->by : PROVER,
		    "its examination did not end in time");
	}
	for (i = 0; rc > 0 && i < PARTS; i++) {
		if (p[i].revents == 0 || x->sock[i] != p[i].fd)
			continue;
		if (frame_recv(x->sock[i], FROM_ROLE, &f, &e) == 1)
			take(x, (enum part)i, &f);
		else
			replace(x, (enum part)i, i == READER ||
			    i == VERIFIER ?
			    "the reader ended while it was at this mail" :
			    "the prover ended while it was at this mail");
	}
	print_finished(x);
}

void
examiner_add(struct examiner *x, const char *file, int64_t index,
    struct span mail, int64_t when)
{
	struct mail *m = mem_alloc(sizeof(*m));
	struct err e = { 0 };

	m->when = when != 0 ? when : x->o.when;

	m->arena = arena_new();
	m->id = ++x->next;
	m->x.file = arena_str(m->arena, file);
	m->x.index = index;
	m->fd = fd_sealed(mail, &e);
	list_add(&x->open, m);
	if (m->fd == -1)
		fail(m, arena_str(m->arena, e.text));
	else
		ask_prover(x, m);
	while (x->open.n >= WINDOW)
		work(x);
}

void
examiner_finish(struct examiner *x)
{
	print_finished(x);
	while (x->open.n > 0)
		work(x);
}

void
examiner_free(struct examiner *x)
{
	size_t i;
	int p;

	if (x == NULL)
		return;
	for (p = 0; p < PARTS; p++)
		stop(x, (enum part)p);
	for (i = 0; i < x->open.n; i++)
		mail_free(x->open.at[i]);
	list_free(&x->open);
	free(x);
}
