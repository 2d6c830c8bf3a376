/* SPDX-License-Identifier: ISC */
/* The months to come as text, one line a date. */
#include <stdio.h>
#include <string.h>

#include "handlers/playbook/view.h"

struct widths {
	int	cycle, step;
};

static void
widen(int *width, const char *text)
{
	int n = (int)strlen(text);

	if (n > *width)
		*width = n;
}

/* "Tue 10 Nov": the month's head has the year. */
static const char *
short_day(const struct view *v, day_t d)
{
	const char *day = words_of_day(v->arena, d);

	return arena_strn(v->arena, day, strlen(day) - 5);
}

/* "Tue 10 Nov  21:30-01:00" */
static const char *
when(const struct view *v, const struct entry *e)
{
	char from[CLOCK_TEXT], until[CLOCK_TEXT], hour[CLOCK_TEXT];

	clock_hour(e->at, from);
	if (e->until == e->at)
		until[0] = '\0';
	else if (e->until - e->at < DAY)
		clock_hour(e->until, until);
	else
		snprintf(until, sizeof(until), "%s %s", short_day(v,
		    day_of(e->until)), clock_hour(e->until, hour));
	return arena_printf(v->arena, "%-10s  %s%s%-*s",
	    short_day(v, day_of(e->at)), from, until[0] != '\0' ? "-" : "",
	    until[0] != '\0' ? 5 : 6, until);
}

static void
add_entry(const struct view *v, const struct entry *e,
    const struct widths *w, struct buf *out)
{
	buf_addf(out, "%s  %-*s  %-*s  %s; %s\n", when(v, e), w->cycle,
	    e->cycle, w->step, e->step->name, view_does(v->arena, e),
	    e->reason);
}

/* "until Fri 2 Oct 2026"; with times where it has some. */
static const char *
lasts(const struct view *v, const struct blackout_hit *h, day_t d)
{
	char from[CLOCK_TEXT];
	day_t first, last;

	view_days(h->from, h->until, &first, &last);
	if (view_is_days(h))
		return arena_printf(v->arena, "until %s", words_of_day(
		    v->arena, last));
	return arena_printf(v->arena, "%s%suntil %s", d == first ?
	    clock_hour(h->from, from) : "", d == first ? " " : "",
	    words_of_time(v->arena, h->until));
}

/* What holds all day stands before what has a time. */
static void
add_day(const struct view *v, day_t d, struct buf *out)
{
	const char *day = short_day(v, d), *name;
	const struct blackout_hit *h;
	int year, month, of_month;
	day_t first, last;
	size_t i;

	day_split(d, &year, &month, &of_month);
	if ((name = calendar_holiday(v->calendar, d)) != NULL)
		buf_addf(out, "%-10s  %-11s  %s\n", day, "holiday", name);
	for (i = 0; i < v->blackouts.n; i++) {
		h = v->blackouts.at[i];
		view_days(h->from, h->until, &first, &last);
		/* where it begins, and on each first that it goes on */
		if (d != first && (d > last || d < first ||
		    (of_month != 1 && d != v->first)))
			continue;
		buf_addf(out, "%-10s  %-11s  %s, %s (%s%s%s)\n", day,
		    "blackout", h->name, lasts(v, h, d),
		    view_blackout_words(v, h), h->reason != NULL ? "; " : "",
		    h->reason != NULL ? h->reason : "");
	}
}

static void
add_month(day_t d, bool first, struct buf *out)
{
	int year, month, day;

	day_split(d, &year, &month, &day);
	buf_addf(out, "%s%s %d\n\n", first ? "" : "\n", words_of_month(month),
	    year);
}

void
view_text(const struct view *v, struct buf *out)
{
	struct widths w = { 0 };
	const struct entry *e;
	int year, month, day;
	size_t i, next = 0;
	day_t d;

	for (i = 0; i < v->entries.n; i++) {
		e = v->entries.at[i];
		widen(&w.cycle, e->cycle);
		widen(&w.step, e->step->name);
	}
	for (d = v->first; d <= v->last; d++) {
		day_split(d, &year, &month, &day);
		if (day == 1 || d == v->first)
			add_month(d, d == v->first, out);
		add_day(v, d, out);
		/* a window that began before stands on the first day */
		for (; next < v->entries.n; next++) {
			e = v->entries.at[next];
			if (day_of(e->at) > d)
				break;
			add_entry(v, e, &w, out);
		}
	}
}
