/* SPDX-License-Identifier: ISC */
/* A team says that its servers are right as they are listed. */
#include "handlers/servers/night.h"

static int
confirm_night(struct work *w, struct night_list *l, const char *team,
    int64_t due, struct err *e)
{
	struct handed h = { 0 };
	struct model *m = work_model(w);
	size_t i;

	handed_begin(w, &h, due);
	list_add_in(work_arena(w), &h.nights, l);
	for (i = 0; i < l->servers.n; i++) {
		const struct night_server *s = l->servers.at[i];

		if (night_is_in(s) && server_is_of(s->server, team) &&
		    handed_server(w, &h, "", s->name, "", "", e) == -1)
			return -1;
	}
	return h.taken.n == 0 ? 0 : handed_end(w, &h, false, m, e);
}

int
servers_confirm_team(struct work *w, const struct list *nights,
    const char *team, int64_t due, struct err *e)
{
	struct night_list *l;
	size_t i;

	for (i = 0; i < nights->n; i++)
		if (servers_of_night(w, nights->at[i], &l, e) == -1 ||
		    confirm_night(w, l, team, due, e) == -1)
			return -1;
	return 0;
}
