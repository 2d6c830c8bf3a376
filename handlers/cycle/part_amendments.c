/* SPDX-License-Identifier: ISC */
/* What persons added to the change request: the board is asked for it, too. */
#include <string.h>

#include "handlers/cycle/approve.h"
#include "handlers/cycle/request.h"

/*
 * *until: what was added before then is no news.  A request of a patchbot that
 * had no such part names none of them; whoever spoke of it since could read
 * them in the document, and what he said stands.
 */
static int
settled_until(struct work *w, const struct record *r, int64_t *until,
    struct err *e)
{
	struct list sections = { 0 }, votes = { 0 };
	struct document d = { 0 };
	int rc = document_record(w, r->id, r->step->name, INT64_MAX, &d, e);
	size_t i;

	*until = 0;
	if (rc != 1)
		return rc;
	record_unpack(work_arena(w), d.facts, &sections);
	for (i = 0; i < sections.n; i++)
		if (strcmp(((const struct record_section *)
		    sections.at[i])->name, "amendments") == 0)
			return 0;
	if (approve_load(w, r->step, &votes, e) == -1)
		return -1;
	for (i = 0; i < votes.n; i++) {
		const struct vote *v = votes.at[i];

		if (!v->decides && v->at > *until)
			*until = v->at;
	}
	return 0;
}

static int
fill(struct work *w, const struct record *r, struct list *lines,
    struct err *e)
{
	struct list all = { 0 };
	struct record_line *l;
	int64_t until;
	size_t i;

	if (document_amendments(w, r->id, r->step->name, &all, e) == -1 ||
	    settled_until(w, r, &until, e) == -1)
		return -1;
	for (i = 0; i < all.n; i++) {
		const struct document *d = all.at[i];

		l = record_add(w, lines, "amendment", arena_printf(
		    work_arena(w), "%s (%s)", d->why, cycle_person(w,
		    d->author)));
		l->settled = d->at < until;
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
