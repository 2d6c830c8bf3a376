/* SPDX-License-Identifier: ISC */
/* Content lines of calendars; see ical.h. */
#include "text/ical.h"

#include <string.h>

#include "base/arena.h"
#include "base/buf.h"

struct span
ical_unfold(struct arena *a, struct span text)
{
	char *p = arena_alloc(a, text.n + 1);
	size_t i, n = 0, skip;

	for (i = 0; i < text.n; i++) {
		skip = text.p[i] == '\r' && i + 1 < text.n &&
		    text.p[i + 1] == '\n' ? 2 : text.p[i] == '\n' ? 1 : 0;
		if (skip > 0 && i + skip < text.n &&
		    (text.p[i + skip] == ' ' || text.p[i + skip] == '\t'))
			i += skip;
		else if (text.p[i] != '\0')
			p[n++] = text.p[i];
	}
	return (struct span){ p, n };
}

/* Where the character stands outside of quotes, or n. */
static size_t
outside(struct span s, size_t from, char c)
{
	bool quoted = false;
	size_t i;

	for (i = from; i < s.n; i++) {
		if (s.p[i] == '"')
			quoted = !quoted;
		else if (s.p[i] == c && !quoted)
			return i;
	}
	return s.n;
}

bool
ical_next(struct span *rest, struct ical_line *out)
{
	struct span line;
	size_t colon, n;

	while (span_line(rest, &line)) {
		colon = outside(line, 0, ':');
		if (colon == line.n || colon == 0)
			continue;
		n = outside(line, 0, ';');
		if (n > colon)
			n = colon;
		out->name = (struct span){ line.p, n };
		out->params = (struct span){ line.p + n + (n < colon),
		    colon - n - (n < colon) };
		out->value = (struct span){ line.p + colon + 1,
		    line.n - colon - 1 };
		return true;
	}
	return false;
}

struct span
ical_param(const struct ical_line *l, const char *name)
{
	struct span rest = l->params, one, value;
	size_t end, eq;

	while (rest.n > 0) {
		end = outside(rest, 0, ';');
		one = (struct span){ rest.p, end };
		rest.p += end + (end < rest.n);
		rest.n -= end + (end < rest.n);
		eq = outside(one, 0, '=');
		if (!span_eq_nocase((struct span){ one.p, eq }, name) ||
		    eq == one.n)
			continue;
		value = (struct span){ one.p + eq + 1, one.n - eq - 1 };
		if (value.n >= 2 && value.p[0] == '"' &&
		    value.p[value.n - 1] == '"')
			value = (struct span){ value.p + 1, value.n - 2 };
		return value;
	}
	return (struct span){ NULL, 0 };
}

const char *
ical_text(struct arena *a, struct span value)
{
	struct buf raw = { 0 }, clean = { 0 };
	char *text;
	size_t i;

	for (i = 0; i < value.n; i++) {
		if (value.p[i] != '\\' || i + 1 == value.n) {
			buf_addc(&raw, value.p[i]);
			continue;
		}
		i++;
		buf_addc(&raw, value.p[i] == 'n' || value.p[i] == 'N' ? ' ' :
		    value.p[i]);
	}
	utf8_add_clean(&clean, buf_str(&raw), raw.n);
	text = arena_str(a, buf_str(&clean));
	utf8_one_line(text);
	buf_free(&raw);
	buf_free(&clean);
	return text;
}
