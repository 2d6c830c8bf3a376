/* SPDX-License-Identifier: ISC */
/* tick: somebody says that a step of a cycle is done. */
#include <string.h>

#include "handlers/cycle/running.h"

/* What ends a step of this kind, where "tick" does not. */
static int
not_so(struct work *w, const struct cycle *c, const struct cycle_step *s,
    struct err *e)
{
	struct deployment *d;
	int rc;

	if (strcmp(s->kind, "approve") == 0)
		return err_set(e, ERR_INPUT, "%s/%s is an approval; whom it is "
		    "asked of say approve %s/%s, or reject %s/%s REASON.",
		    c->name, s->name, c->name, s->name, c->name, s->name);
	if (s->deployment != 0 && (rc = cycle_get(w, s->deployment, &d, e)) !=
	    0)
		return rc == -1 ? -1 : err_set(e, ERR_INPUT, "%s/%s is the "
		    "deployment %s; complete %s ends it.", c->name, s->name,
		    d->name, d->name);
	return err_set(e, ERR_INPUT, "%s/%s ends by itself; to leave it out "
	    "say skip %s/%s REASON.", c->name, s->name, c->name, s->name);
}

static int
over(const struct cycle *c, const struct cycle_step *s, struct work *w,
    struct err *e)
{
	return err_set(e, ERR_INPUT, "%s/%s is %s since %s%s%s.", c->name,
	    s->name, step_state_name(s->state), cycle_when(w, s->done_at),
	    s->done_by != NULL ? ", by " : "", s->done_by != NULL ?
	    cycle_person(w, s->done_by) : "");
}

/* The actor is one of those whose it is. */
static bool
is_own(struct work *w, const struct cycle_step *s)
{
	const struct person *p = work_actor(w)->person;
	struct list persons = { 0 };
	size_t i;

	if (s->step == NULL || s->step->owner == NULL)
		return true;
	audience_persons(work_config(w), work_arena(w), s->step->owner,
	    &persons);
	for (i = 0; i < persons.n; i++)
		if (persons.at[i] == p)
			return true;
	return false;
}

static int
run(struct work *w, const struct words *words, struct err *e)
{
	struct model *m = work_model(w);
	const char *note = cycle_rest(w, words, 1), *gates;
	struct cycle_step *s;
	struct cycle *c;

	if (run_pick_open(w, words->at[0], &c, &s, e) == -1 ||
	    run_may(w, c, s, e) == -1)
		return -1;
	if (s->state & STEP_ENDED & ~(unsigned)STEP_MISSED)
		return over(c, s, w, e);
	if (s->step != NULL && s->step->kind->done == NULL)
		return not_so(w, c, s, e);
	gates = run_gates(w, c, s);
	if (gates[0] != '\0' && s->begun_at == 0)
		return err_set(e, ERR_REFUSED, "%s/%s waits for: %s. Tick that "
		    "first, or leave it out: skip %s/STEP REASON.", c->name,
		    s->name, gates, c->name);
	s->done_for = is_own(w, s) ? NULL : run_owner(w, s);
	/* one that the playbook lost has no kind that could object */
	if ((s->step != NULL ? s->step->kind->done(w, c, s, note, e) :
	    run_end(w, c, s, STEP_DONE, note, e)) == -1)
		return -1;
	run_model(w, m, c, s);
	run_counts(w, m, c);
	model_flag(m, "closed", c->state == CYCLE_CLOSED);
	if (work_journal(w, e, c->name, "%s: done%s%s", s->name,
	    note != NULL ? ": " : "", note != NULL ? note : "") == -1)
		return -1;
	return work_answer(w, "tick", m, e);
}

const struct command cmd_tick = {
	.name = "tick",
	.params = "STEP [NOTE]",
	.help = "Says that a step of a cycle is done.",
	.example = "tick 2026-11/server-list 214 servers",
	.roles = ROLES_WORK | ROLE_INFOSEC | ROLE_APPROVER | ROLE_HELPDESK,
	.least = ASSURE_NONE,
	.changes = true,
	.min = 1,
	.max = WORDS_MAX,
	.run = run,
};
