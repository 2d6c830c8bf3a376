/* SPDX-License-Identifier: ISC */
/* When cycles come, and how they are called; see playbook.h. */
#include <string.h>

#include "handlers/playbook/parts.h"

#define EVERY_MAX	60		/* weeks or months */
#define DAY_IN_ALL	28		/* every month has that one */

/* A rule, being read. */
struct rule {
	const struct conf_node *n;
	size_t		 i;		/* the next word */
	struct release	*out;
	struct conf_report *r;
};

static const char *
word_at(const struct rule *u)
{
	return u->i < u->n->n ? u->n->words[u->i].text : NULL;
}

static bool
is_word(const struct rule *u, const char *w)
{
	return u->i < u->n->n && strcmp(u->n->words[u->i].text, w) == 0;
}

static int
wrong(const struct rule *u, const char *expected)
{
	if (word_at(u) == NULL)
		conf_error(u->r, u->n, u->n->n - 1, "found nothing behind "
		    "\"%.80s\"; expected %s", u->n->words[u->n->n - 1].text,
		    expected);
	else
		conf_error(u->r, u->n, u->i, "found \"%.80s\"; expected %s",
		    word_at(u), expected);
	return -1;
}

/* "week", "3 months", "quarter": how many of which. */
static int
read_unit(struct rule *u)
{
	static const struct { const char *word; enum release_every every;
	    int n; bool many; } units[] = {
		{ "week", RELEASE_WEEKS, 1, false },
		{ "weeks", RELEASE_WEEKS, 1, true },
		{ "month", RELEASE_MONTHS, 1, false },
		{ "months", RELEASE_MONTHS, 1, true },
		{ "quarter", RELEASE_MONTHS, 3, false },
		{ "year", RELEASE_MONTHS, 12, false },
	};
	static const char *const one[] = { "week", "month", "quarter", "year" };
	static const char *const many[] = { "weeks", "months" };
	const char *w = word_at(u);
	bool number = w != NULL && ascii_is_digit(w[0]);
	long long n = 1;
	size_t i;

	if (number && !str_number(w, 1, EVERY_MAX, &n))
		return wrong(u, "a number from 1 to 60");
	u->i += number;
	w = word_at(u);
	for (i = 0; w != NULL && i < sizeof(units) / sizeof(units[0]); i++) {
		if (strcmp(units[i].word, w) != 0 ||
		    (n > 1) != units[i].many)
			continue;
		u->out->every = units[i].every;
		u->out->n = (int)n * units[i].n;
		u->i++;
		return 0;
	}
	return wrong(u, arena_printf(u->r->arena, "%s%s", n > 1 ?
	    "weeks or months" : "week, month, quarter, year, or a number of "
	    "weeks or months", w == NULL ? "" : words_nearest(u->r->arena, w,
	    n > 1 ? many : one, n > 1 ? 2 : 4)));
}

static int
read_weekday(struct rule *u)
{
	const char *w = word_at(u);

	u->out->weekday = w != NULL ? words_weekday(w) : -1;
	if (u->out->weekday == -1)
		return wrong(u, words_want_weekday(u->r->arena,
		    w != NULL ? w : ""));
	u->i++;
	return 0;
}

/* "2nd tue", "last day", "day 10" */
static int
read_month_day(struct rule *u)
{
	const char *w = word_at(u);
	long long day;
	int nth = w != NULL ? words_ordinal(w) : 0;

	if (nth == 5)
		return wrong(u, "1st to 4th, or last: not every month has a "
		    "5th one");
	if (nth != 0) {
		u->i++;
		if (nth == -1 && is_word(u, "day")) {
			u->out->day = -1;
			u->i++;
			return 0;
		}
		u->out->nth = nth;
		return read_weekday(u);
	}
	if (!is_word(u, "day"))
		return wrong(u, "a day of the month, such as \"2nd tue\", "
		    "\"last fri\", \"day 10\" or \"last day\"");
	u->i++;
	if (word_at(u) == NULL || !str_number(word_at(u), 1, DAY_IN_ALL, &day))
		return wrong(u, "a day from 1 to 28, which every month has; "
		    "the last one is \"last day\"");
	u->out->day = (int)day;
	u->i++;
	return 0;
}

