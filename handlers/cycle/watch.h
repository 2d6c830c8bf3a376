/* SPDX-License-Identifier: ISC */
/*
 * The watch over the change calendar and over the staff: each morning the
 * nights ahead are held against other nights on the same servers, against the
 * changes of other teams, and against who is away.  What is found is told to
 * the coordinator once; a night that moves is looked at anew.
 */
#ifndef CYCLE_WATCH_H
#define CYCLE_WATCH_H

#include "handlers/cycle/running.h"

#define WATCH_HOUR	7	/* at WATCH_HOUR:WATCH_MINUTE */
#define WATCH_MINUTE	30
#define WATCH_AHEAD	(35 * DAY)	/* nights that are looked at */
#define WATCH_STAFF	(10 * DAY)	/* ... for who is away */

#define WATCH_TOLD	5	/* of what one night meets; more are counted */

/* Nights on common servers at the same time, and other teams' changes. */
int	watch_calendar(struct work *w, struct err *e);
/* Owners, secondaries and point persons who are away then. */
int	watch_staff(struct work *w, struct err *e);
/* 1 where this was not told before (and is noted now), 0, -1. */
int	watch_is_new(struct work *w, const char *word, struct err *e);

#endif
