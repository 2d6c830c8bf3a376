/* SPDX-License-Identifier: ISC */
/* The directive "calendar": what the dates of playbooks obey. */
#include <stdlib.h>
#include <string.h>

#include "base/fd.h"
#include "handlers/playbook/calendar.h"
#include "handlers/playbook/ical.h"
#include "handlers/playbook/parts.h"

#define WEEKEND	(1u << 0 | 1u << 6)	/* Sunday and Saturday */

/* --- words ------------------------------------------------------------ */

static bool
is_weekday(const char *w, size_t i, struct err *e)
{
	(void)i;
	if (words_weekday(w) != -1 || strcmp(w, "none") == 0)
		return true;
	err_set(e, ERR_CONFIG, "mon, tue, wed, thu, fri, sat, sun, or none");
	return false;
}

/* "12-25"; 02-29 is a day of leap years. */
static bool
parse_month_day(const char *w, size_t n, int *month, int *day)
{
	static const int days[] = { 31, 29, 31, 30, 31, 30, 31, 31, 30, 31, 30,
	    31 };

	if (n != 5 || w[2] != '-' || !ascii_is_digit(w[0]) ||
	    !ascii_is_digit(w[1]) || !ascii_is_digit(w[3]) ||
	    !ascii_is_digit(w[4]))
		return false;
	*month = (w[0] - '0') * 10 + (w[1] - '0');
	*day = (w[3] - '0') * 10 + (w[4] - '0');
	return *month >= 1 && *month <= 12 && *day >= 1 &&
	    *day <= days[*month - 1];
}

