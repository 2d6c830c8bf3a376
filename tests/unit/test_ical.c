/* SPDX-License-Identifier: ISC */
/*
 * iCalendar: what is read, rule by rule beside libical; what is refused; and
 * what is written, read again by libical and by ourselves.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>
#include <libical/ical.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "handlers/playbook/ical.h"
#include "handlers/playbook/ical_line.h"
#include "handlers/playbook/ical_rule.h"

#define AT_MOST	40	/* occurrences that are compared */

static struct arena *arena;

static int
setup(void **state)
{
	struct err e = { 0 };

	(void)state;
	arena = arena_new();
	assert_int_equal(clock_zone("Europe/Berlin", &e), 0);
	return 0;
}

static int
teardown(void **state)
{
	(void)state;
	arena_free(arena);
	return 0;
}

/* --- rules, beside libical --------------------------------------------- */

struct days {
	day_t	at[AT_MOST];
	int	n;
};

static bool
note(void *own, day_t d)
{
	struct days *l = own;

	l->at[l->n++] = d;
	return l->n < AT_MOST;
}

static void
ours(const char *text, day_t start, day_t last, struct days *out)
{
	struct ical_rule r;
	struct err e = { 0 };

	out->n = 0;
	if (ical_rule_read(span_of(text), &r, &e) == -1)
		fail_msg("%s: %s", text, e.text);
	ical_rule_days(&r, start, last, note, out);
}

static void
theirs(const char *text, day_t start, day_t last, struct days *out)
{
	struct icalrecurrencetype r = icalrecurrencetype_from_string(text);
	struct icaltimetype s = icaltime_from_string("20260101T120000"), o;
	icalrecur_iterator *it;
	day_t d;

	day_split(start, &s.year, &s.month, &s.day);
	out->n = 0;
	/* NULL too where no day fits the rule */
	if ((it = icalrecur_iterator_new(r, s)) == NULL)
		return;
	while (out->n < AT_MOST &&
	    !icaltime_is_null_time(o = icalrecur_iterator_next(it))) {
		if ((d = day_make(o.year, o.month, o.day)) > last)
			break;
		note(out, d);
	}
	icalrecur_iterator_free(it);
}

static const char *
words(const struct days *l)
{
	const char *text = "";
	int i, y, m, d;

	for (i = 0; i < l->n; i++) {
		day_split(l->at[i], &y, &m, &d);
		text = arena_printf(arena, "%s %04d-%02d-%02d", text, y, m, d);
	}
	return text;
}

static void
same_as_libical(const char *rule, day_t start)
{
	day_t last = start + 15 * 366;
	struct days a, b;

	ours(rule, start, last, &a);
	theirs(rule, start, last, &b);
	if (a.n != b.n || memcmp(a.at, b.at,
	    (size_t)a.n * sizeof(a.at[0])) != 0)
		fail_msg("%s from day %d:\nours:  %s\ntheirs:%s", rule, start,
		    words(&a), words(&b));
}

