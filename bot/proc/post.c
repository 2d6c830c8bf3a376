/* SPDX-License-Identifier: ISC */
/* What leaves: mails in sessions of the postman, chat row by row. */
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "base/arena.h"
#include "base/fd.h"
#include "base/log.h"
#include "base/mem.h"
#include "proc/core.h"

#define SESSION_MAX	400	/* mails that are leased together */
#define SESSION_FIRST	50	/* of them, the first session's: the others are
				 * made ready while that one runs */
#define CHAT_MAX	500	/* chat rows in flight */

/*
 * A row is "sending" in the database before its last piece may go.  In a long
 * session several rows are written so at once, as each commit waits for the
 * disk; a crash then leaves that many in doubt instead of two.
 */
#define AHEAD_LONG	25	/* rows at once in a session of more than */
#define SESSION_LONG	50	/* this many; in a short one two */

struct posting {
	int64_t		 row;
	bool		 granted;	/* committed as sending: it may end */
	bool		 ended;		/* its outcome waits to be written */
};

static struct list chats;	/* struct posting *: chat rows in flight */

static struct posting *
find(const struct list *l, int64_t row, size_t *at)
{
	size_t i;

	for (i = 0; i < l->n; i++) {
		struct posting *p = l->at[i];

		if (p->row == row) {
			*at = i;
			return p;
		}
	}
	return NULL;
}

static void
add(struct list *l, int64_t row)
{
	struct posting *p = mem_alloc(sizeof(*p));

	p->row = row;
	list_add(l, p);
}

/* The same outcome for all its recipients. */
static void
settle(struct core *c, const struct outbox_row *row, enum post_outcome outcome,
    const char *text)
{
	struct post_result r = { .row = row->id };
	struct post_rcpt *all = mem_array(row->recipients.n, sizeof(*all));
	size_t i;

	for (i = 0; i < row->recipients.n; i++) {
		all[i] = (struct post_rcpt){ .address = row->recipients.at[i],
		    .outcome = outcome, .text = text };
		list_add(&r.recipients, &all[i]);
	}
	flow_mail_result(&c->flow, &r);
	list_free(&r.recipients);
	free(all);
}

static bool
send_mail(struct core *c, int64_t id, struct err *e)
{
	struct arena *a = arena_new();
	struct outbox_row row;
	struct post_job job = { .kind = POST_SEND, .row = id };
	struct buf b = { 0 };
	int fd = -1;

	if (outbox_get(c->flow.store, a, id, &row, e) != 1 ||
	    (fd = fd_sealed(row.body, e)) == -1)
		goto out;
	job.name = arena_printf(a, "patchbot.%lld.%lld", (long long)row.at,
	    (long long)id);
	job.sender = row.sender;
	job.recipients = row.recipients;
	post_job_pack(&b, &job);
	if (b.n > FRAME_MAX) {
		/* never to be sent as it is: its people are told */
		log_warnx("outbox row %lld: too many recipients for one mail "
		    "(%zu)", (long long)row.id, row.recipients.n);
		settle(c, &row, POST_REFUSED, "too many recipients");
		goto out;
	}
	roles_send(c->roles, PROC_POSTMAN, FRAME_JOB, (uint32_t)id, &b, fd);
	add(&c->posted, id);
	core_say(c, "mail %lld: %s", (long long)id, row.subject);
out:
	if (fd != -1)
		close(fd);
	buf_free(&b);
	arena_free(a);
	return fd != -1;
}

static void
send_go(struct core *c)
{
	struct post_job go = { .kind = POST_GO };
	struct buf b = { 0 };

	post_job_pack(&b, &go);
	roles_send(c->roles, PROC_POSTMAN, FRAME_JOB, 0, &b, c->page_fd);
	buf_free(&b);
}

static void
pump_mail(struct core *c)
{
	int64_t ids[SESSION_MAX];
	struct err e = { 0 };
	int n, i;

	if (!c->flow.mail_waits || c->posted.n > 0 || c->stopping ||
	    !roles_running(c->roles, PROC_POSTMAN))
		return;
	n = flow_lease_mail(&c->flow, ids, SESSION_MAX, &e);
	if (n == -1) {
		core_db_failed(c, &e);
		return;
	}
	if (n < SESSION_MAX)
		c->flow.mail_waits = false;
	c->page->row = c->upto = 0;
	for (i = 0; i < n; i++) {
		if (i == SESSION_FIRST)
			send_go(c);
		if (!send_mail(c, ids[i], &e)) {
			log_warnx("outbox row %lld: %s", (long long)ids[i],
			    e.text);
			/* not with the postman, so nobody would end it */
			outbox_state(c->flow.store, ids[i], "queued", NULL);
		}
	}
	if (n > 0)
		send_go(c);
}

