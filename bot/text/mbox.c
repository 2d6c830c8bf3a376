/* SPDX-License-Identifier: ISC */
/* Mails out of an mbox file; see mbox.h. */
#include "text/mbox.h"

#include <string.h>

#include "base/buf.h"

/* A file of an old Macintosh ends its lines with CR alone: where no LF is at
 * all, each of them is one. */
static bool
ends_lines_by_cr(struct span file)
{
	return file.n > 0 && memchr(file.p, '\n', file.n) == NULL &&
	    memchr(file.p, '\r', file.n) != NULL;
}

/* As span_line() does, by that other line end. */
static bool
cr_line(struct span *rest, struct span *line)
{
	const char *cr;

	if (rest->n == 0)
		return false;
	cr = memchr(rest->p, '\r', rest->n);
	*line = (struct span){ rest->p, cr != NULL ? (size_t)(cr - rest->p) :
	    rest->n };
	rest->p += line->n + (cr != NULL);
	rest->n -= line->n + (cr != NULL);
	return true;
}

/* The next line with its line end; false at the end. */
static bool
take_line(bool cr, struct span *rest, struct span *whole, struct span *line)
{
	const char *start = rest->p;

	if (!(cr ? cr_line(rest, line) : span_line(rest, line)))
		return false;
	*whole = (struct span){ start, (size_t)(rest->p - start) };
	return true;
}

/* hh:mm somewhere, and a year of four digits as one of its words */
static bool
has_date(struct span s)
{
	struct span w;
	bool hour = false, year = false;
	size_t i;

	while (span_word(&s, &w)) {
		for (i = 2; i + 2 < w.n; i++)
			if (w.p[i] == ':' && ascii_is_digit(w.p[i - 1]) &&
			    ascii_is_digit(w.p[i + 1]) &&
			    ascii_is_digit(w.p[i + 2]))
				hour = true;
		if (w.n == 4 && ascii_is_digit(w.p[0]) &&
		    ascii_is_digit(w.p[1]) && ascii_is_digit(w.p[2]) &&
		    ascii_is_digit(w.p[3]))
			year = true;
	}
	return hour && year;
}

/*
 * A parting line.  *archive: its sender is written "x at y".  The date is
 * asked for because texts, too, have lines that begin with "From ".
 */
static bool
is_postmark(struct span line, bool *archive)
{
	struct span w, rest = line;

	if (line.n < 5 || memcmp(line.p, "From ", 5) != 0 ||
	    !has_date(line))
		return false;
	span_word(&rest, &w);
	span_word(&rest, &w);
	*archive = memchr(w.p, '@', w.n) == NULL && span_word(&rest, &w) &&
	    span_eq(w, "at");
	return true;
}

bool
mbox_is(struct span file)
{
	struct span whole, line;
	bool archive;

	/* the first bytes before all of them */
	return file.n >= 5 && memcmp(file.p, "From ", 5) == 0 &&
	    take_line(ends_lines_by_cr(file), &file, &whole, &line) &&
	    is_postmark(line, &archive);
}

void
mbox_open(struct mbox *m, struct span file)
{
	*m = (struct mbox){ .rest = file, .cr = ends_lines_by_cr(file) };
}

/* "From: x at y (Name)" of a list archive, with its '@' again. */
static bool
add_archive_from(struct buf *mail, struct span line)
{
	struct span rest = line, w[3];
	size_t i;

	for (i = 0; i < 3; i++)
		if (i == 0) {
			if (!span_word(&rest, &w[0]) ||
			    !span_eq_nocase(w[0], "From:"))
				return false;
		} else if (!span_word(&rest, &w[i])) {
			return false;
		}
	if (!span_eq(w[2], "at") || !span_word(&rest, &w[0]))
		return false;
	rest = span_trim(rest);
	if (rest.n > 0 && rest.p[0] != '(')
		return false;
	buf_addf(mail, "From: " SPAN_FMT "@" SPAN_FMT, SPAN_ARG(w[1]),
	    SPAN_ARG(w[0]));
	if (rest.n > 0)
		buf_addf(mail, " " SPAN_FMT, SPAN_ARG(rest));
	buf_addc(mail, '\n');
	return true;
}

static void
add_line(struct buf *mail, struct span whole, struct span line)
{
	size_t i = 0;

	while (i < line.n && line.p[i] == '>')
		i++;
	if (i > 0 && line.n - i >= 5 && memcmp(line.p + i, "From ", 5) == 0) {
		whole.p++;
		whole.n--;
	}
	buf_add(mail, whole.p, whole.n);
}

/* How the file ends its lines is how it was kept, not what its mails had. */
static void
line_feeds(struct buf *mail)
{
	size_t i;

	for (i = 0; i < mail->n; i++)
		if (mail->p[i] == '\r')
			mail->p[i] = '\n';
}

/* Up to the next parting line. */
static void
take_mail(struct mbox *m, struct buf *mail, bool archive)
{
	struct span whole, line, ahead, held = { NULL, 0 };
	bool other, header = true, empty = true;

	while (ahead = m->rest, take_line(m->cr, &ahead, &whole, &line)) {
		if (empty && is_postmark(line, &other))
			return;
		/* an empty line waits until we know what follows it */
		buf_add(mail, held.p, held.n);
		held = (struct span){ NULL, 0 };
		m->rest = ahead;
		empty = line.n == 0;
		if (empty && !header)
			held = whole;
		else if (!archive || !header || !add_archive_from(mail, line))
			add_line(mail, whole, line);
		if (empty)
			header = false;
	}
	buf_add(mail, held.p, held.n);
}

bool
mbox_next(struct mbox *m, struct buf *mail)
{
	struct span whole, line, ahead = m->rest;
	bool archive = false;

	buf_cut(mail, 0);
	if (!take_line(m->cr, &ahead, &whole, &line))
		return false;
	if (is_postmark(line, &archive))
		m->rest = ahead;
	m->index = m->started ? m->index + 1 : 0;
	m->started = true;
	take_mail(m, mail, archive);
	if (m->cr)
		line_feeds(mail);
	return true;
}
