/* SPDX-License-Identifier: ISC */
/* Cycles that run: they open, go on, are late, wait, and end. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <cmocka.h>

#include <stdlib.h>
#include <string.h>

#include "base/clock.h"
#include "tests/support/cycletest.h"
#include "tests/support/sweep.h"

#define IMPORTANT	3	/* a site's severity */
#define CRITICAL	4

/* --- opening ------------------------------------------------------------ */

static void
cycle__opens__when_its_earliest_date_comes(void **state)
{
	const char *mails;

	(void)state;
	ct_start("2026-11-02 08:00");
	ct_until("2026-11-05 16:59");
	assert_int_equal(ct_count("cycles"), 0);
	ct_ask("olga", "cycles", "next: 2026-11 (Monthly patching) opens Thu 5 "
	    "Nov 2026 17:00 CET");
	ct_until("2026-11-05 17:00");
	assert_int_equal(ct_count("cycles"), 1);
	ft_has(ft_said(), "carol@example.com: Cycle 2026-11 (Monthly "
	    "patching) is open: release day Tue 10 Nov 2026, 9 steps.");
	mails = ft_mails();
	ft_has(mails, "committee@example.com: [2026-11] What is coming");
	ft_has(mails, "Fri 20 Nov 2026 21:30 to 01:00");
	ct_ask("olga", "checklist", "2026-11 (Monthly patching), release Tue "
	    "10 Nov 2026. 1 of 9 done\n 1 done    Thu 05 Nov 17:00 heads-up: "
	    "What is coming\n 2 -       Tue 10 Nov 11:30 bulletin: The "
	    "vendor's bulletin (coordinator)");
	ct_ask("olga", "checklist production", "begin: Fri 20 Nov 2026 21:30 "
	    "CET, that is 10 days after the release, Tue 10 Nov 2026; 21:30");
	/* its stages are deployments like any other */
	ct_ask("carol", "notices 2026-11-production", "scheduled");
	ct_until("2026-12-10 09:00");
	assert_int_equal(ct_count("cycles"), 2);
}

static void
cycle__opens_once__also_after_a_restart(void **state)
{
	(void)state;
	ct_runs("2026-11-05 17:00");
	ct_start("2026-11-05 17:00");
	ct_start("2026-11-05 18:00");
	assert_int_equal(ct_count("cycles"), 1);
	assert_null(strstr(ft_mails(), "What is coming"));
}

static void
cycle__of_a_month_that_was_slept_through__is_told(void **state)
{
	(void)state;
	ct_start("2026-11-02 08:00");
	ct_sleep("2026-12-01 08:00");
	assert_int_equal(ct_count("cycles"), 0);
	ft_has(ft_said(), "Cycle 2026-11 of the playbook monthly was not "
	    "opened: all its dates passed while patchbot was not running.");
	ct_until("2026-12-03 17:00");
	assert_int_equal(ct_count("cycles"), 1);
}

/* --- in time ------------------------------------------------------------ */

static void
todo__is_told_reminded_escalated__and_ticked(void **state)
{
	(void)state;
	ct_runs("2026-11-10 23:00");
	ct_until("2026-11-11 09:00");
	ft_has(ft_said(), "dan@example.com: 2026-11/servers: send the list of "
	    "servers. Due Thu 12 Nov 2026 17:00 CET. When it is done, say "
	    "tick 2026-11/servers.");
	ct_until("2026-11-11 17:00");
	ft_has(ft_said(), "dan@example.com: Reminder: 2026-11/servers");
	ct_until("2026-11-12 17:00");
	ft_has(ft_said(), "dan@example.com: 2026-11/servers (Send the server "
	    "list) is due now");
	ct_ask("olga", "checklist 2026-11", " 5 LATE    Thu 12 Nov 17:00 "
	    "servers");
	ct_until("2026-11-12 21:00");
	ft_has(ft_said(), "dan@example.com: Overdue: 2026-11/servers");
	ct_refused("wanda", "tick servers", "is for Databases; ask them");
	ct_ask("dora", "tick servers 214 servers", "2026-11/servers is "
	    "done: 2 of 9.");
	ct_refused("dan", "tick servers", "2026-11/servers is done since "
	    "21:00, by Dora.");
	ct_until("2026-11-13 17:00");
	ft_lacks(ft_said(), "2026-11/servers");
	ct_ask("olga", "checklist servers", "Thu 12 Nov 2026 21:00 CET, Dora: "
	    "214 servers");
}

