/* SPDX-License-Identifier: ISC */
/* Approvals: asked for, given, refused; see approve.h. */
#include <string.h>

#include "handlers/cycle/approve.h"
#include "handlers/cycle/request.h"

#define TOKEN_LIFE	(7 * DAY)	/* of a link, behind the due time */

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
		v->now = rows_int(r, 1) == VOTE_NOW;
		v->reason = rows_str(r, 2, a);
		v->at = rows_int(r, 3);
		v->channel = rows_str(r, 4, a);
		v->assurance = rows_str(r, 5, a);
		list_add_in(a, out, v);
	}
	rows_end(r);
	return rc;
}

int
approve_load(struct work *w, const struct cycle_step *s, struct list *out,
    struct err *e)
{
	return approve_rows(w, store_query(work_store(w), "SELECT person, "
	    "approves, reason, at, channel, assurance FROM cycle_approvals "
	    "WHERE cycle = $1 AND step = $2 ORDER BY at, person", "is",
	    s->cycle, s->name), out, e);
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

static const struct vote *
vote_of(const struct list *votes, const struct person *p)
{
	size_t i;

	for (i = 0; i < votes->n; i++) {
		const struct vote *v = votes->at[i];

		if (v->person == p)
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
		const struct vote *v = vote_of(&votes, persons.at[i]);

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

	if (q->quorum->op != QUORUM_OF || q->quorum->n != 1)
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

		if (!v->yes && v->person != work_actor(w)->person)
			list_add_in(work_arena(w), &names, arena_str(
			    work_arena(w), v->name));
	}
	return cycle_join(work_arena(w), &names, ", ");
}

void
approve_model(struct work *w, struct model *m, const struct cycle_step *s,
    const struct list *votes)
{
	struct list owing = { 0 }, names = { 0 };
	struct err e = { 0 };
	struct model *item;
	size_t i;

	model_set(m, "quorum", approve_words(w, s));
	model_set(m, "against", against(w, votes));
	model_list(m, "votes");
	for (i = 0; i < votes->n; i++) {
		const struct vote *v = votes->at[i];

		item = model_add(m, "votes");
		model_set(item, "who", v->name);
		model_flag(item, "yes", v->yes);
		model_set(item, "vote_reason", v->reason);
		model_set(item, "at", cycle_when(w, v->at));
		model_set(item, "how", v->channel);
	}
	if (approve_owing(w, s, &owing, &e) == 0)
		for (i = 0; i < owing.n; i++)
			list_add_in(work_arena(w), &names, arena_str(
			    work_arena(w), ((const struct whom *)
			    owing.at[i])->person->name));
	model_set(m, "waiting", cycle_join(work_arena(w), &names, ", "));
}

/* --- asking ------------------------------------------------------------- */

static int
link_for(struct work *w, const struct cycle *c, const struct cycle_step *s,
    const struct person *p, const char *verb, struct model *m, struct err *e)
{
	struct arena *a = work_arena(w);
	char token[WORK_TOKEN];

	model_set(m, "link", "");
	if (p->mail == NULL)
		return 0;
	if (work_token(w, p, arena_printf(a, "%s %s/%s\n", verb, c->name,
	    s->name), s->due + TOKEN_LIFE, token, e) == -1)
		return -1;
	model_set(m, "link", arena_printf(a, "mailto:%s?subject=%s&body="
	    "confirm%%20%s", work_config(w)->address, c->name, token));
	return 0;
}

/* What one of those reads who are asked. */
static int
ask_model(struct work *w, struct model *m, const struct cycle *c,
    const struct cycle_step *s, const char *what, int64_t late,
    const struct list *changes, struct err *e)
{
	struct list votes = { 0 };

	if (approve_load(w, s, &votes, e) == -1 ||
	    run_letter_model(w, m, c, s, late, e) == -1 ||
	    request_model(w, m, s, e) == -1)
		return -1;
	approve_model(w, m, s, &votes);
	request_changes_model(m, changes);
	model_flag(m, "reminder", strcmp(what, "remind") == 0);
	model_flag(m, "lapsed", strcmp(what, "lapsed") == 0);
	model_flag(m, "changed", strcmp(what, "changed") == 0);
	return 0;
}

static int
ask(struct work *w, const struct cycle *c, struct cycle_step *s,
    const char *what, int64_t late, const struct list *changes,
    struct err *e)
{
	struct list whom = { 0 };
	size_t i;

