/* SPDX-License-Identifier: ISC */
/* Change requests: what stands in them is so, and agrees with itself. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <cmocka.h>

#include <string.h>

#include "base/clock.h"
#include "tests/support/cycletest.h"

/* The change is asked for: Wednesday 11 November. */
static void
asked(void)
{
	ct_start("2026-11-02 08:00");
	ct_until("2026-11-10 10:00");
	ct_bulletin("LAMP-7", 4);
	ct_until("2026-11-11 09:10");
	ft_said();
}

static void
added_server__is_named__and_asked_anew(void **state)
{
	const char *mails;

	(void)state;
	asked();
	ct_say("pat", "approve change");
	ct_say("paul", "approve change");
	ft_mails();
	ct_say("carol", "servers production add db9");
	ct_until("2026-11-11 10:30");
	mails = ft_mails();
	ft_has(ft_flat(mails), "Servers and systems, Production, db9 now added "
	    "by Carol");
	ft_has(ft_flat(mails), "What you were asked for before has changed");
	assert_string_equal(ct_step("change"), "open");
	ct_say("pat", "approve change");
	ct_say("paul", "approve change");
	assert_string_equal(ct_step("change"), "done");
	ft_mails();
	/* less than was approved is done without asking */
	ct_say("carol", "servers production remove db9");
	ct_until("2026-11-11 11:30");
	ft_has(ft_flat(ft_mails()), "What was approved stands.");
	assert_string_equal(ct_step("change"), "done");
}

static const char *
due(void)
{
	char t[CLOCK_TEXT];

	return arena_str(ft_arena, clock_minute(ft_int("SELECT due_at FROM "
	    "cycle_steps WHERE step = 'change' AND cycle = (SELECT id FROM "
	    "cycles WHERE name = '2026-11')"), t));
}

/* Approved, and its due time (Thursday 17:30) has passed; then production is
 * moved, and what it needs is asked for anew ten minutes later. */
static void
renewed(const char *when, const char *to)
{
	asked();
	ct_say("pat", "approve change");
	ct_say("paul", "approve change");
	assert_string_equal(due(), "2026-11-12 17:30");
	ct_until(when);
	ct_ask("carol", arena_printf(ft_arena, "move production %s anyway the "
	    "payroll", to), "2026-11/production is moved");
	ct_until(arena_printf(ft_arena, "%.13s:15", when));
	assert_string_equal(ct_step("change"), "open");
}

/* At the time of day of the step's own deadline, whenever that was asked. */
static void
asked_anew_at_night__is_due_by_day(void **state)
{
	(void)state;
	renewed("2026-11-14 03:00", "2026-11-24 21:30");
	assert_string_equal(due(), "2026-11-16 17:30");
}

/* The stage begins at four in the morning: not due an hour before. */
static void
asked_anew_before_a_night__is_due_the_day_before(void **state)
{
	(void)state;
	renewed("2026-11-16 15:00", "2026-11-18 04:00");
	assert_string_equal(due(), "2026-11-17 17:30");
}

/* On the day of rest only where the working day before has no hour left. */
static void
asked_anew_before_a_sunday__is_due_on_friday(void **state)
{
	(void)state;
	renewed("2026-11-13 10:00", "2026-11-15 20:00");
	assert_string_equal(due(), "2026-11-13 17:30");
}

static void
asked_anew_on_a_friday_evening__is_due_in_the_evening(void **state)
{
	(void)state;
	renewed("2026-11-13 17:00", "2026-11-15 20:00");
	assert_string_equal(due(), "2026-11-13 19:00");
}

static void
asked_anew_on_a_saturday__is_due_before_the_night(void **state)
{
	(void)state;
	renewed("2026-11-14 17:00", "2026-11-15 20:00");
	assert_string_equal(due(), "2026-11-15 19:00");
}

static void
request__risk__is_the_level_here(void **state)
{
	const char *kept;

	(void)state;
	ct_start("2026-11-02 08:00");
	ct_until("2026-11-10 12:00");
	ct_bulletin("LAMP-7", 3);
	ct_say("carol", "raise LAMP-7 exposed the lamps hang outside");
	ct_until("2026-11-11 09:00");
	kept = ft_text("SELECT body_text FROM documents WHERE name = "
	    "'change'");
	assert_non_null(kept);
	ft_has(ft_flat(kept), "LAMP-7: critical:");
	ft_has(ft_flat(kept), "1 bulletin, the worst is critical");
}

static void
request__has_no_bulletin_that_was_settled_before(void **state)
{
	const char *kept;

	(void)state;
	ct_start("2026-11-02 08:00");
	ct_bulletin("LAMP-6", 4);
	ct_say("carol", "decide LAMP-6 done it was done by hand");
	ct_until("2026-11-10 12:00");
	ct_bulletin("LAMP-7", 4);
	/* in this cycle, so what the request says of it stays */
	ct_say("carol", "decide LAMP-7 done it is done");
	ct_until("2026-11-11 09:00");
	kept = ft_text("SELECT body_text FROM documents WHERE name = "
	    "'change'");
	assert_non_null(kept);
	ft_lacks(kept, "LAMP-6");
	ft_has(kept, "LAMP-7");
}

/* As many of them as a letter has room for: they take none of it. */
static void
letter__has_what_came__behind_what_was_settled(void **state)
{
	const char *mails;
	int i;

	(void)state;
	ct_start("2026-11-02 08:00");
	for (i = 10; i < 31; i++) {
		ct_bulletin(arena_printf(ft_arena, "LAMP-%d", i), 4);
		ct_say("carol", arena_printf(ft_arena, "decide LAMP-%d done "
		    "it was done by hand", i));
	}
	ct_until("2026-11-08 12:00");
	ct_bulletin("LAMP-7", 4);
	ft_mails();
	ct_until("2026-11-09 10:00");
	mails = ft_mails();
	ft_has(mails, "Point persons");
	ft_has(mails, "LAMP-7 [critical]");
	ft_lacks(mails, "None so far");
	ft_lacks(mails, "LAMP-10");
}

static void
request__decisions__are_those_that_hold(void **state)
{
	const char *mails;

	(void)state;
	asked();
	ct_say("pat", "approve change");
	ct_say("carol", "decide LAMP-7 defer for production until 2026-12-01 "
	    "the maker tests");
	ct_say("carol", "decide LAMP-7 go for production it cannot wait");
	ft_mails();
	ct_until("2026-11-11 10:30");
	mails = ft_flat(ft_mails());
	ft_has(mails, "LAMP-7, production now go: it cannot wait (Carol");
	ft_lacks(mails, "defer");
}

#define T(name) cmocka_unit_test_setup_teardown(name, ft_open, ct_close)

int
main(void)
{
	const struct CMUnitTest tests[] = {
		T(added_server__is_named__and_asked_anew),
		T(asked_anew_at_night__is_due_by_day),
		T(asked_anew_before_a_night__is_due_the_day_before),
		T(asked_anew_before_a_sunday__is_due_on_friday),
		T(asked_anew_on_a_friday_evening__is_due_in_the_evening),
		T(asked_anew_on_a_saturday__is_due_before_the_night),
		T(request__risk__is_the_level_here),
		T(request__has_no_bulletin_that_was_settled_before),
		T(letter__has_what_came__behind_what_was_settled),
		T(request__decisions__are_those_that_hold),
	};

	ft_file = "tests/flow/change.conf";
	return cmocka_run_group_tests(tests, NULL, NULL);
}
