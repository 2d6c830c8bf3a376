/* SPDX-License-Identifier: ISC */
/* Proof, days and distances: see prove.h. */
#include <string.h>

#include "handlers/playbook/prove.h"

#define CUTOFF_MAX	(5 * (int64_t)DAY)	/* before the begin */
#define FREEZE_MAX	(10 * (int64_t)DAY)	/* of a list, likewise */

static bool
is(const struct due *d, const char *what)
{
	return strcmp(d->occasion->what, what) == 0;
}

/*
 * People are asked for something on a day on which they are not there.  A
 * meeting that is on Saturdays in all cycles was meant so, and so is what an
 * emergency asks for.
 */
static void
check_business(struct proof_cycle *c, const struct due *d)
{
	bool meeting = d->until > d->at && is(d, "begin");
	const struct moment *m = &d->occasion->when;
	day_t day = day_of(d->at), next;
	const char *why;

	/* who declares an emergency calls people from their weekend */
	if (c->p->release.every == RELEASE_DECLARED)
		return;
	if (prove_is_stage(d->step) || (!meeting && !is(d, "due")) ||
	    calendar_is_business_day(c->x->calendar, day, &why))
		return;
	next = calendar_add_business(c->x->calendar, day, 1);
	prove_find(c, d->step, PROOF_SOMETIMES, MOMENT_AT(m),
	    arena_printf(c->arena, "\"%s\" %s on a day off (\"bd\" counts "
	    "business days)", d->step->name, meeting ? "meets" : "is due"),
	    arena_printf(c->arena, "%s: %s; the next business day is %s",
	    words_of_day(c->arena, day), why,
	    words_of_day(c->arena, next)));
}

static void
check_stage_day(struct proof_cycle *c, const struct due *d)
{
	const char *name = calendar_holiday(c->x->calendar, day_of(d->at));

	if (name != NULL && c->p->release.every != RELEASE_DECLARED)
		prove_find(c, d->step, PROOF_WARNING,
		    MOMENT_AT(&d->occasion->when), arena_printf(c->arena,
		    "\"%s\" begins on a holiday", d->step->name),
		    arena_printf(c->arena, "%s: %s", prove_time(c, d->at),
		    name));
}

/* The announcement must leave the help desk its time. */
static void
check_notice(struct proof_cycle *c, const struct due *first)
{
	const struct due *begin = c->begin[first->step->number];
	int64_t lead = announce_lead(c->x->config);
	char a[CLOCK_TEXT], b[CLOCK_TEXT];

	if (begin == NULL || first->at <= begin->at - lead)
		return;
	clock_span(begin->at - first->at, a);
	clock_span(lead, b);
	prove_find(c, first->step, first->at < begin->at ? PROOF_WARNING :
	    PROOF_ERROR, MOMENT_AT(&first->occasion->when),
	    arena_printf(c->arena, "\"%s\" would be announced %s",
	    first->step->name, first->at < begin->at ? "late" :
	    "when it has begun"),
	    first->at < begin->at ? arena_printf(c->arena, "%s, %s before it "
	    "begins; \"lead-time\" is %s", prove_time(c, first->at), a, b) :
	    arena_printf(c->arena, "%s, it begins %s",
	    prove_time(c, first->at), prove_time(c, begin->at)));
}

static void
check_freeze(struct proof_cycle *c, const struct due *cutoff, int64_t most)
{
	const struct due *begin = c->begin[cutoff->step->number];
	char a[CLOCK_TEXT];

	if (begin == NULL || begin->at - cutoff->at <= most)
		return;
	prove_find(c, cutoff->step, PROOF_WARNING,
	    MOMENT_AT(&cutoff->occasion->when), arena_printf(c->arena,
	    "the freeze before \"%s\" is very long", cutoff->step->name),
	    arena_printf(c->arena, "from %s to %s, %s",
	    prove_time(c, cutoff->at), prove_time(c, begin->at),
	    clock_span((begin->at - cutoff->at) / HOUR * HOUR, a)));
}

void
prove_days(struct proof_cycle *c)
{
	const struct due *d;
	bool *noticed = arena_alloc(c->arena,
	    (c->p->steps.n + 1) * sizeof(*noticed));
	size_t i;

	for (i = 0; i < c->dues.n; i++) {
		d = c->dues.at[i];
		check_business(c, d);
		if (prove_is_stage(d->step) && is(d, "begin"))
			check_stage_day(c, d);
		if (is(d, "cutoff"))
			check_freeze(c, d, CUTOFF_MAX);
		if (is(d, "freeze"))
			check_freeze(c, d, FREEZE_MAX);
		/* the first one of a stage is the announcement */
		if (is(d, "notice") && !noticed[d->step->number]) {
			noticed[d->step->number] = true;
			check_notice(c, d);
		}
	}
}
