/* SPDX-License-Identifier: ISC */
/* Numbered schema changes; see migrate.h. */
#include "store/migrate.h"

#include <string.h>

static int
newest(const struct tables *t)
{
	int n = 0;

	while (t->migrations[n].number != 0)
		n++;
	return n;
}

static const struct tables *
owner_of(const struct tables *const *all, const char *owner)
{
	size_t i;

	if (strcmp(owner, store_tables.owner) == 0)
		return &store_tables;
	for (i = 0; all != NULL && all[i] != NULL; i++)
		if (strcmp(all[i]->owner, owner) == 0)
			return all[i];
	return NULL;
}

static int
refuse_newer(struct store *s, const struct tables *const *all, struct err *e)
{
	struct rows *r = store_query(s, "SELECT owner, MAX(number) "
	    "FROM migrations GROUP BY owner", "");
	const struct tables *t;
	int rc;

	while ((rc = rows_next(r, e)) == 1) {
		t = owner_of(all, rows_text(r, 0));
		if (t != NULL && rows_int(r, 1) <= newest(t))
			continue;
		rc = err_set(e, ERR_CONFIG, "the database was written by a "
		    "newer patchbot (tables of \"%s\" are at version %lld); "
		    "install that version, or restore a backup",
		    rows_text(r, 0), (long long)rows_int(r, 1));
		break;
	}
	rows_end(r);
	return rc;
}

static int
bring_up(struct store *s, const struct tables *t, struct err *e)
{
	const struct migration *m;
	int64_t at = 0;

	if (store_int(s, e, &at, "SELECT MAX(number) FROM migrations "
	    "WHERE owner = $1", "s", t->owner) == -1)
		return -1;
	for (m = t->migrations; m->number != 0; m++) {
		if (m->number <= at)
			continue;
		if (store_script(s, m->sql, e) == -1 ||
		    store_exec(s, e, "INSERT INTO migrations (owner, number) "
		    "VALUES ($1, $2)", "si", t->owner,
		    (int64_t)m->number) == -1)
			return err_in(e, "schema of %s, change %d", t->owner,
			    m->number);
	}
	return 0;
}

int
store_migrate(struct store *s, const struct tables *const *all, struct err *e)
{
	size_t i;

	if (store_begin(s, e) == -1)
		return -1;
	if (store_script(s, "CREATE TABLE IF NOT EXISTS migrations ("
	    "owner TEXT NOT NULL, number BIGINT NOT NULL, "
	    "PRIMARY KEY (owner, number))", e) == -1 ||
	    refuse_newer(s, all, e) == -1 ||
	    bring_up(s, &store_tables, e) == -1)
		goto fail;
	for (i = 0; all != NULL && all[i] != NULL; i++)
		if (bring_up(s, all[i], e) == -1)
			goto fail;
	return store_commit(s, e);
fail:
	store_rollback(s);
	return -1;
}
