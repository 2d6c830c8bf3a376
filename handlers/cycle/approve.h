/* SPDX-License-Identifier: ISC */
/*
 * Approvals: who said yes or no, when and why.  One is given when those who
 * said yes suffice for the quorum and nobody's no stands; who said no may say
 * yes later.  After "expires" it lapses and is asked for again.
 */
#ifndef CYCLE_APPROVE_H
#define CYCLE_APPROVE_H

#include "handlers/cycle/running.h"

struct vote {
	const struct person *person;	/* NULL: not in the configuration */
	const char	*id, *name;
	bool		 yes;
	const char	*reason;	/* or NULL */
	int64_t		 at;
	const char	*channel, *assurance;
};

/* Adds all of a step (struct vote *), by time. */
int	approve_load(struct work *w, const struct cycle_step *s,
	    struct list *out, struct err *e);
/* They suffice, and nobody said no. */
bool	approve_given(struct work *w, const struct cycle_step *s,
	    const struct list *votes);
/* Sets the list "votes" (who, yes, reason, at, how), quorum and waiting (the
 * names of who said nothing yet). */
void	approve_model(struct work *w, struct model *m,
	    const struct cycle_step *s, const struct list *votes);
/* The approval that a command's word means; it was asked for, and the cycle
 * is open.  -1 with a sentence. */
int	approve_pick(struct work *w, const char *word, struct cycle **c,
	    struct cycle_step **s, struct err *e);
/* The actor's yes or no, with all that follows from it, answer included. */
int	approve_vote(struct work *w, struct cycle *c, struct cycle_step *s,
	    bool yes, const char *reason, struct err *e);

/* The kind's callback. */
int	approve_occasion(struct work *w, const struct cycle *c,
	    struct cycle_step *s, const char *what, int64_t late,
	    struct err *e);
/* Asks those who are to approve, once more. */
int	approve_ask(struct work *w, const struct cycle *c,
	    struct cycle_step *s, const char *what, int64_t late,
	    struct err *e);
/* What was said is forgotten, and is asked for anew: it has lapsed, or what it
 * was said of is no longer so (changes: struct record_change *, NULL: lapsed).
 */
int	approve_anew(struct work *w, const struct cycle *c,
	    struct cycle_step *s, const struct list *changes, struct err *e);
/* Who has said nothing yet (struct whom *). */
int	approve_owing(struct work *w, const struct cycle_step *s,
	    struct list *out, struct err *e);

#endif
