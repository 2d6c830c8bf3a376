/* SPDX-License-Identifier: ISC */
/* When cycles come, and how they are called. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <cmocka.h>

#include <string.h>

#include "handlers/playbook/parts.h"

static struct arena *arena;

static int
setup(void **state)
{
	struct err e;

	(void)state;
	arena = arena_new();
	return clock_zone("Europe/Berlin", &e);
}

static int
teardown(void **state)
{
	(void)state;
	arena_free(arena);
	return 0;
}

/* Reads "release RULE"; NULL, or the error. */
static const char *
read_rule(const char *rule, struct playbook *p)
{
	struct conf_report r = { .arena = arena };
	const struct conf_node *root;

	*p = (struct playbook){ .name = "p" };
	root = conf_read_bytes(arena, "t",
	    span_of(arena_printf(arena, "release %s", rule)), &r);
	assert_non_null(root);
	if (release_read(root->children.at[0], 1, &p->release, &r) == 0) {
		assert_int_equal(r.errors, 0);
		return NULL;
	}
	assert_int_equal(r.errors, 1);
	return r.lines.at[0];
}

/* The days from a date on, with their cycles' names. */
static const char *
days(const struct playbook *p, const char *from, int n)
{
	struct buf b = { 0 };
	const char *text;
	day_t d;

	assert_true(words_date(from, &d));
	for (; n > 0; n--, d++) {
		if (playbook_release(p, d, &d) == 0)
			return "none";
		buf_addf(&b, "%s%s", b.n > 0 ? ", " : "",
		    words_of_day(arena, d));
	}
	text = arena_str(arena, buf_str(&b));
	buf_free(&b);
	return text;
}

static void
release__comes__by_every_rule(void **state)
{
	static const struct { const char *rule, *from, *days; } cases[] = {
		{ "every month 2nd tue", "2026-11-01", "Tue 10 Nov 2026, "
		    "Tue 8 Dec 2026, Tue 12 Jan 2027" },
		/* the day itself, and the one behind it */
		{ "every month 2nd tue", "2026-11-10", "Tue 10 Nov 2026, "
		    "Tue 8 Dec 2026, Tue 12 Jan 2027" },
		{ "every month 2nd tue", "2026-11-11", "Tue 8 Dec 2026, "
		    "Tue 12 Jan 2027, Tue 9 Feb 2027" },
		{ "every month last fri", "2026-01-31", "Fri 27 Feb 2026, "
		    "Fri 27 Mar 2026, Fri 24 Apr 2026" },
		{ "every month day 10", "2026-12-11", "Sun 10 Jan 2027, "
		    "Wed 10 Feb 2027, Wed 10 Mar 2027" },
		{ "every month day 28", "2026-02-28", "Sat 28 Feb 2026, "
		    "Sat 28 Mar 2026, Tue 28 Apr 2026" },
		{ "every month last day", "2028-02-01", "Tue 29 Feb 2028, "
		    "Fri 31 Mar 2028, Sun 30 Apr 2028" },
		{ "every quarter 2nd tue", "2026-01-14", "Tue 14 Apr 2026, "
		    "Tue 14 Jul 2026, Tue 13 Oct 2026" },
		{ "every 3 months 2nd tue from 2026-02-01", "2026-01-14",
		    "Tue 10 Feb 2026, Tue 12 May 2026, Tue 11 Aug 2026" },
		{ "every 5 months day 1 from 2026-02-01", "2026-12-02",
		    "Sat 1 May 2027, Fri 1 Oct 2027, Wed 1 Mar 2028" },
		{ "every 2 months 1st mon", "2026-01-01", "Mon 5 Jan 2026, "
		    "Mon 2 Mar 2026, Mon 4 May 2026" },
		{ "every year 1st mon", "2026-01-06", "Mon 4 Jan 2027, "
		    "Mon 3 Jan 2028, Mon 1 Jan 2029" },
		{ "every year 1st mon from 2026-03-15", "2026-01-06",
		    "Mon 2 Mar 2026, Mon 1 Mar 2027, Mon 6 Mar 2028" },
		{ "every week mon", "2026-11-02", "Mon 2 Nov 2026, "
		    "Mon 9 Nov 2026, Mon 16 Nov 2026" },
		{ "every week sun", "2026-11-02", "Sun 8 Nov 2026, "
		    "Sun 15 Nov 2026, Sun 22 Nov 2026" },
		{ "every 2 weeks wed from 2026-01-07", "2026-01-08",
		    "Wed 21 Jan 2026, Wed 4 Feb 2026, Wed 18 Feb 2026" },
		/* and before that day */
		{ "every 2 weeks wed from 2026-01-07", "2025-12-25",
		    "Wed 7 Jan 2026, Wed 21 Jan 2026, Wed 4 Feb 2026" },
		{ "every 2 weeks wed from 2026-01-07", "2025-12-24",
		    "Wed 24 Dec 2025, Wed 7 Jan 2026, Wed 21 Jan 2026" },
		{ "every 1 week mon", "2026-11-03", "Mon 9 Nov 2026, "
		    "Mon 16 Nov 2026, Mon 23 Nov 2026" },
		{ "declared", "2026-01-01", "none" },
	};
	struct playbook p;
	size_t i;

	(void)state;
	for (i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
		const char *wrong = read_rule(cases[i].rule, &p);

		if (wrong != NULL)
			fail_msg("%s", wrong);
		assert_string_equal(days(&p, cases[i].from, 3),
		    cases[i].days);
	}
}

