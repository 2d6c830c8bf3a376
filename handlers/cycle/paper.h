/* SPDX-License-Identifier: ISC */
/* What the documents of "publish" know beside what all letters know. */
#ifndef CYCLE_PAPER_H
#define CYCLE_PAPER_H

#include "handlers/cycle/running.h"

/*
 * Fills the model for the document of that name: "memo" (the tasks and
 * contacts of the stage that "of" names), "weekly-report" (what was deployed,
 * what comes, what is open).  Other names have nothing of their own.
 */
int	paper_model(struct work *w, struct model *m, const struct cycle *c,
	    const struct cycle_step *s, struct err *e);

#endif
