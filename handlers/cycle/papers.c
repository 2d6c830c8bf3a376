/* SPDX-License-Identifier: ISC */
/* Documents by name; see papers.h. */
#include <string.h>

#include "handlers/cycle/papers.h"

#define NAMES_MAX	400	/* that a misspelt one is compared with */

static int
unknown(struct work *w, const struct list *cycles, const char *word,
    struct err *e)
{
	const char *names[NAMES_MAX], *near;
	struct list all = { 0 };
	size_t i, n = 0;

	for (i = 0; i < cycles->n; i++)
		if (document_list(w, ((const struct cycle *)cycles->at[i])->
		    id, NULL, &all, e) == -1)
			return -1;
	for (i = 0; i < all.n && n < NAMES_MAX; i++)
		names[n++] = ((const struct document *)all.at[i])->name;
	near = str_nearest(word, names, n);
	return err_set(e, ERR_INPUT, "There is no document \"%.80s\"%s%s%s "
	    "\"documents CYCLE\" lists those that were made.", word,
	    near != NULL ? "; did you mean \"" : ".", near != NULL ? near :
	    "", near != NULL ? "\"?" : "");
}

int
papers_pick(struct work *w, const char *word, struct cycle **c,
    struct document *d, struct err *e)
{
	const char *slash = strchr(word, '/'), *name;
	struct list cycles = { 0 };
	size_t i, found = 0;
	int rc;

	name = cycle_lower(work_arena(w), slash != NULL ? slash + 1 : word);
	if (slash == NULL && run_open_ones(w, &cycles, e) == -1)
		return -1;
	if (slash != NULL) {
		if (run_pick(w, arena_strn(work_arena(w), word,
		    (size_t)(slash - word)), CYCLE_ANY, c, e) == -1)
			return -1;
		list_add_in(work_arena(w), &cycles, *c);
	}
	for (i = 0; i < cycles.n; i++) {
		struct cycle *one = cycles.at[i];

		if ((rc = document_get(w, one->id, name, 0, d, e)) == -1)
			return -1;
		if (rc == 1 && ++found == 1)
			*c = one;
	}
	if (found == 0)
		return unknown(w, &cycles, name, e);
	if (found > 1)
		return err_set(e, ERR_INPUT, "Several open cycles have a "
		    "document %s. Say which: %s/%s.", name, (*c)->name, name);
	/* the loop may have gone past it */
	return document_get(w, (*c)->id, name, 0, d, e) == -1 ? -1 : 0;
}
