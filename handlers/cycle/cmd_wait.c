/* SPDX-License-Identifier: ISC */
/* wait: the officer of an approval decides in an emergency. */
#include "handlers/cycle/approve.h"

static int
run(struct work *w, const struct words *words, struct err *e)
{
	return approve_decide(w, words, false, e);
}

const struct command cmd_wait = {
	.name = "wait",
	.params = "STEP REASON",
	.help = "Decides in an emergency that a change waits for its "
	    "approval.",
	.example = "wait E-2026-11-18/exception nobody reaches it from "
	    "outside",
	.roles = ROLES_ANY,
	.least = ASSURE_CHAT,
	.changes = true,
	.min = 1,
	.max = WORDS_MAX,
	.run = run,
};
