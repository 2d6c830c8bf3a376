/* SPDX-License-Identifier: ISC */
/*
 * The journal: one line for every change of state, each hashing the one
 * before (SHA-256 over the previous hash and the line's own fields, each
 * with its length), so a line cannot be changed or taken out unnoticed.
 */
#ifndef STORE_JOURNAL_H
#define STORE_JOURNAL_H

#include "store/store.h"

struct journal_line {
	int64_t		 id;		/* set by journal_add */
	int64_t		 at;
	const char	*actor;		/* person's id, "clock", "patchbot" */
	const char	*assurance;
	const char	*channel;
	int64_t		 cause;		/* inbox row, 0 none */
	const char	*subject;	/* what it is about, or NULL */
	const char	*what;		/* one sentence */
};

/* Must be called inside the transaction that makes the change. */
int	journal_add(struct store *s, struct journal_line *l, struct err *e);
/*
 * Checks the whole chain.  0, or -1 (ERR_CORRUPT) naming the first line that
 * does not fit.  *lines: how many there are; head: 65 bytes for the last hash.
 */
int	journal_verify(struct store *s, int64_t *lines, char *head,
	    struct err *e);

#endif
