/* SPDX-License-Identifier: ISC */
/* The inbox; see inbox.h. */
#include "store/inbox.h"

#include "base/arena.h"

int
inbox_claim(struct store *s, struct inbox_row *row, struct err *e)
{
	int rc = store_int(s, e, &row->id, "SELECT id FROM inbox "
	    "WHERE source = $1 AND key = $2", "ss", row->source, row->key);

	if (rc != 0)
		return rc == 1 ? 0 : -1;
	if ((row->id = store_new_id(s, "inbox", e)) == -1)
		return -1;
	row->state = "new";
	return 1;
}

int
inbox_insert(struct store *s, const struct inbox_row *row, struct err *e)
{
	int64_t n = store_exec(s, e, "INSERT INTO inbox (id, channel, source, "
	    "key, at, state, sender, actor, subject, message_id, cut, "
	    "received_at) VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, "
	    "$11, $12)", "isssisssssii", row->id, row->channel, row->source,
	    row->key, row->at, row->state, row->sender, row->actor,
	    row->subject, row->message_id, (int64_t)row->cut,
	    row->received_at);

	return n == -1 || store_exec(s, e, "INSERT INTO inbox_raw (id, raw) "
	    "VALUES ($1, $2)", "ib", row->id, &row->raw) == -1 ? -1 : 0;
}

int
inbox_add(struct store *s, struct inbox_row *row, struct err *e)
{
	int rc = inbox_claim(s, row, e);

	if (rc == 1 && inbox_insert(s, row, e) == -1)
		return -1;
	return rc;
}

static struct span
copy_bytes(struct rows *r, int column, struct arena *a)
{
	struct span b = rows_bytes(r, column);

	if (b.p != NULL)
		b.p = arena_strn(a, b.p, b.n);
	return b;
}

#define COLUMNS "SELECT id, channel, source, key, at, state, tries, " \
	"next_try, sender, actor, subject, message_id, cut, evidence, " \
	"verdict, vendor, mail_class, why, folder, received_at"

static void
from_row(struct rows *r, struct arena *a, struct inbox_row *row)
{
	*row = (struct inbox_row){
		.id = rows_int(r, 0),
		.channel = rows_str(r, 1, a),
		.source = rows_str(r, 2, a),
		.key = rows_str(r, 3, a),
		.at = rows_int(r, 4),
		.state = rows_str(r, 5, a),
		.tries = rows_int(r, 6),
		.next_try = rows_int(r, 7),
		.sender = rows_str(r, 8, a),
		.actor = rows_str(r, 9, a),
		.subject = rows_str(r, 10, a),
		.message_id = rows_str(r, 11, a),
		.cut = rows_int(r, 12) != 0,
		.evidence = copy_bytes(r, 13, a),
		.verdict = rows_str(r, 14, a),
		.vendor = rows_str(r, 15, a),
		.mail_class = rows_str(r, 16, a),
		.why = rows_str(r, 17, a),
		.folder = rows_int(r, 18),
		.received_at = rows_int(r, 19),
	};
}

int
inbox_get(struct store *s, struct arena *a, int64_t id, struct inbox_row *row,
    struct err *e)
{
	struct rows *r = store_query(s, COLUMNS ", raw FROM inbox "
	    "LEFT JOIN inbox_raw USING (id) WHERE id = $1", "i", id);
	int rc = rows_next(r, e);

	if (rc == 1) {
		from_row(r, a, row);
		row->raw = copy_bytes(r, 20, a);
	}
	rows_end(r);
	return rc;
}

int
inbox_get_bare(struct store *s, struct arena *a, int64_t id,
    struct inbox_row *row, struct err *e)
{
	struct rows *r = store_query(s, COLUMNS " FROM inbox WHERE id = $1",
	    "i", id);
	int rc = rows_next(r, e);

	if (rc == 1)
		from_row(r, a, row);
	rows_end(r);
	return rc;
}

int
inbox_update(struct store *s, const struct inbox_row *row, struct err *e)
{
	int64_t n = store_exec(s, e, "UPDATE inbox SET state = $2, "
	    "sender = $3, actor = $4, subject = $5, message_id = $6, "
	    "evidence = $7, verdict = $8, vendor = $9, mail_class = $10, "
	    "why = $11, folder = $12 WHERE id = $1", "isssssbssssi", row->id,
	    row->state, row->sender, row->actor, row->subject,
	    row->message_id, &row->evidence, row->verdict, row->vendor,
	    row->mail_class, row->why, row->folder);

	return n == -1 ? -1 : 0;
}

int64_t
inbox_backoff(int64_t tries)
{
	int64_t wait = 10;

	while (tries-- > 0 && wait < 3600)
		wait *= 2;
	return wait < 3600 ? wait : 3600;
}

int
inbox_failed(struct store *s, int64_t id, int64_t now, const char *why,
    struct err *e)
{
	int64_t tries = 0;

	if (store_int(s, e, &tries, "SELECT tries FROM inbox WHERE id = $1",
	    "i", id) == -1)
		return -1;
	tries++;
	if (store_exec(s, e, "UPDATE inbox SET tries = $2, next_try = $3, "
	    "why = $4, state = CASE WHEN $2 >= $5 THEN 'poison' ELSE state END "
	    "WHERE id = $1", "iiisi", id, tries, now + inbox_backoff(tries),
	    why, (int64_t)INBOX_TRIES) == -1)
		return -1;
	return tries >= INBOX_TRIES;
}

int
inbox_retry(struct store *s, int64_t id, struct err *e)
{
	int64_t n = store_exec(s, e, "UPDATE inbox SET state = 'new', "
	    "tries = 0, next_try = 0 WHERE id = $1 AND state = 'poison'",
	    "i", id);

	return n == -1 ? -1 : n > 0;
}

int
inbox_due(struct store *s, int64_t now, int64_t after, int64_t *ids, int max,
    struct err *e)
{
	struct rows *r = store_query(s, "SELECT id FROM inbox WHERE "
	    "state = 'new' AND next_try <= $1 AND id > $2 "
	    "ORDER BY id LIMIT $3", "iii", now, after, (int64_t)max);
	int n = 0, rc;

	while ((rc = rows_next(r, e)) == 1 && n < max)
		ids[n++] = rows_int(r, 0);
	rows_end(r);
	return rc == -1 ? -1 : n;
}
