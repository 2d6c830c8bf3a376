/* SPDX-License-Identifier: ISC */
/*
 * A reply that approves on a condition.  Taken as a yes it would go on without
 * what it hangs on, and a token would be asked for something that cannot count;
 * so it is answered by itself.
 */
#include "handlers/cycle/on_answer.h"
#include "handlers/cycle/override.h"

static int
tell(struct work *w, struct model *m, const struct cycle *c, const char *what,
    struct err *e)
{
	const struct actor *a = work_actor(w);

	work_settled(w);
	model_set(m, "what", what);
	return work_journal(w, e, c->name, "%s: a reply in the name of %s "
	    "(%s) approves on a condition; nothing is noted, and it is said "
	    "how to say it", what, a->person->id, assurance_name(
	    a->assurance)) == -1 ? -1 : work_answer(w, "answer-conditional",
	    m, e);
}

int
answer_conditional(struct work *w, const struct cycle *c,
    const struct cycle_step *s, struct err *e)
{
	struct model *m = work_model(w);
	const char *ref = arena_printf(work_arena(w), "%s/%s", c->name,
	    s->name);

	run_model(w, m, c, s);
	model_set(m, "say", ref);
	model_set(m, "late", c->state == CYCLE_OPEN ? "" :
	    "its cycle is closed");
	return tell(w, m, c, ref, e);
}

int
answer_conditional_override(struct work *w, long long number, struct err *e)
{
	struct model *m = work_model(w);
	struct override *o;
	struct cycle *c;
	int rc = override_load(w, number, &o, e);

	/* a thread that is none of ours: its words are commands, if any */
	if (rc != 1 || (rc = run_load(w, o->cycle, &c, e)) != 1)
		return rc;
	model_set(m, "title", "");
	model_set(m, "say", arena_printf(work_arena(w), "override %lld",
	    number));
	model_set(m, "late", o->done_at != 0 ? "it took effect already" :
	    override_late(w, o, c, run_step(c, o->step)));
	return tell(w, m, c, arena_printf(work_arena(w), "Override %lld of "
	    "%s/%s", number, c->name, o->step), e);
}
