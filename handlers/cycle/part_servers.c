/* SPDX-License-Identifier: ISC */
/* Where: the servers of each stage, those that somebody added to them, and what
 * users know them by. */
#include "handlers/cycle/request.h"
#include "handlers/servers/servers.h"

/* Each by its name: who approves a night approves these servers. */
static int
add_added(struct work *w, const struct record_stage *stage,
    struct list *lines, struct err *e)
{
	struct arena *a = work_arena(w);
	struct night_list *night;
	struct deployment *d;
	size_t i;
	int rc = stage->deployment == 0 ? 0 : cycle_get(w, stage->deployment,
	    &d, e);

	if (rc != 1)
		return rc;
	if (servers_of_night(w, d, &night, e) == -1)
		return -1;
	for (i = 0; i < night->servers.n; i++) {
		const struct night_server *s = night->servers.at[i];

		if (s->added && s->out == NULL && s->excepted == NULL)
			record_add(w, lines, arena_printf(a, "%s, %s",
			    stage->title, s->name), arena_printf(a, "added by "
			    "%s", cycle_person(w, s->said_by)))->settled =
			    stage->begun;
	}
	return 0;
}

static int
fill(struct work *w, const struct record *r, struct list *lines,
    struct err *e)
{
	struct arena *a = work_arena(w);
	struct record_line *l;
	const char *systems;
	size_t i;

	for (i = 0; i < r->stages.n; i++) {
		const struct record_stage *s = r->stages.at[i];

		systems = cycle_join(a, s->systems, ", ");
		l = record_add(w, lines, s->title, arena_printf(a,
		    "%s%s%s%s", s->servers->n > 0 ? cycle_join(a, s->servers,
		    " ") : "all servers", systems[0] != '\0' ? " (" : "",
		    systems, systems[0] != '\0' ? ")" : ""));
		l->settled = s->begun;
		if (add_added(w, s, lines, e) == -1)
			return -1;
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
