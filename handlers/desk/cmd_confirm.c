/* SPDX-License-Identifier: ISC */
/* confirm TOKEN: runs the commands that a token was mailed for. */
#include "handlers/handler.h"

static int
run(struct work *w, const struct words *words, struct err *e)
{
	return work_confirm(w, words->at[0], e);
}

const struct command cmd_confirm = {
	.name = "confirm", .params = "TOKEN",
	.help = "Confirm commands that you sent by mail.",
	.example = "confirm k7qf-2mzd",
	.roles = 0, .least = ASSURE_NONE, .min = 1, .max = 1, .run = run,
};
