/* SPDX-License-Identifier: ISC */
/* Civil days, counted; see playbook.h. */
#include "handlers/playbook/playbook.h"

/*
 * Days since 1970-01-01 of the Gregorian calendar.  Years are taken to begin
 * in March, so that the leap day is their last one; 400 years are 146097 days.
 */
day_t
day_make(int year, int month, int day)
{
	int64_t y = year + (month - 1) / 12, era, of_era, of_year;
	int m = (month - 1) % 12;

	if (m < 0) {
		m += 12;
		y--;
	}
	m = (m + 10) % 12;		/* March is 0 */
	y -= m >= 10;
	era = (y >= 0 ? y : y - 399) / 400;
	of_era = y - era * 400;
	of_year = (153 * m + 2) / 5;
	return (day_t)(era * 146097 + of_era * 365 + of_era / 4 -
	    of_era / 100 + of_year + day - 1 - 719468);
}

void
day_split(day_t d, int *year, int *month, int *day)
{
	int64_t z = (int64_t)d + 719468, era, of_era, y, of_year, m;

	era = (z >= 0 ? z : z - 146096) / 146097;
	of_era = z - era * 146097;
	y = (of_era - of_era / 1460 + of_era / 36524 - of_era / 146096) / 365;
	of_year = of_era - (365 * y + y / 4 - y / 100);
	m = (5 * of_year + 2) / 153;
	*day = (int)(of_year - (153 * m + 2) / 5 + 1);
	*month = (int)(m < 10 ? m + 3 : m - 9);
	*year = (int)(y + era * 400 + (m >= 10));
}

day_t
day_of(int64_t t)
{
	struct tm tm;

	clock_local(t, &tm);
	return day_make(tm.tm_year + 1900, tm.tm_mon + 1, tm.tm_mday);
}

int
day_weekday(day_t d)
{
	int w = (d + 4) % 7;		/* 1970-01-01 was a Thursday */

	return w >= 0 ? w : w + 7;
}

int64_t
day_at(day_t d, int hour, int minute)
{
	int year, month, day;

	day_split(d, &year, &month, &day);
	return clock_at(year, month, day, hour, minute);
}

int
day_ordinal(int year, int month, int nth, int weekday, day_t *out)
{
	day_t first = day_make(year, month, 1);
	day_t next = day_make(year, month + 1, 1);

	if (nth > 0) {
		*out = first + (weekday - day_weekday(first) + 7) % 7 +
		    (nth - 1) * 7;
		return *out < next;
	}
	*out = next - 1 - (day_weekday(next - 1) - weekday + 7) % 7;
	return 1;
}
