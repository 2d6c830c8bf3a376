/* SPDX-License-Identifier: ISC */
/* Approvals: quorums, refusals, what lapses, and who may. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <cmocka.h>

#include <string.h>

#include "base/clock.h"
#include "tests/support/cycletest.h"

/* Up to where "change" is asked for: its gate, the question, is ticked. */
static void
asked(void)
{
	ct_start("2026-11-02 08:00");
	ct_until("2026-11-10 13:00");
	ct_say("carol", "tick applicable all known");
	ct_until("2026-11-13 09:00");
	ft_said();
}

static void
approve__quorum__ends_it(void **state)
{
	const char *mails, *said;

	(void)state;
	asked();
	mails = ft_mails();
	ft_has(mails, "pat@example.com: [2026-11/change] Your approval: The "
	    "change");
	ft_has(mails, "paul@example.com: [2026-11/change] Your approval");
	ft_has(mails, "It needs      2 of board");
	ct_ask("pat", "approve 2026-11/change",
	    "You approved 2026-11/change (version 1). It needs 2 of board; "
	    "nothing said yet: Paul.");
	assert_string_equal(ct_step("change"), "open");
	/* twice is once */
	ct_ask("pat", "approve 2026-11/change", "It was so already, 09:00; "
	    "nothing has changed. You approved 2026-11/change (version 1). It "
	    "needs 2 of board; nothing said yet: Paul.");
	assert_int_equal(ct_count("journal WHERE what LIKE '%approves%'"), 1);
	ct_say("pat", "approve change once more");
	assert_string_equal(ct_step("change"), "open");
	said = ct_say("paul", "approve change");
	ft_has(said, "It is approved (2 of board).");
	ft_has(said, "carol@example.com: 2026-11/change (The change) is "
	    "approved, by 2 of board.");
	assert_string_equal(ct_step("change"), "done");
	assert_string_equal(ft_text("SELECT channel || ' ' || assurance FROM "
	    "cycle_approvals WHERE person = 'paul'"), "chat chat");
}

/* Fewer are needed than when they said it, as after a reload. */
static void
approve__again__ends_what_suffices_by_now(void **state)
{
	(void)state;
	asked();
	ct_say("pat", "approve change");
	assert_int_equal(store_exec(ft.store, NULL, "INSERT INTO "
	    "cycle_approvals (cycle, step, person, approves, at, channel, "
	    "assurance, version) SELECT cycle, step, 'paul', approves, at, "
	    "channel, assurance, version FROM cycle_approvals", ""), 1);
	assert_string_equal(ct_step("change"), "open");
	ct_ask("pat", "approve change", "It is approved (2 of board).");
	assert_string_equal(ct_step("change"), "done");
	ct_ask("pat", "approve change", "nothing has changed.");
}

static void
approve__waits_for_its_gate(void **state)
{
	(void)state;
	ct_start("2026-11-02 08:00");
	ct_until("2026-11-13 09:00");
	ft_has(ft_said(), "2026-11/change (The change) would begin now, but "
	    "waits for: applicable.");
	ft_mails();
	ct_refused("pat", "approve change", "is not asked for yet; it "
	    "is planned for Fri 13 Nov 2026 09:00 CET. Where that is too "
	    "late, the coordinator says: move 2026-11/change WHEN.");
	ct_until("2026-11-13 10:00");
	ct_say("carol", "tick applicable all known");
	ct_until("2026-11-13 10:01");
	ft_has(ft_mails(), "pat@example.com: [2026-11/change] Your approval");
	ct_say("pat", "approve change");
	ct_say("paul", "approve change");
	assert_string_equal(ct_step("change"), "done");
}

