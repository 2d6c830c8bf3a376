/* SPDX-License-Identifier: ISC */
/* The calendar: business days, blackouts, what is kept apart, and what is
 * said of a calendar that is wrong. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "base/fd.h"
#include "handlers/playbook/calendar.h"
#include "tests/support/playbooks.h"

#define FIRST_LINE	21		/* of what pb_load() is given */

static const struct calendar *
load(const char *text)
{
	if (pb_load(text) == NULL)
		fail_msg("%s", pb_errors());
	return calendar_of(pb_config);
}

/* A file of these events; its path. */
static const char *
events_file(const char *events)
{
	char *path = arena_str(pb_arena, "/tmp/patchbot-events.XXXXXX");
	FILE *f;
	int fd = mkstemp(path);

	assert_int_not_equal(fd, -1);
	assert_non_null(f = fdopen(fd, "w"));
	fprintf(f, "BEGIN:VCALENDAR\r\n%sEND:VCALENDAR\r\n", events);
	assert_int_equal(fclose(f), 0);
	return path;
}

static day_t
date(const char *text)
{
	int64_t t;

	assert_true(clock_parse(text, &t));
	return day_of(t);
}

static int64_t
at(const char *text)
{
	int64_t t;

	assert_true(clock_parse(text, &t));
	return t;
}

static struct list *
words(const char *text)
{
	struct list *l = arena_alloc(pb_arena, sizeof(*l));
	struct span rest = span_of(text), w;

	while (span_word(&rest, &w))
		list_add_in(pb_arena, l, arena_strn(pb_arena, w.p,
		    w.n));
	return l;
}

/* --- business days ---------------------------------------------------- */

#define HOLIDAYS \
    "calendar {\n holiday 12-25 every year Christmas\n" \
    " holiday 2026-12-24 \"Christmas Eve\"\n" \
    " holiday 2027-05-06 every year Ascension\n holiday 02-29\n}\n"

static const char *
why_not(const struct calendar *c, const char *day)
{
	const char *why;

	return calendar_is_business_day(c, date(day), &why) ? "" : why;
}

static void
calendar__knows__business_days(void **state)
{
	const struct calendar *c = load(HOLIDAYS);

	(void)state;
	assert_string_equal(why_not(c, "2026-11-20"), "");
	assert_string_equal(why_not(c, "2026-11-21"), "Saturday");
	assert_string_equal(why_not(c, "2026-11-22"), "Sunday");
	assert_string_equal(why_not(c, "2026-12-24"), "Christmas Eve");
	assert_string_equal(why_not(c, "2027-12-24"), "");
	assert_string_equal(why_not(c, "2026-12-25"), "Christmas");
	assert_string_equal(why_not(c, "2031-12-25"), "Christmas");
	/* from that year on */
	assert_string_equal(why_not(c, "2026-05-06"), "");
	assert_string_equal(why_not(c, "2027-05-06"), "Ascension");
	assert_string_equal(why_not(c, "2028-02-29"), "holiday");
	c = load("calendar { weekend fri; }");
	assert_string_equal(why_not(c, "2026-11-20"), "Friday");
	assert_string_equal(why_not(c, "2026-11-21"), "");
	c = load("calendar { weekend none; }");
	assert_string_equal(why_not(c, "2026-11-21"), "");
	/* none at all */
	c = load("");
	assert_string_equal(why_not(c, "2026-11-21"), "Saturday");
}

static void
calendar__counts__business_days(void **state)
{
	static const struct { const char *from; int n; const char *to; }
	    cases[] = {
		{ "2026-11-20", 0, "2026-11-20" },
		{ "2026-11-20", 1, "2026-11-23" },
		{ "2026-11-21", 1, "2026-11-23" },
		{ "2026-11-23", -1, "2026-11-20" },
		{ "2026-11-22", -1, "2026-11-20" },
		{ "2026-12-23", 1, "2026-12-28" },
		{ "2026-12-28", -3, "2026-12-21" },
		{ "2026-11-20", 10, "2026-12-04" },
	};
	const struct calendar *c = load(HOLIDAYS);
	size_t i;

	(void)state;
	for (i = 0; i < sizeof(cases) / sizeof(cases[0]); i++)
		assert_int_equal(calendar_add_business(c, date(cases[i].from),
		    cases[i].n), date(cases[i].to));
}