static void
rule__is_as_libical_has_it(void **state)
{
	static const char *const rules[] = {
		"FREQ=DAILY", "FREQ=DAILY;INTERVAL=10;COUNT=5",
		"FREQ=DAILY;BYMONTH=1", "FREQ=WEEKLY",
		"FREQ=WEEKLY;INTERVAL=2;WKST=SU",
		"FREQ=WEEKLY;INTERVAL=2;WKST=SU;BYDAY=MO,WE,FR",
		"FREQ=WEEKLY;INTERVAL=2;COUNT=4;BYDAY=TU,SU;WKST=MO",
		"FREQ=WEEKLY;INTERVAL=2;COUNT=4;BYDAY=TU,SU;WKST=SU",
		"FREQ=MONTHLY", "FREQ=MONTHLY;BYDAY=2TU",
		"FREQ=MONTHLY;COUNT=10;BYDAY=1FR",
		"FREQ=MONTHLY;INTERVAL=2;COUNT=10;BYDAY=1SU,-1SU",
		"FREQ=MONTHLY;BYMONTHDAY=-3", "FREQ=MONTHLY;BYMONTHDAY=15,30",
		"FREQ=MONTHLY;BYMONTHDAY=13;BYDAY=FR", "FREQ=MONTHLY;BYDAY=TU",
		"FREQ=MONTHLY;BYDAY=MO,TU,WE,TH,FR;BYSETPOS=-2",
		"FREQ=MONTHLY;BYDAY=MO,TU,WE,TH,FR;BYSETPOS=1,-1",
		"FREQ=MONTHLY;BYDAY=SA;BYMONTHDAY=7,8,9,10,11,12,13",
		"FREQ=MONTHLY;BYMONTHDAY=31", "FREQ=YEARLY",
		"FREQ=YEARLY;BYMONTH=12;BYMONTHDAY=25",
		"FREQ=YEARLY;COUNT=10;BYMONTH=6,7",
		"FREQ=YEARLY;INTERVAL=2;COUNT=10;BYMONTH=1,2,3",
		"FREQ=YEARLY;BYDAY=20MO", "FREQ=YEARLY;BYDAY=-1SU",
		"FREQ=YEARLY;BYMONTH=3;BYDAY=TH",
		"FREQ=YEARLY;BYMONTH=11;BYDAY=4TH",
		"FREQ=YEARLY;BYDAY=TH;BYMONTH=6,7,8",
		"FREQ=YEARLY;INTERVAL=4;BYMONTH=11;BYDAY=TU;"
		    "BYMONTHDAY=2,3,4,5,6,7,8",
		"FREQ=YEARLY;BYMONTH=2;BYMONTHDAY=29",
		"FREQ=YEARLY;BYMONTH=2;BYMONTHDAY=-1",
	};
	static const int starts[][3] = { { 2024, 1, 1 }, { 2026, 1, 31 },
	    { 2024, 2, 29 }, { 2025, 12, 30 }, { 2026, 4, 14 } };
	size_t i, k;

	(void)state;
	for (i = 0; i < sizeof(rules) / sizeof(rules[0]); i++)
		for (k = 0; k < 5; k++)
			same_as_libical(rules[i], day_make(starts[k][0],
			    starts[k][1], starts[k][2]));
}

static uint32_t seed = 20261122;

static int
any(int n)
{
	seed = seed * 1664525 + 1013904223;
	return (int)((seed >> 8) % (unsigned)n);
}

static const char *
any_list(const char *name, int min, int max, bool negative)
{
	const char *text = arena_printf(arena, ";%s=", name);
	int n = 1 + any(3), i, v;

	for (i = 0; i < n; i++) {
		v = min + any(max - min + 1);
		text = arena_printf(arena, "%s%s%d", text, i > 0 ? "," : "",
		    negative && any(3) == 0 ? -v : v);
	}
	return text;
}

static const char *
any_days(bool numbered, int most)
{
	static const char *const names[] = { "SU", "MO", "TU", "WE", "TH",
	    "FR", "SA" };
	const char *text = ";BYDAY=";
	int n = 1 + any(3), day = any(7), i, v;

	for (i = 0; i < n; i++) {
		v = 1 + any(most);
		text = arena_printf(arena, "%s%s", text, i > 0 ? "," : "");
		if (numbered)
			text = arena_printf(arena, "%s%d", text,
			    any(3) == 0 ? -v : v);
		text = arena_printf(arena, "%s%s", text,
		    names[(day + 2 * i) % 7]);
	}
	return text;
}

/* A rule as it may stand in a file, and where libical 3.0.16 is right: it
 * overlooks a BYMONTHDAY of -1 with DAILY, and the first Sunday of weeks that
 * begin on Monday, and counts a day twice that is told twice. */