static void
reject__stands__until_its_author_says_yes(void **state)
{
	const char *said;

	(void)state;
	asked();
	said = ct_say("pat", "reject change there is no way back");
	ft_has(said, "You rejected 2026-11/change (version 1): there is no "
	    "way back.");
	ft_has(said, "carol@example.com: 2026-11/change (The change) is not "
	    "approved: Pat rejected it: there is no way back. It goes on when "
	    "Pat says approve 2026-11/change");
	said = ct_say("pat", "reject change there is no way back");
	ft_has(said, "It was so already");
	ft_lacks(said, "carol@example.com");
	ct_ask("paul", "approve change", "You approved 2026-11/change "
	    "(version 1). It needs 2 of board. The no of Pat still stands, so "
	    "it is not approved.");
	assert_string_equal(ct_step("change"), "open");
	ct_say("pat", "approve change the way back is tested now");
	assert_string_equal(ct_step("change"), "done");
	/* and taken back */
	ft_has(ct_say("paul", "reject change the tests were wrong"),
	    "is no longer approved: Paul rejected it");
	assert_string_equal(ct_step("change"), "open");
}

/* Its dates come again, each at its own time. */
static void
taken_back__in_time__is_due_as_before(void **state)
{
	(void)state;
	asked();
	ct_say("pat", "approve change");
	ct_say("paul", "approve change");
	ct_until("2026-11-14 09:00");
	ct_say("paul", "reject change the tests were wrong");
	ft_mails();
	ft_said();
	ct_until("2026-11-19 12:00");
	ft_has(ft_said(), "carol@example.com: 2026-11/change (The change) is "
	    "due and not approved. It needs 2 of board.\n  Pat approved it\n  "
	    "Paul rejected it: the tests were wrong");
	/* and nobody is told that it was late */
	ct_until("2026-11-20 00:00");
	ft_lacks(ft_said(), "was not running");
}

/* Production begins on 20 November at 21:30. */
static void
taken_back__after_it_was_due__is_due_anew(void **state)
{
	(void)state;
	asked();
	ct_say("pat", "approve change");
	ct_say("paul", "approve change");
	ct_until("2026-11-20 09:00");
	ct_say("paul", "reject change the tests were wrong");
	ct_ask("olga", "checklist change", "due: Fri 20 Nov 2026 20:30 CET");
	ft_said();
	ct_until("2026-11-20 20:30");
	ft_has(ft_said(), "is due and not approved");
}

/* 14 November is a Saturday. */
static void
taken_back__at_a_weekend__is_due_on_a_working_day(void **state)
{
	(void)state;
	asked();
	ct_say("carol", "move change due 2026-11-13 18:00");
	ct_say("pat", "approve change");
	ct_say("paul", "approve change");
	ct_until("2026-11-14 09:00");
	ct_say("paul", "reject change the tests were wrong");
	ct_ask("olga", "checklist change", "due: Mon 16 Nov 2026 18:00 CET");
}

/* Production is on Sunday night: there is no other day before it. */
static void
taken_back__with_no_working_day_left__is_due_before_it(void **state)
{
	(void)state;
	asked();
	ct_say("carol", "move production 2026-11-15 21:30 x");
	ct_say("pat", "approve change");
	ct_say("paul", "approve change");
	ct_until("2026-11-14 13:00");
	ct_say("paul", "reject change the tests were wrong");
	ct_ask("olga", "checklist change", "due: Sun 15 Nov 2026 20:30 CET");
}

static void
votes__are_shown(void **state)
{
	(void)state;
	ct_start("2026-11-02 08:00");
	ct_until("2026-11-10 13:00");
	ct_ask("olga", "answers change", "2026-11/change (The change) needs 2 "
	    "of board, by Thu 19 Nov 2026 12:00 CET. It is waiting.\nIt is "
	    "asked for from Fri 13 Nov 2026 09:00 CET on: Pat, Paul");
	ct_say("carol", "tick applicable all known");
	ct_until("2026-11-13 09:00");
	ct_say("pat", "reject change no way back");
	ct_ask("olga", "answers change", "It is open.\nPat rejected it (chat, "
	    "09:00): no way back\nnothing said yet: Paul");
	ct_ask("olga", "checklist change", "It needs 2 of board; nothing said "
	    "yet: Paul\nPat rejected it, 09:00: no way back");
}