/* --- blackouts -------------------------------------------------------- */

/* The days of a year on which it holds: "01-05..01-07 ...". */
static const char *
days_of(const char *span, int year)
{
	const struct calendar *c = load(arena_printf(pb_arena,
	    "calendar { blackout x { %s; } }", span));
	int64_t from = clock_at(year, 1, 1, 0, 0);
	int64_t until = clock_at(year + 1, 1, 1, 0, 0);
	char a[CLOCK_TEXT], b[CLOCK_TEXT];
	struct list hits = { 0 };
	const char *text = "";
	size_t i;

	calendar_blackouts(c, pb_arena, from, until, NULL, &hits);
	for (i = 0; i < hits.n; i++) {
		const struct blackout_hit *h = hits.at[i];

		text = arena_printf(pb_arena, "%s%s%s..%s", text,
		    i > 0 ? " " : "", clock_date(h->from, a) + 5,
		    clock_date(h->until - 1, b) + 5);
	}
	return text;
}

static void
blackout__falls_on(void **state)
{
	(void)state;
	assert_string_equal(days_of("from 2026-03-30 until 2026-04-02", 2026),
	    "03-30..04-02");
	assert_string_equal(days_of("yearly 12-20..01-06", 2026),
	    "12-20..01-06 12-20..01-06");
	assert_string_equal(days_of("yearly 02-29..03-01", 2026),
	    "02-28..03-01");
	assert_string_equal(days_of("every month week 3..4", 2026),
	    "01-15..01-28 02-15..02-28 03-15..03-28 04-15..04-28 05-15..05-28 "
	    "06-15..06-28 07-15..07-28 08-15..08-28 09-15..09-28 10-15..10-28 "
	    "11-15..11-28 12-15..12-28");
	/* February has no fifth week but in leap years */
	assert_string_equal(days_of("every month week 5", 2026),
	    "01-29..01-31 03-29..03-31 04-29..04-30 05-29..05-31 06-29..06-30 "
	    "07-29..07-31 08-29..08-31 09-29..09-30 10-29..10-31 11-29..11-30 "
	    "12-29..12-31");
	assert_string_equal(days_of("every month day 31", 2026),
	    "01-31..01-31 02-28..02-28 03-31..03-31 04-30..04-30 05-31..05-31 "
	    "06-30..06-30 07-31..07-31 08-31..08-31 09-30..09-30 10-31..10-31 "
	    "11-30..11-30 12-31..12-31");
	assert_string_equal(days_of("every month day -3..-1", 2026),
	    "01-29..01-31 02-26..02-28 03-29..03-31 04-28..04-30 05-29..05-31 "
	    "06-28..06-30 07-29..07-31 08-29..08-31 09-28..09-30 10-29..10-31 "
	    "11-28..11-30 12-29..12-31");
}

/* Over the end of a month, and by business days. */
static void
blackout__falls_on__ends_of_months(void **state)
{
	(void)state;
	/* 2026-01-01 is a Thursday */
	assert_string_equal(days_of("every month business-day 1..3", 2026),
	    "01-01..01-05 02-02..02-04 03-02..03-04 04-01..04-03 05-01..05-05 "
	    "06-01..06-03 07-01..07-03 08-03..08-05 09-01..09-03 10-01..10-05 "
	    "11-02..11-04 12-01..12-03");
	assert_string_equal(days_of("every month business-day -2..-1", 2027),
	    "01-28..01-29 02-25..02-26 03-30..03-31 04-29..04-30 05-28..05-31 "
	    "06-29..06-30 07-29..07-30 08-30..08-31 09-29..09-30 10-28..10-29 "
	    "11-29..11-30 12-30..12-31");
	assert_string_equal(days_of("every month business-day -1..1", 2027),
	    "12-31..01-01 01-29..02-01 02-26..03-01 03-31..04-01 04-30..05-03 "
	    "05-31..06-01 06-30..07-01 07-30..08-02 08-31..09-01 09-30..10-01 "
	    "10-29..11-01 11-30..12-01 12-31..01-03");
	assert_string_equal(days_of("every month day 30..2", 2026),
	    "12-30..01-02 01-30..02-02 02-28..03-02 03-30..04-02 04-30..05-02 "
	    "05-30..06-02 06-30..07-02 07-30..08-02 08-30..09-02 09-30..10-02 "
	    "10-30..11-02 11-30..12-02 12-30..01-02");
}

