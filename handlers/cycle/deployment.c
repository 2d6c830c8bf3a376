/* SPDX-License-Identifier: ISC */
/* Deployments as rows, and picking the one that a command means. */
#include <string.h>

#include "handlers/cycle/deployment.h"

#define COLUMNS "id, name, environment, state, start_at, end_at, servers, " \
	"systems, bulletins, task_list, created_by, created_at, opened_at, " \
	"completed_at, closed_at, note"
#define NAMES_MAX	200	/* that a misspelt one is compared with */
#define NAMES_SHOWN	5	/* in one sentence */

const char *
deployment_state_name(enum deployment_state s)
{
	switch (s) {
	case DEPLOYMENT_PLANNED:
		return "planned";
	case DEPLOYMENT_OPEN:
		return "open";
	case DEPLOYMENT_COMPLETED:
		return "completed";
	case DEPLOYMENT_CLOSED:
		return "closed";
	case DEPLOYMENT_CANCELLED:
		return "cancelled";
	}
	return "?";
}

static void
split_lines(struct arena *a, const char *s, struct list *out)
{
	struct span rest = span_of(s), line;

	while (span_line(&rest, &line))
		if (line.n > 0)
			list_add_in(a, out, arena_strn(a, line.p, line.n));
}

static struct deployment *
from_row(struct work *w, struct rows *r)
{
	struct arena *a = work_arena(w);
	struct deployment *d = arena_alloc(a, sizeof(*d));

	d->id = rows_int(r, 0);
	d->name = rows_str(r, 1, a);
	d->environment = rows_str(r, 2, a);
	d->state = (enum deployment_state)rows_int(r, 3);
	d->start = rows_int(r, 4);
	d->end = rows_int(r, 5);
	split_lines(a, rows_text(r, 6), &d->servers);
	split_lines(a, rows_text(r, 7), &d->systems);
	split_lines(a, rows_text(r, 8), &d->bulletins);
	d->task_list = rows_str(r, 9, a);
	d->created_by = rows_str(r, 10, a);
	d->created_at = rows_int(r, 11);
	d->opened_at = rows_int(r, 12);
	d->completed_at = rows_int(r, 13);
	d->closed_at = rows_int(r, 14);
	d->note = rows_str(r, 15, a);
	return d;
}

static int
one(struct work *w, struct rows *r, struct deployment **out, struct err *e)
{
	int rc = rows_next(r, e);

	*out = rc == 1 ? from_row(w, r) : NULL;
	rows_end(r);
	return rc;
}

int
cycle_find(struct work *w, const char *name, struct deployment **out,
    struct err *e)
{
	return one(w, store_query(work_store(w), "SELECT " COLUMNS
	    " FROM deployments WHERE name_key = $1", "s",
	    cycle_lower(work_arena(w), name)), out, e);
}

int
cycle_get(struct work *w, int64_t id, struct deployment **out, struct err *e)
{
	return one(w, store_query(work_store(w), "SELECT " COLUMNS
	    " FROM deployments WHERE id = $1", "i", id), out, e);
}

int
cycle_list(struct work *w, unsigned states, struct list *out, struct err *e)
{
	struct rows *r = store_query(work_store(w), "SELECT " COLUMNS
	    " FROM deployments WHERE (state & $1) <> 0 "
	    "ORDER BY start_at, id", "i", (int64_t)states);
	int rc;

	while ((rc = rows_next(r, e)) == 1)
		list_add_in(work_arena(w), out, from_row(w, r));
	rows_end(r);
	return rc;
}

int
cycle_insert(struct work *w, struct deployment *d, struct err *e)
{
	struct arena *a = work_arena(w);

	if ((d->id = store_new_id(work_store(w), "deployment", e)) == -1 ||
	    watch_arm(w, e) == -1)
		return -1;
	return store_exec(work_store(w), e, "INSERT INTO deployments (id, "
	    "name, name_key, environment, state, start_at, end_at, servers, "
	    "systems, bulletins, task_list, created_by, created_at) VALUES "
	    "($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13)",
	    "isssiiisssssi", d->id, d->name,
	    cycle_lower(a, d->name), d->environment, (int64_t)d->state,
	    d->start, d->end, cycle_join(a, &d->servers, "\n"),
	    cycle_join(a, &d->systems, "\n"),
	    cycle_join(a, &d->bulletins, "\n"), d->task_list, d->created_by,
	    d->created_at) == -1 ? -1 : 0;
}

