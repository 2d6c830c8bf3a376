/* SPDX-License-Identifier: ISC */
/* The dates that come of a playbook, each with its reason. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <cmocka.h>

#include <string.h>

#include "handlers/playbook/parts.h"
#include "tests/support/playbooks.h"

static void
expect(const char *steps, const char *day0, const char *want)
{
	const struct playbook *p = pb_playbook(arena_printf(pb_arena,
	    "playbook p { release every month 2nd tue; hour 17:00\n%s }",
	    steps));

	assert_string_equal(pb_dates(p, day0, NULL, false), want);
}

/* The announcement keeps the lead-time when its night begins before its hour,
 * and lies on a business day where it counts these. */
static void
dates__announcements__keep_the_lead_time(void **state)
{
	(void)state;
	expect("stage x { at day +8 21:30; for 1h; servers a\n"
	    "  notice -2d 18:00, -1d 18:00 }", "2026-11-10",
	    "2026-11-16 18:00 x notice\n2026-11-17 18:00 x notice\n"
	    "2026-11-18 21:30 x begin until 2026-11-18 22:30\n");
	expect("stage x { at day +8 17:00; for 1h; servers a\n"
	    "  notice -2d 18:00, -1d 18:00 }", "2026-11-10",
	    "2026-11-15 18:00 x notice\n2026-11-17 18:00 x notice\n"
	    "2026-11-18 17:00 x begin until 2026-11-18 18:00\n");
	expect("stage x { at day +8 17:00; for 1h; servers a\n"
	    "  notice -2bd 18:00, -1d 18:00 }", "2026-11-10",
	    "2026-11-13 18:00 x notice\n2026-11-17 18:00 x notice\n"
	    "2026-11-18 17:00 x begin until 2026-11-18 18:00\n");
	/* a night on a Monday, and one whose announcement is meant so */
	expect("stage x { at day +6 21:30; for 1h; servers a\n"
	    "  notice -2bd 18:00 }", "2026-11-10",
	    "2026-11-12 18:00 x notice\n"
	    "2026-11-16 21:30 x begin until 2026-11-16 22:30\n");
	expect("stage x { at day +8 17:00; for 1h; servers a\n"
	    "  notice -1d 18:00 }", "2026-11-10",
	    "2026-11-17 18:00 x notice\n"
	    "2026-11-18 17:00 x begin until 2026-11-18 18:00\n");
}

static void
dates__a_whole_month(void **state)
{
	const struct playbook *p = pb_playbook("playbook monthly {\n"
	    "release every month 2nd tue\n"
	    "stage production { at day +10 21:30; for 3h30m; cutoff 11:00\n"
	    "  notice -2d 18:00, -1d 18:00; early dba 19:00 }\n"
	    "step heads-up { at day -5 17:00; notify committee }\n"
	    "step bulletin { by day 0 11:30; expect bulletin from lamp }\n"
	    "step applicable { at day 0; by day +2 17:00; ask *teams\n"
	    "  remind -24h -2h }\n"
	    "step change { at day +1 16:00; by production -1d 12:00\n"
	    "  approve 2 of board }\n"
	    "step review { meet day +1 14:00; for 60m; invite committee\n"
	    "  agenda -2d; minutes +2d }\n"
	    "step report { by end of production +1bd 12:00; todo }\n"
	    "step board { at next month 1st wed 15:00; notify board }\n}");

	(void)state;
	assert_string_equal(pb_dates(p, "2026-11-10", NULL, true),
	    "2026-11-05 17:00 heads-up begin: 5 days before the release, "
	    "Tue 10 Nov 2026; 17:00\n"
	    "2026-11-09 14:00 review agenda: 2 days before review, Wed 11 Nov "
	    "2026 14:00\n"
	    "2026-11-10 09:00 applicable begin: the release, Tue 10 Nov "
	    "2026\n"
	    "2026-11-10 11:30 bulletin due: the release, Tue 10 Nov 2026; "
	    "11:30\n"
	    "2026-11-11 14:00 review begin until 2026-11-11 15:00: 1 day "
	    "after the release, Tue 10 Nov 2026; 14:00\n"
	    "2026-11-11 16:00 change begin: 1 day after the release, Tue 10 "
	    "Nov 2026; 16:00\n"
	    "2026-11-11 17:00 applicable remind: 24 hours before the due time "
	    "of applicable, Thu 12 Nov 2026 17:00\n"
	    "2026-11-12 15:00 applicable remind: 2 hours before the due time "
	    "of applicable, Thu 12 Nov 2026 17:00\n"
	    "2026-11-12 17:00 applicable due: 2 days after the release, Tue "
	    "10 Nov 2026; 17:00\n"
	    "2026-11-13 14:00 review minutes: 2 days after review, Wed 11 Nov "
	    "2026 14:00\n"
	    "2026-11-18 18:00 production notice: 2 days before production, "
	    "Fri 20 Nov 2026 21:30; 18:00\n"
	    "2026-11-19 12:00 change due: 1 day before production, Fri 20 Nov "
	    "2026 21:30; 12:00\n"
	    "2026-11-19 18:00 production notice: 1 day before production, Fri "
	    "20 Nov 2026 21:30; 18:00\n"
	    "2026-11-20 11:00 production cutoff: production, Fri 20 Nov 2026 "
	    "21:30; 11:00\n"
	    "2026-11-20 19:00 production early dba: production, Fri 20 Nov "
	    "2026 21:30; 19:00\n"
	    "2026-11-20 21:30 production begin until 2026-11-21 01:00: 10 "
	    "days after the release, Tue 10 Nov 2026; 21:30\n"
	    "2026-11-23 12:00 report due: 1 business day after the end of "
	    "production, Sat 21 Nov 2026 01:00; 12:00\n"
	    "2026-12-02 15:00 board begin: the 1st Wednesday of December "
	    "2026; 15:00\n");
}

