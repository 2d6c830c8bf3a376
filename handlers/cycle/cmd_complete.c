/* SPDX-License-Identifier: ISC */
/* complete: a person says that the work is done; no clock ever does. */
#include "handlers/bridge/bridge.h"
#include "handlers/cycle/deployment.h"
#include "handlers/cycle/notice.h"
#include "handlers/deciding/deciding.h"

/* Refused while tasks are open, unless "anyway REASON" is said. */
static int
check_tasks(struct work *w, const struct deployment *d, bool anyway,
    struct err *e)
{
	struct list open = { 0 };
	const char *more = "";

	if (bridge_open_tasks(w, d, &open, e) == -1)
		return -1;
	if (open.n == 0 || anyway)
		return 0;
	if (open.n > 5) {
		more = arena_printf(work_arena(w), " and %zu more",
		    open.n - 5);
		open.n = 5;
	}
	return err_set(e, ERR_REFUSED, "Not yet: %s%s of %s %s not done. When "
	    "it is complete all the same, say: complete %s anyway REASON.",
	    cycle_join(work_arena(w), &open, ", "), more, d->name,
	    open.n == 1 ? "is" : "are", d->name);
}

static int
parse(struct work *w, const struct words *words, struct deployment **d,
    struct err *e)
{
	size_t i = 0;
	bool anyway;

	if (words->n > 0 && str_eq_nocase(words->at[0], "anyway")) {
		if (cycle_pick(w, NULL, DEPLOYMENT_OPEN, d, e) == -1)
			return -1;
	} else if (cycle_pick_first(w, words, DEPLOYMENT_OPEN, d, &i, e) ==
	    -1) {
		return -1;
	}
	anyway = i < words->n && str_eq_nocase(words->at[i], "anyway");
	(*d)->note = cycle_rest(w, words, i + anyway);
	if (anyway && (*d)->note == NULL)
		return err_set(e, ERR_INPUT, "Say why it is complete all the "
		    "same: complete %s anyway REASON.", (*d)->name);
	return check_tasks(w, *d, anyway, e);
}

static int
run(struct work *w, const struct words *words, struct err *e)
{
	struct model *m = work_model(w);
	struct deployment *d;
	struct notice *sent;

	if (parse(w, words, &d, e) == -1)
		return -1;
	d->state = DEPLOYMENT_COMPLETED;
	d->completed_at = work_now(w);
	cycle_model(m, w, d);
	model_set(m, "note", d->note);
	model_set(m, "took", cycle_took(w, d->opened_at, d->completed_at));
	if (cycle_save(w, d, e) == -1 || notice_drop(w, d, e) == -1 ||
	    cycle_room(w, "room-complete", m, e) == -1 ||
	    notice_now(w, d, "completed", NULL, 0, 0, &sent, e) == -1)
		return -1;
	notice_model(m, sent, false);
	if (cycle_stage_ended(w, d, d->note, e) == -1 ||
	    deciding_completed(w, d, e) == -1 ||
	    work_journal(w, e, d->name, "completed%s%s%s", d->note != NULL ?
	    ": " : "", d->note != NULL ? d->note : "",
	    notice_in_journal(w, sent, false)) == -1)
		return -1;
	return work_answer(w, "complete", m, e);
}

const struct command cmd_complete = {
	.name = "complete",
	.params = "[NAME] [anyway] [NOTE]",
	.help = "Says that a deployment's work is done; the help desk is "
	    "told.",
	.example = "complete erp-december all services answer",
	.roles = ROLES_RUN,
	.least = ASSURE_DOMAIN,
	.changes = true,
	.min = 0,
	.max = WORDS_MAX,
	.run = run,
};
