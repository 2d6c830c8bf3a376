/* SPDX-License-Identifier: ISC */
/* Days, moments and their words. */
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

/* --- days ---------------------------------------------------------------- */

static void
day_make__every_day__there_and_back(void **state)
{
	day_t d, first = day_make(1600, 1, 1), last = day_make(2500, 1, 1);
	int y, m, day, py = 1599, pm = 12, pd = 31;

	(void)state;
	assert_int_equal(day_make(1970, 1, 1), 0);
	assert_int_equal(day_make(2000, 3, 1), 11017);
	for (d = first; d < last; d++) {
		day_split(d, &y, &m, &day);
		assert_int_equal(day_make(y, m, day), d);
		/* each is the day behind the one before */
		if (day != 1)
			assert_true(y == py && m == pm && day == pd + 1);
		else
			assert_true(pd >= 28 && (m == 1 ? y == py + 1 :
			    y == py && m == pm + 1));
		py = y, pm = m, pd = day;
	}
}

static void
day_make__fields_out_of_range__carry(void **state)
{
	static const struct { int y, m, d, ey, em, ed; } cases[] = {
		{ 2026, 13, 1, 2027, 1, 1 }, { 2026, 12, 32, 2027, 1, 1 },
		{ 2026, 0, 1, 2025, 12, 1 }, { 2026, -12, 1, 2024, 12, 1 },
		{ 2026, 3, 0, 2026, 2, 28 }, { 2028, 3, 0, 2028, 2, 29 },
		{ 2100, 3, 0, 2100, 2, 28 }, { 2026, 25, 31, 2028, 1, 31 },
		{ 2026, 2, 29, 2026, 3, 1 },
	};
	size_t i;

	(void)state;
	for (i = 0; i < sizeof(cases) / sizeof(cases[0]); i++)
		assert_int_equal(day_make(cases[i].y, cases[i].m, cases[i].d),
		    day_make(cases[i].ey, cases[i].em, cases[i].ed));
}

static void
day_weekday__known_days__and_before_1970(void **state)
{
	(void)state;
	assert_int_equal(day_weekday(0), 4);
	assert_int_equal(day_weekday(day_make(1969, 12, 31)), 3);
	assert_int_equal(day_weekday(day_make(1969, 12, 28)), 0);
	assert_int_equal(day_weekday(day_make(2026, 11, 10)), 2);
	assert_int_equal(day_weekday(day_make(2028, 2, 29)), 2);
}

static void
day_of__the_sites_zone(void **state)
{
	(void)state;
	/* 23:30 UTC is the next day in Berlin */
	assert_int_equal(day_of(1794007800), day_make(2026, 11, 7));
	assert_int_equal(day_of(day_at(day_make(2026, 3, 29), 0, 0)),
	    day_make(2026, 3, 29));
	assert_int_equal(day_of(day_at(day_make(2026, 3, 29), 23, 59)),
	    day_make(2026, 3, 29));
}

static void
day_ordinal__first_to_fifth_and_last(void **state)
{
	static const struct { int y, m, nth, weekday, day; } cases[] = {
		{ 2026, 11, 1, 0, 1 },		/* the month begins with it */
		{ 2026, 11, 1, 6, 7 },		/* and with its last weekday */
		{ 2026, 11, 2, 2, 10 }, { 2026, 4, 2, 3, 8 },
		{ 2026, 4, 2, 2, 14 }, { 2026, 11, 5, 0, 29 },
		{ 2026, 11, 5, 1, 30 }, { 2026, 11, 5, 2, 0 },
		{ 2026, 2, 5, 0, 0 },		/* four weeks exactly */
		{ 2026, 2, 4, 6, 28 }, { 2026, 2, -1, 6, 28 },
		{ 2028, 2, 5, 2, 29 }, { 2026, 11, -1, 1, 30 },
		{ 2026, 11, -1, 2, 24 }, { 2026, 12, -1, 4, 31 },
	};
	day_t d;
	size_t i;

	(void)state;
	for (i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
		int got = day_ordinal(cases[i].y, cases[i].m, cases[i].nth,
		    cases[i].weekday, &d);

		assert_int_equal(got, cases[i].day != 0);
		if (got == 1)
			assert_int_equal(d, day_make(cases[i].y, cases[i].m,
			    cases[i].day));
	}
}

