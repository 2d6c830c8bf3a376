/* SPDX-License-Identifier: ISC */
/* Time: the written rules for gaps and overlaps, days over them, parsing. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <cmocka.h>

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/clock.h"

static void
use(const char *zone)
{
	struct err e = { 0 };

	if (clock_zone(zone, &e) == -1)
		fail_msg("%s", e.text);
}

static int64_t
rfc(const char *s)
{
	int64_t t = -1;

	if (!clock_parse(s, &t))
		fail_msg("%s", s);
	return t;
}

/* A civil time and the moment it must be: skipped ones move forward by the
 * gap, doubled ones are the first. */
static void
at__gap_and_overlap__follow_the_rule(void **state)
{
	static const struct {
		const char *zone;
		int y, m, d, h, min;
		const char *want;
	} cases[] = {
		{ "Europe/Berlin", 2026, 3, 29, 1, 59, "2026-03-29T00:59:00Z" },
		{ "Europe/Berlin", 2026, 3, 29, 2, 0, "2026-03-29T01:00:00Z" },
		{ "Europe/Berlin", 2026, 3, 29, 2, 30, "2026-03-29T01:30:00Z" },
		{ "Europe/Berlin", 2026, 3, 29, 3, 0, "2026-03-29T01:00:00Z" },
		{ "Europe/Berlin", 2026, 10, 25, 1, 59,
		    "2026-10-24T23:59:00Z" },
		{ "Europe/Berlin", 2026, 10, 25, 2, 30,
		    "2026-10-25T00:30:00Z" },
		{ "Europe/Berlin", 2026, 10, 25, 3, 0, "2026-10-25T02:00:00Z" },
		{ "Europe/Berlin", 2026, 7, 1, 12, 0, "2026-07-01T10:00:00Z" },
		{ "America/New_York", 2026, 3, 8, 2, 30,
		    "2026-03-08T07:30:00Z" },
		{ "America/New_York", 2026, 11, 1, 1, 30,
		    "2026-11-01T05:30:00Z" },
		/* winter time is the exception here, one hour back */
		{ "Europe/Dublin", 2026, 3, 29, 1, 30, "2026-03-29T01:30:00Z" },
		{ "Europe/Dublin", 2026, 10, 25, 1, 30,
		    "2026-10-25T00:30:00Z" },
		{ "Europe/Dublin", 2026, 7, 1, 12, 0, "2026-07-01T11:00:00Z" },
		{ "Europe/Dublin", 2026, 1, 1, 12, 0, "2026-01-01T12:00:00Z" },
		/* half an hour */
		{ "Australia/Lord_Howe", 2026, 10, 4, 2, 15,
		    "2026-10-03T15:45:00Z" },
		{ "Australia/Lord_Howe", 2026, 4, 5, 1, 45,
		    "2026-04-04T14:45:00Z" },
		/* the zone itself moved: no summer time on either side */
		{ "Europe/Moscow", 2014, 10, 26, 1, 30,
		    "2014-10-25T21:30:00Z" },
		/* a whole day that never was */
		{ "Pacific/Apia", 2011, 12, 30, 12, 0,
		    "2011-12-30T22:00:00Z" },
		/* fields carry over */
		{ "Europe/Berlin", 2026, 2, 31, 12, 0,
		    "2026-03-03T11:00:00Z" },
		{ "Europe/Berlin", 2026, 13, 1, 0, 0, "2026-12-31T23:00:00Z" },
		{ "Europe/Berlin", 2026, 1, 0, 0, 90, "2025-12-31T00:30:00Z" },
		{ "UTC", 2028, 2, 29, 24, 0, "2028-03-01T00:00:00Z" },
	};
	char got[CLOCK_TEXT];
	size_t i;

	(void)state;
	for (i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
		use(cases[i].zone);
		clock_rfc3339(clock_at(cases[i].y, cases[i].m, cases[i].d,
		    cases[i].h, cases[i].min), got);
		if (strcmp(got, cases[i].want) != 0)
			fail_msg("%s %d-%d-%d %d:%02d: %s, not %s",
			    cases[i].zone, cases[i].y, cases[i].m, cases[i].d,
			    cases[i].h, cases[i].min, got, cases[i].want);
	}
}

static void
add_days__over_changes__keeps_the_hour(void **state)
{
	char t[CLOCK_TEXT];
	int64_t from;

	(void)state;
	use("Europe/Berlin");
	from = clock_at(2026, 3, 28, 18, 0) + 7;
	assert_int_equal(clock_add_days(from, 1) - from, 23 * HOUR);
	assert_int_equal(clock_add_days(clock_add_days(from, 1), -1), from);
	from = clock_at(2026, 10, 24, 18, 0);
	assert_int_equal(clock_add_days(from, 1) - from, 25 * HOUR);
	from = clock_at(2026, 3, 28, 2, 30);
	assert_string_equal(clock_minute(clock_add_days(from, 1), t),
	    "2026-03-29 03:30");
	from = clock_at(2026, 12, 31, 23, 59);
	assert_string_equal(clock_minute(clock_add_days(from, 1), t),
	    "2027-01-01 23:59");
	assert_string_equal(clock_minute(clock_add_days(from, -365), t),
	    "2025-12-31 23:59");
	use("Europe/Dublin");
	from = clock_at(2026, 3, 28, 1, 30);
	assert_string_equal(clock_minute(clock_add_days(from, 1), t),
	    "2026-03-29 02:30");
}

