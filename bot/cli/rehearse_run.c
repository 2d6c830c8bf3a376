/* SPDX-License-Identifier: ISC */
/*
 * Drives a rehearsal: the clock jumps to the next thing that is due, which is
 * given to the flow as core gives it, and what the flow has to send is counted
 * as sent at once, by the same way as the postman's word.  Of things of the
 * same moment the clock's jobs come first, then mails of the folder, then the
 * script's lines.
 */
#include <stdlib.h>
#include <string.h>

#include "base/clock.h"
#include "base/log.h"
#include "cli/rehearse.h"
#include "flow/flow.h"
#include "flow/keys.h"
#include "handlers/handler.h"
#include "store/agenda.h"
#include "store/inbox.h"

#define BATCH		64
#define TICKS_MAX	100000	/* at one moment: no clock goes on so */

struct run {
	struct rehearsal *r;
	struct flow	 flow;
	struct proofs	*proofs;
	int64_t		 now;
	size_t		 next;		/* event */
	struct list	 held;		/* struct event *: what waits outside
					 * while patchbot is stopped */
	bool		 down;
	int64_t		 keys_at;	/* when to look at the keys again */
	unsigned	 ticks;		/* at this moment */
	uint64_t	 ids, drawn;	/* see random_bytes() */
};

static const char down_text[] = "patchbot is stopped";
static const char up_text[] = "patchbot is started again";
static const char again_text[] = "patchbot is started anew";

static struct run *the_run;	/* for the hooks that carry no argument */

static int64_t
run_now(void)
{
	return the_run->now;
}

/* splitmix64: not secret, the same each time. */
static uint64_t
mix(uint64_t x)
{
	x += 0x9e3779b97f4a7c15ULL;
	x = (x ^ (x >> 30)) * 0xbf58476d1ce4e5b9ULL;
	x = (x ^ (x >> 27)) * 0x94d049bb133111ebULL;
	return x ^ (x >> 31);
}

/*
 * By the moment and by how many identifiers were given out, so that it is
 * other bytes each time, and the same ones where a transaction was killed and
 * is done again.
 */
static void
random_bytes(void *bytes, size_t n)
{
	struct run *run = the_run;
	int64_t ids = 0;
	uint64_t word = 0;
	uint8_t *p = bytes;
	size_t i;

	store_int(run->flow.store, NULL, &ids, "SELECT SUM(next) FROM ids",
	    "");
	if ((uint64_t)ids != run->ids)
		run->drawn = 0;
	run->ids = (uint64_t)ids;
	for (i = 0; i < n; i++) {
		if (i % 8 == 0)
			word = mix(mix((uint64_t)run->now) ^ mix(run->ids) ^
			    ++run->drawn);
		p[i] = (uint8_t)(word >> (i % 8 * 8));
	}
}

/* What is said to the room is a row where there is one; else the console's. */
static void
on_room(const char *text)
{
	const struct config *c = the_run->r->config;
	struct err e = { 0 };

	if ((!c->chat_configured || c->chat.room == NULL) &&
	    said_note(&the_run->r->saying, the_run->now, SAID_BESIDE, "room",
	    NULL, text, &e) == -1)
		log_warnx("%s", e.text);
}

/* --- what leaves --------------------------------------------------------- */

static int
send_one(struct flow *f, int64_t id, struct err *e)
{
	struct arena *a = arena_new();
	struct post_result r = { .row = id };
	struct outbox_row row;
	struct post_rcpt *p;
	size_t i;
	int rc = outbox_get(f->store, a, id, &row, e);

	for (i = 0; rc == 1 && i < row.recipients.n; i++) {
		p = arena_alloc(a, sizeof(*p));
		*p = (struct post_rcpt){ .address = row.recipients.at[i],
		    .outcome = POST_SENT, .code = 250 };
		list_add_in(a, &r.recipients, p);
	}
	if (rc == 1)
		flow_mail_result(f, &r);
	arena_free(a);
	return rc == 1 ? 0 : -1;
}

static int
send_mails(struct flow *f, struct err *e)
{
	int64_t ids[BATCH];
	int n, i;

	while ((n = flow_lease_mail(f, ids, BATCH, e)) > 0) {
		if (!flow_sending(f, ids[0], ids[n - 1], (size_t)n, e))
			return -1;
		for (i = 0; i < n; i++)
			if (send_one(f, ids[i], e) == -1)
				return -1;
		if (flow_flush(f, e) == -1)
			return -1;
	}
	f->mail_waits = false;
	return n;
}

