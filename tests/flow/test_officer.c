/* SPDX-License-Identifier: ISC */
/* An officer who sits on the board: what he decides, and what he says as one of
 * the board, stand beside each other. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <cmocka.h>

#include <string.h>

#include "handlers/handler.h"
#include "store/migrate.h"
#include "tests/support/cycletest.h"

static void
declared(void)
{
	ct_start("2026-11-23 08:00");
	ct_say("ines", "declare urgent the gateway is attacked");
	ct_until("2026-11-23 09:05");
	ft_mails();
}

static void
no__stands__whatever_its_author_decides(void **state)
{
	(void)state;
	declared();
	ct_say("pat", "reject exception there is no way back");
	ct_say("pat", "wait exception until there is one");
	ct_say("paul", "approve exception");
	assert_string_equal(ct_step("exception"), "open");
	ct_ask("carol", "answers exception", "Pat rejected it (chat, 09:05): "
	    "there is no way back\nPaul approved it (chat, 09:05)\nPat decided "
	    "that it waits (chat, 09:05): until there is one\n");
	ct_say("pat", "now exception it is being used");
	assert_string_equal(ct_step("exception"), "done");
	assert_int_equal(ct_count("cycle_approvals WHERE approves = 0"), 1);
	ct_ask("carol", "checklist exception", "Pat decided that it goes on "
	    "now, 09:05: it is being used");
	/* taken back, the no of before holds it up again */
	ct_say("pat", "wait exception it has stopped");
	assert_string_equal(ct_step("exception"), "open");
	ct_say("pat", "approve exception there is a way back");
	assert_string_equal(ct_step("exception"), "done");
}

static void
decision__is_no_vote(void **state)
{
	(void)state;
	declared();
	ct_say("pat", "now exception it is being used");
	assert_string_equal(ct_step("exception"), "done");
	assert_int_equal(ct_count("cycle_approvals"), 0);
	/* his yes is still wanted */
	ct_ask("carol", "answers exception", "nothing said yet: Pat, Paul");
	ct_say("pat", "wait exception it has stopped");
	assert_string_equal(ct_step("exception"), "open");
	ct_say("pat", "approve exception");
	assert_string_equal(ct_step("exception"), "done");
}

/* It was about what is no more: who decided it hears so. */
static void
decision__is_gone_with_what_it_was_about(void **state)
{
	(void)state;
	declared();
	ct_say("pat", "now exception it is being used");
	ct_say("carol", "move gateway 2026-11-23 20:00 nobody is there");
	ft_said();
	ct_until("2026-11-23 09:20");
	assert_string_equal(ct_step("exception"), "open");
	ft_has(ft_said(), "pat@example.com: E-2026-11-23/exception "
	    "(Exception): what you decided, that it goes on now, holds no "
	    "more");
	assert_int_equal(ct_count("cycle_decisions"), 0);
}

/* That it waits approves nothing: nothing holds no more, and it still waits. */
static void
wait__is_nothing_to_ask_anew_for(void **state)
{
	const char *mails;

	(void)state;
	declared();
	ct_say("pat", "wait exception until there is one");
	ct_say("carol", "move gateway 2026-11-23 20:00 nobody is there");
	ft_said();
	ft_mails();
	ct_until("2026-11-23 09:20");
	mails = ft_mails();
	ft_has(mails, "paul@example.com: [E-2026-11-23/exception] Version 2");
	ft_lacks(mails, "Your approval");
	ft_lacks(ft_said(), "holds no more");
	ft_has(ft_text("SELECT what FROM journal WHERE what LIKE '%version 2 "
	    "of the%'"), "nothing was said of the one before");
	assert_int_equal(ct_count("cycle_decisions"), 1);
}

/* --- a database of before ------------------------------------------------- */

static struct migration until_3[4];
static const struct tables old_cycle = { "cycle", until_3 };

static const struct tables *
tables_of(const char *owner)
{
	size_t i;

	for (i = 0; all_tables[i] != NULL; i++)
		if (strcmp(all_tables[i]->owner, owner) == 0)
			return all_tables[i];
	fail_msg("no tables of %s", owner);
	return NULL;
}

static void
votes_of_2__become_decisions(void **state)
{
	const struct tables *before[] = { &old_cycle, NULL };
	const struct tables *after[] = { tables_of("cycle"), NULL };
	struct store *s = NULL;
	struct err e = { 0 };
	int64_t n = 0;
	size_t i;

	(void)state;
	for (i = 0; i < 3; i++)
		until_3[i] = tables_of("cycle")->migrations[i];
	assert_int_equal(store_open_scratch(&s, NULL, before, &e), 0);
	assert_true(store_script(s, "INSERT INTO cycles (id, name, name_key, "
	    "playbook, day0, declared, state, opened_at, opened_by) VALUES "
	    "(1, 'E', 'e', 'p', 0, 1, 1, 0, 'x');"
	    "INSERT INTO cycle_approvals (cycle, step, person, approves, "
	    "reason, at, channel, assurance) VALUES "
	    "(1, 'go', 'ines', 2, 'first', 5, 'chat', 'chat'),"
	    "(1, 'go', 'pat', 2, 'last', 7, 'chat', 'chat'),"
	    "(1, 'go', 'paul', 0, 'no', 6, 'chat', 'chat')", &e) == 0);
	assert_int_equal(store_migrate(s, after, &e), 0);
	assert_int_equal(store_int(s, &e, &n, "SELECT COUNT(*) FROM "
	    "cycle_decisions WHERE person = 'pat' AND now_on = 1 AND "
	    "reason = 'last'", ""), 1);
	assert_int_equal(n, 1);
	store_int(s, &e, &n, "SELECT COUNT(*) FROM cycle_decisions", "");
	assert_int_equal(n, 1);
	store_int(s, &e, &n, "SELECT COUNT(*) FROM cycle_approvals", "");
	assert_int_equal(n, 1);
	store_close(s);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
#define T(name) cmocka_unit_test_setup_teardown(name, ft_open, ct_close)
		T(no__stands__whatever_its_author_decides),
		T(decision__is_no_vote),
		T(decision__is_gone_with_what_it_was_about),
		T(wait__is_nothing_to_ask_anew_for),
		cmocka_unit_test(votes_of_2__become_decisions),
	};

	ft_file = "tests/flow/change.conf";
	return cmocka_run_group_tests(tests, NULL, NULL);
}
