/* SPDX-License-Identifier: ISC */
/* What people know must be there first, in which order, and what does not go
 * together; see change.h. */
#include "handlers/change/change.h"

int
need_list(struct work *w, int64_t cycle, struct list *out, struct err *e)
{
	struct rows *r = store_query(work_store(w), "SELECT id, kind, what, "
	    "person FROM change_needs WHERE cycle = $1 ORDER BY id", "i",
	    cycle);
	struct arena *a = work_arena(w);
	int rc;

	while ((rc = rows_next(r, e)) == 1) {
		struct need *n = arena_alloc(a, sizeof(*n));

		n->id = rows_int(r, 0);
		n->kind = rows_str(r, 1, a);
		n->what = rows_str(r, 2, a);
		n->person = rows_str(r, 3, a);
		list_add_in(a, out, n);
	}
	rows_end(r);
	return rc;
}
