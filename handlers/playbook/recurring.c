/* SPDX-License-Identifier: ISC */
/*
 * Blackouts by the day of the week:
 *
 *	every week fri
 *	every week fri 18:00 until mon 06:00
 *	every 2 weeks sat until sun from 2026-01-10
 *	every month last fri 12:00 until 20:00
 */
#include <string.h>

#include "handlers/playbook/calendar.h"
#include "handlers/playbook/parts.h"

#define MINUTES	1440		/* of a day */

/* What is read, and the next word of it. */
struct reading_of {
	struct blackout_span *s;
	const struct conf_node *n;
	size_t		 i;
	struct conf_report *r;
};

static const char *
word(const struct reading_of *x)
{
	return x->i < x->n->n ? x->n->words[x->i].text : "";
}

static int
wrong(const struct reading_of *x, const char *expected)
{
	if (x->i < x->n->n)
		conf_error(x->r, x->n, x->i, "found \"%.80s\"; expected %s",
		    word(x), expected);
	else
		conf_error(x->r, x->n, x->n->n - 1, "found nothing behind "
		    "\"%.80s\"; expected %s", x->n->words[x->n->n - 1].text,
		    expected);
	return -1;
}

/* A time of day, if one is next; one that is wrong is an error. */
static int
read_clock(struct reading_of *x, int *minutes)
{
	struct err e = { 0 };
	int hour, minute;

	if (!ascii_is_digit(word(x)[0]))
		return 0;
	if (!conf_is_clock(word(x), x->i, &e))
		return wrong(x, e.text);
	words_clock(word(x), &hour, &minute);
	*minutes = hour * 60 + minute;
	x->i++;
	return 1;
}

/* Days of a month by number are ranges: blackout.c has these. */
static int
read_day(struct reading_of *x)
{
	static const char *const known[] = { "day", "week", "business-day",
	    "1st", "2nd", "3rd", "4th", "last" };
	size_t at = x->i + 1;
	const char *w = at < x->n->n ? x->n->words[at].text : "";

	if (strcmp(word(x), "month") == 0 && words_ordinal(w) == 0) {
		x->i = at;
		return wrong(x, arena_printf(x->r->arena, "\"day\", "
		    "\"week\" or \"business-day\" and a range, or a weekday "
		    "such as \"last fri\"%s", words_nearest(x->r->arena, w,
		    known, sizeof(known) / sizeof(known[0]))));
	}
	if (release_read_days(x->n, &x->i, &x->s->when, x->r) == -1)
		return -1;
	if (x->s->when.every == RELEASE_MONTHS && x->s->when.nth == 0) {
		x->i--;
		return wrong(x, "a weekday such as \"last fri\"");
	}
	return 0;
}

/* Behind "until": the weekday, the time, or both. */
static int
read_end(struct reading_of *x)
{
	struct blackout_span *s = x->s;
	int weekday = words_weekday(word(x)), minutes = MINUTES, rc, days;

	x->i += weekday != -1;
	if ((rc = read_clock(x, &minutes)) == -1)
		return -1;
	if (weekday == -1 && rc == 0)
		return wrong(x, arena_printf(x->r->arena, "a time of day, or "
		    "%s", words_want_weekday(x->r->arena, word(x))));
	days = weekday == -1 ? 0 : (weekday - s->when.weekday + 7) % 7;
	if (days == 0 && minutes <= s->begins)
		days = weekday == -1 ? 1 : 7;
	s->ends = days * MINUTES + minutes;
	if (s->when.every == RELEASE_WEEKS && s->when.n == 1 &&
	    s->ends - s->begins >= 7 * MINUTES) {
		x->i--;
		return wrong(x, arena_printf(x->r->arena, "an end before the "
		    "next %s: so it is always",
		    words_of_weekday(s->when.weekday)));
	}
	return 0;
}

static int
read_all(struct reading_of *x)
{
	static const char *const known[] = { "until", "from" };

	if (read_day(x) == -1 || read_clock(x, &x->s->begins) == -1)
		return -1;
	if (strcmp(word(x), "until") == 0) {
		x->i++;
		if (read_end(x) == -1)
			return -1;
	}
	if (x->i < x->n->n && strcmp(word(x), "from") != 0)
		return wrong(x, arena_printf(x->r->arena, "a time such as "
		    "18:00, \"until\", \"from\", or the end of the line%s",
		    words_nearest(x->r->arena, word(x), known, 2)));
	if (release_read_from(x->n, &x->i, &x->s->when, x->r) == -1)
		return -1;
	return x->i == x->n->n ? 0 : wrong(x, "the end of the line");
}

void
recurring_read(struct blackout_span *s, const struct conf_node *n,
    struct conf_report *r)
{
	struct reading_of x = { .s = s, .n = n, .i = 1, .r = r };

	s->kind = SPAN_RECURRING;
	s->ends = MINUTES;
	if (read_all(&x) == -1) {
		/* never, as it is not known when */
		s->kind = SPAN_DATES;
		s->last = s->first - 1;
	}
}
