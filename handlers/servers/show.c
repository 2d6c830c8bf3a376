/* SPDX-License-Identifier: ISC */
/* What "servers" answers: a night at a glance, or all nights to come. */
#include <string.h>

#include "handlers/servers/night.h"

#define TEAM_NAMES	5	/* of a list that is missing */

/* --- whose list is missing ------------------------------------------------ */

struct of_team {
	const char	*team;
	bool		 named;		/* count those that were named, too */
};

static bool
is_of_team(const struct night_server *s, const void *with)
{
	const struct of_team *x = with;

	return night_is_in(s) && server_is_of(s->server, x->team) &&
	    (x->named || s->said_by == NULL);
}

static bool
is_nobodys(const struct night_server *s, const void *with)
{
	(void)with;
	return night_is_in(s) && s->said_by == NULL && (s->server == NULL ||
	    s->server->owner[0] == '\0');
}

static size_t
count(const struct night_list *l, night_keep *keep, const void *with)
{
	size_t i, n = 0;

	for (i = 0; i < l->servers.n; i++)
		n += keep(l->servers.at[i], with);
	return n;
}

static void
add_missing(struct work *w, const struct night_list *l, const char *who,
    night_keep *keep, const void *with, struct model *m)
{
	size_t n = count(l, keep, with);
	struct model *item;

	if (n == 0)
		return;
	item = model_add(m, "missing");
	model_set(item, "missing_who", who);
	model_setf(item, "missing_count", "%zu", n);
	model_set(item, "missing_names", night_names(w, l, keep, with,
	    TEAM_NAMES));
}

static void
missing_model(struct work *w, const struct night_list *l, struct model *m)
{
	const struct people *all = &work_config(w)->people;
	size_t i;

	model_list(m, "missing");
	for (i = 0; i < all->teams.n; i++) {
		const struct team *t = all->teams.at[i];

		add_missing(w, l, t->name, is_of_team, &(struct of_team){
		    t->id, false }, m);
	}
	add_missing(w, l, "nobody's", is_nobodys, NULL, m);
}

static int
handed_model(struct work *w, const struct night_list *l, struct model *m,
    struct err *e)
{
	const struct people *all = &work_config(w)->people;
	struct rows *r = store_query(work_store(w), "SELECT who, said_by, "
	    "said_at, late, named FROM night_lists WHERE deployment = $1 "
	    "ORDER BY said_at, who", "i", l->night->id);
	struct model *item;
	int rc;

	model_list(m, "handed");
	while ((rc = rows_next(r, e)) == 1) {
		const struct team *t = people_team(all, rows_text(r, 0));

		item = model_add(m, "handed");
		model_set(item, "handed_who", t != NULL ? t->name :
		    cycle_person(w, rows_text(r, 0)));
		model_set(item, "handed_by", cycle_person(w, rows_text(r,
		    1)));
		model_set(item, "handed_at", cycle_when(w, rows_int(r, 2)));
		model_flag(item, "handed_late", rows_int(r, 3) != 0);
		model_setf(item, "handed_count", "%lld",
		    (long long)rows_int(r, 4));
	}
	rows_end(r);
	return rc;
}

/* --- who is not patched, and why ------------------------------------------ */

static void
out_model(struct work *w, const struct night_list *l, struct model *m)
{
	size_t i, out = 0, exceptions = 0;

	model_list(m, "left_out");
	model_list(m, "exceptions");
	for (i = 0; i < l->servers.n; i++) {
		const struct night_server *s = l->servers.at[i];

		if (s->out != NULL && ++out <= SHOWN_MAX)
			exclusion_model(w, model_add(m, "left_out"), s->out);
		if (s->exception != NULL && ++exceptions <= SHOWN_MAX)
			exception_model(w, model_add(m, "exceptions"),
			    s->exception);
	}
	model_set(m, "out_more", out > SHOWN_MAX ? arena_printf(work_arena(w),
	    "%zu", out - SHOWN_MAX) : "");
	model_set(m, "exceptions_more", exceptions > SHOWN_MAX ?
	    arena_printf(work_arena(w), "%zu", exceptions - SHOWN_MAX) : "");
}

/* --- blackouts and what may not share a night ----------------------------- */

static void
in_names(struct work *w, const struct night_list *l, struct list *out)
{
	size_t i;

	for (i = 0; i < l->servers.n; i++) {
		const struct night_server *s = l->servers.at[i];

		if (night_is_in(s))
			list_add_in(work_arena(w), out, arena_str(
			    work_arena(w), s->name));
	}
}

