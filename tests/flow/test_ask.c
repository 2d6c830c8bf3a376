/* SPDX-License-Identifier: ISC */
/* Questions of cycles: all the ways to answer, silence, minds that change. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <cmocka.h>

#include <string.h>

#include "base/clock.h"
#include "tests/support/cycletest.h"

#define ASKED "2026-11-10 13:00"	/* the question of 2026-11 goes out */
#define DUE "2026-11-12 17:00"

/* The Message-ID of the letter that asked that team. */
static const char *
letter_to(const char *who)
{
	return arena_printf(ft_arena, "<thread.ask.%lld.applicable.%s@"
	    "example.com>", (long long)ft_int("SELECT id FROM cycles WHERE "
	    "name = '2026-11'"), who);
}

static const char *
answer_of(const char *step, const char *who)
{
	return ft_text(arena_printf(ft_arena, "SELECT answer FROM "
	    "cycle_answers WHERE step = '%s' AND who = '%s' "
	    "ORDER BY cycle DESC LIMIT 1", step, who));
}

static void
asked(void)
{
	ct_start("2026-11-02 08:00");
	ct_until(ASKED);
	ft_said();
}

/* The link that a letter has for an option: "confirm TOKEN". */
static const char *
link_of(const char *person, const char *option)
{
	return arena_printf(ft_arena, "confirm %s", ft_text(arena_printf(
	    ft_arena, "SELECT token FROM tokens WHERE person = '%s' AND "
	    "commands = 'answer 2026-11/applicable %s\n' LIMIT 1", person,
	    option)));
}

/* --- how it is asked and answered --------------------------------------- */

static void
ask__each_lead__gets_a_letter(void **state)
{
	const char *mails;

	(void)state;
	asked();
	mails = ft_mails();
	ft_has(mails, "dan@example.com: [2026-11/applicable] Does it concern "
	    "you?");
	ft_has(mails, "wanda@example.com: [2026-11/applicable]");
	ft_has(mails, "sam@example.com: [2026-11/applicable]");
	ft_lacks(mails, "dora@example.com: [2026-11/applicable]");
	ft_has(mails, "If you do not answer by then, the coordinator is told.");
	ft_has(mails, "answer 2026-11/applicable not applicable");
	ft_has(mails, "mailto:patchbot@example.com?subject=3D2026-11&");
	ct_ask("olga", "answers 2026-11/applicable", "0 of 3 answered");
	ct_ask("olga", "answers 2026-11/applicable", "Shop: silent; Sam was "
	    "asked");
}

static void
answers__come_by_chat_reply_and_link__and_end_it(void **state)
{
	(void)state;
	asked();
	ct_ask("dora", "answer 2026-11/applicable Applicable: 12 servers",
	    "Noted for Databases: applicable (12 servers). 1 of 3");
	assert_string_equal(answer_of("applicable", "dba"), "applicable");
	/* a reply: its first words, and what stands behind them */
	ct_mail("wanda", true, "Not applicable, we run none.\nRegards, Wanda",
	    letter_to("web"), "Re: [2026-11/applicable] Does it");
	assert_string_equal(answer_of("applicable", "web"),
	    "not applicable");
	ft_has(ft_mails(), "Noted for Web: not applicable (we run none. "
	    "Regards, Wanda)");
	assert_string_equal(ct_step("applicable"), "open");
	/* the prepared mail, though nothing proves who sent it */
	ct_mail("sam", false, link_of("sam", "applicable"), NULL, "2026-11");
	assert_string_equal(answer_of("applicable", "shop"), "applicable");
	assert_string_equal(ct_step("applicable"), "done");
	ft_has(ft_said(), "2026-11/applicable (Does it concern you?) is "
	    "answered: 2 applicable, 1 not applicable.");
}

