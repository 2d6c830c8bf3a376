/* SPDX-License-Identifier: ISC */
/*
 * A list that is handed in: by command, or by a table beside a mail.  What
 * can be taken of it is taken; of the rest each name is told with the reason
 * and what to do, so that nobody has to send all of it once more.
 */
#include <string.h>

#include "handlers/servers/inventory.h"
#include "handlers/servers/night.h"

void
handed_begin(struct work *w, struct handed *h, int64_t due)
{
	h->due = due;
	h->late = due != 0 && work_said_at(w) > due;
}

void
handed_problem(struct work *w, struct handed *h, const char *fmt, ...)
{
	struct buf b = { 0 };
	va_list ap;

	if (h->problems.n == PROBLEMS_MAX) {
		h->more++;
		return;
	}
	va_start(ap, fmt);
	buf_addv(&b, fmt, ap);
	va_end(ap);
	list_add_in(work_arena(w), &h->problems, arena_str(work_arena(w),
	    buf_str(&b)));
	buf_free(&b);
}

static int
save(struct work *w, const struct handed *h, const struct night_list *l,
    const char *name, bool added, struct err *e)
{
	return store_exec(work_store(w), e, "INSERT INTO night_servers "
	    "(deployment, server_key, server, added, said_by, said_at, late) "
	    "VALUES ($1, $2, $3, $4, $5, $6, $7) ON CONFLICT (deployment, "
	    "server_key) DO UPDATE SET said_by = excluded.said_by, "
	    "added = CASE WHEN excluded.added = 1 THEN 1 ELSE "
	    "night_servers.added END, "
	    "said_at = excluded.said_at, late = excluded.late", "issisii",
	    l->night->id, cycle_lower(work_arena(w), name), name,
	    (int64_t)added, cycle_actor(w), work_now(w),
	    (int64_t)h->late) == -1 ? -1 : 0;
}

/* --- what may not share a night ------------------------------------------ */

static void
names_in(struct work *w, const struct night_list *l, struct list *out)
{
	size_t i;

	for (i = 0; i < l->servers.n; i++) {
		const struct night_server *s = l->servers.at[i];

		if (night_is_in(s))
			list_add_in(work_arena(w), out, arena_str(
			    work_arena(w), s->name));
	}
}

/* A night that is planned or open, and whom it patches. */
struct other {
	const struct deployment *night;
	struct list	 names;		/* char * */
};

static int
load_others(struct work *w, struct handed *h, struct err *e)
{
	struct list alive = { 0 };
	struct night_list *l;
	size_t i;

	if (h->others_known)
		return 0;
	h->others_known = true;
	if (cycle_list(w, DEPLOYMENT_ALIVE, &alive, e) == -1)
		return -1;
	for (i = 0; i < alive.n; i++) {
		struct other *o = arena_alloc(work_arena(w), sizeof(*o));

		o->night = alive.at[i];
		if (servers_of_night(w, o->night, &l, e) == -1)
			return -1;
		names_in(w, l, &o->names);
		list_add_in(work_arena(w), &h->others, o);
	}
	return 0;
}

/* The night whose servers this one may not share a night with; NULL: none. */
static const struct other *
clashes(struct work *w, const struct handed *h, const struct deployment *d,
    const char *name, struct clash *clash)
{
	struct list one = { 0 };
	struct window mine = { d->start, d->end, &one };
	size_t i;

	list_add_in(work_arena(w), &one, arena_str(work_arena(w), name));
	for (i = 0; i < h->others.n; i++) {
		const struct other *o = h->others.at[i];
		struct window theirs = { o->night->start, o->night->end,
		    &o->names };

		if (calendar_clashes(calendar_of(work_config(w)), &mine,
		    &theirs, clash))
			return o;
	}
	return NULL;
}

/* --- one name ------------------------------------------------------------ */

/* The night's environments by its words: is this server of another one? */
static bool
is_of_another(const struct deployment *d, const struct server *s)
{
	bool any = false;
	size_t i;

	for (i = 0; s != NULL && i < d->servers.n; i++) {
		const char *word = d->servers.at[i];
		const char *colon = strchr(word, ':');

		if (colon == NULL || inventory_heading((struct span){ word,
		    (size_t)(colon - word) }) != COLUMN_ENVIRONMENT)
			continue;
		any = true;
		if (inventory_has_value(s->environment, colon + 1))
			return false;
	}
	return any;
}

/* What comes behind it in the same command meets it as well. */
static void
add_to_others(struct work *w, struct handed *h, const struct deployment *d,
    const char *name)
{
	size_t i;

	for (i = 0; i < h->others.n; i++) {
		struct other *o = h->others.at[i];

		if (o->night->id == d->id)
			list_add_in(work_arena(w), &o->names,
			    arena_str(work_arena(w), name));
	}
}