/* "from DATE": in which of the weeks or months it comes. */
static int
read_from(struct rule *u)
{
	struct release *x = u->out;
	struct err e = { 0 };

	if (!is_word(u, "from")) {
		if (x->n == 1 ||
		    (x->every == RELEASE_MONTHS && 12 % x->n == 0))
			return 0;
		return wrong(u, arena_printf(u->r->arena, "\"from DATE\": in "
		    "which %s does it begin?", x->every == RELEASE_WEEKS ?
		    "week" : "month"));
	}
	u->i++;
	if (word_at(u) == NULL || !words_date(word_at(u), &x->from)) {
		words_want_date(word_at(u) != NULL ? word_at(u) : "",
		    "a date such as 2026-01-07", &e);
		return wrong(u, arena_str(u->r->arena, e.text));
	}
	if (x->every == RELEASE_WEEKS && day_weekday(x->from) != x->weekday)
		return wrong(u, arena_printf(u->r->arena, "a %s; this is a %s",
		    words_of_weekday(x->weekday),
		    words_of_weekday(day_weekday(x->from))));
	u->i++;
	return 0;
}

static int
read_days(struct rule *u)
{
	if (read_unit(u) == -1)
		return -1;
	return u->out->every == RELEASE_WEEKS ? read_weekday(u) :
	    read_month_day(u);
}

int
release_read_days(const struct conf_node *n, size_t *i, struct release *out,
    struct conf_report *r)
{
	struct rule u = { .n = n, .i = *i, .out = out, .r = r };
	int rc = read_days(&u);

	*i = u.i;
	return rc;
}

int
release_read_from(const struct conf_node *n, size_t *i, struct release *out,
    struct conf_report *r)
{
	struct rule u = { .n = n, .i = *i, .out = out, .r = r };
	int rc = read_from(&u);

	*i = u.i;
	return rc;
}

int
release_read(const struct conf_node *n, size_t i, struct release *out,
    struct conf_report *r)
{
	struct rule u = { .n = n, .i = i, .out = out, .r = r };

	*out = (struct release){ .every = RELEASE_DECLARED };
	if (is_word(&u, "declared")) {
		u.i++;
	} else {
		if (!is_word(&u, "every"))
			return wrong(&u, "\"every\", as in \"every month 2nd "
			    "tue\", or \"declared\"");
		u.i++;
		if (read_days(&u) == -1 || read_from(&u) == -1)
			return -1;
	}
	return u.i == n->n ? 0 : wrong(&u, "the end of the line");
}

/* --- the days themselves ------------------------------------------------ */

/* That of a month, counted from January of year 0; false: it has none. */
static bool
in_month(const struct release *x, int64_t month, day_t *out)
{
	int year = (int)(month / 12), m = (int)(month % 12) + 1;

	if (x->nth != 0)
		return day_ordinal(year, m, x->nth, x->weekday, out) == 1;
	*out = x->day > 0 ? day_make(year, m, x->day) :
	    day_make(year, m + 1, 1) - 1;
	return true;
}

static int64_t
month_of(day_t d)
{
	int year, month, day;

	day_split(d, &year, &month, &day);
	return (int64_t)year * 12 + month - 1;
}

static int64_t
beyond(int64_t a, int64_t n)
{
	int64_t rest = a % n;

	return rest >= 0 ? rest : rest + n;
}

day_t
release_next(const struct release *x, day_t d)
{
	int64_t month;
	day_t out;

	if (x->every == RELEASE_WEEKS) {
		day_t one = x->n > 1 ? x->from : 3 + x->weekday;
					/* 1970-01-04 was a Sunday */

		return d + (day_t)beyond((int64_t)one - d, (int64_t)x->n * 7);
	}
	month = month_of(d);
	month += beyond(month_of(x->from) - month, x->n);
	while (!in_month(x, month, &out) || out < d)
		month += x->n;
	return out;
}

int
playbook_release(const struct playbook *p, day_t d, day_t *out)
{
	if (p->release.every == RELEASE_DECLARED)
		return 0;
	*out = release_next(&p->release, d);
	return 1;
}

const char *
playbook_cycle_name(struct arena *a, const struct playbook *p, day_t day0)
{
	int year, month, day;

	day_split(day0, &year, &month, &day);
	if (p->release.every == RELEASE_MONTHS)
		return arena_printf(a, "%04d-%02d", year, month);
	return arena_printf(a, "%s%04d-%02d-%02d",
	    p->release.every == RELEASE_DECLARED ? "E-" : "", year, month,
	    day);
}
