/* SPDX-License-Identifier: ISC */
/* What both kinds of calendar replies share: of persons, of other guests. */
#ifndef CYCLE_ON_REPLY_H
#define CYCLE_ON_REPLY_H

#include "handlers/cycle/running.h"

/* The meeting that it counts for: 1, 0 for none (the journal says why), -1. */
int	reply_meeting(struct work *w, const struct calendar_reply *r,
	    struct cycle **c, struct cycle_step **s, struct err *e);
const char *reply_word(const struct calendar_reply *r);	/* yes no maybe */

#endif