/* When it is, until the day before that: "Fri 02 18:00..Mon 05 06:00, ...". */
static const char *
times_of(const char *span, const char *from, const char *until)
{
	const struct calendar *c = load(arena_printf(pb_arena,
	    "calendar { blackout x { %s; } }", span));
	char a[CLOCK_TEXT], b[CLOCK_TEXT];
	struct list hits = { 0 };
	const char *text = "";
	size_t i;

	calendar_blackouts(c, pb_arena, at(from), at(until), NULL, &hits);
	for (i = 0; i < hits.n; i++) {
		const struct blackout_hit *h = hits.at[i];

		text = arena_printf(pb_arena, "%s%s%s..%s", text, i > 0 ?
		    ", " : "", clock_minute(h->from, a) + 5,
		    clock_minute(h->until, b) + 5);
	}
	return text;
}

/* By the day of the week; 2026-10-02 is a Friday. */
static void
blackout__recurs__each_week(void **state)
{
	(void)state;
	assert_string_equal(times_of("every week fri", "2026-10-01",
	    "2026-10-15"), "10-02 00:00..10-03 00:00, 10-09 00:00..10-10 "
	    "00:00");
	assert_string_equal(times_of("every week friday 18:00", "2026-10-01",
	    "2026-10-05"), "10-02 18:00..10-03 00:00");
	assert_string_equal(times_of("every week fri 12:00 until 18:00",
	    "2026-10-01", "2026-10-05"), "10-02 12:00..10-02 18:00");
	assert_string_equal(times_of("every week fri 22:00 until 06:00",
	    "2026-10-01", "2026-10-05"), "10-02 22:00..10-03 06:00");
	assert_string_equal(times_of("every week fri 18:00 until mon 06:00",
	    "2026-10-05 05:00", "2026-10-09 19:00"), "10-02 18:00..10-05 "
	    "06:00, 10-09 18:00..10-12 06:00");
	assert_string_equal(times_of("every week fri 18:00 until mon 06:00",
	    "2026-10-05 06:00", "2026-10-09 18:00"), "");
	/* the last day belongs to it, as with dates */
	assert_string_equal(times_of("every week sat until sun", "2026-10-01",
	    "2026-10-08"), "10-03 00:00..10-05 00:00");
	assert_string_equal(times_of("every week fri 18:00 until fri 17:00",
	    "2026-10-02 18:00", "2026-10-02 19:00"), "10-02 18:00..10-09 "
	    "17:00");
	assert_string_equal(times_of("every 2 weeks fri from 2026-01-02",
	    "2026-10-01", "2026-11-01"), "10-09 00:00..10-10 00:00, 10-23 "
	    "00:00..10-24 00:00");
	/* civil times: the clock goes back on Sunday, 25 October */
	assert_string_equal(times_of("every week sat 23:00 until 07:00",
	    "2026-10-25", "2026-10-26"), "10-24 23:00..10-25 07:00");
	/* and in March the hour from 02:00 on is not */
	assert_string_equal(times_of("every week sun 02:10 until 02:50",
	    "2026-03-29", "2026-03-30"), "03-29 03:10..03-29 03:50");
}

static void
blackout__recurs__each_month_by_weekday(void **state)
{
	(void)state;
	assert_string_equal(times_of("every month last fri 12:00 until 20:00",
	    "2026-10-01", "2026-12-01"), "10-30 12:00..10-30 20:00, 11-27 "
	    "12:00..11-27 20:00");
	assert_string_equal(times_of("every month 1st sat until sun",
	    "2026-10-04", "2026-12-01"), "10-03 00:00..10-05 00:00, 11-07 "
	    "00:00..11-09 00:00");
	assert_string_equal(times_of("every quarter 1st mon", "2026-10-01",
	    "2026-12-31"), "10-05 00:00..10-06 00:00");
	assert_string_equal(times_of("every 2 months 2nd tue from 2026-02-10",
	    "2026-10-01", "2027-01-01"), "10-13 00:00..10-14 00:00, 12-08 "
	    "00:00..12-09 00:00");
	/* several in one block, by time */
	assert_string_equal(times_of("every week fri 18:00; every week fri "
	    "08:00 until 09:00", "2026-10-01", "2026-10-05"), "10-02 08:00.."
	    "10-02 09:00, 10-02 18:00..10-03 00:00");
}

