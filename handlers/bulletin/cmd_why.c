/* SPDX-License-Identifier: ISC */
/* why CASE: the evidence of a case in plain words; why STEP: how the dates of
 * a cycle's step came about. */
#include <string.h>

#include "handlers/bulletin/quarantine.h"
#include "handlers/cycle/cycle.h"

static int
run(struct work *w, const struct words *words, struct err *e)
{
	struct model *m = work_model(w);
	struct quarantined q;
	long long number;
	int64_t id;
	int rc;

	if (!str_number(words->at[0], 0, INT64_MAX, &number) &&
	    (rc = cycle_is_step(w, words->at[0], e)) != 0)
		return rc == -1 ? -1 : cycle_why(w, words->at[0], e);
	if (case_number(words, 0, "why 17", &id, e) == -1)
		return -1;
	if ((rc = case_get(w, id, true, &q, e)) == 0)
		return err_set(e, ERR_INPUT, "There is no mail %lld. "
		    "\"quarantine\" lists what waits.", (long long)id);
	if (rc == -1)
		return -1;
	case_model(w, &q, m);
	case_proofs(w, &q, m);
	model_flag(m, "open", q.open);
	model_flag(m, "authentic", strcmp(q.verdict, "authentic") == 0);
	return work_answer(w, "why", m, e);
}

const struct command cmd_why = {
	.name = "why", .params = "CASE|STEP",
	.help = "Why a mail was believed or not, or a step is when it is.",
	.example = "why 17",
	.roles = ROLES_RUN | ROLE_INFOSEC | ROLE_AUDITOR,
	.least = ASSURE_DOMAIN, .min = 1, .max = 1, .run = run,
};
