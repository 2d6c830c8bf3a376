/* SPDX-License-Identifier: ISC */
/* Change requests: composed, kept, compared; see request.h. */
#include <stdlib.h>
#include <string.h>

#include "handlers/cycle/approve.h"
#include "handlers/cycle/request.h"

#define DEEP	20	/* gates behind gates that are followed */

/* --- what it is about --------------------------------------------------- */

static bool
waits(const struct cycle *c, const struct cycle_step *s, const char *gate,
    int deep)
{
	size_t i;

	for (i = 0; s->step != NULL && deep > 0 && i < s->step->after.n; i++) {
		const char *name = s->step->after.at[i];
		const struct cycle_step *o = run_step(c, name);

		if (str_eq_nocase(name, gate) || (o != NULL &&
		    waits(c, o, gate, deep - 1)))
			return true;
	}
	return false;
}

bool
request_waits_for(const struct cycle *c, const struct cycle_step *s,
    const char *gate)
{
	return waits(c, s, gate, DEEP);
}

static int
by_begin(const void *x, const void *y)
{
	const struct record_stage *a = *(struct record_stage *const *)x;
	const struct record_stage *b = *(struct record_stage *const *)y;

	return a->from != b->from ? (a->from < b->from ? -1 : 1) :
	    strcmp(a->name, b->name);
}

/* As its deployment has it, which persons may have changed. */
static int
add_stage(struct work *w, const struct cycle_step *s, struct list *out,
    struct err *e)
{
	struct record_stage *x = arena_alloc(work_arena(w), sizeof(*x));
	const struct step_stage *g = s->step->own;
	struct deployment *d;
	int rc = s->deployment == 0 ? 0 : cycle_get(w, s->deployment, &d, e);

	if (rc == -1)
		return -1;
	x->name = s->name;
	x->title = s->title;
	x->environment = g->environment;
	x->deployment = s->deployment;
	x->from = s->begin;
	x->until = s->until;
	/* one that is held, or that nobody opened, has not */
	x->begun = s->state != STEP_WAITING || (rc == 1 ? d->state !=
	    DEPLOYMENT_PLANNED : s->begin <= work_now(w));
	x->servers = rc == 1 ? &d->servers : &g->servers;
	x->systems = rc == 1 ? &d->systems : &g->systems;
	list_add_in(work_arena(w), out, x);
	return 0;
}

static int
add_stages(struct work *w, const struct cycle *c, const char *gate,
    struct list *out, struct err *e)
{
	size_t i;

	for (i = 0; i < c->steps.n; i++) {
		const struct cycle_step *s = c->steps.at[i];

		if (strcmp(s->kind, "stage") != 0 || s->step == NULL ||
		    s->state == STEP_SKIPPED ||
		    (gate != NULL && !request_waits_for(c, s, gate)))
			continue;
		if (add_stage(w, s, out, e) == -1)
			return -1;
	}
	return 0;
}

static int
describe(struct work *w, const struct cycle *c, const struct cycle_step *s,
    struct record *r, struct err *e)
{
	*r = (struct record){ .cycle = c, .step = s, .id = c->id,
	    .name = c->name, .reason = c->declared ? c->reason : NULL,
	    .until = run_until(c), .opened = c->opened_at };
	if ((r->since = run_since(w, c, e)) == -1)
		return -1;
	if (add_stages(w, c, s->name, &r->stages, e) == -1)
		return -1;
	/* one that nothing waits for is about all of the cycle */
	if (r->stages.n == 0 && add_stages(w, c, NULL, &r->stages, e) == -1)
		return -1;
	if (r->stages.n > 0)
		qsort(r->stages.at, r->stages.n, sizeof(*r->stages.at),
		    by_begin);
	return 0;
}

/* --- kept --------------------------------------------------------------- */

static int
keep(struct work *w, const struct cycle *c, const struct cycle_step *s,
    const struct list *sections, const char *why, int64_t *version,
    struct err *e)
{
	const struct step_approve *q = s->step->own;
	struct model *m = work_model(w);
	struct letter l = { .template = "change-request", .model = m };
	struct document d = { .cycle = c->id, .name = s->name, .why = why,
	    .facts = record_pack(work_arena(w), sections) };

