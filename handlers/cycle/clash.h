/* SPDX-License-Identifier: ISC */
/*
 * What a night meets at a new date: a blackout, a night that it is kept apart
 * from, a step that it waits for.  What is hard is done only when a person
 * says "anyway"; what is soft is said.
 */
#ifndef CYCLE_CLASH_H
#define CYCLE_CLASH_H

#include "handlers/cycle/running.h"

struct clashing {
	bool		 hard;
	const char	*who;		/* "2026-11/night-b", "erp-december" */
	const char	*would;		/* "fall into the hard blackout ..." */
	const char	*does;		/* "falls into the hard blackout ..." */
	const char	*free;		/* the next free date, or "" */
};

/* Adds (struct clashing *) what a deployment that is no step meets. */
int	clash_night(struct work *w, const struct deployment *d,
	    struct list *out, struct err *e);
/*
 * After run_plan(): adds what the stages meet whose windows lie elsewhere now
 * (every: of all stages that lie ahead), and those that would begin before
 * what they wait for is over, and did not before.
 */
int	clash_cycle(struct work *w, const struct cycle *c, bool every,
	    struct list *out, struct err *e);
/* -1 with a sentence where one of them is hard.  how: what to say to do it
 * all the same ("move 2026-11/test 2026-12-01 22:00 anyway"). */
int	clash_refuse(struct work *w, const struct list *all, const char *how,
	    struct err *e);
/* Sets the list "minds" (mind), and "refused" (all that is hard, with the next
 * free date; "" for nothing). */
void	clash_model(struct work *w, struct model *m, const struct list *all);
/* ", though A falls into ..." of what is hard, for a journal line. */
const char *clash_in_journal(struct work *w, const struct list *all);
/* The next date from then on, at the same civil time, at which it meets no
 * blackout and no other night of these (struct deployment *); "" for none
 * within some weeks. */
const char *clash_free(struct work *w, const struct list *nights,
	    const struct deployment *d, int64_t from);
/* May these two mean a common server?  One that names none is not known to
 * touch anything. */
bool	clash_shares(const struct calendar *c, const struct deployment *one,
	    const struct deployment *other);

#endif
