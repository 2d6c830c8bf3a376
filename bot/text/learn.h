/* SPDX-License-Identifier: ISC */
/*
 * What senders prove, learned from the mails that they sent: the ground for a
 * vendors file.  Pure counting and writing; "patchbot vendors learn" feeds it.
 *
 * A way to prove counts for a mail exactly where the gate would call the mail
 * authentic by it (text/verdict.h).  A sender is the registered domain of the
 * From address; where a list's signature is all that holds, it is the list.
 */
#ifndef TEXT_LEARN_H
#define TEXT_LEARN_H

#include <stdbool.h>
#include <stdint.h>

#include "base/list.h"
#include "text/evidence.h"

struct buf;
struct learn;

#define LEARN_SENDERS_MAX	5000	/* further ones are counted only */
#define LEARN_WAYS_MAX		32	/* ways to prove of one sender */
#define LEARN_WORDS_MAX		200	/* addresses, names, lists of one */
#define LEARN_PERCENT		90	/* of the mails that can be checked
					 * have to prove it: a proposal */
#define LEARN_MAILS_MIN		2	/* from fewer nothing is proposed */

struct learn_mail {
	const char	*where;		/* file, for people */
	const struct evidence *ev;
	int64_t		 when;		/* received, else dated; 0 unknown */
	bool		 announces;	/* a bulletin was read in it */
	const char	*reader;	/* whose reader did, or NULL */
};

struct learn *learn_new(void);
void	learn_free(struct learn *l);
/* Everything is copied. */
void	learn_add(struct learn *l, const struct learn_mail *m);

struct learn_options {
	const struct list *vendors;	/* struct vendor *: those there are */
	const struct list *yes;		/* char *: senders whose entry is to be
					 * written without "#" before it */
};

/*
 * Writes the proposal: for each sender that announced something, what it
 * proves, and an entry, commented out but for those of the yes list.  Adds
 * to *unknown (may be NULL) each word of the yes list that is no sender.
 */
void	learn_write(struct learn *l, const struct learn_options *o,
	    struct buf *out, struct list *unknown);

#endif
