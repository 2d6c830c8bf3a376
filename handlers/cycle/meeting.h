/* SPDX-License-Identifier: ISC */
/*
 * Meetings of cycles: what calendars were told of them, who is invited, and
 * who comes.  A meeting is invited to once; whatever changes its time or place
 * goes to exactly those who were invited, with the next SEQUENCE, and asks
 * them anew.
 */
#ifndef CYCLE_MEETING_H
#define CYCLE_MEETING_H

#include "handlers/cycle/running.h"
#include "handlers/cycle/step.h"

/* As calendars were told last. */
struct meeting {
	const char	*uid;
	int64_t		 sequence, begin, until;
	const char	*place;		/* or NULL */
	bool		 cancelled;
	int64_t		 told_at;	/* time and place; 0: not known */
};
struct guest {
	const char	*who;		/* person's id, else the address */
	const char	*name;		/* for people */
	const char	*address;	/* NULL: told by chat */
	const struct person *person;	/* or NULL */
	bool		 invited;
	const char	*answer;	/* yes no maybe; NULL: nothing yet */
	const char	*note, *said_by, *channel;
	int64_t		 said_at;
};

/* --- rows (meeting.c) --------------------------------------------------- */

/* 1, 0 where nobody was invited yet, -1. */
int	meeting_load(struct work *w, const struct cycle_step *s,
	    struct meeting *out, struct err *e);
int	meeting_save(struct work *w, const struct cycle_step *s,
	    const struct meeting *m, struct err *e);
/* The step that calendars know by this UID: 1, 0, -1. */
int	meeting_of_uid(struct work *w, const char *uid, struct cycle **c,
	    struct cycle_step **s, struct err *e);
/* Adds all (struct guest *), by their ids. */
int	meeting_guests(struct work *w, const struct cycle_step *s,
	    struct list *out, struct err *e);
int	meeting_save_guest(struct work *w, const struct cycle_step *s,
	    const struct guest *g, struct err *e);
/* "3 come, 1 does not, 2 have not said" */
const char *meeting_tally(struct work *w, const struct list *guests);
/* Sets the list "guests": who, answer, note, by, at. */
void	meeting_model(struct work *w, struct model *m,
	    const struct list *guests);

/* --- who comes (meet_answer.c) ------------------------------------------ */

/* Whether it begins with one of the words that answer an invitation. */
bool	meeting_reads(const char *text);
/* "answer STEP yes|no|maybe [for PERSON] [NOTE]" of a meeting; of: the number
 * of the invitation that is answered, or MEETING_NEWEST. */
#define MEETING_NEWEST	INT64_MAX
/* Of which one it is said where it was said then: of the one before, where the
 * newest came later and there is one before. */
int64_t	meeting_of(const struct meeting *x, int64_t said_at);
int	meeting_answer(struct work *w, const struct words *words, int64_t of,
	    const struct cycle *c, const struct cycle_step *s,
	    struct err *e);
int	meeting_answers(struct work *w, const struct cycle *c,
	    const struct cycle_step *s, struct err *e);
/* Notes what the actor says of this guest; who inherits a team's seat is
 * told. */
int	meeting_said(struct work *w, const struct cycle *c,
	    const struct cycle_step *s, struct guest *g, const char *answer,
	    const char *note, struct err *e);
/* He does not come: his team's lead (or another of it) is told what waits for
 * him there. */
int	meeting_declined(struct work *w, const struct cycle *c,
	    const struct cycle_step *s, const struct guest *g, struct err *e);
bool	meeting_over(struct work *w, const struct cycle_step *s);

/* --- invitations (meet_invite.c) ---------------------------------------- */

/* Invites, where nobody was yet. */
int	meeting_invite(struct work *w, const struct cycle *c,
	    const struct cycle_step *s, struct err *e);
/* Time or place are others: who was invited is told and asked anew. */
int	meeting_follow(struct work *w, const struct cycle *c,
	    const struct cycle_step *s, struct err *e);
/* It will not be: who was invited is told. */
int	meeting_cancel(struct work *w, const struct cycle *c,
	    const struct cycle_step *s, const char *reason, struct err *e);
/*
 * The thread of a letter about the meeting, beside that of its invitation:
 * who replies to it ("No, item 2 is done") does not say whether he comes.
 */
void	meeting_beside(struct work *w, const struct cycle *c,
	    const struct cycle_step *s, const char *what, struct said *said);
/* A letter to those who were invited; template: in mail/ and in chat/. */
int	meeting_write(struct work *w, const struct said *said,
	    const struct list *guests, struct err *e);

#endif
