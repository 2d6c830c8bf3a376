/* SPDX-License-Identifier: ISC */
/* The clock brings a notice: the help desk is told, the room hears of it. */
#include <string.h>

#include "handlers/cycle/deployment.h"
#include "handlers/cycle/notice.h"

/* Marks one that will not be sent, and says so. */
static int
missed(struct work *w, const struct deployment *d, struct notice *n,
    struct err *e)
{
	struct model *m = work_model(w);
	char t[CLOCK_TEXT];

	if (store_exec(work_store(w), e, "UPDATE notices SET state = 'missed' "
	    "WHERE id = $1", "i", n->id) == -1)
		return -1;
	cycle_model(m, w, d);
	model_set(m, "due", clock_long(n->due, t));
	model_setf(m, "id", "%lld", (long long)n->id);
	if (work_room(w, "room-missed", m, e) == -1)
		return -1;
	return work_journal(w, e, d->name, "notice %lld, due %s, was not sent: "
	    "patchbot was not running before the start", (long long)n->id,
	    clock_minute(n->due, t));
}

/*
 * After a pause several may be due at once; one mail is enough then, and the
 * last of them is the nearest to what was meant.
 */
static int
overtaken(struct work *w, const struct notice *n, struct err *e)
{
	int64_t later = 0;

	if (store_int(work_store(w), e, &later, "SELECT COUNT(*) FROM notices "
	    "WHERE deployment = $1 AND kind = $2 AND state = 'waiting' AND "
	    "due > $3 AND due <= $4", "isii", n->deployment, n->kind, n->due,
	    work_now(w)) == -1)
		return -1;
	if (later == 0)
		return 0;
	if (store_exec(work_store(w), e, "UPDATE notices SET "
	    "state = 'dropped' WHERE id = $1", "i", n->id) == -1)
		return -1;
	return 1;
}

static int
run(struct work *w, const char *argument, struct err *e)
{
	struct deployment *d;
	struct notice *n;
	long long id = 0;
	int rc;

	if (!str_number(argument, 1, INT64_MAX, &id))
		return err_set(e, ERR_INPUT, "\"%s\" is no notice", argument);
	if ((rc = notice_get(w, id, &n, e)) != 1 ||
	    strcmp(n->state, "waiting") != 0)
		return rc == -1 ? -1 : 0;
	if ((rc = cycle_get(w, n->deployment, &d, e)) != 1)
		return rc;
	if ((d->state & DEPLOYMENT_ALIVE) == 0)
		return 0;
	if (work_now(w) >= d->start)
		return missed(w, d, n, e);
	if ((rc = overtaken(w, n, e)) != 0)
		return rc == -1 ? -1 : work_journal(w, e, d->name, "notice "
		    "%lld was left out: a later one was due as well", id);
	if ((rc = cycle_stage_wanted(w, d, e)) != 1)
		return rc;
	if (notice_send(w, d, n, e) == -1 || cycle_stage_doubt(w, d, e) == -1)
		return -1;
	return work_journal(w, e, d->name, "notice %lld (%s)%s", id, n->kind,
	    notice_in_journal(w, n, false));
}

const struct job job_notice = { .name = "notice", .run = run };
