/* SPDX-License-Identifier: ISC */
/*
 * Mails that arrive: each is a row before the mailbox hears that we have it.
 * What comes together is committed together.  Where a mail belongs in the end
 * is told when it is known, and again after a start where that got lost.
 */
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "base/arena.h"
#include "base/clock.h"
#include "base/fd.h"
#include "base/log.h"
#include "base/mem.h"
#include "proc/core.h"

#define MAIL_MAX	(256 << 20)
#define BATCH_MAX	64
#define WAITING_MAX	256	/* with a database that takes none; the role
				 * sends 32 and waits for an answer */
#define FILE_MAX	200	/* told to the mailbox at once */

/* A mail that came in this round of the loop. */
struct arrival {
	struct arena	*arena;
	struct mail_arrived m;
	int		 fd;
	int64_t		 inbox, folder;
	int		 state;		/* 1 new, 0 known */
};

static struct list batch;	/* struct arrival * */

/* Jobs of the mailbox role that will mark a row as filed. */
struct filing {
	uint32_t	 job;
	int64_t		 inbox;
};
static struct list filings;	/* struct filing * */
static struct list moved;	/* struct filing *: done, to be written */
static uint32_t next_job;

/* A move that is refused is tried again later, not at each tick: the server
 * may be away, or the folder not there, for days. */
#define REFUSED_MIN	10000	/* ms; doubled with each round */
#define REFUSED_MAX	600000
static struct {
	bool	 now;		/* one was, in this round */
	int64_t	 wait;		/* ms */
	int64_t	 until;		/* clock_mono_ms */
} refused;

static void
arrival_free(struct arrival *a)
{
	if (a->fd != -1)
		close(a->fd);
	arena_free(a->arena);
	free(a);
}

static void
send_file(struct core *c, const struct mail_file *m, int64_t inbox)
{
	struct filing *f;
	struct buf b = { 0 };

	mail_file_pack(&b, m);
	next_job++;
	if (inbox != 0) {
		f = mem_alloc(sizeof(*f));
		f->job = next_job;
		f->inbox = inbox;
		list_add(&filings, f);
	}
	roles_send(c->roles, PROC_MAILBOX, FRAME_JOB, next_job, &b, -1);
	buf_free(&b);
}

static int
put_one(struct core *c, struct arrival *a, struct err *e)
{
	struct buf bytes = { 0 };
	int rc = fd_read_all(a->fd, MAIL_MAX, &bytes, e);

	if (rc == 0)
		rc = flow_mail_in(&c->flow, &a->m, (struct span){
		    buf_str(&bytes), bytes.n }, &a->inbox, &a->folder, e);
	a->state = rc;
	buf_free(&bytes);
	return rc == -1 ? -1 : 0;
}

static int
put_all(struct core *c, struct err *e)
{
	size_t i;

	if (store_begin(c->flow.store, e) == -1)
		return -1;
	for (i = 0; i < batch.n; i++)
		if (put_one(c, batch.at[i], e) == -1) {
			store_rollback(c->flow.store);
			return -1;
		}
	return store_commit(c->flow.store, e);
}

void
arrive_commit(struct core *c)
{
	struct err e = { 0 };
	size_t i;

	if (batch.n == 0 || core_db_waits(c))
		return;
	if (put_all(c, &e) == -1) {
		core_db_failed(c, &e);
		return;		/* kept here and, unseen, in the mailbox */
	}
	for (i = 0; i < batch.n; i++) {
		struct arrival *a = batch.at[i];
		struct mail_file m = { a->m.account, a->m.mailbox,
		    a->m.uidvalidity, a->m.key, FOLDER_STAY };

		if (a->state == 0 && a->folder > FOLDER_STAY)
			m.folder = (uint32_t)a->folder;
		send_file(c, &m, m.folder != FOLDER_STAY ? a->inbox : 0);
		if (a->state == 1)
			exams_add(c->exams, a->inbox, a->fd);
		arrival_free(a);
	}
	batch.n = 0;
}

static bool
arrived(struct core *c, struct frame *f)
{
	struct arrival *a = mem_alloc(sizeof(*a));

	a->arena = arena_new();
	a->fd = f->fd;
	f->fd = -1;
	/* it is read three times: what is proven must be what is read */
	if (a->fd == -1 || !fd_is_sealed(a->fd, MAIL_MAX) ||
	    batch.n >= WAITING_MAX ||
	    !mail_arrived_unpack(&f->body, a->arena, &a->m) ||
	    a->m.account == NULL || a->m.mailbox == NULL || a->m.key == NULL) {
		arrival_free(a);
		return false;
	}
	list_add(&batch, a);
	if (batch.n >= BATCH_MAX)
		arrive_commit(c);
	return true;
}

