/* SPDX-License-Identifier: ISC */
/*
 * The days of a recurrence rule; see ical_rule.h.
 *
 * A rule is a step (days, weeks, months, years) and a test.  Each step's days
 * are tried one by one: not the fastest way, but one that ends and that can be
 * read beside RFC 5545's table of what each part does.
 */
#include "handlers/playbook/ical_rule.h"

struct turn {
	const struct ical_rule *r;
	day_t		 start, last;
	int		 year, month, day;	/* of start */
	int		 left;			/* of COUNT; -1: no end */
	bool		 stop;
	bool		(*give)(void *own, day_t d);
	void		*own;
	day_t		 found[366];		/* of this step */
	int		 n;
};

static int
days_in(int year, int month)
{
	static const int days[] = { 31, 28, 31, 30, 31, 30, 31, 31, 30, 31, 30,
	    31 };
	bool leap = (year % 4 == 0 && year % 100 != 0) || year % 400 == 0;

	return days[month - 1] + (month == 2 && leap);
}

/* Is a day the nth of its weekday among length days, of which it is the one
 * with this number (from 1)? */
static bool
is_nth(int number, int length, int n)
{
	if (n > 0)
		return (number - 1) / 7 + 1 == n;
	return (length - number) / 7 + 1 == -n;
}

static bool
fits_weekday(const struct turn *t, day_t d, int year, int month, int day)
{
	const struct ical_rule *r = t->r;
	bool of_year = r->freq == ICAL_YEARS && r->months == 0;
	const struct ical_weekday *w;
	int i, number = day, length = days_in(year, month);

	if (of_year) {
		number = (int)(d - day_make(year, 1, 1)) + 1;
		length = 337 + days_in(year, 2);
	}
	for (i = 0; i < r->n_byday; i++) {
		w = &r->byday[i];
		if (w->weekday == day_weekday(d) &&
		    (w->n == 0 || is_nth(number, length, w->n)))
			return true;
	}
	return false;
}

/* What the rule leaves open, its start fills in. */
static bool
fits_start(const struct turn *t, day_t d, int month, int day)
{
	const struct ical_rule *r = t->r;

	if (r->n_byday > 0 || (r->days | r->days_end) != 0 ||
	    r->freq == ICAL_DAYS)
		return true;
	if (r->freq == ICAL_WEEKS)
		return day_weekday(d) == day_weekday(t->start);
	if (day != t->day)
		return false;
	return r->freq == ICAL_MONTHS || r->months != 0 || month == t->month;
}

static void
try_day(struct turn *t, day_t d, int year, int month, int day)
{
	const struct ical_rule *r = t->r;
	int from_end = days_in(year, month) - day + 1;

	if (r->months != 0 && (r->months & 1u << month) == 0)
		return;
	if ((r->days | r->days_end) != 0 &&
	    (r->days & UINT32_C(1) << day) == 0 &&
	    (r->days_end & UINT32_C(1) << from_end) == 0)
		return;
	if (r->n_byday > 0 && !fits_weekday(t, d, year, month, day))
		return;
	if (fits_start(t, d, month, day) && t->n < 366)
		t->found[t->n++] = d;
}

static void
try_span(struct turn *t, day_t first, int days)
{
	int year, month, day, i;

	day_split(first, &year, &month, &day);
	for (i = 0; i < days; i++) {
		try_day(t, first + i, year, month, day);
		if (++day > days_in(year, month)) {
			day = 1;
			if (++month > 12)
				month = 1, year++;
		}
	}
}

static bool
is_chosen(const struct turn *t, int i)
{
	const struct ical_rule *r = t->r;
	int k;

	for (k = 0; k < r->n_setpos; k++)
		if (r->setpos[k] == i + 1 || r->setpos[k] == i - t->n)
			return true;
	return r->n_setpos == 0;
}

/* The step's days are known: those that count are given. */
static void
give_found(struct turn *t)
{
	int i;

	for (i = 0; i < t->n && !t->stop; i++) {
		if (!is_chosen(t, i) || t->found[i] < t->start)
			continue;
		if (t->found[i] > t->last || t->left == 0 ||
		    !t->give(t->own, t->found[i]))
			t->stop = true;
		else if (t->left > 0)
			t->left--;
	}
	t->n = 0;
}

/* The nth step's first day, and how many it has. */
static day_t
step_days(const struct turn *t, int n, int *days)
{
	int at = n * t->r->interval, month, back;
	day_t first;

	switch (t->r->freq) {
	case ICAL_DAYS:
		*days = 1;
		return t->start + at;
	case ICAL_WEEKS:
		back = (day_weekday(t->start) - t->r->week_start + 7) % 7;
		*days = 7;
		return t->start - back + 7 * at;
	case ICAL_MONTHS:
		month = t->month - 1 + at;
		first = day_make(t->year + month / 12, month % 12 + 1, 1);
		*days = days_in(t->year + month / 12, month % 12 + 1);
		return first;
	default:
		first = day_make(t->year + at, 1, 1);
		*days = 337 + days_in(t->year + at, 2);
		return first;
	}
}

void
ical_rule_days(const struct ical_rule *r, day_t start, day_t last,
    bool (*day)(void *own, day_t d), void *own)
{
	struct turn t = { .r = r, .start = start, .last = last, .own = own,
	    .give = day, .left = r->count > 0 ? r->count : -1 };
	int n, days;
	day_t first;

	day_split(start, &t.year, &t.month, &t.day);
	for (n = 0; !t.stop; n++) {
		first = step_days(&t, n, &days);
		if (first > last)
			break;
		try_span(&t, first, days);
		give_found(&t);
	}
}
