/* SPDX-License-Identifier: ISC */
/* A yes counts for the version that its author was shown, by whichever way it
 * comes; a no stands whatever it was said of. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <cmocka.h>

#include <string.h>

#include "tests/support/cycletest.h"

/* The change is asked for, Wednesday 11 November; these are its links. */
static const char *pat_link, *paul_link;

static const char *
link_of(const char *person)
{
	return ft_text(arena_printf(ft_arena, "SELECT token FROM tokens "
	    "WHERE person = '%s' AND inbox = 0 ORDER BY made DESC LIMIT 1",
	    person));
}

static void
asked(void)
{
	ct_start("2026-11-02 08:00");
	ct_until("2026-11-11 09:10");
	pat_link = link_of("pat");
	paul_link = link_of("paul");
	assert_non_null(pat_link);
	assert_non_null(paul_link);
	ft_mails();
	ft_said();
}

/* Version 2: its dates, for which the playbook asks anew. */
static void
moved(void)
{
	ct_say("carol", "move production 2026-11-24 21:30 the payroll");
	ct_until("2026-11-11 10:00");
	assert_int_equal(ct_count("documents WHERE name = 'change'"), 2);
}

static void
confirm(const char *who, const char *token)
{
	ft_mails();
	ct_mail(who, false, arena_printf(ft_arena, "confirm %s", token), NULL,
	    "x");
}

/* A reply of a proven domain, and the token that it gets. */
static void
reply(const char *who, const char *words, const char *id)
{
	const char *mails;

	ft_mails();
	ct_mail(who, true, words, id, "Re: [2026-11/change] Your approval: "
	    "The change");
	mails = ft_mails();
	if (strstr(mails, "confirm") == NULL)
		fail_msg("no token in %s", mails);
	confirm(who, ft_text("SELECT token FROM tokens WHERE inbox <> 0 AND "
	    "used = 0 ORDER BY made DESC LIMIT 1"));
}

static const char *
first_letter(const char *who)
{
	return arena_printf(ft_arena, "<thread.approve.%lld.change."
	    "%s@example.com>", (long long)ft_int("SELECT id FROM cycles WHERE "
	    "name = '2026-11'"), who);
}

/* The last letter to somebody that has this in its subject. */
static const char *
last_letter(const char *who, const char *subject)
{
	return ft_text(arena_printf(ft_arena, "SELECT unique_name FROM outbox "
	    "JOIN recipients ON outbox = outbox.id WHERE address = "
	    "'%s@example.com' AND subject LIKE '%%%s%%' ORDER BY outbox.id "
	    "DESC LIMIT 1", who, subject));
}

static int64_t
yeses(void)
{
	return ct_count("cycle_approvals WHERE step = 'change' AND "
	    "approves = 1");
}

static void
approve__says__which_version(void **state)
{
	(void)state;
	asked();
	ct_ask("pat", "approve change", "You approved 2026-11/change (version "
	    "1). It needs 2 of board");
	moved();
	ft_has(ft_mails(), "Version       2");
	ct_ask("pat", "approve change", "You approved 2026-11/change (version "
	    "2).");
	ct_ask("paul", "approve change@2 fine", "(version 2). It is "
	    "approved");
	assert_string_equal(ct_step("change"), "done");
}

/* Nobody had said anything: nothing is asked anew, but they were told. */
static void
link__of_version_1__counts_not_for_2(void **state)
{
	const char *mails;

	(void)state;
	asked();
	moved();
	confirm("pat", pat_link);
	mails = ft_mails();
	ft_has(mails, "Your yes to 2026-11/change does not count: it was to "
	    "version 1");
	ft_has(mails, "version 2");
	ft_has(mails, "When, Production: Tue 24 Nov 2026 21:30 CET");
	ft_has(mails, "10:");
	ft_has(mails, "approve 2026-11/change");
	assert_int_equal(yeses(), 0);
	assert_string_equal(ct_step("change"), "open");
	ft_has(ft_text("SELECT what FROM journal WHERE what LIKE "
	    "'change: says yes%'"), "change: says yes to version 1, which "
	    "counts no more: version 2 is asked for");
	/* the letter about version 2 has a link of its own */
	confirm("pat", link_of("pat"));
	assert_int_equal(yeses(), 1);
	confirm("paul", link_of("paul"));
	assert_string_equal(ct_step("change"), "done");
}

