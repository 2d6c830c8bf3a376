/* SPDX-License-Identifier: ISC */
/* Once a day: what is due soon, or newly overdue, is told to the coordinator.
 * Each is told once for each date that it has. */
#include "handlers/deciding/queue.h"

static int
arm(struct work *w, struct err *e)
{
	const struct decide *d = decide_of(work_config(w));
	day_t today = day_of(work_now(w));
	int64_t at = day_at(today, d->hour, d->minute);

	if (!d->configured)
		return 0;
	return work_later(w, "due", "daily", at > work_now(w) ? at :
	    day_at(today + 1, d->hour, d->minute), e);
}

static int
follow(struct work *w, struct err *e)
{
	const struct decide *d = decide_of(work_config(w));
	int64_t today = day_at(day_of(work_now(w)), d->hour, d->minute);

	if (work_not_later(w, "due", "daily", e) == -1 ||
	    policy_follow(w, e) == -1)
		return -1;
	/* what fell into a stop is made good; each is told once anyway */
	return d->configured && today <= work_now(w) ? work_later(w, "due",
	    "daily", work_now(w), e) : arm(w, e);
}

/* 1: he has not heard of it, and is told now; 0; -1. */
static int
is_news(struct work *w, const struct queued *q, struct err *e)
{
	int64_t changed = store_exec(work_store(w), e, "INSERT INTO "
	    "decide_told (bulletin, environment, overdue, due_at) VALUES ($1, "
	    "$2, $3, $4) ON CONFLICT (bulletin, environment, overdue) "
	    "DO UPDATE SET due_at = excluded.due_at "
	    "WHERE decide_told.due_at <> excluded.due_at", "isii",
	    q->bulletin->id, q->due->environment->name, (int64_t)q->over,
	    q->due->at);

	return changed == -1 ? -1 : changed > 0;
}

static int
run(struct work *w, const char *argument, struct err *e)
{
	const struct decide *d = decide_of(work_config(w));
	struct model *m = work_model(w);
	struct letter l = { .to = &work_config(w)->coordinator,
	    .template = "dues", .model = m };
	struct list all = { 0 };
	size_t i, n[2] = { 0, 0 };
	int rc;

	(void)argument;
	model_list(m, "overdue");
	model_list(m, "soon");
	if (!d->configured)
		return 0;
	if (queue_open(w, work_now(w) + d->soon, &all, e) == -1)
		return -1;
	for (i = 0; i < all.n; i++) {
		const struct queued *q = all.at[i];

		if ((rc = is_news(w, q, e)) == -1)
			return -1;
		if (rc == 0)
			continue;
		queue_model(w, model_add(m, q->over ? "overdue" : "soon"), q);
		n[q->over]++;
	}
	model_flag(m, "any-overdue", n[1] > 0);
	model_flag(m, "any-soon", n[0] > 0);
	model_setf(m, "overdue-count", "%zu", n[1]);
	model_setf(m, "soon-count", "%zu", n[0]);
	if (n[0] + n[1] > 0 && (work_mail(w, &l, NULL, e) == -1 ||
	    work_journal(w, e, NULL, "told the coordinator of %zu overdue and "
	    "%zu due soon", n[1], n[0]) == -1))
		return -1;
	return arm(w, e);
}

const struct job job_due = { .name = "due", .run = run, .follow = follow };
