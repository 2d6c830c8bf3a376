/* SPDX-License-Identifier: ISC */
/* Text in format=flowed; see flowed.h. */
#include "text/flowed.h"

#include "base/buf.h"
#include "text/archive.h"

/* Takes the quote marks and the blank that was put behind them (4.4, 4.5). */
static size_t
take_depth(struct span *line)
{
	size_t depth = 0;

	while (depth < line->n && line->p[depth] == '>')
		depth++;
	line->p += depth;
	line->n -= depth;
	if (line->n > 0 && line->p[0] == ' ') {
		line->p++;
		line->n--;
	}
	return depth;
}

static void
begin_line(struct buf *out, size_t depth, bool empty)
{
	size_t i;

	for (i = 0; i < depth; i++)
		buf_addc(out, '>');
	if (depth > 0 && !empty)
		buf_addc(out, ' ');
}

/*
 * A uuencoded file stands where it begins, whatever the lines around it do:
 * programs that unpack it look at the lines as they came, and joined they
 * would hide it from us.  False where text does not begin with one; open: the
 * line before goes on.
 */
static bool
add_file(struct buf *out, struct span *text, bool open)
{
	struct span rest = *text, line;

	if (!span_line(&rest, &line))
		return false;
	if (line.n > 0 && line.p[0] == ' ')
		line = (struct span){ line.p + 1, line.n - 1 };
	if (uu_begins(line) == 0)
		return false;
	if (open)
		buf_addc(out, '\n');
	do {
		buf_add(out, line.p, line.n);
		buf_addc(out, '\n');
		*text = rest;
		if (span_eq(span_trim(line), "end") ||
		    !span_line(&rest, &line))
			return true;
		/* stuffed (4.4); alone it is a line of no bytes */
		if (line.n > 1 && line.p[0] == ' ')
			line = (struct span){ line.p + 1, line.n - 1 };
	} while (true);
}

void
flowed_add(struct buf *out, struct span text, bool delsp)
{
	bool goes_on = false, signature, ended = true;
	size_t depth, before = 0;
	struct span line;

	while (text.n > 0) {
		ended = text.p[text.n - 1] == '\n';
		if (add_file(out, &text, goes_on)) {
			goes_on = false;
			before = 0;
			continue;
		}
		if (!span_line(&text, &line))
			break;
		depth = take_depth(&line);
		/* "-- " parts a signature off, and goes on nowhere (4.3) */
		signature = span_eq(line, "-- ");
		if (goes_on && (depth != before || signature)) {
			buf_addc(out, '\n');
			goes_on = false;
		}
		if (!goes_on)
			begin_line(out, depth, line.n == 0);
		goes_on = line.n > 0 && line.p[line.n - 1] == ' ' && !signature;
		buf_add(out, line.p, line.n - (goes_on && delsp));
		if (!goes_on && (text.n > 0 || ended))
			buf_addc(out, '\n');
		before = depth;
	}
	if (goes_on && ended)
		buf_addc(out, '\n');
}
