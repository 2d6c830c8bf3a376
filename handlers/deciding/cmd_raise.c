/* SPDX-License-Identifier: ISC */
/* raise BULLETIN FACTOR [REASON]: it is more urgent here. */
#include "handlers/deciding/standing.h"

static int
run(struct work *w, const struct words *words, struct err *e)
{
	return change_factor(w, words, true, e);
}

const struct command cmd_raise = {
	.name = "raise",
	.params = "BULLETIN FACTOR [REASON]",
	.help = "Makes a bulletin more urgent here, for a factor that raises "
	    "(exposed, high-value, ...).",
	.example = "raise EXS-2026-11 exposed the web servers have it",
	.roles = ROLES_RUN | ROLE_INFOSEC | ROLE_LEAD,
	.least = ASSURE_DOMAIN,
	.changes = true,
	.min = 2,
	.max = WORDS_MAX,
	.run = run,
};
