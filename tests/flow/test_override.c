/* SPDX-License-Identifier: ISC */
/* The freeze, overrides behind it, and an officer who decides alone. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <cmocka.h>

#include <string.h>

#include "tests/support/cycletest.h"

#define ASK	"override 2026-11/production servers "

/* Production is approved, and its memo went out: Thursday 19 November. */
static void
frozen(void)
{
	ct_start("2026-11-02 08:00");
	ct_until("2026-11-11 09:10");
	ct_say("pat", "approve change");
	ct_say("paul", "approve change");
	ct_until("2026-11-19 12:00");
	ft_said();
	ft_mails();
}

static void
freeze__refuses__and_tells_the_way(void **state)
{
	(void)state;
	ct_start("2026-11-02 08:00");
	ct_until("2026-11-19 11:59");
	ct_ask("carol", "preview move production 2026-11-24 21:30",
	    "becomes Tue 24 Nov 2026 21:30 CET");
	ct_refused("dan", ASK "web1 applications none until 2026-11-27 21:30 "
	    "x", "2026-11/production is not frozen; it is still changed "
	    "without an override");
	ct_until("2026-11-19 12:00");
	ct_refused("carol", "preview move production 2026-11-24 21:30",
	    "2026-11/production is frozen since 2026-11-19 12:00; its "
	    "servers, tasks and dates are changed only by an override");
	ct_refused("carol", "move production 2026-11-24 21:30 payroll",
	    "override 2026-11/production servers all applications none until "
	    "2026-11-27 21:30 REASON");
	ct_refused("carol", "move 2026-11-production 2026-11-24 21:30 payroll",
	    "is frozen since");
	ct_refused("carol", "tasks load short 2026-11-production",
	    "is frozen since");
	/* others are not */
	ct_say("carol", "move meeting 2026-11-23 11:00 the room");
	/* and nobody is kept from calling it off */
	ct_say("carol", "skip production no patches after all");
	assert_string_equal(ct_step("production"), "skipped");
}

static void
freeze__ends__with_the_night(void **state)
{
	(void)state;
	frozen();
	ct_until("2026-11-20 21:29");
	ct_refused("carol", "move production 2026-11-24 21:30 late",
	    "is frozen since");
	ct_until("2026-11-20 21:31");
	ct_say("carol", "move production 2026-11-24 21:30 nobody came");
	assert_int_equal(ft_int("SELECT begin_at FROM cycle_steps WHERE "
	    "step = 'production' AND cycle = (SELECT id FROM cycles WHERE name "
	    "= '2026-11')") % 86400, 20 * 3600 + 1800);
}

static int64_t
length(const char *stage)
{
	return ft_int(arena_printf(ft_arena, "SELECT end_at - start_at FROM "
	    "deployments WHERE name = '2026-11-%s'", stage));
}

/* The window's length is as frozen as its begin, until the night is open. */
static void
freeze__holds_the_windows_length(void **state)
{
	(void)state;
	ct_start("2026-11-02 08:00");
	ct_until("2026-11-19 11:59");
	ct_say("carol", "extend 2026-11-production 30m the disks are slow");
	assert_int_equal(length("production"), 4 * 3600);
	ct_until("2026-11-19 12:00");
	ct_refused("carol", "extend 2026-11-production 60m the disks are slow",
	    "2026-11/production is frozen since 2026-11-19 12:00");
	ct_refused("carol", "extend production 60m the disks are slow",
	    "override 2026-11/production servers all applications none for 5h "
	    "until 2026-11-20 21:30 REASON");
	ct_refused("carol", "move production due 2026-11-21 03:30 slow",
	    "is frozen since");
	ct_refused("carol", "move production 2026-11-20 21:30 for 2h less",
	    "is frozen since");
	assert_int_equal(length("production"), 4 * 3600);
	ct_until("2026-11-20 21:00");
	ct_say("carol", "open 2026-11-production anyway");
	ct_say("carol", "extend 2026-11-production 60m the disks are slow");
	assert_int_equal(length("production"), 5 * 3600);
}

