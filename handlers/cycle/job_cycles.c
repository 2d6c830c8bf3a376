/* SPDX-License-Identifier: ISC */
/*
 * Opens cycles when their earliest date comes, also after a pause; and looks
 * after those that run: once a day and after each start and reload their dates
 * are held against the configuration.
 */
#include <string.h>

#include "handlers/cycle/clash.h"
#include "handlers/cycle/meeting.h"
#include "handlers/cycle/request.h"

#define CATCH_UP	100	/* releases that one round looks at */

/* The last release day that was dealt with.  A playbook that is new begins
 * with the next one: what is on its way is for who wants it (cmd_declare.c). */
static int
handled(struct work *w, const struct playbook *p, day_t *day, struct err *e)
{
	int64_t at = day_of(work_now(w)) - 1;
	int rc = store_int(work_store(w), e, &at, "SELECT day0 FROM "
	    "cycle_handled WHERE playbook = $1", "s", p->name);

	*day = (day_t)at;
	return rc == -1 ? -1 : 0;
}

static int
set_handled(struct work *w, const struct playbook *p, day_t day,
    struct err *e)
{
	return store_exec(work_store(w), e, "INSERT INTO cycle_handled "
	    "(playbook, day0) VALUES ($1, $2) ON CONFLICT (playbook) "
	    "DO UPDATE SET day0 = excluded.day0", "si", p->name,
	    (int64_t)day) == -1 ? -1 : 0;
}

/* A cycle that could not be, and why. */
static int
not_opened(struct work *w, const struct playbook *p, day_t day,
    const char *why, struct err *e)
{
	const char *name = playbook_cycle_name(work_arena(w), p, day);
	struct model *m = work_model(w);

	model_set(m, "cycle", name);
	model_set(m, "playbook", p->name);
	model_set(m, "why", why);
	if (run_tell_coordinator(w, "cycle-not-opened", m, e) == -1)
		return -1;
	return work_journal(w, e, name, "not opened: %s", why);
}

static int
open_one(struct work *w, const struct playbook *p, day_t day, int64_t last,
    struct err *e)
{
	struct model *m = work_model(w);
	struct cycle *c;
	int rc = run_exists(w, p, day, e);

	if (rc != 0)
		return rc == -1 ? -1 : 0;
	/* one that has a single date opens when that comes */
	if (last + RUN_GRACE <= work_now(w))
		return not_opened(w, p, day, "all its dates passed while "
		    "patchbot was not running", e);
	if (run_open(w, p, day, NULL, &c, e) == -1)
		return -1;
	if (c->steps.n == 1)
		return 0;
	run_model(w, m, c, NULL);
	run_counts(w, m, c);
	return run_tell_coordinator(w, "cycle-opened", m, e);
}

/* Opens what is to be open by now; *next: when the next one has to be. */
static int
open_due(struct work *w, const struct playbook *p, int64_t *next,
    struct err *e)
{
	struct err why = { 0 };
	int64_t first = 0, last = 0;
	day_t day, before;
	int n, rc;

	if (handled(w, p, &before, e) == -1)
		return -1;
	for (n = 0; n < CATCH_UP; n++) {
		if (playbook_release(p, before + 1, &day) != 1)
			break;
		if ((rc = run_span(w, p, day, &first, &last, &why)) == 1 &&
		    first > work_now(w)) {
			if (first < *next)
				*next = first;
			break;
		}
		if (rc == -1 && not_opened(w, p, day, why.text, e) == -1)
			return -1;
		if (rc == 1 && open_one(w, p, day, last, e) == -1)
			return -1;
		before = day;
	}
	return set_handled(w, p, before, e);
}

/* --- those that run ----------------------------------------------------- */

/* Said once; told is cleared when all is well again. */
static int
complain(struct work *w, struct cycle *c, const char *what, struct err *e)
{
	struct model *m = work_model(w);

	if (c->told != NULL && strcmp(c->told, what) == 0)
		return 0;
	c->told = what;
	run_model(w, m, c, NULL);
	model_set(m, "what", what);
	if (run_save(w, c, e) == -1 ||
	    run_tell_coordinator(w, "cycle-wrong", m, e) == -1)
		return -1;
	return work_journal(w, e, c->name, "%s", what);
}

/* What the configuration lost; "" for nothing. */
static const char *
lost(struct work *w, const struct cycle *c)
{
	struct arena *a = work_arena(w);
	struct list names = { 0 };
	size_t i;

	if (c->playbook == NULL)
		return arena_printf(a, "The playbook %s is no more in the "
		    "configuration. Nothing of the cycle is lost, but nothing "
		    "of it goes on.", c->playbook_name);
	for (i = 0; i < c->steps.n; i++) {
		const struct cycle_step *s = c->steps.at[i];

		if (s->step == NULL && (s->state & STEP_ENDED) == 0)
			list_add_in(a, &names, arena_str(a, s->name));
	}
	return names.n == 0 ? "" : arena_printf(a, "The playbook %s has no "
	    "more: %s. They stay in the checklist until somebody says tick "
	    "or skip.", c->playbook_name, cycle_join(a, &names, ", "));
}