int
cycle_save(struct work *w, const struct deployment *d, struct err *e)
{
	return store_exec(work_store(w), e, "UPDATE deployments SET "
	    "state = $2, start_at = $3, end_at = $4, task_list = $5, "
	    "opened_at = $6, completed_at = $7, closed_at = $8, note = $9 "
	    "WHERE id = $1", "iiiisiiis", d->id, (int64_t)d->state, d->start,
	    d->end, d->task_list, d->opened_at, d->completed_at,
	    d->closed_at, d->note) == -1 ? -1 : 0;
}

int
cycle_changed(struct work *w, const struct deployment *d, const char *kind,
    int64_t old_start, int64_t old_end, const char *reason, struct err *e)
{
	int64_t id = store_new_id(work_store(w), "deployment change", e);

	if (id == -1)
		return -1;
	return store_exec(work_store(w), e, "INSERT INTO deployment_changes "
	    "(id, deployment, at, kind, person, reason, old_start, old_end, "
	    "new_start, new_end) VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, "
	    "$10)", "iiisssiiii", id, d->id, work_now(w), kind,
	    cycle_actor(w), reason, old_start, old_end, d->start, d->end) ==
	    -1 ? -1 : 0;
}

/* --- which one is meant ----------------------------------------------- */

static const char *
names_of(struct work *w, const struct list *l)
{
	struct list names = { 0 };
	struct arena *a = work_arena(w);
	size_t i;

	for (i = 0; i < l->n && i < NAMES_SHOWN; i++) {
		struct deployment *d = l->at[i];

		list_add_in(a, &names, arena_str(a, d->name));
	}
	if (l->n > NAMES_SHOWN)
		list_add_in(a, &names, arena_printf(a, "and %zu more",
		    l->n - NAMES_SHOWN));
	return cycle_join(a, &names, ", ");
}

/* *near: the name in one of the states that word resembles, or NULL. */
static int
nearest(struct work *w, const char *word, unsigned states, const char **near,
    struct err *e)
{
	struct arena *a = work_arena(w);
	const char *names[NAMES_MAX], *keys[NAMES_MAX], *key;
	struct rows *r = store_query(work_store(w), "SELECT name, name_key "
	    "FROM deployments WHERE (state & $2) <> 0 ORDER BY id DESC "
	    "LIMIT $1", "ii", (int64_t)NAMES_MAX, (int64_t)states);
	size_t n = 0, i;
	int rc;

	while ((rc = rows_next(r, e)) == 1 && n < NAMES_MAX) {
		names[n] = rows_str(r, 0, a);
		keys[n++] = rows_str(r, 1, a);
	}
	rows_end(r);
	if (rc == -1)
		return -1;
	*near = NULL;
	key = str_nearest(cycle_lower(a, word), keys, n);
	for (i = 0; key != NULL && i < n; i++)
		if (keys[i] == key)
			*near = names[i];
	return 0;
}

static int
unknown(struct work *w, const char *word, struct err *e)
{
	struct list alive = { 0 };
	const char *near;

	if (nearest(w, word, DEPLOYMENT_ANY, &near, e) == -1 ||
	    cycle_list(w, DEPLOYMENT_ALIVE, &alive, e) == -1)
		return -1;
	if (near != NULL)
		return err_set(e, ERR_INPUT, "There is no deployment \"%s\"; "
		    "did you mean \"%s\"?", word, near);
	if (alive.n == 0)
		return err_set(e, ERR_INPUT, "There is no deployment \"%s\", "
		    "and none is planned; \"plan\" makes one.", word);
	return err_set(e, ERR_INPUT, "There is no deployment \"%s\". Planned "
	    "or open: %s.", word, names_of(w, &alive));
}