static void
cutoff__holds_a_longer_window(void **state)
{
	(void)state;
	ct_start("2026-11-02 08:00");
	ct_until("2026-11-12 11:00");
	ct_refused("carol", "extend 2026-11-dev 60m slow", "2026-11/dev is "
	    "behind its cut-off since 2026-11-12 11:00");
	ct_refused("carol", "move dev 2026-11-13 21:30 for 4h slow",
	    "is behind its cut-off");
	ct_say("carol", "move dev 2026-11-13 21:30 for 2h the network");
	assert_int_equal(length("dev"), 2 * 3600);
}

static void
override__makes_the_window_longer(void **state)
{
	(void)state;
	frozen();
	ct_refused("dan", ASK "web1 applications none for 5h until 2026-11-27 "
	    "21:30 x", "for LENGTH is about the whole stage");
	ct_refused("dan", ASK "all applications none for 8d until 2026-11-20 "
	    "21:30 x", "8d is not between 5 minutes and 7 days.");
	/* behind the date all is the reason */
	ct_refused("dan", "override 2026-11/production applications none until "
	    "2026-11-20 21:30 the servers wait for 2h", "missing: the servers "
	    "(");
	ct_refused("dan", ASK "all applications none for long until 2026-11-20 "
	    "21:30 x", "\"long\"");
	ct_refused("dan", ASK "all applications none for until 2026-11-20 "
	    "21:30 x", "\"\" is no length of time; write it like 3h30m");
	ct_refused("dan", ASK "all applications none for 5h 30m until "
	    "2026-11-20 21:30 x", "\"5h 30m\" is no length of time");
	ct_ask("dan", ASK "all applications none for 5h until 2026-11-20 21:30 "
	    "the disks are slow", "Override 1 of 2026-11/production is asked "
	    "for: all of it for 5h until Fri 20 Nov 2026 21:30 CET.");
	ft_has(ft_mails(), "Its window    5h");
	ct_say("carol", "approve override 1");
	ft_has(ct_say("pat", "approve override 1"), "for 5h");
	assert_int_equal(length("production"), 5 * 3600);
	assert_string_equal(ft_text("SELECT 'x' FROM deployments WHERE name = "
	    "'2026-11-production' AND start_at = 1795206600"), "x");
}

/* What the playbook's file says of a frozen stage comes too late, too. */
static void
freeze__holds_against_the_playbook(void **state)
{
	(void)state;
	frozen();
	ct_reload("tests/flow/change-longer.conf");
	assert_int_equal(length("production"), 12600);
	ft_has(ft_said(), "The playbook monthly would change production, which "
	    "is frozen since 2026-11-19 12:00; it stays as it was planned.");
	/* of what is not frozen it is followed */
	assert_int_equal(ft_int("SELECT until_at - begin_at FROM cycle_steps "
	    "WHERE step = 'meeting'"), 7200);
	ct_until("2026-11-20 09:00");
	ft_lacks(ft_said(), "would change production");
}

/* dev has a cut-off and no freeze: nothing is added, but it may wait. */
static void
cutoff__adds_nothing__but_may_be_put_off(void **state)
{
	(void)state;
	ct_start("2026-11-02 08:00");
	ct_until("2026-11-12 11:00");
	ct_refused("carol", "move dev 2026-11-12 20:00 sooner", "2026-11/dev "
	    "is behind its cut-off since 2026-11-12 11:00");
	ct_refused("carol", "tasks load short 2026-11-dev", "is behind its "
	    "cut-off");
	ct_say("carol", "move dev 2026-11-13 21:30 the network is down");
	ft_has(ct_say("carol", "checklist 2026-11/dev"), "Fri 13 Nov 2026 "
	    "21:30");
}

