/* SPDX-License-Identifier: ISC */
/* The agenda; see agenda.h. */
#include "store/agenda.h"

#include "base/arena.h"
#include "store/inbox.h"

int
agenda_add(struct store *s, const char *job, const char *argument,
    int64_t due, struct err *e)
{
	int64_t id = store_new_id(s, "agenda", e);

	if (id == -1)
		return -1;
	/* one that was cancelled and is planned anew waits again */
	return store_exec(s, e, "INSERT INTO agenda (id, job, argument, due, "
	    "state) VALUES ($1, $2, $3, $4, 'waiting') "
	    "ON CONFLICT (job, argument, due) DO UPDATE SET "
	    "state = CASE WHEN agenda.state = 'cancelled' THEN 'waiting' "
	    "ELSE agenda.state END", "issi", id, job, argument, due) == -1 ?
	    -1 : 0;
}

int
agenda_cancel(struct store *s, const char *job, const char *argument,
    struct err *e)
{
	return store_exec(s, e, "UPDATE agenda SET state = 'cancelled' WHERE "
	    "state = 'waiting' AND job = $1 AND ($2 IS NULL OR argument = $2)",
	    "ss", job, argument) == -1 ? -1 : 0;
}

/* One due entry to one inbox row: 1, 0 nothing is due, -1. */
static int
bring_one(struct store *s, int64_t now, struct err *e)
{
	struct rows *r = store_query(s, "SELECT id, job, argument, due "
	    "FROM agenda WHERE state = 'waiting' AND due <= $1 "
	    "ORDER BY due, id LIMIT 1", "i", now);
	struct arena *a = arena_new();
	struct inbox_row row = { .channel = "clock", .source = "clock" };
	int64_t id = 0;
	int rc = rows_next(r, e);

	if (rc == 1) {
		id = rows_int(r, 0);
		row.at = now;
		row.subject = rows_str(r, 1, a);
		row.raw = span_of(rows_str(r, 2, a));
		row.key = arena_printf(a, "%s %s %lld", row.subject, row.raw.p,
		    (long long)rows_int(r, 3));
	}
	rows_end(r);
	if (rc == 1 && (inbox_add(s, &row, e) == -1 ||
	    store_exec(s, e, "UPDATE agenda SET state = 'brought' "
	    "WHERE id = $1", "i", id) == -1))
		rc = -1;
	arena_free(a);
	return rc;
}

int
agenda_bring(struct store *s, int64_t now, struct err *e)
{
	int64_t due;
	int rc, n = 0;

	if ((rc = agenda_next(s, &due, e)) != 1 || due > now)
		return rc == -1 ? -1 : 0;
	if (store_begin(s, e) == -1)
		return -1;
	while ((rc = bring_one(s, now, e)) == 1)
		n++;
	if (rc == -1) {
		store_rollback(s);
		return -1;
	}
	return store_commit(s, e) == -1 ? -1 : n;
}

int
agenda_next(struct store *s, int64_t *due, struct err *e)
{
	return store_int(s, e, due, "SELECT MIN(due) FROM agenda "
	    "WHERE state = 'waiting'", "");
}
