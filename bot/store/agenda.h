/* SPDX-License-Identifier: ISC */
/*
 * The agenda: what the clock has to bring.  A due entry becomes an inbox row
 * (source "clock", key "job argument due"), so it takes the way of a mail.
 */
#ifndef STORE_AGENDA_H
#define STORE_AGENDA_H

#include "store/store.h"

/* The same job, argument and due time twice is one entry. */
int	agenda_add(struct store *s, const char *job, const char *argument,
	    int64_t due, struct err *e);
/* Cancels what still waits of a job and argument (NULL: every argument). */
int	agenda_cancel(struct store *s, const char *job, const char *argument,
	    struct err *e);
/* Turns all that is due into inbox rows, in its own transaction; how many. */
int	agenda_bring(struct store *s, int64_t now, struct err *e);
/* When the next entry is due: 1 and *due, 0 nothing waits, -1. */
int	agenda_next(struct store *s, int64_t *due, struct err *e);

#endif
