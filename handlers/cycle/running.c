/* SPDX-License-Identifier: ISC */
/* Running cycles as rows; see running.h. */
#include <string.h>

#include "handlers/cycle/running.h"

#define CYCLE_COLUMNS "id, name, playbook, day0, declared, state, reason, " \
	"opened_at, opened_by, closed_at, closed_by, note, told"
#define STEP_COLUMNS "cycle, step, number, kind, title, state, begin_at, " \
	"until_at, due_at, fixed_begin, fixed_due, begun_at, done_at, " \
	"done_by, done_for, note, held, idle, change_id, deployment"

const char *
cycle_state_name(enum cycle_state s)
{
	return s == CYCLE_OPEN ? "open" : s == CYCLE_CLOSED ? "closed" :
	    "cancelled";
}

const char *
step_state_name(enum step_state s)
{
	switch (s) {
	case STEP_WAITING:
		return "waiting";
	case STEP_OPEN:
		return "open";
	case STEP_DONE:
		return "done";
	case STEP_SKIPPED:
		return "skipped";
	case STEP_MISSED:
		return "missed";
	case STEP_FAILED:
		return "failed";
	}
	return "?";
}

static struct cycle *
from_row(struct work *w, struct rows *r)
{
	struct arena *a = work_arena(w);
	struct cycle *c = arena_alloc(a, sizeof(*c));

	c->id = rows_int(r, 0);
	c->name = rows_str(r, 1, a);
	c->playbook_name = rows_str(r, 2, a);
	c->playbook = playbook_find(playbooks_of(work_config(w)),
	    c->playbook_name);
	c->day0 = (day_t)rows_int(r, 3);
	c->declared = rows_int(r, 4) != 0;
	c->state = (enum cycle_state)rows_int(r, 5);
	c->reason = rows_str(r, 6, a);
	c->opened_at = rows_int(r, 7);
	c->opened_by = rows_str(r, 8, a);
	c->closed_at = rows_int(r, 9);
	c->closed_by = rows_str(r, 10, a);
	c->note = rows_str(r, 11, a);
	c->told = rows_str(r, 12, a);
	return c;
}

static struct cycle_step *
step_from_row(struct work *w, const struct cycle *c, struct rows *r)
{
	struct arena *a = work_arena(w);
	struct cycle_step *s = arena_alloc(a, sizeof(*s));

	s->cycle = rows_int(r, 0);
	s->name = rows_str(r, 1, a);
	s->number = (int)rows_int(r, 2);
	s->kind = rows_str(r, 3, a);
	s->title = rows_str(r, 4, a);
	s->state = (enum step_state)rows_int(r, 5);
	s->begin = s->old_begin = rows_int(r, 6);
	s->until = s->old_until = rows_int(r, 7);
	s->due = s->old_due = rows_int(r, 8);
	s->fixed_begin = rows_int(r, 9);
	s->fixed_due = rows_int(r, 10);
	s->begun_at = rows_int(r, 11);
	s->done_at = rows_int(r, 12);
	s->done_by = rows_str(r, 13, a);
	s->done_for = rows_str(r, 14, a);
	s->note = rows_str(r, 15, a);
	s->held = rows_int(r, 16) != 0;
	s->idle = rows_int(r, 17) != 0;
	s->change_id = rows_str(r, 18, a);
	s->deployment = rows_int(r, 19);
	s->step = c->playbook != NULL ? playbook_step(c->playbook, s->name) :
	    NULL;
	/* a step that became one of another kind is another step */
	if (s->step != NULL && strcmp(s->step->kind->name, s->kind) != 0)
		s->step = NULL;
	return s;
}

static int
load_steps(struct work *w, struct cycle *c, struct err *e)
{
	struct rows *r = store_query(work_store(w), "SELECT " STEP_COLUMNS
	    " FROM cycle_steps WHERE cycle = $1 ORDER BY number, step", "i",
	    c->id);
	int rc;

	while ((rc = rows_next(r, e)) == 1)
		list_add_in(work_arena(w), &c->steps,
		    step_from_row(w, c, r));
	rows_end(r);
	return rc;
}