	run_model(w, m, c, s);
	model_set(m, "quorum", quorum_words(work_arena(w), q->quorum));
	record_model(work_arena(w), m, sections);
	if (work_render(w, &l, &d.body, e) == -1 ||
	    document_keep(w, &d, e) == -1)
		return -1;
	*version = d.version;
	return 0;
}

int
request_keep(struct work *w, const struct cycle *c,
    const struct cycle_step *s, const char *why, int64_t *version,
    struct err *e)
{
	struct list sections = { 0 };
	struct record r;

	return describe(w, c, s, &r, e) == -1 ||
	    record_compose(w, &r, &sections, e) == -1 ? -1 :
	    keep(w, c, s, &sections, why, version, e);
}

int
request_model(struct work *w, struct model *m, const struct cycle_step *s,
    struct err *e)
{
	struct document d = { 0 };
	struct list sections = { 0 };
	int rc = document_record(w, s->cycle, s->name, INT64_MAX, &d, e);

	if (rc == -1)
		return -1;
	record_unpack(work_arena(w), d.facts, &sections);
	record_model(work_arena(w), m, &sections);
	model_set(m, "version", rc == 0 ? "" : arena_printf(work_arena(w),
	    "%lld", (long long)d.version));
	return 0;
}

/* When the first of those changes came that are not compared yet. */
static int
changed_since(struct work *w, int64_t cycle, int64_t *since, struct err *e)
{
	*since = work_now(w);
	return store_exec(work_store(w), e, "UPDATE cycles SET changed_at = "
	    "$2 WHERE id = $1 AND changed_at = 0", "ii", cycle,
	    work_now(w)) == -1 || store_int(work_store(w), e, since,
	    "SELECT changed_at FROM cycles WHERE id = $1", "i", cycle) == -1 ?
	    -1 : 0;
}

int
cycle_facts_changed(struct work *w, int64_t cycle, struct err *e)
{
	const char *id = arena_printf(work_arena(w), "%lld",
	    (long long)cycle);
	int64_t at = work_now(w) + REQUEST_SETTLE, since;

	if (changed_since(w, cycle, &since, e) == -1)
		return -1;
	/* a stream of them does not put it off for ever */
	if (at > since + REQUEST_MOST)
		at = since + REQUEST_MOST;
	if (at < work_now(w))
		at = work_now(w);
	return work_not_later(w, "request", id, e) == -1 ? -1 :
	    work_later(w, "request", id, at, e);
}

int
cycle_all_facts_changed(struct work *w, struct err *e)
{
	struct list open = { 0 };
	size_t i;

	if (run_open_ones(w, &open, e) == -1)
		return -1;
	for (i = 0; i < open.n; i++)
		if (request_later(w, open.at[i], e) == -1)
			return -1;
	return 0;
}

int
request_later(struct work *w, const struct cycle *c, struct err *e)
{
	return cycle_facts_changed(w, c->id, e);
}

/* --- compared ----------------------------------------------------------- */

void
request_changes_model(struct model *m, const struct list *changes)
{
	struct model *item;
	size_t i;

	model_list(m, "differences");
	for (i = 0; changes != NULL && i < changes->n; i++) {
		const struct record_change *x = changes->at[i];

		item = model_add(m, "differences");
		model_set(item, "heading", x->heading);
		model_set(item, "label", x->label);
		model_set(item, "before", x->before);
		model_set(item, "now_is", x->now);
	}
}

/* "When: Development; Servers: Production" */
static const char *
in_short(struct arena *a, const struct list *changes)
{
	struct list words = { 0 };
	size_t i;

	for (i = 0; i < changes->n; i++) {
		const struct record_change *x = changes->at[i];

		list_add_in(a, &words, arena_printf(a, "%s: %s", x->heading,
		    x->label));
	}
	return cycle_join(a, &words, "; ");
}

/* The servers of a line of part_servers.c, one by one, and what stands behind
 * them; *names: groups, which mean more where they have fewer words, are not
 * among them. */
