/* SPDX-License-Identifier: ISC */
/* The register of exceptions as rows and words; see servers.h. */
#include <string.h>

#include "handlers/servers/night.h"

#define COLUMNS	"id, server, bulletin, until_at, reason, measure, said_by, " \
	"said_at, lifted_at"

static struct exception *
from_row(struct work *w, struct rows *r)
{
	struct arena *a = work_arena(w);
	struct exception *x = arena_alloc(a, sizeof(*x));

	x->id = rows_int(r, 0);
	x->server = rows_str(r, 1, a);
	x->bulletin = rows_str(r, 2, a);
	x->until = rows_int(r, 3);
	x->reason = rows_str(r, 4, a);
	x->measure = rows_str(r, 5, a);
	x->said_by = rows_str(r, 6, a);
	x->said_at = rows_int(r, 7);
	x->expired = rows_int(r, 8) == 0 && x->until <= work_now(w);
	return x;
}

int
servers_exceptions(struct work *w, const char *server, struct list *out,
    struct err *e)
{
	struct rows *r = store_query(work_store(w), "SELECT " COLUMNS " FROM "
	    "exceptions WHERE lifted_at = 0 ORDER BY until_at, id", "");
	struct exception *x;
	int rc;

	while ((rc = rows_next(r, e)) == 1) {
		x = from_row(w, r);
		if (server == NULL || str_eq_nocase(x->server, server))
			list_add_in(work_arena(w), out, x);
	}
	rows_end(r);
	return rc;
}

int
exception_load(struct work *w, int64_t id, struct exception **out,
    bool *lifted, struct err *e)
{
	struct rows *r = store_query(work_store(w), "SELECT " COLUMNS " FROM "
	    "exceptions WHERE id = $1", "i", id);
	int rc = rows_next(r, e);

	if (rc == 1) {
		*out = from_row(w, r);
		*lifted = rows_int(r, 8) != 0;
	}
	rows_end(r);
	return rc;
}

int
exception_pick(struct work *w, const char *word, struct exception **out,
    struct err *e)
{
	long long id = 0;
	bool lifted;
	int rc = 0;

	if (!str_number(word, 1, INT64_MAX, &id))
		return err_set(e, ERR_INPUT, "\"%.40s\" is no number of an "
		    "exception; exceptions lists them.", word);
	if ((rc = exception_load(w, id, out, &lifted, e)) == -1)
		return -1;
	if (rc == 0)
		return err_set(e, ERR_INPUT, "There is no exception %lld; "
		    "exceptions lists them.", id);
	if (lifted)
		return err_set(e, ERR_INPUT, "Exception %lld (%s) was lifted; "
		    "make a new one with except.", id, (*out)->server);
	return 0;
}

int
exception_until(struct work *w, const char *word, int64_t *t, struct err *e)
{
	const struct exception_rules *rules = config_part(work_config(w),
	    &settings_exceptions);
	char text[CLOCK_TEXT];

	if (!word_is_day(word, t))
		return err_set(e, ERR_INPUT, "\"%.40s\" is no day that I "
		    "understand; write the day of its review like %s.", word,
		    clock_date(clock_add_days(work_now(w), 90), text));
	/* it holds through that day */
	*t = clock_add_days(*t, 1);
	if (*t <= work_now(w))
		return err_set(e, ERR_INPUT, "%s has passed; an exception "
		    "ends in the future.", word);
	if (*t > work_now(w) + rules->longest + DAY)
		return err_set(e, ERR_INPUT, "%s is too far ahead: an "
		    "exception lasts at most %d days, and is looked at then. "
		    "Write %s or an earlier day.", word,
		    (int)(rules->longest / DAY), clock_date(work_now(w) +
		    rules->longest, text));
	return 0;
}

int
exception_changed(struct work *w, const struct exception *x, const char *kind,
    const char *reason, struct err *e)
{
	int64_t id = store_new_id(work_store(w), "exception change", e);
	char t[CLOCK_TEXT];

	if (id == -1 || store_exec(work_store(w), e, "INSERT INTO "
	    "exception_changes (id, exception, at, kind, person, until_at, "
	    "reason) VALUES ($1, $2, $3, $4, $5, $6, $7)", "iiissis", id,
	    x->id, work_now(w), kind, cycle_actor(w), x->until,
	    reason) == -1 || cycle_all_facts_changed(w, e) == -1)
		return -1;
	return work_journal(w, e, NULL, "exception %lld of %s (%s) %s, until "
	    "%s%s%s", (long long)x->id, x->server, x->bulletin != NULL ?
	    x->bulletin : "all", kind, clock_date(x->until - 1, t),
	    reason != NULL ? ": " : "", reason != NULL ? reason : "");
}

int
exception_later(struct work *w, const struct exception *x, struct err *e)
{
	const struct exception_rules *rules = config_part(work_config(w),
	    &settings_exceptions);
	int64_t at = 0;
	size_t i;

	/* in the morning, when people read it; the end in that behind it */
	for (i = 0; i <= rules->n && at <= work_now(w); i++)
		at = day_at(day_of(x->until - (i < rules->n ? rules->warn[i] :
		    0)), BACK_HOUR, 0);
	return at <= work_now(w) ? 0 : work_later(w, "exception",
	    arena_printf(work_arena(w), "%lld", (long long)x->id), at, e);
}

void
exception_model(struct work *w, struct model *m, const struct exception *x)
{
	const struct server *s = inventory_find(inventory_of(work_config(w)),
	    x->server);
	char t[CLOCK_TEXT];

	model_setf(m, "ex_no", "%lld", (long long)x->id);
	model_set(m, "ex_server", x->server);
	model_set(m, "ex_for", x->bulletin != NULL ? x->bulletin : "all");
	model_set(m, "ex_until", clock_date(x->until - 1, t));
	model_set(m, "ex_reason", x->reason);
	model_set(m, "ex_measure", x->measure);
	model_set(m, "ex_by", cycle_person(w, x->said_by));
	model_set(m, "ex_owner", s != NULL ? server_owner(w, s) : "");
	model_flag(m, "ex_expired", x->expired);
}