/* The manual's own example. */
static void
blackout__of_the_manual__recurs(void **state)
{
	const struct calendar *c;
	struct list hits = { 0 };
	const struct blackout_hit *h;
	struct buf page = { 0 };
	const char *from, *to;
	struct err e = { 0 };

	(void)state;
	if (file_read_all("man/patchbot.conf.5", 1 << 20, &page, &e) == -1)
		fail_msg("%s", e.text);
	from = strstr(buf_str(&page), "calendar {\n\tblackout shop {");
	assert_non_null(from);
	assert_non_null(to = strstr(from, ".Ed"));
	c = load(arena_strn(pb_arena, from, (size_t)(to - from)));
	buf_free(&page);
	calendar_blackouts(c, pb_arena, at("2026-10-01"), at("2026-10-12"),
	    NULL, &hits);
	assert_int_equal(hits.n, 4);
	h = hits.at[0];
	assert_string_equal(h->name, "shop");
	assert_true(h->hard);
	assert_int_equal(h->from, at("2026-10-02 16:00"));
	assert_int_equal(h->until, at("2026-10-03 20:00"));
	h = hits.at[1];
	assert_string_equal(h->name, "on-call");
	assert_false(h->hard);
	assert_string_equal(h->reason, "nobody of databases is on call");
	assert_int_equal(h->from, at("2026-10-03"));
	assert_int_equal(h->until, at("2026-10-05"));
	h = hits.at[2];
	assert_string_equal(h->name, "shop");
	assert_int_equal(h->from, at("2026-10-04"));
}

static size_t
hits_of(const struct calendar *c, const char *from, const char *until,
    const char *servers)
{
	struct list hits = { 0 };

	calendar_blackouts(c, pb_arena, at(from), at(until),
	    words(servers), &hits);
	return hits.n;
}

static void
blackout__touches__windows(void **state)
{
	const struct calendar *c = load("calendar {\n"
	    " blackout end { every month day -1; soft; reason accounts; }\n"
	    " blackout pay { from 2026-11-26 until 2026-11-26\n"
	    "  servers env:prod tier:erp; }\n}");
	struct list hits = { 0 };
	const struct blackout_hit *h;

	(void)state;
	/* the window crosses midnight into it */
	assert_int_equal(hits_of(c, "2026-11-29 21:30", "2026-11-30 00:00",
	    ""), 0);
	assert_int_equal(hits_of(c, "2026-11-29 21:30", "2026-11-30 00:30",
	    ""), 1);
	assert_int_equal(hits_of(c, "2026-12-01 00:00", "2026-12-01 01:00",
	    ""), 0);
	/* whose it is */
	assert_int_equal(hits_of(c, "2026-11-26 21:30", "2026-11-26 23:00",
	    "env:prod tier:erp"), 1);
	assert_int_equal(hits_of(c, "2026-11-26 21:30", "2026-11-26 23:00",
	    "env:prod"), 1);
	assert_int_equal(hits_of(c, "2026-11-26 21:30", "2026-11-26 23:00",
	    "env:dev"), 0);
	assert_int_equal(hits_of(c, "2026-11-26 21:30", "2026-11-26 23:00",
	    "env:prod tier:files"), 0);
	calendar_blackouts(c, pb_arena, at("2026-11-25"),
	    at("2026-12-02"), NULL, &hits);
	assert_int_equal(hits.n, 2);
	h = hits.at[0];
	assert_string_equal(h->name, "pay");
	assert_true(h->hard);
	h = hits.at[1];
	assert_string_equal(h->name, "end");
	assert_string_equal(h->reason, "accounts");
	assert_false(h->hard);
	assert_int_equal(h->line, FIRST_LINE + 1);
}

