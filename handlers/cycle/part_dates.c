/* SPDX-License-Identifier: ISC */
/* When: the stages that wait for the approval, and their windows. */
#include "handlers/cycle/request.h"

static int
fill(struct work *w, const struct record *r, struct list *lines,
    struct err *e)
{
	char from[CLOCK_TEXT], until[CLOCK_TEXT];
	struct record_line *l;
	size_t i;

	(void)e;
	for (i = 0; i < r->stages.n; i++) {
		const struct record_stage *s = r->stages.at[i];

		l = record_add(w, lines, s->title, arena_printf(work_arena(w),
		    "%s to %s (%s)", clock_long(s->from, from),
		    clock_end(s->from, s->until, until),
		    s->environment));
		l->settled = s->begun;
	}
	return 0;
}

const struct record_part part_dates = {
	.name = "dates",
	.heading = "When",
	.order = 40,
	.watched = true,
	.none = "No stage waits for it.",
	.fill = fill,
};
