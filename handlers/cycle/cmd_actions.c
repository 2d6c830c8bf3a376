/* SPDX-License-Identifier: ISC */
/* actions: what somebody, or everybody, has still to do. */
#include "handlers/cycle/action.h"

static int
run(struct work *w, const struct words *words, struct err *e)
{
	const struct people *all = &work_config(w)->people;
	const struct person *p = work_actor(w)->person;
	const char *word = words->n > 0 ? words->at[0] : NULL, *owner = NULL;
	const struct team *t = word != NULL ? people_team(all, word) : NULL;
	struct model *m = work_model(w);

	if (word != NULL && !str_eq_nocase(word, "all")) {
		p = people_find(all, word);
		if (t == NULL && p == NULL)
			return err_set(e, ERR_INPUT, "I know nobody called "
			    "\"%.80s\", and no such team.", word);
		owner = t != NULL ? t->id : p->id;
	} else if (word == NULL && p != NULL) {
		owner = p->id;
	}
	model_flag(m, "everybody", owner == NULL);
	model_set(m, "whose", t != NULL ? t->name : owner != NULL ?
	    cycle_person(w, owner) : "");
	return action_models(w, m, owner, e) == -1 ? -1 :
	    work_answer(w, "actions", m, e);
}

const struct command cmd_actions = {
	.name = "actions",
	.params = "[OWNER|all]",
	.help = "Lists the open action items: yours, somebody's, or all.",
	.example = "actions all",
	.roles = ROLES_ANY,
	.least = ASSURE_NONE,
	.min = 0,
	.max = 1,
	.run = run,
};
