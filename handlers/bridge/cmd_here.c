/* SPDX-License-Identifier: ISC */
/* here: a check-in, for the open nights or just for this evening. */
#include "handlers/bridge/night.h"

/* Whom it is about: the asker, or somebody the asker may speak for. */
static int
whom(struct work *w, const struct words *words, const struct person **p,
    struct err *e)
{
	const struct people *all = &work_config(w)->people;
	const struct person *me = work_actor(w)->person;
	const struct team *team;
	size_t i;

	*p = me;
	if (words->n == 0)
		return 0;
	if ((*p = people_find(all, words->at[0])) == NULL) {
		const char **ids = arena_alloc(work_arena(w),
		    (all->persons.n + 1) * sizeof(*ids)), *near;

		for (i = 0; i < all->persons.n; i++)
			ids[i] = ((struct person *)all->persons.at[i])->id;
		near = str_nearest(words->at[0], ids, all->persons.n);
		return err_set(e, ERR_INPUT, "I do not know a person "
		    "\"%.80s\"%s%s%s", words->at[0], near != NULL ?
		    "; did you mean \"" : ".", near != NULL ? near : "",
		    near != NULL ? "\"?" : "");
	}
	team = people_team(all, (*p)->team);
	if (*p == me || (work_actor(w)->roles & ROLES_RUN) ||
	    (team != NULL && me != NULL && str_eq_nocase(team->lead, me->id)))
		return 0;
	return err_set(e, ERR_REFUSED, "Only %s, their lead or the "
	    "coordinator can say that %s is here.", (*p)->name, (*p)->name);
}

/* The night whose log gets the line: the first where this person has a task,
 * else the first. */
static const struct night *
night_for(const struct list *nights, const char *person)
{
	size_t i, k;

	for (i = 0; i < nights->n; i++) {
		const struct night *n = nights->at[i];

		for (k = 0; k < n->tasks.n; k++) {
			const struct task *t = n->tasks.at[k];

			if (str_eq_nocase(t->owner, person) ||
			    str_eq_nocase(t->secondary, person))
				return n;
		}
	}
	return nights->n > 0 ? nights->at[0] : NULL;
}

/* The lists "mine" (tasks of this person) and "nights". */
static void
fill(struct model *m, const struct list *nights, const char *person)
{
	struct model *item;
	size_t i, k;

	model_list(m, "mine");
	model_list(m, "nights");
	for (i = 0; i < nights->n; i++) {
		const struct night *n = nights->at[i];

		model_set(model_add(m, "nights"), "name", n->d->name);
		for (k = 0; k < n->tasks.n; k++) {
			const struct task *t = n->tasks.at[k];

			if (t->state == TASK_DONE ||
			    !str_eq_nocase(t->owner, person))
				continue;
			item = model_add(m, "mine");
			task_model(item, n, t);
			model_flag(item, "free", graph_free(t));
			model_flag(item, "running", t->state == TASK_RUNNING);
		}
	}
}

static int
run(struct work *w, const struct words *words, struct err *e)
{
	struct list nights = { 0 }, here = { 0 };
	struct model *m = work_model(w);
	const struct presence *before;
	const struct person *p;
	const struct night *n;
	bool known;

	if (whom(w, words, &p, e) == -1 || nights_load(w, &nights, e) == -1)
		return -1;
	n = night_for(&nights, p->id);
	if (presence_load(w, n != NULL ? n->d : NULL, &here, e) == -1)
		return -1;
	before = presence_of(&here, p->id);
	known = before != NULL && before->here;
	fill(m, &nights, p->id);
	model_set(m, "who", p->name);
	model_flag(m, "other", p != work_actor(w)->person);
	model_flag(m, "known", known);
	model_set(m, "since", cycle_when(w, known ? before->at : work_now(w)));
	if (known)
		return work_answer(w, "here", m, e);
	if (presence_set(w, p->id, true, NULL, e) == -1 ||
	    work_journal(w, e, n != NULL ? n->d->name : NULL, "%s%s",
	    p != work_actor(w)->person ? p->name : "checked in",
	    p != work_actor(w)->person ? " is here" : "") == -1)
		return -1;
	return work_answer(w, "here", m, e);
}

const struct command cmd_here = {
	.name = "here",
	.params = "[PERSON]",
	.help = "Checks you in.",
	.example = "here",
	.roles = ROLES_ANY,
	.least = ASSURE_NONE,
	.changes = true,
	.min = 0,
	.max = 1,
	.run = run,
};
