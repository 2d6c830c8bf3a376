/* SPDX-License-Identifier: ISC */
/*
 * What was decided about bulletins: what is done and overdue, types, second
 * sources, playbooks that look at it, and the ways in.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <cmocka.h>

#include "handlers/bulletin/facts.h"
#include "tests/support/cycletest.h"

#define DAY_0	"2026-11-10 11:30"	/* the bulletins come */

/* --- what is done ----------------------------------------------------- */

static void
deployment__that_is_completed__ends_it_there(void **state)
{
	(void)state;
	ct_came(DAY_0, "LAMP-1", SEVERITY_IMPORTANT);
	ct_facts("LAMP-2", &(struct bulletin_facts){
	    .site_severity = SEVERITY_IMPORTANT });
	ct_say("carol", "plan shop-1 production 2026-11-10 12:30 for 1h "
	    "bulletins LAMP-1");
	ct_say("carol", "plan shop-2 production 2026-11-10 14:30 for 1h "
	    "bulletins lamp-1");
	ct_say("carol", "open shop-1");
	ct_say("carol", "complete shop-1");
	/* the other servers are to come */
	ct_ask("olga", "due", "LAMP-1 [important] production: by");
	assert_int_equal(ct_count("journal WHERE what LIKE '%deployed in "
	    "production by shop-1, and another night there is to come'"), 1);
	ct_say("carol", "open shop-2");
	ct_say("carol", "close shop-2 it did not start");
	ct_ask("olga", "due", "LAMP-1 [important] production: by");
	ct_say("carol", "plan shop-3 Production 2026-11-10 16:30 for 1h "
	    "bulletins LAMP-1");
	ct_say("carol", "open shop-3");
	ct_ask("carol", "complete shop-3", "completed");
	ct_ask("olga", "bulletin LAMP-1", "production: by 2026-12-10 11:30; "
	    "done 2026-11-10 11:30, shop-3");
	/* it was not carried to dev, and the other one nowhere */
	ft_lacks(ct_say("olga", "due"), "LAMP-1 [important] production");
	ct_ask("olga", "due", "LAMP-1 [important] dev");
	ct_ask("olga", "due", "LAMP-2 [important] production");
}

/* More was said after it was done: somebody has to look. */
static void
revision__of_what_is_done__says_so(void **state)
{
	struct bulletin_facts more = { .site_severity = SEVERITY_IMPORTANT,
	    .severity = "important", .restart = RESTART_YES };
	const char *mails;

	(void)state;
	ct_came(DAY_0, "LAMP-1", SEVERITY_IMPORTANT);
	ct_say("carol", "decide LAMP-1 done for production by hand");
	ct_until("2026-11-12 09:00");
	ft_mails();
	ct_facts("LAMP-1", &more);
	mails = ft_mails();
	ft_has(mails, "it was done in production on 2026-11-10, before this; "
	    "if it has to be");
	ft_has(mails, "When          in production: done 2026-11-10 11:30, "
	    "Carol says so");
	ct_ask("carol", "decide LAMP-1 go for production", "act by");
	ct_ask("olga", "due", "production: by 2026-12-10 11:30; go by Carol");
}

/* A cycle's stages carry what came before they began and is not barred. */
static void
stage__that_is_completed__ends_what_it_carries(void **state)
{
	(void)state;
	ct_start("2026-11-02 08:00");
	ct_until("2026-11-12 10:00");
	ct_facts("LAMP-1", &(struct bulletin_facts){
	    .site_severity = SEVERITY_IMPORTANT });
	ct_facts("LAMP-2", &(struct bulletin_facts){
	    .site_severity = SEVERITY_IMPORTANT });
	ct_say("carol", "decide LAMP-2 defer for dev until 2026-12-18 later");
	ct_until("2026-11-13 21:30");
	ct_say("carol", "open 2026-11-dev anyway");
	ct_facts("LAMP-3", &(struct bulletin_facts){
	    .site_severity = SEVERITY_IMPORTANT });
	ct_until("2026-11-13 21:40");
	ct_facts("LAMP-4", &(struct bulletin_facts){
	    .site_severity = SEVERITY_IMPORTANT });
	ct_say("carol", "complete 2026-11-dev anyway fine");
	assert_int_equal(ct_count("decide_done WHERE environment = 'dev'"),
	    2);
	ct_ask("olga", "bulletin LAMP-1", "done 2026-11-13 21:40, "
	    "2026-11-dev");
	ct_ask("olga", "due", "LAMP-2 [important] dev: by 2026-12-18");
	ct_ask("olga", "due", "LAMP-4 [important] dev: by 2026-11-20");
}

