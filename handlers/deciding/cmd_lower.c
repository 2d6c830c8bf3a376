/* SPDX-License-Identifier: ISC */
/* lower BULLETIN FACTOR [REASON]: it is less urgent here. */
#include "handlers/deciding/standing.h"

static int
run(struct work *w, const struct words *words, struct err *e)
{
	return change_factor(w, words, false, e);
}

const struct command cmd_lower = {
	.name = "lower",
	.params = "BULLETIN FACTOR [REASON]",
	.help = "Makes a bulletin less urgent here, for a factor that lowers "
	    "(mitigated, low-value, ...).",
	.example = "lower EXS-2026-11 mitigated the port is closed",
	.roles = ROLES_RUN | ROLE_INFOSEC,
	.least = ASSURE_CHAT,
	.changes = true,
	.min = 2,
	.max = WORDS_MAX,
	.run = run,
};
