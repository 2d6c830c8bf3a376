/* SPDX-License-Identifier: ISC */
/* bulletins [N]: the latest bulletins, newest first. */
#include "handlers/bulletin/released.h"

#define MOST 50

static int
run(struct work *w, const struct words *words, struct err *e)
{
	struct model *m = work_model(w), *item;
	struct rows *r;
	long long n = 10;
	char t[CLOCK_TEXT];
	int rc;

	if (words->n == 1 && !str_number(words->at[0], 1, MOST, &n))
		return err_set(e, ERR_INPUT, "\"%s\" is no number from 1 to "
		    "%d.", words->at[0], MOST);
	model_list(m, "bulletins");
	r = store_query(work_store(w), "SELECT shown, title, site_severity, "
	    "act_by, revisions, released_by, released_why, proven_at, "
	    "withdrawn_at, exploited "
	    "FROM bulletins "
	    "ORDER BY last_at DESC, id DESC LIMIT $1", "i", (int64_t)n);
	while ((rc = rows_next(r, e)) == 1) {
		item = model_add(m, "bulletins");
		model_set(item, "reference", rows_text(r, 0));
		model_set(item, "title", rows_text(r, 1));
		model_set(item, "severity", site_severity_name(
		    (uint32_t)rows_int(r, 2)));
		model_set(item, "act-by", clock_minute(rows_int(r, 3), t));
		model_flag(item, "revised", rows_int(r, 4) > 0);
		released_model(w, &(struct bulletin){
		    .released_by = rows_text(r, 5),
		    .released_why = rows_text(r, 6),
		    .proven_at = rows_int(r, 7) }, item);
		model_flag(item, "withdrawn", rows_int(r, 8) != 0);
		model_flag(item, "exploited", rows_int(r, 9) == STATED_YES);
	}
	rows_end(r);
	return rc == -1 ? -1 : work_answer(w, "bulletins", m, e);
}

const struct command cmd_bulletins = {
	.name = "bulletins", .params = "[NUMBER]",
	.help = "The latest bulletins.", .example = "bulletins 5",
	.roles = ROLES_ANY, .least = ASSURE_NONE, .max = 1, .run = run,
};
