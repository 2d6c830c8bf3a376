/* SPDX-License-Identifier: ISC */
/*
 * CSAF documents in a mail: attached, or written in its text.  What a valid
 * one says stands before what a reader made of the text around it; of an
 * invalid one it is said that it is, and why, and nothing else is taken.
 */
#ifndef BULLETIN_CSAF_MAIL_H
#define BULLETIN_CSAF_MAIL_H

#include "handlers/bulletin/facts.h"

#define CSAF_FILES_MAX	10	/* documents of one mail that are read */

struct csaf_mail {
	struct list	 valid;		/* struct bulletin_facts * */
	struct list	 invalid;	/* struct bulletin_facts *: an id, a
					 * title, and the remark why */
	const char	*text;		/* the mail's without the document */
};

/* Reads the mail's documents; all of it lies in the mail's arena. */
void	csaf_mail_read(const struct reader_mail *m, struct csaf_mail *c);
/*
 * Joins them with the bulletins that a reader found in the text.  guessed:
 * the general reader found them; then those that no document speaks of are
 * dropped where a document is valid.
 */
void	csaf_mail_join(const struct reader_mail *m,
	    const struct csaf_mail *c, bool guessed, struct list *out);

#endif
