/* SPDX-License-Identifier: ISC */
/* By when the bulletins of a change are to be done.  The next date of each is
 * another one with every environment that is done: nobody is told of that. */
#include "handlers/bulletin/bulletin.h"
#include "handlers/change/change.h"
#include "handlers/deciding/deciding.h"

static int
fill(struct work *w, const struct record *r, struct list *lines,
    struct err *e)
{
	struct list all = { 0 };
	const char *act;
	size_t i;

	if (record_bulletins(w, r, &all, e) == -1)
		return -1;
	for (i = 0; i < all.n; i++) {
		const struct bulletin *b = all.at[i];

		if (deciding_act(w, b, &act, e) == -1)
			return -1;
		record_add(w, lines, b->shown, act);
	}
	return 0;
}

const struct record_part part_due = {
	.name = "due",
	.heading = "By when",
	.order = 12,
	.fill = fill,
};
