/* SPDX-License-Identifier: ISC */
/* Running cycles that persons change: moved, left out, cancelled, declared; and
 * a configuration that changes under them. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <cmocka.h>

#include <string.h>

#include "base/clock.h"
#include "handlers/cycle/cycle.h"
#include "handlers/playbook/playbook.h"
#include "handlers/bulletin/facts.h"
#include "tests/support/cycletest.h"

/* --- moves -------------------------------------------------------------- */

static void
preview__shows__and_changes_nothing(void **state)
{
	const char *said;

	(void)state;
	ct_runs("2026-11-18 18:00");
	said = ct_say("carol", "preview move 2026-11/production 2026-11-27 "
	    "21:30 the payroll is late");
	ft_has(said, "If 2026-11/production is moved so, nothing else being "
	    "done:");
	ft_has(said, "production: Fri 20 Nov 2026 21:30 CET becomes Fri 27 "
	    "Nov 2026 21:30 CET");
	ft_has(said, "thanks: Sat 21 Nov 2026 10:00 CET becomes Sat 28 Nov "
	    "2026 10:00 CET");
	ft_has(said, "change, due: Thu 19 Nov 2026 12:00 CET becomes Thu 26 "
	    "Nov 2026 12:00 CET");
	ft_has(said, "Would be told: committee@example.com");
	ft_has(said, "The help desk would be told as well");
	ct_ask("olga", "checklist production", "Fri 20 Nov 2026 21:30 CET");
	assert_int_equal(ct_count("cycle_changes"), 0);
}

static void
move__moves_what_hangs_on_it__and_tells_who_knew(void **state)
{
	const char *mails;

	(void)state;
	ct_runs("2026-11-18 18:00");
	ct_ask("carol", "move production 2026-11-27 21:30 the payroll is "
	    "late", "Told: committee@example.com");
	mails = ft_mails();
	ft_has(mails, "committee@example.com: [2026-11] Changed dates");
	ft_has(mails, "Reason: the payroll is late");
	ft_has(mails, "helpdesk@example.com: [patch notice] Moved: "
	    "2026-11-production, production, now Fri 27 Nov 2026 21:30 CET");
	ft_lacks(mails, "dan@example.com: [2026-11] Changed");
	ct_until("2026-11-19 18:00");
	ft_lacks(ft_mails(), "helpdesk");
	ct_until("2026-11-25 18:00");
	ft_has(ft_mails(), "helpdesk@example.com: [patch notice] Reminder");
	ct_ask("olga", "checklist production", "moved by Carol, 2026-11-18 "
	    "18:00: the payroll is late");
}

static void
move__of_the_deployment__moves_the_stage(void **state)
{
	(void)state;
	ct_runs("2026-11-12 09:00");
	ct_ask("carol", "move 2026-11-production 2026-11-27 22:00 for 2h late "
	    "payroll", "thanks: Sat 21 Nov 2026 10:00 CET becomes Sat 28 Nov "
	    "2026 10:00 CET");
	assert_int_equal(ft_int("SELECT end_at - start_at FROM deployments "
	    "WHERE environment = 'production'"), 2 * HOUR);
	assert_int_equal(ft_int("SELECT until_at - begin_at FROM cycle_steps "
	    "WHERE step = 'production'"), 2 * HOUR);
}

static void
extend__puts_off__what_is_due(void **state)
{
	(void)state;
	ct_runs("2026-11-12 18:00");
	ct_ask("carol", "extend servers 1d the tool is down", "servers, due: "
	    "Thu 12 Nov 2026 17:00 CET becomes Fri 13 Nov 2026 17:00 CET");
	ct_until("2026-11-12 22:00");
	ft_lacks(ft_said(), "Overdue");
	ct_until("2026-11-13 21:00");
	ft_has(ft_said(), "Overdue: 2026-11/servers");
	ct_refused("carol", "extend servers 1h more", "would still be "
	    "overdue");
	ct_refused("carol", "extend servers", "By how much? Write extend "
	    "2026-11/servers 2h REASON.");
	ct_refused("carol", "extend servers 2d", "Who waits for it will ask "
	    "why");
	ct_refused("carol", "extend thanks 2d x", "has no time by which it is "
	    "due");
}