/* --- moments ------------------------------------------------------------- */

/* Reads "at TEXT"; the moment in words, or the error. */
static const char *
read_moment(const char *text, enum moment_base base)
{
	struct conf_report r = { .arena = arena };
	const struct conf_node *root, *n;
	struct moment m;

	root = conf_read_bytes(arena, "t",
	    span_of(arena_printf(arena, "at %s", text)), &r);
	assert_non_null(root);
	n = root->children.at[0];
	if (moment_read_last(arena, n, 1, base, &m, &r) == 0) {
		assert_int_equal(r.errors, 0);
		return moment_words(arena, &m);
	}
	assert_int_equal(r.errors, 1);
	return r.lines.at[0];
}

struct moment_case {
	const char	*text, *words;
};

static void
expect(const struct moment_case *cases, size_t n, enum moment_base base)
{
	size_t i;

	for (i = 0; i < n; i++) {
		const char *words = read_moment(cases[i].text, base);

		if (strcmp(words, cases[i].words) != 0)
			fail_msg("%s:\n%s\n%s", cases[i].text, words,
			    cases[i].words);
	}
}

static void
moment__reads__every_form(void **state)
{
	static const struct moment_case cases[] = {
		{ "day", "day 0" },
		{ "day 0", "day 0" },
		{ "day 0 11:30", "day 0, 11:30" },
		{ "day +2", "2 days after day 0" },
		{ "day +2d", "2 days after day 0" },
		{ "day -5 17:00", "5 days before day 0, 17:00" },
		{ "day +1w", "7 days after day 0" },
		{ "day +1", "1 day after day 0" },
		{ "day +3bd", "3 business days after day 0" },
		{ "day -1bd 00:00", "1 business day before day 0, 00:00" },
		{ "day +1fri", "1 Friday after day 0" },
		{ "day +1d -2tue 12:00", "1 day after and 2 Tuesdays before "
		    "day 0, 12:00" },
		{ "day +1w2d4h", "9 days, 4 hours after day 0" },
		{ "day +4h30m", "4 hours, 30 minutes after day 0" },
		{ "day +1 +4h", "1 day, 4 hours after day 0" },
		{ "day +2d -4h 23:59",
		    "2 days after and 4 hours before day 0, 23:59" },
		{ "+2 21:30", "2 days after day 0, 21:30" },
		{ "17:00", "day 0, 17:00" },
		{ "0", "day 0" },
		{ "+0d", "day 0" },
		{ "0d 18:00", "day 0, 18:00" },
		{ "day 0bd", "day 0" },
		{ "2nd wed", "the 2nd Wednesday" },
		{ "2nd Wednesday 14:00", "the 2nd Wednesday, 14:00" },
		{ "last fri", "the last Friday" },
		{ "5th sat", "the 5th Saturday" },
		{ "next month 1st thu 20:00",
		    "the 1st Thursday of the next month, 20:00" },
		{ "3rd fri +1 21:30", "1 day after the 3rd Friday, 21:30" },
		{ "production", "production" },
		{ "production -1d 12:00", "1 day before production, 12:00" },
		{ "end of production +30m",
		    "30 minutes after the end of production" },
		{ "day +2,", "2 days after day 0" },
	};

	(void)state;
	expect(cases, sizeof(cases) / sizeof(cases[0]), MOMENT_DAY);
}

static void
moment__without_a_base__hangs_on_what_the_place_says(void **state)
{
	static const struct moment_case self[] = {
		{ "-2d 18:00", "2 days before its beginning, 18:00" },
		{ "19:00", "its beginning, 19:00" },
		{ "day -2", "2 days before day 0" },
	}, end[] = {
		{ "-24h", "24 hours before its due time" },
	};

	(void)state;
	expect(self, 3, MOMENT_SELF);
	expect(end, 1, MOMENT_SELF_END);
}

