/* SPDX-License-Identifier: ISC */
/* Freeze and cut-off: from then on a stage is changed only by an override; see
 * running.h. */
#include <string.h>

#include "handlers/cycle/running.h"

static const struct happening *
passed(struct work *w, const struct cycle *c, const struct cycle_step *s,
    const char *what)
{
	const struct happening *h = run_happening(c, s->name, what, 0);
	int64_t at = h == NULL ? 0 : h->old != 0 ? h->old : h->at;

	/* what was written in time is in time, whenever it is read */
	return at != 0 && at <= work_said_at(w) ? h : NULL;
}

/* Its window as it was before a run_plan(), where there was one. */
static bool
lies_ahead(struct work *w, const struct cycle_step *s)
{
	int64_t begin = s->old_begin != 0 ? s->old_begin : s->begin;

	return s->state == STEP_WAITING && begin > work_now(w);
}

const char *
run_frozen(struct work *w, const struct cycle *c, const struct cycle_step *s)
{
	const struct happening *h;
	char t[CLOCK_TEXT];

	if (c->state != CYCLE_OPEN || strcmp(s->kind, "stage") != 0 ||
	    !lies_ahead(w, s))
		return NULL;
	if ((h = passed(w, c, s, "freeze")) == NULL &&
	    (h = passed(w, c, s, "cutoff")) == NULL)
		return NULL;
	return arena_printf(work_arena(w), "%s since %s", strcmp(h->what,
	    "freeze") == 0 ? "frozen" : "behind its cut-off",
	    clock_minute(h->old != 0 ? h->old : h->at, t));
}

/* What an override would have to say for it: " for 5h until 2026-11-20 21:30",
 * or a week later. */
static const char *
wanted(struct work *w, const struct cycle_step *s, int64_t begin)
{
	int64_t length = s->until - s->begin;
	char t[CLOCK_TEXT], u[CLOCK_TEXT];

	if (s->begin != begin || length == s->old_until - s->old_begin)
		return arena_printf(work_arena(w), "until %s",
		    clock_minute(begin + 7 * DAY, t));
	return arena_printf(work_arena(w), "for %s until %s",
	    clock_span(length, u), clock_minute(begin, t));
}

static int
refuse(struct work *w, const struct cycle *c, const struct cycle_step *s,
    const char *frozen, struct err *e)
{
	int64_t begin = s->old_begin != 0 ? s->old_begin : s->begin;

	return err_set(e, ERR_REFUSED, "%s/%s is %s; its servers, tasks and "
	    "dates are changed only by an override, which a team lead or "
	    "approver asks for: override %s/%s servers all applications none "
	    "%s REASON. Its night begins %s; it can be called off at "
	    "any time (skip, cancel).", c->name, s->name, frozen, c->name,
	    s->name, wanted(w, s, begin), cycle_when(w, begin));
}

/* Since when it is frozen, where run_plan() gave it another window; NULL: it
 * may have that. */
static const char *
held(struct work *w, const struct cycle *c, const struct cycle_step *s)
{
	int64_t longer = s->until - s->begin - (s->old_until - s->old_begin);
	const char *frozen;

	if (s->old_begin == 0 || (s->begin == s->old_begin && longer == 0) ||
	    (frozen = run_frozen(w, c, s)) == NULL)
		return NULL;
	/* behind a cut-off alone nothing is added; a night that is put off, or
	 * made shorter, gets nothing */
	return s->begin >= s->old_begin && longer <= 0 &&
	    passed(w, c, s, "freeze") == NULL ? NULL : frozen;
}

int
run_check_frozen(struct work *w, const struct cycle *c, struct err *e)
{
	const char *frozen;
	size_t i;

	for (i = 0; i < c->steps.n; i++) {
		const struct cycle_step *s = c->steps.at[i];

		if ((frozen = held(w, c, s)) != NULL)
			return refuse(w, c, s, frozen, e);
	}
	return 0;
}

const char *
run_hold_frozen(struct work *w, const struct cycle *planned, struct cycle *c)
{
	struct arena *a = work_arena(w);
	struct list names = { 0 };
	const char *frozen;
	size_t i;

	for (i = 0; i < planned->steps.n; i++) {
		const struct cycle_step *s = planned->steps.at[i];
		struct cycle_step *x = run_step(c, s->name);

		if (x == NULL || (frozen = held(w, planned, s)) == NULL)
			continue;
		x->fixed_begin = s->old_begin;
		x->fixed_due = s->old_until;
		list_add_in(a, &names, arena_printf(a, "%s, which is %s",
		    s->name, frozen));
	}
	return cycle_join(a, &names, "; ");
}

int
cycle_may_change(struct work *w, const struct deployment *d, struct err *e)
{
	struct cycle_step *s;
	struct cycle *c;
	const char *frozen;
	int rc = run_of_deployment(w, d->id, &c, &s, e);

	if (rc != 1 || (frozen = run_frozen(w, c, s)) == NULL)
		return rc == -1 ? -1 : 0;
	return refuse(w, c, s, frozen, e);
}