struct among {
	const struct inventory *inv;
	const struct list *words;
};

static bool
is_among(const struct night_server *s, const void *with)
{
	const struct among *x = with;

	return night_is_in(s) && (x->words->n == 0 || (s->server != NULL &&
	    inventory_is(x->inv, s->server, x->words)));
}

static void
blackout_model(struct work *w, const struct night_list *l,
    const struct list *names, struct model *m)
{
	struct among among = { .inv = inventory_of(work_config(w)) };
	struct list hits = { 0 };
	struct model *item;
	const char *last = "";
	size_t i;

	model_list(m, "blackouts");
	if (names->n + l->groups.n == 0)
		return;
	calendar_blackouts(calendar_of(work_config(w)), work_arena(w),
	    l->night->start, l->night->end, names->n > 0 ? names :
	    &l->groups, &hits);
	for (i = 0; i < hits.n; i++) {
		const struct blackout_hit *h = hits.at[i];

		if (strcmp(h->name, last) == 0)
			continue;
		last = h->name;
		among.words = h->servers;
		item = model_add(m, "blackouts");
		model_set(item, "blackout", h->name);
		model_flag(item, "blackout_hard", h->hard);
		model_set(item, "blackout_reason", h->reason);
		model_set(item, "blackout_names", night_names(w, l, is_among,
		    &among, SHOWN_MAX));
	}
}

static int
clash_model(struct work *w, const struct night_list *l,
    const struct list *names, struct model *m, struct err *e)
{
	struct window mine = { l->night->start, l->night->end, names };
	struct list alive = { 0 };
	size_t i;

	model_list(m, "clashes");
	if (cycle_list(w, DEPLOYMENT_ALIVE, &alive, e) == -1)
		return -1;
	for (i = 0; i < alive.n; i++) {
		const struct deployment *o = alive.at[i];
		struct window theirs = { o->start, o->end, NULL };
		struct list others = { 0 };
		struct night_list *ol;
		struct clash clash;
		struct model *item;

		if (o->start > mine.until + DAY || mine.from > o->end + DAY)
			continue;
		if (servers_of_night(w, o, &ol, e) == -1)
			return -1;
		in_names(w, ol, &others);
		theirs.servers = &others;
		if (!calendar_clashes(calendar_of(work_config(w)), &mine,
		    &theirs, &clash) || clash.one == NULL)
			continue;
		item = model_add(m, "clashes");
		model_set(item, "clash_one", clash.one->name);
		model_set(item, "clash_other", clash.other->name);
		model_set(item, "clash_rule", clash.rule);
		model_set(item, "clash_night", o->id == l->night->id ? "" :
		    o->name);
	}
	return 0;
}

/* --- a night -------------------------------------------------------------- */

static void
counts_model(struct work *w, const struct night_list *l, struct model *m)
{
	const struct deployment *d = l->night;
	char t[CLOCK_TEXT];

	model_set(m, "night", d->name);
	model_set(m, "night_when", clock_long(d->start, t));
	model_set(m, "night_environment", d->environment);
	model_setf(m, "night_in", "%zu server%s", l->in, l->in == 1 ? "" :
	    "s");
	model_set(m, "night_out", l->out == 0 ? "" : arena_printf(
	    work_arena(w), "%zu", l->out));
	model_set(m, "night_excepted", l->excepted == 0 ? "" : arena_printf(
	    work_arena(w), "%zu", l->excepted));
	model_setf(m, "night_named", "%zu", l->named);
	model_flag(m, "night_all_named", l->in > 0 && l->named == l->in);
	/* what only an inventory could turn into servers */
	model_set(m, "groups", cycle_join(work_arena(w), &l->groups, ", "));
}