static void
reply__forms_of_words__are_understood(void **state)
{
	static const struct {
		const char *lines, *answer;
	} all[] = {
		{ "applicable", "applicable" }, { "Yes!", "applicable" },
		{ "APPLICABLE - two hosts", "applicable" },
		{ "applicable, but only to two hosts", "applicable" },
		{ "affected, all of them", "applicable" },
		{ "N/A", "not applicable" }, { "No.", "not applicable" },
		{ "  *Not applicable*", "not applicable" },
		{ "not affected: retired", "not applicable" },
	};
	size_t i;

	(void)state;
	asked();
	for (i = 0; i < sizeof(all) / sizeof(all[0]); i++) {
		ct_mail("dan", true, all[i].lines, letter_to("dba"), "Re: x");
		assert_string_equal(answer_of("applicable", "dba"),
		    all[i].answer);
	}
	ft_mails();
	ct_mail("dan", true, "Nobody knows.", letter_to("dba"), "Re: x");
	ft_has(ft_mails(), "is no answer that I understand.");
	/* a mailer that keeps the subject only */
	ct_mail("dan", true, "applicable", NULL, "AW: [2026-11/applicable] "
	    "Does it");
	assert_string_equal(answer_of("applicable", "dba"), "applicable");
	/* a whole command stays one, also in a reply */
	ct_mail("dan", true, "answer 2026-11/applicable no", letter_to("dba"),
	    "Re: x");
	assert_string_equal(answer_of("applicable", "dba"),
	    "not applicable");
}

static void
reply__that_proves_nothing__gets_a_token_first(void **state)
{
	const char *token;

	(void)state;
	asked();
	ft_mails();
	ct_mail("wanda", false, "applicable", letter_to("web"), "Re: x");
	assert_null(answer_of("applicable", "web"));
	token = ft_text("SELECT token FROM tokens WHERE inbox <> 0");
	ft_has(ft_mails(), token);
	ct_mail("wanda", false, arena_printf(ft_arena, "confirm %s", token),
	    NULL, "x");
	assert_string_equal(answer_of("applicable", "web"), "applicable");
}

static void
link__of_somebody_else__is_nothing(void **state)
{
	(void)state;
	asked();
	ct_mail("wanda", true, link_of("dan", "applicable"), NULL, "x");
	assert_null(answer_of("applicable", "dba"));
	ft_has(ft_mails(), "no such token");
}

static void
coordinator__answers_for_others__others_do_not(void **state)
{
	(void)state;
	asked();
	ct_ask("carol", "answer applicable no for shop told me by phone",
	    "Noted for Shop: not applicable (told me by phone)");
	assert_string_equal(ft_text("SELECT said_by FROM cycle_answers WHERE "
	    "who = 'shop'"), "carol");
	ct_ask("olga", "answers", "Shop: not applicable (Carol, ");
	ct_refused("carol", "answer applicable no", "For whom? Write answer "
	    "2026-11/applicable WORD for TEAM; asked were dba, shop, web.");
	ct_refused("dan", "answer applicable no for web", "Web answers for "
	    "itself");
	ct_refused("olga", "answer applicable no", "You were not asked that");
	/* the other way round */
	ct_ask("carol", "answer applicable for shop yes they have it",
	    "Noted for Shop: applicable (they have it)");
	ct_refused("dan", "answer applicable for web no", "Web answers for "
	    "itself");
	/* a note that begins with "for" names nobody */
	ct_ask("dan", "answer applicable yes for all our servers",
	    "applicable (for all our servers)");
}

static void
answer__errors__say_what_to_do(void **state)
{
	(void)state;
	ct_start("2026-11-06 08:00");
	ct_ask("olga", "answers applicable", "2026-11/applicable (Does it "
	    "concern you?): nobody was asked yet; it is asked Tue 10 Nov 2026 "
	    "13:00 CET, and due Thu 12 Nov 2026 17:00 CET.");
	ct_refused("dan", "answer applicable yes", "is not asked yet; it is "
	    "planned for Tue 10 Nov 2026 13:00 CET");
	ct_until(ASKED);
	ct_refused("dan", "answer aplicable yes", "did you mean "
	    "\"applicable\"?");
	ct_refused("dan", "answer 2026-12/applicable yes", "did you mean "
	    "\"2026-11\"?");
	ct_refused("dan", "answer servers yes", "asks nothing");
	ct_ask("dan", "answer applicable maybe", "\"maybe\" is no answer "
	    "that I understand");
	ct_refused("dan", "answers servers", "asks nothing");
	ct_refused("dan", "tick applicable", "is for the coordinator");
}

