/* SPDX-License-Identifier: ISC */
/* What the calendar answers; see playbook.h. */
#include <stdlib.h>

#include "handlers/playbook/calendar.h"
#include "handlers/playbook/ical.h"
#include "handlers/playbook/parts.h"

/* --- business days ---------------------------------------------------- */

static const char *
yearly_holiday(const struct calendar *c, day_t d)
{
	const struct holiday *h;
	int year, month, day;
	size_t i;

	if (c->yearly.n == 0)
		return NULL;
	day_split(d, &year, &month, &day);
	for (i = 0; i < c->yearly.n; i++) {
		h = c->yearly.at[i];
		if (h->month == month && h->day == day && d >= h->first)
			return h->name;
	}
	return NULL;
}

/* Sorted by their first day; few of them last longer than one. */
static const char *
once_holiday(const struct calendar *c, day_t d)
{
	size_t low = 0, high = c->once.n, mid;
	const struct holiday *h;

	while (low < high) {
		mid = low + (high - low) / 2;
		h = c->once.at[mid];
		if (h->first <= d)
			low = mid + 1;
		else
			high = mid;
	}
	while (low-- > 0) {
		h = c->once.at[low];
		if (h->last >= d)
			return h->name;
		if (d - h->first > ICAL_DAYS_MAX)
			break;
	}
	return NULL;
}

const char *
calendar_holiday(const struct calendar *c, day_t d)
{
	const char *name = yearly_holiday(c, d);

	return name != NULL ? name : once_holiday(c, d);
}

bool
calendar_is_business_day(const struct calendar *c, day_t d, const char **why)
{
	const char *name = calendar_holiday(c, d);

	if (name == NULL && (c->weekend & 1u << day_weekday(d)) != 0)
		name = words_of_weekday(day_weekday(d));
	if (why != NULL)
		*why = name;
	return name == NULL;
}

day_t
calendar_add_business(const struct calendar *c, day_t d, int n)
{
	int step = n < 0 ? -1 : 1, left = n * step, tries;

	/* ten years of holidays in a row are a calendar that is wrong */
	for (tries = 0; left > 0 && tries < 4000; tries++) {
		d += step;
		if (calendar_is_business_day(c, d, NULL))
			left--;
	}
	return d;
}

/* --- blackouts -------------------------------------------------------- */

/* The month's nth business day, negative: from its end. */
static day_t
nth_business(const struct calendar *c, int year, int month, int n)
{
	if (n > 0)
		return calendar_add_business(c, day_make(year, month, 1) - 1,
		    n);
	return calendar_add_business(c, day_make(year, month + 1, 1), n);
}

static day_t
nth_day(int year, int month, int n)
{
	day_t first = day_make(year, month, 1);
	day_t next = day_make(year, month + 1, 1);

	if (n < 0)
		return next + n < first ? first : next + n;
	return first + n - 1 < next ? first + n - 1 : next - 1;
}

/* Weeks of a month are its days 1 to 7, 8 to 14, and so on. */
static bool
weeks_of(const struct blackout_span *s, int year, int month, day_t *first,
    day_t *last)
{
	day_t begin = day_make(year, month, 1);
	day_t next = day_make(year, month + 1, 1);

	*first = begin + 7 * (s->a - 1);
	*last = begin + 7 * s->b - 1;
	if (*last >= next)
		*last = next - 1;
	return *first <= *last;
}

bool
calendar_span_days(const struct calendar *c, const struct blackout_span *s,
    int year, int month, day_t *first, day_t *last)
{
	/* "28..3", "-2..2": over the end of the month */
	int over = s->a > 0 ? s->b > 0 && s->b < s->a : s->b > 0;

	switch (s->kind) {
	case SPAN_MONTH_DAY:
		*first = nth_day(year, month, s->a);
		*last = nth_day(year, month + over, s->b);
		return *first <= *last;
	case SPAN_MONTH_WEEK:
		return weeks_of(s, year, month, first, last);
	case SPAN_MONTH_BUSINESS:
		*first = nth_business(c, year, month, s->a);
		*last = nth_business(c, year, month + over, s->b);
		return *first <= *last;
	case SPAN_YEARLY:
		if (month != s->month_a)
			return false;
		over = s->month_b * 100 + s->day_b <
		    s->month_a * 100 + s->day_a;
		*first = nth_day(year, month, s->day_a);
		*last = nth_day(year + over, s->month_b, s->day_b);
		return true;
	default:
		*first = s->first;
		*last = s->last;
		return s->kind == SPAN_DATES;
	}
}

/* Where and for what we look. */
struct search {
	const struct calendar *c;
	struct arena	*arena;
	const struct blackout *blackout;
	int64_t		 from, until;
	struct list	*out;
};