/* One line a round: what holds for one mail often holds for hundreds. */
static void
note_refused(int64_t inbox, const char *why)
{
	if (refused.now)
		return;
	refused.now = true;
	refused.wait = refused.wait == 0 ? REFUSED_MIN :
	    refused.wait * 2 < REFUSED_MAX ? refused.wait * 2 : REFUSED_MAX;
	refused.until = clock_mono_ms() + refused.wait;
	log_warnx("inbox row %lld was not moved in its mailbox, and is again "
	    "in %lld s, as others may be: %s", (long long)inbox,
	    (long long)refused.wait / 1000, why != NULL ? why : "");
}

static bool
filed(struct frame *f)
{
	struct arena *a = arena_new();
	struct job_done d;
	bool ok = job_done_unpack(&f->body, a, &d);
	size_t i;

	for (i = 0; ok && i < filings.n; i++) {
		struct filing *one = filings.at[i];

		if (one->job != f->id)
			continue;
		list_remove(&filings, i);
		if (d.ok) {
			list_add(&moved, one);
			break;
		}
		note_refused(one->inbox, d.why);
		free(one);
		break;
	}
	arena_free(a);
	return ok;
}

static int
write_moved(struct core *c, struct err *e)
{
	size_t i;

	if (store_begin(c->flow.store, e) == -1)
		return -1;
	for (i = 0; i < moved.n; i++)
		if (store_exec(c->flow.store, e, "UPDATE inbox SET filed = 1 "
		    "WHERE id = $1", "i",
		    ((struct filing *)moved.at[i])->inbox) == -1) {
			store_rollback(c->flow.store);
			return -1;
		}
	return store_commit(c->flow.store, e);
}

void
arrive_write_filed(struct core *c)
{
	struct err e = { 0 };
	size_t i;

	if (moved.n == 0)
		return;
	if (write_moved(c, &e) == -1) {
		core_db_failed(c, &e);
		return;
	}
	for (i = 0; i < moved.n; i++)
		free(moved.at[i]);
	moved.n = 0;
}

bool
arrive_frame(struct core *c, struct frame *f)
{
	if (f->type == FRAME_EVENT)
		return arrived(c, f);
	return f->type == FRAME_RESULT && filed(f);
}

void
arrive_file_again(void)
{
	refused.now = false;
	refused.wait = refused.until = 0;
}

void
arrive_forget(void)
{
	size_t i;

	for (i = 0; i < filings.n; i++)
		free(filings.at[i]);
	filings.n = 0;
	arrive_file_again();	/* another role, or other settings */
}

/* "mail:ACCOUNT/MAILBOX/UIDVALIDITY" apart again. */
static bool
split_source(struct arena *a, const char *source, struct mail_file *m)
{
	const char *slash = strchr(source, '/');
	const char *last = strrchr(source, '/');
	long long v;

	if (strncmp(source, "mail:", 5) != 0 || slash == NULL ||
	    last == slash || !str_number(last + 1, 0, INT64_MAX, &v))
		return false;
	m->account = arena_strn(a, source + 5, (size_t)(slash - source - 5));
	m->mailbox = arena_strn(a, slash + 1, (size_t)(last - slash - 1));
	m->uidvalidity = v;
	return true;
}

static bool
in_list(const struct list *l, int64_t inbox)
{
	size_t i;

	for (i = 0; i < l->n; i++)
		if (((struct filing *)l->at[i])->inbox == inbox)
			return true;
	return false;
}

/* Tells the mailbox of the rows that the query gives. */
static void
file_rows(struct core *c, struct rows *r)
{
	struct arena *a = arena_new();
	struct err e = { 0 };
	int rc;

	while ((rc = rows_next(r, &e)) == 1 && filings.n < FILE_MAX) {
		struct mail_file m = { .key = rows_str(r, 2, a),
		    .folder = (uint32_t)rows_int(r, 3) };
		int64_t id = rows_int(r, 0);

		if (!in_list(&filings, id) && !in_list(&moved, id) &&
		    split_source(a, rows_text(r, 1), &m))
			send_file(c, &m, id);
	}
	rows_end(r);
	arena_free(a);
	if (rc == -1)
		core_db_failed(c, &e);
}

void
arrive_file(struct core *c, int64_t inbox)
{
	/* what does not fit now is found by the clock */
	if (filings.n < FILE_MAX && roles_running(c->roles, PROC_MAILBOX))
		file_rows(c, store_query(c->flow.store, "SELECT id, source, "
		    "key, folder FROM inbox WHERE id = $1 AND folder > 0 "
		    "AND channel = 'mail' AND state IN ('done', 'refused')",
		    "i", inbox));
}

void
arrive_file_waiting(struct core *c)
{
	if (clock_mono_ms() < refused.until)
		return;
	if (!refused.now)
		refused.wait = 0;
	refused.now = false;
	if (filings.n < FILE_MAX && roles_running(c->roles, PROC_MAILBOX))
		file_rows(c, store_query(c->flow.store, "SELECT id, source, "
		    "key, folder FROM inbox WHERE filed = 0 AND folder > 0 "
		    "AND channel = 'mail' AND state IN ('done', 'refused') "
		    "ORDER BY id LIMIT 400", ""));
}
