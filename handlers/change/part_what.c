/* SPDX-License-Identifier: ISC */
/* What is changed: the bulletins, and how bad. */
#include "handlers/bulletin/bulletin.h"
#include "handlers/change/change.h"
#include "handlers/deciding/deciding.h"

int
record_bulletins(struct work *w, const struct record *r, struct list *out,
    struct err *e)
{
	struct list all = { 0 };
	size_t i;
	int rc;

	if (bulletin_about(w, r->since, r->reason, RECORD_BULLETINS, &all,
	    e) == -1)
		return -1;
	for (i = 0; i < all.n; i++) {
		const struct bulletin *b = all.at[i];

		if ((rc = deciding_closed_by(w, b, r->opened, e)) == -1)
			return -1;
		/* it was closed before; but the emergency is declared for it.
		 * Those of the next release are for the next cycle */
		if (rc == 1 && bulletin_is_named(b, r->reason))
			rc = 0;
		if (rc == 0 && b->first_at < r->until)
			list_add_in(work_arena(w), out, all.at[i]);
	}
	return 0;
}

static int
fill(struct work *w, const struct record *r, struct list *lines,
    struct err *e)
{
	struct list all = { 0 };
	const char *mention;
	uint32_t level;
	size_t i;

	if (record_bulletins(w, r, &all, e) == -1)
		return -1;
	for (i = 0; i < all.n; i++) {
		const struct bulletin *b = all.at[i];

		if (bulletin_mention(w, b->shown, &mention, e) == -1 ||
		    deciding_level(w, b, &level, e) == -1)
			return -1;
		record_add(w, lines, mention, arena_printf(work_arena(w),
		    "%s: %s", site_severity_name(level), b->title));
	}
	return 0;
}

const struct record_part part_what = {
	.name = "bulletins",
	.heading = "What",
	.order = 10,
	.watched = true,
	.none = "No bulletin has come yet; what comes is told in a new "
	    "version.",
	.fill = fill,
};
