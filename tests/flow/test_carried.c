/* SPDX-License-Identifier: ISC */
/*
 * Which nights carry which bulletins, and what that makes of their dates: the
 * name in an emergency's reason, two nights of one environment, another policy.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <cmocka.h>

#include <stdio.h>

#include "handlers/bulletin/facts.h"
#include "tests/support/cycletest.h"

#define DAY_0	"2026-11-10 11:30"	/* the bulletins come */

static int64_t calls;

static bool
count_call(const char *what)
{
	(void)what;
	calls++;
	return false;
}

/* Bulletins LAMP-FROM to LAMP-TO, all to be begun in dev within a day. */
static void
come(int from, int to)
{
	for (; from <= to; from++)
		ct_bulletin(arena_printf(ft_arena, "LAMP-%d", from),
		    SEVERITY_CRITICAL);
	ft_said();
	ft_mails();
}

static int64_t
cost_of_overdue(void)
{
	calls = 0;
	store_on_call(count_call);
	ct_say("olga", "overdue");
	store_on_call(NULL);
	return calls;
}

/* --- an emergency's reason -------------------------------------------- */

static void
rush(const char *reason)
{
	ct_start(DAY_0);
	come(1, 3);
	ct_say("carol", arena_printf(ft_arena, "declare rush %s", reason));
	ct_until("2026-11-11 21:30");
	ct_ask("carol", "open E-2026-11-10/now", "now");
	ct_until("2026-11-11 22:00");
}

static void
emergency__carries__what_its_reason_names(void **state)
{
	const char *said;

	(void)state;
	rush("LAMP-2 is being attacked");
	said = ct_say("olga", "overdue");
	ft_has(said, "LAMP-1 [critical] dev");
	ft_has(said, "LAMP-3 [critical] dev");
	ft_lacks(said, "LAMP-2 [critical] dev");
}

/* What it was declared for is withdrawn: the others are none of its, still. */
static void
emergency__for_one_that_is_withdrawn__takes_no_others(void **state)
{
	struct bulletin_facts gone = { .site_severity = SEVERITY_CRITICAL,
	    .kind = KIND_WITHDRAWAL };

	(void)state;
	rush("LAMP-2 is being attacked");
	ct_facts("LAMP-2", &gone);
	ct_ask("olga", "overdue", "LAMP-1 [critical] dev");
}

/* The whole list costs each bulletin what one costs, however many there are. */
static void
reason__is_looked_for__once(void **state)
{
	int64_t few, more;

	(void)state;
	rush("LAMP-2 is being attacked");
	few = cost_of_overdue();
	come(4, 33);
	ct_until("2026-11-12 22:30");
	more = cost_of_overdue();
	print_message("overdue: %lld calls with 3, %lld with 33\n",
	    (long long)few, (long long)more);
	assert_true(more < few + 30 * (few / 3));
}

/* It was closed before; the emergency is declared for it all the same. */
static void
emergency__for_one_that_is_closed__lists_it(void **state)
{
	const char *mails;

	(void)state;
	ct_start("2026-10-20 11:30");
	come(1, 2);
	ct_until(DAY_0);
	ct_say("carol", "decide LAMP-1 done nobody has it");
	ct_say("carol", "decide LAMP-2 done nobody has it");
	ct_say("carol", "declare rush we have it (LAMP-1), and it is attacked");
	ct_until("2026-11-11 06:59");
	ft_mails();
	ct_until("2026-11-11 07:01");
	mails = ft_mails();
	ft_has(mails, "LAMP-1 [critical]");
	ft_lacks(mails, "LAMP-2");
}

/* --- servers of another cycle ------------------------------------------ */

static void
declare_and_complete(const char *playbook)
{
	ct_start(DAY_0);
	come(1, 1);
	ct_say("carol", arena_printf(ft_arena, "declare %s LAMP-1 is being "
	    "attacked", playbook));
	ct_until("2026-11-11 21:30");
	ct_ask("carol", "open E-2026-11-10/now", "now");
	ct_until("2026-11-11 22:00");
	ct_ask("carol", "complete E-2026-11-10-now", "completed");
}

/* db1 and db2 have it; the others wait for the month's own night. */
static void
emergency__on_some_servers__leaves_others_to_the_month(void **state)
{
	(void)state;
	declare_and_complete("some");
	assert_int_equal(ct_count("decide_done WHERE environment = "
	    "'production'"), 0);
	assert_int_equal(ct_count("decide_begun WHERE environment = "
	    "'production'"), 1);
	ct_ask("olga", "due", "LAMP-1 [critical] production");
}

