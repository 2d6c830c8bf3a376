/* SPDX-License-Identifier: ISC */
/* tasks: the list of a night, of a team, of one's own; "load" brings one. */
#include "handlers/bridge/night.h"

struct filter {
	const struct person *mine;
	const struct team *team;
};

static bool
passes(const struct filter *f, const struct task *t)
{
	if (f->team != NULL)
		return str_eq_nocase(t->team, f->team->id);
	if (f->mine == NULL)
		return true;
	return str_eq_nocase(t->owner, f->mine->id) ||
	    str_eq_nocase(t->secondary, f->mine->id) ||
	    (t->owner == NULL && str_eq_nocase(t->team, f->mine->team));
}

static const char *
waits_for(struct work *w, const struct task *t)
{
	struct list ids = { 0 };
	size_t i;

	for (i = 0; i < t->waits.n; i++) {
		const struct task *other = t->waits.at[i];

		if (other->state != TASK_DONE)
			list_add_in(work_arena(w), &ids, arena_str(
			    work_arena(w), other->id));
	}
	return cycle_join(work_arena(w), &ids, ", ");
}

static void
add(struct work *w, struct model *m, const struct task *t)
{
	struct model *item = model_add(m, "tasks");
	int64_t late = graph_late(t, work_now(w));

	model_set(item, "task", t->id);
	model_set(item, "title", t->title);
	model_set(item, "who", task_who(w, t));
	model_set(item, "minutes", t->minutes > 0 ? arena_printf(
	    work_arena(w), "%lld", (long long)t->minutes) : "");
	model_flag(item, "is_done", t->state == TASK_DONE);
	model_flag(item, "running", t->state == TASK_RUNNING);
	model_flag(item, "failed", t->state == TASK_FAILED);
	model_flag(item, "free", t->state == TASK_WAITING && graph_free(t));
	model_set(item, "waits", t->state == TASK_WAITING ? waits_for(w, t) :
	    "");
	model_set(item, "at", cycle_when(w, t->ended_at != 0 ? t->ended_at :
	    t->started_at));
	model_set(item, "by", t->ended_by != NULL ? cycle_person(w,
	    t->ended_by) : t->started_by != NULL ? cycle_person(w,
	    t->started_by) : "");
	model_set(item, "late", late > 0 ? arena_printf(work_arena(w), "%lld",
	    (long long)late) : "");
	model_set(item, "note", t->note);
}

/* What the words mean: NAME, "mine", a team. */
static int
parse(struct work *w, const struct words *words, struct filter *f,
    struct deployment **d, struct err *e)
{
	const char *name = NULL;
	size_t i;
	int rc;

	for (i = 0; i < words->n; i++) {
		const char *word = words->at[i];
		const struct team *team;

		if (str_eq_nocase(word, "mine")) {
			f->mine = work_actor(w)->person;
			continue;
		}
		team = people_team(&work_config(w)->people, word);
		if (team != NULL)
			f->team = team;
		else
			name = word;
	}
	if ((rc = night_pick(w, name, d, e)) == 0 && *d == NULL)
		rc = cycle_pick(w, NULL, DEPLOYMENT_ALIVE, d, e);
	return rc;
}

static int
show(struct work *w, const struct words *words, struct err *e)
{
	struct model *m = work_model(w);
	struct list tasks = { 0 };
	struct filter f = { 0 };
	struct deployment *d;
	size_t i;

	if (parse(w, words, &f, &d, e) == -1 ||
	    tasks_load(w, d->id, &tasks, e) == -1)
		return -1;
	cycle_model(m, w, d);
	model_setf(m, "done", "%zu", tasks_done(&tasks));
	model_setf(m, "total", "%zu", tasks.n);
	model_flag(m, "none", tasks.n == 0);
	model_set(m, "whose", f.team != NULL ? f.team->name : f.mine != NULL ?
	    f.mine->name : "");
	model_flag(m, "open", d->state == DEPLOYMENT_OPEN);
	model_list(m, "tasks");
	for (i = 0; i < tasks.n; i++)
		if (passes(&f, tasks.at[i]))
			add(w, m, tasks.at[i]);
	return work_answer(w, "tasks", m, e);
}

/* On a night that is on, those that may begin at once are called for again
 * where nobody starts them. */
static int
watch(struct work *w, struct deployment *d, struct err *e)
{
	struct night n = { .d = d };

	if (d->state != DEPLOYMENT_OPEN)
		return 0;
	return tasks_load(w, d->id, &n.tasks, e) == -1 ? -1 :
	    call_watch_free(w, &n, e);
}

/*
 * "tasks" itself only shows, so a mail that asks it needs no token; loading a
 * list changes things and so wants a sender that is known for sure.
 */
static int
load(struct work *w, const struct words *words, struct err *e)
{
	struct model *m = work_model(w);
	struct deployment *d;
	int64_t n;

	if ((work_actor(w)->roles & ROLES_RUN) == 0)
		return err_set(e, ERR_REFUSED, "Only the coordinator loads a "
		    "task list.");
	if (work_actor(w)->assurance < ASSURE_CHAT)
		return err_set(e, ERR_REFUSED, "Loading a task list changes "
		    "things; please say it in chat, or put \"tasks LIST\" "
		    "into the plan.");
	if (words->n < 2)
		return err_set(e, ERR_INPUT, "Which list? Write tasks load "
		    "LIST [NAME].");
	if (cycle_pick(w, words->n > 2 ? words->at[2] : NULL,
	    DEPLOYMENT_ALIVE, &d, e) == -1 ||
	    cycle_may_change(w, d, e) == -1 ||
	    bridge_copy_tasks(w, d, words->at[1], &n, e) == -1)
		return -1;
	d->task_list = cycle_lower(work_arena(w), words->at[1]);
	cycle_model(m, w, d);
	model_set(m, "list", d->task_list);
	model_setf(m, "total", "%lld", (long long)n);
	if (cycle_save(w, d, e) == -1 || watch(w, d, e) == -1 ||
	    work_journal(w, e, d->name, "loaded the task list %s: %lld tasks",
	    d->task_list, (long long)n) == -1)
		return -1;
	return work_answer(w, "tasks-load", m, e);
}

static int
run(struct work *w, const struct words *words, struct err *e)
{
	if (words->n > 0 && str_eq_nocase(words->at[0], "load"))
		return load(w, words, e);
	if (words->n > 2)
		return err_set(e, ERR_INPUT, "I understand: tasks [NAME] "
		    "[mine | TEAM], and tasks load LIST [NAME].");
	return show(w, words, e);
}

const struct command cmd_tasks = {
	.name = "tasks",
	.params = "[NAME] [mine | TEAM] | load LIST [NAME]",
	.help = "Shows the tasks of a night, a team or yourself.",
	.example = "tasks mine",
	.roles = ROLES_ANY,
	.least = ASSURE_NONE,
	.min = 0,
	.max = 3,
	.run = run,
};
