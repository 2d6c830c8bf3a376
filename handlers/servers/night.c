/* SPDX-License-Identifier: ISC */
/* What a night patches, put together; see servers.h. */
#include <stdlib.h>
#include <string.h>

#include "handlers/servers/inventory.h"
#include "handlers/servers/night.h"

static struct night_server *
add(struct work *w, struct night_list *l, const char *name,
    const struct server *server)
{
	struct night_server *s = arena_alloc(work_arena(w), sizeof(*s));

	s->name = name;
	s->server = server;
	list_add_in(work_arena(w), &l->servers, s);
	return s;
}

static int
by_name(const void *one, const void *two)
{
	const struct night_server *const *a = one, *const *b = two;

	return inventory_compare((*a)->name, (*b)->name);
}

static void
sort(struct night_list *l)
{
	if (l->servers.n > 0)
		qsort(l->servers.at, l->servers.n, sizeof(*l->servers.at),
		    by_name);
}

struct night_server *
night_server(const struct night_list *l, const char *name)
{
	size_t from = 0, to = l->servers.n, i;
	struct night_server *s;
	int c;

	while (from < to) {
		i = from + (to - from) / 2;
		s = l->servers.at[i];
		if ((c = inventory_compare(name, s->name)) == 0)
			return s;
		if (c < 0)
			to = i;
		else
			from = i + 1;
	}
	return NULL;
}

/* What the words of the deployment mean. */
static void
add_selected(struct work *w, struct night_list *l, const struct deployment *d)
{
	const struct inventory *inv = inventory_of(work_config(w));
	struct list found = { 0 };
	size_t i;

	if (d->servers.n > 0)
		inventory_select(inv, work_arena(w), &d->servers, &found);
	for (i = 0; i < found.n; i++) {
		const struct server *s = found.at[i];

		add(w, l, s->name, s);
	}
	for (i = 0; i < d->servers.n; i++) {
		const char *word = d->servers.at[i];

		if (inventory_find(inv, word) != NULL)
			continue;
		if (strchr(word, ':') == NULL)
			add(w, l, word, NULL);
		else if (inv == NULL)
			list_add_in(work_arena(w), &l->groups,
			    d->servers.at[i]);
	}
	sort(l);
}

/* What people named, and added. */
static int
add_named(struct work *w, struct night_list *l, const struct deployment *d,
    struct err *e)
{
	const struct inventory *inv = inventory_of(work_config(w));
	struct rows *r = store_query(work_store(w), "SELECT server, added, "
	    "said_by, said_at, late FROM night_servers WHERE deployment = $1 "
	    "ORDER BY server_key", "i", d->id);
	struct list added = { 0 };
	struct night_server *s;
	size_t i;
	int rc;

	while ((rc = rows_next(r, e)) == 1) {
		const char *name = rows_str(r, 0, work_arena(w));
		bool by_hand = rows_int(r, 1) != 0;

		if ((s = night_server(l, name)) == NULL) {
			if (!by_hand)	/* the inventory lost it */
				continue;
			s = arena_alloc(work_arena(w), sizeof(*s));
			s->name = name;
			s->server = inventory_find(inv, name);
			s->added = true;
			list_add_in(work_arena(w), &added, s);
		}
		s->said_by = rows_str(r, 2, work_arena(w));
		s->said_at = rows_int(r, 3);
		s->late = rows_int(r, 4) != 0;
	}
	rows_end(r);
	for (i = 0; i < added.n; i++)
		list_add_in(work_arena(w), &l->servers, added.at[i]);
	sort(l);
	return rc;
}

bool
night_is_in(const struct night_server *s)
{
	return s->out == NULL && s->excepted == NULL;
}

/* Who is left out, and who is excepted. */
static int
add_carried(struct work *w, struct night_list *l, const struct deployment *d,
    struct err *e)
{
	struct list out = { 0 }, exceptions = { 0 };
	struct night_server *s;
	size_t i;

	if (servers_exclusions(w, d, &out, e) == -1 ||
	    servers_exceptions(w, NULL, &exceptions, e) == -1)
		return -1;
	for (i = 0; i < out.n; i++) {
		const struct exclusion *x = out.at[i];

		if ((s = night_server(l, x->server)) != NULL)
			s->out = x;
	}
	for (i = 0; i < exceptions.n; i++) {
		const struct exception *x = exceptions.at[i];

		if ((s = night_server(l, x->server)) == NULL)
			continue;
		if (s->exception == NULL)
			s->exception = x;
		if (x->bulletin == NULL && !x->expired && x->until > d->start)
			s->excepted = x;
	}
	return 0;
}

int
servers_of_night(struct work *w, const struct deployment *d,
    struct night_list **out, struct err *e)
{
	struct night_list *l = arena_alloc(work_arena(w), sizeof(*l));
	size_t i;

	l->night = d;
	add_selected(w, l, d);
	if (add_named(w, l, d, e) == -1 || add_carried(w, l, d, e) == -1)
		return -1;
	for (i = 0; i < l->servers.n; i++) {
		const struct night_server *s = l->servers.at[i];

		l->out += s->out != NULL;
		l->excepted += s->out == NULL && s->excepted != NULL;
		l->in += night_is_in(s);
		l->named += night_is_in(s) && s->said_by != NULL;
	}
	*out = l;
	return 0;
}

const char *
night_names(struct work *w, const struct night_list *l, night_keep *keep,
    const void *with, size_t max)
{
	struct list names = { 0 };
	size_t i, n = 0;

	for (i = 0; i < l->servers.n; i++) {
		const struct night_server *s = l->servers.at[i];

		if (keep != NULL ? !keep(s, with) : !night_is_in(s))
			continue;
		if (++n <= max)
			list_add_in(work_arena(w), &names,
			    arena_str(work_arena(w), s->name));
	}
	if (n > max)
		list_add_in(work_arena(w), &names, arena_printf(work_arena(w),
		    "and %zu more", n - max));
	return cycle_join(work_arena(w), &names, ", ");
}