/* A yes of before was forgotten, and is asked for anew. */
static void
link__of_before_it_was_asked_anew(void **state)
{
	(void)state;
	asked();
	confirm("pat", pat_link);
	assert_int_equal(yeses(), 1);
	moved();
	assert_int_equal(yeses(), 0);
	confirm("paul", paul_link);
	ft_has(ft_mails(), "does not count");
	assert_int_equal(yeses(), 0);
	confirm("pat", link_of("pat"));
	confirm("paul", link_of("paul"));
	assert_string_equal(ct_step("change"), "done");
}

/* "renew" names dates: a yes that was said stands; one that was not is said of
 * what is so now. */
static void
version__that_nobody_is_asked_anew_for__outdates_links_too(void **state)
{
	(void)state;
	asked();
	confirm("pat", pat_link);
	ct_bulletin("LAMP-8", 3);
	ct_until("2026-11-11 10:00");
	assert_int_equal(yeses(), 1);
	confirm("paul", paul_link);
	ft_has(ft_mails(), "does not count: it was to version 1");
	assert_int_equal(yeses(), 1);
	confirm("paul", link_of("paul"));
	assert_string_equal(ct_step("change"), "done");
	/* and who has said it already is told that it stands */
	reply("pat", "Approved", first_letter("pat"));
	ft_has(ft_mails(), "What you said before stands");
	assert_string_equal(ct_step("change"), "done");
}

static void
reply__to_an_outdated_letter__counts_not(void **state)
{
	const char *answer;

	(void)state;
	asked();
	moved();
	reply("pat", "Approved, good luck", first_letter("pat"));
	ft_has(ft_mails(), "does not count: it was to version 1");
	assert_int_equal(yeses(), 0);
	/* nor does a whole command in such a reply */
	reply("pat", "approve 2026-11/change", first_letter("pat"));
	ft_has(ft_mails(), "does not count: it was to version 1");
	assert_int_equal(yeses(), 0);
	/* one to the new letter does */
	answer = last_letter("paul", "Version 2");
	assert_non_null(answer);
	reply("paul", "Approved", answer);
	assert_int_equal(yeses(), 1);
	/* as does one to the answer, which says what has changed */
	answer = last_letter("pat", "Re: ");
	assert_non_null(answer);
	reply("pat", "approve 2026-11/change", answer);
	assert_string_equal(ct_step("change"), "done");
}

static void
reply__without_its_thread__counts_while_there_is_one_version(void **state)
{
	(void)state;
	asked();
	reply("pat", "Approved", NULL);
	assert_int_equal(yeses(), 1);
	ct_bulletin("LAMP-8", 3);
	ct_until("2026-11-11 10:00");
	reply("paul", "Approved", NULL);
	ft_has(ft_mails(), "does not count: your mail does not show which");
	assert_int_equal(yeses(), 1);
}

static void
no__to_an_old_version__stands(void **state)
{
	(void)state;
	asked();
	moved();
	reply("pat", "Rejected: not in that week", first_letter("pat"));
	assert_int_equal(ct_count("cycle_approvals WHERE approves = 0"), 1);
	ft_has(ft_text("SELECT what FROM journal WHERE what LIKE "
	    "'change: rejects%'"), "change: rejects: not in that week (said "
	    "of version 1; version 2 is asked for)");
}

/* What was mailed before version 2 was made is not of it, however late its
 * token comes. */
