/* SPDX-License-Identifier: ISC */
/* discard CASE REASON: a quarantined mail was looked at and is nothing. */
#include "handlers/handler.h"

static int
run(struct work *w, const struct words *words, struct err *e)
{
	struct model *m = work_model(w);
	long long id;

	if (!str_number(words->at[0], 1, INT64_MAX, &id))
		return err_set(e, ERR_INPUT, "\"%s\" is no case number. Say: "
		    "discard 17 WHAT IT WAS.", words->at[0]);
	if (work_discard(w, id, words->rest[1], e) == -1)
		return -1;
	model_setf(m, "case", "%lld", id);
	return work_answer(w, "discarded", m, e);
}

const struct command cmd_discard = {
	.name = "discard", .params = "CASE REASON",
	.help = "Close a quarantined mail without posting it.",
	.example = "discard 17 a phishing mail",
	.roles = ROLE_INFOSEC, .least = ASSURE_DOMAIN, .changes = true,
	.min = 2, .max = WORDS_MAX, .run = run,
};
