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

bool
calendar_month_day(const char *w, size_t n, int *month, int *day)
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
is_holiday(const char *w, size_t i, struct err *e)
{
	int month, day;
	day_t d;

	if (i > 1 || words_date(w, &d) ||
	    calendar_month_day(w, strlen(w), &month, &day))
		return true;
	words_want_date(w, "a date like 2026-12-24, or 12-25 for each year",
	    e);
	return false;
}

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

void
calendar_words(struct arena *a, const struct conf_node *n, struct list *out)
{
	size_t i;

	for (i = 1; n != NULL && i < n->n; i++)
		list_add_in(a, out, arena_str(a, n->words[i].text));
}

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
	if (calendar_month_day(n->words[1].text, strlen(n->words[1].text),
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

void
calendar_read_file(struct arena *a, const struct conf_node *n, struct list *out,
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

	calendar_read_file(a, n, &events, r);
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
read_apart(struct arena *a, struct calendar *c, const struct conf_node *n)
{
	struct apart *p = arena_alloc(a, sizeof(*p));
	const char *name = n->words[0].text;
	size_t i;

	p->night = strcmp(name, "apart") == 0;
	calendar_words(a, n, &p->words);
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
			blackout_read(a, c, n, r);
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
