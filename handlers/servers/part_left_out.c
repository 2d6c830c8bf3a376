/* SPDX-License-Identifier: ISC */
/* Which servers of a change's stages are not patched, until when and why, for
 * its record. */
#include "handlers/change/change.h"
#include "handlers/cycle/cycle.h"
#include "handlers/servers/servers.h"

static void
add(struct work *w, const struct record_stage *stage,
    const struct night_server *s, struct list *lines)
{
	const struct exception *x = s->excepted != NULL ? s->excepted :
	    s->exception;
	struct arena *a = work_arena(w);
	const char *label = arena_printf(a, "%s, %s", stage->title, s->name);
	struct record_line *l = NULL;
	char t[CLOCK_TEXT];

	if (s->out != NULL)
		l = record_add(w, lines, label, arena_printf(a,
		    "left out until %s: %s (%s)", clock_date(s->out->until,
		    t), s->out->reason, cycle_person(w, s->out->said_by)));
	else if (x != NULL)
		l = record_add(w, lines, label, arena_printf(a,
		    "exception %lld for %s until %s: %s; instead: %s",
		    (long long)x->id, x->bulletin != NULL ? x->bulletin :
		    "all", clock_date(x->until - 1, t), x->reason, x->measure));
	if (l != NULL)
		l->settled = stage->begun;
}

static int
of_stage(struct work *w, const struct record_stage *s, struct list *lines,
    struct err *e)
{
	struct night_list *night;
	struct record_line *l;
	struct deployment *d;
	size_t i;
	int rc = cycle_get(w, s->deployment, &d, e);

	if (rc != 1)
		return rc;
	if (servers_of_night(w, d, &night, e) == -1)
		return -1;
	if (night->servers.n == 0)
		return 0;
	l = record_add(w, lines, s->title, arena_printf(work_arena(w),
	    "%zu patched, %zu left out, %zu excepted", night->in, night->out,
	    night->excepted));
	l->settled = s->begun;
	for (i = 0; i < night->servers.n; i++)
		add(w, s, night->servers.at[i], lines);
	return 0;
}

static int
fill(struct work *w, const struct record *r, struct list *lines,
    struct err *e)
{
	size_t i;

	for (i = 0; i < r->stages.n; i++) {
		const struct record_stage *s = r->stages.at[i];

		if (s->deployment != 0 && of_stage(w, s, lines, e) == -1)
			return -1;
	}
	return 0;
}

const struct record_part part_left_out = {
	.name = "exclusions",
	.heading = "How many servers, and who is left out",
	.order = 55,
	.watched = true,
	.fill = fill,
};