static void
approve__by_reply_and_link(void **state)
{
	const char *token;

	(void)state;
	asked();
	ft_mails();
	/* a link needs no more proof; a reply of a proven domain does */
	ct_mail("pat", false, arena_printf(ft_arena, "confirm %s", ft_text(
	    "SELECT token FROM tokens WHERE person = 'pat'")), NULL, "x");
	ft_has(ft_mails(), "You approved 2026-11/change (version 1).");
	ct_mail("paul", true, "Approved, good luck", arena_printf(ft_arena,
	    "<thread.approve.%lld.change.paul@example.com>",
	    (long long)ft_int("SELECT id FROM cycles")), "Re: x");
	assert_string_equal(ct_step("change"), "open");
	token = ft_text("SELECT token FROM tokens WHERE inbox <> 0");
	ft_has(ft_mails(), token);
	ct_mail("paul", true, arena_printf(ft_arena, "confirm %s", token),
	    NULL, "x");
	assert_string_equal(ct_step("change"), "done");
	assert_string_equal(ft_text("SELECT reason FROM cycle_approvals WHERE "
	    "person = 'paul'"), "good luck");
}

static void
approve__errors__say_what_to_do(void **state)
{
	(void)state;
	asked();
	ct_refused("dan", "approve change", "2026-11/change needs 2 of board "
	    "(Pat, Paul); you are not one of them.");
	ct_refused("pat", "reject change", "Say why, so that it can be put "
	    "right: reject 2026-11/change REASON.");
	ct_refused("pat", "approve servers", "needs no approval");
	ct_refused("pat", "approve chance", "did you mean \"change\"?");
	ct_refused("carol", "tick change", "is an approval; whom it is asked "
	    "of say approve 2026-11/change");
	ct_refused("dan", "change change CHG-1", "is for these roles");
	ct_refused("carol", "change servers CHG-1", "no change stands for "
	    "it");
	ct_refused("carol", "change dev CHG-1", "2026-11/dev is of the kind "
	    "\"stage\", so no change stands for it; approvals of 2026-11 are: "
	    "change");
	ct_refused("pat", "approve 2026-11", "2026-11 is a cycle. Which step "
	    "of it? Open now: 2026-11/change");
}

static void
overdue__reminds_tells_and_escalates(void **state)
{
	(void)state;
	asked();
	ct_say("pat", "approve change");
	ft_mails();
	ct_until("2026-11-18 12:00");
	ft_has(ft_mails(), "paul@example.com: [2026-11/change] Reminder: Your "
	    "approval");
	ft_said();
	ct_until("2026-11-19 12:00");
	ft_has(ft_said(), "carol@example.com: 2026-11/change (The change) is "
	    "due and not approved. It needs 2 of board.\n  Pat approved it\n  "
	    "nothing said yet: Paul");
	assert_string_equal(ct_step("change"), "open");
}

static void
approval__lapses__and_is_asked_for_again(void **state)
{
	(void)state;
	asked();
	ct_say("pat", "approve change");
	ct_say("paul", "approve change");
	ct_ask("carol", "change change CHG-4711", "2026-11/change is change "
	    "CHG-4711.");
	ft_mails();
	ct_until("2026-12-13 08:59");
	assert_int_equal(ft_int("SELECT state FROM cycle_steps WHERE "
	    "change_id = 'CHG-4711'"), 4);
	ct_until("2026-12-13 09:01");
	assert_int_equal(ft_int("SELECT state FROM cycle_steps WHERE "
	    "change_id = 'CHG-4711'"), 2);
	ft_has(ft_mails(), "It was approved before, but that has lapsed.");
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
#define T(name) cmocka_unit_test_setup_teardown(name, ft_open, ct_close)
		T(approve__quorum__ends_it),
		T(approve__again__ends_what_suffices_by_now),
		T(approve__waits_for_its_gate),
		T(reject__stands__until_its_author_says_yes),
		T(taken_back__in_time__is_due_as_before),
		T(taken_back__after_it_was_due__is_due_anew),
		T(taken_back__at_a_weekend__is_due_on_a_working_day),
		T(taken_back__with_no_working_day_left__is_due_before_it),
		T(votes__are_shown),
		T(approve__by_reply_and_link),
		T(approve__errors__say_what_to_do),
		T(overdue__reminds_tells_and_escalates),
		T(approval__lapses__and_is_asked_for_again),
	};

	ft_file = "tests/flow/cycle.conf";
	return cmocka_run_group_tests(tests, NULL, NULL);
}
