/* SPDX-License-Identifier: ISC */
/* When notices are due, with the changes of summer time in between. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <cmocka.h>

#include <string.h>

#include "handlers/cycle/notice.h"

static const struct notice_rules usual = {
	.at = { { 2, 18, 0 }, { 1, 18, 0 } }, .n = 2, .lead = 48 * HOUR };

static int
zone(void **state)
{
	struct err e;

	(void)state;
	assert_int_equal(clock_zone("Europe/Berlin", &e), 0);
	return 0;
}

static int64_t
at(const char *text)
{
	int64_t t;

	if (!clock_parse(text, &t))
		fail_msg("\"%s\" is no time", text);
	return t;
}

/* The dates as "2026-11-29 18:00, ...". */
static void
expect(const struct notice_rules *r, const char *start, const char *dates)
{
	int64_t due[NOTICE_TIMES_MAX];
	size_t n = notice_dates(r, at(start), due), i;
	struct buf b = { 0 };
	char t[CLOCK_TEXT];

	for (i = 0; i < n; i++)
		buf_addf(&b, "%s%s", i > 0 ? ", " : "",
		    clock_minute(due[i], t));
	if (strcmp(buf_str(&b), dates) != 0)
		fail_msg("%s: %s, expected %s", start, buf_str(&b), dates);
	buf_free(&b);
}

static void
notice_dates__usual__two_days_and_one_day_before(void **state)
{
	static const struct { const char *start, *dates; } cases[] = {
		{ "2026-12-01 21:30", "2026-11-29 18:00, 2026-11-30 18:00" },
		/* 18:00 exactly: 48 hours are not less than 48 hours */
		{ "2026-12-01 18:00", "2026-11-29 18:00, 2026-11-30 18:00" },
		/* one minute less: a day earlier */
		{ "2026-12-01 17:59", "2026-11-28 18:00, 2026-11-30 18:00" },
		{ "2026-12-01 00:01", "2026-11-28 18:00, 2026-11-30 18:00" },
		/* over the end of a year and a leap day */
		{ "2027-01-01 21:30", "2026-12-30 18:00, 2026-12-31 18:00" },
		{ "2028-03-01 21:30", "2028-02-28 18:00, 2028-02-29 18:00" },
		/* summer time begins 2026-03-29 02:00: 47 hours only */
		{ "2026-03-30 18:00", "2026-03-27 18:00, 2026-03-29 18:00" },
		{ "2026-03-30 18:59", "2026-03-27 18:00, 2026-03-29 18:00" },
		{ "2026-03-30 19:00", "2026-03-28 18:00, 2026-03-29 18:00" },
		/* it ends 2026-10-25 03:00: 49 hours, one to spare */
		{ "2026-10-26 17:00", "2026-10-24 18:00, 2026-10-25 18:00" },
		{ "2026-10-26 16:59", "2026-10-23 18:00, 2026-10-25 18:00" },
	};
	size_t i;

	(void)state;
	for (i = 0; i < sizeof(cases) / sizeof(cases[0]); i++)
		expect(&usual, cases[i].start, cases[i].dates);
}

static void
notice_dates__configured__order_gap_and_start(void **state)
{
	/* given in any order; the one in the gap of 02:30 moves behind it */
	static const struct notice_rules gap = {
		.at = { { 0, 12, 0 }, { 1, 2, 30 }, { 5, 9, 0 } }, .n = 3,
		.lead = 48 * HOUR };
	/* on the day itself, but behind the start: left out */
	static const struct notice_rules same_day = {
		.at = { { 0, 23, 0 }, { 3, 8, 0 } }, .n = 2,
		.lead = 48 * HOUR };
	/* the first is moved until a week lies between */
	static const struct notice_rules week = {
		.at = { { 1, 18, 0 } }, .n = 1, .lead = 7 * DAY };

	(void)state;
	expect(&gap, "2026-03-30 21:30",
	    "2026-03-25 09:00, 2026-03-29 03:30, 2026-03-30 12:00");
	expect(&same_day, "2026-12-01 21:30", "2026-11-28 08:00");
	expect(&week, "2026-12-08 21:30", "2026-12-01 18:00");
	expect(&week, "2026-12-08 17:00", "2026-11-30 18:00");
}

static void
notice_remaining__now__at_once_and_reminders(void **state)
{
	static const struct {
		const char *now;
		bool told;
		bool at_once;
		size_t left;
	} cases[] = {
		{ "2026-11-20 10:00", false, false, 2 },
		/* the first is due this very second: it goes out at once */
		{ "2026-11-29 17:59:59", false, false, 2 },
		{ "2026-11-29 18:00", false, true, 1 },
		{ "2026-11-30 12:00", false, true, 1 },
		/* exactly an hour later may remind, less may not */
		{ "2026-11-30 17:00", false, true, 1 },
		{ "2026-11-30 17:00:01", false, true, 0 },
		{ "2026-12-01 20:00", false, true, 0 },
		/* told already (moved): nothing at once, reminders stay */
		{ "2026-11-30 12:00", true, false, 1 },
		{ "2026-11-30 17:30", true, false, 0 },
		{ "2026-12-01 20:00", true, false, 0 },
	};
	int64_t due[NOTICE_TIMES_MAX];
	bool at_once;
	size_t i, n;

	(void)state;
	for (i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
		n = notice_dates(&usual, at("2026-12-01 21:30"), due);
		n = notice_remaining(due, n, at(cases[i].now), cases[i].told,
		    &at_once);
		if (n != cases[i].left || at_once != cases[i].at_once)
			fail_msg("%s: %zu left, at once %d", cases[i].now, n,
			    at_once);
	}
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(
		    notice_dates__usual__two_days_and_one_day_before),
		cmocka_unit_test(
		    notice_dates__configured__order_gap_and_start),
		cmocka_unit_test(notice_remaining__now__at_once_and_reminders),
	};

	return cmocka_run_group_tests(tests, zone, NULL);
}
