/* SPDX-License-Identifier: ISC */
/* What the clock brought too late, told to the coordinator in one go. */
#include <string.h>

#include "handlers/cycle/running.h"

static void
add(struct model *m, const struct cycle *c, struct rows *r)
{
	const struct cycle_step *s = run_step(c, rows_text(r, 0));
	bool skipped = strcmp(rows_text(r, 3), "skipped") == 0;
	struct model *item = model_add(m, skipped ? "skipped" : "done");
	char t[CLOCK_TEXT];

	model_set(item, "step", rows_text(r, 0));
	model_set(item, "what", rows_text(r, 1));
	model_set(item, "title", s != NULL ? s->title : rows_text(r, 0));
	model_set(item, "at", clock_long(rows_int(r, 2), t));
	model_flag(item, "missed", skipped && s != NULL &&
	    s->state == STEP_MISSED && strcmp(rows_text(r, 1), "begin") == 0);
}

static int
run(struct work *w, const char *argument, struct err *e)
{
	struct model *m = work_model(w);
	struct rows *r;
	struct cycle *c;
	long long id;
	int64_t n = 0;
	int rc;

	if (!str_number(argument, 1, INT64_MAX, &id))
		return err_set(e, ERR_INPUT, "\"%s\" is no cycle", argument);
	if ((rc = run_load(w, id, &c, e)) != 1)
		return rc;
	model_list(m, "done");
	model_list(m, "skipped");
	r = store_query(work_store(w), "SELECT step, what, at, state FROM "
	    "cycle_occasions WHERE cycle = $1 AND reported = 0 AND "
	    "state IN ('late', 'skipped') ORDER BY at, step, what, nth", "i",
	    c->id);
	while ((rc = rows_next(r, e)) == 1) {
		add(m, c, r);
		n++;
	}
	rows_end(r);
	if (rc == -1 || n == 0)
		return rc;
	run_model(w, m, c, NULL);
	if (run_tell_coordinator(w, "cycle-late", m, e) == -1)
		return -1;
	return store_exec(work_store(w), e, "UPDATE cycle_occasions SET "
	    "reported = 1 WHERE cycle = $1 AND state IN ('late', 'skipped')",
	    "i", c->id) == -1 ? -1 : 0;
}

const struct job job_late = { .name = "late", .run = run };
