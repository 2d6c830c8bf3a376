/* SPDX-License-Identifier: ISC */
/* Times in calendars; see ical_line.h. */
#include "handlers/playbook/ical_line.h"

#include <string.h>

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