static const char *
state_words(unsigned states)
{
	return states == DEPLOYMENT_PLANNED ? "planned" :
	    states == DEPLOYMENT_OPEN ? "open" :
	    states == DEPLOYMENT_ALIVE ? "planned or open" :
	    states == (DEPLOYMENT_OPEN | DEPLOYMENT_COMPLETED) ?
	    "open or completed" : "planned, open or completed";
}

static int
pick_only(struct work *w, unsigned states, struct deployment **out,
    struct err *e)
{
	struct list l = { 0 }, planned = { 0 };

	if (cycle_list(w, states, &l, e) == -1)
		return -1;
	if (l.n == 1) {
		*out = l.at[0];
		return 0;
	}
	if (l.n > 1)
		return err_set(e, ERR_INPUT, "Which one? %s are %s. Say the "
		    "command again with the name.", names_of(w, &l),
		    state_words(states));
	if (states & DEPLOYMENT_PLANNED)
		return err_set(e, ERR_INPUT, "No deployment is %s; \"plan\" "
		    "makes one.", state_words(states));
	if (cycle_list(w, DEPLOYMENT_PLANNED, &planned, e) == -1)
		return -1;
	if (planned.n == 0)
		return err_set(e, ERR_INPUT, "No deployment is %s, and none "
		    "is planned.", state_words(states));
	return err_set(e, ERR_INPUT, "No deployment is %s. Planned: %s; "
	    "\"open NAME\" begins its night.", state_words(states),
	    names_of(w, &planned));
}

static int
right_state(struct work *w, const struct deployment *d, unsigned states,
    struct err *e)
{
	const char *next = "";

	if (d->state & states)
		return 0;
	if (d->state == DEPLOYMENT_PLANNED)
		next = arena_printf(work_arena(w), " \"open %s\" begins its "
		    "night.", d->name);
	else if (d->state == DEPLOYMENT_OPEN)
		next = " While it is open: extend, complete, cancel or close.";
	return err_set(e, ERR_INPUT, "%s is %s; this works while it is %s.%s",
	    d->name, deployment_state_name(d->state), state_words(states),
	    next);
}

int
cycle_pick(struct work *w, const char *word, unsigned states,
    struct deployment **out, struct err *e)
{
	int rc;

	if (word == NULL)
		return pick_only(w, states, out, e);
	if ((rc = cycle_find(w, word, out, e)) == -1 || (rc == 0 &&
	    (rc = cycle_stage_named(w, word, states, out, e)) == -1))
		return -1;
	return rc == 0 ? unknown(w, word, e) : right_state(w, *out, states, e);
}

/* A step's own name may as well be the first word of the text: it is taken for
 * one where its night is the one that is meant. */
static int
first_is_step(struct work *w, const char *word, unsigned states,
    struct deployment **out, struct err *e)
{
	int rc = cycle_stage_named(w, word, states, out, e);

	return rc == 1 && strchr(word, '/') == NULL &&
	    ((*out)->state & states) == 0 ? 0 : rc;
}

int
cycle_pick_first(struct work *w, const struct words *words, unsigned states,
    struct deployment **out, size_t *used, struct err *e)
{
	const char *near = NULL;
	int rc;

	*used = 0;
	if (words->n == 0)
		return pick_only(w, states, out, e);
	if ((rc = cycle_find(w, words->at[0], out, e)) == -1 || (rc == 0 &&
	    (rc = first_is_step(w, words->at[0], states, out, e)) == -1))
		return -1;
	if (rc == 1) {
		*used = 1;
		return right_state(w, *out, states, e);
	}
	/* only what still matters: the word may well be the text's first */
	if (nearest(w, words->at[0], DEPLOYMENT_ALIVE | DEPLOYMENT_COMPLETED,
	    &near, e) == -1)
		return -1;
	if (near != NULL)
		return err_set(e, ERR_INPUT, "There is no deployment \"%s\"; "
		    "did you mean \"%s\"?", words->at[0], near);
	return pick_only(w, states, out, e);
}