static void
expect__bulletin__or_an_alert(void **state)
{
	(void)state;
	ct_runs("2026-11-10 11:29");
	ct_until("2026-11-10 11:30");
	ft_has(ft_mails(), "carol@example.com: [2026-11] Missing: The "
	    "vendor's bulletin");
	ct_bulletin("LAMP-1", IMPORTANT);
	assert_string_equal(ct_step("bulletin"), "done");
	ct_ask("olga", "checklist bulletin", "LAMP-1");
}

static void
expect__what_came_in_time__alerts_nobody(void **state)
{
	(void)state;
	ct_runs("2026-11-10 09:00");
	ct_bulletin("LAMP-1", IMPORTANT);
	assert_string_equal(ct_step("bulletin"), "done");
	ft_mails();
	ct_until("2026-11-10 12:00");
	ft_lacks(ft_mails(), "Missing");
}

static void
gate__shut__holds_and_opens(void **state)
{
	(void)state;
	ct_runs("2026-11-13 09:59");
	ct_until("2026-11-13 10:00");
	ft_has(ft_said(), "carol@example.com: 2026-11/freeze (Freeze the "
	    "plan) would begin now, but waits for: servers.");
	assert_string_equal(ct_step("freeze"), "waiting");
	ct_ask("olga", "checklist", " 6 held    Fri 13 Nov 16:00 freeze");
	ct_refused("carol", "tick freeze", "2026-11/freeze waits for: "
	    "servers.");
	ct_until("2026-11-13 11:00");
	ft_has(ct_say("carol", "tick servers"), "is done");
	ct_until("2026-11-13 11:01");
	assert_string_equal(ct_step("freeze"), "open");
}

static void
gate__shut_when_it_is_due__only_the_coordinator_hears(void **state)
{
	const char *said;

	(void)state;
	ct_runs("2026-11-13 15:59");
	ct_until("2026-11-13 16:00");
	said = ft_said();
	ft_has(said, "carol@example.com: 2026-11/freeze (Freeze the plan) is "
	    "due now, but has not begun: it waits for servers.");
	ft_lacks(said, "freeze (Freeze the plan) is due now and not done");
}

static void
due__of_the_coordinator__is_told_once(void **state)
{
	const char *said;

	(void)state;
	ct_runs("2026-11-12 18:00");
	ct_say("carol", "tick servers");
	ct_until("2026-11-13 16:00");
	said = ft_said();
	ft_has(said, "freeze (Freeze the plan) is due now and not done. Say");
	ft_lacks(said, "they were told");
}

static void
gate__of_a_stage__keeps_its_night_shut(void **state)
{
	(void)state;
	ct_runs("2026-11-20 21:00");
	ct_refused("carol", "open 2026-11-production", "2026-11-production "
	    "waits for: dev, change");
	ct_ask("carol", "open 2026-11-production anyway", "open");
	assert_string_equal(ct_step("production"), "open");
	ct_say("carol", "done db");
	ct_ask("carol", "complete 2026-11-production", "complete");
	assert_string_equal(ct_step("production"), "done");
}

static void
stage__is_what_its_deployment_is(void **state)
{
	(void)state;
	ct_runs("2026-11-13 21:30");
	ct_ask("carol", "open 2026-11-dev", "open");
	ct_say("carol", "close 2026-11-dev the disks are full");
	assert_string_equal(ct_step("dev"), "failed");
	ct_ask("olga", "checklist", " 7 FAILED");
	/* once more, by another deployment */
	ct_ask("carol", "move 2026-11/dev 2026-11-16 21:30 new disks",
	    "Mon 16 Nov 2026 21:30 CET");
	assert_string_equal(ct_step("dev"), "waiting");
	assert_string_equal(ft_text("SELECT name FROM deployments WHERE "
	    "environment = 'dev' AND state = 1"), "2026-11-dev.2");
	ct_say("carol", "cancel 2026-11-dev.2 it is enough");
	assert_string_equal(ct_step("dev"), "skipped");
}

