/* SPDX-License-Identifier: ISC */
/* Who decides in an emergency whether a change waits; see approve.h. */
#include "handlers/cycle/approve.h"
#include "handlers/cycle/step.h"

static int
may_decide(struct work *w, const struct cycle *c, const struct cycle_step *s,
    struct err *e)
{
	const struct step_approve *q = s->step->own;
	struct list persons = { 0 };
	size_t i;

	if (q->officer == NULL)
		return err_set(e, ERR_INPUT, "%s/%s is for nobody to decide "
		    "alone; it is approved by %s.", c->name, s->name,
		    quorum_words(work_arena(w), q->quorum));
	audience_persons(work_config(w), work_arena(w), q->officer, &persons);
	for (i = 0; i < persons.n; i++)
		if (persons.at[i] == work_actor(w)->person)
			return 0;
	return err_set(e, ERR_REFUSED, "Whether %s/%s waits is for %s to "
	    "decide; you are not among them.", c->name, s->name, q->officer);
}

/* The step has one decision, the last; what the officer said as one of the
 * board stays beside it. */
static int
save(struct work *w, const struct cycle_step *s, bool now,
    const char *reason, struct err *e)
{
	const struct actor *a = work_actor(w);

	return store_exec(work_store(w), e, "INSERT INTO cycle_decisions "
	    "(cycle, step, person, now_on, reason, at, channel, assurance) "
	    "VALUES ($1, $2, $3, $4, $5, $6, $7, $8) ON CONFLICT (cycle, "
	    "step) DO UPDATE SET person = excluded.person, now_on = "
	    "excluded.now_on, reason = excluded.reason, at = excluded.at, "
	    "channel = excluded.channel, assurance = excluded.assurance",
	    "issisiss", s->cycle, s->name, a->person->id, (int64_t)now,
	    reason, work_now(w), approve_channel(a->channel),
	    assurance_name(a->assurance)) == -1 ? -1 : 0;
}

static int
keep_decision(struct work *w, struct cycle *c, struct cycle_step *s, bool now,
    const char *reason, struct err *e)
{
	struct list votes = { 0 };
	bool was = s->state == STEP_DONE, is;

	if (save(w, s, now, reason, e) == -1 ||
	    approve_load(w, s, &votes, e) == -1)
		return -1;
	is = approve_given(w, s, &votes);
	if (is && !was)
		return approve_give(w, c, s, arena_printf(work_arena(w),
		    "%s decided that it does not wait: %s",
		    work_actor(w)->name, reason), e);
	return !is && was ? run_reopen(w, c, s, e) : 0;
}

static int
decide(struct work *w, struct cycle *c, struct cycle_step *s,
    bool now, const char *reason, struct err *e)
{
	const struct step_approve *q = s->step->own;
	struct model *m = work_model(w);
	struct said said = { .cycle = c, .step = s, .what = "decided",
	    .template = "approve-decided", .model = m };
	struct list whom = { 0 }, votes = { 0 };

	if (may_decide(w, c, s, e) == -1)
		return -1;
	if (reason == NULL)
		return err_set(e, ERR_INPUT, "It will be asked why. Write %s "
		    "%s/%s REASON.", now ? "now" : "wait", c->name, s->name);
	if (approve_owing(w, s, &whom, e) == -1 ||
	    keep_decision(w, c, s, now, reason, e) == -1 ||
	    approve_load(w, s, &votes, e) == -1 || work_journal(w, e,
	    c->name, "%s: decides that it %s: %s", s->name, now ?
	    "goes on now, before it is approved" : "waits for the approval",
	    reason) == -1)
		return -1;
	run_model(w, m, c, s);
	approve_model(w, m, s, &votes);
	model_set(m, "quorum", quorum_words(work_arena(w), q->quorum));
	model_set(m, "reason", reason);
	model_flag(m, "now_on", now);
	if (run_write(w, &said, &whom, e) == -1 ||
	    cycle_room(w, "approve-decided", m, e) == -1 ||
	    run_tell_coordinator(w, "approve-decided", m, e) == -1)
		return -1;
	return work_answer(w, "approve-decided", m, e);
}

int
approve_decide(struct work *w, const struct words *words, bool now,
    struct err *e)
{
	struct cycle_step *s;
	struct cycle *c;

	return approve_pick(w, words->at[0], &c, &s, e) == -1 ? -1 :
	    decide(w, c, s, now, cycle_rest(w, words, 1), e);
}
