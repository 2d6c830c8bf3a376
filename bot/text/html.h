/* SPDX-License-Identifier: ISC */
/*
 * HTML to plain readable text: blocks become lines, the cells of a row stand
 * in one line with " | " between them (but those that hold several lines, as
 * where a table does the layout), lists get "- ", links keep their target
 * ("text <url>"), lines of a <blockquote> begin with "> ", white space is
 * folded.
 * Styles, scripts, the head, and what a person would not see (display:none,
 * visibility:hidden, no size, the hidden attribute) are left out.
 */
#ifndef TEXT_HTML_H
#define TEXT_HTML_H

#include <stdbool.h>

#include "base/str.h"

struct buf;

/* Adds at most max bytes of text; html is UTF-8. */
void	html_text(struct buf *out, struct span html, size_t max);
/* It would run something: a script element, a javascript: target, an event
 * attribute, or a form that sends what is typed somewhere. */
bool	html_is_active(struct span html);

#endif
