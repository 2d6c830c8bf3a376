/* SPDX-License-Identifier: ISC */
/* Questions and their answers as rows and words; see ask.h. */
#include <string.h>

#include "handlers/cycle/ask.h"
#include "handlers/cycle/reply_words.h"
#include "handlers/cycle/step.h"

static const struct scale scales[] = {
	{ "applicab", "Does this concern systems of yours?", "applicable",
	    "not applicable", "not applicable", "applicable", NULL },
	{ "affected", "Does this concern systems of yours?", "applicable",
	    "not applicable", "not applicable", "applicable", NULL },
	{ "result", "You have tested it: does everything work?", "ok",
	    "issues", "ok", "issues", "issues" },
	{ "test", "You have tested it: does everything work?", "ok",
	    "issues", "ok", "issues", "issues" },
	{ "objection", "Do you object to this plan?", "no objection",
	    "objection", "no objection", "objection", "objection" },
	{ "server", "Which of your servers are patched, and which are left "
	    "out?", "as listed", "none", "as listed", "as listed", NULL },
	{ NULL, "Yes or no?", "yes", "no", "yes", "yes", "no" },
};

/* How people say it, the longer ones first where one begins the other. */
static const struct {
	const char	*said, *means;
} phrases[] = {
	{ "not applicable", "not applicable" },
	{ "not affected", "not applicable" },
	{ "n/a", "not applicable" }, { "none", "not applicable" },
	{ "no", "not applicable" },
	{ "applicable", "applicable" }, { "applies", "applicable" },
	{ "affected", "applicable" }, { "yes", "applicable" },

	{ "no errors", "ok" }, { "nothing found", "ok" },
	{ "okay", "ok" }, { "ok", "ok" },
	{ "passed", "ok" }, { "passes", "ok" }, { "fine", "ok" },
	{ "all good", "ok" }, { "all fine", "ok" }, { "all ok", "ok" },
	{ "it works", "ok" }, { "everything works", "ok" },
	{ "all works", "ok" }, { "works", "ok" }, { "yes", "ok" },
	{ "not ok", "issues" }, { "not passed", "issues" },
	{ "issues", "issues" }, { "issue", "issues" },
	{ "problems", "issues" }, { "problem", "issues" },
	{ "it failed", "issues" }, { "it fails", "issues" },
	{ "failed", "issues" }, { "fails", "issues" },
	{ "it is broken", "issues" }, { "broken", "issues" },
	{ "it does not work", "issues" }, { "does not work", "issues" },
	{ "not working", "issues" }, { "no", "issues" },

	{ "none", "no objection" }, { "nothing", "no objection" },
	{ "agreed", "no objection" },
	{ "agree", "no objection" }, { "i agree", "no objection" },
	{ "ok", "no objection" }, { "fine", "no objection" },
	{ "no", "no objection" },
	{ "objections", "objection" }, { "objection", "objection" },
	{ "object", "objection" }, { "i object", "objection" },
	{ "yes", "objection" },

	{ "as listed", "as listed" }, { "yes", "as listed" },
	{ "ok", "as listed" }, { "complete", "as listed" },
	{ "none", "none" }, { "nothing", "none" }, { "no", "none" },

	{ "yes", "yes" }, { "ok", "yes" }, { "agreed", "yes" },
	{ "no", "no" },
};
#define N_PHRASES	(sizeof(phrases) / sizeof(phrases[0]))

const struct scale *
ask_scale_of(const char *question)
{
	size_t i;

	for (i = 0; scales[i].question != NULL; i++)
		if (span_starts_nocase(span_of(question),
		    scales[i].question))
			break;
	return &scales[i];
}

const struct scale *
ask_scale(const struct cycle_step *s)
{
	const struct step_ask *q = s->step->own;

	return ask_scale_of(q->question);
}

static enum reply_to
reply_to(const struct scale *scale)
{
	return strcmp(scale->no, "issues") == 0 ? REPLY_TO_TEST :
	    REPLY_TO_REQUEST;
}

/* It lets what was asked for go on; "applicable, but ..." does not, and what
 * follows the yes to a question of somebody's own is its answer: "yes, Wanda
 * until Sunday". */
static bool
agrees(const struct scale *scale, const char *answer)
{
	return scale->question != NULL && strcmp(answer, scale->yes) == 0 &&
	    strcmp(answer, scale->consent) == 0;
}

/* "No problems" answers what looks for some; whether a system is concerned, or
 * a list complete, it does not say. */
const char *
ask_read(const struct scale *scale, const char *text, const char **rest)
{
	enum reply_means says;
	size_t i, n;

	text += strspn(text, " \t\"'*");
	if ((says = reply_clears(reply_to(scale), text, rest)) !=
	    SAYS_NEITHER)
		return says == SAYS_YES && scale->bad != NULL &&
		    strcmp(scale->bad, scale->applies) == 0 ? scale->yes :
		    NULL;
	for (i = 0; i < N_PHRASES; i++) {
		n = strlen(phrases[i].said);
		if (!span_starts_nocase(span_of(text), phrases[i].said) ||
		    (text[n] != '\0' && strchr(" \t.,;:!-\"'*", text[n]) ==
		    NULL))
			continue;
		if (strcmp(phrases[i].means, scale->yes) != 0 &&
		    strcmp(phrases[i].means, scale->no) != 0)
			continue;
		*rest = text + n + strspn(text + n, " \t.,;:!-\"'*");
		return agrees(scale, phrases[i].means) && reply_hangs_on(
		    reply_to(scale), *rest) ? NULL : phrases[i].means;
	}
	return NULL;
}