/* --- overdue ---------------------------------------------------------- */

static void
overdue__below_at_and_above__its_time(void **state)
{
	(void)state;
	ct_came(DAY_0, "LAMP-1", SEVERITY_IMPORTANT);
	ct_until("2026-11-17 11:29");
	ct_ask("olga", "overdue", "Nothing is overdue.");
	ct_until("2026-11-17 11:30");
	ct_ask("olga", "overdue", "LAMP-1 [important] dev: by 2026-11-17 "
	    "11:30, ");
	ct_until("2026-11-18 11:29");
	ct_ask("olga", "overdue", ", 23h ago");
	ct_until("2026-11-18 11:30");
	ct_ask("olga", "overdue", ", 1d ago");
}

/* What is to be begun is in time when its night is on. */
static void
start__is_met__by_the_night(void **state)
{
	(void)state;
	ct_came(DAY_0, "LAMP-1", SEVERITY_CRITICAL);
	ct_say("carol", "plan try dev 2026-11-11 10:00 for 4h bulletins "
	    "LAMP-1");
	ct_until("2026-11-11 10:00");
	ct_say("carol", "open try");
	ct_until("2026-11-11 12:00");
	ct_ask("olga", "overdue", "Nothing is overdue.");
	ct_say("carol", "close try it did not start");
	ct_ask("olga", "overdue", "LAMP-1 [critical] dev: begin by 2026-11-11 "
	    "11:30");
}

static void
due__lists_by_date__and_within_days(void **state)
{
	const char *said;

	(void)state;
	ct_came(DAY_0, "LAMP-1", SEVERITY_MODERATE);
	ct_facts("LAMP-2", &(struct bulletin_facts){
	    .site_severity = SEVERITY_CRITICAL });
	said = ct_say("olga", "due 7");
	ft_has(said, "LAMP-2 [critical] dev: begin by 2026-11-11 11:30. Lamps "
	    "may burn\nLAMP-2 [critical] production: by 2026-11-17 11:30. "
	    "Lamps may burn\n");
	ft_lacks(said, "LAMP-1");
	ft_lacks(ct_say("olga", "due 6"), "production");
	ct_ask("olga", "due", "LAMP-1 [moderate] production: by 2027-02-10");
	ct_refused("olga", "due 0", "is no number of days from 1 to 3660");
	ct_refused("olga", "due soon", "is no number of days from 1 to 3660");
}

/* Each once: when it is due soon, and when it is over. */
static void
coordinator__is_told_once__of_each(void **state)
{
	const char *mails;

	(void)state;
	ct_came(DAY_0, "LAMP-1", SEVERITY_IMPORTANT);
	ct_until("2026-11-14 10:00");
	ft_lacks(ft_mails(), "due soon");
	ct_until("2026-11-15 10:00");
	mails = ft_mails();
	ft_has(mails, "carol@example.com: [patchbot] 1 due soon");
	ft_has(mails, "LAMP-1 [important] dev: by 2026-11-17 11:30");
	ct_until("2026-11-17 11:31");
	ft_lacks(ft_mails(), "[patchbot]");
	ct_until("2026-11-18 10:00");
	ft_has(ft_mails(), "carol@example.com: [patchbot] 1 overdue");
	ct_until("2026-11-25 10:00");
	ft_lacks(ft_mails(), "[patchbot]");
	/* with another date it is news again */
	ct_say("carol", "decide LAMP-1 defer for dev until 2026-11-27 later");
	ct_until("2026-11-28 10:00");
	mails = ft_mails();
	ft_has(mails, "[patchbot] 1 due soon");
	ft_has(mails, "[patchbot] 1 overdue");
	ft_has(mails, "deferred by Carol");
	ft_golden("deciding/dues.eml", mails);
	ct_until("2026-12-07 10:00");
	ft_lacks(ft_mails(), "[patchbot]");
}

