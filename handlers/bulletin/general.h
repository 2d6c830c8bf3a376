/* SPDX-License-Identifier: ISC */
/*
 * An announcement of a vendor without a reader of its own: the reference has
 * one of many vendors' known forms, or one built as most are, or is a CVE; the
 * rest is what stands in labels and headings that most advisories share.  What
 * a reply quotes, and what stands behind a signature, is not read.
 */
#ifndef BULLETIN_GENERAL_H
#define BULLETIN_GENERAL_H

#include "base/arena.h"
#include "handlers/bulletin/form.h"

#define GENERAL_TEXT_MAX	(256 << 10)	/* bytes of a text: the rest is
						 * not read */

/* --- how bulletins are called (general_reference.c) -------------------- */

struct general_found {
	struct span	ref;		/* p NULL: there is none */
	char		revision;	/* the character before the part that
					 * counts editions; 0: no such part */
};
/* The first reference of a form that some vendor is known for. */
struct general_found general_known(struct span s);
/* The first that is built as most are: letters, a year and numbers. */
struct general_found general_built(struct span s);
/* A letter, a digit or '-'. */
bool	general_is_word(char c);
/* The whole word is built as references are: a known form, letters with a year
 * and numbers, or a CVE; case ignored. */
bool	general_is_reference(struct arena *a, struct span word);

/* --- the mail ------------------------------------------------------------ */

/* Adds the bulletin, if the mail announces one; vendor: the reader's id. */
void	general_read(const struct reader_mail *m, struct list *out,
	    const char *vendor);

#endif
