/* SPDX-License-Identifier: ISC */
/*
 * Tables as spreadsheets write them (RFC 4180): rows of fields between commas
 * or semicolons, fields in quotes where they hold one, "" for a quote.
 *
 * Taken as well: a byte order mark, lines that end in LF or CR LF or CR, blanks
 * around a field, empty lines (skipped).  A line break within quotes becomes a
 * blank, as every value here is one line.  Refused, with line and column: what
 * is no UTF-8, control characters, a quote within a field that does not begin
 * with one, text behind a closing quote, and whatever exceeds a limit.
 */
#ifndef TEXT_CSV_H
#define TEXT_CSV_H

#include <stdbool.h>
#include <stddef.h>

#include "base/err.h"
#include "base/str.h"

struct arena;
struct buf;

#define CSV_FIELDS_MAX	50	/* of one row */
#define CSV_FIELD_MAX	1000	/* bytes of one field, quotes undone */

struct csv_field {
	const char	*text;		/* in the arena; "" where empty */
	int		 line, column;	/* where it begins, in bytes from 1 */
};

struct csv_row {
	int		 line;		/* from 1 */
	size_t		 n;
	struct csv_field at[CSV_FIELDS_MAX];
};

struct csv {
	struct arena	*arena;
	const char	*p, *end, *line_start;
	char		 between;	/* ',' or ';', found in the first row */
	int		 line;
	/* where the error is that csv_next() returned */
	int		 wrong_line, wrong_column;
};

/* The bytes stay where they are until the last csv_next(). */
void	csv_open(struct csv *c, struct arena *a, struct span bytes);
/* The next row that is not empty: 1, 0 at the end, -1 and *e, which says what
 * is wrong (without the place, which stands in *c). */
int	csv_next(struct csv *c, struct csv_row *row, struct err *e);

/*
 * Writes one field, in quotes where it needs them, and behind it a comma, or
 * with last a line's end (CR LF).  A field that a spreadsheet would take for a
 * formula gets a ' before it: what people wrote must run nowhere.
 */
void	csv_write(struct buf *out, const char *text, bool last);

#endif
