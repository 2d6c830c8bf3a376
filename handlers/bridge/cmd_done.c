/* SPDX-License-Identifier: ISC */
/* done: a task is finished, and whoever waited for it is called. */
#include "handlers/bridge/night.h"

/* What could not begin before and can now. */
static void
freed_by(struct work *w, const struct night *n, const struct task *t,
    struct list *out)
{
	size_t i, k;

	for (i = 0; i < n->tasks.n; i++) {
		struct task *other = n->tasks.at[i];

		for (k = 0; k < other->waits.n; k++)
			if (other->waits.at[k] == t && graph_free(other)) {
				list_add_in(work_arena(w), out, other);
				break;
			}
	}
}

static int
already(struct work *w, const struct night *n, const struct task *t,
    struct model *m, struct err *e)
{
	task_model(m, n, t);
	model_list(m, "calls");
	model_set(m, "who", cycle_person(w, t->ended_by));
	model_set(m, "since", cycle_when(w, t->ended_at));
	model_flag(m, "already", true);
	model_flag(m, "all_done", false);
	model_set(m, "took", "");
	model_set(m, "note", t->note);
	return work_answer(w, "done", m, e);
}

static int
finish(struct work *w, const struct night *n, struct task *t,
    const char *note, struct model *m, struct err *e)
{
	struct list freed = { 0 }, here = { 0 };

	/* a failed or never started one may be done all the same: people fix
	 * things first and report afterwards */
	t->state = TASK_DONE;
	t->ended_at = work_now(w);
	t->ended_by = cycle_actor(w);
	t->note = note;
	if (task_save(w, t, e) == -1 || presence_seen(w, n->d, e) == -1 ||
	    presence_load(w, n->d, &here, e) == -1)
		return -1;
	freed_by(w, n, t, &freed);
	task_model(m, n, t);
	model_set(m, "who", cycle_person(w, t->ended_by));
	model_set(m, "since", cycle_when(w, t->ended_at));
	model_flag(m, "already", false);
	model_flag(m, "all_done", tasks_done(&n->tasks) == n->tasks.n);
	model_set(m, "took", cycle_took(w, t->started_at, t->ended_at));
	model_set(m, "note", note);
	if (call_for(w, n, &freed, &here, m, e) == -1 ||
	    call_watch(w, n, &freed, e) == -1 ||
	    work_journal(w, e, n->d->name, "done: %s%s%s", t->id,
	    note != NULL ? ": " : "", note != NULL ? note : "") == -1 ||
	    work_answer(w, "done", m, e) == -1)
		return -1;
	return cycle_room(w, "room-done", m, e);
}

static int
run(struct work *w, const struct words *words, struct err *e)
{
	struct model *m = work_model(w);
	struct night *n;
	struct task *t;
	size_t used;

	if (task_pick(w, words, &n, &t, &used, e) == -1 ||
	    task_may(w, t, e) == -1)
		return -1;
	if (t->state == TASK_DONE)
		return already(w, n, t, m, e);
	if (task_must_be_ready(w, t, e) == -1)
		return -1;
	return finish(w, n, t, cycle_rest(w, words, used), m, e);
}

/* "done db-critical" alone is a command; a sentence that begins so is not. */
static bool
bare(struct work *w, const struct words *words)
{
	return words->n == 1 && task_named(w, words);
}

const struct command cmd_done = {
	.name = "done",
	.params = "TASK [NAME] [NOTE]",
	.help = "Says that a task is finished; the next ones are called.",
	.example = "done db-critical",
	.roles = ROLES_WORK | ROLE_INFOSEC | ROLE_APPROVER | ROLE_HELPDESK,
	.least = ASSURE_NONE,
	.changes = true,
	.min = 1,
	.max = WORDS_MAX,
	.run = run,
	.bare = bare,
};
