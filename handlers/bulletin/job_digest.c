/* SPDX-License-Identifier: ISC */
/* A group of near-identical cases closed: how many came, in one mail. */
#include "handlers/bulletin/quarantine.h"

/* The further cases that wait, the oldest first; how many, or -1. */
static int64_t
set_cases(struct work *w, int64_t head, struct model *m, struct err *e)
{
	struct rows *r = store_query(work_store(w), "SELECT inbox FROM "
	    "quarantine_cases WHERE head = $1 AND waits = 1 AND inbox <> $1 "
	    "ORDER BY inbox LIMIT $2", "ii", head, (int64_t)QUARANTINE_SHOWN);
	int64_t ids[QUARANTINE_SHOWN], n = 0, i;
	struct quarantined q;
	int rc;

	while ((rc = rows_next(r, e)) == 1 && n < QUARANTINE_SHOWN)
		ids[n++] = rows_int(r, 0);
	rows_end(r);
	model_list(m, "cases");
	for (i = 0; rc != -1 && i < n; i++) {
		rc = case_get(w, ids[i], false, &q, e);
		if (rc == 1)
			case_model(w, &q, model_add(m, "cases"));
	}
	return rc == -1 ? -1 : n;
}

static int
run(struct work *w, const char *argument, struct err *e)
{
	struct model *m = work_model(w);
	struct letter l = { .to = &work_config(w)->infosec,
	    .template = "quarantine-digest", .model = m };
	struct quarantined q;
	struct group g;
	long long head;
	int64_t n, more;
	int rc;

	if (!str_number(argument, 1, INT64_MAX, &head))
		return err_set(e, ERR_INPUT, "\"%s\" is no case", argument);
	if ((rc = quarantine_group(w, head, &g, e)) != 1 ||
	    (rc = case_get(w, head, false, &q, e)) != 1)
		return rc;
	case_model(w, &q, m);
	/* what was decided in the meantime needs no mail */
	if ((n = set_cases(w, head, m, e)) <= 0)
		return (int)n;
	more = g.open - q.open - n;
	model_setf(m, "count", "%lld", (long long)g.n);
	model_setf(m, "waiting", "%lld", (long long)g.open);
	if (more > 0)
		model_setf(m, "more", "%lld", (long long)more);
	else
		model_set(m, "more", NULL);
	l.thread = arena_printf(work_arena(w), "case-%lld", head);
	if (work_mail(w, &l, NULL, e) == -1)
		return -1;
	return work_journal(w, e, NULL, "%lld near-identical mails came, the "
	    "first one is case %lld; %lld wait", (long long)g.n, head,
	    (long long)g.open);
}

const struct job job_digest = { .name = "digest", .run = run };