static void
override__lacks__what_it_names(void **state)
{
	(void)state;
	frozen();
	ct_refused("dan", "override 2026-11/production", "missing: the servers "
	    "(servers web1 db1, or servers all); the applications "
	    "(applications ERP, or applications none); the new date (until "
	    "2026-11-27 21:30); the business reason, behind the date.");
	ct_refused("dan", ASK "web1 until 2026-11-27 21:30 x", "missing: the "
	    "applications (applications ERP, or applications none).");
	ct_refused("dan", ASK "web1 applications ERP until 2026-11-27 21:30",
	    "missing: the business reason, behind the date.");
	ct_refused("dan", ASK "web1 applications ERP x", "missing: the new "
	    "date");
	ct_refused("dan", ASK "web1 applications ERP until tomorrow x",
	    "is no start that I understand");
	ct_refused("dan", ASK "web1 db1 db2 applications ERP until 2026-11-27 "
	    "21:30 x", "Those are all servers of 2026-11-production; say "
	    "servers all");
	ct_refused("dan", ASK "env:prod applications ERP until 2026-11-27 "
	    "21:30 x", "There is no inventory that says what \"env:prod\" "
	    "is; name the servers, or what 2026-11-production has itself: web1 "
	    "db1 db2.");
	ct_refused("dora", ASK "web1 applications ERP until 2026-11-27 21:30 "
	    "x", "\"override\" is for these roles");
	ct_refused("dan", "override 2026-11/go servers web1", "is no stage; "
	    "overrides are for those.");
}

static void
override__of_servers__takes_effect_when_all_approved(void **state)
{
	const char *said, *mails;

	(void)state;
	frozen();
	ct_ask("dan", ASK "web1, db1 applications ERP until 2026-11-27 21:30 "
	    "the auditors work on them", "Override 1 of 2026-11/production is "
	    "asked for: web1 db1 until Fri 27 Nov 2026 21:30 CET. It takes "
	    "effect when carol and one of board approved; they are asked.");
	mails = ft_mails();
	ft_has(mails, "carol@example.com: [override 1] Your approval: a change "
	    "of Production (2026-11) behind its freeze");
	ft_has(mails, "paul@example.com: [override 1]");
	ft_has(mails, "Applications  ERP");
	ct_refused("wanda", "approve override 1", "Override 1 is approved by "
	    "carol and one of board; you are not among them.");
	ct_ask("carol", "approve override 1", "You approved override 1 of "
	    "2026-11/production. It needs carol and one of board; nothing said "
	    "yet: Pat, Paul.");
	ct_ask("carol", "approve override 1", "nothing has changed. You "
	    "approved override 1");
	assert_string_equal(ft_text("SELECT servers FROM deployments WHERE "
	    "name = '2026-11-production'"), "web1\ndb1\ndb2");
	ct_ask("carol", "override", "1  2026-11/production: web1 db1 until");
	said = ct_say("pat", "approve override 1");
	ft_has(said, "That suffices: it takes effect.");
	ft_has(said, "dan@example.com: Your override 1 of 2026-11/production "
	    "is approved");
	ft_has(said, "carol@example.com: 2026-11/production (Production): "
	    "override 1 takes effect. Left out of it: web1 db1; to be patched "
	    "by Fri 27 Nov 2026 21:30 CET.");
	assert_string_equal(ft_text("SELECT servers FROM deployments WHERE "
	    "name = '2026-11-production'"), "db2");
	ft_has(ft_text("SELECT what FROM journal WHERE what LIKE "
	    "'%takes effect%'"), "asked for by dan: the auditors work on them; "
	    "approved by carol (chat, chat), pat (chat, chat)");
	ft_has(ft_text("SELECT what FROM action_items WHERE owner = 'dan'"),
	    "patch web1 db1, left out of 2026-11/production by override 1");
	ct_refused("paul", "approve override 1", "Override 1 is done "
	    "already.");
	/* those who approved the change learn of it */
	ct_until("2026-11-19 12:10");
	ft_has(ft_mails(), "pat@example.com: [2026-11/change] Version 2 of the "
	    "change request");
}

/* Fewer are needed than when they said it, as after a reload. */
static void
override__approved_again__is_done_where_that_suffices(void **state)
{
	(void)state;
	frozen();
	ct_say("dan", ASK "web1 applications ERP until 2026-11-27 21:30 the "
	    "auditors work on it");
	ct_say("carol", "approve override 1");
	assert_int_equal(store_exec(ft.store, NULL, "INSERT INTO "
	    "override_votes (override, person, approves, at, channel, "
	    "assurance) SELECT override, 'pat', approves, at, channel, "
	    "assurance FROM override_votes", ""), 1);
	ct_ask("carol", "approve override 1", "That suffices: it takes "
	    "effect.");
	assert_string_equal(ft_text("SELECT servers FROM deployments WHERE "
	    "name = '2026-11-production'"), "db1\ndb2");
}