static int
tell_held(struct work *w, struct cycle *c, const char *held, struct err *e)
{
	struct model *m = work_model(w);
	const char *what = arena_printf(work_arena(w), "The playbook %s would "
	    "change %s; it stays as it was planned. For another date or "
	    "length somebody asks for an override.", c->playbook_name, held);

	run_model(w, m, c, NULL);
	model_set(m, "what", what);
	return run_tell_coordinator(w, "cycle-wrong", m, e) == -1 ? -1 :
	    work_journal(w, e, c->name, "%s", what);
}

/* The dates follow the configuration, but for what is frozen, and the
 * coordinator knows. */
static int
replan(struct work *w, struct cycle *c, struct err *e)
{
	const struct cycle *planned = c;
	struct list changes = { 0 };
	struct model *m = work_model(w);
	struct err why = { 0 };
	const char *held;
	size_t told;

	if (run_plan(w, c, false, &changes, &why) == -1)
		return complain(w, c, arena_str(work_arena(w), why.text), e);
	if (changes.n == 0)
		return 0;
	if (run_load(w, c->id, &c, e) == -1)
		return -1;
	held = run_hold_frozen(w, planned, c);
	changes = (struct list){ 0 };
	if ((held[0] != '\0' && tell_held(w, c, held, e) == -1) ||
	    run_plan(w, c, true, &changes, e) == -1)
		return -1;
	if (changes.n == 0)
		return 0;
	if (clash_cycle(w, c, false, &c->minds, e) == -1 ||
	    run_tell_changes(w, c, &changes, "the playbook was changed",
	    &told, e) == -1)
		return -1;
	run_model(w, m, c, NULL);
	run_changes_model(w, c, &changes, m);
	clash_model(w, m, &c->minds);
	model_setf(m, "told", "%zu", told);
	if (run_tell_coordinator(w, "cycle-replanned", m, e) == -1)
		return -1;
	return work_journal(w, e, c->name, "the playbook was changed: %zu "
	    "date%s changed", changes.n, changes.n == 1 ? "" : "s");
}

/* What was due and did not come (a lost entry of the agenda) comes now, or when
 * job_step.c would look at it again: that is one entry. */
static int
sweep(struct work *w, const struct cycle *c, struct err *e)
{
	size_t i;

	for (i = 0; i < c->occasions.n; i++) {
		const struct happening *h = c->occasions.at[i];
		const struct cycle_step *s = run_step(c, h->step);

		if (run_waits(h) && h->at <= work_now(w) - HOUR &&
		    s != NULL && (!s->held || run_gates(w, c, s)[0] == '\0') &&
		    run_later(w, c, h, work_now(w) + RUN_HEAR, e) == -1)
			return -1;
	}
	return 0;
}

/* A meeting's place is no date, but calendars have it. */
static int
follow_meetings(struct work *w, const struct cycle *c, struct err *e)
{
	size_t i;

	for (i = 0; i < c->steps.n; i++) {
		const struct cycle_step *s = c->steps.at[i];

		if (s->step != NULL && strcmp(s->kind, "meet") == 0 &&
		    (s->state & STEP_ENDED) == 0 &&
		    meeting_follow(w, c, s, e) == -1)
			return -1;
	}
	return 0;
}

static int
look_after(struct work *w, struct cycle *c, struct err *e)
{
	const char *what = lost(w, c);

	if (what[0] != '\0' && complain(w, c, what, e) == -1)
		return -1;
	if (c->playbook == NULL)
		return 0;
	if (what[0] == '\0' && c->told != NULL) {
		c->told = NULL;
		if (run_save(w, c, e) == -1)
			return -1;
	}
	if (replan(w, c, e) == -1 || follow_meetings(w, c, e) == -1)
		return -1;
	/* of the playbook a change request has more than dates */
	return sweep(w, c, e) == -1 ? -1 : request_later(w, c, e);
}

static int
run(struct work *w, const char *argument, struct err *e)
{
	const struct playbooks *all = playbooks_of(work_config(w));
	int64_t next = day_at(day_of(work_now(w)) + 1, 0, 5);
	struct list open = { 0 };
	size_t i;

	(void)argument;
	for (i = 0; i < all->all.n; i++) {
		const struct playbook *p = all->all.at[i];

		if (p->release.every != RELEASE_DECLARED &&
		    open_due(w, p, &next, e) == -1)
			return -1;
	}
	if (run_open_ones(w, &open, e) == -1)
		return -1;
	for (i = 0; i < open.n; i++)
		if (look_after(w, open.at[i], e) == -1)
			return -1;
	if (all->all.n == 0 && open.n == 0)
		return 0;
	return work_not_later(w, "cycles", NULL, e) == -1 ? -1 :
	    work_later(w, "cycles", "", next, e);
}

/* Where there is nothing to run nothing is asked for. */
static int
follow(struct work *w, struct err *e)
{
	struct list open = { 0 };

	if (run_list(w, CYCLE_OPEN, 1, &open, e) == -1)
		return -1;
	if (open.n == 0 && playbooks_of(work_config(w))->all.n == 0)
		return 0;
	return work_later(w, "cycles", "", work_now(w), e);
}

const struct job job_cycles = { .name = "cycles", .run = run,
    .follow = follow };
