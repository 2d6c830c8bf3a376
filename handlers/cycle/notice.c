/* SPDX-License-Identifier: ISC */
/* Notices as rows: planned, taken back, found; see notice.h. */
#include "handlers/cycle/deployment.h"
#include "handlers/cycle/notice.h"

#define COLUMNS "n.id, n.deployment, n.kind, n.due, n.state, n.reason, " \
	"n.old_start, n.old_end, n.stopped, n.recipients, n.subject, " \
	"n.body_text, n.body_html, n.outbox, n.sent_at"
#define LIST_MAX	100

const char *const notice_kinds[] = { "scheduled", "update", "completed",
    "cancelled", "moved", NULL };

static struct notice *
from_row(struct work *w, struct rows *r)
{
	struct arena *a = work_arena(w);
	struct notice *n = arena_alloc(a, sizeof(*n));

	n->id = rows_int(r, 0);
	n->deployment = rows_int(r, 1);
	n->kind = rows_str(r, 2, a);
	n->due = rows_int(r, 3);
	n->state = rows_str(r, 4, a);
	n->reason = rows_str(r, 5, a);
	n->old_start = rows_int(r, 6);
	n->old_end = rows_int(r, 7);
	n->stopped = rows_int(r, 8) != 0;
	n->recipients = rows_str(r, 9, a);
	n->kept.subject = rows_str(r, 10, a);
	n->kept.text = rows_str(r, 11, a);
	n->kept.html = rows_str(r, 12, a);
	n->outbox = rows_int(r, 13);
	n->sent_at = rows_int(r, 14);
	return n;
}

static int
one(struct work *w, struct rows *r, struct notice **out, struct err *e)
{
	int rc = rows_next(r, e);

	*out = rc == 1 ? from_row(w, r) : NULL;
	rows_end(r);
	return rc;
}

int
notice_get(struct work *w, int64_t id, struct notice **out, struct err *e)
{
	return one(w, store_query(work_store(w), "SELECT " COLUMNS
	    " FROM notices n WHERE n.id = $1", "i", id), out, e);
}

int
notice_of_kind(struct work *w, const struct deployment *d, const char *kind,
    struct notice **out, struct err *e)
{
	int rc = one(w, store_query(work_store(w), "SELECT " COLUMNS
	    " FROM notices n WHERE n.deployment = $1 AND n.kind = $2 AND "
	    "n.state = 'waiting' ORDER BY n.due LIMIT 1", "is", d->id, kind),
	    out, e);

	if (rc != 0)
		return rc;
	return one(w, store_query(work_store(w), "SELECT " COLUMNS
	    " FROM notices n WHERE n.deployment = $1 AND n.kind = $2 AND "
	    "n.state = 'sent' ORDER BY n.sent_at DESC, n.id DESC LIMIT 1",
	    "is", d->id, kind), out, e);
}

static int
add_rows(struct work *w, struct rows *r, struct list *out, struct err *e)
{
	int rc;

	while ((rc = rows_next(r, e)) == 1)
		list_add_in(work_arena(w), out, from_row(w, r));
	rows_end(r);
	return rc;
}

int
notice_list(struct work *w, int64_t deployment, struct list *out,
    struct err *e)
{
	if (deployment != 0)
		return add_rows(w, store_query(work_store(w), "SELECT "
		    COLUMNS " FROM notices n WHERE n.deployment = $1 "
		    "ORDER BY n.due, n.id LIMIT $2", "ii", deployment,
		    (int64_t)LIST_MAX), out, e);
	return add_rows(w, store_query(work_store(w), "SELECT " COLUMNS
	    " FROM notices n JOIN deployments d ON d.id = n.deployment "
	    "WHERE n.state <> 'dropped' AND ((d.state & $1) <> 0 OR "
	    "d.end_at > $2) ORDER BY d.start_at, d.id, n.due, n.id LIMIT $3",
	    "iii", (int64_t)DEPLOYMENT_ALIVE, work_now(w) - 30 * DAY,
	    (int64_t)LIST_MAX), out, e);
}

int
notice_any_sent(struct work *w, const struct deployment *d, struct err *e)
{
	int64_t n = 0;

	if (store_int(work_store(w), e, &n, "SELECT COUNT(*) FROM notices "
	    "WHERE deployment = $1 AND state = 'sent'", "i", d->id) == -1)
		return -1;
	return n > 0;
}

static int
insert(struct work *w, struct notice *n, struct err *e)
{
	if ((n->id = store_new_id(work_store(w), "notice", e)) == -1)
		return -1;
	return store_exec(work_store(w), e, "INSERT INTO notices (id, "
	    "deployment, kind, due, state, reason, old_start, old_end, "
	    "stopped) VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9)",
	    "iisissiii", n->id, n->deployment, n->kind, n->due, n->state,
	    n->reason, n->old_start, n->old_end, (int64_t)n->stopped) == -1 ?
	    -1 : 0;
}

static const char *
argument(struct work *w, int64_t id)
{
	return arena_printf(work_arena(w), "%lld", (long long)id);
}

int
notice_wait(struct work *w, const struct deployment *d, int64_t due,
    struct err *e)
{
	struct notice n = { .deployment = d->id, .kind = "scheduled",
	    .due = due, .state = "waiting" };

	if (insert(w, &n, e) == -1)
		return -1;
	return work_later(w, "notice", argument(w, n.id), due, e);
}