/* --- silence ------------------------------------------------------------ */

static void
reminders__go_to_the_silent_only(void **state)
{
	const char *mails;

	(void)state;
	asked();
	ct_say("dan", "answer applicable yes");
	ft_mails();
	ct_until("2026-11-11 17:00");
	mails = ft_mails();
	ft_has(mails, "wanda@example.com: [2026-11/applicable] Reminder: ");
	ft_has(mails, "sam@example.com: [2026-11/applicable] Reminder: ");
	ft_lacks(mails, "dan@example.com: [2026-11/applicable] Reminder");
}

static void
silence__escalates__and_a_late_answer_counts(void **state)
{
	const char *said;

	(void)state;
	asked();
	ct_say("dan", "answer applicable yes");
	ct_say("wanda", "answer applicable no");
	ct_until(DUE);
	said = ft_said();
	ft_has(said, "carol@example.com: 2026-11/applicable (Does it concern "
	    "you?) is due: 1 applicable, 1 not applicable, 1 silent.");
	ft_has(said, "silent: Shop (Sam)");
	assert_string_equal(ct_step("applicable"), "open");
	ft_mails();
	ct_until("2026-11-12 18:00");
	ft_has(ft_mails(), "sam@example.com: ");	/* the lead: himself */
	ct_until("2026-11-13 17:00");
	ft_has(ft_said(), "carol@example.com: Overdue: 2026-11/applicable");
	/* nobody asked whether the change may go on */
	ct_mail("sam", true, "answer applicable no", NULL, "x");
	ft_has(ft_mails(), "It is late, but counts.");
	assert_string_equal(ct_step("applicable"), "done");
	ct_ask("olga", "answers applicable", "LATE");
	/* closed now */
	ct_refused("dan", "answer applicable no", "closed Thu 12 Nov 2026 "
	    "17:00 CET, and Databases had said applicable");
}

static void
silence__consents_or_applies__as_the_step_says(void **state)
{
	(void)state;
	ct_start("2026-11-02 08:00");
	ct_until("2026-11-09 10:00");
	ct_say("dan", "answer results issues: the index is slow");
	ct_refused("dan", "answer results maybe", "is no answer that I "
	    "understand");
	ft_said();
	ct_until("2026-11-10 12:00");
	ft_has(ft_said(), "2026-11-09/results (Test results) is answered: 1 "
	    "ok, 1 issues.");
	assert_string_equal(answer_of("results", "web"), "ok");
	assert_string_equal(answer_of("objections", "web"), "objection");
	assert_string_equal(answer_of("objections", "dba"), "objection");
	ct_ask("olga", "answers 2026-11-09/results", "Web: ok (by silence)");
}

static void
late__after_the_gate__is_kept_and_told(void **state)
{
	(void)state;
	ct_start("2026-11-02 08:00");
	ct_until("2026-11-09 10:00");
	/* the cycle would end with its questions */
	ct_until("2026-11-10 11:00");
	ct_say("carol", "extend 2026-11-09/objections 1d wait for the board");
	ct_until("2026-11-10 12:00");
	ft_has(ct_say("wanda", "answer results issues"), "comes too late to "
	    "count");
	assert_int_equal(ft_int("SELECT late FROM cycle_answers WHERE step = "
	    "'results' AND who = 'web' ORDER BY cycle DESC LIMIT 1"), 1);
	ct_ask("olga", "answers results", "Web: issues (Wanda, ");
	assert_string_equal(ft_text("SELECT note FROM cycle_steps WHERE "
	    "step = 'results' ORDER BY cycle DESC LIMIT 1"), "2 ok");
}

