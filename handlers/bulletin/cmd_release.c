/* SPDX-License-Identifier: ISC */
/* release CASE REASON: a quarantined mail is believed after all. */
#include "handlers/bulletin/quarantine.h"

static int
run(struct work *w, const struct words *words, struct err *e)
{
	struct model *m = work_model(w);
	int64_t id;

	if (case_number(words, 0, "release 17 WHY YOU BELIEVE IT", &id,
	    e) == -1 || work_release(w, id, words->rest[1], e) == -1 ||
	    quarantine_decided(w, id, true, e) == -1)
		return -1;
	model_setf(m, "case", "%lld", (long long)id);
	return work_answer(w, "released", m, e);
}

const struct command cmd_release = {
	.name = "release", .params = "CASE REASON",
	.help = "Post a quarantined bulletin after all.",
	.example = "release 17 confirmed by telephone with the vendor",
	.roles = ROLE_INFOSEC, .least = ASSURE_CHAT, .changes = true,
	.min = 2, .max = WORDS_MAX, .run = run,
};