static const char *
any_rule(void)
{
	static const char *const names[] = { "DAILY", "WEEKLY", "MONTHLY",
	    "YEARLY" };
	int freq = any(4), months = any(3) == 0;
	const char *r = arena_printf(arena, "FREQ=%s", names[freq]);
	bool by = false;

	if (any(2) == 0)
		r = arena_printf(arena, "%s;INTERVAL=%d", r, 1 + any(4));
	if (freq == 1)
		r = arena_printf(arena, "%s;WKST=SU", r);
	if (any(4) == 0)
		r = arena_printf(arena, "%s;COUNT=%d", r, 1 + any(20));
	if (months)
		r = arena_printf(arena, "%s%s", r,
		    any_list("BYMONTH", 1, 12, false));
	if (freq != 1 && (freq != 3 || months) && any(3) == 0) {
		r = arena_printf(arena, "%s%s", r,
		    any_list("BYMONTHDAY", 1, 28, freq > 1));
	} else if (freq > 0 && any(2) == 0) {
		r = arena_printf(arena, "%s%s", r, any_days(freq > 1 &&
		    any(2) == 0, freq == 2 || months ? 4 : 50));
		by = true;
	}
	if (by && freq == 2 && any(3) == 0)
		r = arena_printf(arena, "%s%s", r,
		    any_list("BYSETPOS", 1, 2, true));
	return r;
}

/* 20000 were compared once; libical turns long in some of them. */
static void
rule__is_as_libical_has_it__any(void **state)
{
	const char *n = getenv("PATCHBOT_RULES");
	int i, rounds = n != NULL ? atoi(n) : 300;

	(void)state;
	for (i = 0; i < rounds; i++)
		same_as_libical(any_rule(), day_make(2024, 1, 1) + any(1200));
}

/* What turns for half a minute elsewhere. */
static void
rule__ends__whatever_it_says(void **state)
{
	static const char *const rules[] = {
		"FREQ=YEARLY;BYMONTH=2;BYMONTHDAY=31",
		"FREQ=MONTHLY;BYDAY=6TU", "FREQ=DAILY;BYMONTH=2;BYMONTHDAY=30",
		"FREQ=YEARLY;BYDAY=53SU;BYMONTH=3",
	};
	struct days l;
	size_t i;

	(void)state;
	for (i = 0; i < 4; i++) {
		ours(rules[i], day_make(1900, 1, 1), day_make(2200, 1, 1), &l);
		assert_int_equal(l.n, 0);
	}
}

static void
rule__refuses__what_it_does_not_know(void **state)
{
	static const char *const rules[] = {
		"", "COUNT=3", "FREQ=SECONDLY", "FREQ=HOURLY;INTERVAL=24",
		"FREQ=YEARLY;BYWEEKNO=20", "FREQ=YEARLY;BYYEARDAY=1",
		"FREQ=DAILY;BYHOUR=9", "RSCALE=HEBREW;FREQ=YEARLY",
		"FREQ=DAILY;FREQ=DAILY", "FREQ=MONTHLY;BYMONTH=13",
		"FREQ=MONTHLY;BYMONTHDAY=0", "FREQ=MONTHLY;BYDAY=XX",
		"FREQ=WEEKLY;BYDAY=2TU", "FREQ=WEEKLY;BYMONTHDAY=1",
		"FREQ=DAILY;INTERVAL=0", "FREQ=DAILY;COUNT=-1",
		"FREQ=DAILY;COUNT=99999999999", "FREQ=MONTHLY;BYSETPOS=1",
		"FREQ=MONTHLY;BYDAY=", "FREQ=DAILY;UNTIL=x",
		"FREQ=YEARLY;BYMONTHDAY=25",
	};
	struct ical_rule r;
	struct err e;
	size_t i;

	(void)state;
	for (i = 0; i < sizeof(rules) / sizeof(rules[0]); i++) {
		memset(&e, 0, sizeof(e));
		if (ical_rule_read(span_of(rules[i]), &r, &e) != -1)
			fail_msg("%s is taken", rules[i]);
		assert_true(e.text[0] != '\0');
	}
}

/* --- files ------------------------------------------------------------ */