/* The trap of April 2026: the 2nd Wednesday comes before the 2nd Tuesday. */
static void
dates__ordinals(void **state)
{
	(void)state;
	expect("step a { at 2nd wed; notify board }\n"
	    "step b { at next month 1st thu 20:00; notify board }",
	    "2026-04-14", "2026-04-08 17:00 a begin\n"
	    "2026-05-07 20:00 b begin\n");
	/* over the end of the year */
	expect("step a { at next month last fri +1d; notify board }",
	    "2026-12-08", "2027-01-30 17:00 a begin\n");
	/* five Thursdays in December 2026, four in November */
	expect("step a { at 5th thu; notify board }", "2026-12-08",
	    "2026-12-31 17:00 a begin\n");
}

static void
dates__an_ordinal_that_the_month_lacks__is_said(void **state)
{
	const struct playbook *p = pb_playbook("playbook p { release every "
	    "month 2nd tue\nstep a { at 5th thu; notify board }\n"
	    "step b { at a +1; notify board } }");
	struct fixed f = { .step = "a", .what = "begin" };
	struct list fixed = { 0 };
	const char *said = pb_dates(p, "2026-11-10", NULL, false);

	(void)state;
	assert_non_null(strstr(said, ":22: \"a\" hangs on the 5th Thursday of "
	    "November 2026, which that month does not have"));
	/* until a person says when */
	assert_true(clock_parse("2026-11-27 10:00", &f.at));
	list_add_in(pb_arena, &fixed, &f);
	assert_string_equal(pb_dates(p, "2026-11-10", &fixed, false),
	    "2026-11-27 10:00 a begin fixed\n2026-11-28 10:00 b begin\n");
}

static void
dates__business_days__leave_weekends_out(void **state)
{
	(void)state;
	/* 2026-11-10 is a Tuesday */
	expect("step a { at day +3bd; notify board }\n"
	    "step b { at day +4bd; notify board }\n"
	    "step c { at day -1bd; notify board }\n"
	    "step d { at day -2bd; notify board }\n"
	    "step e { at day +4d +1bd; notify board }\n"
	    "step f { at day +4d -1bd; notify board }", "2026-11-10",
	    "2026-11-06 17:00 d begin\n2026-11-09 17:00 c begin\n"
	    "2026-11-13 17:00 a begin\n2026-11-13 17:00 f begin\n"
	    "2026-11-16 17:00 b begin\n2026-11-16 17:00 e begin\n");
}

/* With a calendar: what was stepped over stands in the reason, weekends do
 * not, whichever days they are. */
static void
dates__business_days__name_the_holidays(void **state)
{
	const struct playbook *p = pb_playbook("calendar { holiday 2026-11-11 "
	    "\"Founder's day\"; holiday 11-12 every year; weekend fri sat }\n"
	    "playbook p { release every month 2nd tue\n"
	    "step a { at day +2bd; notify board }\n"
	    "step b { at day -1bd; notify board } }");

	(void)state;
	assert_string_equal(pb_dates(p, "2026-11-10", NULL, true),
	    "2026-11-09 09:00 b begin: 1 business day before the release, Tue "
	    "10 Nov 2026\n"
	    "2026-11-16 09:00 a begin: 2 business days after the release, Tue "
	    "10 Nov 2026 (left out: Wed 11 Nov 2026, Founder's day; Thu 12 Nov "
	    "2026, holiday)\n");
}

