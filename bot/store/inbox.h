/* SPDX-License-Identifier: ISC */
/*
 * The inbox: everything that arrives is a row here, known by its source and
 * key, before anything is done about it.
 *
 *	new -> done | refused | poison
 *
 * Between them a mail is gated and read, but never at rest so: verdict, facts
 * and what follows from them are one transaction.
 *
 * "refused" is a decision (quarantined, or a command that was not allowed),
 * "poison" a row that failed INBOX_TRIES times; both keep their bytes.
 */
#ifndef STORE_INBOX_H
#define STORE_INBOX_H

#include "store/store.h"

#define INBOX_TRIES	5

struct inbox_row {
	int64_t		 id;
	const char	*channel;	/* "mail" "chat" "console" "clock" */
	const char	*source;
	const char	*key;
	int64_t		 at;
	const char	*state;
	int64_t		 tries, next_try;
	const char	*sender, *actor, *subject, *message_id;
	struct span	 raw;
	bool		 cut;
	struct span	 evidence;
	const char	*verdict, *vendor, *mail_class, *why;
	int64_t		 folder;
	int64_t		 received_at;	/* mail: by its server; 0 not known */
};

/*
 * Adds a row in state "new": 1 added (row->id is set), 0 it is there already
 * (id of that one), -1.
 */
int	inbox_add(struct store *s, struct inbox_row *row, struct err *e);
/*
 * The same in two steps, for what is handled within the transaction in which
 * it comes: its id first, and at the end the row with the state it then has.
 */
int	inbox_claim(struct store *s, struct inbox_row *row, struct err *e);
int	inbox_insert(struct store *s, const struct inbox_row *row,
	    struct err *e);
/* 1 found (everything copied into the arena; raw is NULL where its bytes are
 * kept no more), 0 no such row, -1. */
int	inbox_get(struct store *s, struct arena *a, int64_t id,
	    struct inbox_row *row, struct err *e);
/* The same without its bytes, which are most of a mail's row. */
int	inbox_get_bare(struct store *s, struct arena *a, int64_t id,
	    struct inbox_row *row, struct err *e);
/* Writes state, actor, subject, message_id, evidence, verdict, vendor, class,
 * why and folder of the row. */
int	inbox_update(struct store *s, const struct inbox_row *row,
	    struct err *e);
/*
 * Counts one more failed try and sets when to try again; the INBOX_TRIESth
 * makes it poison: returns 1 then, else 0, or -1.
 */
int	inbox_failed(struct store *s, int64_t id, int64_t now,
	    const char *why, struct err *e);
/* Puts a poison row back to new: 1, 0 no such row, -1. */
int	inbox_retry(struct store *s, int64_t id, struct err *e);
/* Rows that are still to be worked on and due, oldest first, at most max;
 * their number, or -1.  Only rows with an id above after. */
int	inbox_due(struct store *s, int64_t now, int64_t after, int64_t *ids,
	    int max, struct err *e);
/* Seconds until try number tries + 1: 10 s doubling to 1 h. */
int64_t	inbox_backoff(int64_t tries);

#endif
