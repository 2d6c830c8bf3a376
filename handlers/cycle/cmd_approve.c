/* SPDX-License-Identifier: ISC */
/* approve: yes, of somebody whose yes is asked for. */
#include "handlers/cycle/override.h"

static int
run(struct work *w, const struct words *words, struct err *e)
{
	struct cycle_step *s;
	struct cycle *c;
	int64_t of;

	if (str_eq_nocase(words->at[0], "override"))
		return override_vote(w, words, true, e);
	if (approve_pick_of(w, words->at[0], &c, &s, &of, e) == -1)
		return -1;
	return approve_vote(w, c, s, true, of, cycle_rest(w, words, 1), e);
}

const struct command cmd_approve = {
	.name = "approve",
	.params = "STEP[@VERSION]|override NUMBER [REASON]",
	.help = "Gives your approval to what a cycle asks it for.",
	.example = "approve 2026-11/change",
	.roles = ROLES_ANY,
	.least = ASSURE_CHAT,
	.changes = true,
	.min = 1,
	.max = WORDS_MAX,
	.run = run,
};