	if (approve_owing(w, s, &whom, e) == -1)
		return -1;
	for (i = 0; i < whom.n; i++) {
		const struct whom *x = whom.at[i];
		struct model *m = work_model(w);
		struct list one = { .at = &whom.at[i], .n = 1 };
		struct said said = { .cycle = c, .step = s, .what = what,
		    .model = m };

		said.template = run_template(w, s->step->template,
		    "approve");
		said.thread = arena_printf(work_arena(w),
		    "approve.%lld.%s.%s", (long long)c->id, s->name,
		    x->person->id);
		if (ask_model(w, m, c, s, what, late, changes, e) == -1 ||
		    link_for(w, c, s, x->person, "approve", m, e) == -1 ||
		    run_write(w, &said, &one, e) == -1)
			return -1;
	}
	/* whoever said no is not asked again by the clock */
	if (whom.n == 0)
		return 0;
	return work_journal(w, e, c->name, "%s: %zu %s approve%s", s->name,
	    whom.n, strcmp(what, "remind") == 0 ? "reminded to" : "asked to",
	    late > 0 ? ", late" : "");
}

int
approve_ask(struct work *w, const struct cycle *c, struct cycle_step *s,
    const char *what, int64_t late, struct err *e)
{
	int64_t version;

	/* a reminder speaks of what was asked */
	if (strcmp(what, "remind") != 0 && request_keep(w, c, s, NULL,
	    &version, e) == -1)
		return -1;
	return ask(w, c, s, what, late, NULL, e);
}

int
approve_anew(struct work *w, const struct cycle *c, struct cycle_step *s,
    const struct list *changes, struct err *e)
{
	/* the cycle is the job's own; only its type says otherwise */
	union { const struct cycle *in; struct cycle *out; } u = { .in = c };

	if (store_exec(work_store(w), e, "DELETE FROM cycle_approvals WHERE "
	    "cycle = $1 AND step = $2", "is", s->cycle, s->name) == -1)
		return -1;
	if (run_reopen(w, u.out, s, e) == -1)
		return -1;
	return changes == NULL ? approve_ask(w, c, s, "lapsed", 0, e) :
	    ask(w, c, s, "changed", 0, changes, e);
}

static int
overdue(struct work *w, const struct cycle *c, struct cycle_step *s,
    struct err *e)
{
	struct model *m = work_model(w);
	struct list votes = { 0 };

	if (approve_load(w, s, &votes, e) == -1)
		return -1;
	run_model(w, m, c, s);
	approve_model(w, m, s, &votes);
	if (run_tell_coordinator(w, "approve-due", m, e) == -1)
		return -1;
	return work_journal(w, e, c->name, "%s: due, and not approved",
	    s->name);
}

int
approve_occasion(struct work *w, const struct cycle *c, struct cycle_step *s,
    const char *what, int64_t late, struct err *e)
{
	if (strcmp(what, "begin") == 0)
		return approve_ask(w, c, s, "begin", late, e);
	if (s->begun_at == 0)
		return strcmp(what, "due") == 0 ? run_overdue(w, c, s, e) : 0;
	if (strcmp(what, "remind") == 0)
		return approve_ask(w, c, s, "remind", 0, e);
	return strcmp(what, "due") == 0 ? overdue(w, c, s, e) : 0;
}

/* --- saying yes or no --------------------------------------------------- */

int
approve_pick(struct work *w, const char *word, struct cycle **c,
    struct cycle_step **s, struct err *e)
{
	char t[CLOCK_TEXT];

	if (run_pick_open(w, word, c, s, e) == -1 ||
	    run_begin_due(w, c, s, e) == -1)
		return -1;
	if (strcmp((*s)->kind, "approve") != 0 || (*s)->step == NULL)
		return err_set(e, ERR_INPUT, "%s/%s needs no approval; it is "
		    "of the kind \"%s\". \"checklist %s\" lists all.",
		    (*c)->name, (*s)->name, (*s)->kind, (*c)->name);
	if ((*s)->state & (STEP_SKIPPED | STEP_MISSED))
		return err_set(e, ERR_INPUT, "%s/%s is %s.", (*c)->name,
		    (*s)->name, step_state_name((*s)->state));
	if ((*s)->begun_at == 0)
		return err_set(e, ERR_INPUT, "%s/%s is not asked for yet; it "
		    "is planned for %s.", (*c)->name, (*s)->name,
		    clock_long((*s)->begin, t));
	return 0;
}

static int
may_vote(struct work *w, const struct cycle *c, const struct cycle_step *s,
    struct err *e)
{
	const struct step_approve *q = s->step->own;
	struct list persons = { 0 }, names = { 0 };
	size_t i;