static void
move__errors__say_what_to_do(void **state)
{
	(void)state;
	ct_runs("2026-11-12 18:00");
	ct_refused("carol", "move 2026-11/nothing 2026-11-20 10:00",
	    "There is no step \"nothing\" in 2026-11.");
	ct_refused("carol", "move 2026-12/servers 2026-11-20 10:00",
	    "did you mean \"2026-11\"?");
	ct_refused("carol", "move 2026-11/heads-up 2026-11-20 10:00",
	    "2026-11/heads-up is done; what is over is not moved.");
	ct_refused("carol", "move 2026-11/servers 2026-11-20 10:00",
	    "has begun (2026-11-11 09:00); put off when it is due: extend "
	    "2026-11/servers 2h REASON.");
	ct_refused("carol", "move freeze 2026-11-20 10:00 x", "would be due "
	    "Fri 13 Nov 2026 16:00 CET, before it begins");
	ct_refused("carol", "move freeze due", "When?");
	ct_refused("carol", "move freeze tomorrow", "is no start");
	ct_refused("carol", "preview move freeze", "What, and to when?");
	ct_refused("carol", "skip freeze", "Why is it left out?");
	ct_refused("dan", "skip freeze x", "is for these roles");
	ct_refused("carol", "skip heads-up x", "is done since");
}

/* --- "patchbot calendar" ------------------------------------------------ */

static const char *
november(void)
{
	struct list cycles = { 0 };
	struct calendar_wish w = { .form = CALENDAR_TEXT, .now = ft_clock,
	    .first = day_make(2026, 11, 1), .last = day_make(2026, 11, 30),
	    .cycles = &cycles };
	struct buf b = { 0 };
	struct err e = { 0 };
	const char *text;

	if (cycle_ahead(ft.store, ft.config, ft_arena, &cycles, &e) == -1 ||
	    playbook_calendar(ft.config, &w, &b, &e) == -1)
		fail_msg("%s", e.text);
	text = arena_str(ft_arena, buf_str(&b));
	buf_free(&b);
	return text;
}

static void
calendar__has_the_cycles__as_they_are(void **state)
{
	const char *text;

	(void)state;
	ct_runs("2026-11-11 10:00");
	text = november();
	ft_has(text, "Fri 13 Nov  21:30-00:30  2026-11  dev");
	ft_has(text, "2026-11  freeze");
	ct_say("carol", "move dev 2026-11-16 20:00 the room is taken");
	ct_say("carol", "skip freeze not needed");
	text = november();
	ft_has(text, "Mon 16 Nov  20:00-23:00  2026-11  dev");
	ft_lacks(text, "Fri 13 Nov  21:30-00:30  2026-11  dev");
	ft_lacks(text, "2026-11  freeze");
	ct_say("carol", "declare emergency exploited");
	ft_has(november(), "E-2026-11-11  call");
	ct_say("carol", "cancel 2026-11 no patches this month");
	ft_lacks(november(), "2026-11  dev");
}

static void
skip__tells_who_knew__and_lets_go(void **state)
{
	(void)state;
	ct_runs("2026-11-13 10:00");
	assert_string_equal(ct_step("freeze"), "waiting");
	ct_ask("carol", "skip servers we know them", "Told: 1 who knew of "
	    "it. What waited for it goes on without it: "
	    "2026-11/freeze. To leave one of them out as well: skip "
	    "2026-11/freeze REASON");
	ft_has(ft_mails(), "dan@example.com: [2026-11] Left out: Send the "
	    "server list");
	ct_until("2026-11-13 10:01");
	assert_string_equal(ct_step("freeze"), "open");
}

