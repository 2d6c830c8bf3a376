/* SPDX-License-Identifier: ISC */
/* change: the identifier under which the change board keeps an approval. */
#include <string.h>

#include "handlers/cycle/request.h"

#define ID_MAX	60	/* bytes */

/* "; approvals of 2026-11 are: change, go"; "" where it has none. */
static const char *
approvals(struct work *w, const struct cycle *c)
{
	struct list names = { 0 };
	size_t i;

	for (i = 0; i < c->steps.n; i++) {
		const struct cycle_step *s = c->steps.at[i];

		if (strcmp(s->kind, "approve") == 0)
			list_add_in(work_arena(w), &names, arena_str(
			    work_arena(w), s->name));
	}
	return names.n == 0 ? "" : arena_printf(work_arena(w),
	    "; approvals of %s are: %s", c->name, cycle_join(work_arena(w),
	    &names, ", "));
}

static int
run(struct work *w, const struct words *words, struct err *e)
{
	struct model *m = work_model(w);
	struct cycle_step *s;
	struct cycle *c;
	const char *id = cycle_text(work_arena(w), words->at[1]), *old;

	if (run_pick_open(w, words->at[0], &c, &s, e) == -1)
		return -1;
	if (strcmp(s->kind, "approve") != 0)
		return err_set(e, ERR_INPUT, "%s/%s is of the kind \"%s\", so "
		    "no change stands for it%s.", c->name, s->name, s->kind,
		    approvals(w, c));
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
