/* SPDX-License-Identifier: ISC */
/* note: a sentence for the log of the night. */
#include "handlers/bridge/night.h"

/* The first word is a name only where it is one exactly: this is prose. */
static int
pick(struct work *w, const struct words *words, struct deployment **d,
    size_t *used, struct err *e)
{
	int rc = 0;

	*used = 0;
	if (words->n > 1 && (rc = cycle_find(w, words->at[0], d, e)) == -1)
		return -1;
	if (rc == 1 && ((*d)->state & (DEPLOYMENT_OPEN |
	    DEPLOYMENT_COMPLETED))) {
		*used = 1;
		return 0;
	}
	return cycle_pick(w, NULL, DEPLOYMENT_OPEN | DEPLOYMENT_COMPLETED, d,
	    e);
}

static int
run(struct work *w, const struct words *words, struct err *e)
{
	struct model *m = work_model(w);
	struct deployment *d;
	const char *text;
	size_t used;

	if (pick(w, words, &d, &used, e) == -1)
		return -1;
	if ((text = cycle_rest(w, words, used)) == NULL)
		return err_set(e, ERR_INPUT, "What shall I note?");
	model_set(m, "name", d->name);
	model_set(m, "text", text);
	if (work_journal(w, e, d->name, "note: %s", text) == -1 ||
	    work_answer(w, "note", m, e) == -1)
		return -1;
	return cycle_room(w, "room-note", m, e);
}

const struct command cmd_note = {
	.name = "note",
	.params = "[NAME] TEXT",
	.help = "Writes a sentence into the log of the night.",
	.example = "note the second disk was slow to come back",
	.roles = ROLES_ANY & ~(unsigned)(ROLE_OBSERVER | ROLE_AUDITOR),
	.least = ASSURE_NONE,
	.changes = true,
	.min = 1,
	.max = WORDS_MAX,
	.run = run,
};
