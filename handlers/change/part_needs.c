/* SPDX-License-Identifier: ISC */
/* Prerequisites, sequence and conflicts: as the bulletins have them, and as
 * people said. */
#include "handlers/bulletin/bulletin.h"
#include "handlers/change/change.h"
#include "handlers/cycle/cycle.h"

#define FACTS_SHOWN	5	/* of one kind of one bulletin */

static void
add_facts(struct work *w, const struct bulletin *b, const char *kind,
    const struct list *facts, struct list *lines)
{
	struct arena *a = work_arena(w);
	size_t i;

	for (i = 0; i < facts->n && i < FACTS_SHOWN; i++)
		record_add(w, lines, arena_printf(a, "%s of %s", kind,
		    b->shown), facts->at[i]);
	if (facts->n > FACTS_SHOWN)
		record_add(w, lines, arena_printf(a, "%s of %s", kind,
		    b->shown), arena_printf(a, "and %zu more: bulletin %s",
		    facts->n - FACTS_SHOWN, b->shown));
}

static void
add_bulletin(struct work *w, const struct bulletin *b, struct list *lines)
{
	const struct bulletin_facts *f = b->facts;

	add_facts(w, b, "prerequisite", &f->prerequisites, lines);
	add_facts(w, b, "conflict", &f->problems, lines);
	add_facts(w, b, "replaces", &f->supersedes, lines);
	if (f->restart == RESTART_YES)
		record_add(w, lines, arena_printf(work_arena(w),
		    "restart of %s", b->shown), "needed");
}

static int
fill(struct work *w, const struct record *r, struct list *lines,
    struct err *e)
{
	struct list all = { 0 }, needs = { 0 };
	size_t i;

	if (record_bulletins(w, r, &all, e) == -1 ||
	    need_list(w, r->id, &needs, e) == -1)
		return -1;
	for (i = 0; i < all.n; i++)
		add_bulletin(w, all.at[i], lines);
	for (i = 0; i < needs.n; i++) {
		const struct need *n = needs.at[i];

		record_add(w, lines, n->kind, arena_printf(work_arena(w),
		    "%s (%s)", n->what, cycle_person(w, n->person)));
	}
	return 0;
}

const struct record_part part_needs = {
	.name = "prerequisites",
	.heading = "Prerequisites, sequence, conflicts",
	.order = 70,
	.watched = true,
	.none = "None are known.",
	.fill = fill,
};
