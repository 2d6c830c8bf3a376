/* SPDX-License-Identifier: ISC */
/* The help desk is told of a night whose gates are not open yet: its notice
 * says so, and so does a word to the coordinator. */
#include <string.h>

#include "handlers/cycle/request.h"

/* Not done, though it should be by now. */
static bool
is_late(struct work *w, const struct cycle_step *g)
{
	int64_t end = g->due != 0 ? g->due : g->until;

	return end != 0 && end <= work_now(w) && (g->state & STEP_PASSED) == 0;
}

static bool
is_gate(const struct cycle_step *s, const struct cycle_step *g)
{
	size_t i;

	for (i = 0; s->step != NULL && i < s->step->after.n; i++)
		if (str_eq_nocase(s->step->after.at[i], g->name))
			return true;
	return false;
}

/* The open cycle and the step of a night that is still planned: 1, 0, -1. */
static int
of_planned(struct work *w, const struct deployment *d, struct cycle **c,
    struct cycle_step **s, struct err *e)
{
	int rc = d->state != DEPLOYMENT_PLANNED ? 0 :
	    run_of_deployment(w, d->id, c, s, e);

	return rc != 1 ? rc : (*c)->state == CYCLE_OPEN;
}

/* Its gates that are late (char *); "" for none. */
static const char *
late_gates(struct work *w, const struct cycle *c, const struct cycle_step *s)
{
	struct list late = { 0 };
	size_t i;

	for (i = 0; i < c->steps.n; i++) {
		const struct cycle_step *g = c->steps.at[i];

		if (is_gate(s, g) && is_late(w, g))
			list_add_in(work_arena(w), &late, arena_str(
			    work_arena(w), g->name));
	}
	return cycle_join(work_arena(w), &late, ", ");
}

int
cycle_stage_doubt(struct work *w, const struct deployment *d, struct err *e)
{
	struct model *m = work_model(w);
	struct cycle_step *s;
	struct cycle *c;
	const char *gates;
	int rc = of_planned(w, d, &c, &s, e);

	if (rc != 1 || (gates = late_gates(w, c, s))[0] == '\0')
		return rc == -1 ? -1 : 0;
	run_model(w, m, c, s);
	model_set(m, "gates", gates);
	model_set(m, "name", d->name);
	return run_tell_coordinator(w, "stage-doubt", m, e);
}

/* A yes that it hangs on counts long before it is late: what nobody has
 * approved is not certain.  All else is expected to come in its time. */
static bool
makes_uncertain(struct work *w, const struct cycle *c,
    const struct cycle_step *s, const struct cycle_step *g)
{
	if (strcmp(g->kind, "approve") == 0)
		return (g->state & STEP_PASSED) == 0 &&
		    request_waits_for(c, s, g->name);
	return is_gate(s, g) && is_late(w, g);
}

/* "Change request: approval, by Thu 12 Nov 2026 17:30 CST; overdue". */
static const char *
in_words(struct work *w, const struct cycle_step *g)
{
	bool approval = strcmp(g->kind, "approve") == 0;
	char t[CLOCK_TEXT];

	return arena_printf(work_arena(w), "%s%s%s%s%s", g->title, approval ?
	    ": approval" : "", g->due != 0 ? approval ? ", by " : ", was due " :
	    "", g->due != 0 ? clock_long(g->due, t) : "", is_late(w, g) &&
	    (approval || g->due == 0) ? "; overdue" : "");
}

int
cycle_stage_open(struct work *w, const struct deployment *d,
    struct list *out, struct err *e)
{
	struct cycle_step *s;
	struct cycle *c;
	size_t i;
	int rc = of_planned(w, d, &c, &s, e);

	for (i = 0; rc == 1 && i < c->steps.n; i++) {
		const struct cycle_step *g = c->steps.at[i];

		if (makes_uncertain(w, c, s, g))
			list_add_in(work_arena(w), out, arena_str(
			    work_arena(w), in_words(w, g)));
	}
	return rc == -1 ? -1 : 0;
}
