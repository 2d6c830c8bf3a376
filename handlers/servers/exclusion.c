/* SPDX-License-Identifier: ISC */
/* Servers that are left out of nights until a new date; see servers.h. */
#include <string.h>

#include "handlers/servers/night.h"

#define COLUMNS	"id, server, environment, night, until_at, reason, " \
	"said_by, said_at"

static struct exclusion *
from_row(struct work *w, struct rows *r)
{
	struct arena *a = work_arena(w);
	struct exclusion *x = arena_alloc(a, sizeof(*x));

	x->id = rows_int(r, 0);
	x->server = rows_str(r, 1, a);
	x->environment = rows_str(r, 2, a);
	x->night = rows_str(r, 3, a);
	x->until = rows_int(r, 4);
	x->reason = rows_str(r, 5, a);
	x->said_by = rows_str(r, 6, a);
	x->said_at = rows_int(r, 7);
	return x;
}

int
servers_exclusions(struct work *w, const struct deployment *d,
    struct list *out, struct err *e)
{
	struct rows *r = store_query(work_store(w), "SELECT " COLUMNS " FROM "
	    "exclusions WHERE state = 'open' ORDER BY until_at, server_key",
	    "");
	struct exclusion *x;
	int rc;

	while ((rc = rows_next(r, e)) == 1) {
		x = from_row(w, r);
		if (d == NULL || (x->until > d->start &&
		    str_eq_nocase(x->environment, d->environment)))
			list_add_in(work_arena(w), out, x);
	}
	rows_end(r);
	return rc;
}

int
exclusion_load(struct work *w, int64_t id, struct exclusion **out,
    struct err *e)
{
	struct rows *r = store_query(work_store(w), "SELECT " COLUMNS " FROM "
	    "exclusions WHERE id = $1 AND state = 'open'", "i", id);
	int rc = rows_next(r, e);

	if (rc == 1)
		*out = from_row(w, r);
	rows_end(r);
	return rc;
}

static const char *
id_text(struct work *w, int64_t id)
{
	return arena_printf(work_arena(w), "%lld", (long long)id);
}

int
exclusion_end(struct work *w, const struct exclusion *x, const char *state,
    struct err *e)
{
	return store_exec(work_store(w), e, "UPDATE exclusions SET "
	    "state = $2, ended_at = $3, ended_by = $4 WHERE id = $1", "isis",
	    x->id, state, work_now(w), cycle_actor(w)) == -1 ||
	    work_not_later(w, "exclusion", id_text(w, x->id), e) == -1 ? -1 :
	    0;
}

int
servers_leave_out(struct work *w, const struct deployment *d,
    const struct list *words, int64_t until, const char *reason,
    const char *by, struct err *e)
{
	const struct night_server *s;
	struct night_list *l;
	size_t i;
	int n = 0;

	if (servers_of_night(w, d, &l, e) == -1)
		return -1;
	for (i = 0; i < words->n; i++) {
		if ((s = night_server(l, words->at[i])) == NULL)
			continue;
		if (exclusion_make(w, d, s->name, until, reason, by, e) == -1)
			return -1;
		n++;
	}
	return cycle_all_facts_changed(w, e) == -1 ? -1 : n;
}

int
exclusion_may(struct work *w, const char *environment, int64_t until,
    const char *server, struct err *e)
{
	struct list nights = { 0 };
	struct night_list *l;
	size_t i;

	if (cycle_list(w, DEPLOYMENT_PLANNED, &nights, e) == -1)
		return -1;
	for (i = 0; i < nights.n; i++) {
		const struct deployment *d = nights.at[i];
		struct err frozen = { 0 };

		if (!str_eq_nocase(d->environment, environment) ||
		    d->start >= until || cycle_may_change(w, d, &frozen) == 0)
			continue;
		if (frozen.code == ERR_REFUSED) {
			if (servers_of_night(w, d, &l, e) == -1)
				return -1;
			if (night_server(l, server) == NULL)
				continue;
		}
		*e = frozen;
		return -1;
	}
	return 0;
}

/* The open one of that server and environment, if there is one. */
static int
end_older(struct work *w, const struct deployment *d, const char *server,
    const char **was, struct err *e)
{
	struct arena *a = work_arena(w);
	struct list all = { 0 };
	char t[CLOCK_TEXT];
	struct rows *r;
	size_t i;
	int rc;

	*was = "";
	r = store_query(work_store(w), "SELECT " COLUMNS " FROM exclusions "
	    "WHERE state = 'open' AND server_key = $1 AND environment = $2",
	    "ss", cycle_lower(a, server), cycle_lower(a, d->environment));
	while ((rc = rows_next(r, e)) == 1)
		list_add_in(a, &all, from_row(w, r));
	rows_end(r);
	if (rc == -1)
		return -1;
	for (i = 0; i < all.n; i++) {
		const struct exclusion *x = all.at[i];

		*was = arena_printf(work_arena(w), " (it was until %s)",
		    clock_date(x->until, t));
		if (exclusion_end(w, x, "replaced", e) == -1)
			return -1;
	}
	return 0;
}

int
exclusion_make(struct work *w, const struct deployment *d,
    const char *server, int64_t until, const char *reason, const char *by,
    struct err *e)
{
	int64_t id = store_new_id(work_store(w), "exclusion", e), wake;
	const char *was;
	char t[CLOCK_TEXT];

	if (id == -1 || end_older(w, d, server, &was, e) == -1 ||
	    store_exec(work_store(w), e, "INSERT INTO exclusions (id, "
	    "server_key, server, environment, night, until_at, reason, "
	    "said_by, said_at, state) VALUES ($1, $2, $3, $4, $5, $6, $7, $8, "
	    "$9, 'open')", "issssissi", id, cycle_lower(work_arena(w),
	    server), server, cycle_lower(work_arena(w), d->environment),
	    d->name, until, reason, by, work_now(w)) == -1)
		return -1;
	wake = day_at(day_of(until), BACK_HOUR, 0);
	if (wake < until)	/* an override's date has an hour */
		wake = until;
	if (work_later(w, "exclusion", id_text(w, id), wake, e) == -1)
		return -1;
	return work_journal(w, e, d->name, "%s is left out until %s%s: %s",
	    server, clock_date(until, t), was, reason);
}

int
parse_new_date(struct work *w, const char *word, int64_t after, int64_t *t,
    struct err *e)
{
	char text[CLOCK_TEXT], first[CLOCK_TEXT];

	clock_date(clock_add_days(after > work_now(w) ? after : work_now(w),
	    1), first);
	if (!word_is_day(word, t))
		return err_set(e, ERR_INPUT, "\"%.40s\" is no day that I "
		    "understand; write the new date like %s.", word, first);
	if (*t <= after || *t <= work_now(w))
		return err_set(e, ERR_INPUT, "The new date %s is not behind "
		    "the night; write %s or a later day.",
		    clock_date(*t, text), first);
	if (*t > clock_add_days(work_now(w), AHEAD_MAX))
		return err_set(e, ERR_INPUT, "The new date %s is more than %d "
		    "days ahead. What is never patched is an exception: "
		    "except SERVER until DATE REASON with MEASURE.",
		    clock_date(*t, text), AHEAD_MAX);
	return 0;
}

void
exclusion_model(struct work *w, struct model *m, const struct exclusion *x)
{
	char t[CLOCK_TEXT];

	model_set(m, "out_server", x->server);
	model_set(m, "out_until", clock_date(x->until, t));
	model_set(m, "out_reason", x->reason);
	model_set(m, "out_by", cycle_person(w, x->said_by));
	model_set(m, "out_night", x->night);
}
