/* SPDX-License-Identifier: ISC */
/* Of which version of a change request, or which invitation, a mail speaks, and
 * what is said to one that says neither yes nor no; for on_answer.c. */
#ifndef CYCLE_ON_ANSWER_H
#define CYCLE_ON_ANSWER_H

#include "handlers/cycle/running.h"

/* All lines as one, so that what follows the answer is its note. */
const char *answer_lines(struct work *w, const struct list *lines);
/*
 * A reply is about the version that stood when the letter was made that it
 * answers.  *of: "@2", behind the step's name; "@0" where no letter of ours is
 * named and there are several versions; "" where there is none.  0, -1.
 */
int	answer_version(struct work *w, const struct mail_in *m,
	    const struct cycle_step *s, const char **of, struct err *e);
/*
 * A reply says who comes when its letter said so: *of is the number of an
 * earlier invitation ("@0") where the letter that it answers, or the mail
 * itself, is older than the newest one; else "".  0, -1.
 */
int	answer_invitation(struct work *w, const struct mail_in *m,
	    const struct cycle_step *s, const char **of, struct err *e);
/*
 * "approve STEP", and "answer STEP" of a meeting, as whole commands: in a reply
 * about that step (NULL: none) it is about the same version as the reply;
 * where it waits for a token, about the one that stood when the mail arrived.
 * 0, -1.
 */
int	answer_pin(struct work *w, const struct mail_in *m,
	    const struct cycle_step *s, const char *of, struct err *e);
/*
 * "Approved as long as ..." in a reply: nothing is noted, and its sender hears
 * at once how to say it, whatever proves that the mail is his.  It is about an
 * approval of the cycle, or about that override.  0, -1.
 */
int	answer_conditional(struct work *w, const struct cycle *c,
	    const struct cycle_step *s, struct err *e);
int	answer_conditional_override(struct work *w, long long number,
	    struct err *e);

#endif
