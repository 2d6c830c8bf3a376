/* SPDX-License-Identifier: ISC */
/* Approvals are given and refused; see approve.h. */
#include <string.h>

#include "handlers/cycle/approve.h"
#include "handlers/cycle/request.h"

/* "change@2": the step's word, and the version of which it is said. */
static int
split(struct work *w, const char *word, const char **step, int64_t *of,
    struct err *e)
{
	const char *at = strrchr(word, '@');
	long long n;

	*step = word;
	*of = APPROVE_PLAIN;
	if (at == NULL)
		return 0;
	*step = arena_strn(work_arena(w), word, (size_t)(at - word));
	if (!str_number(at + 1, 0, INT64_MAX, &n))
		return err_set(e, ERR_INPUT, "\"%.40s\" is no version; write "
		    "approve %.80s, or the number behind: %.80s@1.", at + 1,
		    *step, *step);
	*of = n;
	return 0;
}

int
approve_pick_of(struct work *w, const char *word, struct cycle **c,
    struct cycle_step **s, int64_t *of, struct err *e)
{
	const char *step;

	return split(w, word, &step, of, e) == -1 ? -1 :
	    approve_pick(w, step, c, s, e);
}

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
		    "is planned for %s. Where that is too late, the "
		    "coordinator says: move %s/%s WHEN.", (*c)->name,
		    (*s)->name, clock_long((*s)->begin, t), (*c)->name,
		    (*s)->name);
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

