/* SPDX-License-Identifier: ISC */
/*
 * The outbox: everything that leaves is a row here, its bytes frozen when the
 * row is written.
 *
 *	queued -> leased -> sending -> sent | failed | unknown
 *
 * leased: handed to the role.  sending: written before the last piece of a
 * mail may go out; found after a crash it becomes unknown, is told to the
 * coordinator and is never sent again by itself.  A mail to several keeps a
 * row per recipient; the message is done when all of them are.
 */
#ifndef STORE_OUTBOX_H
#define STORE_OUTBOX_H

#include "base/list.h"
#include "store/store.h"

#define OUTBOX_TRIES	12	/* of one message, then it has failed */

struct outbox_row {
	int64_t		 id;
	const char	*channel;	/* "mail" "chat" */
	const char	*target;	/* chat: a JID; NULL: the room */
	const char	*sender;	/* mail: the envelope's */
	int64_t		 at;
	const char	*state;
	int64_t		 tries;
	const char	*unique_name;	/* Message-ID, origin-id */
	const char	*subject;
	struct span	 body;
	int64_t		 cause;		/* inbox row, 0 none */
	struct list	 recipients;	/* char *: mail, the open ones */
};

/* Adds a queued row (and its recipients); row->id must be set before, by
 * store_new_id(s, "outbox"), as the body's Message-ID derives from it. */
int	outbox_add(struct store *s, const struct outbox_row *row,
	    struct err *e);
/* 1, 0, -1; copies into the arena.  The body is NULL where it is kept no
 * more. */
int	outbox_get(struct store *s, struct arena *a, int64_t id,
	    struct outbox_row *row, struct err *e);
/* Identifiers of queued rows that are due on the channel, oldest first. */
int	outbox_due(struct store *s, const char *channel, int64_t now,
	    int64_t *ids, int max, struct err *e);
int	outbox_state(struct store *s, int64_t id, const char *state,
	    struct err *e);
/* queued -> leased for all that outbox_due() gives, up to that row: 0, -1. */
int	outbox_lease(struct store *s, const char *channel, int64_t now,
	    int64_t last, struct err *e);
/* leased -> sending for the mails from row first to row last: how many these
 * were, or -1. */
int64_t	outbox_sending(struct store *s, int64_t first, int64_t last,
	    struct err *e);
/* The recipients that are open of a row that is being sent are in doubt: for
 * those whose outcome is not written behind it. */
int	outbox_doubt(struct store *s, int64_t id, const char *reply,
	    struct err *e);
/*
 * The outcome for one recipient ("" for chat): outcome is "sent", "failed",
 * "unknown" or "queued" (try again).
 */
int	outbox_outcome(struct store *s, int64_t id, const char *address,
	    const char *outcome, int64_t code, const char *reply,
	    struct err *e);
/* Closes a message that all its recipients have got, the usual end, in one
 * step: 1, 0 where not all of them have, -1. */
int	outbox_settle_sent(struct store *s, int64_t id, int64_t now,
	    struct err *e);
/*
 * Closes one attempt: the message's own state follows from its recipients'.
 * Open ones are queued again with back-off until OUTBOX_TRIES.  Returns the
 * state it now has, or NULL with *e.
 */
const char *outbox_settle(struct store *s, int64_t id, int64_t now,
	    struct err *e);
/*
 * After a start: leased rows are queued again, sending ones become unknown.
 * Identifiers of those go into unknown (at most max); their number or -1.
 * Call it again until it says 0: what is above max is left for then.
 */
int	outbox_recover(struct store *s, int64_t now, int64_t *unknown, int max,
	    struct err *e);
/* Puts a failed or unknown row back (a person decided): 1, 0, -1. */
int	outbox_retry(struct store *s, int64_t id, struct err *e);
/* Takes a queued, failed or unknown row out for good: 1, 0, -1. */
int	outbox_drop(struct store *s, int64_t id, int64_t now, struct err *e);

#endif
