/* SPDX-License-Identifier: ISC */
/* Approvals: who said what, and whether it suffices; see approve.h. */
#include <string.h>

#include "handlers/cycle/approve.h"
#include "handlers/cycle/step.h"

int
approve_rows(struct work *w, struct rows *r, struct list *out, struct err *e)
{
	struct arena *a = work_arena(w);
	int rc;

	while ((rc = rows_next(r, e)) == 1) {
		struct vote *v = arena_alloc(a, sizeof(*v));

		v->id = rows_str(r, 0, a);
		v->person = people_by_id(&work_config(w)->people, v->id);
		v->name = v->person != NULL ? v->person->name : v->id;
		v->yes = rows_int(r, 1) != 0;
		v->reason = rows_str(r, 2, a);
		v->at = rows_int(r, 3);
		v->channel = rows_str(r, 4, a);
		v->assurance = rows_str(r, 5, a);
		list_add_in(a, out, v);
	}
	rows_end(r);
	return rc;
}

/* An officer's, whose "now" stands where others have their yes. */
static int
load_decision(struct work *w, const struct cycle_step *s, struct list *out,
    struct err *e)
{
	size_t before = out->n;
	struct vote *v;

	if (approve_rows(w, store_query(work_store(w), "SELECT person, "
	    "now_on, reason, at, channel, assurance FROM cycle_decisions "
	    "WHERE cycle = $1 AND step = $2", "is", s->cycle, s->name), out,
	    e) == -1)
		return -1;
	if (out->n > before) {
		v = out->at[before];
		v->decides = true;
		v->now = v->yes;
		v->yes = false;
	}
	return 0;
}

int
approve_load(struct work *w, const struct cycle_step *s, struct list *out,
    struct err *e)
{
	return approve_rows(w, store_query(work_store(w), "SELECT person, "
	    "approves, reason, at, channel, assurance FROM cycle_approvals "
	    "WHERE cycle = $1 AND step = $2 ORDER BY at, person", "is",
	    s->cycle, s->name), out, e) == -1 ? -1 :
	    load_decision(w, s, out, e);
}

bool
approve_suffices(struct work *w, const struct quorum *q, const char *owner,
    const struct list *votes)
{
	struct list yes = { 0 };
	size_t i;

	for (i = 0; i < votes->n; i++) {
		const struct vote *v = votes->at[i];
		union { const struct person *in; void *out; } u =
		    { .in = v->person };

		if (v->decides)
			continue;
		if (!v->yes)
			return false;
		if (v->person != NULL)
			list_add_in(work_arena(w), &yes, u.out);
	}
	return quorum_holds(q, work_config(w), owner, &yes);
}

bool
approve_given(struct work *w, const struct cycle_step *s,
    const struct list *votes)
{
	const struct step_approve *q = s->step->own;
	size_t i;

	/* it is on its way: a no that comes then is told, and stops nothing */
	for (i = 0; i < votes->n; i++)
		if (((const struct vote *)votes->at[i])->now)
			return true;
	return approve_suffices(w, q->quorum, s->step->owner, votes);
}

const char *
approve_channel(enum channel c)
{
	static const char *const names[] = { "mail", "chat", "room",
	    "console", "clock" };

	return names[c];
}

const struct vote *
approve_vote_of(const struct list *votes, const struct person *p)
{
	size_t i;

	for (i = 0; i < votes->n; i++) {
		const struct vote *v = votes->at[i];

		if (v->person == p && !v->decides)
			return v;
	}
	return NULL;
}

/* Who said nothing; noes: and who said no. */
static int
owing(struct work *w, const struct cycle_step *s, bool noes, struct list *out,
    struct err *e)
{
	const struct step_approve *q = s->step->own;
	struct list votes = { 0 }, persons = { 0 };
	size_t i;

	if (approve_load(w, s, &votes, e) == -1)
		return -1;
	quorum_persons(q->quorum, work_config(w), work_arena(w),
	    s->step->owner, &persons);
	for (i = 0; i < persons.n; i++) {
		const struct vote *v = approve_vote_of(&votes, persons.at[i]);

		if (v == NULL || (noes && !v->yes))
			run_add_whom(w, persons.at[i], NULL, NULL, out);
	}
	return 0;
}

int
approve_owing(struct work *w, const struct cycle_step *s, struct list *out,
    struct err *e)
{
	return owing(w, s, false, out, e);
}

int
approve_holding(struct work *w, const struct cycle_step *s, struct list *out,
    struct err *e)
{
	return owing(w, s, true, out, e);
}

/* "2 of board", "one of board", "Pat". */
const char *
approve_words(struct work *w, const struct cycle_step *s)
{
	const struct step_approve *q = s->step->own;
	const char *words = quorum_words(work_arena(w), q->quorum);
	struct list persons = { 0 };

	if (q->quorum->op != QUORUM_OF || q->quorum->n != 1 ||
	    q->quorum->counted)
		return words;
	quorum_persons(q->quorum, work_config(w), work_arena(w),
	    s->step->owner, &persons);
	return persons.n < 2 ? words : arena_printf(work_arena(w),
	    "one of %s", words);
}

/* Those who said no, but for whoever speaks. */
static const char *
against(struct work *w, const struct list *votes)
{
	struct list names = { 0 };
	size_t i;

	for (i = 0; i < votes->n; i++) {
		const struct vote *v = votes->at[i];

		if (!v->yes && !v->decides &&
		    v->person != work_actor(w)->person)
			list_add_in(work_arena(w), &names, arena_str(
			    work_arena(w), v->name));
	}
	return cycle_join(work_arena(w), &names, ", ");
}

static void
add_vote(struct work *w, struct model *m, const struct vote *v)
{
	struct model *item = model_add(m, v->decides ? "decisions" : "votes");

	model_set(item, "who", v->name);
	if (v->decides)
		model_flag(item, "now_on", v->now);
	else
		model_flag(item, "yes", v->yes);
	model_set(item, "vote_reason", v->reason);
	model_set(item, "at", cycle_when(w, v->at));
	model_set(item, "how", v->channel);
}

void
approve_model(struct work *w, struct model *m, const struct cycle_step *s,
    const struct list *votes)
{
	struct list owing = { 0 }, names = { 0 };
	struct err e = { 0 };
	size_t i;

	model_set(m, "quorum", approve_words(w, s));
	model_set(m, "against", against(w, votes));
	model_list(m, "votes");
	model_list(m, "decisions");
	for (i = 0; i < votes->n; i++)
		add_vote(w, m, votes->at[i]);
	if (approve_owing(w, s, &owing, &e) == 0)
		for (i = 0; i < owing.n; i++)
			list_add_in(work_arena(w), &names, arena_str(
			    work_arena(w), ((const struct whom *)
			    owing.at[i])->person->name));
	model_set(m, "waiting", cycle_join(work_arena(w), &names, ", "));
}
