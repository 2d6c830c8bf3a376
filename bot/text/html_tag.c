/* SPDX-License-Identifier: ISC */
/* Where a tag begins and ends in HTML, and what is no text; see html.h. */
#include <string.h>

#include "text/html_parts.h"

bool
html_next_tag(struct span *in, struct html_tag *t)
{
	const char *p = in->p + 1, *end = in->p + in->n;
	size_t n = 0;
	char quote = 0;

	t->end = p < end && *p == '/';
	if (t->end)
		p++;
	while (p < end && ((*p >= 'a' && *p <= 'z') ||
	    (*p >= 'A' && *p <= 'Z') || (*p >= '0' && *p <= '9') ||
	    *p == ':' || *p == '-')) {
		if (n + 1 < sizeof(t->name))
			t->name[n++] = ascii_lower(*p);
		p++;
	}
	t->name[n] = '\0';
	if (n == 0)
		return false;
	t->attrs.p = p;
	for (; p < end && (quote || *p != '>'); p++) {
		if (quote)
			quote = *p == quote ? 0 : quote;
		else if ((*p == '"' || *p == '\'') && p[-1] == '=')
			quote = *p;
	}
	if (p >= end && quote) {	/* unclosed: to the first '>' */
		p = memchr(t->attrs.p, '>', (size_t)(end - t->attrs.p));
		if (p == NULL)
			p = end;
	}
	t->attrs.n = (size_t)(p - t->attrs.p);
	t->alone = t->attrs.n > 0 && p[-1] == '/';
	if (p < end)
		p++;
	*in = (struct span){ p, (size_t)(end - p) };
	return true;
}

bool
html_skip_declaration(struct span *in)
{
	const char *end = NULL;
	size_t n;

	if (in->n < 2 || (in->p[1] != '!' && in->p[1] != '?'))
		return false;
	if (in->n >= 4 && memcmp(in->p, "<!--", 4) == 0) {
		end = memmem(in->p + 4, in->n - 4, "-->", 3);
		n = end != NULL ? (size_t)(end - in->p) + 3 : in->n;
	} else {
		end = memchr(in->p, '>', in->n);
		n = end != NULL ? (size_t)(end - in->p) + 1 : in->n;
	}
	in->p += n;
	in->n -= n;
	return true;
}

void
html_skip_raw(struct span *in, const struct html_tag *t)
{
	static const char *const raw[] = { "script", "style", "title",
	    "textarea", "iframe", "xmp", "noembed" };
	const char *end = NULL;
	char mark[16] = "</";
	size_t i;

	for (i = 0; i < LEN(raw); i++)
		if (strcmp(raw[i], t->name) == 0)
			break;
	if (i == LEN(raw) || t->end)
		return;
	str_copy(mark + 2, sizeof(mark) - 2, t->name);
	end = span_find_nocase(*in, mark);
	if (end == NULL)
		end = in->p + in->n;
	in->n -= (size_t)(end - in->p);
	in->p = end;
}
