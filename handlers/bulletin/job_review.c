/* SPDX-License-Identifier: ISC */
/*
 * On the first day of a quarter the coordinator is reminded to review the
 * register of sources, with the table of the quarter that ended.
 */
#include "handlers/bulletin/sources.h"

static int
arm(struct work *w, struct err *e)
{
	const struct source_rules *r = source_rules(w);
	struct tm tm;
	int64_t at;
	int i;

	clock_local(work_now(w), &tm);
	/* on the first day itself the hour may be still to come */
	for (i = 0; ; i++) {
		at = clock_at(tm.tm_year + 1900, (tm.tm_mon / 3 + i) * 3 + 1,
		    1, r->hour, r->minute);
		if (at > work_now(w))
			return work_later(w, "review", "quarterly", at, e);
	}
}

static int
run(struct work *w, const char *argument, struct err *e)
{
	struct model *m = work_model(w);
	struct letter l = { .to = &work_config(w)->coordinator,
	    .template = "sources-review", .model = m };
	struct period p;

	(void)argument;
	period_last_quarter(w, work_now(w), &p);
	if (source_table(w, &p, true, m, e) == -1 ||
	    work_mail(w, &l, NULL, e) == -1 ||
	    work_journal(w, e, NULL, "reminded the coordinator of the review "
	    "of sources, %s", p.label) == -1)
		return -1;
	return arm(w, e);
}

const struct job job_review = { .name = "review", .run = run, .arm = arm };
