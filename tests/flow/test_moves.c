/* SPDX-License-Identifier: ISC */
/* What a new date meets: blackouts, nights that are kept apart, and what waits
 * for each other.  And what is said of it. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <cmocka.h>

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "base/clock.h"
#include "base/fd.h"
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
	ft_has(said, "The next free date of 2026-11/night-b is Thu 26 Nov 2026 "
	    "22:00 CET.");
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
	ft_has(said, "The next free date of 2026-11/night-b is Thu 26 Nov 2026 "
	    "22:00 CET.");
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
	ft_has(said, "The next free date of extra is Thu 26 Nov 2026 22:00 "
	    "CET.");
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

/* --- what nobody can be asked about ------------------------------------- */

/* The same configuration with one word of it changed. */
static void
reload_with(const char *word, const char *other)
{
	char path[] = "tests/flow/.moves.XXXXXX";
	struct buf b = { 0 };
	struct err e = { 0 };
	const char *at;
	int fd = mkstemp(path);
	FILE *f = fdopen(fd, "w");

	assert_non_null(f);
	assert_int_equal(file_read_all(ft_file, 100000, &b, &e), 0);
	assert_non_null(at = strstr(buf_str(&b), word));
	fprintf(f, "%.*s%s%s", (int)(at - buf_str(&b)), buf_str(&b), other,
	    at + strlen(word));
	assert_int_equal(fclose(f), 0);
	buf_free(&b);
	ct_reload(path);
	unlink(path);
}

static void
reload__into_a_blackout__says_so_and_is_done(void **state)
{
	const char *said;

	(void)state;
	ct_runs("2026-11-11 08:00");
	reload_with("at night-a +1d 22:00", "at night-a +8d 22:00");
	said = ft_said();
	ft_has(said, "night-b: Tue 17 Nov 2026 22:00 CET becomes Tue 24 Nov "
	    "2026 22:00 CET");
	ft_has(said, "Mind: 2026-11/night-b falls into the hard blackout "
	    "\"books\"");
}

static void
override__into_a_blackout__says_so_and_is_done(void **state)
{
	const char *said;

	(void)state;
	ct_runs("2026-11-11 08:00");
	ct_until("2026-11-17 12:00");
	ct_say("dan", "override 2026-11/night-b servers all applications none "
	    "until 2026-11-24 22:00 the staff is ill");
	ct_say("pat", "approve override 1");
	said = ct_say("carol", "approve override 1");
	ft_has(said, "override 1 takes effect. The whole stage is moved to");
	ft_has(said, "Mind: 2026-11/night-b falls into the hard blackout "
	    "\"books\"");
	assert_int_equal(ct_count("overrides WHERE state = 'done'"), 1);
}

static void
declare__says__what_its_nights_meet(void **state)
{
	const char *said;

	(void)state;
	ct_runs("2026-11-23 08:00");
	said = ct_say("carol", "declare emergency the gateway is attacked");
	ft_has(said, "E-2026-11-23 (Emergency) is open");
	ft_has(ft_text("SELECT reason FROM cycle_occasions WHERE step = "
	    "'call' AND what = 'begin'"), "when it was declared");
	ft_has(said, "Mind: E-2026-11-23/now falls into the hard blackout "
	    "\"books\"");
}

static void
move__refusal__names_two_and_counts_the_rest(void **state)
{
	(void)state;
	ct_runs("2026-11-11 08:00");
	ct_say("carol", "plan extra production 2026-11-24 23:00 for 1h "
	    "servers env:prod half:b anyway");
	ct_refused("carol", "move night-a 2026-11-24 22:00", "2026-11/night-a "
	    "would fall into the hard blackout \"books\" of line 35 (the "
	    "books are closed); 2026-11/night-a would share a night with "
	    "extra (Tue 24 Nov 2026 23:00 CET), against \"apart half:a "
	    "half:b\"; and 1 more. The next free date of 2026-11/night-a is");
}

static void
move__onto_another_night_of_the_same_servers__is_said(void **state)
{
	(void)state;
	ct_runs("2026-11-11 08:00");
	ct_say("carol", "plan extra production 2026-12-09 23:00 for 1h "
	    "servers env:prod half:a");
	ct_ask("carol", "move night-a 2026-12-09 22:00", "Mind: "
	    "2026-11/night-a overlaps extra (Wed 9 Dec 2026 23:00 CET) on the "
	    "same servers.");
	/* to the minute behind it is none */
	ct_say("carol", "move extra 2026-12-10 02:00");
	ft_lacks(ct_say("carol", "preview move night-a 2026-12-09 22:01 for "
	    "3h59m"), "Mind");
}

