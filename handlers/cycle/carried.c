/* SPDX-License-Identifier: ISC */
/* Which bulletins a deployment brings to its servers. */
#include <stdlib.h>
#include <string.h>

#include "handlers/bulletin/bulletin.h"
#include "handlers/cycle/running.h"
#include "handlers/servers/servers.h"

/* A planned one names them. */
static bool
is_named(const struct deployment *d, const struct bulletin *b)
{
	size_t i;

	for (i = 0; i < d->bulletins.n; i++)
		if (str_eq_nocase(d->bulletins.at[i], b->reference) ||
		    str_eq_nocase(d->bulletins.at[i], b->shown))
			return true;
	return false;
}

/* The reason of an emergency names it: "EXS-2026-12 is being attacked". */
static bool
is_reason(const struct cycle *c, const struct bulletin *b)
{
	return bulletin_is_named(b, c->reason);
}

/* Some bulletin, so that the others are not what it was declared for, whatever
 * became of that one: 1, 0, -1. */
static int
any_reason(struct work *w, const struct cycle *c, int64_t since,
    struct err *e)
{
	struct list names = { 0 }, older = { 0 };
	size_t i;

	if (!c->declared || c->reason == NULL)
		return 0;
	if (bulletin_names(w, since, &names, e) == -1)
		return -1;
	for (i = 0; i < names.n; i++)
		if (bulletin_says(c->reason, names.at[i]))
			return 1;
	return bulletin_named(w, c->reason, &older, e) == -1 ? -1 :
	    older.n > 0;
}

/* Adds the servers that its stages of that environment patch. */
static int
add_servers(struct work *w, const struct inventory *inv,
    const struct cycle *c, const char *environment, struct list *out,
    struct err *e)
{
	struct deployment *d;
	size_t i;
	int rc;

	for (i = 0; i < c->steps.n; i++) {
		const struct cycle_step *s = c->steps.at[i];

		if (s->deployment == 0)
			continue;
		if ((rc = cycle_get(w, s->deployment, &d, e)) == -1)
			return -1;
		if (rc == 1 && d->state != DEPLOYMENT_CANCELLED &&
		    str_eq_nocase(d->environment, environment))
			inventory_select(inv, work_arena(w), &d->servers, out);
	}
	return 0;
}

static int
by_place(const void *a, const void *b)
{
	const char *x = *(const char *const *)a, *y = *(const char *const *)b;

	return (x > y) - (x < y);
}

/*
 * It patches servers that an emergency left out: 1; 0, also where nothing is
 * known of them; -1.  Cycles of the calendar wait for no other: where several
 * of them patch one environment, one of these is always to come.
 */
static int
is_rest_of(struct work *w, const struct deployment *d, const struct cycle *c,
    struct err *e)
{
	const struct inventory *inv = inventory_of(work_config(w));
	struct list mine = { 0 }, theirs = { 0 };
	size_t i;

	if (!c->declared || inv == NULL || d->servers.n == 0)
		return 0;
	if (add_servers(w, inv, c, d->environment, &theirs, e) == -1)
		return -1;
	if (theirs.n == 0)
		return 0;
	qsort(theirs.at, theirs.n, sizeof(*theirs.at), by_place);
	inventory_select(inv, work_arena(w), &d->servers, &mine);
	for (i = 0; i < mine.n; i++)
		if (bsearch(&mine.at[i], theirs.at, theirs.n,
		    sizeof(*theirs.at), by_place) == NULL)
			return 1;
	return 0;
}

/* A stage of the cycle c is a further night beside another one: 1, 0, -1. */
static int
is_beside(struct work *w, const struct deployment *d, const struct cycle *c,
    const struct deployment *other, struct err *e)
{
	struct cycle_step *s;
	struct cycle *its;
	int rc = run_of_deployment(w, other->id, &its, &s, e);

	return rc != 1 ? rc : its->id == c->id ? 1 : is_rest_of(w, d, its, e);
}

int
cycle_carried(struct work *w, const struct deployment *d,
    const struct list *bulletins, const struct deployment *beside,
    struct list *out, struct err *e)
{
	int64_t begin = d->opened_at != 0 ? d->opened_at : d->start;
	int64_t since = 0;
	struct cycle *c = NULL;
	struct cycle_step *s;
	size_t i;
	int rc = run_of_deployment(w, d->id, &c, &s, e), holds = 1;
	int named = 0;

	if (rc == 1 && beside != NULL &&
	    (holds = is_beside(w, d, c, beside, e)) != 1)
		return holds;
	if (rc == -1 || (rc == 1 && ((since = run_since(w, c, e)) == -1 ||
	    (named = any_reason(w, c, since, e)) == -1)))
		return -1;
	for (i = 0; i < bulletins->n; i++) {
		struct bulletin *b = bulletins->at[i];

		if (rc == 0 || d->bulletins.n > 0 ? !is_named(d, b) :
		    b->first_at > begin || (named && !is_reason(c, b)) ||
		    (c->declared && !named && b->last_at < since))
			continue;
		if (rc == 1 && (holds = run_holds(w, s, b, e)) == -1)
			return -1;
		if (rc == 0 || holds == 1)
			list_add_in(work_arena(w), out, b);
	}
	return 0;
}