static void
override__of_all__moves_the_stage(void **state)
{
	(void)state;
	frozen();
	ct_say("dan", ASK "all applications none until 2026-11-27 21:30 the "
	    "payroll runs");
	ct_refused("pat", "reject override 1", "Say why, so that it can be put "
	    "right: reject override 1 REASON.");
	ft_has(ct_say("pat", "reject override 1 not in that week"),
	    "dan@example.com: Pat rejected your override 1 of "
	    "2026-11/production: not in that week.");
	ct_say("paul", "approve override 1");
	ct_say("carol", "approve override 1");
	assert_string_equal(ft_text("SELECT state FROM overrides"), "asked");
	ct_ask("dan", "override", "the payroll runs (waits: Pat rejected it)");
	ct_say("pat", "approve override 1 it is settled");
	assert_string_equal(ft_text("SELECT state FROM overrides"), "done");
	assert_string_equal(ft_text("SELECT 'x' FROM deployments WHERE name = "
	    "'2026-11-production' AND start_at = 1795811400"), "x");
}

static void
override__by_token__and_too_late(void **state)
{
	(void)state;
	frozen();
	ct_say("dan", ASK "web1 applications none until 2026-11-27 21:30 x");
	ct_mail("carol", false, arena_printf(ft_arena, "confirm %s", ft_text(
	    "SELECT token FROM tokens WHERE person = 'carol' ORDER BY "
	    "expires DESC LIMIT 1")), NULL, "x");
	assert_int_equal(ct_count("override_votes WHERE person = 'carol'"), 1);
	/* a reply of a proven domain gets its token */
	ct_mail("paul", true, "Rejected: not in that week", arena_printf(
	    ft_arena, "<thread.override.%lld.paul@example.com>",
	    (long long)ft_int("SELECT id FROM overrides")), "Re: x");
	ct_mail("paul", true, arena_printf(ft_arena, "confirm %s", ft_text(
	    "SELECT token FROM tokens WHERE inbox <> 0 ORDER BY expires DESC "
	    "LIMIT 1")), NULL, "x");
	assert_string_equal(ft_text("SELECT reason FROM override_votes WHERE "
	    "person = 'paul'"), "not in that week");
	ct_until("2026-11-20 21:31");
	ct_refused("pat", "approve override 1", "Override 1 of "
	    "2026-11/production comes too late: its night has begun or is "
	    "over.");
	ct_refused("pat", "approve override 2", "There is no override 2");
	ct_refused("pat", "approve override", "Which override?");
}

/* Told at once how to say it, whatever proves the mail. */
static void
override__on_a_condition__counts_not(void **state)
{
	const char *thread, *mails;

	(void)state;
	frozen();
	ct_say("dan", ASK "web1 applications none until 2026-11-27 21:30 x");
	ft_mails();
	thread = arena_printf(ft_arena, "<thread.override.%lld."
	    "paul@example.com>", (long long)ft_int("SELECT id FROM "
	    "overrides"));
	ct_mail("paul", false, "Approved, provided that web2 stays", thread,
	    "Re: x");
	mails = ft_mails();
	ft_has(mails, "Override 1 of 2026-11/production needs a plain yes or "
	    "no, so nothing was ");
	ft_has(mails, "reject override 1 REASON");
	ft_lacks(mails, "web2");
	assert_int_equal(ct_count("tokens WHERE inbox <> 0"), 0);
	ct_mail("paul", true, "yes, but not before Friday", thread, "Re: x");
	ft_has(ft_mails(), "a conditional yes is not counted.");
	assert_int_equal(ct_count("override_votes"), 0);
	ct_until("2026-11-20 21:31");
	ft_mails();
	ct_mail("paul", false, "ok if web2 stays", thread, "Re: x");
	ft_has(ft_mails(), "its night has begun or is over, so nothin");
}

