/* SPDX-License-Identifier: ISC */
/* Overrides as rows and words; see override.h. */
#include <string.h>

#include "handlers/cycle/override.h"

#define COLUMNS	"id, cycle, step, whole, servers, applications, until_at, " \
	"reason, asked_by, asked_at, state, length, done_at"

static void
split(struct arena *a, const char *lines, struct list *out)
{
	struct span rest = span_of(lines), line;

	while (span_line(&rest, &line))
		list_add_in(a, out, arena_strn(a, line.p, line.n));
}

static struct override *
from_row(struct work *w, struct rows *r)
{
	struct arena *a = work_arena(w);
	struct override *o = arena_alloc(a, sizeof(*o));

	o->id = rows_int(r, 0);
	o->cycle = rows_int(r, 1);
	o->step = rows_str(r, 2, a);
	o->all = rows_int(r, 3) != 0;
	split(a, rows_text(r, 4), &o->servers);
	split(a, rows_text(r, 5), &o->applications);
	o->until = rows_int(r, 6);
	o->reason = rows_str(r, 7, a);
	o->asked_by = rows_str(r, 8, a);
	o->asked_at = rows_int(r, 9);
	o->state = rows_str(r, 10, a);
	o->length = rows_int(r, 11);
	o->done_at = rows_int(r, 12);
	return o;
}

int
override_load(struct work *w, int64_t id, struct override **out,
    struct err *e)
{
	struct rows *r = store_query(work_store(w), "SELECT " COLUMNS " FROM "
	    "overrides WHERE id = $1", "i", id);
	int rc = rows_next(r, e);

	if (rc == 1)
		*out = from_row(w, r);
	rows_end(r);
	return rc;
}

int
override_list(struct work *w, int64_t cycle, const char *state,
    struct list *out, struct err *e)
{
	struct rows *r = store_query(work_store(w), "SELECT " COLUMNS " FROM "
	    "overrides WHERE (cycle = $1 OR $1 = 0) AND state = $2 ORDER BY "
	    "id", "is", cycle, state);
	int rc;

	while ((rc = rows_next(r, e)) == 1)
		list_add_in(work_arena(w), out, from_row(w, r));
	rows_end(r);
	return rc;
}

int
override_list_open(struct work *w, const char *state, int64_t max,
    struct list *out, int64_t *n, struct err *e)
{
	struct rows *r = store_query(work_store(w), "SELECT " COLUMNS " FROM "
	    "(SELECT * FROM overrides WHERE state = $1 AND cycle IN (SELECT "
	    "id FROM cycles WHERE state = $2) ORDER BY id DESC LIMIT $3) AS x "
	    "ORDER BY id", "sii", state, (int64_t)CYCLE_OPEN, max);
	int rc;

	while ((rc = rows_next(r, e)) == 1)
		list_add_in(work_arena(w), out, from_row(w, r));
	rows_end(r);
	return rc == -1 || store_int(work_store(w), e, n, "SELECT COUNT(*) "
	    "FROM overrides WHERE state = $1 AND cycle IN (SELECT id FROM "
	    "cycles WHERE state = $2)", "si", state, (int64_t)CYCLE_OPEN) ==
	    -1 ? -1 : 0;
}

int
override_save(struct work *w, const struct override *o, bool fresh,
    struct err *e)
{
	struct arena *a = work_arena(w);

	if (!fresh)
		return store_exec(work_store(w), e, "UPDATE overrides SET "
		    "state = $2, done_at = $3 WHERE id = $1", "isi", o->id,
		    o->state, o->done_at) == -1 ? -1 : 0;
	return store_exec(work_store(w), e, "INSERT INTO overrides (" COLUMNS
	    ") VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13)",
	    "iisississisii", o->id, o->cycle, o->step, (int64_t)o->all,
	    cycle_join(a, &o->servers, "\n"), cycle_join(a, &o->applications,
	    "\n"), o->until, o->reason, o->asked_by, o->asked_at, o->state,
	    o->length, o->done_at) == -1 ? -1 : 0;
}

int
override_votes(struct work *w, const struct override *o, struct list *out,
    struct err *e)
{
	return approve_rows(w, store_query(work_store(w), "SELECT person, "
	    "approves, reason, at, channel, assurance FROM override_votes "
	    "WHERE override = $1 ORDER BY at, person", "i", o->id), out, e);
}

