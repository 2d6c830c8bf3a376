/* SPDX-License-Identifier: ISC */
/*
 * The clock brings an occasion of a step.  Each comes once: it is done, done
 * late, or left out, and what was late is told to the coordinator in one go
 * (job_late.c).
 *
 * What is late is done all the same where its rule says so, but for what a
 * later occasion of the same step has overtaken: after a pause one reminder is
 * enough, and none where it is overdue already.
 *
 * What takes people at their silence waits until everything that they wrote was
 * read; and a question that goes out so late that its time is over, or nearly,
 * gets as much of it as it would have had, one day at most.
 */
#include <string.h>

#include "handlers/cycle/running.h"

/* "CYCLE STEP NTH WHAT", as plan.c writes it. */
static int
find(struct work *w, const char *argument, struct cycle **c,
    struct happening **h, struct err *e)
{
	struct arena *a = work_arena(w);
	struct span rest = span_of(argument), id, step, nth;
	long long cycle, n;
	int rc;

	*h = NULL;
	if (!span_word(&rest, &id) || !span_word(&rest, &step) ||
	    !span_word(&rest, &nth) || !str_number(arena_strn(a, id.p, id.n),
	    1, INT64_MAX, &cycle) || !str_number(arena_strn(a, nth.p, nth.n),
	    0, OCCASIONS_MAX, &n))
		return err_set(e, ERR_INPUT, "\"%s\" is no occasion of a step",
		    argument);
	if ((rc = run_load(w, cycle, c, e)) != 1)
		return rc;
	rest = span_trim(rest);
	*h = run_happening(*c, arena_strn(a, step.p, step.n),
	    arena_strn(a, rest.p, rest.n), (int)n);
	return *h != NULL;
}

static int
settle(struct work *w, const struct cycle *c, struct happening *h,
    const char *state, struct err *e)
{
	h->state = state;
	h->done_at = work_now(w);
	return run_save_happening(w, c, h, e);
}

static int
report_late(struct work *w, const struct cycle *c, struct err *e)
{
	return work_later(w, "late", arena_printf(work_arena(w), "%lld",
	    (long long)c->id), work_now(w), e);
}

/* A later one of this step is due by now as well. */
static bool
overtaken(struct work *w, const struct cycle *c, const struct happening *h)
{
	size_t i;

	if (strcmp(h->what, "begin") == 0 || strcmp(h->what, "due") == 0)
		return false;
	for (i = 0; i < c->occasions.n; i++) {
		const struct happening *o = c->occasions.at[i];

		if (o != h && run_waits(o) && o->at >= h->at &&
		    o->at <= work_now(w) && str_eq_nocase(o->step, h->step) &&
		    strcmp(o->what, "begin") != 0)
			return true;
	}
	return false;
}

static int
leave_out(struct work *w, struct cycle *c, struct cycle_step *s,
    struct happening *h, struct err *e)
{
	char t[CLOCK_TEXT];

	if (settle(w, c, h, "skipped", e) == -1 ||
	    report_late(w, c, e) == -1 ||
	    work_journal(w, e, c->name, "%s: %s of %s left out, it is too "
	    "late for it", s->name, h->what, clock_minute(h->at, t)) == -1)
		return -1;
	return strcmp(h->what, "begin") != 0 ? 0 : run_end(w, c, s,
	    STEP_MISSED, NULL, e);
}

/* Its time has come, but a gate is shut. */
static int
hold(struct work *w, struct cycle *c, struct cycle_step *s,
    const char *gates, struct err *e)
{
	struct model *m = work_model(w);

	if (s->held)
		return 0;
	s->held = true;
	run_model(w, m, c, s);
	model_set(m, "gates", gates);
	model_flag(m, "over", s->until > s->begin && s->until <= work_now(w));
	if (run_stage_model(w, m, s, e) == -1 || run_save_step(w, s, e) == -1 ||
	    run_tell_coordinator(w, "step-held", m, e) == -1)
		return -1;
	return work_journal(w, e, c->name, "%s: would begin, but waits for "
	    "%s", s->name, gates);
}

/* They are late, silent, or nothing of theirs came. */
static bool
blames(const struct happening *h)
{
	return strcmp(h->what, "due") == 0 || strcmp(h->what, "remind") == 0 ||
	    strcmp(h->what, "escalate") == 0;
}

/*
 * Whether it is too early to say so: 1, 0, -1.  Either somebody may have
 * written, or its last gate has just opened and its begin is on the agenda.
 */
static int
is_unfair(struct work *w, const struct cycle *c, const struct cycle_step *s,
    const struct happening *h, struct err *e)
{
	int64_t due;
	int rc;

	if (!blames(h))
		return 0;
	/* behind a stop those that waited come later */
	due = h->at > work_up_since(w) ? h->at : work_up_since(w);
	if ((rc = work_hears(w, due, e)) == -1)
		return -1;
	return rc == 0 || (s->held && run_gates(w, c, s)[0] == '\0');
}

/* Asked too late to be answered by then: it is due later.  Its letter says so;
 * others need not hear that a time went by. */
static int
give_time(struct work *w, struct cycle *c, struct cycle_step *s,
    struct err *e)
{
	int64_t span = s->due - s->begin, left = s->due - work_now(w);
	struct move m = { .what = "due", .kind = "extended",
	    .reason = "it could only be asked late", .quiet = true,
	    .anyway = true, .override = true };
	struct list changes = { 0 };
	char t[CLOCK_TEXT];
	size_t told;

	if (!s->step->kind->asks || s->due == 0 || left >= span / 4)
		return 0;
	m.at = work_now(w) + (span < DAY ? span : DAY);
	if (run_move(w, c, s, &m, &changes, &told, e) == -1)
		return -1;
	return work_journal(w, e, c->name, "%s: due time extended to %s: %s",
	    s->name, clock_minute(m.at, t), m.reason);
}