static bool
parse_dates(const char *w, struct blackout_span *s)
{
	return strlen(w) == 12 && w[5] == '.' && w[6] == '.' &&
	    parse_month_day(w, 5, &s->month_a, &s->day_a) &&
	    parse_month_day(w + 7, 5, &s->month_b, &s->day_b);
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
is_holiday(const char *w, size_t i, struct err *e)
{
	int month, day;
	day_t d;

	if (i > 1 || words_date(w, &d) ||
	    parse_month_day(w, strlen(w), &month, &day))
		return true;
	words_want_date(w, "a date like 2026-12-24, or 12-25 for each year",
	    e);
	return false;
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
is_every(const char *w, size_t i, struct err *e)
{
	int a, b;

	if (i == 1 && strcmp(w, "month") != 0)
		err_set(e, ERR_CONFIG, "\"month\"");
	else if (i == 2 && strcmp(w, "day") != 0 && strcmp(w, "week") != 0 &&
	    strcmp(w, "business-day") != 0)
		err_set(e, ERR_CONFIG, "\"day\", \"week\" or "
		    "\"business-day\"");
	else if (i == 3 && !parse_range(w, &a, &b))
		err_set(e, ERR_CONFIG, "a range like 3..4, or -3..-1 from the "
		    "month's end");
	else
		return true;
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

static const struct conf_rule blackout_rules[] = {
	{ .name = "hard", .help = "Nothing may be planned then; this is the "
	    "default." },
	{ .name = "soft", .help = "Something may be planned then; patchbot "
	    "warns." },
	{ .name = "from", .params = "DATE until DATE", .min = 3, .max = 3,
	    .check = is_from, .flags = CONF_MANY, .help = "Once; both days "
	    "belong to it." },
	{ .name = "every", .params = "month day|week|business-day A..B",
	    .min = 3, .max = 3, .check = is_every, .flags = CONF_MANY,
	    .help = "In each month, from the first to the last of these days; "
	    "negative numbers count from its end, and a range like -2..2 or "
	    "28..3 reaches into the next month. Week 1 is the days 1 to 7, "
	    "week 2 the days 8 to 14, and so on." },
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

static const struct conf_rule changes_rules[] = {
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

static const struct conf_rule rules[] = {
	{ .name = "weekend", .params = "DAY ...", .min = 1, .max = 7,
	    .check = is_weekday, .def = "sat sun", .help = "The days of the "
	    "week that are no business days; \"none\" where all are." },
	{ .name = "holiday", .params = "DATE|MM-DD [every year] [NAME]",
	    .min = 1, .max = 4, .check = is_holiday, .flags = CONF_MANY,
	    .help = "No business day: once, or each year; with a whole date "
	    "and \"every year\" from that year on." },
	{ .name = "holidays", .params = "FILE", .min = 1, .max = 1,
	    .flags = CONF_MANY, .help = "The events of an iCalendar file are "
	    "holidays." },
	{ .name = "blackout", .params = "NAME { ... }", .min = 1, .max = 1,
	    .check = conf_is_name, .block = blackout_rules,
	    .flags = CONF_MANY, .help = "A time in which nothing may be "
	    "deployed." },
	{ .name = "changes", .params = "NAME { ... }", .min = 1, .max = 1,
	    .check = conf_is_name, .block = changes_rules,
	    .flags = CONF_MANY, .help = "The change calendar of another team: "
	    "the coordinator is told when one of its events meets a night "
	    "that is planned, with the next free date." },
	{ .name = "apart", .params = "WORD WORD ...", .min = 2, .max = 50,
	    .flags = CONF_MANY, .help = "Incompatible systems: no two of "
	    "these server words in the same night, which lasts from noon to "
	    "noon." },
	{ .name = "halves", .params = "WORD WORD ...", .min = 2, .max = 50,
	    .flags = CONF_MANY, .help = "The halves of a cluster or of a "
	    "balanced pair: no two of these server words at the same time." },
	{ .name = NULL },
};

/* --- reading ---------------------------------------------------------- */

static void
read_weekend(struct calendar *c, const struct conf_node *n)
{
	size_t i;
	int w;

	c->weekend = 0;
	for (i = 1; i < n->n; i++)
		if ((w = words_weekday(n->words[i].text)) != -1)
			c->weekend |= 1u << w;
}

static void
read_holiday(struct arena *a, struct calendar *c, const struct conf_node *n,
    struct conf_report *r)
{
	struct holiday *h = arena_alloc(a, sizeof(*h));
	size_t i = 2;
	bool every = false;
	int year;

	if (n->n > i + 1 && strcmp(n->words[i].text, "every") == 0 &&
	    strcmp(n->words[i + 1].text, "year") == 0) {
		every = true;
		i += 2;
	}
	if (n->n > i + 1)
		conf_error(r, n, i + 1, "found \"%s\"; expected \"holiday "
		    "DATE [every year] NAME\", a name of several words in "
		    "quotes", n->words[i + 1].text);
	h->name = n->n > i ? n->words[i].text : "holiday";
	if (parse_month_day(n->words[1].text, strlen(n->words[1].text),
	    &h->month, &h->day)) {
		h->first = day_make(1900, 1, 1);
		every = true;
	} else if (words_date(n->words[1].text, &h->first)) {
		h->last = h->first;
		if (every)
			day_split(h->first, &year, &h->month, &h->day);
	}
	list_add_in(a, every ? &c->yearly : &c->once, h);
}

/* A file's events, of the years that are looked at. */
static void
read_file(struct arena *a, const struct conf_node *n, struct list *out,
    struct conf_report *r)
{
	const char *path = conf_path(a, n, 1);
	struct buf b = { 0 };
	struct err e = { 0 };

	if (file_read_all(path, ICAL_FILE_MAX, &b, &e) == -1)
		conf_error(r, n, 1, "%s (expected an iCalendar file)", e.text);
	else if (ical_read(a, (struct span){ buf_str(&b), b.n },
	    day_make(CALENDAR_FIRST_YEAR, 1, 1),
	    day_make(CALENDAR_LAST_YEAR, 12, 31), out, &e) == -1)
		conf_error(r, n, 1, "%s: %s", path, e.text);
	else if (out->n == 0)
		conf_warn(r, n, 1, "%s holds no event from %d on", path,
		    CALENDAR_FIRST_YEAR);
	buf_free(&b);
}

static void
read_holidays(struct arena *a, struct calendar *c, const struct conf_node *n,
    struct conf_report *r)
{
	struct list events = { 0 };
	const struct ical_event *e;
	struct holiday *h;
	size_t i;

	read_file(a, n, &events, r);
	for (i = 0; i < events.n && c->once.n < CALENDAR_DAYS_MAX; i++) {
		e = events.at[i];
		h = arena_alloc(a, sizeof(*h));
		h->first = e->first;
		h->last = e->last;
		h->name = e->summary;
		list_add_in(a, &c->once, h);
	}
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

	for (i = 0; i < 3; i++) {
		if (strcmp(n->words[2].text, kinds[i].word) != 0)
			continue;
		s->kind = kinds[i].kind;
		parse_range(n->words[3].text, &s->a, &s->b);
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
	read_file(a, n, &s->events, r);
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
	} else if (strcmp(word, "every") == 0) {
		read_range(s, n, r);
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

static void
words_in(struct arena *a, const struct conf_node *n, struct list *out)
{
	size_t i;

	for (i = 1; n != NULL && i < n->n; i++)
		list_add_in(a, out, arena_str(a, n->words[i].text));
}

static void
read_blackout(struct arena *a, struct calendar *c, const struct conf_node *n,
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
	words_in(a, conf_find(n, "servers"), &b->servers);
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

static void
read_apart(struct arena *a, struct calendar *c, const struct conf_node *n)
{
	struct apart *p = arena_alloc(a, sizeof(*p));
	const char *name = n->words[0].text;
	size_t i;

	p->night = strcmp(name, "apart") == 0;
	words_in(a, n, &p->words);
	for (i = 1; i < n->n; i++)
		name = arena_printf(a, "%s %s", name, n->words[i].text);
	p->name = name;
	list_add_in(a, &c->apart, p);
}

static int
by_first(const void *x, const void *y)
{
	const struct holiday *const *a = x, *const *b = y;

	return (*a)->first < (*b)->first ? -1 : (*a)->first > (*b)->first;
}

static void *
read_calendar(struct arena *a, const struct config *config,
    const struct conf_node *root, struct conf_report *r)
{
	const struct conf_node *block = conf_find(root, "calendar"), *n;
	struct calendar *c = arena_alloc(a, sizeof(*c));
	const char *word;
	size_t i;

	c->config = config;
	c->weekend = WEEKEND;
	for (i = 0; block != NULL && i < block->children.n; i++) {
		n = block->children.at[i];
		word = n->words[0].text;
		if (strcmp(word, "weekend") == 0)
			read_weekend(c, n);
		else if (strcmp(word, "holiday") == 0)
			read_holiday(a, c, n, r);
		else if (strcmp(word, "holidays") == 0)
			read_holidays(a, c, n, r);
		else if (strcmp(word, "blackout") == 0 ||
		    strcmp(word, "changes") == 0)
			read_blackout(a, c, n, r);
		else
			read_apart(a, c, n);
	}
	if (c->weekend == 0x7f)
		conf_error(r, conf_find(block, "weekend"), 1, "there would be "
		    "no business day at all");
	if (c->once.n > 0)
		qsort(c->once.at, c->once.n, sizeof(*c->once.at), by_first);
	return c;
}

static void
prove(const struct config *c, int64_t now, struct conf_report *r)
{
	playbook_prove(c, now, PROOF_MONTHS, r);
}

const struct settings settings_calendar = {
	.rule = { .name = "calendar", .params = "{ ... }", .block = rules,
	    .help = "The days that playbooks obey: weekends, holidays, "
	    "blackouts, and what must be kept apart. Without it, Saturday and "
	    "Sunday are the only days that are different." },
	.read = read_calendar,
	.prove = prove,
};

/* The bare weekend where settings are read by themselves (tests, fuzzers). */
const struct calendar *
calendar_of(const struct config *c)
{
	static const struct calendar bare = { .weekend = WEEKEND };
	const struct calendar *own = config_part(c, &settings_calendar);

	return own != NULL ? own : &bare;
}