static void
blackout__next_free__is_told(void **state)
{
	const struct calendar *c = load("calendar {\n holiday 12-25\n"
	    " holiday 12-26\n blackout a { soft; yearly 12-20..12-24; }\n"
	    " blackout b { yearly 12-27..01-06; }\n}");
	int64_t t, start = at("2026-12-21 21:30");

	(void)state;
	assert_int_equal(calendar_next_free(c, start, 3 * HOUR, NULL, false,
	    &t), 1);
	assert_int_equal(t, start);
	assert_int_equal(calendar_next_free(c, start, 3 * HOUR, NULL, true,
	    &t), 1);
	assert_int_equal(t, at("2027-01-07 21:30"));
	/* a long one is in the way of the second too */
	assert_int_equal(calendar_next_free(c, start, 7 * (int64_t)DAY, NULL,
	    false, &t), 1);
	assert_int_equal(t, at("2027-01-07 21:30"));
	c = load("calendar { blackout x { every month day 1..31; } }");
	assert_int_equal(calendar_next_free(c, start, HOUR, NULL, false, &t),
	    0);
}

/* --- files ------------------------------------------------------------ */

static void
calendar__reads__files(void **state)
{
	const struct calendar *c;
	struct list hits = { 0 };
	const struct blackout_hit *h;
	const char *days, *pay;

	(void)state;
	pay = events_file("BEGIN:VEVENT\r\n"
	    "DTSTART;VALUE=DATE:20260128\r\nSUMMARY:payday\r\n"
	    "RRULE:FREQ=MONTHLY;BYDAY=MO,TU,WE,TH,FR;BYSETPOS=-3\r\n"
	    "END:VEVENT\r\n");
	days = events_file("BEGIN:VEVENT\r\n"
	    "DTSTART;VALUE=DATE:20200501\r\nSUMMARY:Labour Day\r\n"
	    "RRULE:FREQ=YEARLY\r\nEND:VEVENT\r\nBEGIN:VEVENT\r\n"
	    "DTSTART;VALUE=DATE:20261228\r\nDTEND;VALUE=DATE:20270103\r\n"
	    "SUMMARY:shut\r\nEND:VEVENT\r\n");
	c = load(arena_printf(pb_arena, "calendar {\n holidays %s\n"
	    " blackout pay { ics %s before 5d; }\n}", days, pay));
	unlink(days);
	unlink(pay);
	assert_string_equal(why_not(c, "2026-05-01"), "Labour Day");
	assert_string_equal(why_not(c, "2045-05-01"), "Labour Day");
	assert_string_equal(why_not(c, "2026-12-27"), "Sunday");
	assert_string_equal(why_not(c, "2026-12-28"), "shut");
	assert_string_equal(why_not(c, "2027-01-02"), "shut");
	assert_string_equal(why_not(c, "2027-01-04"), "");
	calendar_blackouts(c, pb_arena, at("2026-11-01"),
	    at("2026-12-01"), NULL, &hits);
	assert_int_equal(hits.n, 1);
	h = hits.at[0];
	assert_int_equal(h->from, at("2026-11-21"));
	assert_int_equal(h->until, at("2026-11-27"));
}

/* --- apart ------------------------------------------------------------ */

static const char *
clash(const struct calendar *c, const char *from, const char *servers,
    const char *other, const char *others)
{
	struct window one = { at(from), at(from) + 3 * HOUR, words(servers) };
	struct window two = { at(other), at(other) + 3 * HOUR,
	    words(others) };

	return calendar_clash(c, &one, &two);
}

static void
apart__is_told(void **state)
{
	const struct calendar *c = load("calendar {\n apart tier:lps "
	    "tier:flex\n halves web1 web2\n}");

	(void)state;
	assert_string_equal(calendar_apart(c, words("env:prod tier:lps"),
	    words("tier:flex")), "apart tier:lps tier:flex");
	assert_null(calendar_apart(c, words("tier:lps"), words("tier:lps")));
	assert_null(calendar_apart(c, words("tier:lps"), words("web1")));
	assert_non_null(calendar_apart(c, words("web2"), words("web1")));
	/* one night, though not at the same time */
	assert_non_null(clash(c, "2026-11-20 14:00", "tier:lps",
	    "2026-11-21 01:30", "tier:flex"));
	assert_null(clash(c, "2026-11-20 21:30", "tier:lps",
	    "2026-11-21 21:30", "tier:flex"));
	/* halves may follow each other */
	assert_null(clash(c, "2026-11-20 19:00", "web1", "2026-11-20 22:00",
	    "web2"));
	assert_non_null(clash(c, "2026-11-20 19:00", "web1",
	    "2026-11-20 21:59", "web2"));
}