static int
load_occasions(struct work *w, struct cycle *c, struct err *e)
{
	struct arena *a = work_arena(w);
	struct rows *r = store_query(work_store(w), "SELECT step, what, nth, "
	    "at, until_at, reason, skips, state, done_at FROM "
	    "cycle_occasions WHERE cycle = $1 ORDER BY at, step, what, nth",
	    "i", c->id);
	int rc;

	while ((rc = rows_next(r, e)) == 1) {
		struct happening *h = arena_alloc(a, sizeof(*h));

		h->step = rows_str(r, 0, a);
		h->what = rows_str(r, 1, a);
		h->nth = (int)rows_int(r, 2);
		h->at = h->old = rows_int(r, 3);
		h->until = rows_int(r, 4);
		h->reason = rows_str(r, 5, a);
		h->skips = rows_int(r, 6) != 0;
		h->state = rows_str(r, 7, a);
		h->done_at = rows_int(r, 8);
		list_add_in(a, &c->occasions, h);
	}
	rows_end(r);
	return rc;
}

static int
one(struct work *w, struct rows *r, struct cycle **out, struct err *e)
{
	int rc = rows_next(r, e);

	*out = rc == 1 ? from_row(w, r) : NULL;
	rows_end(r);
	if (rc == 1 && (load_steps(w, *out, e) == -1 ||
	    load_occasions(w, *out, e) == -1))
		return -1;
	return rc;
}

int
run_load(struct work *w, int64_t id, struct cycle **out, struct err *e)
{
	return one(w, store_query(work_store(w), "SELECT " CYCLE_COLUMNS
	    " FROM cycles WHERE id = $1", "i", id), out, e);
}

int
run_find(struct work *w, const char *name, struct cycle **out, struct err *e)
{
	return one(w, store_query(work_store(w), "SELECT " CYCLE_COLUMNS
	    " FROM cycles WHERE name_key = $1", "s",
	    cycle_lower(work_arena(w), name)), out, e);
}

int
run_list(struct work *w, unsigned states, int max, struct list *out,
    struct err *e)
{
	struct rows *r = store_query(work_store(w), "SELECT " CYCLE_COLUMNS
	    " FROM cycles WHERE (state & $1) <> 0 ORDER BY id DESC LIMIT $2",
	    "ii", (int64_t)states, (int64_t)max);
	int rc;

	while ((rc = rows_next(r, e)) == 1)
		list_add_in(work_arena(w), out, from_row(w, r));
	rows_end(r);
	return rc;
}

int
run_open_ones(struct work *w, struct list *out, struct err *e)
{
	struct rows *r = store_query(work_store(w), "SELECT " CYCLE_COLUMNS
	    " FROM cycles WHERE state = $1 ORDER BY day0, id", "i",
	    (int64_t)CYCLE_OPEN);
	size_t i, before = out->n;
	int rc;

	while ((rc = rows_next(r, e)) == 1)
		list_add_in(work_arena(w), out, from_row(w, r));
	rows_end(r);
	for (i = before; rc != -1 && i < out->n; i++)
		if (load_steps(w, out->at[i], e) == -1 ||
		    load_occasions(w, out->at[i], e) == -1)
			rc = -1;
	return rc;
}

int
run_of_deployment(struct work *w, int64_t deployment, struct cycle **c,
    struct cycle_step **s, struct err *e)
{
	int64_t id = 0;
	size_t i;
	int rc = store_int(work_store(w), e, &id, "SELECT cycle FROM "
	    "cycle_steps WHERE deployment = $1", "i", deployment);

	*s = NULL;
	if (rc != 1 || (rc = run_load(w, id, c, e)) != 1)
		return rc;
	for (i = 0; i < (*c)->steps.n; i++) {
		*s = (*c)->steps.at[i];
		if ((*s)->deployment == deployment)
			return 1;
	}
	return 0;
}

int
run_insert(struct work *w, struct cycle *c, struct err *e)
{
	if ((c->id = store_new_id(work_store(w), "cycle", e)) == -1)
		return -1;
	return store_exec(work_store(w), e, "INSERT INTO cycles (id, name, "
	    "name_key, playbook, day0, declared, state, reason, opened_at, "
	    "opened_by) VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10)",
	    "isssiiisis", c->id, c->name, cycle_lower(work_arena(w), c->name),
	    c->playbook_name, (int64_t)c->day0, (int64_t)c->declared,
	    (int64_t)c->state, c->reason, c->opened_at, c->opened_by) == -1 ?
	    -1 : 0;
}

