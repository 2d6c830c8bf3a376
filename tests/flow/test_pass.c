/* SPDX-License-Identifier: ISC */
/* Answers that hold what waits ("pass"), and those that nobody understands. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <cmocka.h>

#include <string.h>

#include "base/clock.h"
#include "tests/support/cycletest.h"

#define DUE "2026-11-03 12:00"

static void
asked(void)
{
	ct_start("2026-11-02 08:00");
	ct_say("carol", "declare trial to see");
	ct_until("2026-11-02 10:00");
	ft_said();
	ft_mails();
}

static const char *
answer_of(const char *step, const char *who)
{
	return ft_text(arena_printf(ft_arena, "SELECT answer FROM "
	    "cycle_answers WHERE step = '%s' AND who = '%s'", step, who));
}

/* --- pass --------------------------------------------------------------- */

static void
all_answer__but_one_not_ok__holds(void **state)
{
	const char *said;

	(void)state;
	asked();
	ct_say("dan", "answer checks ok");
	ct_say("wanda", "answer checks issues: the login is slow");
	said = ct_say("carol", "answer checks ok for shop");
	ft_lacks(said, "is answered");
	assert_string_equal(ct_step("checks"), "open");
	ft_said();
	ct_until("2026-11-02 11:00");
	ct_until("2026-11-03 13:00");
	said = ft_said();
	ft_has(said, "carol@example.com: E-2026-11-02/checks (Test results) "
	    "is not passed: 2 ok, 1 issues; it needs ok from all.\n  Web: "
	    "issues: the login is slow\nIt stays open, and these wait for it: "
	    "roll-out. It goes on when they change their answer (you may do "
	    "it for them: answer E-2026-11-02/checks ok for TEAM NOTE), when "
	    "you accept it (tick E-2026-11-02/checks REASON), or without it "
	    "(skip E-2026-11-02/checks REASON).");
	/* of those who owe something: not of who said ok */
	ft_has(said, "wanda@example.com: Overdue: E-2026-11-02/checks");
	ft_lacks(said, "dan@example.com: Overdue");
	assert_string_equal(ct_step("roll-out"), "waiting");
}

static void
changed_answer__lets_it_go_on(void **state)
{
	(void)state;
	asked();
	ct_say("dan", "answer checks ok");
	ct_say("sam", "answer checks ok");
	ct_say("carol", "answer checks ok for shop");
	ft_has(ct_say("wanda", "answer checks it failed"), "is not passed: 2 "
	    "ok, 1 issues");
	assert_string_equal(ct_step("checks"), "open");
	ft_has(ct_say("wanda", "answer checks ok after a restart"),
	    "is answered: 3 ok.");
	assert_string_equal(ct_step("checks"), "done");
}

static void
answer__taken_back_in_time__holds_again(void **state)
{
	(void)state;
	asked();
	ct_say("dan", "answer checks ok");
	ct_say("wanda", "answer checks ok");
	ct_say("carol", "answer checks ok for shop");
	assert_string_equal(ct_step("checks"), "done");
	ft_has(ct_say("dan", "answer checks no, the index is gone"),
	    "is not passed any more: 2 ok, 1 issues");
	assert_string_equal(ct_step("checks"), "open");
	/* and its due time comes again */
	ft_said();
	ct_until(DUE);
	ft_has(ft_said(), "is not passed: 2 ok, 1 issues");
}

static void
coordinator__accepts_it__with_a_reason(void **state)
{
	(void)state;
	asked();
	ct_say("dan", "answer checks issues");
	ct_until(DUE);
	assert_string_equal(answer_of("checks", "web"), "ok");
	assert_string_equal(ct_step("checks"), "open");
	ct_refused("carol", "tick checks", "is not passed: 2 ok, 1 issues. "
	    "Who accepts that says why: tick E-2026-11-02/checks REASON.");
	ct_say("carol", "tick checks only the report page is slow");
	assert_string_equal(ct_step("checks"), "done");
	ct_until("2026-11-03 13:00");
	assert_string_equal(ct_step("roll-out"), "done");
}

static void
no_pass__bad_answer__goes_on_and_that_is_told(void **state)
{
	const char *said;

	(void)state;
	asked();
	ct_say("dan", "answer other ok");
	said = ct_say("wanda", "answer other broken");
	ft_has(said, "(Other results) is answered: 1 ok, 1 issues.\n  "
	    "Databases: ok\n  Web: issues\nWhat waits for it goes on all the "
	    "same: afterwards. If it should not, move it");
	assert_string_equal(ct_step("other"), "done");
}

/* Each hears of his own; the coordinator of all. */
static void
escalation__names__whose_it_is(void **state)
{
	const char *said;

	(void)state;
	asked();
	ct_say("dan", "answer checks issues");
	ct_say("wanda", "answer checks issues");
	ct_say("sam", "answer checks ok");
	ct_say("carol", "answer checks ok for shop");
	ft_said();
	ct_until("2026-11-03 13:00");
	said = ft_said();
	ft_has(said, "dan@example.com: Overdue: E-2026-11-02/checks (Test "
	    "results), due Tue 3 Nov 2026 12:00 CET. Still owing: Databases. "
	    "Please");
	ft_has(said, "Still owing: Web. Please");
}

/* --- what is due this very minute --------------------------------------- */

static void
declared__is_approved__in_the_same_minute(void **state)
{
	(void)state;
	ct_start("2026-11-02 08:00");
	ft_clock = ft_clock + 30;
	ct_say("carol", "declare trial to see");
	ct_ask("pat", "approve go", "You approved E-2026-11-02/go (version "
	    "1). It needs 2 of board; nothing said yet: Paul.");
	assert_string_equal(ct_step("go"), "open");
	ct_ask("olga", "checklist go", "begin: Mon 2 Nov 2026 08:00 CET (done)"
	    ", that is when it was declared");
	/* and Pat is not asked once more by the clock */
	ft_mails();
	ct_until("2026-11-02 09:00");
	ft_lacks(ft_mails(), "Your approval");
}

