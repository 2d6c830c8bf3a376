/* SPDX-License-Identifier: ISC */
/* What a yes means, so that nobody says more than he wants to. */
#include <string.h>

#include "handlers/cycle/request.h"

static const char *
stands_until(struct work *w, const struct step_approve *q)
{
	char t[CLOCK_TEXT];

	if (q->expires == 0)
		return "to the end of the cycle";
	return arena_printf(work_arena(w), "for %s, then it is asked for "
	    "again", clock_span(q->expires, t));
}

static int
fill(struct work *w, const struct record *r, struct list *lines,
    struct err *e)
{
	const struct step_approve *q = r->step->step->own;
	struct arena *a = work_arena(w);
	const char *renew = cycle_join(a, &q->renew, ", ");

	(void)e;
	record_add(w, lines, "a yes", "gives the authority to use the windows "
	    "above for these servers, in this way, and no other");
	record_add(w, lines, "a no", "stops what waits for it, until who said "
	    "it says yes; it needs a reason");
	record_add(w, lines, "it stands", stands_until(w, q));
	record_add(w, lines, "a change of it", renew[0] == '\0' ? "is told to "
	    "you; what was approved stands" : strcmp(renew, "any") == 0 ?
	    "makes it asked for anew" : arena_printf(a, "is told to you; one "
	    "of %s makes it asked for anew", renew));
	return 0;
}

const struct record_part part_meaning = {
	.name = "meaning",
	.heading = "What your approval means",
	.order = 120,
	.fill = fill,
};
