/* SPDX-License-Identifier: ISC */
/*
 * Until when somebody is away, in Chinese, Japanese and Korean: a number
 * before the sign of the year, month and day each, and the word for "until"
 * behind it (in Chinese before it).
 */
#include <string.h>

#include "text/reading_away.h"

#define LEN(a) (sizeof(a) / sizeof((a)[0]))

#define NEAR_MAX	16	/* bytes: a weekday in brackets fits */

static const struct signs { const char *year, *month, *day; } scripts[] = {
	{ "年", "月", "日" }, { "년", "월", "일" },
};
static const char *const until_behind[] = { "まで", "迄", "까지" };
static const char *const until_before[] = { "至", "到" };

/* The number that ends at *p, blanks between; *p is where it begins then. */
static int
number_before(struct span text, const char **p)
{
	int v = 0, scale = 1;

	while (*p > text.p && (*p)[-1] == ' ')
		(*p)--;
	for (; *p > text.p && scale < 10000 && ascii_is_digit((*p)[-1]);
	    (*p)--, scale *= 10)
		v += ((*p)[-1] - '0') * scale;
	return v;
}

static bool
ends_at(struct span text, const char *p, const char *sign)
{
	size_t n = strlen(sign);

	return (size_t)(p - text.p) >= n && memcmp(p - n, sign, n) == 0;
}

static bool
is_end(struct span text, const char *begin, const char *end)
{
	struct span near = { end, (size_t)(text.p + text.n - end) };
	size_t i;

	if (near.n > NEAR_MAX)
		near.n = NEAR_MAX;
	for (i = 0; i < LEN(until_behind); i++)
		if (span_find_nocase(near, until_behind[i]) != NULL)
			return true;
	for (i = 0; i < LEN(until_before); i++)
		if (ends_at(text, begin, until_before[i]))
			return true;
	return false;
}

/* The date whose day's sign is at p, where it is the last day. */
static int64_t
date_before(struct span text, const char *p, const struct signs *s,
    const struct away_sent *sent)
{
	const char *end = p + strlen(s->day);
	int year = 0, month, day = number_before(text, &p);

	while (p > text.p && p[-1] == ' ')
		p--;
	if (!ends_at(text, p, s->month))
		return 0;
	p -= strlen(s->month);
	month = number_before(text, &p);
	while (p > text.p && p[-1] == ' ')
		p--;
	if (ends_at(text, p, s->year)) {
		p -= strlen(s->year);
		year = number_before(text, &p);
	}
	return is_end(text, p, end) ? away_moment(sent, year, month, day) : 0;
}

int64_t
away_east(struct span text, const struct away_sent *sent)
{
	struct span rest;
	const char *p;
	int64_t t;
	size_t i;

	for (i = 0; i < LEN(scripts); i++) {
		rest = text;
		while ((p = span_find_nocase(rest, scripts[i].day)) != NULL) {
			if ((t = date_before(text, p, &scripts[i], sent)) != 0)
				return t;
			rest.p = p + 1;
			rest.n = (size_t)(text.p + text.n - rest.p);
		}
	}
	return 0;
}
