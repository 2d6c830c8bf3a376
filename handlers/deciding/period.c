/* SPDX-License-Identifier: ISC */
/* Periods of policies; see policy.h. */
#include <string.h>

#include "handlers/deciding/policy.h"

static const struct {
	const char	*name;
	int		 months, days;
	int64_t		 seconds;
} units[] = {
	{ "hour", 0, 0, HOUR }, { "hours", 0, 0, HOUR },
	{ "day", 0, 1, 0 }, { "days", 0, 1, 0 },
	{ "week", 0, 7, 0 }, { "weeks", 0, 7, 0 },
	{ "month", 1, 0, 0 }, { "months", 1, 0, 0 },
	{ "year", 12, 0, 0 }, { "years", 12, 0, 0 },
};
#define UNITS (sizeof(units) / sizeof(units[0]))

static int
limits(const struct conf_node *n, size_t i, const struct period *p,
    struct conf_report *r)
{
	int64_t long_as = p->seconds + (int64_t)p->days * DAY +
	    (int64_t)p->months * 30 * DAY;

	if (long_as >= PERIOD_MIN && p->months <= 12 * PERIOD_YEARS &&
	    long_as <= (int64_t)PERIOD_YEARS * 366 * DAY)
		return 0;
	conf_error(r, n, i, "found \"%.40s%s%.40s\"; expected a time from 1 "
	    "hour to %d years", n->words[i].text, i + 1 < n->n ? " " : "",
	    i + 1 < n->n ? n->words[i + 1].text : "", PERIOD_YEARS);
	return -1;
}

/* "1 month": word i is the number. */
static int
read_unit(const struct conf_node *n, size_t i, long long number,
    struct period *out, struct conf_report *r)
{
	const char *names[UNITS], *w;
	size_t k;

	if (i + 1 >= n->n) {
		conf_error(r, n, i, "found \"%s\" alone; expected hours, "
		    "days, weeks, months or years behind it",
		    n->words[i].text);
		return -1;
	}
	w = n->words[i + 1].text;
	for (k = 0; k < UNITS && strcmp(units[k].name, w) != 0; k++)
		names[k] = units[k].name;
	if (k == UNITS) {
		conf_error(r, n, i + 1, "found \"%.40s\"; expected hours, "
		    "days, weeks, months or years%s", w, words_nearest(
		    r->arena, w, names, UNITS));
		return -1;
	}
	out->months = (int)number * units[k].months;
	out->days = (int)number * units[k].days;
	out->seconds = number * units[k].seconds;
	return 0;
}

int
period_read(const struct conf_node *n, size_t i, struct period *out,
    struct conf_report *r)
{
	long long number;
	size_t end = i + 1;

	*out = (struct period){ 0 };
	if (i >= n->n) {
		conf_error(r, n, n->n - 1, "nothing stands behind \"%.40s\"; "
		    "expected a time such as 24h or 1 month",
		    n->words[n->n - 1].text);
		return -1;
	}
	if (str_number(n->words[i].text, 0, 100000, &number)) {
		if (read_unit(n, i, number, out, r) == -1)
			return -1;
		end++;
	} else if (!clock_parse_span(n->words[i].text, &out->seconds)) {
		conf_error(r, n, i, "found \"%.40s\"; expected a time such as "
		    "24h or 1 month", n->words[i].text);
		return -1;
	}
	if (limits(n, i, out, r) == -1)
		return -1;
	if (end < n->n) {
		conf_error(r, n, end, "found \"%.40s\"; expected the end of "
		    "the line", n->words[end].text);
		return -1;
	}
	return 0;
}

int64_t
period_after(const struct period *p, int64_t t)
{
	int year, month, day, last;
	struct tm tm;
	day_t d;

	if (p->months == 0 && p->days == 0)
		return t + p->seconds;
	clock_local(t, &tm);
	year = tm.tm_year + 1900;
	month = tm.tm_mon + 1 + p->months;
	/* the day before the next month's first */
	day_split(day_make(year, month + 1, 1) - 1, &year, &month, &last);
	day = tm.tm_mday < last ? tm.tm_mday : last;
	d = day_make(year, month, day) + p->days;
	return day_at(d, tm.tm_hour, tm.tm_min) + tm.tm_sec + p->seconds;
}
