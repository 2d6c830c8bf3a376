/* SPDX-License-Identifier: ISC */
/* sources [PERIOD]: what came of each source. */
#include "handlers/bulletin/sources.h"

static int
run(struct work *w, const struct words *words, struct err *e)
{
	struct model *m = work_model(w);
	struct period p;

	if (period_parse(w, words->n > 0 ? words->at[0] : "quarter", &p,
	    e) == -1 || source_table(w, &p, false, m, e) == -1)
		return -1;
	return work_answer(w, "sources", m, e);
}

const struct command cmd_sources = {
	.name = "sources", .params = "[month|quarter|year|2026-11|2026-q4]",
	.help = "What came of each source of bulletins: received, believed, "
	    "refused, relevant.",
	.example = "sources 2026-q4",
	.roles = ROLES_ANY, .least = ASSURE_NONE, .max = 1, .run = run,
};
