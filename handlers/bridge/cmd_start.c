/* SPDX-License-Identifier: ISC */
/* start: a task is begun; "again" takes a mistaken "done" back. */
#include "handlers/bridge/night.h"

static void
fill(struct work *w, struct model *m, const struct night *n,
    const struct task *t)
{
	task_model(m, n, t);
	model_set(m, "who", cycle_person(w, t->started_by));
	model_set(m, "since", cycle_when(w, t->started_at));
	model_setf(m, "minutes", "%lld", (long long)t->minutes);
	model_set(m, "until", t->minutes > 0 ? cycle_when(w, t->started_at +
	    t->minutes * MINUTE) : "");
}

static int
begin(struct work *w, const struct night *n, struct task *t, const char *how,
    struct model *m, struct err *e)
{
	t->state = TASK_RUNNING;
	t->started_at = work_now(w);
	t->started_by = cycle_actor(w);
	t->ended_at = 0;
	t->ended_by = NULL;
	t->note = NULL;
	if (task_save(w, t, e) == -1 || presence_seen(w, n->d, e) == -1 ||
	    work_journal(w, e, n->d->name, "%s %s", how, t->id) == -1)
		return -1;
	fill(w, m, n, t);
	model_flag(m, "running", false);
	model_flag(m, "again", how[0] == 'r');
	if (work_answer(w, "start", m, e) == -1)
		return -1;
	return cycle_room(w, "room-start", m, e);
}

static int
run(struct work *w, const struct words *words, struct err *e)
{
	struct model *m = work_model(w);
	struct night *n;
	struct task *t;
	size_t used;
	bool again;

	if (task_pick(w, words, &n, &t, &used, e) == -1 ||
	    task_may(w, t, e) == -1)
		return -1;
	again = used < words->n && str_eq_nocase(words->at[used], "again");
	if (used + again < words->n)
		return err_set(e, ERR_INPUT, "I do not understand \"%.80s\" "
		    "here; it is: start TASK [NAME] [again].",
		    words->at[used + again]);
	if (t->state == TASK_RUNNING) {
		fill(w, m, n, t);
		model_flag(m, "running", true);
		model_flag(m, "again", false);
		return work_answer(w, "start", m, e);
	}
	if (t->state == TASK_DONE && !again)
		return err_set(e, ERR_INPUT, "%s was done %s by %s. If that "
		    "was a mistake, say: start %s again.", t->id,
		    cycle_when(w, t->ended_at), cycle_person(w, t->ended_by),
		    t->id);
	if (task_must_be_ready(w, t, e) == -1)
		return -1;
	return begin(w, n, t, t->state == TASK_WAITING ? "started" :
	    "restarted", m, e);
}

const struct command cmd_start = {
	.name = "start",
	.params = "TASK [NAME] [again]",
	.help = "Says that you begin a task.",
	.example = "start db-critical",
	.roles = ROLES_WORK | ROLE_INFOSEC | ROLE_APPROVER | ROLE_HELPDESK,
	.least = ASSURE_NONE,
	.changes = true,
	.min = 1,
	.max = 3,
	.run = run,
	.bare = task_named,
};
