/* SPDX-License-Identifier: ISC */
/* What a new date meets: blackouts, nights that are kept apart, and what waits
 * for each other.  And what is said of it. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <cmocka.h>

#include <string.h>

#include "base/clock.h"
#include "tests/support/cycletest.h"

/* --- what stands in the way --------------------------------------------- */

static void
move__into_a_hard_blackout__needs_anyway(void **state)
{
	const char *said;

	(void)state;
	ct_runs("2026-11-11 08:00");
	said = ct_say("carol", "move night-b 2026-11-24 22:00 the staff is "
	    "ill");
	ft_has(said, "2026-11/night-b would fall into the hard blackout "
	    "\"books\" of line 35 (the books are closed)");
	ft_has(said, "The next free date is Thu 26 Nov 2026 22:00 CET.");
	ft_has(said, "move 2026-11/night-b 2026-11-24 22:00 anyway the staff "
	    "is ill");
	assert_int_equal(ct_count("cycle_changes"), 0);
	ct_ask("carol", "move night-b 2026-11-24 22:00 anyway the staff is "
	    "ill", "Mind: 2026-11/night-b falls into the hard blackout "
	    "\"books\"");
	assert_int_equal(ct_count("cycle_changes WHERE reason = 'the staff is "
	    "ill'"), 1);
}

static void
move__that_moves_another_along__minds_that_one(void **state)
{
	(void)state;
	ct_runs("2026-11-11 08:00");
	ct_refused("carol", "move night-a 2026-11-23 22:00",
	    "2026-11/night-b would fall into the hard blackout \"books\"");
	ct_ask("carol", "move night-a 2026-12-01 22:00", "Mind: "
	    "2026-11/night-b falls into the soft blackout \"audit\" of line "
	    "41 (the auditors are here)");
}

static void
move__into_a_night_that_is_kept_apart__needs_anyway(void **state)
{
	(void)state;
	ct_runs("2026-11-11 08:00");
	ct_refused("carol", "move night-b 2026-11-17 03:00", "2026-11/night-b "
	    "would share a night with 2026-11-night-a (Mon 16 Nov 2026 22:00 "
	    "CET), against \"apart half:a half:b\"");
	ct_ask("carol", "move night-b 2026-11-17 03:00 for 1h anyway", "Mind: "
	    "2026-11/night-b shares a night with 2026-11-night-a");
}

static void
move__before_what_it_waits_for__needs_anyway(void **state)
{
	(void)state;
	ct_runs("2026-11-11 08:00");
	ct_refused("carol", "move night-b 2026-11-15 22:00", "2026-11/night-b "
	    "would begin before night-a is over (Tue 17 Nov 2026 02:00 CET), "
	    "for which it waits");
	/* and the other way round */
	ct_refused("carol", "move test 2026-11-18 22:00", "2026-11/night-a "
	    "would begin before test is over");
	ct_ask("carol", "move night-b 2026-11-15 22:00 anyway", "Mind: "
	    "2026-11/night-b begins before night-a is over");
}

static void
preview__shows_what_stands_in_the_way(void **state)
{
	const char *said;

	(void)state;
	ct_runs("2026-11-11 08:00");
	said = ct_say("carol", "preview move night-b 2026-11-24 22:00");
	ft_has(said, "night-b: Tue 17 Nov 2026 22:00 CET becomes Tue 24 Nov "
	    "2026 22:00 CET");
	ft_has(said, "It would be refused: 2026-11/night-b would fall into "
	    "the hard blackout \"books\"");
	ft_has(said, "The next free date is Thu 26 Nov 2026 22:00 CET.");
	ft_has(said, "anyway");
	assert_int_equal(ct_count("cycle_changes"), 0);
}

static void
plan__and_move__of_a_deployment__mind_the_calendar(void **state)
{
	const char *said;

	(void)state;
	ct_runs("2026-11-11 08:00");
	said = ct_say("carol", "plan extra production 2026-11-24 22:00 for 2h "
	    "servers env:prod half:a");
	ft_has(said, "extra would fall into the hard blackout \"books\"");
	ft_has(said, "The next free date is Thu 26 Nov 2026 22:00 CET.");
	ft_has(said, "anyway as the last word");
	assert_int_equal(ct_count("deployments WHERE name = 'extra'"), 0);
	ct_refused("carol", "plan extra production 2026-11-17 19:00 for 1h "
	    "servers env:prod half:a", "extra would share a night with "
	    "2026-11-night-b (Tue 17 Nov 2026 22:00 CET)");
	ct_ask("carol", "plan extra production 2026-12-02 22:00 for 2h "
	    "servers env:prod half:a", "Mind: extra falls into the soft "
	    "blackout \"audit\"");
	ct_refused("carol", "move extra 2026-11-25 22:00", "extra would fall "
	    "into the hard blackout \"books\"");
	ct_ask("carol", "move extra 2026-11-25 22:00 anyway no choice",
	    "Mind: extra falls into the hard blackout \"books\"");
	ct_ask("carol", "plan other production 2026-11-25 22:00 for 2h "
	    "servers env:prod half:a anyway", "Mind: other falls into the "
	    "hard blackout");
}

static void
declare__says__what_its_nights_meet(void **state)
{
	const char *said;

	(void)state;
	ct_runs("2026-11-23 08:00");
	said = ct_say("carol", "declare emergency the gateway is attacked");
	ft_has(said, "E-2026-11-23 (Emergency) is open");
	ft_has(said, "Mind: E-2026-11-23/now falls into the hard blackout "
	    "\"books\"");
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
#define T(name) cmocka_unit_test_setup_teardown(name, ft_open, ct_close)
		T(move__into_a_hard_blackout__needs_anyway),
		T(move__that_moves_another_along__minds_that_one),
		T(move__into_a_night_that_is_kept_apart__needs_anyway),
		T(move__before_what_it_waits_for__needs_anyway),
		T(preview__shows_what_stands_in_the_way),
		T(plan__and_move__of_a_deployment__mind_the_calendar),
		T(declare__says__what_its_nights_meet),
	};

	ft_file = "tests/flow/moves.conf";
	return cmocka_run_group_tests(tests, NULL, NULL);
}
