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

static void
note(struct work *w, struct list *l, const char *name)
{
	size_t i;

	for (i = 0; i < l->n; i++)
		if (str_eq_nocase(l->at[i], name))
			return;
	list_add_in(work_arena(w), l, arena_str(work_arena(w), name));
}

static int
save(struct work *w, const struct handed *h, const struct night_list *l,
    const char *name, bool added, struct err *e)
{
	return store_exec(work_store(w), e, "INSERT INTO night_servers "
	    "(deployment, server_key, server, added, said_by, said_at, late) "
	    "VALUES ($1, $2, $3, $4, $5, $6, $7) ON CONFLICT (deployment, "
	    "server_key) DO UPDATE SET said_by = excluded.said_by, "
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
	note(w, &h->taken, name);
	note(w, &h->added, name);
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
	if (exclusion_make(w, l->night, s->name, t, cycle_text(work_arena(w),
	    reason), e) == -1)
		return -1;
	s->said_at = work_now(w);
	note(w, &h->left_out, s->name);
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
	note(w, &h->taken, s->name);
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

/* --- the end ------------------------------------------------------------- */

static const char *
who_of(struct work *w)
{
	const struct person *p = work_actor(w)->person;

	return p != NULL && p->team != NULL ? p->team : cycle_actor(w);
}

/* Counts those of this night that were named now. */
static size_t
count(const struct night_list *l, const struct list *names)
{
	size_t i, n = 0;

	for (i = 0; i < names->n; i++)
		n += night_server(l, names->at[i]) != NULL;
	return n;
}

static int
end_night(struct work *w, const struct handed *h, const struct night_list *l,
    struct err *e)
{
	size_t named = count(l, &h->taken) + (h->by_hand ? h->added.n : 0);
	size_t out = count(l, &h->left_out);
	/* of a list for several nights the question's line has them */
	size_t not = h->by_hand ? h->problems.n + h->more : 0;

	if (named == 0 && out == 0 && !h->by_hand)
		return 0;
	if (store_exec(work_store(w), e, "INSERT INTO night_lists "
	    "(deployment, who, said_by, said_at, late, named) VALUES ($1, $2, "
	    "$3, $4, $5, $6) ON CONFLICT (deployment, who) DO UPDATE SET "
	    "said_by = excluded.said_by, said_at = excluded.said_at, "
	    "late = excluded.late, named = excluded.named", "issiii",
	    l->night->id, who_of(w), cycle_actor(w), work_now(w),
	    (int64_t)h->late, (int64_t)named) == -1)
		return -1;
	return work_journal(w, e, l->night->name, "list of %s: %zu server%s "
	    "named%s%s%s%s%s", who_of(w), named, named == 1 ? "" : "s",
	    h->added.n > 0 ? ", added " :
	    "", h->added.n > 0 ? cycle_join(work_arena(w), &h->added, ", ") :
	    "", out > 0 ? arena_printf(work_arena(w), ", %zu left out", out) :
	    "", not > 0 ? arena_printf(work_arena(w), ", %zu not taken", not) :
	    "", h->late ? "; late" : "");
}

struct absent {
	int64_t		 now;		/* when the others were named */
	const char	*who, *person;	/* NULL: of everybody */
};

static bool
is_absent(const struct night_server *s, const void *with)
{
	const struct absent *x = with;

	return night_is_in(s) && (x->who == NULL || server_is_of(s->server,
	    x->who) || server_is_of(s->server, x->person)) &&
	    s->said_at != x->now;
}

static void
absent_model(struct work *w, const struct night_list *l, struct model *m)
{
	const struct person *p = work_actor(w)->person;
	struct absent x = { .now = work_now(w) };
	struct model *item;
	const char *names;

	if (p != NULL && (work_actor(w)->roles & ROLES_RUN) == 0) {
		x.who = who_of(w);
		x.person = p->id;
	}
	names = night_names(w, l, is_absent, &x, SHOWN_MAX);
	if (names[0] == '\0')
		return;
	item = model_add(m, "absent");
	model_set(item, "absent_names", names);
	model_set(item, "absent_night", l->night->name);
}

static const char *
some(struct work *w, const struct list *names)
{
	struct list shown = { 0 };
	size_t i;

	for (i = 0; i < names->n && i < SHOWN_MAX; i++)
		list_add_in(work_arena(w), &shown, names->at[i]);
	if (names->n > SHOWN_MAX)
		list_add_in(work_arena(w), &shown, arena_printf(
		    work_arena(w), "and %zu more", names->n - SHOWN_MAX));
	return cycle_join(work_arena(w), &shown, ", ");
}

int
handed_end(struct work *w, struct handed *h, bool whole, struct model *m,
    struct err *e)
{
	struct model *item;
	size_t i;

	model_list(m, "absent");
	model_list(m, "problems");
	for (i = 0; i < h->nights.n; i++) {
		if (end_night(w, h, h->nights.at[i], e) == -1)
			return -1;
		if (whole && h->taken.n + h->left_out.n > 0)
			absent_model(w, h->nights.at[i], m);
	}
	for (i = 0; i < h->problems.n; i++) {
		item = model_add(m, "problems");
		model_set(item, "problem", h->problems.at[i]);
	}
	model_set(m, "more_problems", h->more == 0 ? "" : arena_printf(
	    work_arena(w), "%zu", h->more));
	model_setf(m, "taken", "%zu server%s", h->taken.n, h->taken.n == 1 ?
	    "" : "s");
	model_set(m, "taken_names", some(w, &h->taken));
	model_set(m, "added_names", some(w, &h->added));
	model_set(m, "left_out_names", some(w, &h->left_out));
	model_flag(m, "was_late", h->late);
	return 0;
}
