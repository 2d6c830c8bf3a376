/* SPDX-License-Identifier: ISC */
/* What is open, by its date: for the lists and for the daily look. */
#ifndef DECIDING_QUEUE_H
#define DECIDING_QUEUE_H

#include "handlers/deciding/standing.h"

#define QUEUE_BULLETINS	2000	/* open ones that are looked at */

struct queued {
	const struct bulletin *bulletin;
	const struct standing *standing;
	const struct deadline *due;
	bool		 over;
};
/*
 * Adds (struct queued *) every environment of every open bulletin where
 * something is to be done until then (NO_DATE: whenever), the first due one
 * first, of two of the same time the more pressing one.
 */
int	queue_open(struct work *w, int64_t until, struct list *out,
	    struct err *e);
void	queue_model(struct work *w, struct model *m,
	    const struct queued *q);
/* Answers with those until then that are over or (overdue false) all. */
int	queue_answer(struct work *w, int64_t until, bool overdue,
	    struct err *e);

#endif
