/* SPDX-License-Identifier: ISC */
/* Reading the journal, inbox and outbox for the handlers; see
 * handlers/handler.h. */
#include "handlers/handler.h"

#include "base/arena.h"

int
work_log(struct work *w, const char *subject, int max, struct list *lines,
    struct err *e)
{
	struct arena *a = work_arena(w);
	struct rows *r = store_query(work_store(w), "SELECT at, actor, what "
	    "FROM (SELECT id, at, actor, what FROM journal WHERE subject = $1 "
	    "ORDER BY id DESC LIMIT $2) AS last ORDER BY id", "si", subject,
	    (int64_t)max);
	int rc;

	while ((rc = rows_next(r, e)) == 1) {
		struct log_line *l = arena_alloc(a, sizeof(*l));

		l->at = rows_int(r, 0);
		l->actor = rows_str(r, 1, a);
		l->what = rows_str(r, 2, a);
		list_add_in(a, lines, l);
	}
	rows_end(r);
	return rc;
}

int
work_mail_since(struct work *w, const char *from, int64_t since, int64_t *at,
    struct err *e)
{
	const char *address = from == NULL || from[0] != '*' ? from : NULL;
	const char *domain = from != NULL && from[0] == '*' ? from + 1 : NULL;

	return store_int(work_store(w), e, at, "SELECT MAX(at) FROM inbox "
	    "WHERE channel = 'mail' AND at >= $1 AND ($2 IS NULL OR "
	    "LOWER(sender) = LOWER($2)) AND ($3 IS NULL OR "
	    "LOWER(SUBSTR(sender, LENGTH(sender) - LENGTH($3) + 1)) = "
	    "LOWER($3))", "iss", since, address, domain);
}

int
work_letter_made(struct work *w, const char *message_id, int64_t *at,
    struct err *e)
{
	return store_int(work_store(w), e, at, "SELECT MIN(at) FROM outbox "
	    "WHERE unique_name = $1 AND channel = 'mail'", "s", message_id);
}