static int
add_by_hand(struct work *w, struct handed *h, struct night_list *l,
    const char *where, const char *name, struct err *e)
{
	const struct server *s = inventory_find(inventory_of(work_config(w)),
	    name);
	const struct deployment *d = l->night;
	const struct other *other;
	struct clash clash;

	if (is_of_another(d, s)) {
		handed_problem(w, h, "%s%s is of the environment %s, and %s "
		    "patches another one: not taken.", where, name,
		    s->environment, d->name);
		return 0;
	}
	if (load_others(w, h, e) == -1)
		return -1;
	if ((other = clashes(w, h, d, name, &clash)) != NULL) {
		const char *with = clash.other != NULL ? clash.other->name :
		    "others";

		handed_problem(w, h, "%s%s and %s of %s never share a night "
		    "(%s): not taken. Put %s into another night, or leave %s "
		    "out first: exclude %s from %s until DATE REASON.", where,
		    name, with, other->night->name, clash.rule, name, with,
		    with, other->night->name);
		return 0;
	}
	if (save(w, h, l, name, true, e) == -1)
		return -1;
	add_to_others(w, h, d, name);
	str_list_once(work_arena(w), &h->taken, name);
	str_list_once(work_arena(w), &h->added, name);
	return 0;
}

static int
leave_out(struct work *w, struct handed *h, const struct night_list *l,
    struct night_server *s, const char *where, const char *until,
    const char *reason, struct err *e)
{
	struct err bad = { 0 };
	int64_t t;

	if (until[0] == '\0' || reason[0] == '\0') {
		handed_problem(w, h, "%s%s has a %s but no %s, and both are "
		    "needed to leave it out: it stays in %s.", where, s->name,
		    until[0] != '\0' ? "new date" : "reason", until[0] != '\0'
		    ? "reason" : "new date", l->night->name);
		return 0;
	}
	if (parse_new_date(w, until, l->night->start, &t, &bad) == -1) {
		handed_problem(w, h, "%s%s stays in %s: %s", where, s->name,
		    l->night->name, bad.text);
		return 0;
	}
	if (exclusion_may(w, l->night->environment, t, s->name, e) == -1) {
		if (e->code != ERR_REFUSED)
			return -1;
		handed_problem(w, h, "%s%s stays in %s: %s", where, s->name,
		    l->night->name, e->text);
		return 0;
	}
	if (exclusion_make(w, l->night, s->name, t, cycle_text(work_arena(w),
	    reason), cycle_actor(w), e) == -1)
		return -1;
	s->said_at = work_now(w);
	str_list_once(work_arena(w), &h->left_out, s->name);
	return 0;
}

/* In a night that has it. */
static int
take(struct work *w, struct handed *h, struct night_list *l,
    struct night_server *s, const char *where, const char *until,
    const char *reason, struct err *e)
{
	char t[CLOCK_TEXT];

	if (until[0] != '\0' || reason[0] != '\0')
		return leave_out(w, h, l, s, where, until, reason, e);
	if (s->out != NULL) {
		handed_problem(w, h, "%s%s is left out of %s until %s (%s); "
		    "include %s takes it back.", where, s->name,
		    l->night->name, clock_date(s->out->until, t),
		    s->out->reason, s->name);
		return 0;
	}
	if (save(w, h, l, s->name, s->added, e) == -1)
		return -1;
	s->said_by = cycle_actor(w);
	s->said_at = work_now(w);
	str_list_once(work_arena(w), &h->taken, s->name);
	return 0;
}

static bool
was_seen(struct work *w, struct handed *h, const char *name)
{
	const char *key = cycle_lower(work_arena(w), name);
	size_t i;

	for (i = 0; i < h->seen.n; i++)
		if (strcmp(h->seen.at[i], key) == 0)
			return true;
	list_add_in(work_arena(w), &h->seen, arena_str(work_arena(w), key));
	return false;
}

/* Its name as the inventory has it, and the actor's to say; else a problem. */
static bool
is_fit(struct work *w, struct handed *h, const char *where, const char **name)
{
	const struct inventory *inv = inventory_of(work_config(w));
	const struct server *s;
	struct err bad = { 0 };

	if (was_seen(w, h, *name)) {
		handed_problem(w, h, "%s%s stands there twice; it counts "
		    "once.", where, *name);
		return false;
	}
	if (name_known(w, *name, h->unknown < NEAREST_MAX, name,
	    &bad) == -1) {
		h->unknown++;
		handed_problem(w, h, "%s%s Not taken.", where, bad.text);
		return false;
	}
	s = inventory_find(inv, *name);
	if (server_may(w, s))
		return true;
	handed_problem(w, h, "%s%s %s may say so. Not taken.", where, *name,
	    server_whose(w, s));
	return false;
}

int
handed_server(struct work *w, struct handed *h, const char *where,
    const char *name, const char *until, const char *reason, struct err *e)
{
	struct night_server *s;
	bool found = false;
	size_t i;

	if (!is_fit(w, h, where, &name))
		return 0;
	for (i = 0; i < h->nights.n; i++) {
		struct night_list *l = h->nights.at[i];

		if ((s = night_server(l, name)) == NULL)
			continue;
		found = true;
		if (take(w, h, l, s, where, until, reason, e) == -1)
			return -1;
	}
	if (found)
		return 0;
	if (h->by_hand && h->nights.n == 1)
		return add_by_hand(w, h, h->nights.at[0], where, name, e);
	handed_problem(w, h, "%sNo planned night of this cycle has %s: not "
	    "taken. servers STAGE add %s puts it into one.", where, name,
	    name);
	return 0;
}
