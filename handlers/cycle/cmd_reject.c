/* SPDX-License-Identifier: ISC */
/* reject: no, and why; nothing that waits for the approval goes on. */
#include "handlers/cycle/override.h"

static int
run(struct work *w, const struct words *words, struct err *e)
{
	const char *reason = cycle_rest(w, words, 1);
	struct cycle_step *s;
	struct cycle *c;
	int64_t of;

	if (str_eq_nocase(words->at[0], "override"))
		return override_vote(w, words, false, e);
	if (approve_pick_of(w, words->at[0], &c, &s, &of, e) == -1)
		return -1;
	if (reason == NULL)
		return err_set(e, ERR_INPUT, "Say why, so that it can be put "
		    "right: reject %s/%s REASON.", c->name, s->name);
	return approve_vote(w, c, s, false, of, reason, e);
}

const struct command cmd_reject = {
	.name = "reject",
	.params = "STEP[@VERSION]|override NUMBER REASON",
	.help = "Refuses your approval; it is not given while your no stands.",
	.example = "reject 2026-11/change there is no way back for the ERP",
	.roles = ROLES_ANY,
	.least = ASSURE_CHAT,
	.changes = true,
	.min = 1,
	.max = WORDS_MAX,
	.run = run,
};