int
notice_schedule(struct work *w, const struct deployment *d, bool told,
    struct notice **sent, bool *late, struct err *e)
{
	const struct notice_rules *r = notice_rules(w);
	int64_t due[NOTICE_TIMES_MAX];
	size_t n, i;
	bool at_once;

	*sent = NULL;
	*late = false;
	if (cycle_stage_notices(w, d, due, &n, e) == -1)
		return -1;
	if (n == 0)
		n = notice_dates(r, d->start, due);
	n = notice_remaining(due, n, work_now(w), told, &at_once);
	if (at_once) {
		*late = d->start - work_now(w) < r->lead;
		if (notice_now(w, d, "scheduled", NULL, 0, 0, sent, e) == -1)
			return -1;
	}
	for (i = 0; i < n; i++)
		if (notice_wait(w, d, due[i], e) == -1)
			return -1;
	return 0;
}

int
notice_drop(struct work *w, const struct deployment *d, struct err *e)
{
	struct list waiting = { 0 };
	struct rows *r = store_query(work_store(w), "SELECT id FROM notices "
	    "WHERE deployment = $1 AND state = 'waiting'", "i", d->id);
	size_t i;
	int rc;

	while ((rc = rows_next(r, e)) == 1) {
		int64_t *id = arena_alloc(work_arena(w), sizeof(*id));

		*id = rows_int(r, 0);
		list_add_in(work_arena(w), &waiting, id);
	}
	rows_end(r);
	for (i = 0; rc == 0 && i < waiting.n; i++)
		rc = work_not_later(w, "notice", argument(w,
		    *(int64_t *)waiting.at[i]), e);
	if (rc == 0 && store_exec(work_store(w), e, "UPDATE notices SET "
	    "state = 'dropped' WHERE deployment = $1 AND state = 'waiting'",
	    "i", d->id) == -1)
		rc = -1;
	return rc;
}

static int
keep(struct work *w, const struct notice *n, struct err *e)
{
	return store_exec(work_store(w), e, "UPDATE notices SET state = $2, "
	    "recipients = $3, subject = $4, body_text = $5, body_html = $6, "
	    "outbox = $7, sent_at = $8 WHERE id = $1", "isssssii", n->id,
	    n->state, n->recipients, n->kept.subject, n->kept.text,
	    n->kept.html, n->outbox, n->sent_at) == -1 ? -1 : 0;
}

/* The room hears what the help desk was told. */
static int
echo(struct work *w, const struct deployment *d, const struct notice *n,
    struct err *e)
{
	struct model *m = work_model(w);

	cycle_model(m, w, d);
	notice_model(m, n, false);
	return cycle_room(w, "room-notice", m, e);
}

int
notice_send(struct work *w, const struct deployment *d, struct notice *n,
    struct err *e)
{
	const struct list *to = &work_config(w)->helpdesk;
	struct letter l = { .to = to, .thread = arena_printf(work_arena(w),
	    "deployment-%s", cycle_lower(work_arena(w), d->name)) };

	l.template = arena_printf(work_arena(w), "notice-%s", n->kind);
	if (notice_render(w, d, n, &n->kept, e) == -1)
		return -1;
	n->state = "sent";
	n->recipients = cycle_join(work_arena(w), to, ", ");
	n->sent_at = work_now(w);
	if (work_mail_rendered(w, &l, &n->kept, &n->outbox, e) == -1 ||
	    keep(w, n, e) == -1)
		return -1;
	return echo(w, d, n, e);
}

int
notice_now(struct work *w, const struct deployment *d, const char *kind,
    const char *reason, int64_t old_start, int64_t old_end,
    struct notice **out, struct err *e)
{
	struct notice *n = arena_alloc(work_arena(w), sizeof(*n));

	n->deployment = d->id;
	n->kind = kind;
	n->due = work_now(w);
	n->state = "waiting";
	n->reason = reason;
	n->old_start = old_start;
	n->old_end = old_end;
	n->stopped = d->state == DEPLOYMENT_CLOSED;
	*out = n;
	if (insert(w, n, e) == -1)
		return -1;
	return notice_send(w, d, n, e);
}

int
cycle_stopped(struct work *w, const struct deployment *d, const char *reason,
    const char **told, struct err *e)
{
	struct notice *n;

	if (notice_drop(w, d, e) == -1 ||
	    notice_now(w, d, "update", reason, 0, 0, &n, e) == -1)
		return -1;
	*told = n->kept.subject;
	return cycle_stage_ended(w, d, reason, e);
}

void
notice_model(struct model *m, const struct notice *n, bool late)
{
	model_set(m, "told", n != NULL ? n->kept.subject : "");
	model_flag(m, "late", late);
}

int
cycle_next_notice(struct work *w, const struct deployment *d,
    struct model *m, struct err *e)
{
	int64_t due = 0;
	char t[CLOCK_TEXT];
	int rc = store_int(work_store(w), e, &due, "SELECT MIN(due) FROM "
	    "notices WHERE deployment = $1 AND state = 'waiting'", "i", d->id);

	model_set(m, "next_notice", rc == 1 ? clock_long(due, t) : "");
	return rc == -1 ? -1 : 0;
}

const char *
notice_in_journal(struct work *w, const struct notice *n, bool late)
{
	if (n == NULL)
		return "";
	return arena_printf(work_arena(w), "; told the help desk (notice "
	    "%lld%s)", (long long)n->id, late ? ", late" : "");
}