int
approve_save(struct work *w, const struct cycle_step *s, bool yes,
    const char *reason, int64_t version, struct err *e)
{
	const struct actor *a = work_actor(w);

	return store_exec(work_store(w), e, "INSERT INTO cycle_approvals "
	    "(cycle, step, person, approves, reason, at, channel, assurance, "
	    "version) VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9) "
	    "ON CONFLICT (cycle, step, person) DO UPDATE SET "
	    "approves = excluded.approves, reason = excluded.reason, "
	    "at = excluded.at, channel = excluded.channel, "
	    "assurance = excluded.assurance, version = excluded.version",
	    "issisissi", s->cycle, s->name, a->person->id, (int64_t)yes,
	    reason, work_now(w), approve_channel(a->channel),
	    assurance_name(a->assurance), version) == -1 ? -1 : 0;
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

/* --- of which version ---------------------------------------------------- */

/* What was said, of which version of the change request; 0: it cannot be told
 * which. */
struct said_of {
	bool		 yes;
	const char	*reason;	/* or NULL */
	int64_t		 version, last;	/* last: 0 where there is none */
};

/* Why a version that is named cannot be approved: it is an amendment of which
 * the board is not written yet, or there is none. */
static int
no_version(struct work *w, const struct cycle *c, const struct cycle_step *s,
    int64_t of, int64_t last, struct err *e)
{
	struct document d = { 0 };
	int rc;

	if (last == 0)
		return err_set(e, ERR_INPUT, "%s/%s has no change request, so "
		    "none of version %lld; write approve %s/%s.", c->name,
		    s->name, (long long)of, c->name, s->name);
	if ((rc = document_get(w, c->id, s->name, of, &d, e)) == -1)
		return -1;
	return rc == 1 ? err_set(e, ERR_INPUT, "Version %lld of the change "
	    "request of %s/%s is an amendment that is just being sent; wait "
	    "for the letter about it, or approve what was sent before it: "
	    "approve %s/%s@%lld.", (long long)of, c->name, s->name, c->name,
	    s->name, (long long)last) : err_set(e, ERR_INPUT, "The change "
	    "request of %s/%s has no version %lld; the last one is %lld.",
	    c->name, s->name, (long long)of, (long long)last);
}

/* A plain command is of the version of its time: of a mail that is when it
 * arrived, which may be long before it is read. */
static int
find_version(struct work *w, const struct cycle *c,
    const struct cycle_step *s, int64_t of, struct said_of *x, struct err *e)
{
	if (request_version(w, s, INT64_MAX, &x->last, e) == -1)
		return -1;
	x->version = of;
	if (of == APPROVE_PLAIN && request_version(w, s, work_said_at(w),
	    &x->version, e) == -1)
		return -1;
	/* sooner than there was one to read: of the first */
	if (of == APPROVE_PLAIN && x->version == 0 && x->last != 0)
		x->version = 1;
	return x->version <= x->last ? 0 : no_version(w, c, s, of, x->last,
	    e);
}

/* " (version 2)", " (said of version 1; version 2 is asked for)", "". */
static const char *
version_words(struct work *w, const struct said_of *x)
{
	struct arena *a = work_arena(w);

	if (x->last == 0)
		return "";
	if (x->version == x->last)
		return arena_printf(a, " (version %lld)", (long long)x->last);
	return x->version == 0 ? arena_printf(a, " (version %lld is asked "
	    "for)", (long long)x->last) : arena_printf(a, " (said of version "
	    "%lld; version %lld is asked for)", (long long)x->version,
	    (long long)x->last);
}

/* A yes to what is no more: it does not count, and its author hears what has
 * changed and how to say yes to that. */
static int
outdated(struct work *w, const struct cycle *c, const struct cycle_step *s,
    const struct said_of *x, struct err *e)
{
	struct model *m = work_model(w);
	struct list changes = { 0 }, votes = { 0 };
	const struct vote *own;
	int64_t since;

	if (request_changes(w, s, x->version != 0 ? x->version : 1, &changes,
	    &since, e) == -1 || approve_load(w, s, &votes, e) == -1)
		return -1;
	own = approve_vote_of(&votes, work_actor(w)->person);
	run_model(w, m, c, s);
	request_changes_model(m, &changes);
	model_set(m, "said_of", x->version == 0 ? "" : arena_printf(
	    work_arena(w), "%lld", (long long)x->version));
	model_setf(m, "version", "%lld", (long long)x->last);
	model_set(m, "since", cycle_when(w, since));
	model_flag(m, "stands", own != NULL && own->yes);
	if ((x->version == 0 ? work_journal(w, e, c->name, "%s: says yes, not "
	    "told to which version, so it does not count: version %lld is "
	    "asked for", s->name, (long long)x->last) : work_journal(w, e,
	    c->name, "%s: says yes to version %lld, which counts no more: "
	    "version %lld is asked for", s->name, (long long)x->version,
	    (long long)x->last)) == -1)
		return -1;
	return work_answer(w, "approve-outdated", m, e);
}

/* --- counted ------------------------------------------------------------- */

/* The step ends, or is open again, as the votes are now. */
static int
settle(struct work *w, struct cycle *c, struct cycle_step *s, bool was,
    bool is, struct err *e)
{
	if (is && !was)
		return approve_give(w, c, s, arena_printf(work_arena(w),
		    "approved by %s", approve_words(w, s)), e);
	return !is && was ? run_reopen(w, c, s, e) : 0;
}

/* A no that was said of nobody knows which: of the first at least. */
static int64_t
version_of(const struct said_of *x)
{
	return x->version == 0 && x->last != 0 ? 1 : x->version;
}

static void
vote_model(struct work *w, struct model *m, const struct cycle *c,
    const struct cycle_step *s, const struct said_of *x,
    const struct list *votes)
{
	run_model(w, m, c, s);
	approve_model(w, m, s, votes);
	model_flag(m, "yes", x->yes);
	model_set(m, "reason", x->reason);
	model_flag(m, "given", approve_given(w, s, votes));
	model_set(m, "already", "");
	model_set(m, "of_version", version_words(w, x));
}

/* He had said the same of the same version: 1 and he hears that it was so,
 * with nothing noted and nobody else told; 0, -1. */
static int
repeated(struct work *w, const struct cycle *c, const struct cycle_step *s,
    const struct said_of *x, struct err *e)
{
	struct said_of then = *x;
	struct list votes = { 0 };
	struct model *m;
	const struct vote *own;
	int64_t version = 0;

	if (approve_load(w, s, &votes, e) == -1)
		return -1;
	own = approve_vote_of(&votes, work_actor(w)->person);
	if (own == NULL || own->yes != x->yes || (x->reason != NULL &&
	    !str_eq_nocase(x->reason, own->reason)))
		return 0;
	if (store_int(work_store(w), e, &version, "SELECT version FROM "
	    "cycle_approvals WHERE cycle = $1 AND step = $2 AND person = $3",
	    "iss", s->cycle, s->name, own->id) == -1)
		return -1;
	/* as it is needed now, theirs may suffice already: it is counted */
	if (version != version_of(x) || (x->yes && s->state != STEP_DONE &&
	    approve_given(w, s, &votes)))
		return 0;
	m = work_model(w);
	then.reason = own->reason;
	vote_model(w, m, c, s, &then, &votes);
	model_set(m, "already", cycle_when(w, own->at));
	return work_answer(w, "approve", m, e) == -1 ? -1 : 1;
}

static int
count(struct work *w, struct cycle *c, struct cycle_step *s,
    const struct said_of *x, struct err *e)
{
	struct model *m = work_model(w);
	struct list votes = { 0 };
	bool was = s->state == STEP_DONE, is;

	if (approve_save(w, s, x->yes, x->reason, version_of(x), e) == -1 ||
	    approve_load(w, s, &votes, e) == -1)
		return -1;
	is = approve_given(w, s, &votes);
	if (settle(w, c, s, was, is, e) == -1)
		return -1;
	vote_model(w, m, c, s, x, &votes);
	model_flag(m, "taken_back", was && !is);
	if (work_journal(w, e, c->name, "%s: %s%s%s%s%s", s->name, x->yes ?
	    "approves" : "rejects", x->reason != NULL ? ": " : "",
	    x->reason != NULL ? x->reason : "", version_words(w, x), is &&
	    !was ? "; that suffices" : was && !is ? "; it is approved no "
	    "more" : "") == -1 || ((is != was || !x->yes) && (cycle_room(w,
	    "room-approve", m, e) == -1 || run_tell_coordinator(w,
	    "room-approve", m, e) == -1)))
		return -1;
	return work_answer(w, "approve", m, e);
}

int
approve_vote(struct work *w, struct cycle *c, struct cycle_step *s, bool yes,
    int64_t of, const char *reason, struct err *e)
{
	struct said_of x = { .yes = yes, .reason = reason };
	int rc;

	if (may_vote(w, c, s, e) == -1 ||
	    find_version(w, c, s, of, &x, e) == -1)
		return -1;
	/* a no is a no, whatever it was said of */
	if (yes && x.version < x.last)
		return outdated(w, c, s, &x, e);
	rc = repeated(w, c, s, &x, e);
	return rc == 0 ? count(w, c, s, &x, e) : rc == -1 ? -1 : 0;
}