static void
servers__meet(void **state)
{
	static const struct { const char *one, *other; bool meet; } cases[] = {
		{ "", "", true }, { "", "env:prod", true },
		{ "env:prod", "env:prod", true },
		{ "env:prod", "env:dev", false },
		{ "env:prod env:dev", "env:dev", true },
		{ "env:prod", "tier:erp", true },
		{ "env:prod tier:erp", "env:prod tier:web", false },
		{ "env:prod tier:erp", "env:dev tier:erp", false },
		{ "db1 db2", "db3", false }, { "db1 db2", "DB2", true },
		{ "db1", "env:prod", true },
	};
	const struct calendar none = { 0 };
	size_t i;

	(void)state;
	for (i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
		struct list *a = words(cases[i].one);
		struct list *b = words(cases[i].other);

		if (servers_meet(&none, a, b) != cases[i].meet ||
		    servers_meet(&none, b, a) != cases[i].meet)
			fail_msg("\"%s\" and \"%s\"", cases[i].one,
			    cases[i].other);
	}
}

/* --- what is wrong ---------------------------------------------------- */

/* What the calendar of that text is told. */
static void
is_wrong(const char *text, const char *line)
{
	if (pb_load(arena_printf(pb_arena, "calendar { %s\n}", text)) !=
	    NULL || strstr(pb_errors(), line) == NULL)
		fail_msg("%s: expected \"%s\":\n%s", text, line,
		    pb_errors());
}

static void
blackout__wrong_recurrence__is_reported(void **state)
{
	static const struct { const char *text, *line; } cases[] = {
		{ "blackout x { every week day 1..2; }", "21:36: error: found "
		  "\"day\"; expected a weekday such as tue" },
		{ "blackout x { every month days 1..2; }", "21:37: error: "
		  "found \"days\"; expected \"day\", \"week\" or "
		  "\"business-day\" and a range, or a weekday such as "
		  "\"last fri\"; did you mean \"day\"?" },
		{ "blackout x { every month day; }", "21:37: error: found "
		  "nothing behind \"day\"; expected a range like 3..4" },
		{ "blackout x { every month day 1..2 3; }", "21:46: error: "
		  "found \"3\"; expected a range like" },
		{ "blackout x { every week frj; }", "21:36: error: found "
		  "\"frj\"; expected a weekday such as tue; did you mean "
		  "\"fri\"?" },
		{ "blackout x { every wek fri; }", "21:31: error: found "
		  "\"wek\"; expected week, month, quarter, year, or a number "
		  "of weeks or months; did you mean \"week\"?" },
		{ "blackout x { every 2 weeks fri; }", "expected \"from "
		  "DATE\": in which week does it begin?" },
		{ "blackout x { every 2 weeks fri from 2026-01-03; }",
		  "21:48: error: found \"2026-01-03\"; expected a Friday; "
		  "this is a Saturday" },
		{ "blackout x { every month 5th fri; }", "not every month has "
		  "a 5th one" },
		{ "blackout x { every month last day; }", "21:42: error: found "
		  "\"day\"; expected a weekday such as \"last fri\"" },
		{ "blackout x { every week fri 8:00; }", "21:40: error: found "
		  "\"8:00\"; expected a time of day from 00:00 to 23:59: "
		  "write 08:00" },
		{ "blackout x { every week fri 24:00; }", "expected a time of "
		  "day" },
		{ "blackout x { every week fri untill mon; }", "21:40: error: "
		  "found \"untill\"; expected a time such as 18:00, "
		  "\"until\", \"from\", or the end of the line; did you mean "
		  "\"until\"?" },
		{ "blackout x { every week fri until; }", "21:40: error: found "
		  "nothing behind \"until\"; expected a time of day, or a "
		  "weekday such as tue" },
		{ "blackout x { every week fri until mno; }", "expected a time "
		  "of day, or a weekday such as tue; did you mean \"mon\"?" },
		{ "blackout x { every week fri until thu; }", "21:46: error: "
		  "found \"thu\"; expected an end before the next Friday: so "
		  "it is always" },
		{ "blackout x { every week fri until mon 06:00 now; }",
		  "21:56: error: found \"now\"" },
		{ "blackout x { every; }", "error: found" },
	};
	size_t i;

	(void)state;
	for (i = 0; i < sizeof(cases) / sizeof(cases[0]); i++)
		is_wrong(cases[i].text, cases[i].line);
}