static void
stage__nobody_opened__is_told(void **state)
{
	(void)state;
	ct_runs("2026-11-13 21:29");
	ct_until("2026-11-13 21:30");
	ft_has(ft_said(), "2026-11/dev (dev) begins now, until Sat 14 Nov "
	    "2026 00:30 CET. Say open 2026-11-dev");
	ct_until("2026-11-14 00:30");
	ft_has(ft_said(), "2026-11/dev (dev): its window is over and "
	    "2026-11-dev was never opened.");
	ct_ask("olga", "checklist", " 7 LATE");
}

static void
cycle__closes__with_its_last_step(void **state)
{
	(void)state;
	ct_runs("2026-11-21 10:01");
	ct_say("carol", "skip bulletin none this month");
	ct_say("carol", "tick applicable");
	ct_until("2026-11-21 10:02");
	ct_say("pat", "approve change");
	ct_say("paul", "approve change");
	ct_say("carol", "tick servers");
	ct_until("2026-11-21 10:03");
	ct_say("carol", "tick freeze");
	ct_say("carol", "skip dev no time");
	ct_ask("carol", "skip production no time", "That was the last one; "
	    "cycle 2026-11 is closed.");
	assert_int_equal(ft_int("SELECT state FROM cycles"), 2);
	assert_int_equal(ct_count("agenda WHERE state = 'waiting' AND job = "
	    "'step'"), 0);
	ct_refused("carol", "tick 2026-11/servers", "2026-11 is closed");
}

/* --- late --------------------------------------------------------------- */

static void
late__three_days__is_done_or_left_out_and_told(void **state)
{
	const char *said;

	(void)state;
	ct_runs("2026-11-10 23:00");
	ct_sleep("2026-11-13 20:00");
	said = ft_said();
	/* told late, and one reminder is not needed any more */
	ft_has(said, "dan@example.com: 2026-11/servers: send the list of "
	    "servers. Due Thu 12 Nov 2026 17:00 CET. This comes late; it "
	    "should have come Wed 11 Nov 2026 09:00 CET.");
	ft_lacks(said, "Reminder: 2026-11/servers");
	ft_has(said, "carol@example.com: Cycle 2026-11: I was not running, or "
	    "was held up, when these were due.");
	ft_has(said, "  done late: begin of servers, due Wed 11 Nov 2026 "
	    "09:00 CET");
	ft_has(said, "  left out: remind of servers (Send the server list), "
	    "due Wed 11 Nov 2026 17:00 CET\n");
	/* once */
	ct_start("2026-11-13 20:00");
	assert_string_equal(ft_said(), "");
}

static void
late__what_may_not_be_late__is_missed(void **state)
{
	const char *said;

	(void)state;
	ct_runs("2026-11-20 20:00");
	ct_sleep("2026-11-21 14:00");
	said = ft_said();
	ft_has(said, "left out: begin of thanks (Thank everybody), due Sat 21 "
	    "Nov 2026 10:00 CET; tick 2026-11/thanks if it was done all the "
	    "same, else skip 2026-11/thanks REASON");
	assert_string_equal(ct_step("thanks"), "missed");
	ft_lacks(ft_mails(), "Thank everybody");
	ct_ask("olga", "checklist", " 9 MISSED");
	ct_refused("carol", "tick thanks", "ends by itself; to leave it out "
	    "say skip 2026-11/thanks REASON");
}

static void
clock__jumps_back__nothing_comes_twice(void **state)
{
	(void)state;
	ct_runs("2026-11-11 17:30");
	ct_start("2026-11-11 08:00");
	ct_until("2026-11-11 18:00");
	ft_lacks(ft_said(), "servers");
	ct_until("2026-11-12 17:00");
	ft_has(ft_said(), "2026-11/servers (Send the server list) is due now");
}

