/* SPDX-License-Identifier: ISC */
/* Looks at the nights ahead each morning; see watch.h. */
#include "handlers/cycle/watch.h"

#define FORGET	(400 * DAY)	/* what was told so long ago is over */

int
watch_arm(struct work *w, struct err *e)
{
	day_t today = day_of(work_now(w));
	int64_t at = day_at(today, WATCH_HOUR, WATCH_MINUTE);

	if (at <= work_now(w))
		at = day_at(today + 1, WATCH_HOUR, WATCH_MINUTE);
	return work_later(w, "watch", "daily", at, e);
}

/* Where no night lies ahead there is nothing to look at; the next one that is
 * planned asks for it. */
static int
follow(struct work *w, struct err *e)
{
	struct list planned = { 0 };

	if (cycle_list(w, DEPLOYMENT_PLANNED, &planned, e) == -1)
		return -1;
	return planned.n == 0 ? 0 : watch_arm(w, e);
}

static int
run(struct work *w, const char *argument, struct err *e)
{
	(void)argument;
	if (watch_calendar(w, e) == -1 || watch_staff(w, e) == -1 ||
	    store_exec(work_store(w), e, "DELETE FROM watch_told WHERE "
	    "at < $1", "i", work_now(w) - FORGET) == -1)
		return -1;
	return follow(w, e);
}

const struct job job_watch = { .name = "watch", .run = run,
    .follow = follow };