static void
move__takes_a_date_alone_and_a_shift(void **state)
{
	(void)state;
	ct_runs("2026-11-11 08:00");
	ct_ask("carol", "preview move night-b 2026-11-18", "becomes Wed 18 Nov "
	    "2026 22:00 CET");
	ct_ask("carol", "preview move night-b +2d", "becomes Thu 19 Nov 2026 "
	    "22:00 CET");
	ct_ask("carol", "preview move night-b -1h", "becomes Tue 17 Nov 2026 "
	    "21:00 CET");
	ct_refused("carol", "move night-b -30d", "has passed");
	ct_refused("carol", "skip 2026-11 x", "2026-11 is a cycle. Which step "
	    "of it? Open now: ");
	ct_refused("carol", "move night-b 2026-11-11", "2026-11/night-b would "
	    "begin before night-a is over");
	ct_refused("carol", "move night-b soon", "\"soon\" is no start that I "
	    "understand; write it like 2026-11-18 21:30 (local time), a date "
	    "alone (the hour stays), or +1d (a day later).");
	ct_ask("carol", "move night-b +2d x", "night-b: Tue 17 Nov 2026 22:00 "
	    "CET becomes Thu 19 Nov 2026 22:00 CET");
	ct_say("carol", "plan extra lab 2026-12-09 20:00 for 1h");
	ct_ask("carol", "move extra +1d", "extra is moved from Wed 9 Dec 2026 "
	    "20:00 CET to Thu 10 Dec 2026 20:00 CET");
}

/* A night that is no step of a cycle: what would come of it; nothing does. */
static void
preview__of_a_deployment__shows_what_would_be_sent(void **state)
{
	const char *said;

	(void)state;
	ct_runs("2026-11-11 08:00");
	ct_say("carol", "plan extra lab 2026-12-09 20:00 for 1h");
	ft_mails();
	said = ct_say("dan", "preview move extra +1d the auditors");
	ft_has(said, "If extra is moved so, nothing else being done:\n  begin: "
	    "Wed 9 Dec 2026 20:00 CET becomes Thu 10 Dec 2026 20:00 CET\n"
	    "  end: Wed 9 Dec 2026 21:00 CET becomes Thu 10 Dec 2026 21:00 CET "
	    "(1h)\n  notices to the help desk: Mon 7 Dec 2026 18:00 CET, Tue 8 "
	    "Dec 2026 18:00 CET becomes Tue 8 Dec 2026 18:00 CET, Wed 9 Dec "
	    "2026 18:00 CET\n");
	ft_has(said, "What would be sent at once; nothing was:\n\nTo: room\n"
	    "\nDan moved extra from Wed 9 Dec 2026 20:00 CET to Thu 10 Dec "
	    "2026 20:00 CET: the auditors.");
	/* the help desk knows of nothing yet */
	ft_lacks(said, "Subject:");
	assert_int_equal(ct_count("deployment_changes"), 0);
	assert_int_equal(ft_int("SELECT MIN(due) FROM notices WHERE state = "
	    "'waiting' AND deployment = (SELECT id FROM deployments WHERE name "
	    "= 'extra')"), clock_at(2026, 12, 7, 18, 0));
	ct_until("2026-12-07 18:01");
	ft_mails();
	said = ct_say("carol", "preview move extra 2026-12-10 21:00 for 2h");
	ft_has(said, "\nTo: helpdesk@example.com\nSubject: [patch notice] "
	    "Moved: extra, lab, now Thu 10 Dec 2026 21:00 CET\n");
	ft_has(said, "Was planned:  Wed 9 Dec 2026 20:00 CET\nNow planned:  "
	    "Thu 10 Dec 2026 21:00 CET\n");
	assert_string_equal(ft_mails(), "");
	assert_int_equal(ft_int("SELECT start_at FROM deployments WHERE name = "
	    "'extra'"), clock_at(2026, 12, 9, 20, 0));
}

static void
preview__of_a_deployment__says_what_it_meets(void **state)
{
	const char *said;

	(void)state;
	ct_runs("2026-11-11 08:00");
	ct_say("carol", "plan extra production 2026-12-09 23:00 for 1h servers "
	    "env:prod");
	said = ct_say("carol", "preview move extra 2026-11-24 23:00");
	ft_has(said, "It would be refused: extra would fall into the hard "
	    "blackout \"books\"");
	ft_has(said, "The word anyway behind the date does it all the same.");
	said = ct_say("carol", "preview move extra 2026-11-24 23:00 anyway");
	ft_has(said, "Mind: extra falls into the hard blackout \"books\"");
	ft_lacks(said, "refused");
	ct_refused("carol", "preview move extra 2026-12-09 23:00", "extra is "
	    "planned for then already");
	ct_refused("carol", "preview move extra soon", "\"soon\" is no start");
	ct_refused("carol", "preview move extra", "What, and to when?");
	ct_refused("carol", "preview move extro +1d", "extra");
	ct_say("carol", "cancel extra no more");
	ct_refused("carol", "preview move extra +1d", "extra");
}