/* --- meetings and documents --------------------------------------------- */

static void
meet__invites_sends_the_agenda__asks_for_minutes(void **state)
{
	const char *mails;

	(void)state;
	ct_start("2026-11-18 08:00");
	ct_reload("tests/flow/when.conf");
	ct_say("carol", "declare talk to see");
	mails = ft_mails();
	ft_has(mails, "wanda@example.com: [E-2026-11-18] Meeting: Review, Thu "
	    "19 Nov 2026 14:00 CET");
	ft_has(mails, "room 4");
	ct_until("2026-11-19 09:00");
	ft_has(ft_mails(), "paul@example.com: [E-2026-11-18] The plan");
	assert_string_equal(ct_step("plan"), "done");
	ct_say("carol", "move review 2026-11-19 15:00 the room is taken");
	ft_has(ft_mails(), "wanda@example.com: [E-2026-11-18] Meeting moved: "
	    "Review, now Thu 19 Nov 2026 15:00 CET");
	ct_until("2026-11-19 13:00");
	ft_has(ft_mails(), "wanda@example.com: [E-2026-11-18] Agenda: Review");
	ct_until("2026-11-19 16:00");
	ft_has(ft_said(), "dan@example.com: E-2026-11-18/review (Review) is "
	    "over. Its minutes are due Fri 20 Nov 2026 15:00 CET");
	ct_until("2026-11-19 17:00");
	assert_string_equal(ct_step("short"), "done");
	ct_until("2026-11-20 15:00");
	ft_has(ft_said(), "The minutes of E-2026-11-18/review");
	ct_ask("dora", "tick review sent", "That was the last one; cycle "
	    "E-2026-11-18 is closed.");
}

/* --- conditions --------------------------------------------------------- */

static void
when__nothing_came__leaves_out_and_lets_go(void **state)
{
	(void)state;
	ct_start("2026-11-18 08:00");
	ct_reload("tests/flow/when.conf");
	ct_say("carol", "declare hot a rumour");
	ct_until("2026-11-18 09:00");
	assert_string_equal(ct_step("warn"), "skipped");
	ct_until("2026-11-19 12:00");
	assert_string_equal(ct_step("call"), "skipped");
	/* the help desk is not told of what will not be */
	ct_until("2026-11-19 18:00");
	assert_string_equal(ct_step("patch"), "skipped");
	ft_lacks(ft_mails(), "helpdesk");
	assert_int_equal(ct_count("deployments WHERE name LIKE 'E-%' AND "
	    "state = 1"), 0);
	ct_until("2026-11-22 10:00");
	assert_string_equal(ct_step("after"), "done");
	assert_int_equal(ct_count("cycles WHERE state = 2 AND declared = 1"),
	    1);
}

static void
when__a_bulletin_comes__it_is_done_after_all(void **state)
{
	(void)state;
	ct_start("2026-11-18 08:00");
	ct_reload("tests/flow/when.conf");
	ct_say("carol", "declare hot a rumour");
	ct_until("2026-11-18 10:00");
	assert_string_equal(ct_step("warn"), "skipped");
	ct_bulletin("LAMP-1", IMPORTANT);
	ft_said();
	ft_mails();
	ct_until("2026-11-18 10:01");
	assert_string_equal(ct_step("warn"), "done");
	ft_has(ft_mails(), "[E-2026-11-18] Warn everybody");
	ft_lacks(ft_said(), "left out");
	ct_until("2026-11-19 21:00");
	ft_has(ft_mails(), "helpdesk@example.com: [patch notice] Scheduled");
}

