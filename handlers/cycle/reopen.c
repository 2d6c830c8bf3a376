/* SPDX-License-Identifier: ISC */
/* A step that was done is open again; see running.h. */
#include <string.h>

#include "handlers/cycle/request.h"

#define REST_MAX	30	/* days without a working day that are looked
				 * through */

/* That moment, or the same hour of the next working day (step 1), or of the
 * last one before it (-1). */
static int64_t
working(struct work *w, int64_t t, int step)
{
	const struct calendar *c = calendar_of(work_config(w));
	int64_t day = t;
	int i;

	for (i = 0; i < REST_MAX; i++, day = clock_add_days(day, step))
		if (calendar_is_business_day(c, day_of(day), NULL))
			return day;
	return t;
}

/*
 * By when it is to be done once more: by the next working day at this hour,
 * and an hour before the first stage that waits for it, where that leaves an
 * hour; on a day of rest only where no working day is left before it.
 */
static int64_t
new_due(struct work *w, const struct cycle *c, const struct cycle_step *s)
{
	int64_t soonest = work_now(w) + HOUR;
	int64_t due = working(w, clock_add_days(work_now(w), 1), 1), latest;
	size_t i;

	for (i = 0; i < c->steps.n; i++) {
		const struct cycle_step *o = c->steps.at[i];

		if (strcmp(o->kind, "stage") == 0 &&
		    o->state == STEP_WAITING && o->begin > work_now(w) &&
		    o->begin - HOUR < due && request_waits_for(c, o, s->name))
			due = o->begin - HOUR;
	}
	if ((latest = working(w, due, -1)) >= soonest)
		due = latest;
	return due < soonest ? soonest : due;
}

/* Dates of other steps hang on it. */
static bool
concerns_others(const struct cycle_step *s, const struct list *changes)
{
	size_t i;

	for (i = 0; i < changes->n; i++) {
		const struct happening *h = changes->at[i];

		if (run_is_date(h) && !str_eq_nocase(h->step, s->name))
			return true;
	}
	return false;
}

int
run_reopen(struct work *w, struct cycle *c, struct cycle_step *s,
    struct err *e)
{
	struct list changes = { 0 };
	size_t told;

	s->state = STEP_OPEN;
	s->done_at = 0;
	s->done_by = s->done_for = s->note = NULL;
	if (s->due != 0 && s->due <= work_now(w))
		s->fixed_due = new_due(w, c, s);
	if (run_save_step(w, s, e) == -1)
		return -1;
	/* without its playbook no date of it can be worked out; of that the
	 * coordinator was told (job_cycles.c) */
	if (c->playbook == NULL)
		return 0;
	if (run_plan(w, c, true, &changes, e) == -1)
		return -1;
	return concerns_others(s, &changes) ? run_tell_changes(w, c, &changes,
	    "it is asked for anew", &told, e) : run_follow_changes(w, c,
	    "it is asked for anew", e);
}