/* Every occurrence of 2026 to 2028: "START..END SUMMARY", one a line. */
static const char *
read_lines(const char *events)
{
	const char *text = arena_printf(arena, "BEGIN:VCALENDAR\r\n"
	    "VERSION:2.0\r\n%sEND:VCALENDAR\r\n", events);
	char from[CLOCK_TEXT], until[CLOCK_TEXT];
	const struct ical_event *o;
	struct list out = { 0 };
	struct err e = { 0 };
	size_t i;

	if (ical_read(arena, span_of(text), day_make(2026, 1, 1),
	    day_make(2028, 12, 31), &out, &e) == -1)
		return arena_printf(arena, "error: %s", e.text);
	text = "";
	for (i = 0; i < out.n; i++) {
		o = out.at[i];
		text = arena_printf(arena, "%s%s..%s %s\n", text,
		    clock_minute(o->from, from),
		    clock_minute(o->until, until), o->summary);
	}
	return text;
}

#define EVENT(lines)	"BEGIN:VEVENT\r\n" lines "END:VEVENT\r\n"

static void
file__reads__events(void **state)
{
	static const struct { const char *events, *want; } cases[] = {
		/* whole days: the end is not part of it */
		{ EVENT("DTSTART;VALUE=DATE:20261224\r\n"
		    "DTEND;VALUE=DATE:20261227\r\nSUMMARY:Xmas\r\n"),
		    "2026-12-24 00:00..2026-12-27 00:00 Xmas\n" },
		{ EVENT("DTSTART;VALUE=DATE:20261224\r\nSUMMARY:One\\, "
		    "day\\nonly\r\n"),
		    "2026-12-24 00:00..2026-12-25 00:00 One, day only\n" },
		{ EVENT("DTSTART:20260305T090000Z\r\nDURATION:PT1H30M\r\n"
		    "SUMMARY:utc\r\n"),
		    "2026-03-05 10:00..2026-03-05 11:30 utc\n" },
		{ EVENT("DTSTART:20260305T090000\r\nDTEND:20260305T100000\r\n"
		    "SUMMARY:floating\r\n"),
		    "2026-03-05 09:00..2026-03-05 10:00 floating\n" },
		{ EVENT("DTSTART;TZID=America/New_York:20260311T090000\r\n"
		    "DTEND;TZID=\"America/New_York\":20260311T093000\r\n"
		    "SUMMARY:zone\r\n"),
		    "2026-03-11 14:00..2026-03-11 14:30 zone\n" },
		/* a name as some write it */
		{ EVENT("DTSTART;TZID=/x.org/Europe/Berlin:20260311T090000\r\n"
		    "SUMMARY:zone\r\n"),
		    "2026-03-11 09:00..2026-03-11 09:00 zone\n" },
		{ EVENT("DTSTART:20260305T090000\r\n"
		    "STATUS:CANCELLED\r\n"), "" },
		/* before or behind what was asked for */
		{ EVENT("DTSTART;VALUE=DATE:20251231\r\n")
		    EVENT("DTSTART;VALUE=DATE:20290101\r\n"), "" },
		/* folded, and LF alone */
		{ "BEGIN:VEVENT\nDTSTART;VALUE=DA\n TE:20260102\n"
		    "SUMMARY:a\n  b\nEND:VEVENT\n",
		    "2026-01-02 00:00..2026-01-03 00:00 a b\n" },
		/* an alarm is not the event */
		{ EVENT("DTSTART;VALUE=DATE:20260102\r\nSUMMARY:a\r\n"
		    "BEGIN:VALARM\r\nSUMMARY:b\r\nDURATION:x\r\n"
		    "END:VALARM\r\n"),
		    "2026-01-02 00:00..2026-01-03 00:00 a\n" },
	};
	size_t i;

	(void)state;
	for (i = 0; i < sizeof(cases) / sizeof(cases[0]); i++)
		assert_string_equal(read_lines(cases[i].events),
		    cases[i].want);
}

