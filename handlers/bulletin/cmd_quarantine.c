/* SPDX-License-Identifier: ISC */
/* quarantine [CASE]: what waits for a decision, group by group; one case. */
#include "handlers/bulletin/quarantine.h"

#define MOST 30		/* groups that are listed */

static int
show_one(struct work *w, int64_t id, struct err *e)
{
	struct model *m = work_model(w);
	struct quarantined q;
	struct group g = { 0 };
	int rc = case_get(w, id, true, &q, e);

	if (rc == 0)
		return err_set(e, ERR_INPUT, "There is no mail %lld. "
		    "\"quarantine\" lists what waits.", (long long)id);
	if (rc == -1 || quarantine_group(w, id, &g, e) == -1)
		return -1;
	case_model(w, &q, m);
	case_contents(w, &q, m);
	model_flag(m, "open", q.open);
	model_flag(m, "grouped", g.n > 1);
	model_setf(m, "count", "%lld", (long long)g.n);
	model_setf(m, "waiting", "%lld", (long long)g.open);
	model_setf(m, "head", "%lld", (long long)g.head);
	return work_answer(w, "quarantine-case", m, e);
}

/* The first case of each group that waits, and how many; the newest first. */
static int
list_groups(struct work *w, int64_t *ids, int64_t *counts, struct err *e)
{
	struct rows *r = store_query(work_store(w), "SELECT MIN(inbox), "
	    "COUNT(*) FROM quarantine_cases WHERE waits = 1 GROUP BY head "
	    "ORDER BY head DESC LIMIT $1", "i", (int64_t)MOST + 1);
	int n = 0, rc;

	while ((rc = rows_next(r, e)) == 1 && n < MOST + 1) {
		ids[n] = rows_int(r, 0);
		counts[n++] = rows_int(r, 1);
	}
	rows_end(r);
	return rc == -1 ? -1 : n;
}

static int
run(struct work *w, const struct words *words, struct err *e)
{
	struct model *m = work_model(w), *item;
	int64_t ids[MOST + 1], counts[MOST + 1], id;
	struct quarantined q;
	int i, n, rc;

	if (words->n == 1)
		return case_number(words, 0, "quarantine 17", &id, e) == -1 ?
		    -1 : show_one(w, id, e);
	if ((n = list_groups(w, ids, counts, e)) == -1)
		return -1;
	model_list(m, "cases");
	model_flag(m, "more", n > MOST);
	for (i = 0; i < n && i < MOST; i++) {
		if ((rc = case_get(w, ids[i], false, &q, e)) == -1)
			return -1;
		if (rc == 0)
			continue;
		item = model_add(m, "cases");
		case_model(w, &q, item);
		model_flag(item, "grouped", counts[i] > 1);
		model_setf(item, "count", "%lld", (long long)counts[i]);
	}
	return work_answer(w, "quarantine", m, e);
}

const struct command cmd_quarantine = {
	.name = "quarantine", .params = "[CASE]",
	.help = "Mail that was not believed and waits for a decision.",
	.example = "quarantine 17",
	.roles = ROLES_RUN | ROLE_INFOSEC | ROLE_AUDITOR,
	.least = ASSURE_DOMAIN, .max = 1, .run = run,
};
