/* SPDX-License-Identifier: ISC */
/* Who is here, and who is expected; see night.h. */
#include <string.h>

#include "handlers/bridge/night.h"

int64_t
presence_since(struct work *w, const struct deployment *d)
{
	int64_t from = work_now(w);

	if (d != NULL && d->opened_at != 0)
		from = d->opened_at < d->start ? d->opened_at : d->start;
	if (from > work_now(w))
		from = work_now(w);
	return from - PRESENCE_LIFE;
}

int
presence_load(struct work *w, const struct deployment *d, struct list *out,
    struct err *e)
{
	struct arena *a = work_arena(w);
	struct rows *r = store_query(work_store(w), "SELECT person, here, at, "
	    "said_by, note FROM presence WHERE at >= $1 ORDER BY at, person",
	    "i", presence_since(w, d));
	int rc;

	while ((rc = rows_next(r, e)) == 1) {
		struct presence *p = arena_alloc(a, sizeof(*p));

		p->person = rows_str(r, 0, a);
		p->here = rows_int(r, 1) != 0;
		p->at = rows_int(r, 2);
		p->said_by = rows_str(r, 3, a);
		p->note = rows_str(r, 4, a);
		list_add_in(a, out, p);
	}
	rows_end(r);
	return rc;
}

const struct presence *
presence_of(const struct list *all, const char *person)
{
	size_t i;

	for (i = 0; i < all->n; i++) {
		const struct presence *p = all->at[i];

		if (str_eq_nocase(p->person, person))
			return p;
	}
	return NULL;
}

bool
is_here(const struct list *all, const char *person)
{
	const struct presence *p = presence_of(all, person);

	return p != NULL && p->here;
}

int
presence_set(struct work *w, const char *person, bool here, const char *note,
    struct err *e)
{
	return store_exec(work_store(w), e, "INSERT INTO presence (person, "
	    "here, at, said_by, note) VALUES ($1, $2, $3, $4, $5) "
	    "ON CONFLICT (person) DO UPDATE SET here = excluded.here, "
	    "at = excluded.at, said_by = excluded.said_by, "
	    "note = excluded.note", "siiss", person, (int64_t)here,
	    work_now(w), cycle_actor(w), note) == -1 ? -1 : 0;
}

int
presence_seen(struct work *w, const struct deployment *d, struct err *e)
{
	return store_exec(work_store(w), e, "INSERT INTO presence (person, "
	    "here, at, said_by) VALUES ($1, 1, $2, $1) "
	    "ON CONFLICT (person) DO UPDATE SET here = 1, at = excluded.at, "
	    "said_by = excluded.said_by, note = NULL "
	    "WHERE presence.here = 0 OR presence.at < $3", "sii",
	    cycle_actor(w), work_now(w), presence_since(w, d)) == -1 ? -1 : 0;
}

/* --- who is expected -------------------------------------------------- */

static struct expected *
expect(struct work *w, struct list *out, const char *person)
{
	struct expected *x;
	size_t i;

	for (i = 0; i < out->n; i++) {
		x = out->at[i];
		if (str_eq_nocase(x->person, person))
			return x;
	}
	x = arena_alloc(work_arena(w), sizeof(*x));
	x->person = person;
	list_add_in(work_arena(w), out, x);
	return x;
}

void
expected_people(struct work *w, const struct list *tasks, struct list *out)
{
	const struct people *people = &work_config(w)->people;
	const struct team *team;
	struct expected *x;
	size_t i;

	for (i = 0; i < tasks->n; i++) {
		const struct task *t = tasks->at[i];
		const char *owner = t->owner;

		team = people_team(people, t->team);
		if (owner == NULL && team != NULL)
			owner = team->lead;
		if (owner != NULL) {
			x = expect(w, out, owner);
			x->owns++;
			x->open += t->state != TASK_DONE;
			if (x->stand_in == NULL)
				x->stand_in = t->secondary;
		}
		if (t->secondary != NULL)
			expect(w, out, t->secondary)->stands++;
	}
}