/* patchbot was stopped while it lay at the server. */
static void
late__read_after_the_gate_but_in_time__is_told_as_such(void **state)
{
	(void)state;
	ct_start("2026-11-02 08:00");
	ct_until("2026-11-10 11:00");
	ct_say("carol", "extend 2026-11-09/objections 1d wait for the board");
	ct_until("2026-11-10 13:00");
	ft_said();
	ft_mails();
	ct_arrived("2026-11-10 11:30");
	ct_mail("wanda", true, "answer results issues", NULL, "x");
	ft_has(ft_said(), "had answered issues in time, but the mail was read "
	    "only now");
	ft_has(ft_mails(), "It came in time");
	assert_string_equal(answer_of("results", "web"), "issues");
	assert_int_equal(ft_int("SELECT late FROM cycle_answers WHERE step = "
	    "'results' AND who = 'web' ORDER BY cycle DESC LIMIT 1"), 0);
}

/* --- what nobody could hear ---------------------------------------------- */

/* The results of 2026-11-09 are due at noon, and silence is consent. */
static void
results_are_due(void)
{
	ct_start("2026-11-02 08:00");
	ct_until("2026-11-09 10:00");
	ct_say("dan", "answer results ok");
	ct_until("2026-11-10 11:50");
	ft_said();
}

static void
silence__is_none__while_a_mailbox_is_not_read(void **state)
{
	(void)state;
	results_are_due();
	ft.deaf_since = ft_clock;
	ct_until("2026-11-10 12:30");
	assert_null(answer_of("results", "web"));
	ct_arrived("2026-11-10 11:55");
	ct_mail("wanda", true, "answer results issues", NULL, "x");
	ft.deaf_since = 0;
	ct_until("2026-11-10 12:31");
	assert_string_equal(answer_of("results", "web"), "issues");
	ft_has(ft_said(), "2026-11-09/results (Test results) is answered: 1 "
	    "ok, 1 issues.");
}

static void
silence__counts__when_a_mailbox_stays_away(void **state)
{
	(void)state;
	results_are_due();
	ft.deaf_since = ft_clock;	/* 11:50 */
	ct_until("2026-11-10 15:49");
	assert_null(answer_of("results", "web"));
	ct_until("2026-11-10 15:50");
	assert_string_equal(answer_of("results", "web"), "ok");
}

static void
silence__is_none__while_a_mail_waits(void **state)
{
	(void)state;
	results_are_due();
	assert_int_equal(store_exec(ft.store, NULL, "INSERT INTO inbox (id, "
	    "channel, source, key, at, state) VALUES (900000, 'mail', "
	    "'mail:a/b/1', 'k', 0, 'new')", ""), 1);
	ct_until("2026-11-10 12:05");
	assert_null(answer_of("results", "web"));
	/* its next try lies hours ahead */
	assert_int_equal(store_exec(ft.store, NULL, "UPDATE inbox SET "
	    "next_try = $1 WHERE id = 900000", "i", ft_clock + 7200), 1);
	ct_until("2026-11-10 12:06");
	assert_string_equal(answer_of("results", "web"), "ok");
}

/* Of its 52 hours a quarter is left at four in the morning. */
static void
question__asked_late__gets_time(void **state)
{
	const char *mails;

	(void)state;
	ct_start("2026-11-02 08:00");
	ct_until("2026-11-10 12:00");
	ft_mails();
	ct_sleep("2026-11-12 05:00");
	mails = ft_mails();
	ft_has(mails, "sam@example.com: [2026-11/applicable] Does it");
	ft_has(mails, "Fri 13 Nov 2026 05:00 CET");
	ft_lacks(mails, "Changed dates");
	ct_ask("olga", "checklist", "Fri 13 Nov 05:00");
	ct_until("2026-11-12 18:00");
	assert_null(answer_of("applicable", "shop"));
	assert_string_equal(ct_step("applicable"), "open");
}

