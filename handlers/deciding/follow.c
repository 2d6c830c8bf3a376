/* SPDX-License-Identifier: ISC */
/*
 * Another policy came into force: what one of them closed is looked at again
 * under the other.  Dates are worked out anew each time anyway; whether a
 * bulletin is closed is stored, so that lists need not look at all of them.
 */
#include <string.h>

#include "handlers/deciding/standing.h"

/* 1 and the policy that was in force, as it was; 0 it is the same, or none is
 * known; -1. */
static int
was_other(struct work *w, const char *words, const char **name, struct err *e)
{
	struct rows *r = store_query(work_store(w), "SELECT name, words FROM "
	    "decide_policy WHERE one = 1", "");
	int rc = rows_next(r, e);

	if (rc == 1) {
		rc = strcmp(rows_text(r, 1), words) != 0;
		*name = rows_str(r, 0, work_arena(w));
	}
	rows_end(r);
	return rc;
}

static int
keep(struct work *w, const char *name, const char *words, struct err *e)
{
	return store_exec(work_store(w), e, "INSERT INTO decide_policy (one, "
	    "name, words) VALUES (1, $1, $2) ON CONFLICT (one) DO UPDATE SET "
	    "name = excluded.name, words = excluded.words", "ss", name,
	    words) == -1 ? -1 : 0;
}

/* All (struct bulletin *) that are in force. */
static int
load(struct work *w, struct list *out, struct err *e)
{
	struct list all = { 0 };
	size_t i;

	if (standing_bulletins(w, store_query(work_store(w), "SELECT bulletin "
	    "FROM decide_bulletins ORDER BY announced_at, bulletin", ""), &all,
	    e) == -1)
		return -1;
	for (i = 0; i < all.n; i++)
		if (((const struct bulletin *)all.at[i])->withdrawn_at == 0)
			list_add_in(work_arena(w), out, all.at[i]);
	return 0;
}

static int
look_again(struct work *w, const struct policy *p, const char *was,
    struct err *e)
{
	struct list all = { 0 };
	size_t i, n[2] = { 0, 0 };

	if (load(w, &all, e) == -1)
		return -1;
	for (i = 0; i < all.n; i++) {
		struct standing s;
		bool closed;

		if (standing_of(w, all.at[i], &s, e) == -1)
			return -1;
		closed = s.closed != 0;
		if (standing_save(w, all.at[i], &s, e) == -1)
			return -1;
		if (closed != (s.closed != 0))
			n[s.closed != 0]++;
	}
	return work_journal(w, e, NULL, "the policy %s is in force, it was "
	    "%s: looked at %zu bulletin%s again, %zu open again, %zu closed",
	    p->name, was, all.n, all.n == 1 ? "" : "s", n[0], n[1]);
}

int
policy_follow(struct work *w, struct err *e)
{
	const struct policy *p = policy_of(work_config(w));
	const char *words = policy_words(p, work_arena(w)), *was;
	int rc = was_other(w, words, &was, e);

	if (rc == 1)
		rc = look_again(w, p, strcmp(was, p->name) == 0 ?
		    "of other rules" : was, e);
	return rc == -1 ? -1 : keep(w, p->name, words, e);
}