static void
file__reads__rules(void **state)
{
	(void)state;
	/* the civil time stays over both changes of the clock */
	assert_string_equal(read_lines(EVENT("DTSTART;TZID=Europe/Berlin:"
	    "20260215T023000\r\nDURATION:PT1H\r\nRRULE:FREQ=MONTHLY;"
	    "UNTIL=20260501T000000Z\r\nSUMMARY:a\r\n")),
	    "2026-02-15 02:30..2026-02-15 03:30 a\n"
	    "2026-03-15 02:30..2026-03-15 03:30 a\n"
	    "2026-04-15 02:30..2026-04-15 03:30 a\n");
	/* and one skipped hour does not move those behind it */
	assert_string_equal(read_lines(EVENT("DTSTART:20260328T023000\r\n"
	    "RRULE:FREQ=DAILY;COUNT=3\r\nSUMMARY:gap\r\n")),
	    "2026-03-28 02:30..2026-03-28 02:30 gap\n"
	    "2026-03-29 03:30..2026-03-29 03:30 gap\n"
	    "2026-03-30 02:30..2026-03-30 02:30 gap\n");
	/* UNTIL is the last one, in its own form */
	assert_string_equal(read_lines(EVENT("DTSTART;VALUE=DATE:20260101\r\n"
	    "RRULE:FREQ=DAILY;UNTIL=20260102\r\nSUMMARY:u\r\n")),
	    "2026-01-01 00:00..2026-01-02 00:00 u\n"
	    "2026-01-02 00:00..2026-01-03 00:00 u\n");
	assert_string_equal(read_lines(EVENT("DTSTART:20260101T120000\r\n"
	    "RRULE:FREQ=DAILY;UNTIL=20260102T110000Z\r\nSUMMARY:u\r\n")),
	    "2026-01-01 12:00..2026-01-01 12:00 u\n"
	    "2026-01-02 12:00..2026-01-02 12:00 u\n");
}

static void
file__reads__changes_of_rules(void **state)
{
	(void)state;
	assert_string_equal(read_lines(EVENT("DTSTART;VALUE=DATE:20260105\r\n"
	    "RRULE:FREQ=WEEKLY;COUNT=4\r\nEXDATE;VALUE=DATE:20260112\r\n"
	    "RDATE;VALUE=DATE:20260114,20260301\r\nSUMMARY:pay\r\n")),
	    "2026-01-05 00:00..2026-01-06 00:00 pay\n"
	    "2026-01-14 00:00..2026-01-15 00:00 pay\n"
	    "2026-01-19 00:00..2026-01-20 00:00 pay\n"
	    "2026-01-26 00:00..2026-01-27 00:00 pay\n"
	    "2026-03-01 00:00..2026-03-02 00:00 pay\n");
	/* one occurrence that was moved */
	assert_string_equal(read_lines(
	    EVENT("UID:1\r\nDTSTART:20260105T080000\r\nSUMMARY:pay\r\n"
	    "RRULE:FREQ=WEEKLY;COUNT=3\r\n")
	    EVENT("UID:1\r\nRECURRENCE-ID:20260112T080000\r\n"
	    "DTSTART:20260113T090000\r\nSUMMARY:moved\r\n")),
	    "2026-01-05 08:00..2026-01-05 08:00 pay\n"
	    "2026-01-13 09:00..2026-01-13 09:00 moved\n"
	    "2026-01-19 08:00..2026-01-19 08:00 pay\n");
}

static void
file__refuses(void **state)
{
	static const struct { const char *events, *why; } cases[] = {
		{ EVENT("SUMMARY:x\r\n"), "event \"x\": it has no DTSTART" },
		{ EVENT("SUMMARY:x\r\nDTSTART:20260230\r\n"),
		    "event \"x\": cannot read \"DTSTART:20260230\"" },
		{ EVENT("SUMMARY:x\r\nDTSTART:20260101T250000\r\n"),
		    "cannot read" },
		{ EVENT("SUMMARY:x\r\nDTSTART;VALUE=DATE:20260102\r\n"
		    "DTEND;VALUE=DATE:20260101\r\n"), "ends before it" },
		{ EVENT("SUMMARY:x\r\nDTSTART;VALUE=DATE:20260102\r\n"
		    "DTEND;VALUE=DATE:20280101\r\n"), "longer than" },
		{ EVENT("SUMMARY:x\r\nDTSTART:20260101T000000\r\n"
		    "RRULE:FREQ=SECONDLY\r\n"),
		    "event \"x\": the rule's FREQ cannot be \"SECONDLY\"" },
		{ EVENT("SUMMARY:x\r\nDTSTART:20260101T000000\r\n"
		    "EXRULE:FREQ=DAILY\r\n"), "EXRULE" },
		{ EVENT("SUMMARY:x\r\nDTSTART:20260101T000000\r\n"
		    "RRULE:FREQ=DAILY\r\nRRULE:FREQ=DAILY\r\n"), "RRULE" },
		{ EVENT("SUMMARY:x\r\nDTSTART;TZID=Nowhere/Else:"
		    "20260101T000000\r\n"), "Nowhere/Else" },
		{ "BEGIN:VEVENT\r\nSUMMARY:x\r\n", "ends within" },
	};
	size_t i;

	(void)state;
	for (i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
		const char *text = read_lines(cases[i].events);

		if (strncmp(text, "error: ", 7) != 0 ||
		    strstr(text, cases[i].why) == NULL)
			fail_msg("case %zu, expected \"%s\":\n%s", i,
			    cases[i].why, text);
	}
}