const struct quorum *
override_quorum(const struct cycle_step *s)
{
	static const struct quorum coordinator = { .op = QUORUM_OF, .n = 1,
	    .word = "coordinator" };
	const struct step_stage *g = s->step->own;

	return g->override != NULL ? g->override : &coordinator;
}

const char *
override_what(struct work *w, const struct override *o)
{
	char t[CLOCK_TEXT];

	if (!o->all)
		return cycle_join(work_arena(w), &o->servers, " ");
	return o->length == 0 ? "all of it" : arena_printf(work_arena(w),
	    "all of it for %s", clock_span(o->length, t));
}

void
override_model(struct work *w, struct model *m, const struct override *o)
{
	struct arena *a = work_arena(w);
	char t[CLOCK_TEXT];

	model_setf(m, "override", "%lld", (long long)o->id);
	model_set(m, "what", override_what(w, o));
	model_flag(m, "whole", o->all);
	model_set(m, "length", o->length == 0 ? "" : clock_span(o->length,
	    t));
	model_set(m, "applications", o->applications.n == 0 ? "none" :
	    cycle_join(a, &o->applications, ", "));
	model_set(m, "new_date", clock_long(o->until, t));
	model_set(m, "reason", o->reason);
	model_set(m, "asked_by", cycle_person(w, o->asked_by));
	model_flag(m, "waits", strcmp(o->state, "asked") == 0);
	model_flag(m, "over", strcmp(o->state, "over") == 0);
	model_flag(m, "took_effect", o->done_at != 0);
}

/* --- when it is over ---------------------------------------------------- */

const char *
override_late(struct work *w, const struct override *o,
    const struct cycle *c, const struct cycle_step *s)
{
	if (o->until <= work_now(w))
		return "its new date has passed";
	return s == NULL || s->step == NULL || c->state != CYCLE_OPEN ||
	    s->state != STEP_WAITING || s->begin <= work_now(w) ?
	    "its night has begun or is over" : "";
}

int
override_later(struct work *w, const struct override *o,
    const struct cycle_step *s, struct err *e)
{
	int64_t at = o->until;

	if (strcmp(o->state, "asked") == 0 && s != NULL && s->begin < at)
		at = s->begin;
	return work_later(w, "override", arena_printf(work_arena(w), "%lld",
	    (long long)o->id), at > work_now(w) ? at : work_now(w), e);
}

/* --- asking ------------------------------------------------------------- */

static int
ask_one(struct work *w, const struct cycle *c, const struct cycle_step *s,
    const struct override *o, const struct person *p, struct err *e)
{
	struct arena *a = work_arena(w);
	struct model *m = work_model(w);
	struct said said = { .cycle = c, .step = s, .what = "override",
	    .template = "override", .model = m };
	struct list whom = { 0 };
	char token[WORK_TOKEN];

	run_model(w, m, c, s);
	override_model(w, m, o);
	model_set(m, "quorum", quorum_words(a, override_quorum(s)));
	model_set(m, "link", "");
	if (p->mail != NULL) {
		if (work_token(w, p, arena_printf(a, "approve override %lld\n",
		    (long long)o->id), s->begin, token, e) == -1)
			return -1;
		model_set(m, "link", arena_printf(a, "mailto:%s?subject="
		    "override&body=confirm%%20%s", work_config(w)->address,
		    token));
	}
	said.thread = arena_printf(a, "override.%lld.%s", (long long)o->id,
	    p->id);
	run_add_whom(w, p, NULL, NULL, &whom);
	return run_write(w, &said, &whom, e);
}

int
override_ask(struct work *w, const struct cycle *c,
    const struct cycle_step *s, const struct override *o, struct err *e)
{
	struct list persons = { 0 };
	size_t i;

	quorum_persons(override_quorum(s), work_config(w), work_arena(w),
	    s->step->owner, &persons);
	for (i = 0; i < persons.n; i++)
		if (ask_one(w, c, s, o, persons.at[i], e) == -1)
			return -1;
	if (override_later(w, o, s, e) == -1)
		return -1;
	return work_journal(w, e, c->name, "%s: override %lld asked for by "
	    "%s: %s until %s: %s; %zu asked to approve", s->name,
	    (long long)o->id, o->asked_by, override_what(w, o), cycle_when(w,
	    o->until), o->reason, persons.n);
}