static void
command__by_mail__is_of_the_version_of_its_time(void **state)
{
	(void)state;
	asked();
	ft_mails();
	ct_mail("pat", true, "approve change", NULL, "x");
	ft_mails();
	moved();
	confirm("pat", ft_text("SELECT token FROM tokens WHERE inbox <> 0"));
	ft_has(ft_mails(), "does not count: it was to version 1");
	assert_int_equal(yeses(), 0);
	reply("pat", "status\napprove change", NULL);
	assert_int_equal(yeses(), 1);
}

static void
versions__that_are_none(void **state)
{
	(void)state;
	asked();
	ct_refused("pat", "approve change@2", "The change request of "
	    "2026-11/change has no version 2; the last one is 1.");
	ct_refused("pat", "approve change@x", "\"x\" is no version; write "
	    "approve change, or the number behind: change@1.");
	ct_say("pat", "approve change@1");
	assert_int_equal(yeses(), 1);
}

/* It is a version of the document: until the board is written of it, that is
 * said, and then what has changed since is. */
static void
version__that_is_an_amendment(void **state)
{
	const char *said;

	(void)state;
	asked();
	ct_say("dan", "amend change the second disk is exchanged too");
	ct_refused("pat", "approve change@2", "Version 2 of the change request "
	    "of 2026-11/change is an amendment that is just being sent; wait "
	    "for the letter about it, or approve what was sent before it: "
	    "approve 2026-11/change@1.");
	ct_refused("pat", "approve change@3", "has no version 3; the last one "
	    "is 1.");
	ct_until("2026-11-11 09:30");
	said = ct_say("pat", "approve change@2");
	ft_has(said, "does not count: it was to version 2");
	ft_has(said, "Amendments, amendment: the second disk");
	ft_lacks(said, "When, Production");
	assert_int_equal(yeses(), 0);
	ct_ask("pat", "approve change@3", "(version 3)");
}

/* The request is one of before requests had that part. */
static void
forget_the_part(void)
{
	assert_int_equal(store_exec(ft.store, NULL, "UPDATE documents SET "
	    "facts = REPLACE(facts, $1, '') WHERE name = 'change'", "s",
	    "watched\tamendments\tAmendments\t\n"), 1);
	assert_int_equal(ct_count("documents WHERE facts LIKE "
	    "'%amendments%'"), 0);
}

/* What was in the document when they said yes to a patchbot that noted no
 * version is no news to them, what was added since is. */
static void
amendment__of_before_the_part(void **state)
{
	(void)state;
	asked();
	forget_the_part();
	ct_say("dan", "amend change the second disk is exchanged too");
	ct_until("2026-11-11 09:12");
	ct_say("pat", "approve change");
	ct_say("paul", "approve change");
	assert_int_equal(store_exec(ft.store, NULL, "UPDATE cycle_approvals "
	    "SET version = 0", ""), 2);
	ft_mails();
	ct_until("2026-11-11 10:00");
	ft_lacks(ft_mails(), "of the change request");
	assert_int_equal(ct_count("documents WHERE name = 'change'"), 2);
	ct_say("dan", "amend change and the third");
	ct_until("2026-11-11 11:00");
	ft_has(ft_mails(), "Version 4 of the change request");
	assert_int_equal(yeses(), 2);
	/* and it is in the request from then on */
	ft_has(ft_text("SELECT facts FROM documents WHERE version = 4"),
	    "the second disk is exchanged too");
	ct_say("carol", "prerequisite the agent first");
	ct_until("2026-11-11 12:00");
	ft_lacks(ft_mails(), "the second disk is exchanged too (Dan)\r\n  "
	    "before");
	assert_int_equal(ct_count("documents WHERE name = 'change'"), 5);
}

/* A yes to what they were shown says nothing of what was added just before it
 * and is still to be told; what stood before that version is no news. */