static void
add_hit(const struct search *s, const struct blackout_span *span,
    int64_t from, int64_t until)
{
	struct blackout_hit *h;

	/* a change of the clock may leave nothing of a short one */
	if (from >= s->until || until <= s->from || until <= from)
		return;
	h = arena_alloc(s->arena, sizeof(*h));
	h->name = s->blackout->name;
	h->reason = s->blackout->reason;
	h->hard = s->blackout->hard;
	h->change = s->blackout->change;
	h->from = from;
	h->until = until;
	h->file = span->node->file;
	h->line = span->node->words[0].line;
	h->servers = &s->blackout->servers;
	list_add_in(s->arena, s->out, h);
}

static void
search_days(const struct search *s, const struct blackout_span *span, int year,
    int month)
{
	day_t first, last;

	if (calendar_span_days(s->c, span, year, month, &first, &last))
		add_hit(s, span, day_at(first, 0, 0), day_at(last + 1, 0, 0));
}

/* A yearly span may have begun a year before, a month's a month before. */
static void
search_months(const struct search *s, const struct blackout_span *span)
{
	int year, month, day, year_b, month_b, i, n;

	day_split(day_of(s->from), &year, &month, &day);
	day_split(day_of(s->until - 1), &year_b, &month_b, &day);
	n = (year_b - year) * 12 + month_b - month;
	for (i = span->kind == SPAN_YEARLY ? -12 : -1; i <= n; i++)
		search_days(s, span, year + (month - 1 + i + 24) / 12 - 2,
		    (month - 1 + i + 24) % 12 + 1);
}

static void
search_events(const struct search *s, const struct blackout_span *span)
{
	const struct ical_event *e;
	int64_t from;
	size_t i;

	for (i = 0; i < span->events.n; i++) {
		e = span->events.at[i];
		if (e->until <= s->from ||
		    e->from - span->before - DAY >= s->until)
			continue;
		/* whole days keep the civil time, whatever the clock does */
		from = clock_add_days(e->from, (int)-(span->before / DAY)) -
		    span->before % DAY;
		add_hit(s, span, from, e->until);
	}
}

/* One lasts a week at most. */
static void
search_recurring(const struct search *s, const struct blackout_span *span)
{
	day_t d = day_of(s->from) - 8;
	int64_t from;

	for (;; d++) {
		d = release_next(&span->when, d);
		from = day_at(d, span->begins / 60, span->begins % 60);
		if (from >= s->until)
			break;
		add_hit(s, span, from, day_at(d + span->ends / 1440,
		    span->ends % 1440 / 60, span->ends % 60));
	}
}

static void
search_blackout(const struct search *s)
{
	const struct blackout_span *span;
	size_t i;

	for (i = 0; i < s->blackout->spans.n; i++) {
		span = s->blackout->spans.at[i];
		if (span->kind == SPAN_EVENTS)
			search_events(s, span);
		else if (span->kind == SPAN_RECURRING)
			search_recurring(s, span);
		else if (span->kind == SPAN_DATES)
			search_days(s, span, 0, 0);
		else
			search_months(s, span);
	}
}

static int
by_start(const void *a, const void *b)
{
	const struct blackout_hit *const *x = a, *const *y = b;

	if ((*x)->from != (*y)->from)
		return (*x)->from < (*y)->from ? -1 : 1;
	return (*x)->line - (*y)->line;
}

void
calendar_blackouts(const struct calendar *c, struct arena *a, int64_t from,
    int64_t until, const struct list *servers, struct list *out)
{
	struct search s = { .c = c, .arena = a, .from = from, .until = until,
	    .out = out };
	size_t i, before = out->n;

	for (i = 0; i < c->blackouts.n; i++) {
		s.blackout = c->blackouts.at[i];
		if (servers_meet(c, servers, &s.blackout->servers))
			search_blackout(&s);
	}
	if (out->n > before)
		qsort(out->at + before, out->n - before, sizeof(*out->at),
		    by_start);
}

static bool
is_free(const struct calendar *c, int64_t from, int64_t length,
    const struct list *servers, bool soft_too)
{
	struct arena *a = arena_new();
	struct list hits = { 0 };
	bool is = calendar_holiday(c, day_of(from)) == NULL;
	size_t i;

	calendar_blackouts(c, a, from, from + length, servers, &hits);
	for (i = 0; i < hits.n; i++)
		if (soft_too || ((struct blackout_hit *)hits.at[i])->hard)
			is = false;
	arena_free(a);
	return is;
}

int
calendar_next_free(const struct calendar *c, int64_t start, int64_t length,
    const struct list *servers, bool soft_too, int64_t *out)
{
	int i;

	/* a length of 0 is a moment, and touches what it lies in */
	if (length < 1)
		length = 1;
	for (i = 0; i <= NEXT_FREE_DAYS; i++) {
		*out = clock_add_days(start, i);
		if (is_free(c, *out, length, servers, soft_too))
			return 1;
	}
	return 0;
}
