/* SPDX-License-Identifier: ISC */
/* decisions [BULLETIN]: what was decided, by whom, on what evidence. */
#include "handlers/deciding/standing.h"

#define SHOWN	20

static int
add(struct work *w, struct model *m, const struct decision *d, struct err *e)
{
	struct model *item = model_add(m, "decisions");
	struct bulletin b;
	int rc = bulletin_get(w, d->bulletin, &b, e);

	if (rc == -1)
		return -1;
	decision_model(w, item, d);
	model_set(item, "reference", rc == 1 ? b.shown : "");
	return 0;
}

static int
run(struct work *w, const struct words *words, struct err *e)
{
	struct model *m = work_model(w);
	struct list all = { 0 };
	struct bulletin b = { 0 };
	size_t i;

	if (words->n == 1 && decide_pick(w, words, &b, e) == -1)
		return -1;
	if (decision_list(w, b.id, SHOWN, &all, e) == -1)
		return -1;
	model_list(m, "decisions");
	for (i = 0; i < all.n; i++)
		if (add(w, m, all.at[i], e) == -1)
			return -1;
	model_set(m, "of", words->n == 1 ? b.shown : "");
	return work_answer(w, "decisions", m, e);
}

const struct command cmd_decisions = {
	.name = "decisions",
	.params = "[BULLETIN]",
	.help = "What was decided last, or about one bulletin, by whom and "
	    "on what evidence.",
	.example = "decisions EXS-2026-11",
	.roles = ROLES_ANY,
	.least = ASSURE_NONE,
	.max = 1,
	.run = run,
};
