/* SPDX-License-Identifier: ISC */
/*
 * When two quarantined mails are the same case.  Both have the same verdict
 * and claim the same vendor (or none), the second came within the group's
 * time, and either
 *
 *	- the letters of their texts are the same, or
 *	- two of these three are: the sender's domain, the subject, the links.
 *
 * Case, white space, punctuation and "Re:" never matter.  Numbers do only in
 * what is "unverified": these may be true, and two advisories of one vendor
 * differ by little else.  In all other mails a digit is as good as another
 * (forgers number their mails), and of a link only its host is compared.
 *
 * A case becomes a few keys; two cases are the same where they share one.
 */
#ifndef BULLETIN_LIKENESS_H
#define BULLETIN_LIKENESS_H

#include <stddef.h>

#define LIKENESS_KEYS_MAX	4
#define LIKENESS_KEY		20	/* bytes of a key with its NUL */
#define LIKENESS_TEXT_MAX	65536	/* bytes of a text that are compared */
#define LIKENESS_TEXT_MIN	40	/* letters (and, where they matter,
					 * digits) that make a text */
#define LIKENESS_LINKS_MAX	50	/* links that are compared */

struct arena;

struct likeness {
	const char	*vendor;	/* id, or NULL */
	const char	*verdict;
	const char	*sender;	/* address, or NULL */
	const char	*subject;	/* or NULL */
	const char	*text;		/* or NULL */
};

struct likeness_keys {
	size_t	n;
	char	at[LIKENESS_KEYS_MAX][LIKENESS_KEY];
};

/* No key where the mail has too little to compare: it is like no other. */
void	likeness_keys(struct arena *a, const struct likeness *l,
	    struct likeness_keys *keys);

#endif
