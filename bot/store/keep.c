/* SPDX-License-Identifier: ISC */
/* What is done is not kept for ever; see keep.h. */
#include "store/keep.h"

/*
 * find: ids above $1, in their order, at most $2, with the row's time and the
 * length of what goes, -1 where it stays.  Ids rise with time, so KEEP_ROWS
 * that are all younger than $3 end it.  The table of the bytes comes first, as
 * most rows have none any more.
 */
static const struct part {
	const char	*what, *find, *take[2];
} parts[] = {
	{ "bodies of what came",
	"SELECT r.id, i.at, CASE WHEN i.at < $3 AND (i.state = 'done' OR "
	"(i.state = 'refused' AND i.folder <> 2)) THEN COALESCE(LENGTH(r.raw),"
	" 0) ELSE -1 END FROM inbox_raw AS r CROSS JOIN inbox AS i WHERE "
	"i.id = r.id AND r.id > $1 ORDER BY r.id LIMIT $2",
	/* what was read of quarantined mail, for a release */
	{ "DELETE FROM inbox_raw WHERE id = $1",
	"UPDATE inbox SET reading = NULL WHERE id = $1 AND "
	"reading IS NOT NULL" } },
	{ "bodies of what left",
	"SELECT r.id, o.at, CASE WHEN COALESCE(o.done_at, o.at) < $3 AND "
	"o.state IN ('sent', 'dropped') THEN LENGTH(r.body) ELSE -1 END FROM "
	"outbox_body AS r CROSS JOIN outbox AS o WHERE o.id = r.id AND "
	"r.id > $1 ORDER BY r.id LIMIT $2",
	{ "DELETE FROM outbox_body WHERE id = $1", NULL } },
	/* that it was brought stays in the inbox, which has its key */
	{ "entries of the agenda",
	"SELECT id, due, 0 FROM agenda WHERE id > $1 AND "
	"state <> 'waiting' AND due < $3 ORDER BY id LIMIT $2",
	{ "DELETE FROM agenda WHERE id = $1", NULL } },
};
#define PARTS	(int)(sizeof(parts) / sizeof(parts[0]))

struct found {
	int64_t	 ids[KEEP_ROWS];
	int	 n;
	bool	 end;		/* nothing behind it is to be taken */
};

static int
find(struct store *s, const struct part *p, struct keep *k, int64_t before,
    struct found *f, struct err *e)
{
	struct rows *r = store_query(s, p->find, "iii", k->after,
	    (int64_t)KEEP_ROWS, before);
	int64_t bytes = 0;
	int old = 0, rc = 1;

	while (bytes < KEEP_BYTES && (rc = rows_next(r, e)) == 1) {
		old += rows_int(r, 1) < before;
		k->after = rows_int(r, 0);
		if (rows_int(r, 2) >= 0) {
			f->ids[f->n++] = k->after;
			bytes += rows_int(r, 2);
		}
	}
	f->end = rc == 0 && old == 0;
	rows_end(r);
	return rc == -1 ? -1 : 0;
}

static int
take(struct store *s, const struct part *p, const struct found *f,
    struct err *e)
{
	int i, k;

	for (i = 0; i < f->n; i++)
		for (k = 0; k < 2 && p->take[k] != NULL; k++)
			if (store_exec(s, e, p->take[k], "i", f->ids[i]) == -1)
				return -1;
	return 0;
}

/* Few enough to be looked for in one go: they are gone soon. */
static int
take_tokens(struct store *s, int64_t before, int *taken, struct err *e)
{
	int64_t n = store_exec(s, e, "DELETE FROM tokens WHERE token IN ("
	    "SELECT token FROM tokens WHERE expires < $1 ORDER BY expires, "
	    "token LIMIT $2)", "ii", before, (int64_t)KEEP_ROWS);

	*taken = n == -1 ? 0 : (int)n;
	return n == -1 ? -1 : 0;
}

int
keep_step(struct store *s, struct keep *k, int64_t bodies, int64_t tokens,
    int *taken, const char **what, struct err *e)
{
	const struct part *p = &parts[k->part];
	struct found f = { .n = 0 };

	if (k->part == PARTS) {
		if (take_tokens(s, tokens, taken, e) == -1)
			return -1;
		*what = "tokens that had run out";
		if (*taken == KEEP_ROWS)
			return 1;
		*k = (struct keep){ 0 };
		return 0;
	}
	if (find(s, p, k, bodies, &f, e) == -1 || take(s, p, &f, e) == -1)
		return -1;
	*taken = f.n;
	*what = p->what;
	if (f.end)
		*k = (struct keep){ .part = k->part + 1 };
	return 1;
}