static void
cancel__of_a_night__tells_who_knew_of_its_stage(void **state)
{
	const char *mails, *said;

	(void)state;
	ct_runs("2026-11-18 18:10");
	said = ct_say("carol", "cancel 2026-11-production the vendor withdrew "
	    "it");
	ft_has(said, "2026-11-production is cancelled.");
	ft_has(said, "Told besides: 1 who knew of its step.");
	mails = ft_mails();
	ft_has(mails, "committee@example.com: [2026-11] Left out: production");
	ft_has(mails, "Reason: the vendor withdrew it");
	ft_has(mails, "helpdesk@example.com: [patch notice] Cancelled");
	assert_string_equal(ct_step("production"), "skipped");
}

/* What was on is not "planned", and who knew of it may have to act. */
static void
cancel__of_a_night_that_is_on__says_so(void **state)
{
	const char *mails;

	(void)state;
	ct_runs("2026-11-18 18:10");
	ct_until("2026-11-20 21:30");
	ct_say("carol", "open 2026-11-production anyway");
	ct_until("2026-11-20 22:00");
	ft_mails();
	ct_say("carol", "cancel 2026-11-production the disks are full");
	assert_string_equal(ct_step("production"), "skipped");
	mails = ft_mails();
	ft_has(mails, "committee@example.com: [2026-11] Called off: "
	    "production");
	ft_has(mails, "production was called off while it was on");
	ft_has(mails, "It began Fri 20 Nov 2026 21:30 CET.");
	ft_has(mails, "Reason: the disks are full");
	ft_lacks(mails, "It was planned for");
	ft_lacks(mails, "need do nothing");
}

static void
cancel__of_a_night__says_what_goes_on_without_it(void **state)
{
	(void)state;
	ct_runs("2026-11-12 10:00");
	ct_ask("carol", "cancel 2026-11-dev", "What waited for it goes on "
	    "without it: 2026-11/production. To leave one of them out as "
	    "well: skip 2026-11/production REASON");
	ft_lacks(ft_mails(), "Reason:");
}

static void
cancel__of_a_cycle__tells_all_who_were_told(void **state)
{
	const char *mails;

	(void)state;
	ct_runs("2026-11-18 18:00");
	ct_refused("carol", "cancel 2026-11", "Who was told of it will ask "
	    "why. Write cancel 2026-11 REASON.");
	ct_ask("carol", "cancel 2026-11 the office moves", "Cycle 2026-11 is "
	    "cancelled: the office moves.");
	mails = ft_mails();
	ft_has(mails, "committee@example.com: [2026-11] Cancelled");
	ft_has(mails, "dan@example.com: [2026-11] Cancelled");
	ft_has(mails, "helpdesk@example.com: [patch notice] Cancelled");
	ct_until("2026-11-30 18:00");
	ft_lacks(ft_mails(), "2026-11]");
	ct_refused("carol", "checklist 2026-13", "did you mean");
	ct_ask("olga", "cycles", "2026-11 (Monthly patching), cancelled");
}

static void
finish__ends_what_is_not_done(void **state)
{
	(void)state;
	ct_runs("2026-11-22 10:00");
	ct_refused("carol", "finish 2026-11", "Not all of it is done");
	ct_refused("carol", "finish 2026-11 enough", "2026-11-dev is planned; "
	    "complete it, or skip 2026-11/dev REASON");
	ct_say("carol", "skip dev x");
	ct_say("carol", "skip production x");
	ct_ask("carol", "finish 2026-11 the rest is for the next one",
	    "Cycle 2026-11 is closed:");
}

/* --- emergencies -------------------------------------------------------- */