static void
file__has__limits(void **state)
{
	struct list out = { 0 };
	struct err e = { 0 };
	struct buf b = { 0 };
	int i;

	(void)state;
	assert_int_equal(ical_read(arena, span_of("hello"), 0, 1, &out, &e),
	    -1);
	for (i = 0; i <= ICAL_EVENTS_MAX; i++)
		buf_adds(&b, EVENT("DTSTART:20260101\r\n"));
	if (strstr(read_lines(buf_str(&b)), "more than") == NULL)
		fail_msg("that many events are taken");
	buf_cut(&b, 0);
	buf_adds(&b, "BEGIN:VCALENDAR\r\n"
	    EVENT("DTSTART:19900101\r\nRRULE:FREQ=DAILY\r\n"));
	assert_int_equal(ical_read(arena, (struct span){ b.p, b.n },
	    day_make(2000, 1, 1), day_make(2060, 1, 1), &out, &e), -1);
	if (strstr(e.text, "too often") == NULL)
		fail_msg("%s", e.text);
	buf_free(&b);
	assert_int_equal(ical_read(arena, (struct span){ "", ICAL_FILE_MAX +
	    1 }, 0, 1, &out, &e), -1);
}

static void
duration__reads(void **state)
{
	static const struct { const char *text; int64_t want; } cases[] = {
		{ "P1D", DAY }, { "PT1H30M", HOUR + 30 * MINUTE },
		{ "P2W", 14 * DAY }, { "+P1DT12H", DAY + 12 * HOUR },
		{ "PT5S", 5 }, { "-P1D", -1 }, { "P", -1 }, { "1D", -1 },
		{ "PT1D", -1 }, { "P1H", -1 }, { "P1", -1 }, { "", -1 },
	};
	size_t i;

	(void)state;
	for (i = 0; i < sizeof(cases) / sizeof(cases[0]); i++)
		assert_int_equal(ical_duration(span_of(cases[i].text)),
		    cases[i].want);
}

/* --- writing ----------------------------------------------------------- */

static const char long_text[] = "Wartung, \xc3\xa4rgerlich; mit \\ und einer "
    "sehr langen Beschreibung, die gefaltet wird \xf0\x9f\x94\xa7 und wei"
    "\xc3\xa4\xc3\xa4\xc3\xa4\xc3\xa4\xc3\xa4\xc3\xa4\xc3\xa4\xc3\xa4\xc3\xa4"
    "\nzweite Zeile";

static void
write_calendar(struct buf *b)
{
	struct ical_out o = { .buf = b, .zone = "Europe/Berlin" };
	/* one night before and one behind each change of the clock */
	static const int64_t starts[] = { 1774729800, 1774816200, 1792870200,
	    1792956600 };
	struct ical_entry e = { .summary = long_text, .description = "why",
	    .stamp = 1774000000, .categories = "stage" };
	int i;

	ical_begin(&o, "Patching, all", day_make(2026, 3, 1),
	    day_make(2026, 11, 30));
	for (i = 0; i < 4; i++) {
		e.uid = arena_printf(arena, "night-%d@example.com", i);
		e.from = starts[i];
		e.until = starts[i] + 3 * HOUR;
		ical_add(&o, &e);
	}
	ical_add(&o, &(struct ical_entry){ .uid = "h@example.com",
	    .summary = "holiday", .all_day = true, .free = true,
	    .first = day_make(2026, 12, 24), .last = day_make(2026, 12, 26) });
	ical_end(&o);
}

