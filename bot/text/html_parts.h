/* SPDX-License-Identifier: ISC */
/* For the files of html. */
#ifndef TEXT_HTML_PARTS_H
#define TEXT_HTML_PARTS_H

#include "text/html.h"

#define LEN(a)	(sizeof(a) / sizeof((a)[0]))

/* The value of an attribute (borrowed) of a tag without its brackets and its
 * name; p is NULL where it is missing. */
struct span html_attribute(struct span attrs, const char *name);
/* By its style, or by the word itself (HTML 5, 6.1). */
bool	html_is_hidden(struct span attrs);

#endif
