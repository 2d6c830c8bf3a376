/* SPDX-License-Identifier: ISC */
/* documents: what was sent or published in a cycle, and its versions. */
#include <string.h>

#include "handlers/cycle/papers.h"

static void
fill(struct work *w, struct model *m, const struct list *all)
{
	struct model *item;
	char t[CLOCK_TEXT];
	size_t i;

	model_list(m, "documents");
	for (i = 0; i < all->n; i++) {
		const struct document *d = all->at[i];

		/* the last version of each name */
		if (i + 1 < all->n && strcmp(d->name, ((const struct document
		    *)all->at[i + 1])->name) == 0)
			continue;
		item = model_add(m, "documents");
		model_set(item, "document", d->name);
		model_setf(item, "version", "%lld", (long long)d->version);
		model_set(item, "at", clock_minute(d->at, t));
		model_set(item, "author", cycle_person(w, d->author));
	}
}

static int
run(struct work *w, const struct words *words, struct err *e)
{
	struct model *m = work_model(w);
	struct list all = { 0 };
	struct cycle *c;

	if (run_pick(w, words->n > 0 ? words->at[0] : NULL, words->n > 0 ?
	    CYCLE_ANY : CYCLE_OPEN, &c, e) == -1 ||
	    document_list(w, c->id, NULL, &all, e) == -1)
		return -1;
	run_model(w, m, c, NULL);
	fill(w, m, &all);
	return work_answer(w, "documents", m, e);
}

const struct command cmd_documents = {
	.name = "documents",
	.params = "[CYCLE]",
	.help = "Lists the documents of a cycle and their versions.",
	.example = "documents 2026-11",
	.roles = ROLES_ANY,
	.least = ASSURE_NONE,
	.min = 0,
	.max = 1,
	.run = run,
};
