/* SPDX-License-Identifier: ISC */
/* What was let in behind the freeze. */
#include "handlers/cycle/override.h"

static int
fill(struct work *w, const struct record *r, struct list *lines,
    struct err *e)
{
	struct arena *a = work_arena(w);
	struct list all = { 0 };
	char t[CLOCK_TEXT];
	size_t i;

	if (override_list(w, r->id, "done", &all, e) == -1)
		return -1;
	for (i = 0; i < all.n; i++) {
		const struct override *o = all.at[i];

		record_add(w, lines, arena_printf(a, "override %lld",
		    (long long)o->id), arena_printf(a, "%s of %s until %s: "
		    "%s", o->all ? "all" : cycle_join(a, &o->servers, " "),
		    o->step, clock_long(o->until, t), o->reason));
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
