/* SPDX-License-Identifier: ISC */
/* Cases and groups of the quarantine; see quarantine.h. */
#include "handlers/bulletin/quarantine.h"

/* The latest open group that has one of these keys: 1, 0, -1.  One key after
 * the other, as each is in the order of its index, and all are not. */
static int
find_group(struct work *w, const struct likeness_keys *k, struct filed *f,
    struct err *e)
{
	struct rows *r;
	int found = 0, rc = 0;
	size_t i;

	for (i = 0; i < k->n && rc != -1; i++) {
		r = store_query(work_store(w), "SELECT head, closes_at FROM "
		    "quarantine_keys WHERE likeness = $1 AND closes_at > $2 "
		    "ORDER BY head DESC LIMIT 1", "si", k->at[i],
		    work_now(w));
		rc = rows_next(r, e);
		if (rc == 1 && (found == 0 || rows_int(r, 0) > f->head)) {
			*f = (struct filed){ .head = rows_int(r, 0),
			    .closes_at = rows_int(r, 1) };
			found = 1;
		}
		rows_end(r);
	}
	return rc == -1 ? -1 : found;
}

/* Its keys are kept while the group is open; those of closed ones go. */
static int
open_group(struct work *w, const struct likeness_keys *k, int64_t head,
    struct err *e)
{
	int64_t until = work_now(w) + quarantine_rules(w)->within;
	size_t i;

	if (store_exec(work_store(w), e, "DELETE FROM quarantine_keys WHERE "
	    "closes_at <= $1", "i", work_now(w)) == -1)
		return -1;
	for (i = 0; i < k->n && until > work_now(w); i++)
		if (store_exec(work_store(w), e, "INSERT INTO quarantine_keys "
		    "(likeness, head, closes_at) VALUES ($1, $2, $3)", "sii",
		    k->at[i], head, until) == -1)
			return -1;
	return 0;
}

static int
add_case(struct work *w, const struct mail_in *m, int64_t head, struct err *e)
{
	return store_exec(work_store(w), e, "INSERT INTO quarantine_cases "
	    "(inbox, head, vendor, verdict, at, waits) VALUES ($1, $2, $3, "
	    "$4, $5, $6)", "iissii", m->inbox, head, m->vendor != NULL ?
	    m->vendor : "", m->verdict, m->old ? m->received : work_now(w),
	    (int64_t)!m->old) == -1 ? -1 : 0;
}

int
quarantine_add(struct work *w, const struct mail_in *m, struct filed *f,
    struct err *e)
{
	struct likeness l = { .vendor = m->vendor, .verdict = m->verdict,
	    .sender = m->sender, .subject = m->subject,
	    .text = m->reading != NULL ? m->reading->text : NULL };
	struct likeness_keys keys;
	int rc;

	likeness_keys(work_arena(w), &l, &keys);
	if ((rc = find_group(w, &keys, f, e)) == -1)
		return -1;
	if (rc == 0) {
		*f = (struct filed){ .head = m->inbox };
		if (open_group(w, &keys, f->head, e) == -1)
			return -1;
	}
	if (add_case(w, m, f->head, e) == -1)
		return -1;
	f->nth = 1;
	if (rc == 0)
		return 0;
	/* of a group of thousands no more than this is looked at */
	return store_int(work_store(w), e, &f->nth, "SELECT COUNT(*) FROM "
	    "(SELECT 1 FROM quarantine_cases WHERE head = $1 LIMIT 3) AS few",
	    "i", f->head) == -1 ? -1 : 0;
}

int
quarantine_record(struct work *w, const struct mail_in *m, struct err *e)
{
	return add_case(w, m, m->inbox, e);
}

int
quarantine_decided(struct work *w, int64_t inbox, bool released,
    struct err *e)
{
	return store_exec(work_store(w), e, "UPDATE quarantine_cases SET "
	    "waits = 0, verdict = CASE WHEN $2 = 1 THEN 'released' ELSE "
	    "verdict END WHERE inbox = $1", "ii", inbox,
	    (int64_t)released) == -1 ? -1 : 0;
}

int
quarantine_group(struct work *w, int64_t inbox, struct group *g,
    struct err *e)
{
	struct rows *r = store_query(work_store(w), "SELECT head, COUNT(*), "
	    "SUM(waits), MIN(at), MAX(at) FROM quarantine_cases WHERE head = "
	    "(SELECT head FROM quarantine_cases WHERE inbox = $1) "
	    "GROUP BY head", "i", inbox);
	int rc = rows_next(r, e);

	if (rc == 1)
		*g = (struct group){ .head = rows_int(r, 0),
		    .n = rows_int(r, 1), .open = rows_int(r, 2),
		    .first_at = rows_int(r, 3), .last_at = rows_int(r, 4) };
	rows_end(r);
	return rc;
}
