/* SPDX-License-Identifier: ISC */
/* whoami: how patchbot sees the asker. */
#include "handlers/handler.h"

static int
run(struct work *w, const struct words *words, struct err *e)
{
	const struct actor *a = work_actor(w);
	struct model *m = work_model(w);
	struct buf roles = { 0 };
	int rc;

	(void)words;
	people_role_names(a->roles, &roles);
	model_set(m, "id", a->person->id);
	model_set(m, "roles", buf_str(&roles));
	model_set(m, "team", a->person->team);
	model_set(m, "assurance", assurance_name(a->assurance));
	rc = work_answer(w, "whoami", m, e);
	buf_free(&roles);
	return rc;
}

const struct command cmd_whoami = {
	.name = "whoami", .help = "Who I think you are, and what you may do.",
	.example = "whoami", .roles = 0, .least = ASSURE_NONE, .run = run,
};