/* --- rows --------------------------------------------------------------- */

static struct asked *
from_row(struct work *w, struct rows *r)
{
	const struct people *all = &work_config(w)->people;
	struct arena *a = work_arena(w);
	struct asked *x = arena_alloc(a, sizeof(*x));
	const char *person = rows_text(r, 1);

	x->who = rows_str(r, 0, a);
	x->person = person != NULL ? people_by_id(all, person) : NULL;
	x->team = people_team(all, x->who);
	x->name = x->team != NULL ? x->team->name : cycle_person(w, x->who);
	x->answer = rows_str(r, 2, a);
	x->note = rows_str(r, 3, a);
	x->said_by = rows_str(r, 4, a);
	x->said_at = rows_int(r, 5);
	x->late = rows_int(r, 6) != 0;
	x->channel = rows_str(r, 7, a);
	x->changed = rows_int(r, 8);
	return x;
}

int
ask_load(struct work *w, const struct cycle_step *s, struct list *out,
    struct err *e)
{
	struct rows *r = store_query(work_store(w), "SELECT who, person, "
	    "answer, note, said_by, said_at, late, channel, changed FROM "
	    "cycle_answers WHERE cycle = $1 AND step = $2 ORDER BY who", "is",
	    s->cycle, s->name);
	int rc;

	while ((rc = rows_next(r, e)) == 1)
		list_add_in(work_arena(w), out, from_row(w, r));
	rows_end(r);
	return rc;
}

int
ask_save(struct work *w, const struct cycle_step *s, const struct asked *x,
    struct err *e)
{
	return store_exec(work_store(w), e, "INSERT INTO cycle_answers "
	    "(cycle, step, who, person, asked_at, answer, note, said_by, "
	    "said_at, late, channel, changed) VALUES ($1, $2, $3, $4, $5, $6, "
	    "$7, $8, $9, $10, $11, $12) ON CONFLICT (cycle, step, who) "
	    "DO UPDATE SET answer = excluded.answer, note = excluded.note, "
	    "said_by = excluded.said_by, said_at = excluded.said_at, "
	    "late = excluded.late, channel = excluded.channel, "
	    "changed = excluded.changed", "isssisssiisi", s->cycle, s->name,
	    x->who, x->person != NULL ? x->person->id : NULL, work_now(w),
	    x->answer, x->note, x->said_by, x->said_at, (int64_t)x->late,
	    x->channel, x->changed) == -1 ? -1 : 0;
}

bool
ask_is_bad(const struct cycle_step *s, const char *answer)
{
	const struct step_ask *q = s->step->own;
	const char *bad = ask_scale(s)->bad;

	if (answer == NULL)
		return false;
	return q->pass != NULL ? strcmp(answer, q->pass) != 0 :
	    bad != NULL && strcmp(answer, bad) == 0;
}

size_t
ask_bad(const struct cycle_step *s, const struct list *all)
{
	size_t i, n = 0;

	for (i = 0; i < all->n; i++)
		n += ask_is_bad(s, ((const struct asked *)all->at[i])->answer);
	return n;
}

bool
ask_is_unclear(const struct asked *x)
{
	return x->answer == NULL && x->said_by != NULL;
}

size_t
ask_answered(const struct list *all)
{
	size_t i, n = 0;

	for (i = 0; i < all->n; i++)
		n += ((const struct asked *)all->at[i])->answer != NULL;
	return n;
}

const char *
ask_tally(struct work *w, const struct cycle_step *s, const struct list *all)
{
	const struct scale *scale = ask_scale(s);
	struct arena *a = work_arena(w);
	struct list parts = { 0 };
	size_t i, k, n[4] = { 0 };
	const char *words[] = { scale->yes, scale->no, "not understood",
	    "silent" };

	for (i = 0; i < all->n; i++) {
		const struct asked *x = all->at[i];

		k = x->answer == NULL ? (ask_is_unclear(x) ? 2 : 3) :
		    strcmp(x->answer, scale->yes) == 0 ? 0 :
		    strcmp(x->answer, scale->no) == 0 ? 1 : 4;
		if (k < 4)
			n[k]++;
	}
	for (k = 0; k < 4; k++)
		if (n[k] > 0)
			list_add_in(a, &parts, arena_printf(a, "%zu %s", n[k],
			    words[k]));
	return cycle_join(a, &parts, ", ");
}

bool
ask_closed(struct work *w, const struct cycle_step *s)
{
	return (s->state & STEP_ENDED) != 0 && s->due <= work_now(w);
}

void
ask_model(struct work *w, struct model *m, const struct cycle_step *s,
    const struct list *all)
{
	struct model *item;
	size_t i;

	model_list(m, "answers");
	for (i = 0; i < all->n; i++) {
		const struct asked *x = all->at[i];

		item = model_add(m, "answers");
		model_set(item, "who", x->name);
		model_set(item, "answer", x->answer);
		model_set(item, "by", x->said_by != NULL ? cycle_person(w,
		    x->said_by) : "");
		model_set(item, "at", x->said_at != 0 ? cycle_when(w,
		    x->said_at) : "");
		model_set(item, "note", x->note);
		model_flag(item, "was_late", x->late);
		model_flag(item, "bad", ask_is_bad(s, x->answer));
		model_flag(item, "unclear", ask_is_unclear(x));
		model_flag(item, "silence", x->answer != NULL &&
		    x->said_by == NULL);
		model_set(item, "asked", x->person != NULL ?
		    x->person->name : x->who);
	}
}
