/* SPDX-License-Identifier: ISC */
/* "cancel CYCLE": none of it will be; see deployment.h. */
#include "handlers/cycle/running.h"

int
cycle_is_cycle(struct work *w, const char *word, struct err *e)
{
	struct deployment *d;
	struct cycle *c;
	int rc = cycle_find(w, word, &d, e);

	return rc == 1 ? 0 : rc == -1 ? -1 : run_find(w, word, &c, e);
}

/* A night that is on is ended by its own commands first. */
static int
check_nights(struct work *w, const struct cycle *c, struct err *e)
{
	struct cycle_step *s;
	struct deployment *d;
	int rc = run_night_in(w, c, DEPLOYMENT_OPEN, &s, &d, e);

	if (rc == 1)
		return err_set(e, ERR_REFUSED, "The night of %s is on; "
		    "complete, cancel or close it first.", d->name);
	return rc;
}

int
cycle_cancel_all(struct work *w, const struct words *words, struct err *e)
{
	struct model *m = work_model(w);
	const char *reason = cycle_rest(w, words, 1);
	struct cycle *c;
	size_t told;

	if (run_pick(w, words->at[0], CYCLE_OPEN, &c, e) == -1)
		return -1;
	if (reason == NULL)
		return err_set(e, ERR_INPUT, "Who was told of it will ask why. "
		    "Write cancel %s REASON.", c->name);
	if (check_nights(w, c, e) == -1 ||
	    run_cancel(w, c, reason, &told, e) == -1 ||
	    work_journal(w, e, c->name, "cancelled: %s; %zu told", reason,
	    told) == -1)
		return -1;
	run_model(w, m, c, NULL);
	model_set(m, "reason", reason);
	model_set(m, "told", told == 0 ? "" : arena_printf(work_arena(w),
	    "%zu", told));
	return cycle_room(w, "room-cancel-cycle", m, e) == -1 ? -1 :
	    work_answer(w, "cancel-cycle", m, e);
}