static int
show_one(struct work *w, const char *word, struct err *e)
{
	struct model *m = work_model(w);
	struct list names = { 0 };
	struct buf csv = { 0 };
	struct night_facts f;
	struct night_list *l;
	struct deployment *d;
	char t[CLOCK_TEXT];

	if (cycle_pick_night(w, word, DEPLOYMENT_ANY, &d, e) == -1 ||
	    cycle_night_facts(w, d, &f, e) == -1 ||
	    servers_of_night(w, d, &l, e) == -1)
		return -1;
	counts_model(w, l, m);
	in_names(w, l, &names);
	model_set(m, "first", night_names(w, l, NULL, NULL, SHOWN_MAX));
	model_set(m, "lists_due", f.lists_due != 0 ? clock_long(f.lists_due,
	    t) : "");
	model_flag(m, "lists_over", f.lists_due != 0 && f.lists_due <=
	    work_now(w));
	model_set(m, "lists_ref", f.lists_ref);
	missing_model(w, l, m);
	out_model(w, l, m);
	blackout_model(w, l, &names, m);
	queues_model(w, l, m);
	if (handed_model(w, l, m, e) == -1 || clash_model(w, l, &names, m,
	    e) == -1)
		return -1;
	night_csv(w, l, &csv);
	model_flag(m, "attached", work_attach(w, arena_printf(work_arena(w),
	    "%s.csv", d->name), "text/csv", (struct span){ buf_str(&csv),
	    csv.n }));
	buf_free(&csv);
	return work_answer(w, "servers", m, e);
}

int
servers_show(struct work *w, const char *word, struct err *e)
{
	struct model *m = work_model(w);
	struct list alive = { 0 };
	struct night_list *l;
	size_t i;

	if (word != NULL)
		return show_one(w, word, e);
	model_list(m, "nights");
	model_set(m, "inventory", inventory_of(work_config(w)) == NULL ? "" :
	    arena_printf(work_arena(w), "%zu", inventory_count(inventory_of(
	    work_config(w)))));
	if (cycle_list(w, DEPLOYMENT_ALIVE, &alive, e) == -1)
		return -1;
	for (i = 0; i < alive.n; i++) {
		if (servers_of_night(w, alive.at[i], &l, e) == -1)
			return -1;
		counts_model(w, l, model_add(m, "nights"));
	}
	return work_answer(w, "servers-nights", m, e);
}

/* --- for questions, agendas and checklists -------------------------------- */

struct team_out {
	const char	*team;
};

static bool
is_out_of_team(const struct night_server *s, const void *with)
{
	const struct team_out *x = with;

	return !night_is_in(s) && (x->team == NULL || server_is_of(s->server,
	    x->team));
}

int
servers_nights_model(struct work *w, struct model *m,
    const struct list *nights, const char *team, struct err *e)
{
	struct of_team own = { team, true };
	night_keep *keep = team != NULL ? is_of_team : NULL;
	struct night_list *l;
	struct model *item;
	char t[CLOCK_TEXT];
	size_t i, n, all = 0;

	model_list(m, "nights");
	for (i = 0; i < nights->n; i++) {
		if (servers_of_night(w, nights->at[i], &l, e) == -1)
			return -1;
		n = team != NULL ? count(l, is_of_team, &own) : l->in;
		all += n;
		item = model_add(m, "nights");
		model_set(item, "night", l->night->name);
		model_set(item, "night_when", clock_long(l->night->start, t));
		model_set(item, "night_count", n == 0 ? "" : arena_printf(
		    work_arena(w), "%zu", n));
		model_set(item, "night_names", night_names(w, l, keep, &own,
		    2 * SHOWN_MAX));
		model_set(item, "night_out", night_names(w, l, is_out_of_team,
		    &(struct team_out){ team }, SHOWN_MAX));
	}
	model_flag(m, "nights_any", all > 0);
	return 0;
}

int
servers_carried_model(struct work *w, struct model *m, struct err *e)
{
	struct list out = { 0 }, exceptions = { 0 };
	size_t i, expired = 0;

	model_list(m, "exceptions");
	model_list(m, "exclusions");
	if (servers_exclusions(w, NULL, &out, e) == -1 ||
	    servers_exceptions(w, NULL, &exceptions, e) == -1)
		return -1;
	for (i = 0; i < out.n; i++)
		exclusion_model(w, model_add(m, "exclusions"), out.at[i]);
	for (i = 0; i < exceptions.n; i++) {
		const struct exception *x = exceptions.at[i];

		exception_model(w, model_add(m, "exceptions"), x);
		expired += x->expired;
	}
	model_flag(m, "carried", out.n + exceptions.n > 0);
	model_set(m, "exclusions_open", out.n == 0 ? "" : arena_printf(
	    work_arena(w), "%zu", out.n));
	model_set(m, "exceptions_open", exceptions.n == 0 ? "" :
	    arena_printf(work_arena(w), "%zu", exceptions.n));
	model_set(m, "exceptions_expired", expired == 0 ? "" : arena_printf(
	    work_arena(w), "%zu", expired));
	return 0;
}
