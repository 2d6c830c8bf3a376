/* SPDX-License-Identifier: ISC */
/* What the help desk hears when a deployment is moved or called off, by its
 * own command or with its cycle; see notice.h. */
#include "handlers/cycle/notice.h"

int
notice_moved(struct work *w, const struct deployment *d, int64_t old_start,
    int64_t old_end, const char *reason, struct notice **sent, bool *late,
    struct err *e)
{
	struct notice *again;
	int any;

	*sent = NULL;
	*late = false;
	if ((any = notice_any_sent(w, d, e)) == -1 ||
	    notice_drop(w, d, e) == -1)
		return -1;
	if (!any)
		return notice_schedule(w, d, false, sent, late, e);
	if (notice_now(w, d, "moved", reason, old_start, old_end, sent, e) ==
	    -1 || notice_schedule(w, d, true, &again, late, e) == -1)
		return -1;
	*late = d->start - work_now(w) < notice_rules(w)->lead;
	return 0;
}

int
notice_longer(struct work *w, const struct deployment *d, const char *reason,
    int64_t old_end, struct notice **sent, struct err *e)
{
	int any = notice_any_sent(w, d, e);

	*sent = NULL;
	if (any == -1)
		return -1;
	/* a plan that nobody heard of is changed quietly */
	return any || d->state == DEPLOYMENT_OPEN ? notice_now(w, d, "update",
	    reason, 0, old_end, sent, e) : 0;
}

int
notice_cancelled(struct work *w, const struct deployment *d,
    const char *reason, struct notice **sent, struct err *e)
{
	int any;

	*sent = NULL;
	if ((any = notice_any_sent(w, d, e)) == -1 ||
	    notice_drop(w, d, e) == -1)
		return -1;
	return any ? notice_now(w, d, "cancelled", reason, 0, 0, sent, e) : 0;
}
