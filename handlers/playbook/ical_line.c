/* SPDX-License-Identifier: ISC */
/* Content lines and times; see ical_line.h. */
#include "handlers/playbook/ical_line.h"

#include <string.h>

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

/* --- times ------------------------------------------------------------ */

static int
digits(struct span s, size_t at, int n)
{
	int v = 0;

	for (; n > 0; n--, at++) {
		if (at >= s.n || !ascii_is_digit(s.p[at]))
			return -1;
		v = v * 10 + (s.p[at] - '0');
	}
	return v;
}

static bool
read_day(struct span s, day_t *out)
{
	int y = digits(s, 0, 4), m = digits(s, 4, 2), d = digits(s, 6, 2);
	int year, month, day;

	if (y < 1900 || y > 2200 || m < 1 || m > 12 || d < 1)
		return false;
	*out = day_make(y, m, d);
	day_split(*out, &year, &month, &day);
	return day == d;
}

bool
ical_time_read(struct span s, struct ical_time *t)
{
	s = span_trim(s);
	memset(t, 0, sizeof(*t));
	if (!read_day(s, &t->day))
		return false;
	if (s.n == 8)
		return true;
	t->kind = s.n == 16 && s.p[15] == 'Z' ? ICAL_UTC : ICAL_LOCAL;
	t->hour = digits(s, 9, 2);
	t->minute = digits(s, 11, 2);
	t->second = digits(s, 13, 2);
	return s.p[8] == 'T' && (s.n == 15 || t->kind == ICAL_UTC) &&
	    t->hour >= 0 && t->hour < 24 && t->minute >= 0 &&
	    t->minute < 60 && t->second >= 0 && t->second <= 60;
}

int
ical_time_at(const struct ical_time *t, int64_t *out, struct err *e)
{
	int year, month, day;

	if (t->kind == ICAL_UTC) {
		*out = (int64_t)t->day * DAY + t->hour * HOUR +
		    t->minute * MINUTE + t->second;
		return 0;
	}
	day_split(t->day, &year, &month, &day);
	if (t->zone == NULL)
		*out = clock_at(year, month, day, t->hour, t->minute);
	else if (clock_at_zone(t->zone, year, month, day, t->hour, t->minute,
	    out, e) == -1)
		return -1;
	*out += t->second;
	return 0;
}

int64_t
ical_duration(struct span s)
{
	static const struct { char unit; bool time; int64_t size; } units[] = {
		{ 'W', false, 7 * DAY }, { 'D', false, DAY },
		{ 'H', true, HOUR }, { 'M', true, MINUTE }, { 'S', true, 1 },
	};
	bool time = false, found;
	int64_t sum = 0, v;
	size_t i = 0, k;

	s = span_trim(s);
	if (i < s.n && s.p[i] == '+')
		i++;
	if (i >= s.n || s.p[i++] != 'P' || i == s.n)
		return -1;
	while (i < s.n) {
		if (s.p[i] == 'T' && !time) {
			time = true;
			i++;
			continue;
		}
		for (v = 0; i < s.n && ascii_is_digit(s.p[i]) && v < 100000;
		    i++)
			v = v * 10 + (s.p[i] - '0');
		for (k = 0, found = false; i < s.n && k < 5; k++)
			if (units[k].unit == s.p[i] && units[k].time == time) {
				sum += v * units[k].size;
				found = true;
			}
		if (!found)
			return -1;
		i++;
	}
	return sum;
}