static void
rejected__holds_it_up__and_is_named(void **state)
{
	(void)state;
	asked();
	ct_say("pat", "approve go");
	ct_say("paul", "reject go there is no way back");
	ft_said();
	ct_until("2026-11-04 18:30");
	ft_has(ft_said(), "carol@example.com: Overdue: E-2026-11-02/go (May "
	    "it begin?), due Wed 4 Nov 2026 17:00 CET. Still owing: Paul.");
}

/* --- what is not understood --------------------------------------------- */

static void
unclear__is_told__and_is_no_silence(void **state)
{
	const char *said;

	(void)state;
	asked();
	said = ct_say("wanda", "answer other we cannot say yet");
	ft_has(said, "\"we cannot say yet\" is no answer that I understand. "
	    "Please write answer E-2026-11-02/other ok, or answer "
	    "E-2026-11-02/other issues");
	ft_has(said, "carol@example.com: E-2026-11-02/other (Other results): "
	    "Web said something that I do not understand as an answer: \"we "
	    "cannot say yet\".");
	ct_ask("olga", "answers other", "Web: not understood (Wanda, ");
	ct_until(DUE);
	assert_null(answer_of("other", "web"));
	assert_string_equal(answer_of("other", "dba"), "ok");
	assert_string_equal(ct_step("other"), "open");
	ft_has(ft_said(), "is due: 1 ok, 1 not understood.\n  not understood: "
	    "Web: we cannot say yet");
	ct_ask("wanda", "answer other works fine", "Noted for Web: ok "
	    "(fine)");
	assert_string_equal(ct_step("other"), "done");
}

/* A mistyped answer for another team says nothing of one's own. */
static void
unclear__for_another_team__is_theirs(void **state)
{
	(void)state;
	asked();
	ct_refused("wanda", "answer checks for dba wroks", "is no answer "
	    "that I understand");
	assert_int_equal(ct_count("cycle_answers WHERE said_by IS NOT NULL"),
	    0);
	ct_say("dan", "answer checks for dba wroks");
	ct_ask("olga", "answers checks", "wroks");
	assert_string_equal(ft_text("SELECT who FROM cycle_answers WHERE "
	    "said_by = 'dan'"), "dba");
	ct_say("carol", "answer checks for web wroks");
	assert_string_equal(ft_text("SELECT who FROM cycle_answers WHERE "
	    "said_by = 'carol'"), "web");
}

static void
unclear__after_an_answer__changes_nothing(void **state)
{
	(void)state;
	asked();
	ct_say("wanda", "answer other ok");
	ct_refused("wanda", "answer other hm", "is no answer that I "
	    "understand");
	assert_string_equal(answer_of("other", "web"), "ok");
	/* of who was not asked nothing is kept */
	ct_refused("olga", "answer other hm", "is no answer that I "
	    "understand");
}

static void
results__words_of_people__are_understood(void **state)
{
	static const struct {
		const char *said, *answer;
	} all[] = {
		{ "ok", "ok" }, { "works fine", "ok" }, { "passed", "ok" },
		{ "Fine.", "ok" }, { "yes", "ok" }, { "it works", "ok" },
		{ "all good", "ok" }, { "No issues", "ok" },
		{ "no problems so far", "ok" }, { "no concerns", "ok" },
		{ "we see no issues", "ok" },
		{ "No issues after the reboot", "ok" },
		{ "no problems when testing, not one", "ok" },
		{ "No new issues", "ok" }, { "no such problems", "ok" },
		{ "issues", "issues" }, { "it failed", "issues" },
		{ "failed: login", "issues" }, { "Broken", "issues" },
		{ "no", "issues" }, { "not ok", "issues" },
		{ "does not work", "issues" },
	};
	size_t i;

	(void)state;
	asked();
	for (i = 0; i < sizeof(all) / sizeof(all[0]); i++) {
		ct_say("wanda", strcmp(all[i].answer, "ok") == 0 ?
		    "answer other it is broken" : "answer other ok");
		ct_say("wanda", arena_printf(ft_arena, "answer other %s",
		    all[i].said));
		assert_string_equal(answer_of("other", "web"),
		    all[i].answer);
	}
	ct_say("wanda", "answer other ok, after the second reboot");
	assert_string_equal(answer_of("other", "web"), "ok");
	ct_say("wanda", "answer other issues, but small ones");
	assert_string_equal(answer_of("other", "web"), "issues");
	/* nor does a condition make a yes */
	ct_refused("wanda", "answer other ok, but the printers fail",
	    "is no answer that I understand");
	assert_string_equal(answer_of("other", "web"), "issues");
	ct_refused("wanda", "answer other no issues but the printers fail",
	    "is no answer that I understand");
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
#define T(name) cmocka_unit_test_setup_teardown(name, ft_open, ct_close)
		T(all_answer__but_one_not_ok__holds),
		T(changed_answer__lets_it_go_on),
		T(answer__taken_back_in_time__holds_again),
		T(coordinator__accepts_it__with_a_reason),
		T(no_pass__bad_answer__goes_on_and_that_is_told),
		T(escalation__names__whose_it_is),
		T(declared__is_approved__in_the_same_minute),
		T(rejected__holds_it_up__and_is_named),
		T(unclear__is_told__and_is_no_silence),
		T(unclear__for_another_team__is_theirs),
		T(unclear__after_an_answer__changes_nothing),
		T(results__words_of_people__are_understood),
	};

	ft_file = "tests/flow/pass.conf";
	return cmocka_run_group_tests(tests, NULL, NULL);
}
