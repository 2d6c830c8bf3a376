/* SPDX-License-Identifier: ISC */
/* roll: who is here, who is missing, and how to reach them. */
#include "handlers/bridge/night.h"

static void
add_person(struct work *w, struct model *m, const char *list,
    const struct presence *p, const struct expected *x)
{
	const char *id = x != NULL ? x->person : p != NULL ? p->person : "";
	const struct person *person = people_by_id(&work_config(w)->people,
	    id);
	struct model *item = model_add(m, list);

	model_set(item, "who", cycle_person(w, id));
	model_set(item, "phone", person != NULL ? person->phone : "");
	model_set(item, "since", p != NULL ? cycle_when(w, p->at) : "");
	model_set(item, "note", p != NULL ? p->note : "");
	model_flag(item, "away", p != NULL && !p->here);
	model_set(item, "owns", x != NULL && x->owns > 0 ?
	    arena_printf(work_arena(w), "%d task%s", x->owns, x->owns == 1 ?
	    "" : "s") : "");
	model_set(item, "stand_in", x != NULL && x->stand_in != NULL ?
	    cycle_person(w, x->stand_in) : "");
	model_flag(item, "stands", x != NULL && x->owns == 0 &&
	    x->stands > 0);
}

static void
fill(struct work *w, struct model *m, const struct list *expected,
    const struct list *present)
{
	size_t i, here = 0, n = 0;

	model_list(m, "here");
	model_list(m, "missing");
	model_list(m, "stand_ins");
	model_list(m, "others");
	for (i = 0; i < expected->n; i++) {
		const struct expected *x = expected->at[i];
		const struct presence *p = presence_of(present, x->person);
		bool is = p != NULL && p->here;

		/* who has done all of it may be in bed */
		if (!is && x->owns > 0 && x->open == 0)
			continue;
		n++;
		here += is;
		add_person(w, m, is ? "here" : x->owns > 0 ? "missing" :
		    "stand_ins", p, x);
	}
	for (i = 0; i < present->n; i++) {
		const struct presence *p = present->at[i];
		bool known = false;
		size_t k;

		for (k = 0; k < expected->n && !known; k++)
			known = str_eq_nocase(p->person, ((struct expected *)
			    expected->at[k])->person);
		if (!known && p->here)
			add_person(w, m, "others", p, NULL);
	}
	model_setf(m, "n_here", "%zu", here);
	model_setf(m, "n_expected", "%zu", n);
	model_flag(m, "complete", n > 0 && here == n);
}

static int
run(struct work *w, const struct words *words, struct err *e)
{
	struct list tasks = { 0 }, expected = { 0 }, present = { 0 };
	struct model *m = work_model(w);
	struct deployment *d;

	if (night_pick(w, words->n > 0 ? words->at[0] : NULL, &d, e) == -1)
		return -1;
	if (d != NULL && tasks_load(w, d->id, &tasks, e) == -1)
		return -1;
	if (presence_load(w, d, &present, e) == -1)
		return -1;
	expected_people(w, &tasks, &expected);
	fill(w, m, &expected, &present);
	model_set(m, "name", d != NULL ? d->name : "");
	return work_answer(w, "roll", m, e);
}

const struct command cmd_roll = {
	.name = "roll",
	.params = "[NAME]",
	.help = "Shows who is here and who is missing.",
	.example = "roll",
	.roles = ROLES_ANY,
	.least = ASSURE_NONE,
	.min = 0,
	.max = 1,
	.run = run,
};
