/* SPDX-License-Identifier: ISC */
/* cancel: it will not be; whoever heard of it hears that too. */
#include "handlers/cycle/deployment.h"
#include "handlers/cycle/notice.h"

static int
run(struct work *w, const struct words *words, struct err *e)
{
	struct model *m = work_model(w);
	const char *reason;
	struct deployment *d;
	struct notice *sent;
	bool was_open;
	int rc = cycle_is_cycle(w, words->at[0], e);

	if (rc != 0)
		return rc == -1 ? -1 : cycle_cancel_all(w, words, e);
	if (cycle_pick(w, words->at[0], DEPLOYMENT_ALIVE, &d, e) == -1)
		return -1;
	reason = cycle_rest(w, words, 1);
	was_open = d->state == DEPLOYMENT_OPEN;
	if (was_open && reason == NULL)
		return err_set(e, ERR_INPUT, "The night of %s is on; say why "
		    "it is called off: cancel %s REASON.", d->name, d->name);
	d->state = DEPLOYMENT_CANCELLED;
	d->closed_at = work_now(w);
	cycle_model(m, w, d);
	model_set(m, "reason", reason);
	model_flag(m, "was_open", was_open);
	if (cycle_save(w, d, e) == -1 ||
	    cycle_room(w, "room-cancel", m, e) == -1 ||
	    notice_cancelled(w, d, reason, &sent, e) == -1)
		return -1;
	notice_model(m, sent, false);
	if (cycle_stage_cancelled(w, d, reason, m, e) == -1 ||
	    work_journal(w, e, d->name, "cancelled%s%s%s", reason != NULL ?
	    ": " : "", reason != NULL ? reason : "",
	    notice_in_journal(w, sent, false)) == -1)
		return -1;
	return work_answer(w, "cancel", m, e);
}

const struct command cmd_cancel = {
	.name = "cancel",
	.params = "NAME|CYCLE [REASON]",
	.help = "Calls a deployment off, or a whole cycle, and tells who was "
	    "told of it.",
	.example = "cancel erp-december the vendor withdrew the patch",
	.roles = ROLES_RUN,
	.least = ASSURE_DOMAIN,
	.changes = true,
	.min = 1,
	.max = WORDS_MAX,
	.run = run,
};