static void
moment__says__what_is_wrong(void **state)
{
	static const struct moment_case cases[] = {
		{ "day 2", "t:1:8: error: found \"2\"; expected an offset "
		    "with its sign, such as +2d or -24h, or a time of day "
		    "such as 17:00" },
		{ "2d", "t:1:4: error: found \"2d\"; expected an offset with "
		    "its sign, such as +2d or -24h, or a time of day such as "
		    "17:00" },
		{ "day 0x", "t:1:8: error: found \"0x\"; expected an offset "
		    "with its sign, such as +2d or -24h, or a time of day "
		    "such as 17:00" },
		{ "day 24:00", "t:1:8: error: found \"24:00\"; expected a "
		    "time of day from 00:00 to 23:59" },
		{ "day 9:00", "t:1:8: error: found \"9:00\"; expected a time "
		    "of day from 00:00 to 23:59: write 09:00" },
		{ "day +2x", "t:1:8: error: found \"+2x\"; expected an offset "
		    "such as +2d, -1w, +1fri, +3bd (business days), -4h or "
		    "+30m" },
		{ "day +", "t:1:8: error: found \"+\"; expected an offset "
		    "such as +2d, -1w, +1fri, +3bd (business days), -4h or "
		    "+30m" },
		{ "day +3b", "t:1:8: error: found \"+3b\"; expected an offset "
		    "such as +2d, -1w, +1fri, +3bd (business days), -4h or "
		    "+30m" },
		/* a number without its unit, behind one with */
		{ "day +2d3", "t:1:8: error: found \"+2d3\"; expected an "
		    "offset such as +2d, -1w, +1fri, +3bd (business days), -4h "
		    "or +30m" },
		/* the same Friday twice, none at all, no weekday */
		{ "day +1fri +1sat", "t:1:14: error: found \"+1sat\"; "
		    "expected an offset such as +2d, -1w, +1fri, +3bd "
		    "(business days), -4h or +30m" },
		{ "day +0fri", "t:1:8: error: found \"+0fri\"; expected an "
		    "offset such as +2d, -1w, +1fri, +3bd (business days), -4h "
		    "or +30m" },
		{ "day +1fry", "t:1:8: error: found \"+1fry\"; expected an "
		    "offset such as +2d, -1w, +1fri, +3bd (business days), -4h "
		    "or +30m" },
		{ "2nd tuseday", "t:1:8: error: found \"tuseday\"; expected a "
		    "weekday such as tue; did you mean \"tuesday\"?" },
		{ "2nd", "t:1:4: error: found nothing behind \"2nd\"; "
		    "expected a weekday such as tue" },
		{ "next week", "t:1:9: error: found \"week\"; expected "
		    "\"month\", as in \"next month 1st thu\"" },
		{ "next month", "t:1:9: error: found nothing behind "
		    "\"month\"; expected one of 1st, 2nd, 3rd, 4th, 5th and "
		    "last, and a weekday" },
		{ "next month 6th thu", "t:1:15: error: found \"6th\"; "
		    "expected one of 1st, 2nd, 3rd, 4th, 5th and last, and a "
		    "weekday" },
		{ "end production", "t:1:8: error: found \"production\"; "
		    "expected \"of\", as in \"end of production\"" },
		{ "end of", "t:1:8: error: found nothing behind \"of\"; "
		    "expected the name of a step or stage" },
		{ "\"a b\"", "t:1:4: error: found \"a b\"; expected a moment "
		    "such as \"day +2 17:00\", \"production -1d\" or \"next "
		    "month 1st thu\"" },
		{ "", "t:1:1: error: found nothing behind \"at\"; expected a "
		    "moment such as \"day +2 17:00\"" },
		{ "day 17:00 +2", "t:1:14: error: found \"+2\" behind a "
		    "moment; expected the end of the line: several offsets "
		    "need a base, as in \"day +1 +4h\"" },
		{ "day, +2", "t:1:9: error: found \"+2\" behind a moment; "
		    "expected the end of the line: several offsets need a "
		    "base, as in \"day +1 +4h\"" },
		{ "day dev", "t:1:8: error: found \"dev\" behind a moment; "
		    "expected the end of the line" },
	};

	(void)state;
	expect(cases, sizeof(cases) / sizeof(cases[0]), MOMENT_DAY);
}