static void
emergency__is_declared__and_begins_now(void **state)
{
	const char *said;

	(void)state;
	ct_start("2026-11-18 14:00");
	said = ct_say("ines", "declare emergency the gateway is attacked");
	ft_has(said, "E-2026-11-18 (Emergency) is open, 2 steps.");
	ft_has(said, "carol@example.com: Ines opened E-2026-11-18 "
	    "(Emergency): the gateway is attacked");
	ft_has(ft_mails(), "committee@example.com: [E-2026-11-18] Call the "
	    "teams");
	ct_ask("olga", "checklist", "declared Wed 18 Nov 2026: the gateway is "
	    "attacked. 1 of 2 done\n 1 done    Wed 18 Nov 14:00 call");
	ct_ask("olga", "checklist decide", "begin: Wed 18 Nov 2026 15:00 CET");
	/* nothing of it is late, though its day began at nine */
	assert_int_equal(ct_count("cycle_occasions WHERE state = 'late' OR "
	    "state = 'skipped'"), 0);
	ct_refused("carol", "declare emergency it is attacked", "E-2026-11-18 "
	    "is open already, since Wed 18 Nov 2026 14:00 CET: the gateway is "
	    "attacked. \"checklist E-2026-11-18\" shows it. If this is another "
	    "one, say so: declare emergency another: REASON.");
	ct_ask("carol", "declare emergency another one", "E-2026-11-18.2");
	ct_refused("olga", "checklist", "Which one? E-2026-11-18.2, "
	    "E-2026-11-18 are open.");
	ct_refused("carol", "tick decide", "Which one? E-2026-11-18, "
	    "E-2026-11-18.2 have a step decide. Write it as CYCLE/decide.");
}

/* "monthly" opens by itself: here it is a word of the reason. */
static void
emergency__with_a_playbook_as_its_reason(void **state)
{
	(void)state;
	ct_start("2026-11-18 14:00");
	ct_ask("ines", "declare emergency monthly figures leak",
	    "E-2026-11-18 (Emergency) is open");
	assert_string_equal(ft_text("SELECT reason FROM cycles"),
	    "monthly figures leak");
}

/* Mistyped at two in the morning: it opens, and the answer says so. */
static void
emergency__of_a_bulletin_that_nobody_told_of(void **state)
{
	struct bulletin_facts f = { .site_severity = SEVERITY_CRITICAL };
	const char *said;

	(void)state;
	list_add_in(ft_arena, &f.cves, arena_str(ft_arena, "CVE-2026-4711"));
	ct_start("2026-11-18 02:00");
	ct_facts("LAMP-2026-17", &f);
	ft_said();
	said = ct_say("ines", "declare emergency LAMP-2026-71 (cve-2026-4712), "
	    "DSA-1234-1 and MFSA 2026-12 are used against web1");
	ft_has(said, "E-2026-11-18 (Emergency) is open, 2 steps.");
	ft_has(said, "I have no bulletin \"LAMP-2026-71\"; did you mean "
	    "\"LAMP-2026-17\"?");
	ft_has(said, "I have no bulletin \"cve-2026-4712\".");
	ft_has(said, "I have no bulletin \"DSA-1234-1\".");
	ft_has(said, "I have no bulletin \"MFSA 2026-12\".");
	ft_lacks(said, "no bulletin \"web1\"");
	ft_has(said, "E-2026-11-18 runs all the same. If it was mistyped, say: "
	    "cancel E-2026-11-18 mistyped, and declare it anew.");
	ct_ask("carol", "cancel E-2026-11-18 mistyped", "E-2026-11-18");
	/* by its name, by its CVE, and no name at all */
	said = ct_say("ines", "declare emergency lamp-2026-17, CVE-2026-4711: "
	    "the gateway, since 2026-11-17, at 3am");
	ft_has(said, "is open, 2 steps.");
	ft_lacks(said, "I have no bulletin");
	ft_lacks(said, "mistyped");
}

static void
declare__errors_and_a_playbook_by_hand(void **state)
{
	(void)state;
	/* installed in mid-month: the cycle that is on was not opened */
	ct_start("2026-11-18 14:00");
	assert_int_equal(ct_count("cycles"), 0);
	ct_refused("ines", "declare emergency", "Say why: declare emergency "
	    "REASON.");
	ct_refused("ines", "declare emergancy x", "did you mean "
	    "\"emergency\"?");
	ct_refused("dan", "declare emergency x", "is for these roles");
	ct_refused("carol", "checklist", "No cycle is open.");
	ct_ask("carol", "declare monthly we begin with this one",
	    "2026-11 (Monthly patching) is open");
	ft_has(ct_say("olga", "checklist"), "production");
	ct_refused("carol", "declare monthly again", "is open already");
}

