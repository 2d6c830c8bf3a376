/* SPDX-License-Identifier: ISC */
/*
 * The look-over before libetpan's parser may see a mail; see mime.h.  One
 * pass over the bytes, no recursion.  The counts err towards refusing: a
 * boundary parameter in running text counts too.
 */
#include "text/mime.h"

#include <string.h>

struct counts {
	size_t	boundaries, messages, parens, most_parens;
};

/* "boundary" and, after blanks, '=' or '*': a parameter. */
static bool
is_boundary(struct span s)
{
	size_t i = 8;

	if (!span_starts_nocase(s, "boundary"))
		return false;
	while (i < s.n && (s.p[i] == ' ' || s.p[i] == '\t'))
		i++;
	return i < s.n && (s.p[i] == '=' || s.p[i] == '*');
}

/* "rfc822" or "global" as the subtype of a message, not as the address type
 * of a delivery status ("rfc822;user@host"). */
static bool
is_message(const char *start, struct span s)
{
	size_t back = (size_t)(s.p - start);
	struct span before;

	if (!span_starts_nocase(s, "rfc822") && !span_starts_nocase(s, "news"))
		return false;
	if (back > 60)
		back = 60;
	before = (struct span){ s.p - back, back };
	return span_find_nocase(before, "message") != NULL;
}

static void
count_at(struct counts *c, const char *start, struct span s)
{
	switch (s.p[0]) {
	case '(':
		c->parens++;
		if (c->parens > c->most_parens)
			c->most_parens = c->parens;
		break;
	case ')':
		if (c->parens > 0)
			c->parens--;
		break;
	case '\n':
		/* an empty line ends a header or a paragraph */
		if (s.n > 1 && (s.p[1] == '\n' ||
		    (s.n > 2 && s.p[1] == '\r' && s.p[2] == '\n')))
			c->parens = 0;
		break;
	case 'b':
	case 'B':
		c->boundaries += is_boundary(s);
		break;
	case 'r':
	case 'R':
	case 'n':
	case 'N':
		c->messages += is_message(start, s);
		break;
	default:
		break;
	}
}

static size_t
header_size(struct span mail)
{
	struct span rest = mail, line;

	while (span_line(&rest, &line))
		if (line.n == 0)
			break;
	return mail.n - rest.n;
}

int
mime_check(struct span mail, struct err *e)
{
	struct counts c = { 0 };
	struct span s = mail;

	if (mail.n > MIME_SIZE_MAX)
		return err_set(e, ERR_LIMIT, "the mail has %zu bytes; at most "
		    "%d are read", mail.n, MIME_SIZE_MAX);
	if (header_size(mail) > MIME_HEADER_MAX)
		return err_set(e, ERR_LIMIT, "the mail's header has %zu bytes; "
		    "at most %d are read", header_size(mail), MIME_HEADER_MAX);
	for (; s.n > 0; s.p++, s.n--)
		count_at(&c, mail.p, s);
	if (c.boundaries > MIME_BOUNDARIES_MAX)
		return err_set(e, ERR_LIMIT, "the mail has %zu boundary "
		    "parameters; at most %d are read", c.boundaries,
		    MIME_BOUNDARIES_MAX);
	if (c.messages > MIME_MESSAGES_MAX)
		return err_set(e, ERR_LIMIT, "the mail holds %zu mails within "
		    "mails; at most %d are read", c.messages,
		    MIME_MESSAGES_MAX);
	if (c.most_parens > MIME_PARENS_MAX)
		return err_set(e, ERR_LIMIT, "the mail nests %zu comments in "
		    "parentheses; at most %d are read", c.most_parens,
		    MIME_PARENS_MAX);
	return 0;
}
