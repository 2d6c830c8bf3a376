/* SPDX-License-Identifier: ISC */
/* bulletins [N]: the latest bulletins, newest first. */
#include "handlers/bulletin/released.h"
#include "handlers/deciding/deciding.h"

#define MOST 50

static int
add(struct work *w, int64_t id, struct model *m, struct err *e)
{
	struct model *item = model_add(m, "bulletins");
	struct bulletin b;
	uint32_t level;
	const char *act;

	if (bulletin_get(w, id, &b, e) != 1 ||
	    deciding_act(w, &b, &act, e) == -1 ||
	    deciding_level(w, &b, &level, e) == -1)
		return -1;
	model_set(item, "reference", b.shown);
	model_set(item, "title", b.title);
	model_set(item, "severity", site_severity_name(b.site_severity));
	model_set(item, "level", level != b.site_severity ?
	    site_severity_name(level) : "");
	model_set(item, "act", act);
	model_flag(item, "revised", b.revisions > 0);
	released_model(w, &b, item);
	model_flag(item, "withdrawn", b.withdrawn_at != 0);
	model_flag(item, "exploited", b.facts->exploited == STATED_YES);
	return 0;
}

static int
run(struct work *w, const struct words *words, struct err *e)
{
	struct model *m = work_model(w);
	int64_t ids[MOST];
	struct rows *r;
	long long most = 10;
	int n = 0, i, rc;

	if (words->n == 1 && !str_number(words->at[0], 1, MOST, &most))
		return err_set(e, ERR_INPUT, "\"%s\" is no number from 1 to "
		    "%d.", words->at[0], MOST);
	model_list(m, "bulletins");
	r = store_query(work_store(w), "SELECT id FROM bulletins "
	    "ORDER BY last_at DESC, id DESC LIMIT $1", "i", (int64_t)most);
	while ((rc = rows_next(r, e)) == 1 && n < MOST)
		ids[n++] = rows_int(r, 0);
	rows_end(r);
	for (i = 0; rc != -1 && i < n; i++)
		rc = add(w, ids[i], m, e);
	return rc == -1 ? -1 : work_answer(w, "bulletins", m, e);
}

const struct command cmd_bulletins = {
	.name = "bulletins", .params = "[NUMBER]",
	.help = "The latest bulletins.", .example = "bulletins 5",
	.roles = ROLES_ANY, .least = ASSURE_NONE, .max = 1, .run = run,
};
