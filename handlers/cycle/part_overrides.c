/* SPDX-License-Identifier: ISC */
/* What was let in behind the freeze. */
#include <string.h>

#include "handlers/cycle/override.h"

static void
add(struct work *w, const struct override *o, struct list *lines)
{
	struct arena *a = work_arena(w);
	struct record_line *l;
	char t[CLOCK_TEXT];

	l = record_add(w, lines, arena_printf(a, "override %lld",
	    (long long)o->id), arena_printf(a, "%s of %s until %s: %s",
	    o->all && o->length == 0 ? "all" : override_what(w, o), o->step,
	    clock_long(o->until, t), o->reason));
	/* that its date has passed is no news */
	l->settled = strcmp(o->state, "over") == 0;
}

static int
fill(struct work *w, const struct record *r, struct list *lines,
    struct err *e)
{
	struct list all = { 0 };
	size_t i;

	if (override_list(w, r->id, "done", &all, e) == -1 ||
	    override_list(w, r->id, "over", &all, e) == -1)
		return -1;
	for (i = 0; i < all.n; i++) {
		const struct override *o = all.at[i];

		if (o->done_at != 0)
			add(w, o, lines);
	}
	return 0;
}

const struct record_part part_overrides = {
	.name = "overrides",
	.heading = "Let in behind the freeze",
	.order = 110,
	.watched = true,
	.fill = fill,
};
