/* SPDX-License-Identifier: ISC */
/* The watch over the nights ahead: other nights, other teams' changes, and who
 * is away. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <cmocka.h>

#include "base/clock.h"
#include "tests/support/cycletest.h"

/* Dan's or Dora's answering machine. */
static void
away(const char *who, const char *until)
{
	struct evidence ev = { .complete = true, .from = arena_printf(ft_arena,
	    "%s@example.com", who), .signs = SIGN_AUTO };
	struct reading r = { .mail_class = CLASS_AUTO_REPLY };

	assert_true(clock_parse(until, &r.away_until));
	ft_mail(&ev, &r, false);
	ft_said();
}

static void
change_of_others__is_told_once__with_a_free_date(void **state)
{
	const char *said;

	(void)state;
	ct_start("2026-11-02 08:00");
	ct_until("2026-11-09 07:30");
	ft_said();
	/* the cycle opens at 09:00; the next morning it is seen */
	ct_until("2026-11-10 07:30");
	said = ft_said();
	ft_has(said, "carol@example.com: 2026-11-production (Fri 20 Nov 2026 "
	    "21:30 CET to 01:00) meets network (the network team's), "
	    "2026-11-20 22:00 to 2026-11-21 00:00, on the same servers. The "
	    "next free date is Sat 21 Nov 2026 21:30 CET.");
	ct_until("2026-11-11 07:30");
	ft_lacks(ft_said(), "meets");
	/* moved, and back again: looked at anew, and known already */
	ct_say("carol", "move production 2026-11-20 21:45 later");
	ct_until("2026-11-12 07:30");
	ft_has(ft_said(), "meets network");
}

static void
night_on_the_same_servers__is_told(void **state)
{
	const char *said;

	(void)state;
	ct_start("2026-11-02 08:00");
	ct_until("2026-11-09 10:00");
	ct_say("carol", "plan disks production 2026-11-21 22:00 for 2h servers "
	    "db2");
	ct_say("carol", "plan other production 2026-11-20 22:00 for 2h servers "
	    "zz9");
	ct_say("carol", "plan shelf production 2026-11-20 20:00 for 2h servers "
	    "db1");
	ct_until("2026-11-10 07:30");
	said = ft_said();
	ft_has(said, "shelf (Fri 20 Nov 2026 20:00 CET to 22:00) meets "
	    "2026-11-production, 2026-11-20 21:30 to 2026-11-21 01:00");
	ft_lacks(said, "meets other");
	ft_lacks(said, "meets disks");
	/* the free date of production knows of the disks */
	ft_has(said, "The next free date is Sun 22 Nov 2026 21:30 CET.");
}

/* All of them, the first five by their names. */
static void
nights_on_the_same_servers__are_all_told(void **state)
{
	const char *said;
	int i;

	(void)state;
	ct_start("2026-11-02 08:00");
	ct_until("2026-11-09 10:00");
	ct_say("carol", "plan shelf lab 2026-11-13 20:00 for 4h servers ww1");
	for (i = 1; i <= 2; i++)
		ct_say("carol", arena_printf(ft_arena, "plan job%d lab "
		    "2026-11-13 21:%d0 for 10m servers ww1", i, i));
	ct_until("2026-11-10 07:30");
	said = ft_said();
	ft_has(said, "shelf (Fri 13 Nov 2026 20:00 CET to 00:00) meets several "
	    "on the same servers:\n  job1, 2026-11-13 21:10 to 2026-11-13 "
	    "21:20\n  job2, 2026-11-13 21:20 to 2026-11-13 21:30\nThe next "
	    "free date is Sat 14 Nov 2026 20:00 CET. Speak with them");
	/* what is new is told, and that alone */
	ct_say("carol", "plan job3 lab 2026-11-13 21:30 for 10m servers ww1");
	ct_until("2026-11-11 07:30");
	said = ft_said();
	ft_has(said, "meets job3, ");
	ft_lacks(said, "job1");
}

static void
plan_jobs(int n)
{
	int i;

	ct_start("2026-11-02 08:00");
	ct_until("2026-11-09 10:00");
	ct_say("carol", "plan shelf lab 2026-11-13 20:00 for 4h servers ww1");
	for (i = 1; i <= n; i++)
		ct_say("carol", arena_printf(ft_arena, "plan job%d lab "
		    "2026-11-13 21:%02d for 5m servers ww1", i, 5 * i));
	ft_said();
	ct_until("2026-11-10 07:30");
}

static void
nights__at_most_five_are_named(void **state)
{
	const char *said;

	(void)state;
	plan_jobs(5);
	said = ft_said();
	ft_has(said, "  job5, ");
	ft_lacks(said, " more\n");
}

static void
nights__above_five_are_counted(void **state)
{
	const char *said;

	(void)state;
	plan_jobs(7);
	said = ft_said();
	ft_has(said, "  job5, 2026-11-13 21:25 to 2026-11-13 21:30\n  and 2 "
	    "more\n");
	ft_lacks(said, "job6");
	ft_has(ft_text("SELECT what FROM journal WHERE what LIKE 'meets "
	    "job1%'"), "job5, 2026-11-13 21:25; and 2 more; the coordinator "
	    "is told");
}

static void
staff__who_is_away__and_who_could_take_over(void **state)
{
	const char *said;

	(void)state;
	ct_start("2026-11-02 08:00");
	ct_until("2026-11-10 08:00");
	ct_say("wanda", "answer points yes wanda until Sunday");
	away("dan", "2026-11-13");
	ct_until("2026-11-11 07:30");
	said = ft_said();
	ft_has(said, "carol@example.com: Dan (owner of db) is away until "
	    "2026-11-13 00:00, so not there for 2026-11-dev (Thu 12 Nov 2026 "
	    "21:30 CET). Could take over: Dora.");
	/* he is back for production, she is not */
	ft_lacks(said, "2026-11-production");
	away("dora", "2026-11-30");
	away("wanda", "2026-11-30");
	ct_until("2026-11-12 07:30");
	said = ft_said();
	ft_has(said, "Dora (secondary of db) is away until 2026-11-30 00:00, "
	    "so not there for 2026-11-production");
	ft_has(said, "Wanda (point person) is away until");
	ft_has(said, "I found nobody who could take over");
	ct_until("2026-11-13 07:30");
	ft_lacks(ft_said(), "is away until");
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
#define T(name) cmocka_unit_test_setup_teardown(name, ft_open, ct_close)
		T(change_of_others__is_told_once__with_a_free_date),
		T(night_on_the_same_servers__is_told),
		T(nights_on_the_same_servers__are_all_told),
		T(nights__at_most_five_are_named),
		T(nights__above_five_are_counted),
		T(staff__who_is_away__and_who_could_take_over),
	};

	ft_file = "tests/flow/change.conf";
	return cmocka_run_group_tests(tests, NULL, NULL);
}
