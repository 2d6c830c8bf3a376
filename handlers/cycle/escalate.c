/* SPDX-License-Identifier: ISC */
/* Who is told when a step is overdue; see running.h. */
#include <string.h>

#include "handlers/cycle/running.h"

/* Of the escalation's words for one who owes: the person, another of the team,
 * the lead, the coordinator, management; else an audience's word. */
static void
above(struct work *w, const struct whom *x, const char *to, struct list *out)
{
	const struct people *all = &work_config(w)->people;
	const struct team *t = x->team != NULL ? x->team :
	    x->person != NULL && x->person->team != NULL ?
	    people_team(all, x->person->team) : NULL;
	size_t i, before = out->n;

	if (strcmp(to, "person") == 0) {
		run_add_whom(w, x->person, x->address, NULL, out);
	} else if (strcmp(to, "lead") == 0 && t != NULL && t->lead != NULL) {
		run_add_whom(w, people_by_id(all, t->lead), NULL, NULL, out);
	} else if (strcmp(to, "secondary") == 0 && t != NULL) {
		for (i = 0; i < all->persons.n && out->n == before; i++) {
			const struct person *p = all->persons.at[i];

			if (p != x->person && str_eq_nocase(p->team, t->id) &&
			    !str_eq_nocase(p->id, t->lead))
				run_add_whom(w, p, NULL, NULL, out);
		}
	} else if (strcmp(to, "coordinator") != 0 &&
	    strcmp(to, "secondary") != 0 && strcmp(to, "lead") != 0) {
		struct list word = { 0 };

		list_add_in(work_arena(w), &word, arena_str(work_arena(w),
		    to));
		run_whom(w, &word, out);
	}
	if (out->n == before)
		run_coordinators(w, out);
}

int
run_escalate(struct work *w, const struct cycle *c,
    const struct cycle_step *s, int nth, struct err *e)
{
	const struct escalation *esc;
	struct list owing = { 0 }, whom = { 0 }, names = { 0 };
	struct model *m = work_model(w);
	struct said said = { .cycle = c, .step = s, .what = "escalate",
	    .template = "step-escalated", .model = m };
	size_t i;

	if (s->step == NULL || (size_t)nth >= s->step->escalate.n)
		return 0;
	esc = s->step->escalate.at[nth];
	if (run_owing(w, c, s, &owing, e) == -1)
		return -1;
	for (i = 0; i < owing.n; i++) {
		const struct whom *x = owing.at[i];

		above(w, x, esc->to, &whom);
		list_add_in(work_arena(w), &names, arena_str(work_arena(w),
		    x->team != NULL ? x->team->name : x->person != NULL ?
		    x->person->name : x->address));
	}
	if (whom.n == 0)
		return 0;
	run_model(w, m, c, s);
	model_set(m, "owing", cycle_join(work_arena(w), &names, ", "));
	model_set(m, "to", esc->to);
	if (run_tell(w, &said, &whom, e) == -1)
		return -1;
	return work_journal(w, e, c->name, "%s: overdue, %s told (owing: %s)",
	    s->name, esc->to, cycle_join(work_arena(w), &names, ", "));
}