/* Behind its begin: it is late, and those who wait for it hear so. */
static void
when__a_bulletin_comes_late__who_waits_is_told(void **state)
{
	const char *said, *mails;

	(void)state;
	ct_start("2026-11-18 08:00");
	ct_reload("tests/flow/when.conf");
	ct_say("carol", "declare pressing a rumour");
	ct_until("2026-11-21 21:00");
	assert_string_equal(ct_step("patch"), "skipped");
	ct_until("2026-11-21 21:30");
	ft_said();
	ft_mails();
	ct_bulletin("LAMP-1", CRITICAL);
	said = arena_str(ft_arena, ft_said());
	mails = arena_str(ft_arena, ft_mails());
	ft_has(said, "carol@example.com: E-2026-11-18/patch (The pressing "
	    "patches) is needed after all: a bulletin came that it is for. "
	    "Its begin, Sat 21 Nov 2026 21:00 CET, has passed, so it is late "
	    "and has no night: say move E-2026-11-18/patch WHEN REASON, or "
	    "skip E-2026-11-18/patch REASON. Until then this waits for it: "
	    "E-2026-11-18/look.");
	ft_has(said, "dan@example.com: E-2026-11-18/look (Look whether it "
	    "runs) waits for E-2026-11-18/patch again");
	ft_has(mails, "committee@example.com: [E-2026-11-18] Late: The "
	    "pressing patches");
	ft_has(mails, "It was to begin Sat 21 Nov 2026 21:00 CET");
	ft_golden("cycle/woken.eml", strstr(mails, "committee@example.com: "
	    "[E-2026-11-18] Late"));
	/* its window's end says once more that there is no night */
	ct_until("2026-11-21 23:00");
	ft_has(ft_said(), "its window is over; no night was planned for it. "
	    "Say move E-2026-11-18/patch WHEN REASON, or skip");
	ct_ask("carol", "move patch 2026-11-22 21:00 it came late", "Told: "
	    "committee@example.com");
	assert_int_equal(ct_count("deployments WHERE name LIKE 'E-%' AND "
	    "state = 1"), 1);
	assert_string_equal(ct_step("look"), "waiting");
}

/* A memo of a night that stays left out stays so with it, in silence. */
static void
when__a_stage_is_left_out_still__its_memo_is_too(void **state)
{
	(void)state;
	ct_start("2026-11-18 08:00");
	ct_reload("tests/flow/when.conf");
	ct_say("carol", "declare papers a rumour");
	ct_until("2026-11-21 22:10");
	assert_string_equal(ct_step("patch"), "skipped");
	assert_string_equal(ct_step("memo"), "skipped");
	ct_bulletin("LAMP-1", IMPORTANT);
	ct_until("2026-11-21 22:20");
	assert_string_equal(ct_step("memo"), "skipped");
	assert_int_equal(ct_count("journal WHERE what LIKE 'memo: waits "
	    "again%'"), 0);
	assert_int_equal(ct_count("journal WHERE what LIKE 'memo: left out, "
	    "as%'"), 1);
	/* though it stands before its night */
	ct_bulletin("LAMP-2", CRITICAL);
	assert_string_equal(ct_step("patch"), "waiting");
	assert_int_equal(ct_count("journal WHERE what LIKE 'memo: waits "
	    "again%'"), 1);
}

/* --- faults ------------------------------------------------------------- */

static int64_t calls, fails_at;

static bool
fails_once(const char *what)
{
	(void)what;
	return ++calls == fails_at;
}

/* From the cycle's opening to its questions, the call of that number failing:
 * how it ends. */
static const char *
through(int64_t fault)
{
	struct err e = { 0 };
	int64_t t, due;

	ct_start("2026-11-02 08:00");
	assert_true(clock_parse("2026-11-11 18:00", &t));
	calls = 0;
	fails_at = fault;
	while ((due = ft_int("SELECT COALESCE(MIN(due), 0) FROM agenda WHERE "
	    "state = 'waiting'")) != 0 && due <= t) {
		ft_clock = due > ft_clock ? due : ft_clock;
		store_on_call(fails_once);
		if (flow_tick(&ft, &e) == -1)
			flow_tick(&ft, &e);
		store_on_call(NULL);
	}
	ft_tick(t);
	return arena_printf(ft_arena, "%s%s%lld", ct_say("olga", "checklist"),
	    ct_say("olga", "answers"), (long long)ct_count("outbox WHERE "
	    "channel = 'mail'") * 1000 + ct_count("cycle_told"));
}

