/* SPDX-License-Identifier: ISC */
/* A quarantined mail that somebody decides about; see handlers/handler.h. */
#include <string.h>

#include "flow/work.h"

/* Opens a quarantined row for a decision; 0, or -1 with an answer. */
static int
open_case(struct work *w, int64_t inbox, struct work *q, struct err *e)
{
	int rc = inbox_get_bare(w->flow->store, q->arena, inbox, &q->row, e);

	/* what is at hand is the command's mail, if any, not the case's */
	q->ev = NULL;
	q->reading = NULL;
	if (rc == -1)
		return -1;
	if (rc == 0 || q->row.verdict == NULL ||
	    q->row.folder != FOLDER_QUARANTINED)
		return err_set(e, ERR_INPUT, "There is no mail %lld in "
		    "quarantine. \"quarantine\" lists what is there.",
		    (long long)inbox);
	if (strcmp(q->row.state, "refused") != 0)
		return err_set(e, ERR_INPUT, "Somebody decided about mail "
		    "%lld already: %.*s", (long long)inbox,
		    /* behind the decision stands what was found of it */
		    q->row.why != NULL ? (int)strcspn(q->row.why, "\n") : 0,
		    q->row.why != NULL ? q->row.why : "");
	return 0;
}

static int
load_reading(struct work *w, int64_t inbox, struct work *q, struct err *e)
{
	struct rows *r = store_query(w->flow->store, "SELECT reading FROM "
	    "inbox WHERE id = $1", "i", inbox);
	int rc = rows_next(r, e);
	struct span b;
	struct unpack u;

	if (rc == 1) {
		b = rows_bytes(r, 0);
		u = (struct unpack){ arena_strn(w->arena, b.p, b.n), b.n,
		    false };
		q->reading = b.p != NULL ? reading_unpack(w->arena, &u) : NULL;
	}
	rows_end(r);
	if (rc != -1 && q->reading == NULL)
		return err_set(e, ERR_INPUT, "Mail %lld was never read (%s), "
		    "so nothing of it can be posted.", (long long)inbox,
		    q->row.cut ? "it is over the size limit" : "it could not "
		    "be");
	return rc == -1 ? -1 : 0;
}

int
work_release(struct work *w, int64_t inbox, const char *reason, struct err *e)
{
	struct work q = *w;
	struct mail_in m;

	if (open_case(w, inbox, &q, e) == -1 ||
	    load_reading(w, inbox, &q, e) == -1)
		return -1;
	mail_of_row(&q, &m);
	m.released_by = w->actor.name;
	m.released_why = reason;
	if (mail_handlers_run(w, MAIL_BELIEVED, &m, e) == -1)
		return -1;
	q.row.state = "done";
	q.row.folder = FOLDER_POSTED;
	q.row.why = arena_printf(w->arena, "released by %s: %s\n%s",
	    w->actor.name, reason, q.row.why != NULL ? q.row.why : "");
	if (inbox_update(w->flow->store, &q.row, e) == -1 ||
	    store_exec(w->flow->store, e, "UPDATE inbox SET filed = 0 "
	    "WHERE id = $1", "i", inbox) == -1)
		return -1;
	return work_journal(w, e, NULL, "released mail %lld from quarantine: "
	    "%s", (long long)inbox, reason);
}

int
work_discard(struct work *w, int64_t inbox, const char *reason, struct err *e)
{
	struct work q = *w;
	int rc;

	/* its own: a group of many cases is discarded in one go */
	q.arena = arena_new();
	rc = open_case(w, inbox, &q, e);
	if (rc == 0) {
		q.row.state = "done";
		q.row.why = arena_printf(q.arena, "discarded by %s: %s\n%s",
		    w->actor.name, reason, q.row.why != NULL ? q.row.why : "");
		rc = inbox_update(w->flow->store, &q.row, e);
	}
	arena_free(q.arena);
	return rc == -1 ? -1 : work_journal(w, e, NULL, "discarded "
	    "quarantined mail %lld: %s", (long long)inbox, reason);
}
