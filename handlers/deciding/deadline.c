/* SPDX-License-Identifier: ISC */
/*
 * By when a bulletin is to be done, worked out from the policy in force.
 *
 * The clock starts with the announcement, or when the bulletin is done where
 * "clock after" says.  Its level's rule gives the date.  Where the level is
 * raised later, the shorter time counts from then, and the date never moves
 * back by it; where it is lowered, its time counts from the clock's start.
 * What is taken back ("undo") takes its level out of this history again.
 */
#include <string.h>

#include "handlers/deciding/standing.h"

#define CYCLES_AHEAD	30	/* in which a stage is looked for */
#define CYCLE_BACK	60	/* days: a stage may lie so far behind its
				 * release */

/* --- what is stored --------------------------------------------------- */

static int
load_decisions(struct work *w, struct standing *s, struct err *e)
{
	struct list all = { 0 };
	size_t i, k;

	s->decisions = (struct list){ 0 };
	if (decision_list(w, s->bulletin, DECISIONS_MAX, &all, e) == -1)
		return -1;
	/* the newest first: the first of an environment holds */
	for (i = 0; i < all.n; i++) {
		struct decision *d = all.at[i];

		for (k = 0; k < s->decisions.n; k++)
			if (str_eq_nocase(d->environment, ((struct decision *)
			    s->decisions.at[k])->environment))
				break;
		if (!d->undone && k == s->decisions.n)
			list_add_in(work_arena(w), &s->decisions, d);
	}
	return 0;
}

const struct decision *
decision_for(const struct standing *s, const char *environment)
{
	size_t i;

	for (i = 0; i < s->decisions.n; i++) {
		const struct decision *d = s->decisions.at[i];

		if (str_eq_nocase(d->environment, environment))
			return d;
	}
	return NULL;
}

static int
done_in(struct work *w, int64_t bulletin, const char *environment,
    int64_t *at, const char **how, struct err *e)
{
	struct rows *r = store_query(work_store(w), "SELECT at, how FROM "
	    "decide_done WHERE bulletin = $1 AND environment = $2", "is",
	    bulletin, environment);
	int rc = rows_next(r, e);

	*at = rc == 1 ? rows_int(r, 0) : 0;
	*how = rc == 1 ? rows_str(r, 1, work_arena(w)) : NULL;
	rows_end(r);
	return rc == -1 ? -1 : 0;
}

/* --- dates ------------------------------------------------------------ */

/* The end of the stage's window in this cycle, where it begins then or
 * later: 1, 0, -1. */
static int
stage_in(struct work *w, const struct playbook *p, const char *stage,
    day_t day, int64_t t, int64_t *end)
{
	struct list dates = { 0 };
	struct err e = { 0 };
	size_t i;

	if (playbook_dates(p, calendar_of(work_config(w)), work_arena(w), day,
	    NULL, &dates, &e) == -1)
		return -1;
	for (i = 0; i < dates.n; i++) {
		const struct due *x = dates.at[i];

		if (x->at < t || strcmp(x->occasion->what, "begin") != 0 ||
		    strcmp(x->step->name, stage) != 0)
			continue;
		*end = x->until;
		return 1;
	}
	return 0;
}

static int64_t
stage_end(struct work *w, const struct policy_rule *rule, int64_t t)
{
	const struct playbook *p = playbook_find(playbooks_of(work_config(w)),
	    rule->playbook);
	day_t day = day_of(t) - CYCLE_BACK;
	int64_t end;
	int n, rc;

	for (n = 0; p != NULL && n < CYCLES_AHEAD &&
	    playbook_release(p, day, &day) == 1; n++, day++) {
		rc = stage_in(w, p, rule->stage, day, t, &end);
		if (rc != 0)
			return rc == 1 ? end : NO_DATE;
	}
	return NO_DATE;
}

static int64_t
date_of(struct work *w, const struct policy_rule *rule, int64_t from)
{
	switch (rule->kind) {
	case RULE_WITHIN:
	case RULE_START:
		return period_after(&rule->period, from);
	case RULE_STAGE:
		return stage_end(w, rule, from);
	case RULE_SERVICE_PACK:
	case RULE_NEVER:
		break;
	}
	return NO_DATE;
}

static uint32_t
rank(uint32_t level)
{
	return level == SEVERITY_NOT_STATED ? SEVERITY_IMPORTANT : level;
}

static void
take_level(struct work *w, struct deadline *d, uint32_t level, int64_t from)
{
	d->rule = &d->environment->rules[level];
	d->level = level;
	d->from = from;
	d->at = date_of(w, d->rule, from);
}

/* From the clock's start through all levels that it has had. */
static void
follow_levels(struct work *w, const struct standing *s, int64_t start,
    struct deadline *d)
{
	const struct leveled *x = s->levels.at[0], *before;
	struct deadline raised;
	size_t i;

	take_level(w, d, x->level, start);
	for (i = 1; i < s->levels.n; i++) {
		before = x;
		x = s->levels.at[i];
		raised = *d;
		if (rank(x->level) <= rank(before->level)) {
			take_level(w, d, x->level, start);
			continue;
		}
		take_level(w, &raised, x->level, x->at > start ? x->at :
		    start);
		if (raised.at < d->at || raised.rule->kind == RULE_NEVER ||
		    d->at == NO_DATE)
			*d = raised;
	}
}

