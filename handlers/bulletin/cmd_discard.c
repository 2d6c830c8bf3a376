/* SPDX-License-Identifier: ISC */
/*
 * discard CASE REASON: a quarantined mail was looked at and is nothing;
 * discard group CASE REASON: so are all that are near-identical to it.
 */
#include "handlers/bulletin/quarantine.h"

#define HOW "discard 17 WHAT IT WAS, or: discard group 17 WHAT THEY WERE"

static int
discard(struct work *w, int64_t id, const char *reason, struct err *e)
{
	return work_discard(w, id, reason, e) == -1 ? -1 :
	    quarantine_decided(w, id, false, e);
}

/* The cases of the group that wait, the oldest first; how many, or -1. */
static int
waiting(struct work *w, int64_t head, int64_t *ids, struct err *e)
{
	struct rows *r = store_query(work_store(w), "SELECT inbox FROM "
	    "quarantine_cases WHERE head = $1 AND waits = 1 ORDER BY inbox "
	    "LIMIT $2", "ii", head, (int64_t)QUARANTINE_TOGETHER);
	int n = 0, rc;

	while ((rc = rows_next(r, e)) == 1 && n < QUARANTINE_TOGETHER)
		ids[n++] = rows_int(r, 0);
	rows_end(r);
	return rc == -1 ? -1 : n;
}

static int
discard_group(struct work *w, const struct words *words, struct err *e)
{
	int64_t *ids = arena_alloc(work_arena(w), QUARANTINE_TOGETHER *
	    sizeof(*ids)), id;
	struct model *m = work_model(w);
	struct group g;
	int i, n, rc;

	if (words->n < 3)
		return err_set(e, ERR_INPUT, "Something lacks behind \"group\""
		    ". Say: " HOW ".");
	if (case_number(words, 1, HOW, &id, e) == -1 ||
	    (rc = quarantine_group(w, id, &g, e)) == -1)
		return -1;
	if (rc == 0 || g.open == 0)
		return err_set(e, ERR_INPUT, "No mail of the group of %lld "
		    "waits in quarantine. \"quarantine\" lists what does.",
		    (long long)id);
	if ((n = waiting(w, g.head, ids, e)) == -1)
		return -1;
	for (i = 0; i < n; i++)
		if (discard(w, ids[i], words->rest[2], e) == -1)
			return -1;
	model_setf(m, "case", "%lld", (long long)id);
	model_setf(m, "count", "%d", n);
	model_flag(m, "more", g.open > n);
	return work_answer(w, "discarded-group", m, e);
}

static int
run(struct work *w, const struct words *words, struct err *e)
{
	struct model *m = work_model(w);
	int64_t id;

	if (str_eq_nocase(words->at[0], "group"))
		return discard_group(w, words, e);
	if (case_number(words, 0, HOW, &id, e) == -1 ||
	    discard(w, id, words->rest[1], e) == -1)
		return -1;
	model_setf(m, "case", "%lld", (long long)id);
	return work_answer(w, "discarded", m, e);
}

const struct command cmd_discard = {
	.name = "discard", .params = "[group] CASE REASON",
	.help = "Close a quarantined mail, or its group, without posting it.",
	.example = "discard 17 a phishing mail",
	.roles = ROLE_INFOSEC, .least = ASSURE_DOMAIN, .changes = true,
	.min = 2, .max = WORDS_MAX, .run = run,
};
