/* SPDX-License-Identifier: ISC */
/*
 * The prover: mails in, evidence out.  It holds nothing, sees no network and
 * no file; keys and policies come by asking core.  It may serve many mails:
 * between them it keeps only the answers core gave it, for a minute at most.
 */
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "base/arena.h"
#include "base/clock.h"
#include "base/fd.h"
#include "base/log.h"
#include "base/mem.h"
#include "proc/role.h"
#include "proc/sandbox.h"
#include "proc/wire.h"
#include "text/prove.h"

#define CACHE_SIZE	512		/* answers; one place per hash value */
#define CACHE_KEEP	60		/* seconds at most */
#define CACHE_KEEP_NONE	5		/* at least, for "there is none" */
#define CACHE_TEXT_MAX	8192		/* bytes of an answer that is kept */
#define MAIL_BUFFER_KEEP (4U << 20)	/* bytes kept between mails */

struct kept {
	char		*name;
	int64_t		 until;		/* clock_mono_ms() */
	struct txt_answer answer;	/* texts and their array are owned */
};

/* A mail that core sent while an answer was due. */
struct waiting {
	uint32_t	 id;
	int64_t		 when;
	int		 fd;
};

static struct list queue;	/* struct waiting *, oldest first */
static struct kept cache[CACHE_SIZE];
static struct prover *prover;
static struct buf mail;

/* --- answers ---------------------------------------------------------- */

static struct kept *
cache_place(const char *name)
{
	uint32_t h = HASH_BEGIN;

	for (; *name != '\0'; name++)
		h = hash_more(h, *name);
	return &cache[h % CACHE_SIZE];
}

static void
cache_drop(struct kept *k)
{
	size_t i;

	for (i = 0; i < k->answer.texts.n; i++)
		free(k->answer.texts.at[i]);
	list_free(&k->answer.texts);
	free(k->name);
	*k = (struct kept){ 0 };
}

static bool
cache_find(struct arena *a, const char *name, struct txt_answer *out)
{
	struct kept *k = cache_place(name);
	size_t i;

	if (k->name == NULL || strcmp(k->name, name) != 0)
		return false;
	if (clock_mono_ms() >= k->until) {
		cache_drop(k);
		return false;
	}
	*out = k->answer;
	out->texts = (struct list){ 0 };
	for (i = 0; i < k->answer.texts.n; i++)
		list_add(&out->texts, arena_str(a, k->answer.texts.at[i]));
	return true;
}

/* Failures are not kept: they are tried again. */
static void
cache_keep(const char *name, const struct txt_answer *ans)
{
	uint32_t keep = ans->ttl < CACHE_KEEP ? ans->ttl : CACHE_KEEP;
	struct kept *k = cache_place(name);
	size_t i, n = 0;

	if (ans->status == TXT_NONE && keep < CACHE_KEEP_NONE)
		keep = CACHE_KEEP_NONE;
	for (i = 0; i < ans->texts.n; i++)
		n += strlen(ans->texts.at[i]);
	if (ans->status == TXT_FAILED || keep == 0 || n > CACHE_TEXT_MAX)
		return;
	cache_drop(k);
	k->name = mem_str(name);
	k->until = clock_mono_ms() + (int64_t)keep * 1000;
	k->answer = *ans;
	k->answer.why = NULL;
	k->answer.texts = (struct list){ 0 };
	for (i = 0; i < ans->texts.n; i++)
		list_add(&k->answer.texts, mem_str(ans->texts.at[i]));
}

static void
convert(const struct names_answer *from, struct txt_answer *to)
{
	static const enum txt_status status[] = {
		[NAMES_FOUND] = TXT_FOUND, [NAMES_NONE] = TXT_NONE,
		[NAMES_FAILED] = TXT_FAILED,
	};
	size_t i;

	*to = (struct txt_answer){
		.status = from->status <= NAMES_FAILED ?
		    status[from->status] : TXT_FAILED,
		.nxdomain = from->nxdomain,
		.secure = from->secure,
		.ttl = from->ttl,
		.why = from->why,
	};
	/* the array of an unpacked list belongs to the arena, ours does not */
	for (i = 0; i < from->texts.n; i++)
		list_add(&to->texts, from->texts.at[i]);
}

