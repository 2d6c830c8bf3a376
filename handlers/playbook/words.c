/* SPDX-License-Identifier: ISC */
/* Weekdays, ordinals and dates, read and written; see parts.h. */
#include <stdio.h>
#include <string.h>

#include "handlers/playbook/parts.h"

static const char *const weekdays[] = { "Sunday", "Monday", "Tuesday",
    "Wednesday", "Thursday", "Friday", "Saturday" };
static const char *const ordinals[] = { "1st", "2nd", "3rd", "4th", "5th" };
static const char *const months[] = { "January", "February", "March",
    "April", "May", "June", "July", "August", "September", "October",
    "November", "December" };

int
words_weekday(const char *w)
{
	char three[4];
	int i;

	for (i = 0; i < 7; i++) {
		str_copy(three, sizeof(three), weekdays[i]);
		if (str_eq_nocase(w, three) || str_eq_nocase(w, weekdays[i]))
			return i;
	}
	return -1;
}

int
words_ordinal(const char *w)
{
	int i;

	for (i = 0; i < 5; i++)
		if (strcmp(w, ordinals[i]) == 0)
			return i + 1;
	return strcmp(w, "last") == 0 ? -1 : 0;
}

int
words_month(const char *w)
{
	char three[4];
	long long n;
	int i;

	if (ascii_is_digit(w[0]))
		return str_number(w, 1, 12, &n) ? (int)n : 0;
	for (i = 0; i < 12; i++) {
		str_copy(three, sizeof(three), months[i]);
		if (str_eq_nocase(w, three) || str_eq_nocase(w, months[i]))
			return i + 1;
	}
	return 0;
}

const char *
words_of_weekday(int weekday)
{
	return weekdays[weekday];
}

const char *
words_of_ordinal(int nth)
{
	return nth > 0 ? ordinals[nth - 1] : "last";
}

const char *
words_of_month(int month)
{
	return months[month - 1];
}

const char *
words_of_day(struct arena *a, day_t d)
{
	int year, month, day;

	day_split(d, &year, &month, &day);
	return arena_printf(a, "%.3s %d %.3s %d", weekdays[day_weekday(d)],
	    day, months[month - 1], year);
}

const char *
words_of_time(struct arena *a, int64_t t)
{
	char hour[CLOCK_TEXT];

	return arena_printf(a, "%s %s", words_of_day(a, day_of(t)),
	    clock_hour(t, hour));
}

const char *
words_nearest(struct arena *a, const char *word, const char *const *known,
    size_t n)
{
	const char *near = str_nearest(word, known, n);

	return near == NULL ? "" : arena_printf(a, "; did you mean \"%s\"?",
	    near);
}

const char *
words_want_weekday(struct arena *a, const char *word)
{
	static const char *const known[] = { "sun", "mon", "tue", "wed", "thu",
	    "fri", "sat", "sunday", "monday", "tuesday", "wednesday",
	    "thursday", "friday", "saturday" };

	return arena_printf(a, "a weekday such as tue%s",
	    words_nearest(a, word, known, 14));
}

bool
words_date(const char *w, day_t *out)
{
	int year, month, day, y, m, d;

	if (strlen(w) != 10 || w[4] != '-' || w[7] != '-' ||
	    strspn(w, "0123456789") != 4 || strspn(w + 5, "0123456789") != 2 ||
	    strspn(w + 8, "0123456789") != 2 ||
	    sscanf(w, "%4d-%2d-%2d", &year, &month, &day) != 3)
		return false;
	*out = day_make(year, month, day);
	day_split(*out, &y, &m, &d);
	return y == year && m == month && d == day;
}

void
words_want_date(const char *w, const char *form, struct err *e)
{
	int year, month, day, days;

	if (strlen(w) != 10 || w[4] != '-' || w[7] != '-' ||
	    strspn(w, "0123456789") != 4 || strspn(w + 5, "0123456789") != 2 ||
	    strspn(w + 8, "0123456789") != 2 ||
	    sscanf(w, "%4d-%2d-%2d", &year, &month, &day) != 3) {
		err_set(e, ERR_CONFIG, "%s", form);
		return;
	}
	if (month < 1 || month > 12) {
		err_set(e, ERR_CONFIG, "a month from 01 to 12");
		return;
	}
	days = (int)(day_make(year, month + 1, 1) - day_make(year, month, 1));
	err_set(e, ERR_CONFIG, "a day from 01 to %d: %s %d has %d days", days,
	    words_of_month(month), year, days);
}

bool
words_clock(const char *w, int *hour, int *minute)
{
	struct err e = { 0 };

	if (conf_is_clock(w, 1, &e) &&
	    sscanf(w, "%2d:%2d", hour, minute) == 2)
		return true;
	*hour = *minute = -1;
	return false;
}
