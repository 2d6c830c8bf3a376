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

static int
refuse(struct work *w, const struct cycle *c, const struct cycle_step *s,
    const char *frozen, struct err *e)
{
	int64_t begin = s->old_begin != 0 ? s->old_begin : s->begin;
	char t[CLOCK_TEXT];

	return err_set(e, ERR_REFUSED, "%s/%s is %s; its servers, tasks and "
	    "dates are changed only by an override, which a team lead or "
	    "manager asks for: override %s/%s servers all applications none "
	    "until %s REASON. Its night begins %s; it can be called off at "
	    "any time (skip, cancel).", c->name, s->name, frozen, c->name,
	    s->name, clock_minute(begin + 7 * DAY, t), cycle_when(w, begin));
}

int
run_check_frozen(struct work *w, const struct cycle *c, struct err *e)
{
	const char *frozen;
	size_t i;

	for (i = 0; i < c->steps.n; i++) {
		const struct cycle_step *s = c->steps.at[i];

		if (s->begin == s->old_begin || s->old_begin == 0 ||
		    (frozen = run_frozen(w, c, s)) == NULL)
			continue;
		/* behind a cut-off alone nothing is added; a night that is put
		 * off gets nothing */
		if (s->begin > s->old_begin && passed(w, c, s, "freeze") ==
		    NULL)
			continue;
		return refuse(w, c, s, frozen, e);
	}
	return 0;
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
