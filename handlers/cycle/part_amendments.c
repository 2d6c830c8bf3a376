/* SPDX-License-Identifier: ISC */
/* What persons added to the change request: the board is asked for it, too. */
#include <string.h>

#include "handlers/cycle/request.h"

/* What no one need be told of: amendments before a version that somebody spoke
 * of, and those from before a vote of which no version was noted. */
struct settled {
	int64_t	 version, at;
};

/*
 * A request of a patchbot that had no such part names none of them; whoever
 * spoke of it since could read them in the document, and what he said stands.
 */
static int
settled_until(struct work *w, const struct record *r, struct settled *x,
    struct err *e)
{
	struct list sections = { 0 };
	struct document d = { 0 };
	int rc = document_record(w, r->id, r->step->name, INT64_MAX, &d, e);
	size_t i;

	*x = (struct settled){ 0 };
	if (rc != 1)
		return rc;
	record_unpack(work_arena(w), d.facts, &sections);
	for (i = 0; i < sections.n; i++)
		if (strcmp(((const struct record_section *)
		    sections.at[i])->name, "amendments") == 0)
			return 0;
	return store_int(work_store(w), e, &x->version, "SELECT "
	    "COALESCE(MAX(version), 0) FROM cycle_approvals WHERE cycle = $1 "
	    "AND step = $2", "is", r->id, r->step->name) == -1 ||
	    store_int(work_store(w), e, &x->at, "SELECT COALESCE(MAX(at), 0) "
	    "FROM cycle_approvals WHERE cycle = $1 AND step = $2 AND "
	    "version = 0", "is", r->id, r->step->name) == -1 ? -1 : 0;
}

static int
fill(struct work *w, const struct record *r, struct list *lines,
    struct err *e)
{
	struct list all = { 0 };
	struct record_line *l;
	struct settled until;
	size_t i;

	if (document_amendments(w, r->id, r->step->name, &all, e) == -1)
		return -1;
	if (all.n == 0)
		return 0;
	if (settled_until(w, r, &until, e) == -1)
		return -1;
	for (i = 0; i < all.n; i++) {
		const struct document *d = all.at[i];

		l = record_add(w, lines, "amendment", arena_printf(
		    work_arena(w), "%s (%s)", d->why, cycle_person(w,
		    d->author)));
		l->settled = d->version < until.version || d->at < until.at;
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