static void
take_job(struct frame *f)
{
	struct waiting *w = mem_alloc(sizeof(*w));

	w->id = f->id;
	w->when = unpack_i64(&f->body);
	w->fd = f->fd;
	if (!unpack_done(&f->body) || f->fd == -1)
		log_fatalx("core sent a job without a time or a mail");
	list_add(&queue, w);
}

/* Holds from now on: also for a mail that was not yet begun. */
static void
take_setup(struct frame *f)
{
	struct arena *a = arena_new();
	struct authres_trust t;

	if (f->fd != -1)
		close(f->fd);
	if (!authres_trust_unpack(a, &f->body, &t))
		log_fatalx("core sent settings that cannot be read");
	prover_trust(prover, &t);
	arena_free(a);
}

/* Core sends mails ahead, so jobs may come before the answer; settings, too,
 * after a reload. */
static void
await_reply(struct frame *f, uint32_t job)
{
	for (;;) {
		role_next(f, -1);
		if (f->type == FRAME_REPLY && f->id == job)
			return;
		if (f->type == FRAME_SETUP)
			take_setup(f);
		else if (f->type == FRAME_JOB)
			take_job(f);
		else
			log_fatalx("core sent %s %u where the answer to %u "
			    "was due", frame_name(f->type), f->id, job);
	}
}

/* Asks core; arg is the job's id. */
static void
ask(void *arg, struct arena *a, const char *name, struct txt_answer *out)
{
	const uint32_t *job = arg;
	struct names_answer answer = { 0 };
	struct buf b = { 0 };
	struct frame f;

	if (!txt_may_ask(name)) {
		out->status = TXT_REFUSED;
		return;
	}
	if (cache_find(a, name, out))
		return;
	pack_str(&b, name);
	role_send(FRAME_ASK, *job, &b, -1);
	buf_free(&b);
	await_reply(&f, *job);
	if (!names_answer_unpack(&f.body, a, &answer))
		log_fatalx("core sent an answer that cannot be read");
	convert(&answer, out);
	cache_keep(name, out);
}

/* --- jobs ------------------------------------------------------------- */

static void
send_result(uint32_t id, const struct evidence *ev)
{
	struct buf b = { 0 };
	struct err e = { 0 };
	int fd;

	evidence_pack(&b, ev);
	if (b.n <= FRAME_MAX) {
		role_send(FRAME_RESULT, id, &b, -1);
	} else {
		fd = fd_sealed((struct span){ b.p, b.n }, &e);
		if (fd == -1)
			log_fatalx("%s", e.text);
		/* a result frame is never empty */
		buf_cut(&b, 1);
		role_send(FRAME_RESULT, id, &b, fd);
		close(fd);
	}
	buf_free(&b);
}

static void
do_job(struct waiting *w)
{
	struct arena *a = arena_new();
	struct evidence ev = { .complete = true };
	struct err e = { 0 };

	buf_cut(&mail, 0);
	if (fd_read_all(w->fd, PROVE_MAIL_MAX, &mail, &e) == 0)
		prove_mail(prover, a, (struct span){ mail.p, mail.n },
		    w->when, ask, &w->id, &ev);
	else if (e.code == ERR_LIMIT)
		ev.malformed = "the mail is larger than 64 MiB";
	else
		log_fatalx("the mail: %s", e.text);
	close(w->fd);
	send_result(w->id, &ev);
	arena_free(a);
	if (mail.cap > MAIL_BUFFER_KEEP)
		buf_free(&mail);
}

/* The next mail: one that waits, else one that comes. */
static struct waiting *
next_job(void)
{
	struct waiting *w;
	struct frame f;

	while (queue.n == 0) {
		role_next(&f, -1);
		if (f.type == FRAME_JOB) {
			take_job(&f);
			continue;
		}
		if (f.type != FRAME_SETUP)
			log_fatalx("core sent %s, which is none of the "
			    "prover's", frame_name(f.type));
		take_setup(&f);
	}
	w = queue.at[0];
	list_remove(&queue, 0);
	return w;
}

int
main(void)
{
	struct err e = { 0 };
	struct waiting *w;
	char day[CLOCK_TEXT];

	role_init("prover");
	if ((prover = prover_new(NULL, &e)) == NULL)
		log_fatalx("%s", e.text);
	clock_date(0, day);	/* loads the time zone while it still can */
	if (sandbox_enter(SANDBOX_PROVER, &e) == -1)
		log_fatalx("%s", e.text);
	for (;;) {
		w = next_job();
		do_job(w);
		free(w);
	}
}