static int
send_chats(struct flow *f, struct err *e)
{
	int64_t ids[BATCH];
	int n, i;

	while ((n = outbox_due(f->store, "chat", f->now(), ids, BATCH, e)) >
	    0) {
		for (i = 0; i < n; i++)
			flow_chat_result(f, ids[i], true, NULL);
		if (flow_flush(f, e) == -1)
			return -1;
	}
	f->chat_waits = false;
	return n;
}

/* Nobody but the flow writes; where it says that nothing waits, none does. */
static int
send_all(struct flow *f, struct err *e)
{
	bool chats = f->chat_waits || f->chat_ready.n > 0;
	size_t i;

	for (i = 0; i < f->chat_ready.n; i++)
		free(f->chat_ready.at[i]);
	f->chat_ready.n = 0;
	if (f->mail_waits && send_mails(f, e) == -1)
		return -1;
	return chats ? send_chats(f, e) : 0;
}

/* --- the daemon's life ---------------------------------------------------- */

static int
look_at_keys(struct run *run, struct err *e)
{
	run->keys_at = run->r->config->keys.n > 0 ? run->now + DAY : INT64_MAX;
	return keys_tell(&run->flow, e);
}

/* As core does it at its start. */
static int
start(struct run *run, struct err *e)
{
	struct rehearsal *r = run->r;
	struct flow *f = &run->flow;

	r->saying.store = f->store;
	f->mail_waits = f->chat_waits = true;
	if (flow_recover(f, e) == -1 || look_at_keys(run, e) == -1)
		return -1;
	return send_all(f, e);
}

/* What lies in memory goes; of the database, where it has no file, nothing. */
static int
stop(struct run *run, struct err *e)
{
	struct flow *f = &run->flow;
	struct flow fresh = { .config = f->config, .templates = f->templates,
	    .now = f->now, .random = f->random, .on_room = f->on_room,
	    .store = f->store };

	flow_close(f);
	*f = fresh;
	if (run->r->database == NULL)
		return 0;
	store_close(f->store);
	f->store = run->r->saying.store = NULL;
	if (store_open_scratch(&f->store, run->r->database, all_tables, e) ==
	    -1)
		return -1;
	run->r->saying.store = f->store;
	return 0;
}

static int
tick(struct run *run, struct err *e)
{
	if (++run->ticks > TICKS_MAX)
		return err_set(e, ERR_SYSTEM, "a job of the clock asks to be "
		    "called again at the same moment, without end");
	if (run->now >= run->keys_at && look_at_keys(run, e) == -1)
		return -1;
	return flow_tick(&run->flow, e) == -1 ? -1 : 0;
}

/* --- what arrives --------------------------------------------------------- */

static int
try_mail(struct flow *f, int64_t inbox, const struct evidence *evidence,
    const struct reading *reading, struct err *e)
{
	int64_t folder;
	struct gate g;
	struct arena *a = arena_new();
	int rc = store_begin(f->store, e);

	flow_gate(f, a, evidence, &g);
	if (rc == 0 && reading->failed != NULL &&
	    g.judgement.verdict == VERDICT_AUTHENTIC)
		rc = err_set(e, ERR_INPUT, "a proven mail could not be read: "
		    "%s", reading->failed);
	if (rc == 0)
		rc = flow_mail_done(f, inbox, evidence, reading, &folder, e);
	if (rc == 0)
		rc = store_commit(f->store, e);
	else
		store_rollback(f->store);
	flow_said(f, rc == 0);
	arena_free(a);
	return rc;
}

/* Tried as often as core does, but at once: it would come out the same. */
static int
judge_mail(struct flow *f, int64_t inbox, const struct evidence *evidence,
    const struct reading *reading, struct err *e)
{
	struct err why;
	int i;

	for (i = 0; i < INBOX_TRIES; i++) {
		why = (struct err){ 0 };
		if (try_mail(f, inbox, evidence, reading, &why) == 0)
			return 0;
		if (flow_no_room(&why)) {
			*e = why;
			return -1;
		}
		log_warnx("inbox row %lld: %s", (long long)inbox, why.text);
		if (flow_mail_failed(f, inbox, why.text, e) == -1)
			return -1;
	}
	return 0;
}

static int
take_mail(struct run *run, const struct event *ev, struct span bytes,
    struct err *e)
{
	struct mail_arrived m = { .account = "rehearsal", .key = ev->key,
	    .mailbox = ev->act == ACT_REPLY ? "reply" : "mail",
	    .received = run->now };
	struct flow *f = &run->flow;
	struct arena *a = arena_new();
	struct evidence *evidence;
	struct reading *reading;
	int64_t inbox, folder;
	int rc = -1;

