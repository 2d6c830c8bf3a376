/* SPDX-License-Identifier: ISC */
/* The outbox; see outbox.h. */
#include "store/outbox.h"

#include <string.h>

#include "base/arena.h"
#include "store/inbox.h"

int
outbox_add(struct store *s, const struct outbox_row *row, struct err *e)
{
	size_t i;

	if (store_exec(s, e, "INSERT INTO outbox (id, channel, target, sender, "
	    "at, state, unique_name, subject, cause) VALUES "
	    "($1, $2, $3, $4, $5, 'queued', $6, $7, $8)", "isssissi",
	    row->id, row->channel, row->target, row->sender, row->at,
	    row->unique_name, row->subject, row->cause) == -1 ||
	    store_exec(s, e, "INSERT INTO outbox_body (id, body) "
	    "VALUES ($1, $2)", "ib", row->id, &row->body) == -1)
		return -1;
	for (i = 0; i < row->recipients.n; i++)
		if (store_exec(s, e, "INSERT INTO recipients (outbox, address, "
		    "state) VALUES ($1, $2, 'queued') ON CONFLICT DO NOTHING",
		    "is", row->id, row->recipients.at[i]) == -1)
			return -1;
	return 0;
}

static int
get_recipients(struct store *s, struct arena *a, struct outbox_row *row,
    struct err *e)
{
	struct rows *r = store_query(s, "SELECT address FROM recipients "
	    "WHERE outbox = $1 AND state = 'queued' ORDER BY address", "i",
	    row->id);
	int rc;

	while ((rc = rows_next(r, e)) == 1)
		list_add_in(a, &row->recipients, rows_str(r, 0, a));
	rows_end(r);
	return rc;
}

int
outbox_get(struct store *s, struct arena *a, int64_t id,
    struct outbox_row *row, struct err *e)
{
	struct rows *r = store_query(s, "SELECT id, channel, target, sender, "
	    "at, state, tries, unique_name, subject, body, cause FROM outbox "
	    "LEFT JOIN outbox_body USING (id) WHERE id = $1", "i", id);
	int rc = rows_next(r, e);
	struct span body;

	if (rc == 1) {
		body = rows_bytes(r, 9);
		*row = (struct outbox_row){
			.id = rows_int(r, 0),
			.channel = rows_str(r, 1, a),
			.target = rows_str(r, 2, a),
			.sender = rows_str(r, 3, a),
			.at = rows_int(r, 4),
			.state = rows_str(r, 5, a),
			.tries = rows_int(r, 6),
			.unique_name = rows_str(r, 7, a),
			.subject = rows_str(r, 8, a),
			.body = { body.p != NULL ? arena_strn(a, body.p,
			    body.n) : NULL, body.n },
			.cause = rows_int(r, 10),
		};
	}
	rows_end(r);
	if (rc == 1 && get_recipients(s, a, row, e) == -1)
		return -1;
	return rc;
}

static int
get_ids(struct rows *r, int64_t *ids, int max, struct err *e)
{
	int n = 0, rc = 0;

	while (n < max && (rc = rows_next(r, e)) == 1)
		ids[n++] = rows_int(r, 0);
	rows_end(r);
	return rc == -1 ? -1 : n;
}

int
outbox_due(struct store *s, const char *channel, int64_t now, int64_t *ids,
    int max, struct err *e)
{
	return get_ids(store_query(s, "SELECT id FROM outbox WHERE "
	    "channel = $1 AND state = 'queued' AND next_try <= $2 "
	    "ORDER BY id LIMIT $3", "sii", channel, now, (int64_t)max), ids,
	    max, e);
}

int
outbox_state(struct store *s, int64_t id, const char *state, struct err *e)
{
	return store_exec(s, e, "UPDATE outbox SET state = $2 WHERE id = $1",
	    "is", id, state) == -1 ? -1 : 0;
}

int
outbox_lease(struct store *s, const char *channel, int64_t now, int64_t last,
    struct err *e)
{
	return store_exec(s, e, "UPDATE outbox SET state = 'leased' WHERE "
	    "channel = $1 AND state = 'queued' AND next_try <= $2 AND "
	    "id <= $3", "sii", channel, now, last) == -1 ? -1 : 0;
}

int64_t
outbox_sending(struct store *s, int64_t first, int64_t last, struct err *e)
{
	return store_exec(s, e, "UPDATE outbox SET state = 'sending' WHERE "
	    "id BETWEEN $1 AND $2 AND state = 'leased' AND channel = 'mail'",
	    "ii", first, last);
}

int
outbox_doubt(struct store *s, int64_t id, const char *reply, struct err *e)
{
	return store_exec(s, e, "UPDATE recipients SET state = 'unknown', "
	    "reply = $2 WHERE outbox = $1 AND state = 'queued' AND EXISTS ("
	    "SELECT 1 FROM outbox WHERE id = $1 AND state = 'sending')", "is",
	    id, reply) == -1 ? -1 : 0;
}