static struct list
servers_in(struct arena *a, const char *line, const char **systems,
    bool *names)
{
	struct list out = { 0 };
	struct span rest, word;

	*systems = strstr(line, " (");
	if (*systems == NULL)
		*systems = line + strlen(line);
	rest = (struct span){ line, (size_t)(*systems - line) };
	*names = true;
	while (span_word(&rest, &word)) {
		*names &= memchr(word.p, ':', word.n) == NULL;
		list_add_in(a, &out, arena_strn(a, word.p, word.n));
	}
	return out;
}

/* Only servers were taken out, as by an override. */
static bool
is_less(struct arena *a, const struct record_change *x)
{
	const char *systems, *had;
	struct list before, now;
	bool names, named;
	size_t i;

	if (strcmp(x->part, "servers") != 0 || x->before == NULL ||
	    x->now == NULL)
		return false;
	before = servers_in(a, x->before, &had, &named);
	now = servers_in(a, x->now, &systems, &names);
	for (i = 0; i < now.n; i++)
		if (!str_listed(&before, now.at[i]))
			return false;
	return names && named && strcmp(had, systems) == 0;
}

/* A yes of before does not hold for this.  What is left out is covered by it:
 * less than was approved is done; but a way back that is no more is missed. */
static bool
is_anew(struct arena *a, const struct step_approve *q,
    const struct list *changes)
{
	size_t i, k;

	for (i = 0; i < changes->n; i++) {
		const struct record_change *x = changes->at[i];

		if (is_less(a, x))
			continue;
		for (k = 0; (x->now != NULL || strcmp(x->part, "rollback") ==
		    0) && k < q->renew.n; k++)
			if (strcmp(q->renew.at[k], "any") == 0 ||
			    strcmp(q->renew.at[k], x->part) == 0)
				return true;
	}
	return false;
}

/* Those whose yes is asked for, and who said it already. */
static void
board(struct work *w, const struct cycle_step *s, struct list *whom)
{
	const struct step_approve *q = s->step->own;
	struct list persons = { 0 };
	size_t i;

	quorum_persons(q->quorum, work_config(w), work_arena(w),
	    s->step->owner, &persons);
	for (i = 0; i < persons.n; i++)
		run_add_whom(w, persons.at[i], NULL, NULL, whom);
}

/* One of the board; who has said nothing yet may say yes by a link. */
static int
tell_one(struct work *w, const struct cycle *c, const struct cycle_step *s,
    const struct list *changes, const struct list *votes,
    const struct whom *x, struct err *e)
{
	struct model *m = work_model(w);
	struct said said = { .cycle = c, .step = s, .what = "changed",
	    .template = "change-changed", .model = m };
	struct list one = { 0 };

	run_model(w, m, c, s);
	approve_model(w, m, s, votes);
	request_changes_model(m, changes);
	model_flag(m, "given", s->state == STEP_DONE);
	model_flag(m, "anew", false);
	model_set(m, "link", "");
	if (request_model(w, m, s, e) == -1)
		return -1;
	if (s->state != STEP_DONE && approve_vote_of(votes, x->person) ==
	    NULL)
		return approve_write(w, &said, x, e);
	run_add_whom(w, x->person, x->address, x->team, &one);
	return run_write(w, &said, &one, e);
}

static int
tell_board(struct work *w, const struct cycle *c, const struct cycle_step *s,
    const struct list *changes, const struct list *votes, struct err *e)
{
	struct list whom = { 0 };
	size_t i;

	board(w, s, &whom);
	for (i = 0; i < whom.n; i++)
		if (tell_one(w, c, s, changes, votes, whom.at[i], e) == -1)
			return -1;
	return 0;
}

/* Somebody approved, refused, or let it go on: that it waits, which an officer
 * decides, is nothing that holds no more. */
static bool
anything_said(const struct list *votes)
{
	size_t i;

	for (i = 0; i < votes->n; i++) {
		const struct vote *v = votes->at[i];

		if (!v->decides || v->now)
			return true;
	}
	return false;
}