static void
dates__weekdays__are_never_the_day_itself(void **state)
{
	(void)state;
	/* 2026-11-10 is a Tuesday */
	expect("step a { at day +1wed; notify board }\n"
	    "step b { at day +1tue; notify board }\n"
	    "step c { at day +2mon; notify board }\n"
	    "step d { at day -1mon; notify board }\n"
	    "step e { at day -1tue; notify board }\n"
	    "step f { at day -2wed; notify board }\n"
	    "step g { at day +3d +1fri; notify board }\n"
	    "step h { at day +1sat +1bd 08:00; notify board }", "2026-11-10",
	    "2026-10-28 17:00 f begin\n2026-11-03 17:00 e begin\n"
	    "2026-11-09 17:00 d begin\n2026-11-11 17:00 a begin\n"
	    "2026-11-16 08:00 h begin\n2026-11-17 17:00 b begin\n"
	    "2026-11-20 17:00 g begin\n2026-11-23 17:00 c begin\n");
}

/*
 * Summer time begins on 2026-03-29 at 02:00 and ends on 2026-10-25 at 03:00:
 * a time that is skipped moves on by the hour, of a doubled one it is the
 * first; days keep the civil time, hours do not.  What hangs on a step hangs on
 * the time that it got.
 */
static void
dates__summer_time(void **state)
{
	struct list out = { 0 };
	struct err e = { 0 };
	const struct playbook *p;
	const struct due *x;

	(void)state;
	expect("step a { at day +19 02:30; notify board }\n"
	    "step b { at day +18 02:30; notify board }\n"
	    "step c { at b +1; notify board }\n"
	    "step d { at b +24h; notify board }\n"
	    "step e { at a +1; notify board }\n"
	    "step f { at day +19 01:30; notify board }\n"
	    "step g { at f +1h; notify board }\n"
	    "stage s { at day +18 23:30; for 4h }", "2026-03-10",
	    "2026-03-28 02:30 b begin\n"
	    "2026-03-28 23:30 s begin until 2026-03-29 04:30\n"
	    "2026-03-29 01:30 f begin\n2026-03-29 03:30 a begin\n"
	    "2026-03-29 03:30 c begin\n2026-03-29 03:30 d begin\n"
	    "2026-03-29 03:30 g begin\n2026-03-30 03:30 e begin\n");
	p = pb_playbook("playbook p { release every month 2nd tue\n"
	    "step a { at day +12 02:30; notify board }\n"
	    "step b { at a +1h; notify board }\n"
	    "step c { at a +24h; notify board }\n}");
	assert_string_equal(pb_dates(p, "2026-10-13", NULL, false),
	    "2026-10-25 02:30 a begin\n2026-10-25 02:30 b begin\n"
	    "2026-10-26 01:30 c begin\n");
	assert_int_equal(playbook_dates(p, calendar_of(pb_config), pb_arena,
	    day_make(2026, 10, 13), NULL, &out, &e), 0);
	x = out.at[0];
	assert_int_equal(x->at, 1792888200);	/* 00:30 UTC: the first one */
}

static void
dates__hours_and_a_time(void **state)
{
	(void)state;
	/* the hours go first, and may end on another day */
	expect("step a { at day -18h 08:00; notify board }\n"
	    "step b { at day +7h30m; notify board }", "2026-11-10",
	    "2026-11-09 08:00 a begin\n2026-11-11 00:30 b begin\n");
}

static void
dates__months__leave_steps_out(void **state)
{
	static const char steps[] = "step a { at day; notify board; months "
	    "3 jun 9 dec }\nstep b { at a +1; notify board }";

	(void)state;
	expect(steps, "2026-12-08", "2026-12-08 17:00 a begin\n"
	    "2026-12-09 17:00 b begin\n");
	/* what hangs on it keeps its date */
	expect(steps, "2026-11-10", "2026-11-11 17:00 b begin\n");
}

