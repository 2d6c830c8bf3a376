/* SPDX-License-Identifier: ISC */
/* due [DAYS]: what is to be done, the first due one first. */
#include "handlers/deciding/queue.h"

#define DAYS_MAX	3660

static int
run(struct work *w, const struct words *words, struct err *e)
{
	long long days = 0;

	if (words->n == 1 && !str_number(words->at[0], 1, DAYS_MAX, &days))
		return err_set(e, ERR_INPUT, "\"%.40s\" is no number of days "
		    "from 1 to %d.", words->at[0], DAYS_MAX);
	return queue_answer(w, words->n == 1 ? clock_add_days(work_now(w),
	    (int)days) : NO_DATE, false, e);
}

const struct command cmd_due = {
	.name = "due",
	.params = "[DAYS]",
	.help = "What is to be done about bulletins, by its date; with DAYS "
	    "only what is due within so many.",
	.example = "due 14",
	.roles = ROLES_ANY,
	.least = ASSURE_NONE,
	.max = 1,
	.run = run,
};