static void
moment__limits__400_days_either_way(void **state)
{
	static const struct moment_case cases[] = {
		{ "day +399", "399 days after day 0" },
		{ "day +400", "400 days after day 0" },
		{ "day -400bd", "400 business days before day 0" },
		{ "day +9600h", "9600 hours after day 0" },
		{ "day +401", "t:1:8: error: found \"+401\"; expected at most "
		    "400 days, either way" },
		{ "day -401bd", "t:1:8: error: found \"-401bd\"; expected at "
		    "most 400 days, either way" },
		{ "day +9601h", "t:1:8: error: found \"+9601h\"; expected at "
		    "most 400 days, either way" },
		{ "day +58w", "t:1:8: error: found \"+58w\"; expected at most "
		    "400 days, either way" },
		/* two that are fine alone */
		{ "day +300 +101", "t:1:13: error: found \"+101\"; expected "
		    "at most 400 days, either way" },
		{ "day +99999999999d", "t:1:8: error: found "
		    "\"+99999999999d\"; expected at most 400 days, either "
		    "way" },
		{ "day +100000m", "t:1:8: error: found \"+100000m\"; expected "
		    "at most 400 days, either way" },
		{ "day +57fri", "57 Fridays after day 0" },
		{ "day +58fri", "t:1:8: error: found \"+58fri\"; expected at "
		    "most 400 days, either way" },
	};

	(void)state;
	expect(cases, sizeof(cases) / sizeof(cases[0]), MOMENT_DAY);
}

/* Several in one directive: what ends each. */
static void
moment__several__a_time_a_comma_or_no_base(void **state)
{
	static const struct moment_case cases[] = {
		{ "-2d 18:00 -1d 18:00", "2 days before its beginning, 18:00; "
		    "1 day before its beginning, 18:00; " },
		{ "-2d 18:00, -1d 18:00", "2 days before its beginning, "
		    "18:00; 1 day before its beginning, 18:00; " },
		{ "-1d 18:00 0d 18:00", "1 day before its beginning, 18:00; "
		    "its beginning, 18:00; " },
		{ "-24h -2h", "24 hours before its beginning; 2 hours before "
		    "its beginning; " },
		{ "day +1 +4h, -2h", "1 day, 4 hours after day 0; 2 hours "
		    "before its beginning; " },
		{ "day +1 , day +2", "1 day after day 0; 2 days after day 0; "
		    },
		{ "2nd wed 3rd wed", "the 2nd Wednesday; the 3rd Wednesday; "
		    },
		{ "18:00 dev -1d", "its beginning, 18:00; 1 day before dev; "
		    },
	};
	struct conf_report r = { .arena = arena };
	struct moment m;
	size_t i, k;

	(void)state;
	for (k = 0; k < sizeof(cases) / sizeof(cases[0]); k++) {
		const struct conf_node *n = conf_read_bytes(arena, "t",
		    span_of(arena_printf(arena, "at %s", cases[k].text)), &r);
		struct buf b = { 0 };

		n = n->children.at[0];
		for (i = 1; i < n->n; ) {
			assert_int_equal(moment_read(arena, n, &i, MOMENT_SELF,
			    &m, &r), 0);
			buf_addf(&b, "%s; ", moment_words(arena, &m));
		}
		assert_string_equal(buf_str(&b), cases[k].words);
		buf_free(&b);
	}
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(day_make__every_day__there_and_back),
		cmocka_unit_test(day_make__fields_out_of_range__carry),
		cmocka_unit_test(day_weekday__known_days__and_before_1970),
		cmocka_unit_test(day_of__the_sites_zone),
		cmocka_unit_test(day_ordinal__first_to_fifth_and_last),
		cmocka_unit_test(moment__reads__every_form),
		cmocka_unit_test(
		    moment__without_a_base__hangs_on_what_the_place_says),
		cmocka_unit_test(moment__says__what_is_wrong),
		cmocka_unit_test(moment__limits__400_days_either_way),
		cmocka_unit_test(moment__several__a_time_a_comma_or_no_base),
	};

	return cmocka_run_group_tests_name("moment", tests, setup, teardown);
}
