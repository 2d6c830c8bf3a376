/* SPDX-License-Identifier: ISC */
/*
 * Approvals: who said yes or no, when and why.  One is given when those who
 * said yes suffice for the quorum and nobody's no stands; who said no may say
 * yes later.  After "expires" it lapses and is asked for again.  An officer's
 * decision whether it waits stands beside what he says as one of the board.
 */
#ifndef CYCLE_APPROVE_H
#define CYCLE_APPROVE_H

#include "handlers/cycle/running.h"

struct vote {
	const struct person *person;	/* NULL: not in the configuration */
	const char	*id, *name;
	bool		 yes;
	bool		 decides;	/* an officer's, and no vote: whether
					 * it waits */
	bool		 now;		/* ... which it does not */
	const char	*reason;	/* or NULL */
	int64_t		 at;
	const char	*channel, *assurance;
};

/* Adds what a query of votes finds, and ends it. */
int	approve_rows(struct work *w, struct rows *r, struct list *out,
	    struct err *e);
/* Those who said yes suffice, and nobody said no. */
bool	approve_suffices(struct work *w, const struct quorum *q,
	    const char *owner, const struct list *votes);
/* "mail", "chat", ... as votes keep it. */
const char *approve_channel(enum channel c);
/* Adds all of a step (struct vote *), by time; behind them the officer's last
 * decision, where there is one. */
int	approve_load(struct work *w, const struct cycle_step *s,
	    struct list *out, struct err *e);
/* They suffice, and nobody said no. */
bool	approve_given(struct work *w, const struct cycle_step *s,
	    const struct list *votes);
/* Who must say yes: "2 of board", "one of board", "coordinator". */
const char *approve_words(struct work *w, const struct cycle_step *s);
/* Sets the lists "votes" (who, yes, vote_reason, at, how) and "decisions" (who,
 * now_on, vote_reason, at, how), quorum, waiting (the names of who said nothing
 * yet) and against (of who said no, but for the actor). */
void	approve_model(struct work *w, struct model *m,
	    const struct cycle_step *s, const struct list *votes);
/* The approval that a command's word means; it was asked for, and the cycle
 * is open.  -1 with a sentence. */
int	approve_pick(struct work *w, const char *word, struct cycle **c,
	    struct cycle_step **s, struct err *e);
/*
 * Likewise of "STEP@VERSION": *of is the version of the change request that its
 * author speaks of; 0: he was shown several, and it cannot be told which.
 */
#define APPROVE_PLAIN	(-1)	/* none is named: the one of its time */
int	approve_pick_of(struct work *w, const char *word, struct cycle **c,
	    struct cycle_step **s, int64_t *of, struct err *e);
/*
 * The actor's yes or no, with all that follows from it, answer included.  A yes
 * counts only for the version that stands: said of an older one it changes
 * nothing, and the answer says what has changed.  A no always counts.
 */
int	approve_vote(struct work *w, struct cycle *c, struct cycle_step *s,
	    bool yes, int64_t of, const char *reason, struct err *e);
/* What that person said as one of the board; NULL: nothing. */
const struct vote *approve_vote_of(const struct list *votes,
	    const struct person *p);
/* Writes to one who has said nothing, with a link that approves this very
 * version; said: the letter, its model all but "link". */
int	approve_write(struct work *w, const struct said *said,
	    const struct whom *x, struct err *e);

/* Keeps the actor's, in place of what he said before.  version: of the change
 * request that he spoke of; 0 where there is none. */
int	approve_save(struct work *w, const struct cycle_step *s, bool yes,
	    const char *reason, int64_t version, struct err *e);
/* Given: the step is done, and lapses again where the playbook says so. */
int	approve_give(struct work *w, struct cycle *c, struct cycle_step *s,
	    const char *note, struct err *e);
/* The officer's "now" or "wait" STEP REASON, with all that follows, answer
 * included. */
int	approve_decide(struct work *w, const struct words *words, bool now,
	    struct err *e);

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
/* ... and who said no, on whom it hangs as well. */
int	approve_holding(struct work *w, const struct cycle_step *s,
	    struct list *out, struct err *e);

#endif
