/* SPDX-License-Identifier: ISC */
/* What the files html*.c share; private. */
#ifndef TEXT_HTML_PARTS_H
#define TEXT_HTML_PARTS_H

#include "text/html.h"

#define LEN(a)	(sizeof(a) / sizeof((a)[0]))

struct html_tag {
	char		 name[24];	/* lower case */
	bool		 end, alone;	/* </x>, <x/> */
	struct span	 attrs;
};

/* --- html_tag.c ------------------------------------------------------- */

/* The tag at *in ("<..."), cut off; false where '<' is only a character. */
bool	html_next_tag(struct span *in, struct html_tag *t);
/* "<!-- ... -->", "<!doctype>", "<?xml?>", conditional comments. */
bool	html_skip_declaration(struct span *in);
/* These hold no tags but their own end: "if (a<b)" in a script is text. */
void	html_skip_raw(struct span *in, const struct html_tag *t);

/* --- html_entity.c ---------------------------------------------------- */

/*
 * The length of "&name;" or "&#n;" at s, 0 where it is none: *utf8 is what the
 * name stands for, " " for any blank but the no-break space, or NULL and *code
 * the number.
 */
size_t	html_entity(struct span s, const char **utf8, unsigned long *code);

/* --- html_attribute.c ------------------------------------------------- */

/* The value of an attribute (borrowed) of a tag without its brackets and its
 * name; p is NULL where it is missing. */
struct span html_attribute(struct span attrs, const char *name);
/* By its style, or by the word itself (HTML 5, 6.1). */
bool	html_is_hidden(struct span attrs);

#endif
