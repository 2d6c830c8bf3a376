/* SPDX-License-Identifier: ISC */
/* The report of a cycle: what was patched where, what was decided, late, moved
 * and left out; as a step sends it, and by command. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <cmocka.h>

#include <string.h>

#include "tests/support/cycletest.h"

/* The approval comes late, one night is completed, the other was moved, and
 * is given up. */
static void
month(void)
{
	ct_start("2026-11-02 08:00");
	ct_until("2026-11-12 13:00");
	ct_say("pat", "approve told-2026-11/go");
	ct_say("carol", "move told-2026-11/second 2026-11-14 22:00 the keys "
	    "are lost");
	ct_until("2026-11-12 22:05");
	ct_say("carol", "open told-2026-11-first");
	ct_until("2026-11-12 23:25");
	ct_say("carol", "complete told-2026-11-first all answers");
	ct_say("carol", "close told-2026-11-first");
	ct_until("2026-11-14 22:00");
	ct_say("carol", "open told-2026-11-second");
	ct_until("2026-11-14 22:30");
	ct_say("carol", "close told-2026-11-second the disk is full, rolled "
	    "back");
}

/* What it says in both ways. */
static void
check(const char *text)
{
	ft_has(text, "The first night (first): completed\n      Thu 12 Nov "
	    "2026 22:05 CET to 23:25, 1h20m\n      2 servers\n      all "
	    "answers");
	ft_has(text, "The second night (second): ended, NOT completed\n      "
	    "Sat 14 Nov 2026 22:00 CET to 22:30, 30m\n      1 server\n      "
	    "the disk is full, rolled back");
	ft_has(text, "Go ahead?: approved by");
	ft_has(text, "Go ahead?: done Thu 12 Nov 13:00, 1d1h late");
	ft_has(text, "The second night: moved by Carol from Fri 13 Nov 2026 "
	    "22:00 CET to Sat 14 Nov 2026 22:00 CET: the keys are lost");
	ft_lacks(text, "late, or moved\n  Nothing");
	ft_has(text, "of 5 steps are done, 1 failed");
	ft_has(text, "Nothing is left out or excepted.");
}

static void
report__as_a_step__is_a_document(void **state)
{
	const char *text;

	(void)state;
	month();
	ft_mails();
	ct_until("2026-11-16 09:00");
	ft_has(ft_mails(), "carol@example.com: [told-2026-11] What came of it");
	text = ft_text("SELECT body_text FROM documents WHERE name = "
	    "'cycle-report'");
	assert_non_null(text);
	check(text);
	ft_lacks(text, "What came of it (");
	ft_has(ft_text("SELECT body_html FROM documents WHERE name = "
	    "'cycle-report'"), "<strong>ended, NOT completed</strong>");
}

static void
report__by_command__also_of_one_that_is_closed(void **state)
{
	(void)state;
	month();
	ct_refused("dan", "report told-2026-99", "told-2026-99");
	check(ct_say("dan", "report told-2026-11"));
	ct_ask("dan", "report told-2026-11", "Told, opened Tue 10 Nov 2026 "
	    "09:00 CET; open for 4d13h30m");
	ct_until("2026-11-16 11:00");
	ct_say("carol", "tick told-2026-11/lessons all is said");
	ct_say("carol", "finish told-2026-11 second comes next month");
	ct_until("2026-11-30 11:00");
	ct_ask("dan", "report told-2026-11", "ended Mon 16 Nov 2026 11:00 CET, "
	    "after 6d2h");
}

/* Of one that was opened this minute no time has passed that could be told. */
static void
report__at_once__has_no_empty_time(void **state)
{
	(void)state;
	ct_start("2026-11-10 10:00");
	ct_reload("tests/flow/report.conf");
	ct_say("carol", "declare told to try it");
	ct_ask("dan", "report told-2026-11", "; just begun\n");
}

