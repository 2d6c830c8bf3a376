/* SPDX-License-Identifier: ISC */
/* close: the bridge is taken down. */
#include "handlers/bridge/night.h"

static int
run(struct work *w, const struct words *words, struct err *e)
{
	struct model *m = work_model(w);
	const char *reason, *told = NULL;
	struct deployment *d;
	bool completed;
	size_t used;

	if (cycle_pick_first(w, words, DEPLOYMENT_OPEN | DEPLOYMENT_COMPLETED,
	    &d, &used, e) == -1)
		return -1;
	reason = cycle_rest(w, words, used);
	completed = d->state == DEPLOYMENT_COMPLETED;
	if (!completed && reason == NULL)
		return err_set(e, ERR_REFUSED, "%s is not completed. Say "
		    "complete %s when its work is done, or say why it ends "
		    "without: close %s REASON.", d->name, d->name, d->name);
	d->state = DEPLOYMENT_CLOSED;
	d->closed_at = work_now(w);
	if (cycle_save(w, d, e) == -1 || (!completed &&
	    cycle_stopped(w, d, reason, &told, e) == -1))
		return -1;
	cycle_model(m, w, d);
	model_flag(m, "completed", completed);
	model_set(m, "reason", reason);
	model_set(m, "told", told);
	if (work_journal(w, e, d->name, "closed the night%s%s%s", completed ?
	    "" : " without completion", reason != NULL ? ": " : "",
	    reason != NULL ? reason : "") == -1 ||
	    work_answer(w, "close", m, e) == -1)
		return -1;
	return cycle_room(w, "room-close", m, e);
}

const struct command cmd_close = {
	.name = "close",
	.params = "[NAME] [REASON]",
	.help = "Ends a deployment's night.",
	.example = "close erp-december",
	.roles = ROLES_RUN,
	.least = ASSURE_DOMAIN,
	.changes = true,
	.min = 0,
	.max = WORDS_MAX,
	.run = run,
};