/* --- types, shields, second sources ----------------------------------- */

static void
type__is_said__where_the_reader_knows_none(void **state)
{
	static const char *const types[] = { "security-patch",
	    "critical-update", "update", "hotfix", "rollup", "service-pack",
	    "integrated-service-pack", "feature-pack" };
	size_t i;

	(void)state;
	ct_came(DAY_0, "LAMP-1", SEVERITY_IMPORTANT);
	ct_ask("olga", "bulletin LAMP-1", "Kind: not stated, for the class "
	    "network");
	for (i = 0; i < sizeof(types) / sizeof(types[0]); i++)
		ct_ask("ines", arena_printf(ft_arena, "type LAMP-1 %s",
		    types[i]), "To take it back, say undo LAMP-1 type.");
	ct_ask("ines", "type LAMP-1 feature-pack server", "LAMP-1: feature "
	    "pack, for the class server.");
	ct_ask("ines", "type LAMP-1 Hotfix", "LAMP-1: hotfix (bug fix), for "
	    "the class server. A hotfix is for who has its problem: do not "
	    "pass it on.");
	ct_ask("olga", "bulletin LAMP-1", "Kind: hotfix (bug fix), for the "
	    "class server, says Ines; a hotfix");
	ct_ask("ines", "undo LAMP-1 type", "LAMP-1 is important here");
	ct_ask("olga", "bulletin LAMP-1", "Kind: not stated, for the class "
	    "network");
	ct_refused("ines", "type LAMP-1 hotfx", "\"hotfx\" is neither a type "
	    "nor a class; did you mean \"hotfix\"?");
	ct_refused("dora", "type LAMP-1 hotfix", "is for these "
	    "roles");
}

static void
workaround_and_crosscheck__stand_beside(void **state)
{
	const char *said;

	(void)state;
	ct_came(DAY_0, "LAMP-1", SEVERITY_IMPORTANT);
	ct_ask("dora", "workaround LAMP-1 port 4711 is closed", "Noted beside "
	    "LAMP-1: port 4711 is closed. It stays open: act by");
	ct_ask("dora", "crosscheck LAMP-1 lamp-page the same there", "LAMP-1 "
	    "was compared with lamp-page: the same there.");
	said = ct_say("olga", "bulletin LAMP-1");
	ft_has(said, "Shielded: port 4711 is closed (Dora, 2026-11-10)");
	ft_has(said, "Compared with lamp-page (Dora, 2026-11-10): the same "
	    "there");
	ct_refused("dora", "crosscheck LAMP-1 lamp", "lamp is where it came "
	    "from; name the second source");
	ct_refused("dora", "workaround LAMP-1", "What was done?");
	ct_ask("carol", "undo LAMP-1 workaround", "LAMP-1 is important");
	ct_refused("carol", "undo LAMP-1 workaround", "Nothing like "
	    "\"workaround\"");
	ct_refused("carol", "undo LAMP-1 crosscheck", "With which source?");
	ct_ask("carol", "undo LAMP-1 crosscheck lamp-page", "LAMP-1");
	ft_lacks(ct_say("olga", "bulletin LAMP-1"), "Compared");
}

/* --- in playbooks ---- */

/* What was left out for want of a pressing bulletin is needed after all. */
static void
conditions__see_what_was_decided(void **state)
{
	(void)state;
	ct_came(DAY_0, "LAMP-1", SEVERITY_MODERATE);
	ct_say("carol", "declare hot trying");
	ct_until("2026-11-11 09:30");
	assert_string_equal(ct_step("pressing"), "skipped");
	assert_string_equal(ct_step("packs"), "skipped");
	ct_say("ines", "raise LAMP-1 exposed");
	ct_until("2026-11-11 09:31");
	assert_string_equal(ct_step("pressing"), "done");
	assert_string_equal(ct_step("packs"), "skipped");
	ct_say("ines", "type LAMP-1 integrated-service-pack server");
	assert_string_equal(ct_step("packs"), "skipped");
	ct_say("ines", "type LAMP-1 appliance");
	ct_until("2026-11-11 09:32");
	assert_string_equal(ct_step("packs"), "open");
}

