/* SPDX-License-Identifier: ISC */
/* release CASE REASON: a quarantined mail is believed after all. */
#include "handlers/handler.h"

static int
run(struct work *w, const struct words *words, struct err *e)
{
	struct model *m = work_model(w);
	long long id;

	if (!str_number(words->at[0], 1, INT64_MAX, &id))
		return err_set(e, ERR_INPUT, "\"%s\" is no case number. Say: "
		    "release 17 WHY YOU BELIEVE IT.", words->at[0]);
	if (work_release(w, id, words->rest[1], e) == -1)
		return -1;
	model_setf(m, "case", "%lld", id);
	return work_answer(w, "released", m, e);
}

const struct command cmd_release = {
	.name = "release", .params = "CASE REASON",
	.help = "Post a quarantined bulletin after all.",
	.example = "release 17 confirmed by telephone with the vendor",
	.roles = ROLE_INFOSEC, .least = ASSURE_CHAT, .changes = true,
	.min = 2, .max = WORDS_MAX, .run = run,
};