static void
faults__anywhere__end_the_same(void **state)
{
	char *want, *got;
	int64_t n, all;
	long stride = sweep_stride(11);

	want = strdup(through(0));
	all = calls;
	assert_true(all > 200);
	for (n = 1; n <= all; n += stride) {
		ct_close(state);
		ft_open(state);
		got = strdup(through(n));
		if (strcmp(got, want) != 0)
			fail_msg("call %lld of %lld fails:\n%s\nbut else:\n%s",
			    (long long)n, (long long)all, got, want);
		free(got);
	}
	free(want);
}

/* --- what it looks like ------------------------------------------------- */

/* The same bytes each time: tokens are part of the letters. */
static void
no_random(void *bytes, size_t n)
{
	static unsigned char next;
	size_t i;

	for (i = 0; i < n; i++)
		((unsigned char *)bytes)[i] = next++;
}

static void
month__looks__like_this(void **state)
{
	(void)state;
	ft.random = no_random;
	ct_runs("2026-11-04 17:00");
	ct_until("2026-11-05 17:00");
	ft_golden("cycle/heads-up.eml", ft_mails());
	ct_until("2026-11-10 11:30");
	ft_golden("cycle/missing.eml", ft_mails());
	ct_bulletin("LAMP-1", IMPORTANT);
	ft_mails();
	ct_until("2026-11-10 13:00");
	ft_golden("cycle/ask.eml", ft_mails());
	ct_say("dan", "answer applicable yes 12 servers");
	ct_until("2026-11-12 18:00");
	ft_golden("cycle/answers.txt", ct_say("olga", "answers"));
	ct_say("carol", "tick applicable the shop is shut");
	ft_mails();
	ct_until("2026-11-13 09:00");
	ft_golden("cycle/approve.eml", ft_mails());
	ct_say("pat", "reject change no way back was tested");
	ct_say("carol", "skip servers we know them");
	ct_until("2026-11-18 18:00");
	ft_mails();
	ft_golden("cycle/preview.txt", ct_say("carol", "preview move "
	    "production 2026-11-27 21:30 the payroll is late"));
	ct_say("carol", "move production 2026-11-27 21:30 the payroll is late");
	ft_golden("cycle/moved.eml", ft_mails());
	ft_golden("cycle/checklist.txt", ct_say("olga", "checklist"));
	ft_golden("cycle/step.txt", ct_say("olga", "checklist production"));
	ft_golden("cycle/cycles.txt", ct_say("olga", "cycles"));
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
#define T(name) cmocka_unit_test_setup_teardown(name, ft_open, ct_close)
		T(cycle__opens__when_its_earliest_date_comes),
		T(cycle__opens_once__also_after_a_restart),
		T(cycle__of_a_month_that_was_slept_through__is_told),
		T(todo__is_told_reminded_escalated__and_ticked),
		T(expect__bulletin__or_an_alert),
		T(expect__what_came_in_time__alerts_nobody),
		T(gate__shut__holds_and_opens),
		T(gate__shut_when_it_is_due__only_the_coordinator_hears),
		T(due__of_the_coordinator__is_told_once),
		T(gate__of_a_stage__keeps_its_night_shut),
		T(stage__is_what_its_deployment_is),
		T(stage__nobody_opened__is_told),
		T(cycle__closes__with_its_last_step),
		T(late__three_days__is_done_or_left_out_and_told),
		T(late__what_may_not_be_late__is_missed),
		T(clock__jumps_back__nothing_comes_twice),
		T(meet__invites_sends_the_agenda__asks_for_minutes),
		T(when__nothing_came__leaves_out_and_lets_go),
		T(when__a_bulletin_comes__it_is_done_after_all),
		T(when__a_stage_is_left_out_still__its_memo_is_too),
		T(when__a_bulletin_comes_late__who_waits_is_told),
		T(faults__anywhere__end_the_same),
		T(month__looks__like_this),
	};

	ft_file = "tests/flow/cycle.conf";
	return cmocka_run_group_tests(tests, NULL, NULL);
}