/* --- a window that is made longer --------------------------------------- */

static void
extend__of_an_open_night_by_its_step__is_the_night(void **state)
{
	(void)state;
	ct_runs("2026-11-11 08:00");
	ct_until("2026-11-16 22:01");
	ct_say("carol", "open night-a anyway");
	ft_mails();
	ct_ask("carol", "extend 2026-11/night-a 1h slow", "2026-11-night-a "
	    "ends Tue 17 Nov 2026 03:00 CET instead of Tue 17 Nov 2026 02:00 "
	    "CET: 1h more.");
	ft_has(ft_mails(), "helpdesk@example.com: [patch notice]");
	ct_ask("carol", "status", "expected end 03:00");
	ct_ask("carol", "extend 2026-11-night-a 2h slower", "ends Tue 17 Nov "
	    "2026 05:00 CET instead of Tue 17 Nov 2026 03:00 CET");
	assert_int_equal(ft_int("SELECT until_at - begin_at FROM cycle_steps "
	    "WHERE step = 'night-a'"), 7 * HOUR);
}

static void
extend__without_other_dates__writes_no_letter(void **state)
{
	const char *mails;

	(void)state;
	ct_runs("2026-11-11 08:00");
	ct_ask("carol", "extend 2026-11/test 1h the disks are slow", "2026-11-"
	    "test ends Wed 11 Nov 2026 23:00 CET instead of Wed 11 Nov 2026 "
	    "22:00 CET");
	ft_lacks(ft_mails(), "Changed dates");
	ct_say("carol", "extend paper 1d x");
	mails = ft_mails();
	ft_has(mails, "carol@example.com: [2026-11] Changed dates");
	ft_has(mails, "Write it down, due");
	/* what they were not told of is not written to them */
	ft_lacks(mails, "committee@example.com");
	ft_lacks(mails, "maker.example.net");
	ct_say("carol", "move night-b +1d x");
	mails = ft_mails();
	ft_has(mails, "service@maker.example.net: [2026-11] Changed dates");
	ft_lacks(strstr(mails, "service@maker"), "The report");
}

static void
extend__of_a_night_that_began_unopened__is_an_update(void **state)
{
	const char *mails;

	(void)state;
	ct_runs("2026-11-11 08:00");
	ct_until("2026-11-16 22:10");
	ft_mails();
	ct_say("carol", "extend night-a 1h the keys are lost");
	mails = ft_mails();
	ft_lacks(mails, "Moved");
	ft_has(mails, "New end:      Tue 17 Nov 2026 03:00 CET");
}

/* --- a night that is not certain ---------------------------------------- */

/* Night A waits for the test, the test for an approval. */
static void
reminder__before_all_is_approved__says_what_is_open(void **state)
{
	const char *mails;

	(void)state;
	ct_runs("2026-11-11 08:00");
	ct_until("2026-11-14 17:59");
	ft_mails();
	ct_until("2026-11-15 18:01");
	mails = ft_mails();
	ft_has(mails, "This was announced before; its date is still the same.");
	ft_has(mails, "It is planned; what it waits for is still open:");
	ft_has(mails, "  Go ahead?: approval, by Thu 12 Nov 2026 12:00 CET; "
	    "overdue");
	ft_has(mails, "  test; overdue");
	ft_has(mails, "If that does not come in time, it is moved or called");
	ft_lacks(mails, "takes place as planned");
	ft_has(mails, "<li>Go ahead?: approval, by Thu");
}

static void
reminder__when_all_is_approved__is_certain(void **state)
{
	const char *mails;

	(void)state;
	ct_runs("2026-11-11 08:00");
	ct_say("pat", "approve go");
	ct_say("paul", "approve go");
	ct_until("2026-11-11 19:00");
	ct_say("carol", "open test");
	ct_say("carol", "complete test");
	ct_until("2026-11-14 18:01");
	ft_lacks(ft_mails(), "still open");
	ct_ask("carol", "preview scheduled night-a", "This was announced "
	    "before; it takes place as planned.");
	/* and a yes that is taken back is one that is open */
	ct_say("paul", "reject go the vendor warns");
	ct_until("2026-11-15 18:01");
	mails = ft_mails();
	ft_has(mails, "  Go ahead?: approval, by ");
	ft_lacks(mails, "takes place as planned");
}

/* --- a night that does not begin ---------------------------------------- */