	if (proofs_of(run->proofs, a, ev, bytes, run->now, &evidence,
	    &reading, e) == -1 || store_begin(f->store, e) == -1)
		goto out;
	if (ev->act == ACT_REPLY)
		reply_prove(a, evidence);
	rc = flow_mail_in(f, &m, bytes, &inbox, &folder, e);
	if (rc == -1)
		store_rollback(f->store);
	else
		rc = store_commit(f->store, e);
	if (rc == 0)
		rc = judge_mail(f, inbox, evidence, reading, e);
out:
	arena_free(a);
	return rc;
}

static int
do_mail(struct run *run, const struct event *ev, struct err *e)
{
	struct buf b = { 0 };
	int rc;

	if (ev->act == ACT_REPLY) {
		rc = reply_write(run->flow.store, run->r->config, ev, &b, e);
	} else {
		if (run->held.n == 0)
			proofs_ahead(run->proofs, run->r->bag,
			    &run->r->events, run->next - 1);
		rc = mailbag_get(run->r->bag, ev->mail, &b, e);
	}
	if (rc == 0)
		rc = take_mail(run, ev, (struct span){ buf_str(&b), b.n }, e);
	buf_free(&b);
	return rc == -1 ? err_in(e, "%s", ev->text) : 0;
}

/* A command at the console; without chat all are said there. */
static int
do_console(struct run *run, const struct event *ev, struct err *e)
{
	const char *as = ev->person != NULL ? ev->person->id : NULL;
	struct buf answer = { 0 };
	bool accepted;
	int rc;

	if (as == NULL)
		as = run->r->config->console_person;
	rc = flow_console_in(&run->flow, as, ev->key, ev->text, &answer,
	    &accepted, e);
	if (rc == 0 && answer.n > 0)
		rc = said_note(&run->r->saying, run->now, SAID_BESIDE, "tell",
		    as, answer.p, e);
	buf_free(&answer);
	return rc;
}

static int
do_chat(struct run *run, const struct event *ev, struct err *e)
{
	bool room = ev->act == ACT_ROOM;
	struct chat_event chat = { .kind = room ? CHAT_ROOM : CHAT_DIRECT,
	    .nick = room ? ev->person->id : NULL, .body = ev->text,
	    .stream = "rehearsal", .stanza_id = ev->key,
	    .delayed = ev->at < run->now };

	if (!run->r->config->chat_configured)
		return do_console(run, ev, e);
	chat.jid = ev->person->jids.at[0];
	return flow_chat_in(&run->flow, &chat, e);
}

static int
note(struct run *run, enum said_rank rank, const char *who, const char *text,
    struct err *e)
{
	return said_note(&run->r->saying, run->now, rank, "note", who, text,
	    e);
}

static int do_event(struct run *run, const struct event *ev, struct err *e);

static int
do_up(struct run *run, struct err *e)
{
	size_t i;

	if (note(run, SAID_BEFORE, NULL, up_text, e) == -1 ||
	    start(run, e) == -1 || tick(run, e) == -1)
		return -1;
	run->down = false;
	for (i = 0; i < run->held.n; i++)
		if (do_event(run, run->held.at[i], e) == -1)
			return -1;
	run->held.n = 0;
	return 0;
}

static int
do_down(struct run *run, const char *text, struct err *e)
{
	if (send_all(&run->flow, e) == -1 ||
	    note(run, SAID_AFTER, NULL, text, e) == -1)
		return -1;
	run->down = true;
	return stop(run, e);
}

/* While it is stopped: mails wait in the mailbox, direct messages at the
 * chat server; the room and the console are of the moment. */
static int
do_not(struct run *run, struct event *ev, struct err *e)
{
	bool lost = ev->act == ACT_ROOM || ev->act == ACT_CONSOLE ||
	    (ev->act == ACT_CHAT && !run->r->config->chat_configured);

	if (!lost) {
		list_add(&run->held, ev);
		return 0;
	}
	return note(run, SAID_AFTER, ev->person != NULL ? ev->person->id :
	    NULL, arena_printf(run->r->saying.arena, "patchbot is stopped and "
	    "does not hear: %s", ev->text), e);
}

static int
do_event(struct run *run, const struct event *ev, struct err *e)
{
	int rc = -1;

	switch (ev->act) {
	case ACT_CHAT:
	case ACT_ROOM:
		rc = do_chat(run, ev, e);
		break;
	case ACT_CONSOLE:
		rc = do_console(run, ev, e);
		break;
	case ACT_REPLY:
	case ACT_MAIL:
		rc = do_mail(run, ev, e);
		break;
	case ACT_UP:
		rc = do_up(run, e);
		break;
	case ACT_DOWN:
		rc = do_down(run, down_text, e);
		break;
	case ACT_RESTART:
		rc = do_down(run, again_text, e);
		run->down = false;
		if (rc == 0)
			rc = start(run, e);
		break;
	}
	if (rc == 0 && !run->down)
		rc = send_all(&run->flow, e);
	return rc;
}