static void
calendar__wrong__is_reported_where_it_stands(void **state)
{
	static const struct { const char *text, *line; } cases[] = {
		{ "weekend sat sum", "21:24: error: found \"sum\"; expected "
		  "mon, tue" },
		{ "weekend mon tue wed thu fri sat sun", "no business day" },
		{ "holiday 2026-02-30 x", "21:20: error: " },
		{ "holiday 13-01 x", "expected a date like 2026-12-24" },
		{ "holiday 12-25 Christmas Day",
		  "21:36: error: found \"Day\"" },
		{ "holidays none.ics", "21:21: error: " },
		{ "blackout x { }",
		  "21:21: error: the blackout \"x\" is never" },
		{ "blackout x { hard; soft; yearly 01-01..01-02; }",
		  "\"hard\" stands here too" },
		{ "blackout x { from 2026-01-02 until 2026-01-01; }",
		  "21:47: error: the blackout \"x\" ends on Thu 1 Jan 2026, "
		  "before it begins on Fri 2 Jan 2026" },
		{ "blackout x { from 2026-02-30 until 2026-03-01; }",
		  "found \"2026-02-30\"; expected a day from 01 to 28: "
		  "February 2026 has 28 days" },
		{ "holiday 2026-04-31", "expected a day from 01 to 30: April "
		  "2026 has 30 days" },
		/* a wrong time is no missing one */
		{ "blackout x { from 2026-01-02 to 2026-01-03; }",
		  "expected \"until\"" },
		{ "blackout x { every month day 0..2; }", "expected a range" },
		{ "blackout x { every month week 1..6; }", "at most 5" },
		{ "blackout x { every month week 4..3; }", "behind the last" },
		{ "blackout x { every month day -1..-3; }",
		  "behind the last" },
		{ "blackout x { yearly 12-20; }", "expected a range like" },
		{ "blackout x { ics a.ics before; }", "error: " },
		{ "blackout x { ics a.ics after 3d; }", "\"before\"" },
		{ "blackout x { yearly 01-01..01-02; servrs a; }",
		  "did you mean \"servers\"?" },
		{ "blackout x { yearly 01-01..01-02; }\n"
		  "blackout x { yearly 01-01..01-02; }", "there already" },
		{ "changes x { servers a; }", "\"ics\" is missing" },
		{ "changes x { ics none.ics; hard; }",
		  "unknown word \"hard\"" },
		{ "apart a", "error: found 1 word" },
		{ "blackouts x { }", "did you mean \"blackout\"?" },
	};
	size_t i;

	(void)state;
	for (i = 0; i < sizeof(cases) / sizeof(cases[0]); i++)
		is_wrong(cases[i].text, cases[i].line);
}

static void
calendar__wrong__names_the_event(void **state)
{
	const char *bad = events_file("BEGIN:VEVENT\r\n"
	    "DTSTART:20260101T000000\r\nSUMMARY:close\r\n"
	    "RRULE:FREQ=HOURLY\r\nEND:VEVENT\r\n");

	(void)state;
	assert_null(pb_load(arena_printf(pb_arena,
	    "calendar { holidays %s; }", bad)));
	unlink(bad);
	if (strstr(pb_errors(), "21:21: error: ") == NULL ||
	    strstr(pb_errors(), "event \"close\": the rule's FREQ cannot be "
	    "\"HOURLY\"") == NULL)
		fail_msg("%s", pb_errors());
}

#define TEST(name)	cmocka_unit_test_setup_teardown(name, \
    pb_setup, pb_teardown)

int
main(void)
{
	const struct CMUnitTest tests[] = {
		TEST(calendar__knows__business_days),
		TEST(calendar__counts__business_days),
		TEST(blackout__falls_on),
		TEST(blackout__falls_on__ends_of_months),
		TEST(blackout__recurs__each_week),
		TEST(blackout__recurs__each_month_by_weekday),
		TEST(blackout__of_the_manual__recurs),
		TEST(blackout__touches__windows),
		TEST(blackout__next_free__is_told),
		TEST(calendar__reads__files),
		TEST(apart__is_told),
		TEST(servers__meet),
		TEST(blackout__wrong_recurrence__is_reported),
		TEST(calendar__wrong__is_reported_where_it_stands),
		TEST(calendar__wrong__names_the_event),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
