/* SPDX-License-Identifier: ISC */
/*
 * The look-over before libetpan's parser may see a mail; see mime.h.  A few
 * passes over the bytes, no recursion.  The counts err towards refusing: a
 * boundary parameter in running text counts too.
 */
#include "text/mime.h"

#include <string.h>

struct counts {
	size_t	boundaries, messages, parens, most_parens;
};

/* "boundary" and, after blanks, '=' or '*': a parameter. */
static bool
is_boundary(const char *start, struct span s)
{
	size_t i = 8;

	(void)start;
	while (i < s.n && (s.p[i] == ' ' || s.p[i] == '\t'))
		i++;
	return i < s.n && (s.p[i] == '=' || s.p[i] == '*');
}

/* "rfc822" or "news" as the subtype of a message, not as the address type
 * of a delivery status ("rfc822;user@host"). */
static bool
is_message(const char *start, struct span s)
{
	size_t back = (size_t)(s.p - start);
	struct span before;

	if (back > 60)
		back = 60;
	before = (struct span){ s.p - back, back };
	return span_find_nocase(before, "message") != NULL;
}

static void
count_paren(struct counts *c, struct span s)
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
	default:
		break;
	}
}

/* From one '(' to where all are closed, and on to the next. */
static void
count_parens(struct counts *c, struct span s)
{
	const char *p;

	while (s.n > 0 && (p = memchr(s.p, '(', s.n)) != NULL) {
		s = (struct span){ p, s.n - (size_t)(p - s.p) };
		do {
			count_paren(c, s);
			s.p++;
			s.n--;
		} while (s.n > 0 && c->parens > 0);
	}
}

/* At how many of the word's places what stands there is one. */
static size_t
count_word(struct span mail, const char *word,
    bool (*is_one)(const char *start, struct span s))
{
	struct span s = mail;
	size_t n = 0;

	while ((s.p = span_find_nocase(s, word)) != NULL) {
		s.n = (size_t)(mail.p + mail.n - s.p);
		n += is_one(mail.p, s);
		s.p++;
		s.n--;
	}
	return n;
}

/* Each boundary makes a part, which costs the parser some 200 bytes. */
static size_t
count_dashed(struct span mail)
{
	struct span s = mail;
	const char *nl;
	size_t n = 0;

	while (s.n > 0 && (nl = memchr(s.p, '\n', s.n)) != NULL) {
		s.n -= (size_t)(nl + 1 - s.p);
		s.p = nl + 1;
		n += s.n > 1 && s.p[0] == '-' && s.p[1] == '-';
	}
	return n;
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

	if (mail.n > MIME_SIZE_MAX)
		return err_set(e, ERR_LIMIT, "the mail has %zu bytes; at most "
		    "%d are read", mail.n, MIME_SIZE_MAX);
	if (header_size(mail) > MIME_HEADER_MAX)
		return err_set(e, ERR_LIMIT, "the mail's header has %zu bytes; "
		    "at most %d are read", header_size(mail), MIME_HEADER_MAX);
	count_parens(&c, mail);
	c.boundaries = count_word(mail, "boundary", is_boundary);
	c.messages = count_word(mail, "rfc822", is_message) +
	    count_word(mail, "news", is_message);
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
	if (count_dashed(mail) > MIME_DASHES_MAX)
		return err_set(e, ERR_LIMIT, "the mail has %zu lines that "
		    "begin with \"--\", as its parts do; at most %d are read",
		    count_dashed(mail), MIME_DASHES_MAX);
	return 0;
}
