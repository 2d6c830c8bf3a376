/* SPDX-License-Identifier: ISC */
/*
 * Action items: somebody does something by a day.  The owner is reminded the
 * day before and on the day; when it is overdue he is chased each business
 * day, and from the second time on the coordinator hears of it too.
 */
#ifndef CYCLE_ACTION_H
#define CYCLE_ACTION_H

#include "handlers/cycle/running.h"

#define ACTION_HOUR	9	/* when people are reminded */
#define ACTION_DUE	17	/* the hour at which a day is over */
#define ACTION_DAYS_MAX	400	/* ahead */

struct action {
	int64_t		 id;
	const char	*owner;		/* person's id, or team's */
	int64_t		 due;
	const char	*what, *made_by;
	int64_t		 made_at, chased;
	int64_t		 done_at;	/* 0: open */
	const char	*done_by, *note;
};

/* By its number: 1, 0, -1. */
int	action_load(struct work *w, int64_t id, struct action **out,
	    struct err *e);
/* Adds the open ones, by their due time; owner: of that person or team
 * (NULL: of all). */
int	action_open_ones(struct work *w, const char *owner, struct list *out,
	    struct err *e);
int	action_save(struct work *w, const struct action *x, bool fresh,
	    struct err *e);
/* Has the clock bring it at the next time its owner has to hear of it. */
int	action_later(struct work *w, const struct action *x, struct err *e);
/* Sets number, what, owner, due, made_by, overdue. */
void	action_model(struct work *w, struct model *m, const struct action *x);
/* Adds all open ones to the list "actions": no, what, owner, due, overdue;
 * sets actions_open and actions_overdue, where there are any. */
int	action_models(struct work *w, struct model *m, const char *owner,
	    struct err *e);

#endif