/* --- a playbook that changes -------------------------------------------- */

static void
reload__changed_dates__follow(void **state)
{
	const char *said;

	(void)state;
	ct_runs("2026-11-12 18:00");
	ct_reload("tests/flow/cycle-changed.conf");
	said = ft_said();
	ft_has(said, "carol@example.com: Cycle 2026-11: the configuration was "
	    "changed, and with it these dates:");
	ft_has(said, "production: Fri 20 Nov 2026 21:30 CET becomes Sat 21 "
	    "Nov 2026 21:30 CET");
	ft_has(said, "The playbook monthly has no more: freeze.");
	ft_has(ft_mails(), "committee@example.com: [2026-11] Changed dates");
	assert_string_equal(ct_step("freeze"), "waiting");
	ct_ask("olga", "checklist", "lost");
	ct_reload("tests/flow/cycle-changed.conf");
	assert_string_equal(ft_said(), "");
	/* and back: nothing was lost */
	ct_reload("tests/flow/cycle.conf");
	ct_say("carol", "tick servers");
	ct_until("2026-11-13 10:00");
	assert_string_equal(ct_step("freeze"), "open");
}

static void
reload__a_step_that_was_away__comes_late(void **state)
{
	(void)state;
	ct_runs("2026-11-12 18:00");
	ct_say("carol", "tick servers");
	ct_reload("tests/flow/cycle-changed.conf");
	ct_until("2026-11-13 12:00");
	assert_string_equal(ct_step("freeze"), "waiting");
	ct_reload("tests/flow/cycle.conf");
	ct_until("2026-11-13 12:01");
	assert_string_equal(ct_step("freeze"), "open");
	ft_has(ft_said(), "done late: begin of freeze, due Fri 13 Nov 2026 "
	    "10:00 CET");
}

static void
reload__without_the_playbook__loses_nothing(void **state)
{
	(void)state;
	ct_runs("2026-11-12 18:00");
	ct_reload("tests/flow/day.conf");
	ft_has(ft_said(), "Cycle 2026-11: The playbook monthly is no more in "
	    "the configuration. Nothing of the cycle is lost");
	ct_until("2026-11-13 12:00");
	ct_reload("tests/flow/cycle.conf");
	ct_until("2026-11-13 14:00");
	/* what was due in between comes late */
	ft_has(ft_said(), "2026-11/freeze (Freeze the plan) would begin now");
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
#define T(name) cmocka_unit_test_setup_teardown(name, ft_open, ct_close)
		T(preview__shows__and_changes_nothing),
		T(move__moves_what_hangs_on_it__and_tells_who_knew),
		T(move__of_the_deployment__moves_the_stage),
		T(extend__puts_off__what_is_due),
		T(move__errors__say_what_to_do),
		T(calendar__has_the_cycles__as_they_are),
		T(skip__tells_who_knew__and_lets_go),
		T(cancel__of_a_night__tells_who_knew_of_its_stage),
		T(cancel__of_a_night_that_is_on__says_so),
		T(cancel__of_a_night__says_what_goes_on_without_it),
		T(cancel__of_a_cycle__tells_all_who_were_told),
		T(finish__ends_what_is_not_done),
		T(emergency__is_declared__and_begins_now),
		T(emergency__with_a_playbook_as_its_reason),
		T(emergency__of_a_bulletin_that_nobody_told_of),
		T(declare__errors_and_a_playbook_by_hand),
		T(reload__changed_dates__follow),
		T(reload__a_step_that_was_away__comes_late),
		T(reload__without_the_playbook__loses_nothing),
	};

	ft_file = "tests/flow/cycle.conf";
	return cmocka_run_group_tests(tests, NULL, NULL);
}
