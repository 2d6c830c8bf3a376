/* SPDX-License-Identifier: ISC */
/* include: a server that was left out is patched after all. */
#include "handlers/servers/night.h"

static int
include_one(struct work *w, const struct list *open, const char *name,
    const struct deployment *d, struct err *e)
{
	const struct server *s = inventory_find(inventory_of(work_config(w)),
	    name);
	size_t i, n = 0;

	for (i = 0; i < open->n; i++) {
		const struct exclusion *x = open->at[i];

		if (!str_eq_nocase(x->server, name))
			continue;
		if (!server_may(w, s))
			return err_set(e, ERR_REFUSED, "%s %s may take it "
			    "back.", x->server, server_whose(w, s));
		n++;
		if (exclusion_may(w, x->environment, x->until, x->server,
		    e) == -1 || exclusion_end(w, x, "included", e) == -1 ||
		    work_journal(w, e, x->night, "%s is not left out any more "
		    "(it was until then: %s)", x->server, x->reason) == -1)
			return -1;
	}
	if (n > 0)
		return 0;
	if (name_known(w, name, true, &name, e) == -1)
		return -1;
	return err_set(e, ERR_INPUT, "%s is not left out of %s.", name,
	    d != NULL ? d->name : "any night");
}

static int
run(struct work *w, const struct words *words, struct err *e)
{
	size_t to = word_at(words, 1, "in"), i;
	struct list names = { 0 }, open = { 0 };
	struct model *m = work_model(w);
	struct deployment *d = NULL;

	if (to + 2 < words->n)
		return err_set(e, ERR_INPUT, "Write include db1 in production, "
		    "with nothing behind.");
	if (names_of_words(w, words, 0, to, &names, e) == -1 ||
	    (to + 1 < words->n && (cycle_pick_night(w, words->at[to + 1],
	    DEPLOYMENT_PLANNED, &d, e) == -1 ||
	    cycle_may_change(w, d, e) == -1)) ||
	    servers_exclusions(w, d, &open, e) == -1)
		return -1;
	for (i = 0; i < names.n; i++)
		if (include_one(w, &open, names.at[i], d, e) == -1)
			return -1;
	if (cycle_all_facts_changed(w, e) == -1)
		return -1;
	model_set(m, "names", cycle_join(work_arena(w), &names, ", "));
	model_set(m, "night", d != NULL ? d->name : "");
	model_flag(m, "several", names.n > 1);
	/* those who heard that they are left out hear that they are not */
	return cycle_room(w, "include", m, e) == -1 ||
	    server_tell_owners(w, &names, "include", m, e) == -1 ? -1 :
	    work_answer(w, "include", m, e);
}

const struct command cmd_include = {
	.name = "include",
	.params = "SERVER[,SERVER] [in STAGE|DEPLOYMENT]",
	.help = "Takes back what exclude said: the servers are patched after "
	    "all.",
	.example = "include fs1 in production",
	.roles = ROLES_WORK,
	.least = ASSURE_NONE,
	.changes = true,
	.min = 1,
	.max = WORDS_MAX,
	.run = run,
};