static void
overrides__at_most_30__wait_of_one_stage(void **state)
{
	int i;

	(void)state;
	frozen();
	for (i = 0; i < 30; i++)
		ct_say("dan", ASK "web1 applications none until 2026-11-27 "
		    "21:30 x");
	assert_int_equal(ct_count("overrides"), 30);
	ct_refused("dan", ASK "web1 applications none until 2026-11-27 21:30 "
	    "x", "30 overrides of 2026-11/production wait already; those "
	    "first.");
}

static const char *
state_of(int number)
{
	return ft_text(arena_printf(ft_arena, "SELECT state FROM overrides "
	    "WHERE id = %d", number));
}

/* One that took effect ends with its new date, one that did not with the
 * night. */
static void
override__is_over(void **state)
{
	const char *said;

	(void)state;
	frozen();
	ct_say("dan", ASK "web1 applications none until 2026-11-27 21:30 the "
	    "auditors");
	ct_say("dan", ASK "db1 applications none until 2026-11-27 21:30 the "
	    "backup");
	ct_say("carol", "approve override 1");
	ct_say("pat", "approve override 1");
	ct_ask("carol", "override", "  2  2026-11/production: db1 until Fri 27 "
	    "Nov 2026 21:30 CET, asked for by Dan: the backup\n  1  "
	    "2026-11/production: web1 until Fri 27 Nov 2026 21:30 CET, asked "
	    "for by Dan: the auditors (in effect)\n");
	ct_until("2026-11-20 21:29");
	assert_string_equal(state_of(2), "asked");
	ft_said();
	ct_until("2026-11-20 21:30");
	assert_string_equal(state_of(2), "over");
	ft_has(ft_said(), "dan@example.com: Your override 2 of "
	    "2026-11/production (db1 until Fri 27 Nov 2026 21:30 CET) is over: "
	    "it was not approved in time, as its night has begun or is over.");
	assert_string_equal(state_of(1), "done");
	ct_until("2026-11-27 21:29");
	assert_string_equal(state_of(1), "done");
	ct_until("2026-11-27 21:30");
	assert_string_equal(state_of(1), "over");
	said = ct_say("carol", "override");
	ft_has(said, "the auditors (over)\n");
	ft_has(said, "the backup (over, not approved in time)\n");
	ft_has(said, "No override waits.");
	/* that its date has passed is no change of the request */
	ct_until("2026-11-27 22:00");
	assert_int_equal(ct_count("documents WHERE name = 'change' AND "
	    "facts NOT LIKE '%web1 of production%' AND version > 1"), 0);
	ct_refused("paul", "approve override 1", "Override 1 is over already.");
}

/* Nobody was there when it ended: it ends when patchbot is. */
static void
override__is_over__behind_a_stop(void **state)
{
	(void)state;
	frozen();
	ct_say("dan", ASK "web1 applications none until 2026-11-20 09:00 x");
	ct_sleep("2026-11-20 12:00");
	assert_string_equal(state_of(1), "over");
	ft_has(ft_said(), "as its new date has passed");
}

/* Those of a cycle that is over: who asked hears so while it is news. */
static void
closed_so_long(const char *until, bool told)
{
	frozen();
	ct_say("dan", ASK "web1 applications none until 2026-11-20 09:00 x");
	assert_int_equal(store_exec(ft.store, NULL, "UPDATE cycles SET state = "
	    "2 WHERE name = '2026-11'", ""), 1);
	ct_sleep(until);
	assert_string_equal(state_of(1), "over");
	assert_int_equal(ct_count("journal WHERE what LIKE '%override 1 is "
	    "over, it was not approved in time%'"), 1);
	(told ? ft_has : ft_lacks)(ft_said(), "Your override 1");
	ft_lacks(ct_say("carol", "override"), "web1");
}

static void
override__of_a_closed_cycle__is_over_and_told(void **state)
{
	(void)state;
	closed_so_long("2026-11-27 08:59", true);
}

static void
override__of_a_long_closed_cycle__is_over_and_not_told(void **state)
{
	(void)state;
	closed_so_long("2026-11-27 09:00", false);
}

