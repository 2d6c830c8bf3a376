/* SPDX-License-Identifier: ISC */
/* What the documents of "publish" know beside what all letters know. */
#ifndef CYCLE_PAPER_H
#define CYCLE_PAPER_H

#include "handlers/cycle/running.h"

/*
 * Fills the model for the document of that name: "memo" (the tasks and
 * contacts of the stage that "of" names), "weekly-report" (what was deployed,
 * what comes, what is open), "cycle-report" (what came of this cycle).  Other
 * names have nothing of their own.
 */
int	paper_model(struct work *w, struct model *m, const struct cycle *c,
	    const struct cycle_step *s, struct err *e);
/* Who got it knows of all dates of the cycle, and hears when they change. */
bool	paper_tells_dates(const char *document);
/*
 * What came of a cycle, over run_model() and run_bulletins_model(): counts,
 * opened, ended, lasted, and the lists nights, decisions, lates (but for own,
 * the step that tells it, or NULL), moves, and what is carried along.
 */
int	cycle_report_model(struct work *w, struct model *m,
	    const struct cycle *c, const struct cycle_step *own,
	    struct err *e);
/* Sets the list "decisions" (decision, outcome, decided): what was asked or
 * approved in this cycle, and came to an end. */
void	run_decisions_model(struct work *w, struct model *m,
	    const struct cycle *c);

#endif
