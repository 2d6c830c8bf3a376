/* SPDX-License-Identifier: ISC */
/* Why: what happens to who does nothing. */
#include "handlers/bulletin/bulletin.h"
#include "handlers/change/change.h"
#include "handlers/deciding/deciding.h"

static int
fill(struct work *w, const struct record *r, struct list *lines,
    struct err *e)
{
	struct list all = { 0 };
	uint32_t worst = SEVERITY_NOT_STATED, level;
	size_t i;

	if (r->reason != NULL)
		record_add(w, lines, "declared", r->reason);
	if (record_bulletins(w, r, &all, e) == -1)
		return -1;
	for (i = 0; i < all.n; i++) {
		const struct bulletin *b = all.at[i];

		/* as it is urgent here: "What" and the dates say that too */
		if (deciding_level(w, b, &level, e) == -1)
			return -1;
		if (level > worst)
			worst = level;
		if (b->facts->exploited == STATED_YES)
			record_add(w, lines, b->shown, "attackers use it "
			    "already, as its vendor says");
		else if (b->facts->known == STATED_YES)
			record_add(w, lines, b->shown, "it was public before "
			    "there was a patch, as its vendor says");
	}
	if (all.n > 0)
		record_add(w, lines, "risk", arena_printf(work_arena(w),
		    "%zu bulletin%s, the worst is %s", all.n, all.n == 1 ? "" :
		    "s", site_severity_name(worst)));
	return 0;
}

/* not watched: whatever changes here changes "What" too */
const struct record_part part_why = {
	.name = "why",
	.heading = "Why",
	.order = 20,
	.none = "The month's patches.",
	.fill = fill,
};
