/* SPDX-License-Identifier: ISC */
/* finish: a cycle ends though not all of it is done. */
#include "handlers/cycle/running.h"

/* What must not be left behind: a night that is on or planned. */
static int
check(struct work *w, const struct cycle *c, struct err *e)
{
	struct cycle_step *s;
	struct deployment *d;
	int rc = run_night_in(w, c, DEPLOYMENT_ALIVE, &s, &d, e);

	if (rc == 1)
		return err_set(e, ERR_REFUSED, "%s is %s; complete it, or skip "
		    "%s/%s REASON, before the cycle ends.", d->name,
		    deployment_state_name(d->state), c->name, s->name);
	return rc;
}

static int
run(struct work *w, const struct words *words, struct err *e)
{
	struct model *m = work_model(w);
	const char *reason = cycle_rest(w, words, 1);
	struct cycle *c;

	if (run_pick(w, words->at[0], CYCLE_OPEN, &c, e) == -1)
		return -1;
	if (reason == NULL)
		return err_set(e, ERR_INPUT, "Not all of it is done; say why "
		    "it ends: finish %s REASON.", c->name);
	if (check(w, c, e) == -1 || run_close(w, c, reason, e) == -1 ||
	    work_journal(w, e, c->name, "finished: %s", reason) == -1)
		return -1;
	run_model(w, m, c, NULL);
	run_counts(w, m, c);
	model_set(m, "reason", reason);
	return work_answer(w, "finish", m, e);
}

const struct command cmd_finish = {
	.name = "finish",
	.params = "CYCLE REASON",
	.help = "Ends a cycle though not all of its steps are done.",
	.example = "finish 2026-11 the rest goes into the next one",
	.roles = ROLES_RUN,
	.least = ASSURE_DOMAIN,
	.changes = true,
	.min = 1,
	.max = WORDS_MAX,
	.run = run,
};