static void
zone__only_real_ones__are_taken(void **state)
{
	static const char *const bad[] = { "", "/etc/localtime",
	    "../zoneinfo/UTC", "Europe/Atlantis", "Europe", "Etc",
	    "zone.tab", "tzdata.zi", "iso3166.tab", "Europe/Berlin/",
	    "leap-seconds.list" };
	struct err e;
	char t[CLOCK_TEXT];
	size_t i;

	(void)state;
	use("Europe/Berlin");
	for (i = 0; i < sizeof(bad) / sizeof(bad[0]); i++) {
		e = (struct err){ 0 };
		if (clock_zone(bad[i], &e) == 0)
			fail_msg("\"%s\" was taken", bad[i]);
		assert_int_equal(e.code, ERR_CONFIG);
		assert_non_null(strstr(e.text, bad[i]));
	}
	/* and the one before is still in force */
	assert_string_equal(clock_minute(0, t), "1970-01-01 01:00");
	use("UTC");
	assert_string_equal(clock_minute(0, t), "1970-01-01 00:00");
}

static void
texts__are_what_the_header_says(void **state)
{
	int64_t t;
	char b[CLOCK_TEXT];

	(void)state;
	use("Europe/Berlin");
	t = rfc("2026-11-21T17:00:00Z");
	assert_string_equal(clock_date(t, b), "2026-11-21");
	assert_string_equal(clock_minute(t, b), "2026-11-21 18:00");
	assert_string_equal(clock_hour(t, b), "18:00");
	assert_string_equal(clock_end(t, t + 3600, b), "19:00");
	assert_string_equal(clock_end(rfc("2026-10-24T20:00:00Z"),
	    rfc("2026-10-25T02:00:00Z"), b), "03:00 CET");
	assert_string_equal(clock_long(t, b), "Sat 21 Nov 2026 18:00 CET");
	assert_string_equal(clock_rfc3339(t, b), "2026-11-21T17:00:00Z");
	assert_string_equal(clock_rfc5322(t, b),
	    "Sat, 21 Nov 2026 18:00:00 +0100");
}

static void
span__text_and_back__is_the_same(void **state)
{
	static const struct { int64_t s; const char *text; } cases[] = {
		{ 0, "0m" }, { -5, "0m" }, { 45, "45s" }, { 60, "1m" },
		{ 5400, "1h30m" }, { 12600, "3h30m" }, { 172800, "2d" },
		{ 90061, "1d1h1m1s" },
	};
	static const char *const bad[] = { "", "5", "m", "-5m", "+5m", "5 m",
	    "5m ", "30m3h", "1h1h", "5x", "5mm", "1.5h", "3661d",
	    "99999999999999999999s", "3660d1s" };
	int64_t v;
	char b[CLOCK_TEXT];
	size_t i;

	(void)state;
	for (i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
		assert_string_equal(clock_span(cases[i].s, b), cases[i].text);
		if (cases[i].s < 0)
			continue;
		assert_true(clock_parse_span(cases[i].text, &v));
		assert_int_equal(v, cases[i].s);
	}
	for (i = 0; i < sizeof(bad) / sizeof(bad[0]); i++)
		if (clock_parse_span(bad[i], &v))
			fail_msg("\"%s\" was taken", bad[i]);
	assert_true(clock_parse_span("90m", &v) && v == 5400);
	assert_true(clock_parse_span("3660d", &v));	/* the limit */
	assert_true(clock_parse_span("3659d23h59m59s", &v));
}

static void
parse__good_and_bad__are_told_apart(void **state)
{
	static const struct { const char *in, *want; } cases[] = {
		{ "@0", "1970-01-01T00:00:00Z" },
		{ "@1796029200", "2026-11-30T09:00:00Z" },
		{ "2026-11-21", "2026-11-20T23:00:00Z" },
		{ "2026-11-21 18:00", "2026-11-21T17:00:00Z" },
		{ "2026-11-21T18:00:30+05:30", "2026-11-21T12:30:30Z" },
		{ "2026-11-21t18:00:30.123z", "2026-11-21T18:00:30Z" },
		{ "2026-12-31T23:59:60Z", "2027-01-01T00:00:00Z" },
		{ "2028-02-29T00:00:00-23:59", "2028-02-29T23:59:00Z" },
		{ "9999-12-31T00:00:00Z", "9999-12-31T00:00:00Z" },
	};
	static const char *const bad[] = { "", "@", "@-1", "@1x", "2026",
	    "2026-", "2026-1-1", "2026-11", "2026-11-", "2026-00-10",
	    "2026-13-01", "2026-02-29", "2100-02-29", "2026-04-31",
	    "2026-11-21 ", "2026-11-21 24:00", "2026-11-21 18:60",
	    "2026-11-21 18", "2026-11-21 18:0", "2026-11-21T18:00:61Z",
	    "2026-11-21T18:00:00+24:00", "2026-11-21T18:00:00+1:00",
	    "2026-11-21T18:00:00Zx", "1969-12-31", "today", "26-11-21",
	    " 2026-11-21" };
	char b[CLOCK_TEXT];
	int64_t t;
	size_t i;

	(void)state;
	use("Europe/Berlin");
	for (i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
		clock_rfc3339(rfc(cases[i].in), b);
		if (strcmp(b, cases[i].want) != 0)
			fail_msg("%s: %s", cases[i].in, b);
	}
	for (i = 0; i < sizeof(bad) / sizeof(bad[0]); i++)
		if (clock_parse(bad[i], &t))
			fail_msg("\"%s\" was taken", bad[i]);
}