static void
held_night__that_users_expect__is_said_to_the_coordinator(void **state)
{
	const char *said;

	(void)state;
	ct_runs("2026-11-11 08:00");
	ct_until("2026-11-15 18:01");
	ft_has(ft_said(), "The help desk was just told of 2026-11-night-a, "
	    "and that it is not certain: 2026-11/night-a still waits for "
	    "what is late: test");
	ct_until("2026-11-16 22:01");
	said = ft_said();
	ft_has(said, "When that is done before Tue 17 Nov 2026 02:00 CET, I "
	    "say so and open 2026-11-night-a begins it");
	ft_has(said, "The help desk and the users expect it now: if it does "
	    "not begin, say so with cancel 2026-11-night-a REASON");
	ct_until("2026-11-17 02:01");
	ft_has(ft_said(), "have not heard that it did not take place: say "
	    "move 2026-11/night-a WHEN REASON, or cancel 2026-11-night-a "
	    "REASON.");
	ct_refused("carol", "open night-a", "The window of 2026-11-night-a is "
	    "over since Tue 17 Nov 2026 02:00 CET. Say move 2026-11-night-a "
	    "WHEN REASON");
	ct_say("carol", "skip go x");
	ct_say("carol", "skip test x");
	ct_until("2026-11-17 02:10");
	ft_has(ft_said(), "2026-11/night-a (night-a): what it waited for is "
	    "done, but its window is over");
	ct_ask("carol", "open night-a anyway", "The night of 2026-11-night-a "
	    "is open");
}

static void
held_night__whose_window_went_by__does_not_go_on(void **state)
{
	const char *said;

	(void)state;
	ct_runs("2026-11-11 08:00");
	ct_until("2026-11-16 21:00");
	ft_said();
	ct_sleep("2026-11-17 09:00");
	said = ft_said();
	ft_has(said, "2026-11/night-a (night-a) would begin now, but waits "
	    "for: test. Its window is over: say move 2026-11/night-a WHEN "
	    "REASON");
	ft_lacks(said, "I say so and open 2026-11-night-a");
}

static void
commands_of_nights__take_a_steps_name(void **state)
{
	(void)state;
	ct_runs("2026-11-11 08:00");
	ct_ask("carol", "open 2026-11/test anyway", "The night of "
	    "2026-11-test is open");
	ct_ask("carol", "complete test all fine", "2026-11-test is completed");
	assert_string_equal(ft_text("SELECT note FROM deployments WHERE name "
	    "= '2026-11-test'"), "all fine");
	ct_ask("carol", "close 2026-11/test", "2026-11-test");
	ct_ask("carol", "open night-a anyway", "The night of 2026-11-night-a "
	    "is open");
	/* the name of another night may be the first word of a note */
	ct_ask("carol", "complete night-b is next", "2026-11-night-a is "
	    "completed");
	assert_string_equal(ft_text("SELECT note FROM deployments WHERE name "
	    "= '2026-11-night-a'"), "night-b is next");
	ct_ask("carol", "cancel 2026-11/night-b x", "2026-11-night-b");
	assert_string_equal(ct_step("night-b"), "skipped");
	ct_refused("carol", "open 2026-11/nothing", "There is no deployment "
	    "\"2026-11/nothing\"");
}

static void
open__of_what_hung_on_an_approval_that_was_taken_back__waits(void **state)
{
	(void)state;
	ct_runs("2026-11-10 11:00");
	ct_say("pat", "approve go");
	ct_say("paul", "approve go");
	assert_string_equal(ct_step("go"), "done");
	ct_until("2026-11-11 19:00");
	ct_say("carol", "open test");
	ct_say("carol", "complete test");
	ct_say("paul", "reject go the vendor warns");
	ct_until("2026-11-16 22:00");
	ct_refused("carol", "open night-a", "2026-11-night-a waits for: go");
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
		T(move__refusal__names_two_and_counts_the_rest),
		T(move__onto_another_night_of_the_same_servers__is_said),
		T(move__takes_a_date_alone_and_a_shift),
		T(preview__of_a_deployment__shows_what_would_be_sent),
		T(preview__of_a_deployment__says_what_it_meets),
		T(extend__of_an_open_night_by_its_step__is_the_night),
		T(extend__without_other_dates__writes_no_letter),
		T(extend__of_a_night_that_began_unopened__is_an_update),
		T(reminder__before_all_is_approved__says_what_is_open),
		T(reminder__when_all_is_approved__is_certain),
		T(held_night__that_users_expect__is_said_to_the_coordinator),
		T(held_night__whose_window_went_by__does_not_go_on),
		T(commands_of_nights__take_a_steps_name),
		T(open__of_what_hung_on_an_approval_that_was_taken_back__waits),
		T(reload__into_a_blackout__says_so_and_is_done),
		T(override__into_a_blackout__says_so_and_is_done),
		T(declare__says__what_its_nights_meet),
	};

	ft_file = "tests/flow/moves.conf";
	return cmocka_run_group_tests(tests, NULL, NULL);
}