int
run_save(struct work *w, const struct cycle *c, struct err *e)
{
	return store_exec(work_store(w), e, "UPDATE cycles SET state = $2, "
	    "closed_at = $3, closed_by = $4, note = $5, told = $6 "
	    "WHERE id = $1", "iiisss", c->id, (int64_t)c->state,
	    c->closed_at, c->closed_by, c->note, c->told) == -1 ? -1 : 0;
}

int
run_insert_step(struct work *w, struct cycle_step *s, struct err *e)
{
	return store_exec(work_store(w), e, "INSERT INTO cycle_steps (cycle, "
	    "step, number, kind, title, state) VALUES ($1, $2, $3, $4, $5, "
	    "$6)", "isissi", s->cycle, s->name, (int64_t)s->number, s->kind,
	    s->title, (int64_t)s->state) == -1 ? -1 : 0;
}

int
run_save_step(struct work *w, const struct cycle_step *s, struct err *e)
{
	return store_exec(work_store(w), e, "UPDATE cycle_steps SET "
	    "number = $3, title = $4, state = $5, begin_at = $6, "
	    "until_at = $7, due_at = $8, fixed_begin = $9, fixed_due = $10, "
	    "begun_at = $11, done_at = $12, done_by = $13, done_for = $14, "
	    "note = $15, held = $16, idle = $17, change_id = $18, "
	    "deployment = $19 WHERE cycle = $1 AND step = $2",
	    "isisiiiiiiiisssiisi", s->cycle, s->name, (int64_t)s->number,
	    s->title, (int64_t)s->state, s->begin, s->until, s->due,
	    s->fixed_begin, s->fixed_due, s->begun_at, s->done_at,
	    s->done_by, s->done_for, s->note, (int64_t)s->held,
	    (int64_t)s->idle, s->change_id, s->deployment) == -1 ? -1 : 0;
}

int
run_save_happening(struct work *w, const struct cycle *c,
    const struct happening *h, struct err *e)
{
	return store_exec(work_store(w), e, "INSERT INTO cycle_occasions "
	    "(cycle, step, what, nth, at, until_at, reason, skips, state, "
	    "done_at) VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10) "
	    "ON CONFLICT (cycle, step, what, nth) DO UPDATE SET "
	    "at = excluded.at, until_at = excluded.until_at, "
	    "reason = excluded.reason, skips = excluded.skips, "
	    "state = excluded.state, done_at = excluded.done_at",
	    "issiiisisi", c->id, h->step, h->what, (int64_t)h->nth, h->at,
	    h->until, h->reason, (int64_t)h->skips, h->state, h->done_at) ==
	    -1 ? -1 : 0;
}

int
run_night_in(struct work *w, const struct cycle *c, unsigned states,
    struct cycle_step **s, struct deployment **d, struct err *e)
{
	size_t i;
	int rc;

	for (i = 0; i < c->steps.n; i++) {
		*s = c->steps.at[i];
		if ((*s)->deployment == 0)
			continue;
		if ((rc = cycle_get(w, (*s)->deployment, d, e)) == -1)
			return -1;
		if (rc == 1 && ((*d)->state & states) != 0)
			return 1;
	}
	return 0;
}

struct cycle_step *
run_step(const struct cycle *c, const char *name)
{
	size_t i;

	for (i = 0; i < c->steps.n; i++) {
		struct cycle_step *s = c->steps.at[i];

		if (str_eq_nocase(s->name, name))
			return s;
	}
	return NULL;
}

struct happening *
run_happening(const struct cycle *c, const char *step, const char *what,
    int nth)
{
	size_t i;

	for (i = 0; i < c->occasions.n; i++) {
		struct happening *h = c->occasions.at[i];

		if (h->nth == nth && strcmp(h->what, what) == 0 &&
		    str_eq_nocase(h->step, step))
			return h;
	}
	return NULL;
}

bool
run_waits(const struct happening *h)
{
	return strcmp(h->state, "waiting") == 0;
}
