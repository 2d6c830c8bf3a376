/* SPDX-License-Identifier: ISC */
/* change: the identifier under which the change board keeps an approval. */
#include <string.h>

#include "handlers/cycle/request.h"

#define ID_MAX	60	/* bytes */

static int
run(struct work *w, const struct words *words, struct err *e)
{
	struct model *m = work_model(w);
	struct cycle_step *s;
	struct cycle *c;
	const char *id = cycle_text(work_arena(w), words->at[1]), *old;

	if (run_pick_open(w, words->at[0], &c, &s, e) == -1)
		return -1;
	if (strcmp(s->kind, "approve") != 0 && strcmp(s->kind, "stage") != 0)
		return err_set(e, ERR_INPUT, "%s/%s is neither an approval nor "
		    "a stage, so no change stands for it.", c->name, s->name);
	if (id[0] == '\0' || strlen(id) > ID_MAX)
		return err_set(e, ERR_INPUT, "An identifier has 1 to %d "
		    "letters.", ID_MAX);
	old = s->change_id;
	s->change_id = id;
	run_model(w, m, c, s);
	model_set(m, "old", old);
	if (run_save_step(w, s, e) == -1 ||
	    cycle_room(w, "room-change", m, e) == -1 ||
	    work_journal(w, e, c->name, "%s: is change %s%s%s", s->name, id,
	    old != NULL ? ", before it was " : "", old != NULL ? old : "") ==
	    -1 || (s->state == STEP_DONE && s->step != NULL &&
	    strcmp(s->kind, "approve") == 0 &&
	    request_announce(w, c, s, e) == -1))
		return -1;
	return work_answer(w, "change", m, e);
}

const struct command cmd_change = {
	.name = "change",
	.params = "STEP ID",
	.help = "Notes and announces the identifier of an approval's change.",
	.example = "change 2026-11/change CHG-4711",
	.roles = ROLES_RUN | ROLE_APPROVER,
	.least = ASSURE_DOMAIN,
	.changes = true,
	.min = 2,
	.max = 2,
	.run = run,
};
