/* SPDX-License-Identifier: ISC */
/* Overrides are approved or rejected; see override.h. */
#include <string.h>

#include "handlers/cycle/override.h"

static int
pick(struct work *w, const struct words *words, struct cycle **c,
    struct cycle_step **s, struct override **o, struct err *e)
{
	const char *late;
	long long id;
	int rc;

	if (words->n < 2 || !str_number(words->at[1], 1, INT64_MAX, &id))
		return err_set(e, ERR_INPUT, "Which override? Write approve "
		    "override NUMBER; override alone lists those that wait.");
	if ((rc = override_load(w, id, o, e)) == -1)
		return -1;
	if (rc == 0)
		return err_set(e, ERR_INPUT, "There is no override %lld; "
		    "override alone lists those that wait.", id);
	if ((*o)->done_at != 0)
		return err_set(e, ERR_INPUT, "Override %lld is %s already.",
		    id, (*o)->state);
	if (run_load(w, (*o)->cycle, c, e) != 1)
		return -1;
	*s = run_step(*c, (*o)->step);
	if ((late = override_late(w, *o, *c, *s))[0] != '\0')
		return err_set(e, ERR_INPUT, "Override %lld of %s/%s comes too "
		    "late: %s. Ask for another one.", id, (*c)->name,
		    (*o)->step, late);
	if (strcmp((*o)->state, "over") == 0)
		return err_set(e, ERR_INPUT, "Override %lld is over, as it "
		    "was not approved in time; ask for another one.", id);
	return 0;
}

static int
may(struct work *w, const struct cycle_step *s, const struct override *o,
    struct err *e)
{
	struct list persons = { 0 };
	size_t i;

	quorum_persons(override_quorum(s), work_config(w), work_arena(w),
	    s->step->owner, &persons);
	for (i = 0; i < persons.n; i++)
		if (persons.at[i] == work_actor(w)->person)
			return 0;
	return err_set(e, ERR_REFUSED, "Override %lld is approved by %s; you "
	    "are not among them.", (long long)o->id, quorum_words(
	    work_arena(w), override_quorum(s)));
}

static int
save(struct work *w, const struct override *o, bool yes, const char *reason,
    struct err *e)
{
	const struct actor *a = work_actor(w);

	return store_exec(work_store(w), e, "INSERT INTO override_votes "
	    "(override, person, approves, reason, at, channel, assurance) "
	    "VALUES ($1, $2, $3, $4, $5, $6, $7) ON CONFLICT (override, "
	    "person) DO UPDATE SET approves = excluded.approves, "
	    "reason = excluded.reason, at = excluded.at, "
	    "channel = excluded.channel, assurance = excluded.assurance",
	    "isisiss", o->id, a->person->id, (int64_t)yes, reason,
	    work_now(w), approve_channel(a->channel),
	    assurance_name(a->assurance)) == -1 ? -1 : 0;
}

/* "carla (chat, chat), erin (mail, confirmed)": who, on which evidence. */
static const char *
evidence(struct arena *a, const struct list *votes, bool yes)
{
	struct list words = { 0 };
	size_t i;

	for (i = 0; i < votes->n; i++) {
		const struct vote *v = votes->at[i];

		if (v->yes == yes)
			list_add_in(a, &words, arena_printf(a, "%s (%s, %s)",
			    v->id, v->channel, v->assurance));
	}
	return cycle_join(a, &words, ", ");
}

/* Those who have said nothing of it. */
static const char *
waiting(struct work *w, const struct cycle_step *s, const struct list *votes)
{
	struct arena *a = work_arena(w);
	struct list persons = { 0 }, names = { 0 };
	size_t i, k;

	quorum_persons(override_quorum(s), work_config(w), a, s->step->owner,
	    &persons);
	for (i = 0; i < persons.n; i++) {
		const struct person *p = persons.at[i];

		for (k = 0; k < votes->n; k++)
			if (((const struct vote *)votes->at[k])->person == p)
				break;
		if (k == votes->n)
			list_add_in(a, &names, arena_str(a, p->name));
	}
	return cycle_join(a, &names, ", ");
}

/* He had said the same: nothing is noted, and nobody else is told; unless the
 * votes suffice by now, as what is needed has changed. */
static const struct vote *
same_vote(struct work *w, const struct cycle_step *s,
    const struct list *votes, bool yes, const char *reason)
{
	const struct vote *v = approve_vote_of(votes, work_actor(w)->person);

	if (yes && approve_suffices(w, override_quorum(s), s->step->owner,
	    votes))
		return NULL;
	return v != NULL && v->yes == yes && (reason == NULL ||
	    str_eq_nocase(reason, v->reason)) ? v : NULL;
}

/* What the actor hears of his vote, which is among those. */
static struct model *
vote_model(struct work *w, const struct cycle *c, const struct cycle_step *s,
    const struct override *o, const struct list *votes)
{
	const struct vote *v = approve_vote_of(votes, work_actor(w)->person);
	struct model *m = work_model(w);

	run_model(w, m, c, s);
	override_model(w, m, o);
	model_set(m, "quorum", quorum_words(work_arena(w),
	    override_quorum(s)));
	model_set(m, "vote_reason", v->reason);
	model_set(m, "waiting", waiting(w, s, votes));
	model_flag(m, "yes", v->yes);
	model_flag(m, "given", false);
	model_set(m, "already", "");
	return m;
}

static int
tell_repeated(struct work *w, const struct cycle *c,
    const struct cycle_step *s, const struct override *o,
    const struct list *votes, const struct vote *v, struct err *e)
{
	struct model *m = vote_model(w, c, s, o, votes);

	model_set(m, "already", cycle_when(w, v->at));
	return work_answer(w, "override-vote", m, e);
}

static int
count(struct work *w, struct cycle *c, struct cycle_step *s,
    struct override *o, bool yes, const char *reason, struct err *e)
{
	struct list votes = { 0 };
	struct model *m;
	bool given;

	if (save(w, o, yes, reason, e) == -1 ||
	    override_votes(w, o, &votes, e) == -1)
		return -1;
	given = approve_suffices(w, override_quorum(s), s->step->owner,
	    &votes);
	if (work_journal(w, e, c->name, "%s: %s override %lld%s%s", s->name,
	    yes ? "approves" : "rejects", (long long)o->id, reason != NULL ?
	    ": " : "", reason != NULL ? reason : "") == -1 || (given &&
	    override_do(w, c, s, o, evidence(work_arena(w), &votes, true),
	    e) == -1))
		return -1;
	m = vote_model(w, c, s, o, &votes);
	model_flag(m, "given", given);
	if ((given || !yes) && override_tell_asker(w, m, o, e) == -1)
		return -1;
	return work_answer(w, "override-vote", m, e);
}

int
override_vote(struct work *w, const struct words *words, bool yes,
    struct err *e)
{
	const char *reason = cycle_rest(w, words, 2);
	struct list votes = { 0 };
	struct cycle_step *s = NULL;
	struct override *o = NULL;
	struct cycle *c = NULL;
	const struct vote *v;

	if (pick(w, words, &c, &s, &o, e) == -1 || may(w, s, o, e) == -1)
		return -1;
	if (!yes && reason == NULL)
		return err_set(e, ERR_INPUT, "Say why, so that it can be put "
		    "right: reject override %lld REASON.", (long long)o->id);
	if (override_votes(w, o, &votes, e) == -1)
		return -1;
	v = same_vote(w, s, &votes, yes, reason);
	return v != NULL ? tell_repeated(w, c, s, o, &votes, v, e) :
	    count(w, c, s, o, yes, reason, e);
}
