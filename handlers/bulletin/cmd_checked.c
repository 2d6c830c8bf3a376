/* SPDX-License-Identifier: ISC */
/* checked NAME [NOTE]: somebody looked at a source. */
#include "handlers/bulletin/sources.h"

static int
run(struct work *w, const struct words *words, struct err *e)
{
	const char *note = words->n > 1 ? words->rest[1] : NULL;
	const struct source *s = source_pick(w, words->at[0], e);
	struct model *m = work_model(w);
	struct counts none = { 0 };

	if (s == NULL || source_checked(w, s, note, e) == -1 ||
	    source_model(w, s, &none, m, e) == -1 ||
	    work_journal(w, e, NULL, "looked at the source %s%s%s", s->id,
	    note != NULL ? ": " : "", note != NULL ? note : "") == -1)
		return -1;
	return work_answer(w, "checked", m, e);
}

const struct command cmd_checked = {
	.name = "checked", .params = "SOURCE [NOTE]",
	.help = "Say that you looked at a source: it is there, and what is "
	    "new.",
	.example = "checked lamp-site nothing new, the address still holds",
	.roles = ROLES_WORK | ROLE_INFOSEC, .least = ASSURE_NONE,
	.changes = true, .min = 1, .max = WORDS_MAX, .run = run,
};
