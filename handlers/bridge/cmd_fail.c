/* SPDX-License-Identifier: ISC */
/* fail: a task went wrong; all hear of it and the coordinator is called. */
#include "handlers/bridge/night.h"

static int
run(struct work *w, const struct words *words, struct err *e)
{
	struct model *m = work_model(w);
	struct list here = { 0 };
	const char *reason;
	struct night *n;
	struct task *t;
	size_t used;

	if (task_pick(w, words, &n, &t, &used, e) == -1 ||
	    task_may(w, t, e) == -1)
		return -1;
	if ((reason = cycle_rest(w, words, used)) == NULL)
		return err_set(e, ERR_INPUT, "What went wrong? Write fail %s "
		    "REASON, so that those who can help know.", t->id);
	if (t->state == TASK_DONE)
		return err_set(e, ERR_INPUT, "%s was done %s by %s. If it has "
		    "to be done anew, say: start %s again.", t->id,
		    cycle_when(w, t->ended_at), cycle_person(w, t->ended_by),
		    t->id);
	t->state = TASK_FAILED;
	t->ended_at = work_now(w);
	t->ended_by = cycle_actor(w);
	t->note = reason;
	if (task_save(w, t, e) == -1 || presence_seen(w, n->d, e) == -1 ||
	    presence_load(w, n->d, &here, e) == -1)
		return -1;
	task_model(m, n, t);
	model_set(m, "who", cycle_person(w, t->ended_by));
	model_set(m, "reason", reason);
	model_set(m, "called", "");
	if (call_coordinators(w, &here, "fail-direct", m, e) == -1 ||
	    work_journal(w, e, n->d->name, "failed: %s: %s", t->id, reason) ==
	    -1 || work_answer(w, "fail", m, e) == -1)
		return -1;
	return cycle_room(w, "room-fail", m, e);
}

/* "fail" is a word that nobody says by chance before a task's name. */
const struct command cmd_fail = {
	.name = "fail",
	.params = "TASK [NAME] REASON",
	.help = "Says that a task went wrong; the coordinator is called.",
	.example = "fail db-critical the listener does not start",
	.roles = ROLES_WORK | ROLE_INFOSEC | ROLE_APPROVER | ROLE_HELPDESK,
	.least = ASSURE_NONE,
	.changes = true,
	.min = 1,
	.max = WORDS_MAX,
	.run = run,
	.bare = task_named,
};