static void
overrides__over__are_shown_up_to_ten(void **state)
{
	const char *said;
	int i;

	(void)state;
	frozen();
	for (i = 0; i < 10; i++)
		ct_say("dan", arena_printf(ft_arena, ASK "web1 applications "
		    "none until 2026-11-20 09:00 no. %d", i));
	ct_until("2026-11-20 09:00");
	said = ct_say("carol", "override");
	ft_has(said, "no. 0 (over");
	ft_lacks(said, "that are over");
	ct_say("dan", ASK "web1 applications none until 2026-11-20 10:00 last");
	ct_until("2026-11-20 10:00");
	said = ct_say("carol", "override");
	ft_lacks(said, "no. 0 (over");
	ft_has(said, "last (over");
	ft_has(said, "and 1 that are over");
}

/* --- an emergency -------------------------------------------------------- */

static void
declared(void)
{
	ct_start("2026-11-23 08:00");
	ct_say("ines", "declare emergency the gateway is attacked");
	ct_until("2026-11-23 09:05");
	ft_mails();
}

static void
officer__decides_now__and_the_board_later(void **state)
{
	(void)state;
	declared();
	ct_refused("carol", "now exception hurry", "is for ines to decide");
	ct_refused("ines", "now exception", "Write now E-2026-11-23/exception "
	    "REASON.");
	ft_has(ct_say("ines", "now exception it is being used"),
	    "Ines decided that it goes on now, before one of board approved: "
	    "it is being used");
	assert_string_equal(ct_step("exception"), "done");
	ft_has(ft_mails(), "pat@example.com: [E-2026-11-23/exception] It goes "
	    "on now: Exception of the board");
	/* what the board says then is noted, and stops nothing */
	ct_say("pat", "approve exception afterwards");
	assert_string_equal(ct_step("exception"), "done");
	ct_say("paul", "reject exception I had waited");
	assert_string_equal(ct_step("exception"), "done");
	assert_int_equal(ct_count("cycle_approvals"), 2);
	assert_int_equal(ct_count("cycle_decisions WHERE person = 'ines'"), 1);
	/* the officer may take it back; then the board's no stands */
	ct_say("ines", "wait exception it has stopped");
	assert_string_equal(ct_step("exception"), "open");
}

static void
officer__waits__and_the_board_decides(void **state)
{
	(void)state;
	declared();
	ft_has(ct_say("ines", "wait exception nobody reaches it"), "Ines "
	    "decided that it waits for one of board: nobody reaches it");
	assert_string_equal(ct_step("exception"), "open");
	ft_has(ft_mails(), "It waits for your approval");
	ct_say("pat", "approve exception");
	assert_string_equal(ct_step("exception"), "done");
}

static void
officer__there_is_none__of_other_approvals(void **state)
{
	(void)state;
	frozen();
	ct_refused("ines", "now 2026-11/change x", "is for nobody to decide "
	    "alone; it is approved by 2 of board.");
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
#define T(name) cmocka_unit_test_setup_teardown(name, ft_open, ct_close)
		T(freeze__refuses__and_tells_the_way),
		T(freeze__ends__with_the_night),
		T(freeze__holds_the_windows_length),
		T(cutoff__holds_a_longer_window),
		T(override__makes_the_window_longer),
		T(freeze__holds_against_the_playbook),
		T(cutoff__adds_nothing__but_may_be_put_off),
		T(override__lacks__what_it_names),
		T(override__of_servers__takes_effect_when_all_approved),
		T(override__approved_again__is_done_where_that_suffices),
		T(override__of_all__moves_the_stage),
		T(override__by_token__and_too_late),
		T(override__on_a_condition__counts_not),
		T(overrides__at_most_30__wait_of_one_stage),
		T(override__is_over),
		T(override__is_over__behind_a_stop),
		T(override__of_a_closed_cycle__is_over_and_told),
		T(override__of_a_long_closed_cycle__is_over_and_not_told),
		T(overrides__over__are_shown_up_to_ten),
		T(officer__decides_now__and_the_board_later),
		T(officer__waits__and_the_board_decides),
		T(officer__there_is_none__of_other_approvals),
	};

	ft_file = "tests/flow/change.conf";
	return cmocka_run_group_tests(tests, NULL, NULL);
}