/* --- the clock ------------------------------------------------------------ */

/* When the clock has to bring something; INT64_MAX: never. */
static int
next_tick(struct run *run, int64_t *at, struct err *e)
{
	int64_t due = INT64_MAX, again = INT64_MAX;

	*at = INT64_MAX;
	if (run->down)
		return 0;
	if (agenda_next(run->flow.store, &due, e) == -1 ||
	    store_int(run->flow.store, e, &again, "SELECT MIN(next_try) FROM "
	    "inbox WHERE state = 'new' AND channel = 'clock'", "") == -1)
		return -1;
	*at = due < again ? due : again;
	if (run->keys_at < *at)
		*at = run->keys_at;
	return 0;
}

static int
move_to(struct run *run, int64_t at, struct err *e)
{
	if (at <= run->now)
		return 0;
	if (said_show(&run->r->saying, e) == -1)
		return -1;
	run->now = at;
	run->ticks = 0;
	return 0;
}

/* One step: 1, 0 where nothing is left, -1. */
static int
step(struct run *run, struct err *e)
{
	const struct list *events = &run->r->events;
	struct event *ev = run->next < events->n ? events->at[run->next] :
	    NULL;
	int64_t due;
	bool clock;

	if (next_tick(run, &due, e) == -1)
		return -1;
	clock = ev == NULL || due <= ev->at;
	if (clock ? due > run->r->until : ev->at > run->r->until)
		return 0;
	if (move_to(run, clock ? due : ev->at, e) == -1)
		return -1;
	if (clock)
		return tick(run, e) == -1 || send_all(&run->flow, e) == -1 ?
		    -1 : 1;
	run->next++;
	if (run->down && ev->act != ACT_UP)
		return do_not(run, ev, e) == -1 ? -1 : 1;
	return do_event(run, ev, e) == -1 ? -1 : 1;
}

/* --- going on after a kill ------------------------------------------------- */

static int
latest(struct run *run, int64_t *at, struct err *e)
{
	static const char *const queries[] = {
		"SELECT MAX(at) FROM inbox", "SELECT MAX(at) FROM outbox",
		"SELECT MAX(at) FROM journal",
	};
	int64_t t = 0;
	size_t i;

	for (i = 0; i < 3; i++) {
		if (store_int(run->flow.store, e, &t, queries[i], "") == -1)
			return -1;
		*at = t > *at ? t : *at;
	}
	return 0;
}

/* An event before the moment of the kill: what it left outside the database. */
static int
skip_one(struct run *run, struct event *ev, struct err *e)
{
	run->now = ev->at;
	if (run->down && ev->act != ACT_UP)
		return do_not(run, ev, e);
	if (ev->act == ACT_RESTART)
		return note(run, SAID_AFTER, NULL, again_text, e);
	if (ev->act == ACT_UP) {
		run->held.n = 0;
		run->down = false;
		return note(run, SAID_BEFORE, NULL, up_text, e);
	}
	run->down = ev->act == ACT_DOWN;
	return run->down ? note(run, SAID_AFTER, NULL, down_text, e) : 0;
}

/* What was done before needs to be said only; the moment at which it ended is
 * done again, as each row knows whether it was. */
static int
skip_done(struct run *run, struct err *e)
{
	const struct list *events = &run->r->events;
	int64_t at = run->r->from;

	if (latest(run, &at, e) == -1)
		return -1;
	for (; run->next < events->n; run->next++) {
		struct event *ev = events->at[run->next];

		if (ev->at >= at)
			break;
		if (skip_one(run, ev, e) == -1)
			return -1;
	}
	run->now = at;
	return 0;
}

int
rehearse(struct rehearsal *r, struct err *e)
{
	struct run run = { .r = r, .now = r->from,
	    .flow = { .config = r->config, .now = run_now,
	    .random = random_bytes, .on_room = on_room } };
	int rc = -1;

	the_run = &run;
	run.proofs = proofs_new(r->config);
	run.flow.templates = templates_new(r->config->templates);
	r->saying.config = r->config;
	r->saying.arena = arena_new();
	if (templates_load(run.flow.templates, e) == -1 ||
	    store_open_scratch(&run.flow.store, r->database, all_tables,
	    e) == -1 ||
	    (r->saying.store = run.flow.store) == NULL || skip_done(&run, e) == -1 || start(&run, e) == -1)
		goto out;
	while ((rc = step(&run, e)) == 1)
		;
	if (rc == 0)
		rc = said_show(&r->saying, e);
out:
	flow_close(&run.flow);
	store_close(run.flow.store);
	templates_free(run.flow.templates);
	proofs_free(run.proofs);
	list_free(&run.held);
	arena_free(r->saying.arena);
	return rc;
}
