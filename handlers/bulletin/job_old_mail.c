/* SPDX-License-Identifier: ISC */
/* What was old when it was read, in one mail to the coordinator. */
#include "handlers/bulletin/bulletin.h"
#include "handlers/bulletin/quarantine.h"

/* How many there are, and from when until when: 0, -1. */
static int
set_count(struct work *w, struct model *m, int64_t *n, struct err *e)
{
	struct rows *r = store_query(work_store(w), "SELECT COUNT(*), "
	    "COALESCE(MIN(received_at), 0), COALESCE(MAX(received_at), 0) "
	    "FROM old_mails", "");
	char t[CLOCK_TEXT];
	int rc = rows_next(r, e);

	*n = 0;
	if (rc == 1) {
		*n = rows_int(r, 0);
		model_set(m, "oldest", clock_date(rows_int(r, 1), t));
		model_set(m, "newest", clock_date(rows_int(r, 2), t));
	}
	rows_end(r);
	model_setf(m, "count", "%lld", (long long)*n);
	model_flag(m, "several", *n != 1);
	return rc == -1 ? -1 : 0;
}

static int
set_kinds(struct work *w, struct model *m, int64_t n, struct err *e)
{
	int64_t told = 0, bulletins = 0, cases = 0;

	if (store_int(work_store(w), e, &told, "SELECT COUNT(*) FROM old_mails "
	    "WHERE inbox IN (SELECT inbox FROM bulletin_mails)", "") == -1 ||
	    store_int(work_store(w), e, &bulletins, "SELECT COUNT(DISTINCT "
	    "bulletin) FROM bulletin_mails WHERE inbox IN (SELECT inbox FROM "
	    "old_mails)", "") == -1 ||
	    store_int(work_store(w), e, &cases, "SELECT COUNT(*) FROM "
	    "old_mails WHERE inbox IN (SELECT inbox FROM quarantine_cases)",
	    "") == -1)
		return -1;
	model_setf(m, "announcing", "%lld", (long long)told);
	model_setf(m, "bulletins", "%lld", (long long)bulletins);
	model_setf(m, "refused", "%lld", (long long)cases);
	model_flag(m, "any-refused", cases > 0);
	if (cases > QUARANTINE_SHOWN)
		model_setf(m, "more", "%lld", (long long)cases -
		    QUARANTINE_SHOWN);
	else
		model_set(m, "more", NULL);
	model_setf(m, "others", "%lld", (long long)(n - told - cases));
	return 0;
}

/* What was not believed, the newest first. */
static int
set_cases(struct work *w, struct model *m, struct err *e)
{
	struct rows *r = store_query(work_store(w), "SELECT o.inbox, "
	    "o.received_at FROM old_mails o JOIN quarantine_cases c ON "
	    "c.inbox = o.inbox ORDER BY o.received_at DESC, o.inbox DESC "
	    "LIMIT $1", "i", (int64_t)QUARANTINE_SHOWN);
	int64_t ids[QUARANTINE_SHOWN], at[QUARANTINE_SHOWN], n = 0, i;
	struct quarantined q;
	int rc;

	while ((rc = rows_next(r, e)) == 1 && n < QUARANTINE_SHOWN) {
		ids[n] = rows_int(r, 0);
		at[n++] = rows_int(r, 1);
	}
	rows_end(r);
	model_list(m, "cases");
	for (i = 0; rc != -1 && i < n; i++) {
		rc = case_get(w, ids[i], false, &q, e);
		q.at = at[i];
		if (rc == 1)
			case_model(w, &q, model_add(m, "cases"));
	}
	return rc == -1 ? -1 : 0;
}

static int
run(struct work *w, const char *argument, struct err *e)
{
	struct model *m = work_model(w);
	struct letter l = { .to = &work_config(w)->coordinator,
	    .template = "old-mail", .model = m };
	int64_t n;

	(void)argument;
	if (set_count(w, m, &n, e) == -1 || set_kinds(w, m, n, e) == -1 ||
	    set_cases(w, m, e) == -1)
		return -1;
	if (n == 0)
		return 0;
	if (work_mail(w, &l, NULL, e) == -1 || store_exec(work_store(w), e,
	    "DELETE FROM old_mails", "") == -1)
		return -1;
	return work_journal(w, e, NULL, "told the coordinator of %lld mails "
	    "that were old when they were read", (long long)n);
}

const struct job job_old_mail = { .name = "old-mail", .run = run };