/* The night that failed stays in it, though its step has another one now. */
static void
report__of_a_second_try__has_both_nights(void **state)
{
	const char *said;

	(void)state;
	month();
	ct_say("carol", "move told-2026-11/second 2026-11-20 22:00 once more");
	ct_until("2026-11-20 22:00");
	ct_say("carol", "open told-2026-11/second");
	ct_until("2026-11-20 22:40");
	ct_say("carol", "complete told-2026-11/second now it answers");
	said = ct_say("dan", "report told-2026-11");
	ft_has(said, "The second night (second): ended, NOT completed\n      "
	    "Sat 14 Nov 2026 22:00 CET to 22:30, 30m\n      1 server\n      "
	    "the disk is full, rolled back\n  The second night (second): "
	    "completed\n      Fri 20 Nov 2026 22:00 CET to 22:40, 40m\n      "
	    "1 server\n      now it answers");
}

/* Its step has forgotten it, as when it is given a new date, and that night is
 * not planned yet. */
static void
report__of_a_failed_night__before_the_next_is_planned(void **state)
{
	const char *said;

	(void)state;
	month();
	assert_int_equal(store_exec(ft.store, NULL, "UPDATE cycle_steps SET "
	    "deployment = 0 WHERE step = 'second'", ""), 1);
	said = ct_say("dan", "report told-2026-11");
	ft_has(said, "The second night (second): ended, NOT completed\n");
	ft_has(said, "The second night: to come\n");
}

static void
report__of_an_emergency__says_why__and_that_it_was_cancelled(void **state)
{
	const char *said;

	(void)state;
	ct_start("2026-11-18 08:00");
	ct_say("carol", "declare emergency the shop is attacked");
	ct_until("2026-11-18 08:30");
	ct_say("carol", "cancel E-2026-11-18 false alarm");
	said = ct_say("dan", "report E-2026-11-18");
	ft_has(said, "CANCELLED Wed 18 Nov 2026 08:30 CET, after 30m: false "
	    "alarm\nDeclared: the shop is attacked\n");
	ft_has(said, "now (now): called off");
}

/* What it would have done is not to come, nor late. */
static void
report__of_a_cancelled_one__ends_with_it(void **state)
{
	const char *said;

	(void)state;
	ct_start("2026-11-02 08:00");
	ct_until("2026-11-11 14:00");
	ct_say("carol", "cancel told-2026-11 the vendor withdrew it");
	ct_until("2026-11-30 11:00");
	said = ct_say("dan", "report told-2026-11");
	ft_has(said, "0 of 5 steps are done, 1 late.");
	ft_has(said, "The first night (first): called off\n");
	ft_lacks(said, "to come");
	ft_has(said, "Go ahead?: not done, 2h late\n");
	ft_lacks(said, "Lessons: not done");
}

/* Nights that were never planned. */
static void
report__of_one_cancelled_early__has_no_night_to_come(void **state)
{
	const char *said;

	(void)state;
	ct_start("2026-11-02 08:00");
	ct_until("2026-11-10 10:00");
	ct_say("carol", "cancel told-2026-11 the vendor withdrew it");
	assert_int_equal(store_exec(ft.store, NULL, "UPDATE cycle_steps SET "
	    "deployment = 0 WHERE step = 'first'", ""), 1);
	said = ct_say("dan", "report told-2026-11");
	ft_has(said, "The first night: called off\n");
	ft_lacks(said, "to come");
	ft_lacks(said, "late.");
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
#define T(name) cmocka_unit_test_setup_teardown(name, ft_open, ct_close)
		T(report__as_a_step__is_a_document),
		T(report__by_command__also_of_one_that_is_closed),
		T(report__of_a_second_try__has_both_nights),
		T(report__at_once__has_no_empty_time),
		T(report__of_a_failed_night__before_the_next_is_planned),
		T(report__of_a_cancelled_one__ends_with_it),
		T(report__of_one_cancelled_early__has_no_night_to_come),
		T(report__of_an_emergency__says_why__and_that_it_was_cancelled),
	};

	ft_file = "tests/flow/report.conf";
	return cmocka_run_group_tests(tests, NULL, NULL);
}