static const char *
closed_because(struct work *w, const struct bulletin *b,
    const struct deadline *d)
{
	struct arena *a = work_arena(w);
	char t[CLOCK_TEXT];

	if (b->withdrawn_at != 0)
		return "withdrawn by its vendor";
	if (d->done_at != 0 && (d->decision == NULL ||
	    strcmp(d->decision->verdict, "go") != 0 ||
	    d->decision->at <= d->done_at))
		return arena_printf(a, "done %s, %s", clock_minute(d->done_at,
		    t), d->done_how);
	if (d->decision != NULL && !d->stale &&
	    strcmp(d->decision->verdict, "no-go") == 0 &&
	    (d->decision->until == 0 || d->decision->until > work_now(w)))
		return d->decision->until == 0 ? "no-go" : arena_printf(a,
		    "no-go until %s", clock_date(d->decision->until, t));
	if (d->rule != NULL && d->rule->kind == RULE_NEVER &&
	    d->decision == NULL)
		return "nothing to do by policy";
	return NULL;
}

/*
 * The date that somebody agreed to.  What was agreed about a less pressing
 * bulletin does not hold up a more pressing one.
 */
static void
take_decision(const struct standing *s, struct deadline *d)
{
	const struct decision *x = d->decision;

	if (x == NULL || strcmp(x->verdict, "go") == 0)
		return;
	d->stale = rank(s->level) > rank(x->level);
	if (strcmp(x->verdict, "no-go") == 0 || x->until == 0 ||
	    (d->stale && d->at <= x->until))
		return;
	d->at = x->until;
	d->agreed = true;
}

/*
 * When the clock starts: with the announcement, or when it is done in the
 * environment before this one; *start is 0 until then.  Where nothing is to
 * be done there, it would never start: it does with what says so.
 */
static int
clock_start(struct work *w, const struct standing *s,
    const struct policy_environment *v, int64_t *start, struct err *e)
{
	const struct policy_environment *before;
	const struct decision *x;
	const char *how;

	*start = s->announced;
	if (v->after == NULL)
		return 0;
	before = policy_environment(policy_of(work_config(w)), v->after);
	if (done_in(w, s->bulletin, before->name, start, &how, e) == -1)
		return -1;
	x = decision_for(s, before->name);
	if (*start == 0 && x != NULL && strcmp(x->verdict, "no-go") == 0)
		*start = x->at;
	else if (*start == 0 && before->rules[s->level].kind == RULE_NEVER)
		*start = s->announced;
	return 0;
}

static int
one(struct work *w, const struct bulletin *b, const struct standing *s,
    const struct policy_environment *v, struct deadline *d, struct err *e)
{
	int64_t start;

	*d = (struct deadline){ .environment = v, .at = NO_DATE,
	    .decision = decision_for(s, v->name) };
	if (done_in(w, b->id, v->name, &d->done_at, &d->done_how, e) == -1 ||
	    clock_start(w, s, v, &start, e) == -1)
		return -1;
	d->level = s->level;
	d->rule = &v->rules[s->level];
	if (start != 0)
		follow_levels(w, s, start, d);
	take_decision(s, d);
	d->closed = closed_because(w, b, d);
	d->open = d->closed == NULL;
	return 0;
}

int
deadline_all(struct work *w, const struct bulletin *b, struct standing *s,
    struct err *e)
{
	const struct policy *p = policy_of(work_config(w));
	struct deadline *d;
	size_t i;

	if (load_decisions(w, s, e) == -1)
		return -1;
	s->dues = (struct list){ 0 };
	for (i = 0; i < p->environments.n; i++) {
		d = arena_alloc(work_arena(w), sizeof(*d));
		if (one(w, b, s, p->environments.at[i], d, e) == -1)
			return -1;
		list_add_in(work_arena(w), &s->dues, d);
	}
	return 0;
}

/* --- looking at them -------------------------------------------------- */

const struct deadline *
deadline_first(const struct standing *s)
{
	const struct deadline *first = NULL, *d;
	size_t i;

	for (i = 0; i < s->dues.n; i++) {
		d = s->dues.at[i];
		if (d->open && (first == NULL || d->at < first->at))
			first = d;
	}
	return first;
}

bool
deadline_is_start(const struct deadline *d)
{
	return d->rule->kind == RULE_START && !d->agreed;
}

const char *
deadline_when(struct work *w, const struct deadline *d)
{
	char t[CLOCK_TEXT];

	if (d->at != NO_DATE)
		return arena_printf(work_arena(w), "%s %s",
		    deadline_is_start(d) ? "begin by" : "by",
		    clock_minute(d->at, t));
	if (d->from == 0 && d->environment->after != NULL &&
	    d->rule->kind != RULE_SERVICE_PACK)
		return arena_printf(work_arena(w), "%s, once it is done in %s",
		    d->rule->words, d->environment->after);
	return d->rule->words;
}

const char *
deadline_act(struct work *w, const struct deadline *d)
{
	if (d == NULL)
		return "nothing is left to do";
	if (d->at != NO_DATE && deadline_is_start(d))
		return deadline_when(w, d);
	return arena_printf(work_arena(w), "act %s", deadline_when(w, d));
}

const char *
deadline_reason(struct work *w, const struct deadline *d)
{
	struct arena *a = work_arena(w);
	char t[CLOCK_TEXT];

	if (d->agreed)
		return arena_printf(a, "%s by %s", strcmp(
		    d->decision->verdict, "defer") == 0 ? "deferred" :
		    d->decision->verdict, decide_who(w, d->decision->person));
	return d->from == 0 ? arena_printf(a, "%s %s", site_severity_name(
	    d->level), d->rule->words) : arena_printf(a, "%s %s, counted from "
	    "%s", site_severity_name(d->level), d->rule->words,
	    clock_minute(d->from, t));
}

int
deadline_is_over(struct work *w, const struct bulletin *b,
    const struct deadline *d, struct carriers *c, struct err *e)
{
	int rc;

	if (!d->open || d->at > work_now(w))
		return 0;
	if (!deadline_is_start(d))
		return 1;
	rc = carriers_begun(w, c, b, d, e);
	return rc == -1 ? -1 : !rc;
}