static void
writing__keeps_to_75_bytes(void **state)
{
	struct buf b = { 0 };
	const char *p, *end;

	(void)state;
	write_calendar(&b);
	for (p = buf_str(&b); *p != '\0'; p = end + 2) {
		assert_non_null(end = strstr(p, "\r\n"));
		assert_true(end - p <= 75);
		/* and no character is cut in two */
		assert_true(utf8_valid(p, (size_t)(end - p)));
		assert_null(memchr(p, '\r', (size_t)(end - p)));
	}
	buf_free(&b);
}

static void
writing__is_read_again(void **state)
{
	struct list out = { 0 };
	struct err e = { 0 };
	struct buf b = { 0 };
	const struct ical_event *o;

	(void)state;
	write_calendar(&b);
	if (ical_read(arena, (struct span){ b.p, b.n }, day_make(2026, 1, 1),
	    day_make(2026, 12, 31), &out, &e) == -1)
		fail_msg("%s", e.text);
	assert_int_equal(out.n, 5);
	o = out.at[1];
	assert_int_equal(o->from, 1774816200);
	assert_int_equal(o->until, 1774816200 + 3 * HOUR);
	o = out.at[4];
	assert_true(o->all_day);
	assert_int_equal(o->last, day_make(2026, 12, 26));
	buf_free(&b);
}

/* libical, from our VTIMEZONE alone: the same moments. */
static void
writing__is_read_by_libical(void **state)
{
	icalcomponent *c, *v;
	icaltimezone *zone = icaltimezone_new();
	struct buf b = { 0 };
	struct ical_event *o;
	struct list out = { 0 };
	struct err e = { 0 };
	size_t n = 0;

	(void)state;
	write_calendar(&b);
	c = icalparser_parse_string(buf_str(&b));
	assert_non_null(c);
	icalrestriction_check(c);
	if (icalcomponent_count_errors(c) != 0)
		fail_msg("%s", icalcomponent_as_ical_string(c));
	assert_int_equal(ical_read(arena, (struct span){ b.p, b.n },
	    day_make(2026, 1, 1), day_make(2026, 12, 31), &out, &e), 0);
	v = icalcomponent_get_first_component(c, ICAL_VTIMEZONE_COMPONENT);
	assert_true(icaltimezone_set_component(zone,
	    icalcomponent_new_clone(v)));
	assert_string_equal(icaltimezone_get_tzid(zone), "Europe/Berlin");
	for (v = icalcomponent_get_first_component(c, ICAL_VEVENT_COMPONENT);
	    v != NULL && n < 4; n++) {
		struct icaltimetype t = icalcomponent_get_dtstart(v);

		o = out.at[n];
		assert_int_equal(icaltime_as_timet_with_zone(t, zone),
		    o->from);
		assert_string_equal(icalcomponent_get_summary(v), long_text);
		v = icalcomponent_get_next_component(c,
		    ICAL_VEVENT_COMPONENT);
	}
	assert_int_equal(n, 4);
	icaltimezone_free(zone, 1);
	icalcomponent_free(c);
	buf_free(&b);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(rule__is_as_libical_has_it),
		cmocka_unit_test(rule__is_as_libical_has_it__any),
		cmocka_unit_test(rule__ends__whatever_it_says),
		cmocka_unit_test(rule__refuses__what_it_does_not_know),
		cmocka_unit_test(file__reads__events),
		cmocka_unit_test(file__reads__rules),
		cmocka_unit_test(file__reads__changes_of_rules),
		cmocka_unit_test(file__refuses),
		cmocka_unit_test(file__has__limits),
		cmocka_unit_test(duration__reads),
		cmocka_unit_test(writing__keeps_to_75_bytes),
		cmocka_unit_test(writing__is_read_again),
		cmocka_unit_test(writing__is_read_by_libical),
	};

	return cmocka_run_group_tests(tests, setup, teardown);
}
