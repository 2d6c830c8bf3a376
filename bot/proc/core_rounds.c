/* SPDX-License-Identifier: ISC */
/*
 * What the core does in every round of its loop, and by the clock: it commits
 * what was finished, lets out what is due, and waits while the database takes
 * nothing.
 */
#include <systemd/sd-daemon.h>

#include "base/clock.h"
#include "base/log.h"
#include "flow/keys.h"
#include "proc/core.h"
#include "store/agenda.h"

#define TICK_MAX	1000	/* ms between looks at the clock, at most */
/* microseconds until the next step of what is kept no longer */
#define KEEP_NEXT	200000	/* while there is more */
#define KEEP_LATER	60000000	/* while there is other work */
#define KEEP_EVERY	3600000000	/* when all is done */
#define DB_WAIT		5000	/* ms without writes after a failure */
#define FLUSH_MS	20	/* outcomes are written together that late */
#define FLUSH_MAX	100	/* or when so many wait */

void
core_db_failed(struct core *c, const struct err *e)
{
	bool first = !c->db_down;

	c->db_retry = clock_mono_ms() + DB_WAIT;
	c->db_down = true;
	c->db_error = *e;
	if (!first)
		return;
	log_warnx("%s; nothing is taken in or sent until it works again",
	    e->text);
	sd_notifyf(0, "STATUS=%s", e->text);
}

bool
core_db_waits(const struct core *c)
{
	return c->db_down && clock_mono_ms() < c->db_retry;
}

/* Some statements read only: that it works is known when one was written. */
static void
try_database(struct core *c)
{
	struct store *s = c->flow.store;
	struct err e = { 0 };

	if (!c->db_down)
		return;
	if (store_begin(s, &e) == -1 ||
	    store_new_id(s, "try", &e) == -1 || store_commit(s, &e) == -1) {
		store_rollback(s);
		core_db_failed(c, &e);
		return;
	}
	c->db_down = false;
	c->db_retry = 0;
	log_info("the database works again");
	sd_notify(0, "STATUS=running");
}

static void
write_outcomes(struct core *c)
{
	struct err e = { 0 };

	if (core_db_waits(c))
		return;
	if (flow_flush(&c->flow, &e) == -1)
		core_db_failed(c, &e);
	else
		post_written(c);
	arrive_write_filed(c);
}

static int
on_flush(sd_event_source *s, uint64_t usec, void *arg)
{
	(void)s;
	(void)usec;
	write_outcomes(arg);
	return 0;
}

/* An outcome repeats harmlessly after a crash (a mail's dot was written
 * before), so it need not cost every command a commit of its own. */
static void
flush_soon(struct core *c)
{
	uint64_t now;
	int on = SD_EVENT_OFF;

	if (flow_waiting() >= FLUSH_MAX) {
		write_outcomes(c);
		return;
	}
	sd_event_source_get_enabled(c->flush, &on);
	/* in a session each dot's commit takes them along */
	if (flow_waiting() == 0 || on != SD_EVENT_OFF || c->posted.n > 0)
		return;
	sd_event_now(c->loop, CLOCK_MONOTONIC, &now);
	sd_event_source_set_time(c->flush, now + FLUSH_MS * 1000);
	sd_event_source_set_enabled(c->flush, SD_EVENT_ONESHOT);
}

void
core_pump(struct core *c)
{
	struct err e = { 0 };

	if (core_db_waits(c))
		return;
	try_database(c);
	if (core_db_waits(c))
		return;
	if (flow_chat_again(&c->flow, &e) == -1 ||
	    flow_chat_missed_again(&c->flow, &e) == -1) {
		core_db_failed(c, &e);
		return;
	}
	arrive_commit(c);
	exams_commit(c->exams);
	exams_pump(c->exams);
	post_pump(c);
	flush_soon(c);
}

static int
after_round(sd_event_source *s, void *arg)
{
	(void)s;
	core_pump(arg);
	return 0;
}

static void
next_tick(struct core *c)
{
	int64_t due = 0, ms = TICK_MAX;
	uint64_t now;

	if (agenda_next(c->flow.store, &due, NULL) == 1) {
		ms = (due - c->flow.now()) * 1000;
		ms = ms < 20 ? 20 : ms > TICK_MAX ? TICK_MAX : ms;
	}
	sd_event_now(c->loop, CLOCK_MONOTONIC, &now);
	sd_event_source_set_time(c->tick, now + (uint64_t)ms * 1000);
	sd_event_source_set_enabled(c->tick, SD_EVENT_ONESHOT);
}

static void
publish_status(struct core *c)
{
	static int64_t last;
	int64_t now = clock_mono_ms();

	if (now - last < 5000 || c->db_down)
		return;
	last = now;
	sd_notifyf(0, "STATUS=%zu mails in examination; mailbox: %s; sending: "
	    "%s", exams_open(c->exams), c->state[PROC_MAILBOX].text,
	    c->state[PROC_POSTMAN].text);
}

/* Once a day, and behind a start. */
static int
look_at_keys(struct core *c, struct err *e)
{
	int64_t now = c->flow.now();

	if (now - c->keys_looked < 86400)
		return 0;
	if (keys_tell(&c->flow, e) == -1)
		return -1;
	c->keys_looked = now;
	return 0;
}

static int
on_tick(sd_event_source *s, uint64_t usec, void *arg)
{
	struct core *c = arg;
	struct err e = { 0 };

	(void)s;
	(void)usec;
	if (!core_db_waits(c))
		try_database(c);
	if (!core_db_waits(c) && !c->stopping) {
		if (flow_tick(&c->flow, &e) == -1 ||
		    look_at_keys(c, &e) == -1)
			core_db_failed(c, &e);
		/* retries that have come due */
		exams_look_again(c->exams);
		c->flow.mail_waits = c->flow.chat_waits = true;
		arrive_file_waiting(c);
		arrive_write_filed(c);
		core_pump(c);
	}
	publish_status(c);
	next_tick(c);
	return 0;
}

/* A step at a time, and only while no mail is looked at: whoever waits for an
 * answer must not wait for this. */
static int
on_keeper(sd_event_source *s, uint64_t usec, void *arg)
{
	struct core *c = arg;
	struct err e = { 0 };
	uint64_t wait = KEEP_EVERY, now;
	int rc;

	(void)usec;
	if (core_db_waits(c) || c->stopping || exams_open(c->exams) > 0) {
		wait = KEEP_LATER;
	} else if ((rc = flow_keep(&c->flow, &c->keep, &e)) != 0) {
		if (rc == -1)
			core_db_failed(c, &e);
		wait = rc == -1 ? KEEP_LATER : KEEP_NEXT;
	}
	sd_event_now(c->loop, CLOCK_MONOTONIC, &now);
	sd_event_source_set_time(s, now + wait);
	sd_event_source_set_enabled(s, SD_EVENT_ONESHOT);
	return 0;
}

void
core_add_rounds(struct core *c)
{
	sd_event_source *post = NULL;
	uint64_t now;

	sd_event_add_post(c->loop, &post, after_round, c);
	sd_event_source_set_floating(post, true);
	sd_event_source_unref(post);
	sd_event_now(c->loop, CLOCK_MONOTONIC, &now);
	sd_event_add_time(c->loop, &c->tick, CLOCK_MONOTONIC, 0, 10000,
	    on_tick, c);
	sd_event_add_time(c->loop, &c->flush, CLOCK_MONOTONIC, 0, 5000,
	    on_flush, c);
	sd_event_add_time(c->loop, &c->keeper, CLOCK_MONOTONIC,
	    now + KEEP_LATER, 10000, on_keeper, c);
}
