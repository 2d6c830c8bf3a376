/* SPDX-License-Identifier: ISC */
/* Freeze and cut-off: until when something may be changed, and how after. */
#include "handlers/cycle/request.h"

static const char *
moment_of(struct work *w, const struct cycle *c, const char *step,
    const char *what)
{
	const struct happening *h = run_happening(c, step, what, 0);
	char t[CLOCK_TEXT];

	return h == NULL ? NULL : arena_str(work_arena(w),
	    clock_long(h->at, t));
}

static int
fill(struct work *w, const struct record *r, struct list *lines,
    struct err *e)
{
	struct arena *a = work_arena(w);
	size_t i;

	(void)e;
	for (i = 0; i < r->stages.n; i++) {
		const struct record_stage *x = r->stages.at[i];
		const struct step_stage *g = run_step(r->cycle,
		    x->name)->step->own;
		const char *freeze = moment_of(w, r->cycle, x->name, "freeze");
		const char *cutoff = moment_of(w, r->cycle, x->name, "cutoff");

		if (freeze == NULL && cutoff == NULL)
			continue;
		record_add(w, lines, x->title, arena_printf(a,
		    "%s%s%s%s%s; then only by override, approved by %s",
		    freeze != NULL ? "frozen from " : "", freeze != NULL ?
		    freeze : "", freeze != NULL && cutoff != NULL ? ", " : "",
		    cutoff != NULL ? "cut-off " : "", cutoff != NULL ? cutoff :
		    "", g->override != NULL ? quorum_words(a, g->override) :
		    "the coordinator"));
	}
	return 0;
}

/* not watched: they move along with the dates */
const struct record_part part_rules = {
	.name = "rules",
	.heading = "Freeze and cut-off",
	.order = 100,
	.fill = fill,
};