static void
crosscheck__of_all_bulletins__ends_its_step(void **state)
{
	(void)state;
	ct_came(DAY_0, "LAMP-1", SEVERITY_MODERATE);
	ct_say("carol", "declare hot trying");
	ct_until("2026-11-10 12:30");
	ct_facts("LAMP-2", &(struct bulletin_facts){
	    .site_severity = SEVERITY_MODERATE });
	ct_say("ines", "crosscheck LAMP-1 lamp-page");
	assert_string_equal(ct_step("compare"), "open");
	ct_until("2026-11-12 18:00");
	ft_has(ft_mails(), "say: crosscheck BULLETIN SOURCE WHAT YOU FOUND");
	ct_say("ines", "crosscheck LAMP-2 lamp-page");
	assert_string_equal(ct_step("compare"), "done");
}

/* --- ways in ---------------------------------------------------------- */

static void
commands__work__by_mail_too(void **state)
{
	(void)state;
	ct_came(DAY_0, "LAMP-1", SEVERITY_IMPORTANT);
	ct_mail("dan", true, "raise LAMP-1 high-value the vault\n"
	    "workaround LAMP-1 the door is locked", NULL, "LAMP-1");
	ft_has(ft_mails(), "LAMP-1 is critical here");
	assert_int_equal(ct_count("decide_factors WHERE person = 'dan'"), 1);
	assert_int_equal(ct_count("decide_workarounds"), 1);
	/* a decision needs more than a domain's proof: a token */
	ct_mail("pat", true, "decide LAMP-1 go", NULL, "LAMP-1");
	assert_int_equal(ct_count("decide_decisions"), 0);
	ct_mail("pat", true, arena_printf(ft_arena, "confirm %s", ft_text(
	    "SELECT token FROM tokens WHERE person = 'pat'")), NULL, "x");
	assert_int_equal(ct_count("decide_decisions WHERE person = 'pat'"),
	    2);
	/* in the room, where its answer is enough */
	ft_said();
	ft_chat("ines", true, "!threat LAMP-1 exploited now");
	ct_settle();
	ft_has(ft_said(), "LAMP-1 is critical here");
}

/* Without a policy act-within holds, and nobody is told of dates. */
static void
without_a_policy__act_within_holds(void **state)
{
	(void)state;
	ct_reload("tests/flow/cycle.conf");
	ct_came(DAY_0, "LAMP-1", SEVERITY_IMPORTANT);
	ct_ask("olga", "bulletin LAMP-1", "act by 2026-11-17 11:30");
	ft_lacks(ct_say("olga", "bulletin LAMP-1"), "production:");
	ct_until("2026-11-30 12:00");
	ft_lacks(ft_mails(), "[patchbot]");
	ct_ask("olga", "overdue", "LAMP-1 [important] production: by "
	    "2026-11-17 11:30, 13d ago");
	ct_ask("carol", "decide LAMP-1 done it is", "nothing is left to do");
}

#define TEST(f) cmocka_unit_test_setup_teardown(f, ft_open, ct_close)

int
main(void)
{
	const struct CMUnitTest tests[] = {
		TEST(deployment__that_is_completed__ends_it_there),
		TEST(revision__of_what_is_done__says_so),
		TEST(stage__that_is_completed__ends_what_it_carries),
		TEST(overdue__below_at_and_above__its_time),
		TEST(start__is_met__by_the_night),
		TEST(due__lists_by_date__and_within_days),
		TEST(coordinator__is_told_once__of_each),
		TEST(type__is_said__where_the_reader_knows_none),
		TEST(workaround_and_crosscheck__stand_beside),
		TEST(conditions__see_what_was_decided),
		TEST(crosscheck__of_all_bulletins__ends_its_step),
		TEST(commands__work__by_mail_too),
		TEST(without_a_policy__act_within_holds),
	};

	ft_file = "tests/flow/deciding.conf";
	return cmocka_run_group_tests(tests, NULL, NULL);
}
