/* SPDX-License-Identifier: ISC */
/* quarantine [CASE]: what waits for a decision; one case with its evidence. */
#include "handlers/handler.h"

static int
show_one(struct work *w, int64_t id, struct err *e)
{
	struct model *m = work_model(w);
	struct rows *r = store_query(work_store(w), "SELECT sender, subject, "
	    "verdict, vendor, why, at, state FROM inbox WHERE id = $1 AND "
	    "channel = 'mail' AND verdict IS NOT NULL", "i", id);
	char t[CLOCK_TEXT];
	int rc = rows_next(r, e);

	if (rc == 1) {
		model_setf(m, "case", "%lld", (long long)id);
		model_set(m, "sender", rows_text(r, 0) != NULL ?
		    rows_text(r, 0) : "(no single readable address)");
		model_set(m, "subject", rows_text(r, 1));
		model_set(m, "verdict", rows_text(r, 2));
		model_set(m, "vendor", rows_text(r, 3));
		model_set(m, "why", rows_text(r, 4));
		model_set(m, "received", clock_minute(rows_int(r, 5), t));
		model_flag(m, "open", span_eq(span_of(rows_text(r, 6)),
		    "refused"));
	}
	rows_end(r);
	if (rc == 0)
		return err_set(e, ERR_INPUT, "There is no mail %lld. "
		    "\"quarantine\" lists what waits.", (long long)id);
	return rc == -1 ? -1 : work_answer(w, "quarantine-case", m, e);
}

static int
run(struct work *w, const struct words *words, struct err *e)
{
	struct model *m = work_model(w), *item;
	struct rows *r;
	long long id;
	int rc;

	if (words->n == 1) {
		if (!str_number(words->at[0], 1, INT64_MAX, &id))
			return err_set(e, ERR_INPUT, "\"%s\" is no case "
			    "number.", words->at[0]);
		return show_one(w, id, e);
	}
	model_list(m, "cases");
	r = store_query(work_store(w), "SELECT id, verdict, sender, subject "
	    "FROM inbox WHERE state = 'refused' AND folder = 2 "
	    "ORDER BY id DESC LIMIT 30", "");
	while ((rc = rows_next(r, e)) == 1) {
		item = model_add(m, "cases");
		model_setf(item, "case", "%lld", (long long)rows_int(r, 0));
		model_set(item, "verdict", rows_text(r, 1));
		model_set(item, "sender", rows_text(r, 2) != NULL ?
		    rows_text(r, 2) : "(unreadable)");
		model_set(item, "subject", rows_text(r, 3));
	}
	rows_end(r);
	return rc == -1 ? -1 : work_answer(w, "quarantine", m, e);
}

const struct command cmd_quarantine = {
	.name = "quarantine", .params = "[CASE]",
	.help = "Mail that was not believed and waits for a decision.",
	.example = "quarantine 17",
	.roles = ROLES_RUN | ROLE_INFOSEC | ROLE_AUDITOR,
	.least = ASSURE_DOMAIN, .max = 1, .run = run,
};
