/* SPDX-License-Identifier: ISC */
/* How cycles open, go on from step to step, and end; see running.h. */
#include <string.h>

#include "handlers/cycle/meeting.h"
#include "handlers/cycle/request.h"

/* "2026-11", and where that is taken "monthly-2026-11", "2026-11.2". */
static int
free_name(struct work *w, struct cycle *c, struct err *e)
{
	struct arena *a = work_arena(w);
	const char *plain = playbook_cycle_name(a, c->playbook, c->day0);
	struct cycle *other;
	int n, rc;

	c->name = plain;
	for (n = 1; (rc = run_find(w, c->name, &other, e)) == 1; n++)
		c->name = n == 1 && !c->declared ? arena_printf(a, "%s-%s",
		    c->playbook_name, plain) : arena_printf(a, "%s.%d",
		    plain, n + c->declared);
	return rc;
}

/* The earliest begin or due time that has passed; NULL where there is none. */
static struct happening *
first_passed(struct work *w, const struct cycle *c)
{
	struct happening *first = NULL;
	size_t i;

	for (i = 0; i < c->occasions.n; i++) {
		struct happening *h = c->occasions.at[i];

		if (h->at >= work_now(w) || (strcmp(h->what, "begin") != 0 &&
		    strcmp(h->what, "due") != 0))
			continue;
		if (first == NULL || h->at < first->at ||
		    (h->at == first->at && strcmp(h->what, "begin") == 0))
			first = h;
	}
	return first;
}

/*
 * A cycle that is declared begins now: what its playbook wants earlier on that
 * day is put to now, one by one from the first, and what hangs on it follows.
 */
static int
from_now_on(struct work *w, struct cycle *c, struct err *e)
{
	struct cycle_step *s;
	struct happening *h;
	size_t i;

	for (i = 0; i < 2 * c->steps.n; i++) {
		if ((h = first_passed(w, c)) == NULL)
			return 0;
		s = run_step(c, h->step);
		if (strcmp(h->what, "begin") == 0) {
			s->fixed_begin = work_now(w);
			if (s->due > s->begin && s->due < work_now(w))
				s->fixed_due = work_now(w) + s->due -
				    s->begin;
		} else {
			s->fixed_due = work_now(w) + HOUR;
		}
		if (run_plan(w, c, true, NULL, e) == -1)
			return -1;
	}
	return 0;
}

/* Stages become deployments, meetings invite: what must be known at once. */
static int
opened(struct work *w, struct cycle *c, struct err *e)
{
	size_t i;

	for (i = 0; i < c->steps.n; i++) {
		struct cycle_step *s = c->steps.at[i];

		if (s->step == NULL || s->step->kind->occasion == NULL)
			continue;
		if (s->step->kind->occasion(w, c, s, "open", 0, e) == -1 ||
		    run_save_step(w, s, e) == -1)
			return -1;
	}
	return 0;
}

int
run_open(struct work *w, const struct playbook *p, day_t day0,
    const char *reason, struct cycle **out, struct err *e)
{
	struct cycle *c = arena_alloc(work_arena(w), sizeof(*c));

	*out = c;
	c->playbook = p;
	c->playbook_name = p->name;
	c->day0 = day0;
	c->declared = reason != NULL;
	c->reason = reason;
	c->state = CYCLE_OPEN;
	c->opened_at = work_now(w);
	c->opened_by = cycle_actor(w);
	if (free_name(w, c, e) == -1 || run_insert(w, c, e) == -1 ||
	    run_plan(w, c, true, NULL, e) == -1)
		return -1;
	if (c->declared && from_now_on(w, c, e) == -1)
		return -1;
	if (opened(w, c, e) == -1)
		return -1;
	return work_journal(w, e, c->name, "opened by %s, playbook %s: %zu "
	    "steps%s%s", c->opened_by, p->name, c->steps.n,
	    reason != NULL ? "; " : "", reason != NULL ? reason : "");
}

