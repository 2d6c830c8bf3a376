/* SPDX-License-Identifier: ISC */
/* Approvals are asked for, once more, anew; see approve.h. */
#include <string.h>

#include "handlers/cycle/approve.h"
#include "handlers/cycle/request.h"

#define TOKEN_LIFE	(7 * DAY)	/* of a link, behind the due time */

/* A yes by it counts for the version that stands now, and for no later one. */
static int
link_for(struct work *w, const struct cycle *c, const struct cycle_step *s,
    const struct person *p, struct model *m, struct err *e)
{
	struct arena *a = work_arena(w);
	const char *of = "";
	char token[WORK_TOKEN];
	int64_t version;

	model_set(m, "link", "");
	if (p->mail == NULL)
		return 0;
	if (request_version(w, s, INT64_MAX, &version, e) == -1)
		return -1;
	if (version != 0)
		of = arena_printf(a, "@%lld", (long long)version);
	if (work_token(w, p, arena_printf(a, "approve %s/%s%s\n", c->name,
	    s->name, of), s->due + TOKEN_LIFE, token, e) == -1)
		return -1;
	model_set(m, "link", arena_printf(a, "mailto:%s?subject=%s&body="
	    "confirm%%20%s", work_config(w)->address, c->name, token));
	return 0;
}

int
approve_write(struct work *w, const struct said *said, const struct whom *x,
    struct err *e)
{
	struct said one = *said;
	struct list whom = { 0 };

	one.thread = arena_printf(work_arena(w), "approve.%lld.%s.%s",
	    (long long)said->cycle->id, said->step->name, x->person->id);
	run_add_whom(w, x->person, x->address, x->team, &whom);
	return link_for(w, said->cycle, said->step, x->person, said->model,
	    e) == -1 ? -1 : run_write(w, &one, &whom, e);
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
		struct model *m = work_model(w);
		struct said said = { .cycle = c, .step = s, .what = what,
		    .model = m };

		said.template = run_template(w, s->step->template,
		    "approve");
		if (ask_model(w, m, c, s, what, late, changes, e) == -1 ||
		    approve_write(w, &said, whom.at[i], e) == -1)
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

/* What was said of it; an officer who is asked nothing hears that his decision
 * is gone. */
static int
forget(struct work *w, const struct cycle *c, const struct cycle_step *s,
    struct err *e)
{
	struct model *m = work_model(w);
	struct list votes = { 0 };
	const struct vote *v;

	if (approve_load(w, s, &votes, e) == -1 || store_exec(work_store(w),
	    e, "DELETE FROM cycle_approvals WHERE cycle = $1 AND step = $2",
	    "is", s->cycle, s->name) == -1 || store_exec(work_store(w), e,
	    "DELETE FROM cycle_decisions WHERE cycle = $1 AND step = $2",
	    "is", s->cycle, s->name) == -1)
		return -1;
	v = votes.n > 0 ? votes.at[votes.n - 1] : NULL;
	if (v == NULL || !v->decides || v->person == NULL)
		return 0;
	run_model(w, m, c, s);
	model_set(m, "quorum", approve_words(w, s));
	model_flag(m, "now_on", v->now);
	return work_journal(w, e, c->name, "%s: the decision of %s holds no "
	    "more; %s is told", s->name, v->id, v->name) == -1 ? -1 :
	    work_tell(w, v->person, "approve-undecided", m, e);
}

int
approve_anew(struct work *w, const struct cycle *c, struct cycle_step *s,
    const struct list *changes, struct err *e)
{
	/* the cycle is the job's own; only its type says otherwise */
	union { const struct cycle *in; struct cycle *out; } u = { .in = c };

	if (forget(w, c, s, e) == -1 || run_reopen(w, u.out, s, e) == -1)
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
