/* SPDX-License-Identifier: ISC */
/*
 * A stranger's words in what we say: one line, cut, and defanged, so that no
 * mail or chat program makes a link of them and none passes for a line of
 * ours.  Hosts become "evil[.]example", addresses "a[@]evil[.]example", links
 * "hxxps://...".  A quotation mark becomes an apostrophe, so that the words
 * stay within the ones that the template puts around them.
 */
#ifndef BULLETIN_QUOTE_H
#define BULLETIN_QUOTE_H

#include "base/list.h"
#include "base/str.h"

struct arena;
struct vendor;

#define QUOTE_SUBJECT	120	/* characters of a subject */
#define QUOTE_NAME	60	/* of a display name or a file's name */
#define QUOTE_ADDRESS	100	/* of an address */
#define QUOTE_LINK	100	/* of a link */
#define QUOTE_WHY	400	/* of one reason of ours that quotes */

/*
 * The text, at most max characters of it before the defanging ("..." stands
 * for the rest).  Hosts of this vendor's own (NULL: none) are left as they
 * are.  NULL gives "".
 */
const char *quote(struct arena *a, const char *text, size_t max,
	    const struct vendor *own);

/* Adds the web links of a text (char *, in the arena, as they stand there),
 * each once, at most max. */
#define LINK_MAX	2000	/* bytes of one link; the rest is cut off */
void	quote_links(struct arena *a, const char *text, size_t max,
	    struct list *out);
/* The host of a link: the bytes between "//" and what follows it, without
 * user and port; in the link's own bytes. */
struct span quote_host(const char *link);

#endif
