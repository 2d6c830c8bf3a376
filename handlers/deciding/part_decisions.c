/* SPDX-License-Identifier: ISC */
/* What was decided about the bulletins of a change, for its record. */
#include "handlers/change/change.h"
#include "handlers/deciding/standing.h"

#define SHOWN	20	/* of one bulletin, the last ones */

static void
add(struct work *w, const struct bulletin *b, const struct decision *d,
    struct list *lines)
{
	struct arena *a = work_arena(w);
	char t[CLOCK_TEXT], u[CLOCK_TEXT];

	record_add(w, lines, arena_printf(a, "%s, %s", b->shown,
	    d->environment), arena_printf(a, "%s%s%s%s%s (%s, "
	    "%s)", d->verdict, d->until != 0 ? " until " : "", d->until != 0 ?
	    clock_date(d->until, u) : "", d->reason != NULL ? ": " : "",
	    d->reason != NULL ? d->reason : "", decide_who(w, d->person),
	    clock_minute(d->at, t)));
}

/* Another one came behind it that holds: they are the newest first. */
static bool
is_replaced(const struct list *said, size_t k)
{
	const struct decision *d = said->at[k], *o;
	size_t i;

	for (i = 0; i < k; i++) {
		o = said->at[i];
		if (!o->undone && str_eq_nocase(o->environment,
		    d->environment))
			return true;
	}
	return false;
}

static int
fill(struct work *w, const struct record *r, struct list *lines,
    struct err *e)
{
	struct list all = { 0 }, said;
	size_t i, k;

	if (record_bulletins(w, r, &all, e) == -1)
		return -1;
	for (i = 0; i < all.n; i++) {
		const struct bulletin *b = all.at[i];

		said = (struct list){ 0 };
		if (decision_list(w, b->id, SHOWN, &said, e) == -1)
			return -1;
		for (k = said.n; k-- > 0;) {
			const struct decision *d = said.at[k];

			if (!d->undone && !is_replaced(&said, k))
				add(w, b, d, lines);
		}
	}
	return 0;
}

const struct record_part part_decisions = {
	.name = "decisions",
	.heading = "What was decided",
	.order = 30,
	.watched = true,
	.fill = fill,
};