static void
send_chat(struct core *c, const struct chat_send *s)
{
	struct buf b = { 0 };

	chat_send_pack(&b, s);
	roles_send(c->roles, PROC_CHAT, FRAME_JOB, (uint32_t)s->row, &b, -1);
	add(&chats, s->row);
	buf_free(&b);
}

static void
send_chat_row(struct core *c, int64_t id, struct err *e)
{
	struct arena *a = arena_new();
	struct outbox_row row;
	size_t at;

	if (find(&chats, id, &at) == NULL &&
	    outbox_get(c->flow.store, a, id, &row, e) == 1)
		send_chat(c, &(struct chat_send){ .row = id, .to = row.target,
		    .body = row.body.p, .origin_id = row.unique_name,
		    /* older than its process: one before may have had it */
		    .since = row.at <= c->chat_began ? row.at : 0 });
	arena_free(a);
}

/* What was just committed goes out as it is, unless older rows wait. */
static void
send_ready(struct core *c)
{
	struct list *l = &c->flow.chat_ready;
	size_t i;

	for (i = 0; i < l->n; i++) {
		struct chat_row *r = l->at[i];

		if (c->flow.chat_waits || chats.n >= CHAT_MAX ||
		    !roles_running(c->roles, PROC_CHAT))
			c->flow.chat_waits = true;
		else
			send_chat(c, &r->send);
		free(r);
	}
	l->n = 0;
}

static void
pump_chat(struct core *c)
{
	int64_t ids[CHAT_MAX];
	struct err e = { 0 };
	int n, i;

	send_ready(c);
	if (!c->flow.chat_waits || !roles_running(c->roles, PROC_CHAT) ||
	    chats.n >= CHAT_MAX)
		return;
	/* those in flight are still "queued" in the database */
	n = outbox_due(c->flow.store, "chat", c->flow.now(), ids, CHAT_MAX,
	    &e);
	if (n == -1) {
		core_db_failed(c, &e);
		return;
	}
	c->flow.chat_waits = n == CHAT_MAX;
	for (i = 0; i < n; i++)
		send_chat_row(c, ids[i], &e);
}

void
post_pump(struct core *c)
{
	if (core_db_waits(c))
		return;
	pump_mail(c);
	pump_chat(c);
}

/* The first row of the session that may not end yet. */
static size_t
first_held(const struct core *c)
{
	size_t i;

	for (i = 0; i < c->posted.n; i++)
		if (!((struct posting *)c->posted.at[i])->granted)
			break;
	return i;
}

/*
 * Commits the next rows of the session as sending, those up to this one at
 * least, so that everything up to c->upto may end.
 */
static bool
let_go(struct core *c, size_t at, struct err *e)
{
	size_t from = first_held(c), n = at + 1 - from, i, max =
	    c->posted.n > SESSION_LONG ? AHEAD_LONG : 1;
	const struct posting *first = c->posted.at[from], *last;

	if (n < max)
		n = max;
	if (n > c->posted.n - from)
		n = c->posted.n - from;
	last = c->posted.at[from + n - 1];
	if (!flow_sending(&c->flow, first->row, last->row, n, e))
		return false;
	for (i = from; i < from + n; i++)
		((struct posting *)c->posted.at[i])->granted = true;
	c->upto = last->row;
	return true;
}

static void
give_word(struct core *c, uint32_t id, bool go)
{
	struct post_word w = { go, c->upto };
	struct buf b = { 0 };

	post_word_pack(&b, &w);
	roles_send(c->roles, PROC_POSTMAN, FRAME_REPLY, id, &b, -1);
	buf_free(&b);
}

/* While the postman is busy: the word for the next ones, so that it need not
 * wait for the disk. */
static void
let_go_ahead(struct core *c)
{
	size_t n = c->posted.n > SESSION_LONG ? AHEAD_LONG / 2 : 1;
	size_t held = first_held(c);
	struct err e = { 0 };

	if (held >= n || held == c->posted.n || core_db_waits(c))
		return;
	if (let_go(c, held, &e))
		give_word(c, 0, true);
	else if (e.code != ERR_NONE)
		core_db_failed(c, &e);
}

