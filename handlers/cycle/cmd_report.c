/* SPDX-License-Identifier: ISC */
/* report: what came of a cycle, as its report would say it now. */
#include "handlers/cycle/paper.h"

static int
run(struct work *w, const struct words *words, struct err *e)
{
	struct model *m = work_model(w);
	struct cycle *c;
	size_t n;

	if (run_pick(w, words->n > 0 ? words->at[0] : NULL, CYCLE_ANY, &c,
	    e) == -1)
		return -1;
	run_model(w, m, c, NULL);
	return run_bulletins_model(w, m, c, &n, e) == -1 ||
	    cycle_report_model(w, m, c, NULL, e) == -1 ? -1 :
	    work_answer(w, "report", m, e);
}

const struct command cmd_report = {
	.name = "report",
	.params = "[CYCLE]",
	.help = "What came of a cycle: what was patched where, what was "
	    "decided, late, moved and left out.",
	.example = "report 2026-11",
	.roles = ROLES_ANY,
	.least = ASSURE_NONE,
	.max = 1,
	.run = run,
};