static void
amendment__just_before_the_yes__is_told(void **state)
{
	const char *facts;

	(void)state;
	asked();
	forget_the_part();
	ct_say("dan", "amend change the second disk is exchanged too");
	ct_until("2026-11-11 09:12");
	ct_say("pat", "approve change");
	assert_int_equal(ct_count("cycle_approvals WHERE version = 1"), 1);
	ft_mails();
	ct_until("2026-11-11 10:00");
	ft_has(ft_mails(), "the second disk is exchanged too");
	/* another one without the part, made behind that amendment */
	assert_int_equal(store_exec(ft.store, NULL, "UPDATE documents SET "
	    "facts = (SELECT facts FROM documents WHERE name = 'change' AND "
	    "version = 1) WHERE name = 'change' AND version = 3", ""), 1);
	ct_say("paul", "approve change@3");
	assert_int_equal(ct_count("cycle_approvals WHERE version = 3"), 1);
	ct_say("dan", "amend change and the third");
	ct_until("2026-11-11 11:00");
	facts = ft_text("SELECT facts FROM documents WHERE name = 'change' "
	    "AND version = 5");
	ft_has(facts, "\nsettled\tamendment\tthe second disk");
	ft_lacks(facts, "\nsettled\tamendment\tand the third");
}

/* Restarted in between: what a link is good for is in the database. */
static void
link__is_outdated__behind_a_restart(void **state)
{
	(void)state;
	asked();
	moved();
	ct_sleep("2026-11-11 12:00");
	confirm("pat", pat_link);
	ft_has(ft_mails(), "does not count: it was to version 1");
	assert_int_equal(yeses(), 0);
}

/* --- what is neither ------------------------------------------------------ */

static void
reply__with_a_condition__is_asked_again(void **state)
{
	(void)state;
	asked();
	ct_mail("pat", true, "No problems until Friday, but then I object",
	    first_letter("pat"), "Re: [2026-11/change] Your approval");
	ft_has(ft_mails(), "2026-11/change (The change) needs a plain yes or "
	    "no, so nothing was noted");
	assert_int_equal(ct_count("cycle_approvals"), 0);
	reply("pat", "No concerns from our side", first_letter("pat"));
	assert_int_equal(ct_count("cycle_approvals WHERE approves = 1"), 1);
}

/* Who proves nothing is told as well, and asked to confirm nothing. */
static void
reply__with_a_condition__needs_no_token(void **state)
{
	const char *mails;

	(void)state;
	asked();
	ct_mail("pat", false, "approved as long as QA signs",
	    first_letter("pat"), "Re: [2026-11/change] Your approval");
	mails = ft_mails();
	ft_has(mails, "2026-11/change (The change) needs a plain yes or no, so "
	    "nothing was noted: ");
	ft_has(mails, "a conditional yes is not counted.");
	ft_has(mails, "reject 2026-11/change REASON");
	/* perhaps he never wrote it */
	ft_lacks(mails, "QA signs");
	ft_lacks(mails, "confirm");
	assert_int_equal(ct_count("tokens WHERE inbox <> 0"), 0);
	assert_int_equal(ct_count("cycle_approvals"), 0);
	ct_say("carol", "cancel 2026-11 no patches after all");
	ft_mails();
	ct_mail("pat", false, "ok, but only on Friday", first_letter("pat"),
	    "Re: x");
	ft_has(ft_mails(), "its cycle is closed, so nothing was noted");
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
#define T(name) cmocka_unit_test_setup_teardown(name, ft_open, ct_close)
		T(approve__says__which_version),
		T(link__of_version_1__counts_not_for_2),
		T(link__of_before_it_was_asked_anew),
		T(version__that_nobody_is_asked_anew_for__outdates_links_too),
		T(reply__to_an_outdated_letter__counts_not),
		T(reply__without_its_thread__counts_while_there_is_one_version),
		T(no__to_an_old_version__stands),
		T(command__by_mail__is_of_the_version_of_its_time),
		T(versions__that_are_none),
		T(version__that_is_an_amendment),
		T(amendment__of_before_the_part),
		T(amendment__just_before_the_yes__is_told),
		T(link__is_outdated__behind_a_restart),
		T(reply__with_a_condition__is_asked_again),
		T(reply__with_a_condition__needs_no_token),
	};

	ft_file = "tests/flow/change.conf";
	return cmocka_run_group_tests(tests, NULL, NULL);
}