static bool
dot(struct core *c, struct frame *f)
{
	struct post_dot d;
	struct posting *p;
	struct err e = { 0 };
	size_t at = 0;
	bool ok;

	if (!post_dot_unpack(&f->body, NULL, &d))
		return false;
	p = find(&c->posted, d.row, &at);
	ok = p != NULL && (p->granted || let_go(c, at, &e));
	if (!ok && e.code != ERR_NONE)
		core_db_failed(c, &e);
	give_word(c, f->id, ok);
	if (ok)
		let_go_ahead(c);
	return true;
}

static bool
posted(struct core *c, struct frame *f)
{
	struct arena *a = arena_new();
	struct post_result r;
	struct posting *p;
	size_t at;
	bool ok = post_result_unpack(&f->body, a, &r);

	if (ok && (p = find(&c->posted, r.row, &at)) != NULL) {
		flow_mail_result(&c->flow, &r);
		list_remove(&c->posted, at);
		free(p);
		let_go_ahead(c);
	}
	arena_free(a);
	return ok;
}

bool
post_mail_frame(struct core *c, struct frame *f)
{
	if (f->type == FRAME_ASK)
		return dot(c, f);
	return f->type == FRAME_RESULT && posted(c, f);
}

static bool
chat_arrived(struct core *c, struct frame *f)
{
	struct arena *a = arena_new();
	struct chat_event ev;
	struct err e = { 0 };
	bool ok = chat_event_unpack(&f->body, a, &ev);

	if (ok && (ev.kind == CHAT_DIRECT || ev.kind == CHAT_ROOM)) {
		if (flow_chat_take(&c->flow, &ev, &e) == -1)
			core_db_failed(c, &e);
	} else if (ok && ev.kind == CHAT_JOINED) {
		if (flow_chat_joined(&c->flow, ev.hidden, ev.since, &e) == -1)
			core_db_failed(c, &e);
		log_event("chat", "joined", c->config->chat.room, "hidden",
		    ev.hidden ? "yes" : "no", NULL);
	} else if (ok && ev.kind == CHAT_MISSED) {
		if (flow_chat_missed(&c->flow, ev.since, &e) == -1)
			core_db_failed(c, &e);
		log_event("chat", "missed", "direct messages", "why", ev.body,
		    NULL);
	} else if (ok && ev.kind == CHAT_LEFT) {
		log_event("chat", "left", c->config->chat.room, "why", ev.body,
		    NULL);
	}
	arena_free(a);
	return ok;
}

static bool
chat_sent(struct core *c, struct frame *f)
{
	struct arena *a = arena_new();
	struct job_done d;
	struct posting *p;
	size_t at;
	bool ok = job_done_unpack(&f->body, a, &d);

	/* kept until written: the row still says "queued" till then */
	if (ok && (p = find(&chats, f->id, &at)) != NULL && !p->ended) {
		flow_chat_result(&c->flow, p->row, d.ok, d.why);
		p->ended = true;
	}
	arena_free(a);
	return ok;
}

bool
post_chat_frame(struct core *c, struct frame *f)
{
	if (f->type == FRAME_EVENT)
		return chat_arrived(c, f);
	return f->type == FRAME_RESULT && chat_sent(c, f);
}

void
post_written(struct core *c)
{
	size_t i;

	for (i = chats.n; i-- > 0;) {
		struct posting *p = chats.at[i];

		if (!p->ended)
			continue;
		free(p);
		list_remove(&chats, i);
	}
	if (c->flow.chat_waits)
		pump_chat(c);
}

/* The postman is gone: what it was about to end is in doubt, the rest was
 * surely not sent. */
void
post_mail_ended(struct core *c)
{
	struct arena *a;
	struct outbox_row row;
	struct err e = { 0 };
	size_t i;

	for (i = 0; i < c->posted.n; i++) {
		struct posting *p = c->posted.at[i];

		a = arena_new();
		if (outbox_get(c->flow.store, a, p->row, &row, &e) == 1)
			settle(c, &row, p->granted &&
			    p->row <= c->page->row ? POST_UNKNOWN : POST_LATER,
			    "the postman ended");
		arena_free(a);
		free(p);
	}
	c->posted.n = 0;
	c->flow.mail_waits = true;
}

void
post_chat_ended(struct core *c)
{
	size_t i;

	/* an outcome that waits to be written is known, whoever died */
	for (i = chats.n; i-- > 0;) {
		struct posting *p = chats.at[i];

		if (p->ended)
			continue;
		free(p);
		list_remove(&chats, i);
	}
	c->flow.chat_waits = true;
}
