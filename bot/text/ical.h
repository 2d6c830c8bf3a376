/* SPDX-License-Identifier: ISC */
/* Content lines of iCalendar (RFC 5545, 3.1), of files and of mails. */
#ifndef TEXT_ICAL_H
#define TEXT_ICAL_H

#include <stdbool.h>

#include "base/str.h"

struct arena;

struct ical_line {
	struct span	 name, params, value;	/* params without first ';' */
};

/* The text with its folded lines joined, in the arena. */
struct span ical_unfold(struct arena *a, struct span text);
/* The next line that has a name and a value; false at the end. */
bool	ical_next(struct span *rest, struct ical_line *out);
/* The value of a parameter without its quotes; n 0 where it has none. */
struct span ical_param(const struct ical_line *l, const char *name);
/* A TEXT value on one line, without escapes and invisible characters. */
const char *ical_text(struct arena *a, struct span value);

#endif