	quorum_persons(q->quorum, work_config(w), work_arena(w),
	    s->step->owner, &persons);
	for (i = 0; i < persons.n; i++) {
		const struct person *p = persons.at[i];

		if (p == work_actor(w)->person)
			return 0;
		list_add_in(work_arena(w), &names, arena_str(work_arena(w),
		    p->name));
	}
	return err_set(e, ERR_REFUSED, "%s/%s needs %s (%s); you are not one "
	    "of them.", c->name, s->name, approve_words(w, s),
	    cycle_join(work_arena(w), &names, ", "));
}

/* A yes of an officer who decided "now" leaves that as it is. */
int
approve_save(struct work *w, const struct cycle_step *s, int64_t vote,
    const char *reason, struct err *e)
{
	const struct actor *a = work_actor(w);

	return store_exec(work_store(w), e, "INSERT INTO cycle_approvals "
	    "(cycle, step, person, approves, reason, at, channel, assurance) "
	    "VALUES ($1, $2, $3, $4, $5, $6, $7, $8) ON CONFLICT (cycle, "
	    "step, person) DO UPDATE SET approves = CASE WHEN "
	    "cycle_approvals.approves = $9 AND excluded.approves = 1 THEN $9 "
	    "ELSE excluded.approves END, "
	    "reason = excluded.reason, at = excluded.at, "
	    "channel = excluded.channel, assurance = excluded.assurance",
	    "issisissi", s->cycle, s->name, a->person->id, vote, reason,
	    work_now(w), approve_channel(a->channel),
	    assurance_name(a->assurance), (int64_t)VOTE_NOW) == -1 ? -1 : 0;
}

int
approve_give(struct work *w, struct cycle *c, struct cycle_step *s,
    const char *note, struct err *e)
{
	const struct step_approve *q = s->step->own;

	if (q->expires != 0 && work_later(w, "lapse", arena_printf(
	    work_arena(w), "%lld %s", (long long)c->id, s->name),
	    work_now(w) + q->expires, e) == -1)
		return -1;
	if (document_sign(w, c->id, s->name, e) == -1 ||
	    request_announce(w, c, s, e) == -1)
		return -1;
	return run_end(w, c, s, STEP_DONE, note, e);
}

/* " (version 2)" of the change request that it is said of; "" for none. */
static int
version_of(struct work *w, const struct cycle_step *s, const char **out,
    struct err *e)
{
	struct document d = { 0 };
	int rc = document_get(w, s->cycle, s->name, 0, &d, e);

	*out = rc != 1 ? "" : arena_printf(work_arena(w), " (version %lld)",
	    (long long)d.version);
	return rc == -1 ? -1 : 0;
}

int
approve_vote(struct work *w, struct cycle *c, struct cycle_step *s, bool yes,
    const char *reason, struct err *e)
{
	struct model *m = work_model(w);
	struct list votes = { 0 };
	const char *version;
	bool was = s->state == STEP_DONE, is;

	if (may_vote(w, c, s, e) == -1 ||
	    approve_save(w, s, yes, reason, e) == -1 ||
	    approve_load(w, s, &votes, e) == -1 ||
	    version_of(w, s, &version, e) == -1)
		return -1;
	is = approve_given(w, s, &votes);
	if ((is && !was && approve_give(w, c, s, arena_printf(
	    work_arena(w), "approved by %s", approve_words(w, s)), e) == -1) ||
	    (!is && was && run_reopen(w, c, s, e) == -1))
		return -1;
	run_model(w, m, c, s);
	approve_model(w, m, s, &votes);
	model_flag(m, "yes", yes);
	model_set(m, "reason", reason);
	model_flag(m, "given", is);
	model_flag(m, "news", is != was || !yes);
	model_flag(m, "taken_back", was && !is);
	if (work_journal(w, e, c->name, "%s: %s%s%s%s%s", s->name, yes ?
	    "approves" : "rejects", reason != NULL ? ": " : "",
	    reason != NULL ? reason : "", version, is && !was ?
	    "; that suffices" :
	    was && !is ? "; it is approved no more" : "") == -1 ||
	    ((is != was || !yes) && (cycle_room(w, "room-approve", m, e) ==
	    -1 || run_tell_coordinator(w, "room-approve", m, e) == -1)))
		return -1;
	return work_answer(w, "approve", m, e);
}
