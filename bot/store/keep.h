/* SPDX-License-Identifier: ISC */
/*
 * What is done is not kept for ever.  The bytes of what came and of what left
 * go, and so do entries of the agenda that were brought and tokens that ran
 * out.  Nothing goes that is open or waits for a person, and no row of the
 * inbox, the outbox or the journal: by them a repeat is recognised, and what
 * happened is told.
 */
#ifndef STORE_KEEP_H
#define STORE_KEEP_H

#include "store/store.h"

#define KEEP_ROWS	100		/* taken in one step, at most */
#define KEEP_BYTES	(4 << 20)	/* ... and then no further one */

/* How far a pass over all is; all zero begins one.  It need not survive: what
 * is gone is not found again. */
struct keep {
	int		 part;
	int64_t		 after;		/* rows up to this id are looked at */
};

/*
 * One step, in the caller's transaction.  bodies, tokens: what was done (or
 * ran out) before these times goes; INT64_MIN: all is kept.  *taken: how many
 * went, *what: of what ("bodies of what left").  1 there may be more, 0 the
 * pass is over (*k begins anew), -1.
 */
int	keep_step(struct store *s, struct keep *k, int64_t bodies,
	    int64_t tokens, int *taken, const char **what, struct err *e);

#endif
