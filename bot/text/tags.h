/* SPDX-License-Identifier: ISC */
/* Tag lists "a=1; b=2" as DKIM writes them (RFC 6376, 3.2). */
#ifndef TEXT_TAGS_H
#define TEXT_TAGS_H

#include <stdbool.h>
#include <stddef.h>

#include "base/str.h"

struct arena;

#define TAGS_MAX	50	/* tags of one list */

struct tag {
	struct span	name;
	struct span	value;		/* blanks around it gone; may be folded */
};

struct tags {
	struct tag	 at[TAGS_MAX];
	size_t		 n;
};

/*
 * NULL, or what is wrong, to be read after "it ": a tag without '=', a bad
 * name, the same tag twice, 8-bit or control bytes, too many tags.
 */
const char *tags_parse(struct span s, struct tags *t);
/* The value (p never NULL) where the tag stands; names are case-sensitive. */
bool	tags_get(const struct tags *t, const char *name, struct span *value);
/* The next item of a list "a : b", trimmed; false at the end. */
bool	tags_item(struct span *rest, struct span *item);
/* A copy without any white space. */
char	*tags_squeeze(struct arena *a, struct span value);

#endif