static void
question__asked_late__keeps_its_time_while_a_quarter_is_left(void **state)
{
	(void)state;
	ct_start("2026-11-02 08:00");
	ct_until("2026-11-10 12:00");
	ct_sleep("2026-11-12 04:00");
	ct_ask("olga", "checklist", "Thu 12 Nov 17:00");
}

static void
mind__changes__until_the_gate_closes(void **state)
{
	const char *said;

	(void)state;
	asked();
	ct_say("dan", "answer applicable yes");
	ct_say("dan", "answer applicable no");
	assert_int_equal(ft_int("SELECT changed FROM cycle_answers WHERE "
	    "who = 'dba' AND step = 'applicable'"), 1);
	ct_say("wanda", "answer applicable no");
	ct_mail("sam", true, "answer applicable no", NULL, "x");
	assert_string_equal(ct_step("applicable"), "done");
	ft_said();
	said = ct_say("dan", "answer applicable no");
	ft_has(said, "It was so already: Databases said not applicable to "
	    "2026-11/applicable, ");
	ft_lacks(said, "carol@example.com");
	said = ct_say("dan", "answer applicable no we run none");
	ft_has(said, "Databases gave the answer to 2026-11/applicable again, "
	    "with a note: not applicable (we run none)");
	said = ct_say("dan", "answer applicable yes after all");
	ft_has(said, "carol@example.com: Databases changed the answer to "
	    "2026-11/applicable: applicable (after all). Now: 1 applicable, "
	    "2 not applicable.");
	ct_until(DUE);
	ct_refused("dan", "answer applicable no", "closed");
}

static void
coordinator__ends_a_question__with_some_silent(void **state)
{
	(void)state;
	asked();
	ct_say("dan", "answer applicable yes");
	ct_ask("carol", "tick applicable the rest is known", "is done");
	assert_string_equal(ft_text("SELECT note FROM cycle_steps WHERE step = "
	    "'applicable'"), "1 applicable, 2 silent; the rest is known");
}

static void
due__moved__tells_whom_it_asked(void **state)
{
	const char *mails;

	(void)state;
	asked();
	ft_mails();
	ct_ask("carol", "extend applicable 1d the vendor was late",
	    "Fri 13 Nov 2026 17:00 CET");
	mails = ft_mails();
	ft_has(mails, "dan@example.com: [2026-11] Changed dates");
	ft_has(mails, "wanda@example.com: [2026-11] Changed dates");
	ft_has(mails, "the vendor was late");
	ct_until(DUE);
	ft_lacks(ft_said(), "is due:");
	ct_until("2026-11-13 17:00");
	ft_has(ft_said(), "is due: 3 silent.");
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
#define T(name) cmocka_unit_test_setup_teardown(name, ft_open, ct_close)
		T(ask__each_lead__gets_a_letter),
		T(answers__come_by_chat_reply_and_link__and_end_it),
		T(reply__forms_of_words__are_understood),
		T(reply__that_proves_nothing__gets_a_token_first),
		T(link__of_somebody_else__is_nothing),
		T(coordinator__answers_for_others__others_do_not),
		T(answer__errors__say_what_to_do),
		T(reminders__go_to_the_silent_only),
		T(silence__escalates__and_a_late_answer_counts),
		T(silence__consents_or_applies__as_the_step_says),
		T(late__after_the_gate__is_kept_and_told),
		T(late__read_after_the_gate_but_in_time__is_told_as_such),
		T(silence__is_none__while_a_mailbox_is_not_read),
		T(silence__counts__when_a_mailbox_stays_away),
		T(silence__is_none__while_a_mail_waits),
		T(question__asked_late__gets_time),
		T(question__asked_late__keeps_its_time_while_a_quarter_is_left),
		T(mind__changes__until_the_gate_closes),
		T(coordinator__ends_a_question__with_some_silent),
		T(due__moved__tells_whom_it_asked),
	};

	ft_file = "tests/flow/ask.conf";
	return cmocka_run_group_tests(tests, NULL, NULL);
}
