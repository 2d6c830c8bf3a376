/* SPDX-License-Identifier: ISC */
/*
 * Questions: who was asked, what was answered, and what silence means.  One
 * answer for each team (or person) that was asked; it may be changed until the
 * gate closes: the due time has come and the step is over.  What comes later is
 * kept, and shown as late.
 */
#ifndef CYCLE_ASK_H
#define CYCLE_ASK_H

#include "handlers/cycle/running.h"
#include "handlers/servers/servers.h"

/* The two answers that a question has, by its name. */
struct scale {
	const char	*question;	/* how its name begins; NULL: any */
	const char	*text;		/* as it is asked, where the playbook
					 * has no words of its own */
	const char	*yes, *no;	/* as the mail has them */
	const char	*consent;	/* what silence is where it consents */
	const char	*applies;	/* ... where it is to be safe */
	const char	*bad;		/* the answer that somebody should look
					 * at; NULL: neither */
};
/* That of a question of this name. */
const struct scale *ask_scale_of(const char *question);
const struct scale *ask_scale(const struct cycle_step *s);
/*
 * The answer that a text begins with, letters' case and marks behind ignored
 * ("N/A, we run none"), and where the rest begins; NULL where it is none.
 */
const char *ask_read(const struct scale *scale, const char *text,
	    const char **rest);

struct asked {
	const char	*who;		/* team's id, person's id, address */
	const char	*name;		/* for people */
	const struct team *team;	/* or NULL */
	const struct person *person;	/* who was written to, or NULL */
	const char	*answer, *note;	/* or NULL */
	const char	*said_by;	/* person's id; NULL: silence.  Without
					 * an answer: what was said (note) was
					 * not understood */
	int64_t		 said_at;
	bool		 late;
	const char	*channel;
	int64_t		 changed;
};
/* Adds all of a step, in the order of their names; 0 or -1. */
int	ask_load(struct work *w, const struct cycle_step *s,
	    struct list *out, struct err *e);
int	ask_save(struct work *w, const struct cycle_step *s,
	    const struct asked *x, struct err *e);
/* It stops what waits for the step where the playbook says what passes; else
 * it is one that somebody should look at. */
bool	ask_is_bad(const struct cycle_step *s, const char *answer);
size_t	ask_bad(const struct cycle_step *s, const struct list *all);
/* Something was said that is no answer: it is no silence either. */
bool	ask_is_unclear(const struct asked *x);
/* How many gave an answer. */
size_t	ask_answered(const struct list *all);
/* "3 applicable, 1 not applicable, 2 silent" */
const char *ask_tally(struct work *w, const struct cycle_step *s,
	    const struct list *all);
/* No answer may be changed any more. */
bool	ask_closed(struct work *w, const struct cycle_step *s);
/* Sets the list "answers": who, answer, by, at, note, asked, and the flags
 * was_late, bad, unclear, silence. */
void	ask_model(struct work *w, struct model *m,
	    const struct cycle_step *s, const struct list *all);
/*
 * All have answered, or it is due and silence means something: the step is
 * done, or where an answer is not the one that passes it stays open, and the
 * coordinator knows who said what and the ways on (ask_close.c).
 */
int	ask_close(struct work *w, struct cycle *c, struct cycle_step *s,
	    const struct list *all, struct err *e);
/* It was done, and an answer is now one that does not pass. */
int	ask_take_back(struct work *w, struct cycle *c,
	    struct cycle_step *s, const struct list *all, struct err *e);

/* A question for lists of servers (nights.c). */
bool	ask_for_lists(const struct cycle_step *s);
/* Of one it sets the list "nights" for the
 * letter, of that team, or of the person's (NULL: all), and the flag
 * asks_servers. */
int	ask_servers_model(struct work *w, struct model *m,
	    const struct cycle *c, const struct cycle_step *s,
	    const struct team *t, const struct person *p, struct err *e);
/* ... and the team says that they are right, or that it has none. */
int	ask_servers_said(struct work *w, const struct cycle *c,
	    const struct cycle_step *s, const struct team *t,
	    const struct person *p, bool as_listed, struct err *e);

/* The kind's callbacks. */
int	ask_occasion(struct work *w, const struct cycle *c,
	    struct cycle_step *s, const char *what, int64_t late,
	    struct err *e);
int	ask_done(struct work *w, const struct cycle *c,
	    struct cycle_step *s, const char *note, struct err *e);
/* Who has not answered, or not what passes (struct whom *). */
int	ask_owing(struct work *w, const struct cycle_step *s,
	    struct list *out, struct err *e);

#endif
