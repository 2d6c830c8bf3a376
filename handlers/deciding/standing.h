/* SPDX-License-Identifier: ISC */
/* How a bulletin stands: its level, its due dates, what was decided. */
#ifndef DECIDING_STANDING_H
#define DECIDING_STANDING_H

#include "handlers/cycle/cycle.h"
#include "handlers/deciding/policy.h"

struct applied {			/* a factor that holds */
	const char	*factor, *reason, *person;
	int		 steps;
	int64_t		 at;
};
struct leveled {			/* a level from a moment on */
	int64_t		 at;
	uint32_t	 level;
};
struct decision {
	int64_t		 id, bulletin;
	const char	*environment, *verdict, *reason, *person, *assurance;
	const char	*evidence;
	int64_t		 until, at;	/* until 0: none */
	uint32_t	 level;		/* of the bulletin, then */
	bool		 undone;
};

/* One environment's date, and whether anything is left to do there. */
struct deadline {
	const struct policy_environment *environment;
	const struct policy_rule *rule;	/* of the level that gives the date */
	uint32_t	 level;
	int64_t		 from;		/* the clock's start for that */
	int64_t		 at;		/* NO_DATE: none */
	bool		 agreed;	/* by the decision, not by the rule */
	bool		 stale;		/* the decision was about something
					 * less pressing: it has to be made
					 * again */
	bool		 open;
	const char	*closed;	/* why not: "done 2026-11-20 23:10 by
					 * shop-november", ... */
	const struct decision *decision;	/* that holds, or NULL */
	int64_t		 done_at;	/* 0: not */
	const char	*done_how;
};

struct standing {
	int64_t		 bulletin;
	bool		 stored;	/* there is a row of it */
	uint32_t	 severity;	/* the vendor's, on the site's scale */
	uint32_t	 level;
	int64_t		 announced, closed;
	const char	*threat, *threat_why, *threat_by;
	int		 threat_steps;
	uint32_t	 threat_to;
	int64_t		 threat_at;
	const char	*type, *class, *typed_by;
	bool		 back;		/* something is taken back: so is the
					 * last level, where it was of that */
	struct list	 factors;	/* struct applied * */
	struct list	 levels;	/* struct leveled *, oldest first */
	struct list	 decisions;	/* struct decision *, that hold */
	struct list	 dues;		/* struct deadline *, as the policy has
					 * the environments */
};

/* --- standing.c ------------------------------------------------------- */

/* How a bulletin stands, dates included; *s is complete also where nothing is
 * stored of it yet. */
int	standing_of(struct work *w, const struct bulletin *b,
	    struct standing *s, struct err *e);
/*
 * Writes what differs: its row, its level if that has changed, and whether it
 * is open; loads all anew.  severity: the bulletin's now.
 */
int	standing_save(struct work *w, const struct bulletin *b,
	    struct standing *s, struct err *e);
/* Severity with factors and threat. */
uint32_t standing_level(const struct standing *s);
/* Adds (struct bulletin *) those whose ids a query finds, and ends it. */
int	standing_bulletins(struct work *w, struct rows *r, struct list *out,
	    struct err *e);
/* Adds (struct bulletin *) what is open, the newest first, at most max. */
int	standing_open(struct work *w, int max, struct list *out,
	    struct err *e);

/* --- follow.c --------------------------------------------------------- */

/* The configuration was read: where another policy is in force now, what is
 * open and what is closed is worked out anew, and the journal says so. */
int	policy_follow(struct work *w, struct err *e);

/* --- deadline.c ------------------------------------------------------- */

/* Works out s->dues of levels, decisions and what is done. */
int	deadline_all(struct work *w, const struct bulletin *b,
	    struct standing *s, struct err *e);
/* The decision that holds there, or NULL. */
const struct decision *decision_for(const struct standing *s,
	    const char *environment);
/* Of the open ones the first due, or NULL where none is open. */
const struct deadline *deadline_first(const struct standing *s);
/* It has to be begun by its date, not done. */
bool	deadline_is_start(const struct deadline *d);
/* "by 2026-12-01 10:00", "with the next service pack", "within 1 week, once
 * it is done in test". */
const char *deadline_when(struct work *w, const struct deadline *d);
/* The same as a sentence: "act by ...", "begin by ...", or, for NULL, that
 * nothing is left to do. */