/* What it is for is there: 1; 0: it is not, and the step is left out; -1. */
static int
is_wanted(struct work *w, struct cycle *c, struct cycle_step *s,
    struct happening *h, struct err *e)
{
	int rc = run_conditions(w, c, s, e);

	if (rc != 0)
		return rc;
	s->idle = true;
	if (settle(w, c, h, "dropped", e) == -1 ||
	    work_journal(w, e, c->name, "%s: not needed, no bulletin that it "
	    "is for has come", s->name) == -1 ||
	    run_end(w, c, s, STEP_SKIPPED, "no bulletin that it is for has "
	    "come", e) == -1)
		return -1;
	return 0;
}

/* What was approved for it is so: 1; 0: it was not, what is so was sent, and it
 * is looked at again with dates and gates as they are then; -1. */
static int
is_compared(struct work *w, struct cycle *c, const struct cycle_step *s,
    const struct happening *h, struct err *e)
{
	size_t made;

	if (run_compare(w, c, s, &made, e) == -1)
		return -1;
	/* not this very second: that entry may have been brought */
	return made == 0 ? 1 : run_later(w, c, h, work_now(w) + 1, e);
}

/* 1: it may begin, 0 not now, -1. */
static int
may_begin(struct work *w, struct cycle *c, struct cycle_step *s,
    struct err *e)
{
	const char *gates = run_gates(w, c, s);

	/* a night that was opened before its time, whatever it waits for */
	if (s->state == STEP_OPEN && s->deployment != 0)
		return 1;
	if (gates[0] != '\0')
		return hold(w, c, s, gates, e);
	s->held = false;
	s->state = STEP_OPEN;
	s->begun_at = work_now(w);
	return 1;
}

/* It should be on its way, but waits for a gate: its own people can do nothing,
 * so only the coordinator hears of it, and once. */
static int
tell_stuck(struct work *w, struct cycle *c, struct cycle_step *s,
    const char *what, struct err *e)
{
	struct model *m = work_model(w);

	if (strcmp(what, "due") != 0)
		return 0;
	run_model(w, m, c, s);
	model_set(m, "gates", run_gates(w, c, s));
	if (run_tell_coordinator(w, "step-stuck", m, e) == -1)
		return -1;
	return work_journal(w, e, c->name, "%s: due, but it has not begun",
	    s->name);
}

static int
come(struct work *w, struct cycle *c, struct cycle_step *s,
    struct happening *h, int64_t late, struct err *e)
{
	if (settle(w, c, h, late > RUN_GRACE ? "late" : "done", e) == -1 ||
	    (late > RUN_GRACE && report_late(w, c, e) == -1))
		return -1;
	if (s->held && blames(h)) {
		if (tell_stuck(w, c, s, h->what, e) == -1)
			return -1;
	} else if (strcmp(h->what, "escalate") == 0) {
		if (run_escalate(w, c, s, h->nth, e) == -1)
			return -1;
	} else if (s->step->kind->occasion != NULL &&
	    s->step->kind->occasion(w, c, s, h->what, late > RUN_GRACE ?
	    late : 0, e) == -1) {
		return -1;
	}
	return run_save_step(w, s, e);
}

static int
run(struct work *w, const char *argument, struct err *e)
{
	struct cycle_step *s;
	struct happening *h;
	struct cycle *c;
	int64_t late;
	bool begins;
	int rc;

	if ((rc = find(w, argument, &c, &h, e)) != 1)
		return rc;
	/* moved, ended, or brought twice */
	if (c->state != CYCLE_OPEN || !run_waits(h) || h->at > work_now(w) ||
	    (s = run_step(c, h->step)) == NULL || (s->state & STEP_ENDED))
		return 0;
	/* it waits until the configuration has it again: job_cycles.c tells */
	if (s->step == NULL)
		return 0;
	if ((rc = is_unfair(w, c, s, h, e)) != 0)
		return rc == -1 ? -1 : run_later(w, c, h, work_now(w) +
		    RUN_HEAR, e);
	/* an invitation is in time as long as the meeting lies ahead */
	late = s->held || strcmp(h->what, "invite") == 0 ? 0 :
	    work_now(w) - h->at;
	if (late > RUN_GRACE && (h->skips || overtaken(w, c, h)))
		return leave_out(w, c, s, h, e);
	begins = strcmp(h->what, "begin") == 0;
	if ((begins || (s->begin == 0 && s->state == STEP_WAITING)) &&
	    (rc = is_wanted(w, c, s, h, e)) != 1)
		return rc;
	if (begins && (rc = is_compared(w, c, s, h, e)) != 1)
		return rc;
	if (begins && (rc = may_begin(w, c, s, e)) != 1)
		return rc;
	if (begins && work_now(w) - h->at > RUN_GRACE &&
	    give_time(w, c, s, e) == -1)
		return -1;
	return come(w, c, s, h, late, e);
}

int
run_begin_due(struct work *w, struct cycle **c, struct cycle_step **s,
    struct err *e)
{
	const struct happening *h = run_happening(*c, (*s)->name, "begin", 0);
	const char *name = (*s)->name;

	if ((*s)->begun_at != 0 || h == NULL || !run_waits(h) ||
	    h->at > work_now(w))
		return 0;
	if (run(w, arena_printf(work_arena(w), "%lld %s %d %s",
	    (long long)(*c)->id, h->step, h->nth, h->what), e) == -1 ||
	    run_load(w, (*c)->id, c, e) != 1)
		return -1;
	*s = run_step(*c, name);
	return 0;
}

const struct job job_step = { .name = "step", .run = run };
