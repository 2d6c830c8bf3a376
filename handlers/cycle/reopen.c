/* SPDX-License-Identifier: ISC */
/* A step that was done is open again; see running.h. */
#include <string.h>
#include <time.h>

#include "handlers/cycle/request.h"

#define REST_MAX	30	/* days without a working day that are looked
				 * through */

/* That day or the next working day (step 1), or the last one before (-1). */
static day_t
working(struct work *w, day_t day, int step)
{
	const struct calendar *c = calendar_of(work_config(w));
	int i;

	for (i = 0; i < REST_MAX; i++)
		if (calendar_is_business_day(c, day + i * step, NULL))
			return day + i * step;
	return day;
}

static int
minutes_of(int64_t t)
{
	struct tm tm;

	clock_local(t, &tm);
	return tm.tm_hour * 60 + tm.tm_min;
}

/* When the playbook's days begin, in minutes: nobody reads it before. */
static int
day_begins(const struct cycle *c)
{
	return c->playbook == NULL ? 0 : c->playbook->hour * 60 +
	    c->playbook->minute;
}

/*
 * Its time of day on the last working day before that stage begins, or else
 * the stage's; where none of these leaves an hour, an hour before the stage,
 * though that is at night or on a day of rest.
 */
static int64_t
before_stage(struct work *w, const struct cycle *c, int64_t latest,
    int minutes)
{
	int64_t soonest = work_now(w) + HOUR, t;
	bool early = minutes_of(latest) < day_begins(c);
	day_t day = working(w, day_of(latest) - early, -1);

	if (!early && day == day_of(latest))
		return latest;
	if ((t = day_at(day, minutes / 60, minutes % 60)) >= soonest)
		return t;
	t = day_at(day, minutes_of(latest) / 60, minutes_of(latest) % 60);
	return !early && t >= soonest ? t : latest;
}

/*
 * By when it is to be done once more: the next working day, at the time of day
 * at which it was due, but not before the playbook's days begin; an hour
 * before the first stage that waits for it, where that comes first.
 */
static int64_t
new_due(struct work *w, const struct cycle *c, const struct cycle_step *s)
{
	int minutes = minutes_of(s->due);
	day_t day = working(w, day_of(work_now(w)) + 1, 1);
	int64_t due, first;
	size_t i;

	if (minutes < day_begins(c))
		minutes = day_begins(c);
	first = due = day_at(day, minutes / 60, minutes % 60);
	for (i = 0; i < c->steps.n; i++) {
		const struct cycle_step *o = c->steps.at[i];

		if (strcmp(o->kind, "stage") == 0 &&
		    o->state == STEP_WAITING && o->begin > work_now(w) &&
		    o->begin - HOUR < first &&
		    request_waits_for(c, o, s->name))
			first = o->begin - HOUR;
	}
	if (first < due)
		due = before_stage(w, c, first, minutes);
	return due < work_now(w) + HOUR ? work_now(w) + HOUR : due;
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
