/* SPDX-License-Identifier: ISC */
/* Whether HTML does something by being opened; see html.h. */
#include <string.h>

#include "base/buf.h"
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

static bool
has_one(struct span s, const char *const *signs, size_t n)
{
	size_t i;

	for (i = 0; i < n; i++)
		if (span_find_nocase(s, signs[i]) != NULL)
			return true;
	return false;
}

static const char *const schemes[] = {
	"javascript:", "vbscript:", "data:text/html", "data:application",
};

/* A scheme that a browser finds in a tag although it does not stand there: it
 * decodes "&#106;", and loses tabs and ends of lines (WHATWG URL, 4.4). */
static bool
hides_scheme(struct span tag)
{
	struct buf plain = { 0 };
	const char *utf8;
	unsigned long code;
	size_t n;
	bool found;

	if (memchr(tag.p, '&', tag.n) == NULL &&
	    memchr(tag.p, '\t', tag.n) == NULL &&
	    memchr(tag.p, '\r', tag.n) == NULL &&
	    memchr(tag.p, '\n', tag.n) == NULL)
		return false;
	while (tag.n > 0) {
		n = tag.p[0] == '&' ? html_entity(tag, &utf8, &code) : 0;
		if (n == 0) {
			n = 1;
			if (strchr("\t\r\n", tag.p[0]) == NULL)
				buf_add(&plain, tag.p, 1);
		} else if (utf8 != NULL) {
			buf_adds(&plain, strcmp(utf8, " ") == 0 ? "" : utf8);
		} else if (code > ' ' && code < 0x7f) {
			buf_add(&plain, &(char){ (char)code }, 1);
		}
		tag.p += n;
		tag.n -= n;
	}
	found = has_one((struct span){ buf_str(&plain), plain.n }, schemes,
	    LEN(schemes));
	buf_free(&plain);
	return found;
}

bool
html_is_active(struct span html)
{
	static const char *const signs[] = {
		"<script", "<object", "<embed", "<iframe", "<frame", "<applet",
		"<form", "<hta:", "srcdoc=", "<xml:script",
	};
	struct span tag;

	if (has_one(html, signs, LEN(signs)) ||
	    has_one(html, schemes, LEN(schemes)))
		return true;
	while (take_tag(&html, &tag)) {
		if (has_event(tag) || hides_scheme(tag))
			return true;
		if (span_starts_nocase(tag, "meta") &&
		    span_find_nocase(tag, "http-equiv") != NULL &&
		    span_find_nocase(tag, "refresh") != NULL)
			return true;
	}
	return false;
}
