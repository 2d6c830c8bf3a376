/* SPDX-License-Identifier: ISC */
/* Whether HTML does something by being opened; see html.h. */
#include <string.h>

#include "text/html_parts.h"

/* The next tag without its angle brackets; one that never ends is all of the
 * rest.  *rest moves behind it, so that no byte is looked at twice. */
static bool
take_tag(struct span *rest, struct span *tag)
{
	const char *lt;
	char quote = '\0';
	size_t n = 0;

	while ((lt = memchr(rest->p, '<', rest->n)) != NULL) {
		rest->n -= (size_t)(lt - rest->p) + 1;
		rest->p = lt + 1;
		if (rest->n > 0 && ascii_lower(rest->p[0]) >= 'a' &&
		    ascii_lower(rest->p[0]) <= 'z')
			break;
	}
	if (lt == NULL)
		return false;
	for (; n < rest->n && (quote != '\0' || rest->p[n] != '>'); n++) {
		if (quote == '\0' && (rest->p[n] == '"' || rest->p[n] == '\''))
			quote = rest->p[n];
		else if (rest->p[n] == quote)
			quote = '\0';
	}
	*tag = (struct span){ rest->p, n };
	rest->p += n;
	rest->n -= n;
	return true;
}

/* An attribute that runs something ("onload = ..."), behind a blank, a slash or
 * a quotation: of the tag that s begins with. */
static bool
has_event(struct span s)
{
	size_t i, n;

	for (i = 1; i + 3 < s.n; i++) {
		if (strchr(" \t\r\n\f/\"'", s.p[i]) == NULL ||
		    ascii_lower(s.p[i + 1]) != 'o' ||
		    ascii_lower(s.p[i + 2]) != 'n')
			continue;
		for (n = i + 3; n < s.n && ascii_lower(s.p[n]) >= 'a' &&
		    ascii_lower(s.p[n]) <= 'z'; n++)
			;
		if (n == i + 3)
			continue;
		while (n < s.n && strchr(" \t\r\n\f", s.p[n]) != NULL)
			n++;
		if (n < s.n && s.p[n] == '=')
			return true;
	}
	return false;
}

bool
html_is_active(struct span html)
{
	static const char *const signs[] = {
		"<script", "javascript:", "vbscript:", "<object", "<embed",
		"<iframe", "<frame", "<applet", "<form", "<hta:", "srcdoc=",
		"data:text/html", "data:application", "<xml:script",
	};
	struct span tag;
	size_t i;

	for (i = 0; i < LEN(signs); i++)
		if (span_find_nocase(html, signs[i]) != NULL)
			return true;
	while (take_tag(&html, &tag)) {
		if (has_event(tag))
			return true;
		if (span_starts_nocase(tag, "meta") &&
		    span_find_nocase(tag, "http-equiv") != NULL &&
		    span_find_nocase(tag, "refresh") != NULL)
			return true;
	}
	return false;
}