int
run_exists(struct work *w, const struct playbook *p, day_t day0,
    struct err *e)
{
	int64_t n = 0;

	if (store_int(work_store(w), e, &n, "SELECT COUNT(*) FROM cycles "
	    "WHERE playbook = $1 AND day0 = $2 AND declared = 0", "si",
	    p->name, (int64_t)day0) == -1)
		return -1;
	return n > 0;
}

/* --- gates and conditions ----------------------------------------------- */

/* A gate of the stage is done that hung on this approval. */
static bool
passed_by(const struct cycle *c, const struct cycle_step *s, const char *o)
{
	bool passed = false;
	size_t i;

	for (i = 0; i < s->step->after.n; i++) {
		const char *name = s->step->after.at[i];
		const struct cycle_step *gate = run_step(c, name);

		/* one that it names itself is a gate anyway */
		if (str_eq_nocase(name, o))
			return false;
		if (gate != NULL && (gate->state & STEP_PASSED) &&
		    request_waits_for(c, gate, o))
			passed = true;
	}
	return passed;
}

/*
 * Approvals further back that are asked for anew, as what they were given for
 * has changed or they have lapsed: what a stage hangs on through others holds
 * it up again.
 */
static void
add_reopened(struct work *w, const struct cycle *c,
    const struct cycle_step *s, struct list *open)
{
	size_t i;

	for (i = 0; i < c->steps.n; i++) {
		const struct cycle_step *o = c->steps.at[i];

		if (strcmp(o->kind, "approve") == 0 && o->begun_at != 0 &&
		    (o->state & STEP_ENDED) == 0 && passed_by(c, s, o->name))
			list_add_in(work_arena(w), open, arena_str(
			    work_arena(w), o->name));
	}
}

const char *
run_gates(struct work *w, const struct cycle *c, const struct cycle_step *s)
{
	struct arena *a = work_arena(w);
	struct list open = { 0 };
	size_t i;

	for (i = 0; s->step != NULL && i < s->step->after.n; i++) {
		const char *name = s->step->after.at[i];
		const struct cycle_step *gate = run_step(c, name);

		/* one that this month leaves out holds nobody up */
		if (gate != NULL && (gate->state & STEP_PASSED) == 0)
			list_add_in(a, &open, arena_str(a, gate->name));
	}
	if (s->step != NULL && strcmp(s->kind, "stage") == 0)
		add_reopened(w, c, s, &open);
	return cycle_join(a, &open, ", ");
}

void
run_followers(struct work *w, const struct cycle *c,
    const struct cycle_step *s, struct list *out)
{
	size_t i, k;

	for (i = 0; i < c->steps.n; i++) {
		struct cycle_step *x = c->steps.at[i];

		for (k = 0; !(x->state & STEP_ENDED) && x->step != NULL &&
		    k < x->step->after.n; k++)
			if (str_eq_nocase(x->step->after.at[k], s->name)) {
				list_add_in(work_arena(w), out, x);
				break;
			}
	}
}

/* --- the end of a step, the end of a cycle ------------------------------ */

static int
drop_occasions(struct work *w, const struct cycle *c, const char *step,
    struct err *e)
{
	size_t i;

	for (i = 0; i < c->occasions.n; i++) {
		struct happening *h = c->occasions.at[i];

		if (!run_waits(h) || (step != NULL &&
		    !str_eq_nocase(h->step, step)))
			continue;
		h->state = "dropped";
		if (run_save_happening(w, c, h, e) == -1 ||
		    work_not_later(w, "step", arena_printf(work_arena(w),
		    "%lld %s %d %s", (long long)c->id, h->step, h->nth,
		    h->what), e) == -1)
			return -1;
	}
	return 0;
}

