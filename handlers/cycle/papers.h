/* SPDX-License-Identifier: ISC */
/* Which document the words of a command mean. */
#ifndef CYCLE_PAPERS_H
#define CYCLE_PAPERS_H

#include "handlers/change/change.h"
#include "handlers/cycle/running.h"

/* "CYCLE/NAME", or "NAME" where one open cycle has it: its last version. -1
 * with a sentence. */
int	papers_pick(struct work *w, const char *word, struct cycle **c,
	    struct document *d, struct err *e);

#endif