static void
dates__what_is_only_due__begins_then(void **state)
{
	(void)state;
	expect("step a { by day +2; todo }\n"
	    "step b { at a +1; notify board }\n"
	    "step c { at end of b +1h; notify board }\n"
	    "step d { at day +1; by 20:00; ask board }\n"
	    "step e { at end of d; notify board }", "2026-11-10",
	    "2026-11-11 17:00 d begin\n2026-11-11 20:00 d due\n"
	    "2026-11-11 20:00 e begin\n2026-11-12 17:00 a due\n"
	    "2026-11-13 17:00 b begin\n2026-11-13 18:00 c begin\n");
}

static void
dates__fixed__moves_what_hangs_on_it(void **state)
{
	const struct playbook *p = pb_playbook("playbook p { release declared"
	    "\nhour 12:00\nstage s { at day +1 21:30; for 3h; notice -1d }\n"
	    "step before { by s -1d 12:00; todo }\n"
	    "step after { at end of s +1h; notify board }\n"
	    "step alone { at day +1; notify board } }");
	struct fixed begin = { .step = "s", .what = "begin" },
	    due = { .step = "s", .what = "due" };
	struct list fixed = { 0 };

	(void)state;
	assert_true(clock_parse("2026-11-23 20:00", &begin.at));
	list_add_in(pb_arena, &fixed, &begin);
	assert_string_equal(pb_dates(p, "2026-11-18", &fixed, true),
	    "2026-11-19 12:00 alone begin: 1 day after the declaration, Wed "
	    "18 Nov 2026\n"
	    "2026-11-22 12:00 before due: 1 day before s, Mon 23 Nov 2026 "
	    "20:00; 12:00\n"
	    "2026-11-22 20:00 s notice: 1 day before s, Mon 23 Nov 2026 "
	    "20:00\n"
	    "2026-11-23 20:00 s begin until 2026-11-23 23:00 fixed: 1 day "
	    "after the declaration, Wed 18 Nov 2026; 21:30\n"
	    "2026-11-24 00:00 after begin: 1 hour after the end of s, Mon 23 "
	    "Nov 2026 23:00\n");
	/* a window that was made longer */
	assert_true(clock_parse("2026-11-24 02:00", &due.at));
	list_add_in(pb_arena, &fixed, &due);
	assert_non_null(strstr(pb_dates(p, "2026-11-18", &fixed, false),
	    "2026-11-23 20:00 s begin until 2026-11-24 02:00 fixed\n"
	    "2026-11-24 03:00 after begin\n"));
}

/* A chain as long as a playbook may be, the wrong way round. */
static void
dates__as_many_steps_as_there_may_be(void **state)
{
	struct buf b = { 0 };
	struct list out = { 0 };
	struct err e = { 0 };
	const struct playbook *p;
	const struct due *last;
	int i;

	(void)state;
	buf_adds(&b, "playbook p { release declared\n");
	for (i = 1; i < STEPS_MAX; i++)
		buf_addf(&b, "step s%d { at s%d +1h; notify board }\n", i,
		    i + 1);
	buf_addf(&b, "step s%d { at day; notify board }\n", STEPS_MAX);
	buf_addc(&b, '}');
	p = pb_playbook(buf_str(&b));
	assert_int_equal(playbook_dates(p, calendar_of(pb_config), pb_arena,
	    day_make(2026, 11, 18), NULL, &out, &e), 0);
	assert_int_equal(out.n, STEPS_MAX);
	last = out.at[STEPS_MAX - 1];
	assert_string_equal(last->step->name, "s1");
	b.p[b.n - 1] = '\n';
	buf_adds(&b, "step more { at day; notify board } }");
	assert_null(pb_load(buf_str(&b)));
	assert_non_null(strstr(pb_errors(), "more than 200 steps in \"p\""));
	buf_free(&b);
}

int
main(void)
{
#define TEST(t) cmocka_unit_test_setup_teardown(t, pb_setup, pb_teardown)
	const struct CMUnitTest tests[] = {
		TEST(dates__announcements__keep_the_lead_time),
		TEST(dates__a_whole_month),
		TEST(dates__ordinals),
		TEST(dates__an_ordinal_that_the_month_lacks__is_said),
		TEST(dates__business_days__leave_weekends_out),
		TEST(dates__business_days__name_the_holidays),
		TEST(dates__weekdays__are_never_the_day_itself),
		TEST(dates__summer_time),
		TEST(dates__hours_and_a_time),
		TEST(dates__months__leave_steps_out),
		TEST(dates__what_is_only_due__begins_then),
		TEST(dates__fixed__moves_what_hangs_on_it),
		TEST(dates__as_many_steps_as_there_may_be),
	};

	return cmocka_run_group_tests_name("playbook_dates", tests, NULL,
	    NULL);
}