static void
emergency__on_all_servers__leaves_nothing(void **state)
{
	(void)state;
	declare_and_complete("every");
	assert_int_equal(ct_count("decide_done WHERE environment = "
	    "'production'"), 1);
	ft_lacks(ct_say("olga", "due"), "LAMP-1 [critical] production");
}

/* What came on the next release day is the next month's, though this one is
 * open still. */
static void
month__names__none_of_the_next(void **state)
{
	(void)state;
	ct_start("2026-10-05 08:00");
	ct_until("2026-10-13 12:00");
	come(1, 1);
	ct_until("2026-11-10 12:00");
	come(2, 2);
	ct_say("carol", "decide LAMP-1 defer until 2026-12-01 for dev nobody "
	    "can test it");
	ct_ask("carol", "report twice-2026-10", "LAMP-1 [critical]");
	ct_ask("carol", "report twice-2026-10", "LAMP-1, dev: defer until "
	    "2026-12-01: nobody can test it (Carol, 2026-11-10 12:00)");
	ft_lacks(ct_say("carol", "report twice-2026-10"), "LAMP-2");
	ct_ask("carol", "report twice-2026-11", "LAMP-2 [critical]");
}

/* --- two nights ------------------------------------------------------- */

static void
first_night(void)
{
	ct_came(DAY_0, "LAMP-1", SEVERITY_CRITICAL);
	ct_until("2026-11-11 09:00");
	ct_ask("carol", "open twice-2026-11/first", "first");
	ct_until("2026-11-11 11:00");
	ct_ask("carol", "complete twice-2026-11-first", "completed");
	ct_say("carol", "close twice-2026-11-first");
	ct_until("2026-11-12 09:00");
}

/* It has begun: between its nights it is open, and not late. */
static void
start__is_met__between_two_nights(void **state)
{
	const char *said;

	(void)state;
	first_night();
	ct_ask("olga", "overdue", "Nothing is overdue.");
	said = ct_say("olga", "due");
	ft_has(said, "LAMP-1 [critical] dev: begin by 2026-11-11 11:30");
	ft_lacks(said, "dev: begin by 2026-11-11 11:30, ");
	/* nor is the coordinator told so */
	assert_int_equal(ct_count("decide_told WHERE overdue = 1 AND "
	    "environment = 'dev'"), 0);
	/* a new one was not there */
	ct_bulletin("LAMP-2", SEVERITY_CRITICAL);
	ct_until("2026-11-13 10:00");
	ct_ask("olga", "overdue", "LAMP-2 [critical] dev: begin by");
	ft_lacks(ct_say("olga", "overdue"), "LAMP-1");
}

/* Where the second night does not come, nobody would finish it. */
static void
start__is_late__when_the_second_night_is_off(void **state)
{
	(void)state;
	first_night();
	ct_say("carol", "skip twice-2026-11/second no time");
	ct_ask("olga", "overdue", "LAMP-1 [critical] dev: begin by 2026-11-11 "
	    "11:30");
}

/* It has to be done again: what was begun before that is no begin of it. */
static void
start__is_late__when_it_was_decided_anew(void **state)
{
	(void)state;
	first_night();
	ct_say("carol", "decide LAMP-1 go for dev once more");
	ct_ask("olga", "overdue", "LAMP-1 [critical] dev: begin by 2026-11-11 "
	    "11:30");
}

#define TEST(f) cmocka_unit_test_setup_teardown(f, ft_open, ct_close)

int
main(void)
{
	const struct CMUnitTest tests[] = {
		TEST(emergency__carries__what_its_reason_names),
		TEST(emergency__for_one_that_is_withdrawn__takes_no_others),
		TEST(emergency__for_one_that_is_closed__lists_it),
		TEST(reason__is_looked_for__once),
		TEST(emergency__on_some_servers__leaves_others_to_the_month),
		TEST(emergency__on_all_servers__leaves_nothing),
		TEST(month__names__none_of_the_next),
		TEST(start__is_met__between_two_nights),
		TEST(start__is_late__when_the_second_night_is_off),
		TEST(start__is_late__when_it_was_decided_anew),
	};

	ft_file = "tests/flow/carried.conf";
	return cmocka_run_group_tests(tests, NULL, NULL);
}
