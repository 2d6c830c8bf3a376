/* SPDX-License-Identifier: ISC */
/* skip: a step is left out this time, and why. */
#include "handlers/cycle/running.h"

/* A stage that is left out is a deployment called off. */
static int
check(struct work *w, const struct cycle *c, const struct cycle_step *s,
    const char *reason, struct err *e)
{
	struct deployment *d;
	int rc;

	if (s->state & (STEP_DONE | STEP_SKIPPED))
		return err_set(e, ERR_INPUT, "%s/%s is %s since %s.", c->name,
		    s->name, step_state_name(s->state), cycle_when(w,
		    s->done_at));
	if (reason == NULL)
		return err_set(e, ERR_INPUT, "Why is it left out? Write skip "
		    "%s/%s REASON.", c->name, s->name);
	if (s->deployment == 0 || s->state == STEP_FAILED)
		return 0;
	if ((rc = cycle_get(w, s->deployment, &d, e)) == 1 &&
	    d->state != DEPLOYMENT_PLANNED)
		return err_set(e, ERR_INPUT, "%s is %s; complete, cancel or "
		    "close ends it.", d->name,
		    deployment_state_name(d->state));
	return rc == -1 ? -1 : 0;
}

static int
run(struct work *w, const struct words *words, struct err *e)
{
	struct model *m = work_model(w);
	const char *reason = cycle_rest(w, words, 1);
	struct cycle_step *s;
	struct cycle *c;
	size_t told = 0;

	if (run_pick_open(w, words->at[0], &c, &s, e) == -1 ||
	    check(w, c, s, reason, e) == -1)
		return -1;
	if (run_tell_left_out(w, c, s, reason, &told, e) == -1 ||
	    (s->deployment != 0 && run_stage_cancel(w, c, s, reason, e) ==
	    -1) ||
	    run_end(w, c, s, STEP_SKIPPED, reason, e) == -1 ||
	    work_journal(w, e, c->name, "%s: skipped: %s", s->name,
	    reason) == -1)
		return -1;
	run_model(w, m, c, s);
	run_counts(w, m, c);
	model_set(m, "reason", reason);
	model_set(m, "told", told == 0 ? "" : arena_printf(work_arena(w),
	    "%zu", told));
	run_followers_model(w, c, s, m);
	model_flag(m, "closed", c->state == CYCLE_CLOSED);
	return work_answer(w, "skip", m, e);
}

const struct command cmd_skip = {
	.name = "skip",
	.params = "STEP REASON",
	.help = "Leaves a step of a cycle out, and tells who was told of it.",
	.example = "skip 2026-11/review nobody has a question",
	.roles = ROLES_RUN,
	.least = ASSURE_DOMAIN,
	.changes = true,
	.min = 1,
	.max = WORDS_MAX,
	.run = run,
};
