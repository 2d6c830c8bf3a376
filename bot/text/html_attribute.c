/* SPDX-License-Identifier: ISC */
/* What a tag's attributes say, and whether they hide what it holds. */
#include <string.h>

#include "text/html_parts.h"

struct span
html_attribute(struct span s, const char *name)
{
	const char *end = s.p + s.n, *p = s.p, *key, *v;
	size_t n;
	char quote;

	while (p < end) {
		while (p < end && strchr(" \t\r\n\f/", *p) != NULL)
			p++;
		key = p;
		while (p < end && strchr(" \t\r\n\f/=", *p) == NULL)
			p++;
		n = (size_t)(p - key);
		while (p < end && strchr(" \t\r\n\f", *p) != NULL)
			p++;
		v = p;
		if (p < end && *p == '=') {
			p++;
			while (p < end && strchr(" \t\r\n\f", *p) != NULL)
				p++;
			quote = p < end && (*p == '"' || *p == '\'') ? *p++ : 0;
			v = p;
			while (p < end && (quote ? *p != quote :
			    strchr(" \t\r\n\f", *p) == NULL))
				p++;
		} else if (n == 0) {
			p++;
			continue;
		}
		if (span_eq_nocase((struct span){ key, n }, name))
			return (struct span){ v, (size_t)(p - v) };
		if (p < end)
			p++;
	}
	return (struct span){ NULL, 0 };
}

/* "name : value" in a style, where value begins with what. */
static bool
style_says(struct span style, const char *name, const char *what)
{
	struct span rest = style, v;
	const char *p;

	while ((p = span_find_nocase(rest, name)) != NULL) {
		v.p = p + strlen(name);
		v.n = (size_t)(rest.p + rest.n - v.p);
		rest = v;
		/* a longer property's tail is another property */
		if (p > style.p && strchr(" ;\t\n\"'", p[-1]) == NULL)
			continue;
		v = span_trim(v);
		if (v.n == 0 || v.p[0] != ':')
			continue;
		v.p++;
		v.n--;
		v = span_trim(v);
		if (!span_starts_nocase(v, what))
			continue;
		v.p += strlen(what);
		v.n -= strlen(what);
		/* "0", "0px", "0 !important", never "0.9em" or "01" */
		if (what[0] != '0' || v.n == 0 || (v.p[0] != '.' &&
		    (v.p[0] < '0' || v.p[0] > '9')) ||
		    span_starts_nocase(v, ".0;"))
			return true;
	}
	return false;
}

bool
html_is_hidden(struct span attrs)
{
	static const struct { const char *name, *value; } hides[] = {
		{ "display", "none" }, { "visibility", "hidden" },
		{ "font-size", "0" }, { "max-height", "0" },
		{ "mso-hide", "all" }, { "opacity", "0" },
	};
	struct span style = html_attribute(attrs, "style");
	size_t i;

	if (html_attribute(attrs, "hidden").p != NULL)
		return true;
	for (i = 0; style.p != NULL && i < LEN(hides); i++)
		if (style_says(style, hides[i].name, hides[i].value))
			return true;
	return false;
}
