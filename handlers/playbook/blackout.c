/* SPDX-License-Identifier: ISC */
/* The blocks "blackout" and "changes" of the calendar; see calendar.h. */
#include <stdlib.h>
#include <string.h>

#include "handlers/playbook/calendar.h"
#include "handlers/playbook/ical.h"
#include "handlers/playbook/parts.h"

/* --- words ------------------------------------------------------------ */

static bool
parse_dates(const char *w, struct blackout_span *s)
{
	return strlen(w) == 12 && w[5] == '.' && w[6] == '.' &&
	    calendar_month_day(w, 5, &s->month_a, &s->day_a) &&
	    calendar_month_day(w + 7, 5, &s->month_b, &s->day_b);
}

/* "3..4", "-3..-1", "5": 0 is no day. */
static bool
parse_range(const char *w, int *a, int *b)
{
	const char *dots = strstr(w, "..");
	char first[8] = "";
	long long x, y;
	size_t n = dots != NULL ? (size_t)(dots - w) : strlen(w);

	if (n == 0 || n >= sizeof(first))
		return false;
	memcpy(first, w, n);
	if (!str_number(first, -31, 31, &x) || x == 0)
		return false;
	y = x;
	if (dots != NULL && (!str_number(dots + 2, -31, 31, &y) || y == 0))
		return false;
	*a = (int)x;
	*b = (int)y;
	return true;
}

static bool
is_from(const char *w, size_t i, struct err *e)
{
	day_t d;

	if (i == 2 ? strcmp(w, "until") == 0 : words_date(w, &d))
		return true;
	words_want_date(w, i == 2 ? "\"until\"" : "a date like 2026-12-24",
	    e);
	return false;
}

static bool
is_yearly(const char *w, size_t i, struct err *e)
{
	struct blackout_span s;

	(void)i;
	if (parse_dates(w, &s))
		return true;
	err_set(e, ERR_CONFIG, "a range like 12-20..01-06");
	return false;
}

static bool
is_ics(const char *w, size_t i, struct err *e)
{
	if (i == 1)
		return true;
	if (i == 3)
		return conf_is_span(w, i, e);
	if (strcmp(w, "before") == 0)
		return true;
	err_set(e, ERR_CONFIG, "\"before\"");
	return false;
}

const struct conf_rule blackout_rules[] = {
	{ .name = "hard", .help = "Nothing may be planned then; this is the "
	    "default." },
	{ .name = "soft", .help = "Something may be planned then; patchbot "
	    "warns." },
	{ .name = "from", .params = "DATE until DATE", .min = 3, .max = 3,
	    .check = is_from, .flags = CONF_MANY, .help = "Once; both days "
	    "belong to it." },
	{ .name = "every", .params = "month day|week|business-day A..B | "
	    "[N] week[s]|month[s] [NTH] WEEKDAY [HH:MM] [until [WEEKDAY] "
	    "[HH:MM]] [from DATE]", .min = 2, .max = 10, .flags = CONF_MANY,
	    .help = "In each month, from the first to the last of these days; "
	    "negative numbers count from its end, and a range like -2..2 or "
	    "28..3 reaches into the next month. Week 1 is the days 1 to 7, "
	    "week 2 the days 8 to 14, and so on. Or on a day of the week: all "
	    "of it, from that time on, or until the time or the weekday that "
	    "is named, which belongs to it; a time that is not behind the "
	    "first one is the next day's." },
	{ .name = "yearly", .params = "MM-DD..MM-DD", .min = 1, .max = 1,
	    .check = is_yearly, .flags = CONF_MANY, .help = "In each year; "
	    "12-20..01-06 reaches over its end." },
	{ .name = "ics", .params = "FILE [before LENGTH]", .min = 1, .max = 3,
	    .check = is_ics, .flags = CONF_MANY, .help = "During the events "
	    "of an iCalendar file, and this much before each." },
	{ .name = "servers", .params = "WORD ...", .min = 1, .max = 100,
	    .help = "Whose blackout it is, like env:prod or tier:erp: what "
	    "has none of these words under the same key is not meant; all "
	    "servers where missing." },
	{ .name = "reason", .params = "TEXT", .min = 1, .max = 1,
	    .help = "Why, for those who wanted that date." },
	{ .name = NULL },
};

const struct conf_rule changes_rules[] = {
	{ .name = "ics", .params = "FILE [before LENGTH]", .min = 1, .max = 3,
	    .check = is_ics, .flags = CONF_MANY | CONF_NEEDED,
	    .help = "The events of an iCalendar file, and this much before "
	    "each." },
	{ .name = "servers", .params = "WORD ...", .min = 1, .max = 100,
	    .help = "What they touch, like env:prod or tier:network; all "
	    "servers where missing." },
	{ .name = "reason", .params = "TEXT", .min = 1, .max = 1,
	    .help = "Whose changes these are." },
	{ .name = NULL },
};

/* --- reading ---------------------------------------------------------- */

