/* SPDX-License-Identifier: ISC */
/* exceptions: the register, and what became of those of one server. */
#include "handlers/servers/night.h"

/* Every line of its history; kind: what became of it. */
static int
add_history(struct work *w, const char *server, struct model *m,
    struct err *e)
{
	struct rows *r = store_query(work_store(w), "SELECT c.exception, "
	    "c.at, c.kind, c.person, c.until_at, c.reason FROM "
	    "exception_changes c JOIN exceptions x ON x.id = c.exception "
	    "WHERE x.server_key = $1 ORDER BY c.id", "s",
	    cycle_lower(work_arena(w), server));
	char t[CLOCK_TEXT];
	int rc;

	while ((rc = rows_next(r, e)) == 1) {
		struct model *item = model_add(m, "history");

		model_setf(item, "h_no", "%lld", (long long)rows_int(r, 0));
		model_set(item, "h_at", clock_minute(rows_int(r, 1), t));
		model_set(item, "h_kind", rows_text(r, 2));
		model_set(item, "h_by", cycle_person(w, rows_text(r, 3)));
		model_set(item, "h_until", clock_date(rows_int(r, 4) - 1, t));
		model_set(item, "h_reason", rows_text(r, 5));
	}
	rows_end(r);
	return rc;
}

static int
run(struct work *w, const struct words *words, struct err *e)
{
	const char *server = words->n == 0 || str_eq_nocase(words->at[0],
	    "all") ? NULL : words->at[0];
	struct model *m = work_model(w);
	struct list all = { 0 };
	size_t i;

	if (server != NULL && name_known(w, server, true, &server, e) == -1)
		return -1;
	if (servers_exceptions(w, server, &all, e) == -1)
		return -1;
	model_list(m, "exceptions");
	model_list(m, "history");
	for (i = 0; i < all.n; i++)
		exception_model(w, model_add(m, "exceptions"), all.at[i]);
	model_setf(m, "count", "%zu", all.n);
	model_set(m, "server", server);
	if (server != NULL && add_history(w, server, m, e) == -1)
		return -1;
	return work_answer(w, "exceptions", m, e);
}

const struct command cmd_exceptions = {
	.name = "exceptions",
	.params = "[SERVER|all]",
	.help = "Lists the servers that are not patched, until when, why, and "
	    "what is done instead; of one server its history too.",
	.example = "exceptions fax1",
	.roles = ROLES_ANY,
	.least = ASSURE_NONE,
	.min = 0,
	.max = 1,
	.run = run,
};
