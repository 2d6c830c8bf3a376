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
#include "cli/rehearse_run.h"
#include "flow/keys.h"
#include "handlers/handler.h"
#include "store/agenda.h"

#define TICKS_MAX	100000	/* at one moment: no clock goes on so */

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
 * By the moment and by how many rows came and lines were written, so that it
 * is other bytes each time, and the same ones where a transaction was killed
 * and is done again.  What else is counted differs after a kill: the word about
 * a mail in doubt, a job that is put on the agenda anew.
 */
static void
random_bytes(void *bytes, size_t n)
{
	struct run *run = the_run;
	int64_t ids = 0;
	uint64_t word = 0;
	uint8_t *p = bytes;
	size_t i;

	store_int(run->flow.store, NULL, &ids, "SELECT SUM(next) FROM ids "
	    "WHERE kind IN ('inbox', 'journal')", "");
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
	return run_send(f, e);
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

/* --- events --------------------------------------------------------------- */

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

	run->flow.deaf_since = run->flow.up_since = run->now;
	if (note(run, SAID_BEFORE, NULL, up_text, e) == -1 ||
	    start(run, e) == -1 || tick(run, e) == -1)
		return -1;
	run->down = false;
	run->flow.deaf_since = 0;
	for (i = 0; i < run->held.n; i++)
		if (do_event(run, run->held.at[i], e) == -1)
			return -1;
	run->held.n = 0;
	return 0;
}

static int
do_down(struct run *run, const char *text, struct err *e)
{
	if (run_send(&run->flow, e) == -1 ||
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
		rc = run_chat(run, ev, e);
		break;
	case ACT_CONSOLE:
		rc = run_console(run, ev, e);
		break;
	case ACT_REPLY:
	case ACT_MAIL:
		rc = run_mail(run, ev, e);
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
		rc = run_send(&run->flow, e);
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
	run->drawn = 0;
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
		return tick(run, e) == -1 || run_send(&run->flow, e) == -1 ?
		    -1 : 1;
	run->next++;
	if (run->down && ev->act != ACT_UP)
		return do_not(run, ev, e) == -1 ? -1 : 1;
	return do_event(run, ev, e) == -1 ? -1 : 1;
}

/* --- going on after a kill ------------------------------------------------ */

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

static int
begin(struct run *run, struct err *e)
{
	struct rehearsal *r = run->r;
	struct flow *f = &run->flow;

	f->templates = templates_new(r->config->templates);
	if (templates_load(f->templates, e) == -1 ||
	    store_open_scratch(&f->store, r->database, all_tables, e) == -1)
		return -1;
	r->saying.store = f->store;
	return skip_done(run, e) == -1 ? -1 : start(run, e);
}

int
rehearse(struct rehearsal *r, struct err *e)
{
	struct run run = { .r = r, .now = r->from,
	    .flow = { .config = r->config, .now = run_now,
	    .random = random_bytes, .on_room = on_room } };
	int rc;

	the_run = &run;
	run.proofs = proofs_new(r->config, r->from);
	r->saying.config = r->config;
	r->saying.arena = arena_new();
	rc = begin(&run, e);
	while (rc != -1 && (rc = step(&run, e)) == 1)
		;
	if (rc == 0)
		rc = said_show(&r->saying, e);
	flow_close(&run.flow);
	store_close(run.flow.store);
	templates_free(run.flow.templates);
	proofs_free(run.proofs);
	list_free(&run.held);
	arena_free(r->saying.arena);
	return rc;
}
