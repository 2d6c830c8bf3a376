/* SPDX-License-Identifier: ISC */
/* now: the officer of an approval decides in an emergency. */
#include "handlers/cycle/approve.h"

static int
run(struct work *w, const struct words *words, struct err *e)
{
	return approve_decide(w, words, true, e);
}

const struct command cmd_now = {
	.name = "now",
	.params = "STEP REASON",
	.help = "Decides in an emergency that a change goes on before it "
	    "is approved.",
	.example = "now E-2026-11-18/exception the gateway is being "
	    "attacked",
	.roles = ROLES_ANY,
	.least = ASSURE_CHAT,
	.changes = true,
	.min = 1,
	.max = WORDS_MAX,
	.run = run,
};
