/* SPDX-License-Identifier: ISC */
/* What persons added to the change request: the board is asked for it, too. */
#include "handlers/cycle/request.h"

static int
fill(struct work *w, const struct record *r, struct list *lines,
    struct err *e)
{
	struct list all = { 0 };
	size_t i;

	if (document_amendments(w, r->id, r->step->name, &all, e) == -1)
		return -1;
	for (i = 0; i < all.n; i++) {
		const struct document *d = all.at[i];

		record_add(w, lines, "amendment", arena_printf(work_arena(w),
		    "%s (%s)", d->why, cycle_person(w, d->author)));
	}
	return 0;
}

const struct record_part part_amendments = {
	.name = "amendments",
	.heading = "Amendments",
	.order = 115,
	.watched = true,
	.fill = fill,
};
