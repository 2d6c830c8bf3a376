/* SPDX-License-Identifier: ISC */
/* open: the night begins; everybody expected is asked to check in. */
#include "handlers/bridge/night.h"

#define EARLY	(12 * HOUR)	/* opening sooner needs "anyway" */

static int
parse(struct work *w, const struct words *words, struct deployment **d,
    bool *held, struct err *e)
{
	char t[CLOCK_TEXT];
	bool anyway;

	if (cycle_pick(w, words->at[0], DEPLOYMENT_ANY, d, e) == -1)
		return -1;
	if ((*d)->state == DEPLOYMENT_OPEN)
		return err_set(e, ERR_INPUT, "%s is open since %s. \"status\" "
		    "shows how far it is.", (*d)->name,
		    cycle_when(w, (*d)->opened_at));
	if ((*d)->state != DEPLOYMENT_PLANNED)
		return err_set(e, ERR_INPUT, "%s is %s; plan a new one.",
		    (*d)->name, deployment_state_name((*d)->state));
	anyway = words->n > 1 && str_eq_nocase(words->at[1], "anyway");
	if (words->n > 1 && !anyway)
		return err_set(e, ERR_INPUT, "I do not understand \"%.80s\" "
		    "here; it is: open NAME [anyway].", words->at[1]);
	if ((*d)->end <= work_now(w) && !anyway)
		return err_set(e, ERR_REFUSED, "The window of %s is over since "
		    "%s. Say move %s WHEN REASON; to open it now, say: open %s "
		    "anyway.", (*d)->name, clock_long((*d)->end, t),
		    (*d)->name, (*d)->name);
	if ((*d)->start - work_now(w) > EARLY && !anyway)
		return err_set(e, ERR_REFUSED, "%s starts %s, which is a while "
		    "yet. To open it now, say: open %s anyway.", (*d)->name,
		    clock_long((*d)->start, t), (*d)->name);
	return cycle_gate(w, d, anyway, held, e);
}

/* Asks each expected person directly; those who are here already are not. */
static int
ask_all(struct work *w, const struct list *expected, const struct list *here,
    struct model *m, int *missing, struct err *e)
{
	const struct person *p;
	struct list names = { 0 };
	size_t i;

	*missing = 0;
	for (i = 0; i < expected->n; i++) {
		const struct expected *x = expected->at[i];

		p = people_by_id(&work_config(w)->people, x->person);
		if (p == NULL || is_here(here, x->person))
			continue;
		(*missing)++;
		list_add_in(work_arena(w), &names, arena_str(work_arena(w),
		    p->name));
		if (p != work_actor(w)->person &&
		    work_tell(w, p, "open-direct", m, e) == -1)
			return -1;
	}
	model_set(m, "missing", cycle_join(work_arena(w), &names, ", "));
	return 0;
}

/*
 * The tasks that may begin: those whose owner is here are called for; the
 * others ("first") are only named, as nobody can be missed before the roll.
 */
static void
first_tasks(struct work *w, const struct night *n, const struct list *here,
    struct model *m, struct list *call)
{
	struct model *item;
	size_t i;

	model_list(m, "first");
	for (i = 0; i < n->tasks.n; i++) {
		struct task *t = n->tasks.at[i];

		if (!graph_free(t))
			continue;
		if (is_here(here, t->owner)) {
			list_add_in(work_arena(w), call, t);
			continue;
		}
		item = model_add(m, "first");
		model_set(item, "who", task_who(w, t));
		model_set(item, "task", t->id);
		model_set(item, "title", t->title);
	}
}

static int
begin(struct work *w, struct night *n, struct model *m, int *missing,
    struct err *e)
{
	struct list here = { 0 }, expected = { 0 }, first = { 0 };

	if (tasks_load(w, n->d->id, &n->tasks, e) == -1 ||
	    presence_seen(w, n->d, e) == -1 ||
	    presence_load(w, n->d, &here, e) == -1)
		return -1;
	expected_people(w, &n->tasks, &expected);
	first_tasks(w, n, &here, m, &first);
	cycle_model(m, w, n->d);
	model_setf(m, "total", "%zu", n->tasks.n);
	model_flag(m, "no_tasks", n->tasks.n == 0);
	model_setf(m, "expected", "%zu", expected.n);
	if (ask_all(w, &expected, &here, m, missing, e) == -1 ||
	    call_watch_free(w, n, e) == -1)
		return -1;
	return call_for(w, n, &first, &here, m, e);
}

static int
run(struct work *w, const struct words *words, struct err *e)
{
	struct model *m = work_model(w);
	struct night n = { 0 };
	bool held = false;
	int missing;

	if (parse(w, words, &n.d, &held, e) == -1)
		return -1;
	if (held)
		return 0;
	n.d->state = DEPLOYMENT_OPEN;
	n.d->opened_at = work_now(w);
	if (cycle_save(w, n.d, e) == -1 || cycle_begun(w, n.d, e) == -1 ||
	    begin(w, &n, m, &missing, e) == -1)
		return -1;
	if (work_journal(w, e, n.d->name, "opened the night; %zu tasks, %d "
	    "not here yet", n.tasks.n, missing) == -1 ||
	    work_answer(w, "open", m, e) == -1)
		return -1;
	return cycle_room(w, "room-open", m, e);
}

const struct command cmd_open = {
	.name = "open",
	.params = "NAME [anyway]",
	.help = "Opens a deployment's night and calls everybody in.",
	.example = "open erp-december",
	.roles = ROLES_RUN,
	.least = ASSURE_DOMAIN,
	.changes = true,
	.min = 1,
	.max = 2,
	.run = run,
};
