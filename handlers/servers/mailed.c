/* SPDX-License-Identifier: ISC */
/*
 * Tables that come by mail.  Each is kept first, with a number, and handed in
 * by a command like any other: so it counts as much as its sender could say
 * himself, and where he has to confirm it, it waits for him.
 */
#include "handlers/servers/night.h"

/* A sentence about each table that was not read, or not to its end; a line
 * each, NULL: there is none. */
static const char *
what_is_wrong(struct work *w, const struct list *lists)
{
	struct list lines = { 0 };
	size_t i;

	for (i = 0; i < lists->n; i++) {
		const struct server_list *l = lists->at[i];

		if (l->wrong == NULL)
			continue;
		list_add_in(work_arena(w), &lines, i < READING_LISTS_MAX ?
		    arena_printf(work_arena(w), "%s%s%s; what stands before "
		    "it was read.", l->name != NULL ? l->name : "",
		    l->name != NULL ? ": " : "", l->wrong) :
		    arena_printf(work_arena(w), "%s was left out: %s. Please "
		    "send it in a mail of its own, as an answer to the same "
		    "question.", l->name != NULL ? l->name :
		    "A table without a name", l->wrong));
	}
	return lines.n > 0 ? cycle_join(work_arena(w), &lines, "\n") : NULL;
}

static int
keep_rows(struct work *w, int64_t id, const struct list *lists,
    struct err *e)
{
	int64_t nth = 0;
	size_t i, k;

	for (i = 0; i < lists->n; i++) {
		const struct server_list *l = lists->at[i];

		for (k = 0; k < l->servers.n; k++) {
			const struct listed_server *x = l->servers.at[k];

			if (store_exec(work_store(w), e, "INSERT INTO "
			    "mailed_servers (list, nth, line, server, until, "
			    "reason) VALUES ($1, $2, $3, $4, $5, $6)",
			    "iiisss", id, nth++, (int64_t)x->line, x->server,
			    x->until, x->reason) == -1)
				return -1;
		}
	}
	return 0;
}

int
servers_take_mail(struct work *w, const struct mail_in *mail,
    const char *ref, const char **line, struct err *e)
{
	const struct list *lists = &mail->reading->lists;
	const struct server_list *first;
	int64_t id;

	if (lists->n == 0)
		return 0;
	first = lists->at[0];
	if ((id = store_new_id(work_store(w), "mailed list", e)) == -1 ||
	    keep_rows(w, id, lists, e) == -1 ||
	    store_exec(work_store(w), e, "INSERT INTO mailed_lists (id, "
	    "person, ref, name, wrong, at) VALUES ($1, $2, $3, $4, $5, $6)",
	    "issssi", id, cycle_actor(w), ref, first->name,
	    what_is_wrong(w, lists), work_now(w)) == -1)
		return -1;
	*line = arena_printf(work_arena(w), "servers %s take %lld", ref,
	    (long long)id);
	return 1;
}