int
outbox_outcome(struct store *s, int64_t id, const char *address,
    const char *outcome, int64_t code, const char *reply, struct err *e)
{
	int64_t n = store_exec(s, e, "UPDATE recipients SET state = $3, "
	    "code = $4, reply = $5 WHERE outbox = $1 AND address = $2",
	    "issis", id, address, outcome, code, reply);

	/* chat has no recipients, until there is a reason to keep; a mail's
	 * are those it was written for, whoever else is named */
	if (n != 0 || address[0] != '\0' || strcmp(outcome, "sent") == 0)
		return n == -1 ? -1 : 0;
	return store_exec(s, e, "INSERT INTO recipients (outbox, address, "
	    "state, code, reply) VALUES ($1, '', $2, $3, $4)", "isis", id,
	    outcome, code, reply) == -1 ? -1 : 0;
}

int
outbox_settle_sent(struct store *s, int64_t id, int64_t now, struct err *e)
{
	return (int)store_exec(s, e, "UPDATE outbox SET state = 'sent', "
	    "tries = tries + 1, done_at = $2 WHERE id = $1 AND NOT EXISTS ("
	    "SELECT 1 FROM recipients WHERE outbox = $1 AND state <> 'sent')",
	    "ii", id, now);
}

/*
 * Open while one recipient is (those in doubt are not asked for again), then
 * by the worst that its recipients have.
 */
static const char *
settle_mixed(struct store *s, int64_t id, int64_t now, struct err *e)
{
	static const char *const states[] = { "sent", "failed", "unknown",
	    "queued" };
	struct rows *r = store_query(s, "SELECT MAX(tries) + 1, "
	    "MAX(CASE recipients.state WHEN 'queued' THEN 3 ELSE 0 END), "
	    "MAX(CASE recipients.state WHEN 'unknown' THEN 2 "
	    "WHEN 'failed' THEN 1 ELSE 0 END) FROM outbox "
	    "LEFT JOIN recipients ON recipients.outbox = outbox.id "
	    "WHERE outbox.id = $1", "i", id);
	int64_t tries = 0, state = 0;
	int rc = rows_next(r, e);
	bool open = false;

	if (rc == 1) {
		tries = rows_int(r, 0);
		open = rows_int(r, 1) != 0;
		state = rows_int(r, 2);
	}
	rows_end(r);
	if (rc == -1)
		return NULL;
	if (open && tries < OUTBOX_TRIES)
		state = 3;
	else if (open && state == 0)
		state = 1;
	if (store_exec(s, e, "UPDATE outbox SET state = $2, tries = $3, "
	    "next_try = $4, done_at = $5 WHERE id = $1", "isiii", id,
	    states[state], tries, now + inbox_backoff(tries), now) == -1)
		return NULL;
	return states[state];
}

const char *
outbox_settle(struct store *s, int64_t id, int64_t now, struct err *e)
{
	int n = outbox_settle_sent(s, id, now, e);

	if (n == -1)
		return NULL;
	return n > 0 ? "sent" : settle_mixed(s, id, now, e);
}

int
outbox_recover(struct store *s, int64_t now, int64_t *unknown, int max,
    struct err *e)
{
	int n;

	if (store_exec(s, e, "UPDATE outbox SET state = 'queued' "
	    "WHERE state = 'leased'", "") == -1)
		return -1;
	n = get_ids(store_query(s, "SELECT id FROM outbox WHERE "
	    "state = 'sending' ORDER BY id LIMIT $1", "i", (int64_t)max),
	    unknown, max, e);
	if (n <= 0)
		return n;
	/* only those the caller hears of: it calls until there are none */
	if (store_exec(s, e, "UPDATE recipients SET state = 'unknown' WHERE "
	    "state = 'queued' AND outbox IN (SELECT id FROM outbox "
	    "WHERE state = 'sending' AND id <= $1)", "i", unknown[n - 1]) ==
	    -1 || store_exec(s, e, "UPDATE outbox SET state = 'unknown', "
	    "done_at = $1, why = 'patchbot ended while this was being sent' "
	    "WHERE state = 'sending' AND id <= $2", "ii", now,
	    unknown[n - 1]) == -1)
		return -1;
	return n;
}

int
outbox_retry(struct store *s, int64_t id, struct err *e)
{
	int64_t n = store_exec(s, e, "UPDATE outbox SET state = 'queued', "
	    "tries = 0, next_try = 0 WHERE id = $1 AND "
	    "state IN ('failed', 'unknown')", "i", id);

	if (n == 1 && store_exec(s, e, "UPDATE recipients SET "
	    "state = 'queued' WHERE outbox = $1 AND state <> 'sent'", "i",
	    id) == -1)
		return -1;
	return n == -1 ? -1 : n > 0;
}

int
outbox_drop(struct store *s, int64_t id, int64_t now, struct err *e)
{
	int64_t n = store_exec(s, e, "UPDATE outbox SET state = 'dropped', "
	    "done_at = $2 WHERE id = $1 AND "
	    "state IN ('queued', 'failed', 'unknown')", "ii", id, now);

	return n == -1 ? -1 : n > 0;
}
