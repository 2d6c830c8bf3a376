/* SPDX-License-Identifier: ISC */
/*
 * Mail that was old when it was read was recorded, and nothing followed from
 * it.  Nobody is told of each, but the coordinator of all of it: a mailbox of
 * years is read in minutes.
 */
#include "handlers/bulletin/bulletin.h"

#define TOLD_AFTER	(15 * 60)	/* seconds behind the first */

static int
take(struct work *w, const struct mail_in *m, struct err *e)
{
	int64_t waiting = 0;

	if (store_int(work_store(w), e, &waiting, "SELECT COUNT(*) FROM "
	    "(SELECT 1 FROM old_mails LIMIT 1) AS one", "") == -1 ||
	    store_exec(work_store(w), e, "INSERT INTO old_mails (inbox, "
	    "received_at) VALUES ($1, $2) ON CONFLICT DO NOTHING", "ii",
	    m->inbox, m->received) == -1)
		return -1;
	return waiting > 0 ? 0 : work_later(w, "old-mail", arena_printf(
	    work_arena(w), "%lld", (long long)m->inbox),
	    work_now(w) + TOLD_AFTER, e);
}

const struct mail_handler on_old = { .event = MAIL_OLD, .run = take };
