/* SPDX-License-Identifier: ISC */
/*
 * What a reply says in words that begin with "no" and mean yes, and where it
 * cannot be told.  A condition ("no problems until Friday, but ...") makes no
 * yes and no no of it: who wrote it is asked again.
 */
#ifndef CYCLE_REPLY_WORDS_H
#define CYCLE_REPLY_WORDS_H

#include "base/str.h"

enum reply_means {
	SAYS_NEITHER,		/* it begins in some other way */
	SAYS_YES,
	SAYS_NO,
	SAYS_EITHER,		/* it may be meant as the one or the other */
};

/* What was asked for. */
enum reply_to {
	REPLY_TO_REQUEST,	/* that something may go on, or be so */
	REPLY_TO_TEST,		/* how a test went, which is over */
};

/* "No problems", "no concerns from us", "we have no objection": SAYS_YES, and
 * *rest is what stands behind; else SAYS_NEITHER or SAYS_EITHER. */
enum reply_means reply_clears(enum reply_to to, const char *text,
    const char **rest);
/* "Yes, but ...", "ok from us, as long as ...": rest is what stands behind the
 * yes, of which the first sentence counts.  What comes behind its full stop is
 * mostly no part of it: who it is from, and for whom. */
bool	reply_hangs_on(enum reply_to to, const char *rest);
/* Yes or no of an approval, in the words of a reply. */
enum reply_means reply_verdict(const char *text, const char **rest);

#endif
