/* SPDX-License-Identifier: ISC */
/* What somebody had answered already, to a question or to an invitation. */
#ifndef CYCLE_GIVEN_H
#define CYCLE_GIVEN_H

#include "handlers/cycle/running.h"

struct given {
	const char	*who;		/* a team's or a person's name */
	const char	*answer, *note;	/* or NULL */
	int64_t		 at;
};

/* The answer is the same, and the text (cycle_text()) adds nothing to it. */
bool	given_before(const struct given *x, const char *answer,
	    const char *text);
/* Tells who says it again that it was so: nothing is noted, and nobody else is
 * told. */
int	given_tell(struct work *w, const struct cycle *c,
	    const struct cycle_step *s, const struct given *x, struct err *e);

#endif
