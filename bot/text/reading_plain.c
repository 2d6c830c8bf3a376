/* SPDX-License-Identifier: ISC */
/*
 * The text as its author wrote it, for the readers of bulletins: gateways put
 * warnings before a text, lists put their footers behind it, and mail programs
 * end lines in blanks.  None of that is the announcement's, and a title or a
 * workaround must not be made of it.  Lines keep their numbers, by which facts
 * say where they were read.
 */
#include <string.h>

#include "base/arena.h"
#include "base/buf.h"
#include "text/reading_parts.h"

#define LEN(a) (sizeof(a) / sizeof((a)[0]))

#define WARNING_MAX	500	/* bytes of a gateway's warning */
#define FOOTER_MAX	800	/* bytes of a list's footer */
#define RULE_MIN	5	/* signs of a rule before it */
#define LONG_RULE_MIN	20	/* of one that is not "____" */

/* Said of a mail from outside by the gateway that let it in. */
static const char *const warnings[] = {
	"originated from outside", "originated outside",
	"originates from outside", "from outside of the organi",
	"from outside the organi", "from outside your organi",
	"from an external sender", "from an external source",
	"this is an external email", "this email is from an external",
	"external email:", "von außerhalb", "externe e-mail",
	"externer absender", "expéditeur externe", "remitente externo",
	"mittente esterno", "mail from external",
	"don't often get email from", "do not often get email from",
};

/* Said of itself by a list. */
static const char *const footers[] = {
	"mailing list", "unsubscribe", "listinfo", "mailman", "-leave@",
	"list archives", "to stop receiving",
};

static bool
says_one(struct span s, const char *const *words, size_t n)
{
	size_t i;

	for (i = 0; i < n; i++)
		if (span_find_nocase(s, words[i]) != NULL)
			return true;
	return false;
}

/* Bytes of the paragraph that the text begins with, blank lines before. */
static size_t
first_paragraph(struct span text)
{
	struct span rest = text, line;
	bool begun = false;

	while (span_line(&rest, &line)) {
		if (span_trim(line).n > 0)
			begun = true;
		else if (begun)
			return (size_t)(line.p - text.p);
	}
	return text.n;
}

/* "____", or a long "----" that is no heading's underline. */
static bool
is_rule(struct span line, bool behind_blank)
{
	size_t i;

	line = span_trim(line);
	for (i = 0; i < line.n; i++)
		if (line.p[i] != line.p[0])
			return false;
	return line.n >= RULE_MIN && (line.p[0] == '_' || (behind_blank &&
	    line.n >= LONG_RULE_MIN && strchr("-=*", line.p[0]) != NULL));
}

/* A list's footer: the last rule, a few lines, and nothing behind them. */
static const char *
footer_of(struct span text)
{
	const char *end = text.p + text.n, *found = end;
	struct span tail = text, line;
	bool blank = false;

	if (tail.n > FOOTER_MAX) {
		tail.p += tail.n - FOOTER_MAX;
		tail.n = FOOTER_MAX;
		span_line(&tail, &line);	/* a part of one */
	}
	while (span_line(&tail, &line)) {
		if (is_rule(line, blank))
			found = line.p;
		blank = span_trim(line).n == 0;
	}
	tail = (struct span){ found, (size_t)(end - found) };
	return says_one(tail, footers, LEN(footers)) &&
	    span_find_nocase(tail, "CVE-") == NULL ? found : end;
}

/* One line, no-break spaces as spaces, without blanks at its end but those of
 * a signature's mark. */
static void
add_line(struct buf *b, struct span line, bool from_html)
{
	size_t i, begin = b->n;

	for (i = 0; i < line.n; i++)
		if (i + 1 < line.n && memcmp(line.p + i, "\xc2\xa0", 2) == 0) {
			buf_addc(b, ' ');
			i++;
		} else {
			buf_addc(b, line.p[i]);
		}
	while (b->n > begin && strchr(" \t\r", b->p[b->n - 1]) != NULL)
		buf_cut(b, b->n - 1);
	/* HTML has no blanks at the end of a line */
	if (b->n == begin + 2 && memcmp(b->p + begin, "--", 2) == 0 &&
	    (from_html || line.n > 2))
		buf_addc(b, ' ');
}

char *
reading_plain(struct arena *a, const char *text, bool from_html)
{
	struct span all = span_of(text), line;
	size_t warning = first_paragraph(all);
	struct buf b = { 0 };
	const char *end;
	char *out;

	if (warning > WARNING_MAX || !says_one((struct span){ all.p, warning },
	    warnings, LEN(warnings)))
		warning = 0;
	end = footer_of(all);
	while (span_line(&all, &line) && line.p < end) {
		if (line.p >= text + warning)
			add_line(&b, line, from_html);
		buf_addc(&b, '\n');
	}
	out = arena_strn(a, buf_str(&b), b.n);
	buf_free(&b);
	return out;
}