/* Those whose time has come and whose last gate this was. */
static int
let_go(struct work *w, const struct cycle *c, struct err *e)
{
	size_t i;

	for (i = 0; i < c->steps.n; i++) {
		struct cycle_step *s = c->steps.at[i];
		struct happening *h = run_happening(c, s->name, "begin", 0);

		if (!s->held || h == NULL || !run_waits(h) ||
		    run_gates(w, c, s)[0] != '\0')
			continue;
		/* not this very second: that entry may have been brought */
		if (run_later(w, c, h, work_now(w) + 1, e) == -1)
			return -1;
	}
	return 0;
}

static bool
all_ended(const struct cycle *c)
{
	size_t i;

	for (i = 0; i < c->steps.n; i++)
		if ((((struct cycle_step *)c->steps.at[i])->state &
		    STEP_ENDED) == 0)
			return false;
	return true;
}

/* What it ends without is not met for. */
static int
call_meetings_off(struct work *w, const struct cycle *c, const char *note,
    struct err *e)
{
	size_t i;

	for (i = 0; i < c->steps.n; i++) {
		const struct cycle_step *s = c->steps.at[i];

		if (!(s->state & STEP_ENDED) &&
		    meeting_cancel(w, c, s, note, e) == -1)
			return -1;
	}
	return 0;
}

int
run_close(struct work *w, struct cycle *c, const char *note, struct err *e)
{
	struct model *m = work_model(w);

	c->state = CYCLE_CLOSED;
	c->closed_at = work_now(w);
	c->closed_by = cycle_actor(w);
	c->note = note;
	if (drop_occasions(w, c, NULL, e) == -1 || run_save(w, c, e) == -1 ||
	    call_meetings_off(w, c, note, e) == -1)
		return -1;
	/* one of a single step has said what it had to say */
	if (c->steps.n == 1)
		return 0;
	run_model(w, m, c, NULL);
	run_counts(w, m, c);
	model_set(m, "note", note);
	return run_tell_coordinator(w, "cycle-closed", m, e);
}

int
run_end(struct work *w, struct cycle *c, struct cycle_step *s,
    enum step_state state, const char *note, struct err *e)
{
	s->state = state;
	s->done_at = work_now(w);
	s->done_by = cycle_actor(w);
	s->held = false;
	if (note != NULL)
		s->note = note;
	if (drop_occasions(w, c, s->name, e) == -1 ||
	    run_save_step(w, s, e) == -1 || (state == STEP_SKIPPED &&
	    meeting_cancel(w, c, s, note, e) == -1))
		return -1;
	if (c->state != CYCLE_OPEN)
		return 0;
	if (state == STEP_SKIPPED && strcmp(s->kind, "stage") == 0 &&
	    request_later(w, c, e) == -1)
		return -1;
	if ((state & STEP_PASSED) && let_go(w, c, e) == -1)
		return -1;
	return all_ended(c) ? run_close(w, c, NULL, e) : 0;
}

int
run_end_in(struct work *w, const struct cycle *c, struct cycle_step *s,
    enum step_state state, const char *note, struct err *e)
{
	/* the cycle is the job's own; only its type says otherwise */
	union { const struct cycle *in; struct cycle *out; } u = { .in = c };

	return run_end(w, u.out, s, state, note, e);
}

int
run_cancel(struct work *w, struct cycle *c, const char *reason, size_t *told,
    struct err *e)
{
	struct model *m = work_model(w);
	size_t i;

	c->state = CYCLE_CANCELLED;
	c->closed_at = work_now(w);
	c->closed_by = cycle_actor(w);
	c->note = reason;
	if (drop_occasions(w, c, NULL, e) == -1 || run_save(w, c, e) == -1 ||
	    call_meetings_off(w, c, reason, e) == -1)
		return -1;
	for (i = 0; i < c->steps.n; i++) {
		struct cycle_step *s = c->steps.at[i];

		if ((s->state & STEP_ENDED) || s->deployment == 0)
			continue;
		s->note = reason;
		if (run_stage_cancel(w, c, s, reason, e) == -1)
			return -1;
	}
	run_model(w, m, c, NULL);
	model_set(m, "reason", reason);
	return run_tell_all(w, c, "cycle-cancelled", m, told, e);
}
