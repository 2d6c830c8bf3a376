/* SPDX-License-Identifier: ISC */
/* prerequisite: what the change needs first, in which order, and what it does
 * not go with; it stands in the change request. */
#include "handlers/change/change.h"
#include "handlers/cycle/running.h"

#define NEEDS_MAX	50	/* of one cycle */

static const char *const kinds[] = { "prerequisite", "sequence", "conflict" };

/* "[CYCLE] [sequence|conflict] TEXT": *i is where the text begins. */
static int
parse(struct work *w, const struct words *words, struct cycle **c,
    const char **kind, size_t *i, struct err *e)
{
	size_t k;
	int rc = run_find(w, words->at[0], c, e);

	*i = rc == 1;
	if (rc == -1 || run_pick(w, rc == 1 ? words->at[0] : NULL, CYCLE_OPEN,
	    c, e) == -1)
		return -1;
	*kind = kinds[0];
	for (k = 0; *i < words->n && k < 3; k++)
		if (str_eq_nocase(words->at[*i], kinds[k])) {
			*kind = kinds[k];
			++*i;
			break;
		}
	return 0;
}

static int
insert(struct work *w, const struct cycle *c, const char *kind,
    const char *text, struct err *e)
{
	struct list all = { 0 };
	int64_t id;

	if (need_list(w, c->id, &all, e) == -1)
		return -1;
	if (all.n >= NEEDS_MAX)
		return err_set(e, ERR_INPUT, "%s has %zu of these already; "
		    "more belong into a document of their own.", c->name,
		    all.n);
	if ((id = store_new_id(work_store(w), "change need", e)) == -1)
		return -1;
	return store_exec(work_store(w), e, "INSERT INTO change_needs (id, "
	    "cycle, kind, what, person, at) VALUES ($1, $2, $3, $4, $5, $6)",
	    "iisssi", id, c->id, kind, text, cycle_actor(w), work_now(w)) ==
	    -1 ? -1 : 0;
}

static int
run(struct work *w, const struct words *words, struct err *e)
{
	struct model *m = work_model(w);
	const char *kind, *text;
	struct cycle *c;
	size_t i;

	if (parse(w, words, &c, &kind, &i, e) == -1)
		return -1;
	if ((text = cycle_rest(w, words, i)) == NULL)
		return err_set(e, ERR_INPUT, "What has to be there first? "
		    "Write prerequisite %s [sequence|conflict] TEXT.",
		    c->name);
	if (insert(w, c, kind, text, e) == -1 ||
	    cycle_facts_changed(w, c->id, e) == -1 ||
	    work_journal(w, e, c->name, "%s: %s", kind, text) == -1)
		return -1;
	run_model(w, m, c, NULL);
	model_set(m, "kind", kind);
	model_set(m, "text", text);
	return work_answer(w, "prerequisite", m, e);
}

const struct command cmd_prerequisite = {
	.name = "prerequisite",
	.params = "[CYCLE] [sequence|conflict] TEXT",
	.help = "Notes what a change needs first, in which order, or what it "
	    "does not go with; the change request says it.",
	.example = "prerequisite 2026-11 sequence databases before the "
	    "middle tier",
	.roles = ROLES_WORK | ROLE_INFOSEC | ROLE_APPROVER,
	.least = ASSURE_DOMAIN,
	.changes = true,
	.min = 1,
	.max = WORDS_MAX,
	.run = run,
};
