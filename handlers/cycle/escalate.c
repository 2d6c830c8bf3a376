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

/* Somebody who is told, and of whom. */
struct above {
	const struct whom *whom;
	struct list	 names;		/* char *: who owes */
};

static struct above *
above_of(struct work *w, struct list *all, const struct whom *x)
{
	struct above *one;
	size_t i;

	for (i = 0; i < all->n; i++) {
		one = all->at[i];
		if (one->whom->person == x->person && (x->person != NULL ||
		    str_eq_nocase(one->whom->address, x->address)))
			return one;
	}
	one = arena_alloc(work_arena(w), sizeof(*one));
	one->whom = x;
	list_add_in(work_arena(w), all, one);
	return one;
}

/* Adds who is told (struct above *), each with those of his own: a lead need
 * not chase the others' teams. */
static void
collect(struct work *w, const struct list *owing, const char *to,
    struct list *names, struct list *out)
{
	struct arena *a = work_arena(w);
	size_t i, k;

	for (i = 0; i < owing->n; i++) {
		const struct whom *x = owing->at[i];
		const char *name = x->team != NULL ? x->team->name :
		    x->person != NULL ? x->person->name : x->address;
		struct list few = { 0 };

		above(w, x, to, &few);
		for (k = 0; k < few.n; k++)
			list_add_in(a, &above_of(w, out, few.at[k])->names,
			    arena_str(a, name));
		list_add_in(a, names, arena_str(a, name));
	}
}

int
run_escalate(struct work *w, const struct cycle *c,
    const struct cycle_step *s, int nth, struct err *e)
{
	const struct escalation *esc;
	struct list owing = { 0 }, told = { 0 }, names = { 0 };
	struct said said = { .cycle = c, .step = s, .what = "escalate",
	    .template = "step-escalated" };
	size_t i;

	if (s->step == NULL || (size_t)nth >= s->step->escalate.n)
		return 0;
	esc = s->step->escalate.at[nth];
	if (run_owing(w, c, s, &owing, e) == -1)
		return -1;
	collect(w, &owing, esc->to, &names, &told);
	for (i = 0; i < told.n; i++) {
		const struct above *x = told.at[i];
		union { const struct whom *in; void *out; } u =
		    { .in = x->whom };
		struct list one = { .at = &u.out, .n = 1 };

		said.model = work_model(w);
		run_model(w, said.model, c, s);
		model_set(said.model, "owing", cycle_join(work_arena(w),
		    &x->names, ", "));
		model_set(said.model, "to", esc->to);
		if (run_tell(w, &said, &one, e) == -1)
			return -1;
	}
	return told.n == 0 ? 0 : work_journal(w, e, c->name, "%s: overdue, %s "
	    "told (owing: %s)", s->name, esc->to, cycle_join(work_arena(w),
	    &names, ", "));
}