static int
tell(struct work *w, const struct cycle *c, struct cycle_step *s,
    const struct list *changes, int64_t version, struct err *e)
{
	const struct step_approve *q = s->step->own;
	struct model *m = work_model(w);
	struct list votes = { 0 };
	bool any, anew;

	if (approve_load(w, s, &votes, e) == -1)
		return -1;
	any = anything_said(&votes);
	anew = any && is_anew(work_arena(w), q, changes);
	if (work_journal(w, e, c->name, "%s: version %lld of the change "
	    "request: %s; %s", s->name, (long long)version, in_short(
	    work_arena(w), changes), !any ? "nothing was said of the one "
	    "before" : anew ? "what was approved has to be approved anew" :
	    "what was approved stands") == -1)
		return -1;
	if ((anew ? approve_anew(w, c, s, changes, e) :
	    tell_board(w, c, s, changes, &votes, e)) == -1)
		return -1;
	run_model(w, m, c, s);
	request_changes_model(m, changes);
	model_setf(m, "version", "%lld", (long long)version);
	model_flag(m, "anew", anew);
	return run_tell_coordinator(w, "change-changed", m, e);
}

/* 1: there is a new version, 0, -1. */
static int
check(struct work *w, const struct cycle *c, struct cycle_step *s,
    struct err *e)
{
	struct list sections = { 0 }, before = { 0 }, changes = { 0 };
	struct document d = { 0 };
	struct record r;
	int64_t version;
	size_t i;
	int rc = document_record(w, c->id, s->name, INT64_MAX, &d, e);

	if (rc != 1)
		return rc;
	if (describe(w, c, s, &r, e) == -1)
		return -1;
	for (i = 0; i < r.stages.n; i++)
		if (!((const struct record_stage *)r.stages.at[i])->begun)
			break;
	if (i == r.stages.n || record_compose(w, &r, &sections, e) == -1)
		return i == r.stages.n ? 0 : -1;
	record_unpack(work_arena(w), d.facts, &before);
	record_difference(work_arena(w), &before, &sections, &changes);
	if (changes.n == 0)
		return 0;
	return keep(w, c, s, &sections, in_short(work_arena(w), &changes),
	    &version, e) == -1 || tell(w, c, s, &changes, version, e) == -1 ?
	    -1 : 1;
}

int
request_check(struct work *w, struct cycle *c, size_t *made, struct err *e)
{
	size_t i;
	int rc;

	*made = 0;
	if (store_exec(work_store(w), e, "UPDATE cycles SET changed_at = 0 "
	    "WHERE id = $1", "i", c->id) == -1)
		return -1;
	for (i = 0; c->state == CYCLE_OPEN && i < c->steps.n; i++) {
		struct cycle_step *s = c->steps.at[i];

		if (strcmp(s->kind, "approve") != 0 || s->step == NULL ||
		    s->begun_at == 0 || (s->state & (STEP_OPEN |
		    STEP_DONE)) == 0)
			continue;
		if ((rc = check(w, c, s, e)) == -1)
			return -1;
		*made += rc == 1;
	}
	return 0;
}

/* --- announced ---------------------------------------------------------- */

int
request_announce(struct work *w, const struct cycle *c,
    const struct cycle_step *s, struct err *e)
{
	struct model *m = work_model(w);
	struct said said = { .cycle = c, .step = s, .what = "approved",
	    .template = "change-approved", .model = m };
	struct list whom = { 0 }, votes = { 0 };

	run_whom(w, &s->step->audience, &whom);
	if (whom.n == 0)
		return 0;
	said.thread = arena_printf(work_arena(w), "change.%lld.%s",
	    (long long)c->id, s->name);
	if (approve_load(w, s, &votes, e) == -1)
		return -1;
	run_model(w, m, c, s);
	approve_model(w, m, s, &votes);
	return request_model(w, m, s, e) == -1 || run_write(w, &said, &whom,
	    e) == -1 ? -1 : work_journal(w, e, c->name, "%s: %s announced to "
	    "%zu", s->name, s->change_id != NULL ? s->change_id :
	    "approval", whom.n);
}