/* "month week 3..4": whether it is one, right or wrong. */
static bool
is_range(const struct conf_node *n)
{
	return strcmp(n->words[1].text, "month") == 0 && n->n > 2 &&
	    (strcmp(n->words[2].text, "day") == 0 ||
	    strcmp(n->words[2].text, "week") == 0 ||
	    strcmp(n->words[2].text, "business-day") == 0);
}

static void
read_range(struct blackout_span *s, const struct conf_node *n,
    struct conf_report *r)
{
	static const struct { const char *word; enum span_kind kind; int max; }
	    kinds[] = { { "day", SPAN_MONTH_DAY, 31 },
	    { "week", SPAN_MONTH_WEEK, 5 },
	    { "business-day", SPAN_MONTH_BUSINESS, 23 } };
	size_t i;

	if (n->n != 4 || !parse_range(n->words[3].text, &s->a, &s->b)) {
		i = n->n < 4 ? n->n - 1 : n->n > 4 ? 4 : 3;
		conf_error(r, n, i, "found %s\"%.80s\"; expected a range like "
		    "3..4, or -3..-1 from the month's end, and no more",
		    n->n < 4 ? "nothing behind " : "", n->words[i].text);
		return;
	}
	for (i = 0; i < 3; i++) {
		if (strcmp(n->words[2].text, kinds[i].word) != 0)
			continue;
		s->kind = kinds[i].kind;
		if (abs(s->a) > kinds[i].max || abs(s->b) > kinds[i].max)
			conf_error(r, n, 3, "found %s; expected at most %d",
			    n->words[3].text, kinds[i].max);
		if ((s->a < 0 && s->b < s->a) || (s->kind == SPAN_MONTH_WEEK &&
		    (s->a < 0 || s->b < s->a)))
			conf_error(r, n, 3, "found %s; the first one must not "
			    "be behind the last one", n->words[3].text);
	}
}

static void
read_events(struct arena *a, struct blackout_span *s,
    const struct conf_node *n, struct conf_report *r)
{
	s->kind = SPAN_EVENTS;
	if (n->n == 3)
		conf_error(r, n, 2, "expected a length behind \"before\", "
		    "like 5d");
	if (n->n > 3 && clock_parse_span(n->words[3].text, &s->before) &&
	    s->before > (int64_t)ICAL_DAYS_MAX * DAY)
		conf_error(r, n, 3, "found %s; expected at most %dd",
		    n->words[3].text, ICAL_DAYS_MAX);
	calendar_read_file(a, n, &s->events, r);
}

static void
read_span(struct arena *a, struct blackout *b, const struct conf_node *n,
    struct conf_report *r)
{
	struct blackout_span *s = arena_alloc(a, sizeof(*s));
	const char *word = n->words[0].text;

	s->node = n;
	if (strcmp(word, "from") == 0) {
		s->kind = SPAN_DATES;
		words_date(n->words[1].text, &s->first);
		words_date(n->words[3].text, &s->last);
		if (s->last < s->first)
			conf_error(r, n, 3, "the blackout \"%s\" ends on %s, "
			    "before it begins on %s", b->name,
			    words_of_day(a, s->last),
			    words_of_day(a, s->first));
	} else if (strcmp(word, "every") == 0 && is_range(n)) {
		read_range(s, n, r);
	} else if (strcmp(word, "every") == 0) {
		recurring_read(s, n, r);
	} else if (strcmp(word, "yearly") == 0) {
		s->kind = SPAN_YEARLY;
		parse_dates(n->words[1].text, s);
	} else if (strcmp(word, "ics") == 0) {
		read_events(a, s, n, r);
	} else {
		return;
	}
	list_add_in(a, &b->spans, s);
}

void
blackout_read(struct arena *a, struct calendar *c, const struct conf_node *n,
    struct conf_report *r)
{
	struct blackout *b = arena_alloc(a, sizeof(*b));
	size_t i;

	b->name = n->words[1].text;
	b->change = strcmp(n->words[0].text, "changes") == 0;
	b->hard = !b->change && conf_find(n, "soft") == NULL;
	if (!b->hard && conf_find(n, "hard") != NULL)
		conf_error(r, conf_find(n, "soft"), 0, "\"hard\" stands here "
		    "too; a blackout is one of them");
	b->reason = conf_get(n, "reason", 1, NULL);
	calendar_words(a, conf_find(n, "servers"), &b->servers);
	for (i = 0; i < n->children.n; i++)
		read_span(a, b, n->children.at[i], r);
	if (b->spans.n == 0 && !b->change && n->dropped.n == 0)
		conf_error(r, n, 1, "the blackout \"%s\" is never; "
		    "expected \"from\", "
		    "\"every\", \"yearly\" or \"ics\" in its block",
		    b->name);
	for (i = 0; i < c->blackouts.n; i++)
		if (strcmp(((struct blackout *)c->blackouts.at[i])->name,
		    b->name) == 0)
			conf_error(r, n, 1, "%s \"%s\" is there already",
			    b->change ? "a calendar of changes" :
			    "the blackout", b->name);
	list_add_in(a, &c->blackouts, b);
}