const char *deadline_act(struct work *w, const struct deadline *d);
/* "critical within 1 month, counted from 2026-11-10 12:05"; or who deferred
 * it and why. */
const char *deadline_reason(struct work *w, const struct deadline *d);
struct carriers;
/* Whether it is late: its date has passed, and of what is only to be begun, it
 * has not.  1, 0, -1. */
int	deadline_is_over(struct work *w, const struct bulletin *b,
	    const struct deadline *d, struct carriers *c, struct err *e);

/* --- words.c ---------------------------------------------------------- */

/* The bulletin that a command's first word means; -1 with a sentence. */
int	decide_pick(struct work *w, const struct words *words,
	    struct bulletin *b, struct err *e);
/* The name of who said it: a person's, or "its vendor" for NULL. */
const char *decide_who(struct work *w, const char *person);
/* "environment" of the policy in force; NULL and a sentence. */
const struct policy_environment *decide_environment(struct work *w,
	    const char *word, struct err *e);
/* Reference, level and dues of one bulletin, for lists and answers. */
void	decide_head(struct work *w, struct model *m, const struct bulletin *b,
	    const struct standing *s);
void	deadline_model(struct work *w, struct model *m,
	    const struct deadline *d);

/* --- change.c --------------------------------------------------------- */

/*
 * Something about it was said or taken back (what, in a sentence): tells the
 * committee in the bulletin's thread and the room what follows from it, where
 * anything does or it must hear of it anyway (loud).  before: as it stood.
 */
int	change_tell(struct work *w, const struct bulletin *b,
	    const struct standing *before, const struct standing *now,
	    const char *what, bool loud, struct err *e);
/* Adds "act by: was ..., is now ..." for each environment that differs. */
void	change_dues(struct work *w, const struct standing *before,
	    const struct standing *now, struct list *out);
/* The whole round of a command: saves, tells, has cycles look again. */
int	change_done(struct work *w, const struct bulletin *b,
	    struct standing *before, struct standing *now, const char *what,
	    bool loud, struct err *e);
/* Adds or takes back a factor: "raise", "lower". */
int	change_factor(struct work *w, const struct words *words, bool raise,
	    struct err *e);
/* Sets the threat on s (not saved). person NULL: its vendor says so. */
void	change_threat(struct work *w, struct standing *s,
	    const struct factor *threat, const char *person,
	    const char *reason);

#define DECISIONS_MAX	500	/* of one bulletin that are looked at */

/* --- decision.c ------------------------------------------------------- */

int	decision_add(struct work *w, struct decision *d, struct err *e);
/* Adds (struct decision *), the newest first; bulletin 0: all. */
int	decision_list(struct work *w, int64_t bulletin, int max,
	    struct list *out, struct err *e);
void	decision_model(struct work *w, struct model *m,
	    const struct decision *d);
/* What is known now, in a sentence: severity, proof, factors, answers. */
int	decision_evidence(struct work *w, const struct bulletin *b,
	    const struct standing *s, const struct deadline *d,
	    const char **out, struct err *e);
/* Workarounds and second sources of a bulletin, into lists of the model. */
int	decision_shields(struct work *w, int64_t bulletin, struct model *m,
	    struct err *e);


/* --- done.c ----------------------------------------------------------- */

/*
 * What the nights carry of some bulletins: each night is asked once, of all of
 * them, and none before something depends on it.
 */
struct carrier {
	const struct deployment *night;
	struct list	 carried;	/* struct bulletin *, of those */
};
struct carriers {
	const struct list *bulletins;	/* struct bulletin *: set it */
	bool		 known;
	struct list	 nights;	/* struct carrier *, that are open */
	struct list	 after;		/* that are done: what others of their
					 * environment carry, to come or on */
};
/* It has begun in that date's environment: a night that carries it is on, or
 * one was, and another one is to come.  1, 0, -1. */
int	carriers_begun(struct work *w, struct carriers *c,
	    const struct bulletin *b, const struct deadline *d,
	    struct err *e);

/* --- types.c ---------------------------------------------------------- */

/* "security", "bug fix" or "feature", of a type as it is shown; NULL. */
const char *type_nature(const struct bulletin *b, const char *shown);

#endif
