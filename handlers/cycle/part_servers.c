/* SPDX-License-Identifier: ISC */
/* Where: the servers of each stage, and what users know them by. */
#include "handlers/cycle/request.h"

static int
fill(struct work *w, const struct record *r, struct list *lines,
    struct err *e)
{
	struct arena *a = work_arena(w);
	struct record_line *l;
	const char *systems;
	size_t i;

	(void)e;
	for (i = 0; i < r->stages.n; i++) {
		const struct record_stage *s = r->stages.at[i];

		systems = cycle_join(a, s->systems, ", ");
		l = record_add(w, lines, s->title, arena_printf(a,
		    "%s%s%s%s", s->servers->n > 0 ? cycle_join(a, s->servers,
		    " ") : "all servers", systems[0] != '\0' ? " (" : "",
		    systems, systems[0] != '\0' ? ")" : ""));
		l->settled = s->begun;
	}
	return 0;
}

const struct record_part part_servers = {
	.name = "servers",
	.heading = "Servers and systems",
	.order = 50,
	.watched = true,
	.fill = fill,
};
