/* SPDX-License-Identifier: ISC */
/* Whether an unsigned encoding could be another one; see encoding.h. */
#include "text/encoding.h"

#include <string.h>

#define ENCODED_LINE_MAX	76	/* RFC 2045, 6.7 (5) and 6.8 */

static bool
is_hex(char c)
{
	return (c >= '0' && c <= '9') || (c >= 'A' && c <= 'F');
}

static bool
quoted_line(struct span line)
{
	size_t i;

	for (i = 0; i < line.n; i++) {
		unsigned char c = (unsigned char)line.p[i];

		if (c >= 0x7f || (c < ' ' && c != '\t'))
			return false;
		if (c != '=' || i + 1 == line.n)	/* "=" ends it softly */
			continue;
		if (i + 2 >= line.n || !is_hex(line.p[i + 1]) ||
		    !is_hex(line.p[i + 2]))
			return false;
		i += 2;
	}
	return true;
}

static bool
base64_line(struct span line)
{
	size_t i;

	for (i = 0; i < line.n; i++) {
		char c = line.p[i];

		if (!(c >= 'A' && c <= 'Z') && !(c >= 'a' && c <= 'z') &&
		    !(c >= '0' && c <= '9') && c != '+' && c != '/' &&
		    c != '=')
			return false;
	}
	return true;
}

static bool
all_lines(struct span body, bool (*good)(struct span))
{
	struct span line;

	while (span_line(&body, &line))
		if (line.n > ENCODED_LINE_MAX || !good(line))
			return false;
	return true;
}

static bool
is_open(struct span body, struct span field)
{
	struct span word;

	if (!span_word(&field, &word) || span_eq_nocase(word, "7bit") ||
	    span_eq_nocase(word, "8bit") || span_eq_nocase(word, "binary"))
		return false;
	if (span_eq_nocase(word, "quoted-printable"))
		return !all_lines(body, quoted_line);
	return !span_eq_nocase(word, "base64") ||
	    !all_lines(body, base64_line);
}

bool
encoding_is_open(const struct mail *m)
{
	size_t i;

	for (i = 0; i < m->n; i++)
		if (m->fields[i].id == FIELD_CONTENT_ENCODING &&
		    is_open(m->body, m->fields[i].value))
			return true;
	return false;
}