static void
release__refuses__what_it_cannot_mean(void **state)
{
	static const struct { const char *rule, *wrong; } cases[] = {
		{ "2nd tue", "t:1:9: error: found \"2nd\"; expected \"every\","
		    " as in \"every month 2nd tue\", or \"declared\"" },
		{ "every", "t:1:9: error: found nothing behind \"every\"; "
		    "expected week, month, quarter, year, or a number of "
		    "weeks or months" },
		{ "every moth 2nd tue", "t:1:15: error: found \"moth\"; "
		    "expected week, month, quarter, year, or a number of "
		    "weeks or months; did you mean \"month\"?" },
		{ "every 2 month 2nd tue", "t:1:17: error: found \"month\"; "
		    "expected weeks or months; did you mean \"months\"?" },
		{ "every 0 weeks mon", "t:1:15: error: found \"0\"; expected "
		    "a number from 1 to 60" },
		{ "every 61 weeks mon", "t:1:15: error: found \"61\"; expected "
		    "a number from 1 to 60" },
		{ "every month 5th tue", "t:1:21: error: found \"5th\"; "
		    "expected 1st to 4th, or last: not every month has a 5th "
		    "one" },
		{ "every month day 0", "t:1:25: error: found \"0\"; expected a "
		    "day from 1 to 28, which every month has; the last one is "
		    "\"last day\"" },
		{ "every month day 29", "t:1:25: error: found \"29\"; expected "
		    "a day from 1 to 28, which every month has; the last one "
		    "is \"last day\"" },
		{ "every month tue", "t:1:21: error: found \"tue\"; expected a "
		    "day of the month, such as \"2nd tue\", \"last fri\", "
		    "\"day 10\" or \"last day\"" },
		{ "every week 2nd", "t:1:20: error: found \"2nd\"; expected a "
		    "weekday such as tue" },
		{ "every month 2nd teu", "t:1:25: error: found \"teu\"; "
		    "expected a weekday such as tue; did you mean \"tue\"?" },
		{ "every 2 weeks wed", "t:1:23: error: found nothing behind "
		    "\"wed\"; expected \"from DATE\": in which week does it "
		    "begin?" },
		{ "every 5 months day 1", "t:1:28: error: found nothing behind "
		    "\"1\"; expected \"from DATE\": in which month does it "
		    "begin?" },
		{ "every 2 weeks wed from 2026-01-08", "t:1:32: error: found "
		    "\"2026-01-08\"; expected a Wednesday; this is a Thursday"
		    },
		{ "every 2 weeks wed from 2026-02-30", "t:1:32: error: found "
		    "\"2026-02-30\"; expected a day from 01 to 28: February "
		    "2026 has 28 days" },
		{ "every 2 weeks wed from 2026-13-01", "t:1:32: error: found "
		    "\"2026-13-01\"; expected a month from 01 to 12" },
		{ "every 2 weeks wed from soon", "t:1:32: error: found "
		    "\"soon\"; expected a date such as 2026-01-07" },
		{ "every month 2nd tue 17:00", "t:1:29: error: found "
		    "\"17:00\"; expected the end of the line" },
		{ "declared now", "t:1:18: error: found \"now\"; expected the "
		    "end of the line" },
	};
	struct playbook p;
	const char *wrong;
	size_t i;

	(void)state;
	for (i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
		wrong = read_rule(cases[i].rule, &p);
		if (wrong == NULL)
			fail_msg("%s: no error", cases[i].rule);
		assert_string_equal(wrong, cases[i].wrong);
	}
}

static void
cycle_name__month_week_and_declared(void **state)
{
	day_t d = day_make(2026, 11, 9);
	struct playbook p;

	(void)state;
	assert_null(read_rule("every quarter 2nd tue", &p));
	assert_string_equal(playbook_cycle_name(arena, &p, d), "2026-11");
	assert_null(read_rule("every week mon", &p));
	assert_string_equal(playbook_cycle_name(arena, &p, d), "2026-11-09");
	assert_null(read_rule("declared", &p));
	assert_string_equal(playbook_cycle_name(arena, &p, d),
	    "E-2026-11-09");
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(release__comes__by_every_rule),
		cmocka_unit_test(release__refuses__what_it_cannot_mean),
		cmocka_unit_test(cycle_name__month_week_and_declared),
	};

	return cmocka_run_group_tests_name("release", tests, setup, teardown);
}