/* RFC 5322, 3.3 and 4.3 */
static void
rfc5322__good_old_and_bad__are_told_apart(void **state)
{
	static const struct { const char *in, *want; } cases[] = {
		{ "Fri, 21 Nov 1997 09:55:06 -0600", "1997-11-21T15:55:06Z" },
		{ "Fri,21 Nov 1997 09:55:06 -0600", "1997-11-21T15:55:06Z" },
		{ "21 Nov 1997 09:55 -0600", "1997-11-21T15:55:00Z" },
		{ "1 jan 2026 00:00:00 +0000", "2026-01-01T00:00:00Z" },
		{ "21 Nov 97 09:55:06 GMT", "1997-11-21T09:55:06Z" },
		{ "21 Nov 49 09:55:06 UT", "2049-11-21T09:55:06Z" },
		{ "21 Nov 50 09:55:06 UT", "" },	/* 1950 */
		{ "21 Nov 126 09:55:06 UT", "2026-11-21T09:55:06Z" },
		{ "21 Nov 1997 09:55:06 EST", "1997-11-21T14:55:06Z" },
		{ "21 Nov 1997 09:55:06 edt", "1997-11-21T13:55:06Z" },
		{ "21 Nov 1997 09:55:06 PDT", "1997-11-21T16:55:06Z" },
		{ "21 Nov 1997 09:55:06 Z", "1997-11-21T09:55:06Z" },
		{ "21 Nov 1997 09:55:06 A", "1997-11-21T09:55:06Z" },
		{ "21 Nov 1997 09:55:06", "1997-11-21T09:55:06Z" },
		{ "21 Nov 1997 09:55:06 -0330 (Newfoundland Time)",
		    "1997-11-21T13:25:06Z" },
		{ "21 Nov 1997 09:55:06 +0100 (CET, winter)",
		    "1997-11-21T08:55:06Z" },
		{ "  Fri,\r\n 21 Nov 1997 09:55:06 -0000",
		    "1997-11-21T09:55:06Z" },
		{ "Thu, 31 Dec 1998 23:59:60 +0000", "1999-01-01T00:00:00Z" },
		{ "", "" }, { "Fri,", "" }, { "21", "" }, { "21 Nov", "" },
		{ "21 Nov 1997", "" }, { "32 Nov 1997 09:55 GMT", "" },
		{ "21 Nox 1997 09:55 GMT", "" },
		{ "21 Nov 1997 24:00 GMT", "" },
		{ "21 Nov 1997 09:60 GMT", "" },
		{ "21 Nov 1997 09:55:61 GMT", "" },
		{ "21 Nov 1997 09:55: GMT", "" },
		{ "21 Nov 1997 0955 GMT", "" },
		{ "21 Nov 1997 -1:55 GMT", "" },
		{ "21 Nov 19970 09:55 GMT", "" },
		{ "-1 Nov 1997 09:55 GMT", "" },
		{ "Nov 21 1997 09:55 GMT", "" },
	};
	char b[CLOCK_TEXT];
	int64_t t;
	size_t i;

	(void)state;
	for (i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
		const char *in = cases[i].in;
		/* from the heap and without its NUL */
		char *copy = malloc(strlen(in) + 1);

		memcpy(copy, in, strlen(in));
		b[0] = '\0';
		if (clock_parse_rfc5322(copy, strlen(in), &t))
			clock_rfc3339(t, b);
		if (strcmp(b, cases[i].want) != 0)
			fail_msg("%s: \"%s\"", in, b);
		free(copy);
	}
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(at__gap_and_overlap__follow_the_rule),
		cmocka_unit_test(add_days__over_changes__keeps_the_hour),
		cmocka_unit_test(zone__only_real_ones__are_taken),
		cmocka_unit_test(texts__are_what_the_header_says),
		cmocka_unit_test(span__text_and_back__is_the_same),
		cmocka_unit_test(parse__good_and_bad__are_told_apart),
		cmocka_unit_test(rfc5322__good_old_and_bad__are_told_apart),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
