/* SPDX-License-Identifier: ISC */
/* away: somebody leaves; what that means for their tasks is said. */
#include "handlers/bridge/night.h"

/* The tasks that now hang on somebody else. */
static void
fill(struct work *w, struct model *m, const struct list *nights,
    const char *person)
{
	struct model *item;
	size_t i, k;

	model_list(m, "left");
	for (i = 0; i < nights->n; i++) {
		const struct night *n = nights->at[i];

		for (k = 0; k < n->tasks.n; k++) {
			const struct task *t = n->tasks.at[k];

			if (t->state == TASK_DONE ||
			    !str_eq_nocase(t->owner, person))
				continue;
			item = model_add(m, "left");
			task_model(item, n, t);
			model_flag(item, "running", t->state == TASK_RUNNING);
			model_set(item, "stand_in", t->secondary != NULL ?
			    cycle_person(w, t->secondary) : "");
		}
	}
}

static int
run(struct work *w, const struct words *words, struct err *e)
{
	const struct person *p = work_actor(w)->person;
	struct list nights = { 0 }, here = { 0 };
	struct model *m = work_model(w);
	const struct presence *before;
	const char *note = cycle_rest(w, words, 0);
	const struct night *n;
	bool known;

	if (nights_load(w, &nights, e) == -1)
		return -1;
	n = nights.n > 0 ? nights.at[0] : NULL;
	if (presence_load(w, n != NULL ? n->d : NULL, &here, e) == -1)
		return -1;
	before = presence_of(&here, p->id);
	known = before != NULL && !before->here && note == NULL;
	fill(w, m, &nights, p->id);
	model_set(m, "who", p->name);
	model_set(m, "note", note);
	model_flag(m, "known", known);
	model_set(m, "since", cycle_when(w, known ? before->at : work_now(w)));
	if (known)
		return work_answer(w, "away", m, e);
	if (presence_set(w, p->id, false, note, e) == -1 ||
	    work_journal(w, e, n != NULL ? n->d->name : NULL, "%s is away%s%s",
	    p->name, note != NULL ? ": " : "", note != NULL ? note : "") ==
	    -1 || work_answer(w, "away", m, e) == -1)
		return -1;
	return n == NULL ? 0 : cycle_room(w, "room-away", m, e);
}

const struct command cmd_away = {
	.name = "away",
	.params = "[NOTE]",
	.help = "Says that you are not here any more.",
	.example = "away back at 23:00",
	.roles = ROLES_ANY,
	.least = ASSURE_NONE,
	.changes = true,
	.min = 0,
	.max = WORDS_MAX,
	.run = run,
};
