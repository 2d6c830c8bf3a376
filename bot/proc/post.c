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

#define SESSION_MAX	400	/* mails of one session */
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
	bool		 sending;	/* committed as such */
	bool		 granted;	/* its last piece may be out */
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

/* Never to be sent as it is: its people are told, the others go on. */
static void
refuse_large(struct core *c, const struct outbox_row *row)
{
	struct post_result r = { .row = row->id };
	struct post_rcpt *all = mem_array(row->recipients.n, sizeof(*all));
	size_t i;

	for (i = 0; i < row->recipients.n; i++) {
		all[i] = (struct post_rcpt){ .address = row->recipients.at[i],
		    .outcome = POST_REFUSED, .text = "too many recipients" };
		list_add(&r.recipients, &all[i]);
	}
	log_warnx("outbox row %lld: too many recipients for one mail (%zu)",
	    (long long)row->id, row->recipients.n);
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
		refuse_large(c, &row);
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
pump_mail(struct core *c)
{
	struct post_job go = { .kind = POST_GO };
	int64_t ids[SESSION_MAX];
	struct err e = { 0 };
	struct buf b = { 0 };
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
	for (i = 0; i < n; i++)
		if (!send_mail(c, ids[i], &e)) {
			log_warnx("outbox row %lld: %s", (long long)ids[i],
			    e.text);
			/* not with the postman, so nobody would end it */
			outbox_state(c->flow.store, ids[i], "queued", NULL);
		}
	if (n == 0)
		return;
	post_job_pack(&b, &go);
	roles_send(c->roles, PROC_POSTMAN, FRAME_JOB, 0, &b, -1);
	buf_free(&b);
}

static void
send_chat(struct core *c, int64_t id, struct err *e)
{
	struct arena *a = arena_new();
	struct outbox_row row;
	struct chat_send s = { .row = id };
	struct buf b = { 0 };
	size_t at;

	if (find(&chats, id, &at) == NULL &&
	    outbox_get(c->flow.store, a, id, &row, e) == 1) {
		s.to = row.target;
		s.body = row.body.p;
		s.origin_id = row.unique_name;
		chat_send_pack(&b, &s);
		roles_send(c->roles, PROC_CHAT, FRAME_JOB, (uint32_t)id, &b,
		    -1);
		add(&chats, id);
		buf_free(&b);
	}
	arena_free(a);
}

static void
pump_chat(struct core *c)
{
	int64_t ids[CHAT_MAX];
	struct err e = { 0 };
	int n, i;

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
		send_chat(c, ids[i], &e);
}

void
post_pump(struct core *c)
{
	if (core_db_waits(c))
		return;
	pump_mail(c);
	pump_chat(c);
}

/* Commits this row as sending, and the next ones of the session. */
static bool
mark_sending(struct core *c, size_t at, struct err *e)
{
	int64_t rows[AHEAD_LONG] = { 0 };
	size_t n = 0, i, max = c->posted.n > SESSION_LONG ? AHEAD_LONG : 1;

	for (i = at; i < c->posted.n && n < max; i++) {
		struct posting *p = c->posted.at[i];

		if (!p->sending)
			rows[n++] = p->row;
	}
	if (!flow_sending(&c->flow, rows, n, e))
		return false;
	for (i = at; i < c->posted.n && n > 0; i++) {
		struct posting *p = c->posted.at[i];

		if (!p->sending)
			n--;
		p->sending = true;
	}
	return true;
}

/* While the postman is busy with this row: the next ones' commit, so that it
 * need not wait for it. */
static void
mark_ahead(struct core *c, size_t at)
{
	struct err e = { 0 };
	size_t i, ready = 0;

	for (i = at + 1; i < c->posted.n && ready < AHEAD_LONG / 2; i++) {
		if (!((struct posting *)c->posted.at[i])->sending)
			break;
		ready++;
	}
	if (i < c->posted.n && (c->posted.n > SESSION_LONG ?
	    ready < AHEAD_LONG / 2 : ready == 0) && !mark_sending(c, i, &e) &&
	    e.code != ERR_NONE)
		core_db_failed(c, &e);
}

static bool
dot(struct core *c, struct frame *f)
{
	struct post_dot d;
	struct posting *p;
	struct err e = { 0 };
	struct buf b = { 0 };
	size_t at = 0;
	bool ok;

	if (!post_dot_unpack(&f->body, NULL, &d))
		return false;
	p = find(&c->posted, d.row, &at);
	ok = p != NULL && (p->sending || mark_sending(c, at, &e));
	if (ok)
		p->granted = true;
	else if (e.code != ERR_NONE)
		core_db_failed(c, &e);
	pack_u8(&b, ok);
	roles_send(c->roles, PROC_POSTMAN, FRAME_REPLY, f->id, &b, -1);
	buf_free(&b);
	if (ok)
		mark_ahead(c, at);
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
		if (flow_chat_joined(&c->flow, ev.hidden, &e) == -1)
			core_db_failed(c, &e);
		log_event("chat", "joined", c->config->chat.room, "hidden",
		    ev.hidden ? "yes" : "no", NULL);
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

/* The postman is gone: what it had the word to finish is in doubt, the rest
 * was surely not sent. */
void
post_mail_ended(struct core *c)
{
	struct post_rcpt rcpt = { .text = "the postman ended" };
	struct arena *a;
	struct outbox_row row;
	struct err e = { 0 };
	size_t i, k;

	for (i = 0; i < c->posted.n; i++) {
		struct posting *p = c->posted.at[i];

		a = arena_new();
		rcpt.outcome = p->granted ? POST_UNKNOWN : POST_LATER;
		if (outbox_get(c->flow.store, a, p->row, &row, &e) == 1) {
			struct post_result r = { .row = p->row };

			for (k = 0; k < row.recipients.n; k++) {
				struct post_rcpt *one = arena_alloc(a,
				    sizeof(*one));

				*one = rcpt;
				one->address = row.recipients.at[k];
				list_add(&r.recipients, one);
			}
			flow_mail_result(&c->flow, &r);
			list_free(&r.recipients);
		}
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
