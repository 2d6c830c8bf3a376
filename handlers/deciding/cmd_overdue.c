/* SPDX-License-Identifier: ISC */
/* overdue: what should have been done already. */
#include "handlers/deciding/queue.h"

static int
run(struct work *w, const struct words *words, struct err *e)
{
	(void)words;
	return queue_answer(w, work_now(w), true, e);
}

const struct command cmd_overdue = {
	.name = "overdue",
	.params = "",
	.help = "The bulletins whose date has passed in an environment.",
	.example = "overdue",
	.roles = ROLES_ANY,
	.least = ASSURE_NONE,
	.max = 0,
	.run = run,
};
