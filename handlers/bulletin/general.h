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

/* The whole word is built as references are: a known form, letters with a year
 * and numbers, or a CVE; case ignored. */
bool	general_is_reference(struct arena *a, struct span word);

/* Adds the bulletin, if the mail announces one; vendor: the reader's id. */
void	general_read(const struct reader_mail *m, struct list *out,
	    const char *vendor);

#endif
