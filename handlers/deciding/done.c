/* SPDX-License-Identifier: ISC */
/* What deployments have done: a bulletin is done in an environment when the
 * last deployment there that carries it is completed. */
#include <string.h>

#include "handlers/deciding/standing.h"

#define OPEN_MAX	2000	/* open bulletins that are looked at */

int
deciding_barred(struct work *w, const struct bulletin *b,
    const char *environment, struct err *e)
{
	const struct decision *d;
	struct standing s;
	size_t i;

	if (standing_of(w, b, &s, e) == -1)
		return -1;
	d = decision_for(&s, environment);
	for (i = 0; d != NULL && i < s.dues.n; i++) {
		const struct deadline *x = s.dues.at[i];

		if (x->decision == d && x->stale)
			return 0;
	}
	if (d == NULL || (strcmp(d->verdict, "no-go") != 0 &&
	    strcmp(d->verdict, "defer") != 0))
		return 0;
	return d->until == 0 || d->until > work_now(w);
}

static bool
has(const struct list *bulletins, const struct bulletin *b)
{
	size_t i;

	for (i = 0; i < bulletins->n; i++)
		if (((struct bulletin *)bulletins->at[i])->id == b->id)
			return true;
	return false;
}

static int
ask_nights(struct work *w, struct carriers *c, struct err *e)
{
	struct list open = { 0 };
	size_t i;

	if (c->known)
		return 0;
	c->known = true;
	if (cycle_list(w, DEPLOYMENT_OPEN, &open, e) == -1)
		return -1;
	for (i = 0; i < open.n; i++) {
		struct carrier *x = arena_alloc(work_arena(w), sizeof(*x));

		x->night = open.at[i];
		if (cycle_carried(w, x->night, c->bulletins, NULL,
		    &x->carried, e) == -1)
			return -1;
		list_add_in(work_arena(w), &c->nights, x);
	}
	return 0;
}

/* Those of them that another night of that environment, which is to come or
 * is on, carries too. */
static int
come_again(struct work *w, const struct deployment *d,
    const struct list *carried, struct list *again, struct err *e)
{
	struct list alive = { 0 };
	size_t i;

	if (cycle_list(w, DEPLOYMENT_ALIVE, &alive, e) == -1)
		return -1;
	for (i = 0; i < alive.n; i++) {
		const struct deployment *x = alive.at[i];

		if (x->id != d->id && str_eq_nocase(x->environment,
		    d->environment) && cycle_carried(w, x, carried, d, again,
		    e) == -1)
			return -1;
	}
	return 0;
}

/* What comes after a night that is done, asked for once. */
static int
after_night(struct work *w, struct carriers *c, int64_t deployment,
    const struct list **out, struct err *e)
{
	struct deployment *d;
	struct carrier *x;
	size_t i;
	int rc;

	for (i = 0; i < c->after.n; i++) {
		x = c->after.at[i];
		*out = &x->carried;
		if (x->night->id == deployment)
			return 1;
	}
	if ((rc = cycle_get(w, deployment, &d, e)) != 1)
		return rc;
	x = arena_alloc(work_arena(w), sizeof(*x));
	x->night = d;
	list_add_in(work_arena(w), &c->after, x);
	*out = &x->carried;
	return come_again(w, d, c->bulletins, &x->carried, e) == -1 ? -1 : 1;
}

/* Some of its nights are over, and some to come; what was decided since then
 * begins anew. */
static int
is_between(struct work *w, struct carriers *c, const struct bulletin *b,
    const struct deadline *d, struct err *e)
{
	struct rows *r = store_query(work_store(w), "SELECT at, deployment "
	    "FROM decide_begun WHERE bulletin = $1 AND environment = $2",
	    "is", b->id, d->environment->name);
	int rc = rows_next(r, e);
	int64_t at = rc == 1 ? rows_int(r, 0) : 0;
	int64_t deployment = rc == 1 ? rows_int(r, 1) : 0;
	const struct list *after;

	rows_end(r);
	if (rc != 1 || (d->decision != NULL && d->decision->at > at))
		return rc == -1 ? -1 : 0;
	rc = after_night(w, c, deployment, &after, e);
	return rc != 1 ? rc : has(after, b);
}

int
carriers_begun(struct work *w, struct carriers *c, const struct bulletin *b,
    const struct deadline *d, struct err *e)
{
	size_t i;

	if (ask_nights(w, c, e) == -1)
		return -1;
	for (i = 0; i < c->nights.n; i++) {
		const struct carrier *x = c->nights.at[i];

		if (str_eq_nocase(x->night->environment,
		    d->environment->name) && has(&x->carried, b))
			return 1;
	}
	return is_between(w, c, b, d, e);
}

/* It is deployed there in part. */
static int
begun(struct work *w, const struct deployment *d, const struct bulletin *b,
    const char *environment, struct err *e)
{
	if (store_exec(work_store(w), e, "INSERT INTO decide_begun (bulletin, "
	    "environment, at, deployment) VALUES ($1, $2, $3, $4) "
	    "ON CONFLICT (bulletin, environment) DO UPDATE SET "
	    "at = excluded.at, deployment = excluded.deployment", "isii",
	    b->id, environment, work_now(w), d->id) == -1)
		return -1;
	return work_journal(w, e, b->reference, "%s: deployed in %s by %s, "
	    "and another night there is to come", b->shown, d->environment,
	    d->name);
}

static int
take(struct work *w, const struct deployment *d, const struct bulletin *b,
    bool again, struct err *e)
{
	const struct policy_environment *v = policy_environment(policy_of(
	    work_config(w)), d->environment);
	const char *where = v != NULL ? v->name : d->environment;
	struct standing s;
	int rc = deciding_barred(w, b, d->environment, e);

	if (rc != 0)
		return rc == -1 ? -1 : 0;
	if (again)
		return begun(w, d, b, where, e);
	if (store_exec(work_store(w), e, "INSERT INTO decide_done (bulletin, "
	    "environment, at, how) VALUES ($1, $2, $3, $4) "
	    "ON CONFLICT (bulletin, environment) DO UPDATE SET "
	    "at = excluded.at, how = excluded.how", "isis", b->id, where,
	    work_now(w), d->name) == -1 ||
	    work_journal(w, e, b->reference, "%s: done in %s by %s", b->shown,
	    d->environment, d->name) == -1 ||
	    standing_of(w, b, &s, e) == -1)
		return -1;
	return standing_save(w, b, &s, e);
}

int
deciding_completed(struct work *w, const struct deployment *d, struct err *e)
{
	struct list open = { 0 }, carried = { 0 }, again = { 0 };
	size_t i;

	if (standing_open(w, OPEN_MAX, &open, e) == -1 ||
	    cycle_carried(w, d, &open, NULL, &carried, e) == -1 ||
	    come_again(w, d, &carried, &again, e) == -1)
		return -1;
	for (i = 0; i < carried.n; i++)
		if (take(w, d, carried.at[i], has(&again, carried.at[i]),
		    e) == -1)
			return -1;
	return 0;
}
