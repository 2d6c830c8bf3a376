/* SPDX-License-Identifier: ISC */
/*
 * Deciding: due dates by policy, what raises and lowers, threats, decisions
 * and their evidence.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <cmocka.h>

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "handlers/bulletin/facts.h"
#include "tests/support/cycletest.h"

#define DAY_0	"2026-11-10 11:30"	/* the bulletins come */

/* With another policy of the file in force. */
static void
in_force(const char *policy)
{
	char path[] = "tests/flow/.deciding.XXXXXX", line[400];
	FILE *from = fopen("tests/flow/deciding.conf", "r"), *to;
	int fd = mkstemp(path);

	assert_non_null(from);
	assert_int_not_equal(fd, -1);
	assert_non_null(to = fdopen(fd, "w"));
	while (fgets(line, sizeof(line), from) != NULL)
		if (strcmp(line, "\tpolicy months\n") == 0)
			fprintf(to, "\tpolicy %s\n", policy);
		else
			fputs(line, to);
	fclose(from);
	assert_int_equal(fclose(to), 0);
	ct_reload(path);
	unlink(path);
}

/* --- dates ------------------------------------------------------------ */

static void
summary__says__the_policys_dates(void **state)
{
	struct bulletin_facts f = { .site_severity = SEVERITY_IMPORTANT,
	    .severity = "High", .kind = KIND_HOTFIX };
	const char *mails, *said;

	(void)state;
	ct_start(DAY_0);
	ct_facts("LAMP-1", &f);
	mails = ft_mails();
	ft_has(mails, "Act by        2026-12-10 11:30 (Europe/Berlin), in "
	    "production");
	ft_has(mails, "Act by        2026-11-17 11:30 (Europe/Berlin), in "
	    "dev");
	ft_has(mails, "What to answer, by 2026-11-17 11:30");
	ft_has(mails, "Kind          hotfix, for the class network");
	ft_has(mails, "do not pass it on");
	ft_has(ft_said(), "[important] Lamps may burn (Lamp Works), act by "
	    "2026-11-17 11:30");
	said = ct_say("olga", "bulletin LAMP-1");
	ft_has(said, "production: by 2026-12-10 11:30 (important within 1 "
	    "month, counted from 2026-11-10 11:30)");
	ft_has(said, "Kind: hotfix (bug fix), for the class network; a "
	    "hotfix is for who has its problem");
	ct_ask("olga", "bulletins", "LAMP-1 [important] Lamps may burn, act "
	    "by 2026-11-17 11:30");
}

/* No date: with the next service pack; and nothing to do where never. */
static void
low__has__no_date(void **state)
{
	const char *said;

	(void)state;
	ct_came(DAY_0, "LAMP-1", SEVERITY_LOW);
	said = ct_say("olga", "bulletin LAMP-1");
	ft_has(said, "act with the next service pack, restart");
	ft_has(said, "production: never; nothing to do by policy");
	ct_ask("olga", "due", "LAMP-1 [low] dev: with the next service pack");
	ct_ask("olga", "due 3660", "Nothing is due until");
	ct_ask("olga", "overdue", "Nothing is overdue.");
}

static void
unrated__counts_as_important(void **state)
{
	(void)state;
	ct_came(DAY_0, "LAMP-1", SEVERITY_NOT_STATED);
	ct_ask("olga", "due", "LAMP-1 [not stated] dev: by 2026-11-17 11:30");
	ct_ask("ines", "raise LAMP-1 exposed", "LAMP-1 is critical here (the "
	    "vendor's severity: not stated): begin by 2026-11-11 11:30.");
}

#define LONG_NAME "LAMP-2026-11-OF-SO-LONG-A-NAME-2026"

/* Its name, level and date are filled as a letter's text. */
static void
bulletin__of_a_long_name__takes_two_lines(void **state)
{
	(void)state;
	in_force("tested");
	ct_came(DAY_0, LONG_NAME, SEVERITY_CRITICAL);
	ct_say("carol", "declare emergency " LONG_NAME);
	ct_ask("carol", "report", LONG_NAME " [critical], act by 2026-11-12\n"
	    "      11:30\n      Lamps may burn\n");
}

/* The clock of production starts when the test is over. */
static void
clock__of_production__starts_after_the_test(void **state)
{
	(void)state;
	in_force("tested");
	ct_came(DAY_0, "LAMP-1", SEVERITY_IMPORTANT);
	ct_ask("olga", "due", "LAMP-1 [important] production: within 1 week, "
	    "once it is done in test");
	ct_ask("carol", "plan typo prod 2026-11-12 21:30 for 2h", "The policy "
	    "has no environment prod, but production: only there it makes "
	    "bulletins done. To mend it, cancel typo and plan");
	ft_lacks(ct_say("carol", "plan other lab 2026-11-13 21:30 for 2h"),
	    "no environment");
	ct_ask("carol", "plan try test 2026-11-12 21:30 for 2h bulletins "
	    "lamp-1", "planned");
	ct_until("2026-11-12 21:30");
	ct_ask("carol", "open try", "try");
	ct_until("2026-11-12 23:00");
	ct_ask("carol", "complete try", "completed");
	ct_ask("olga", "due", "LAMP-1 [important] production: by 2026-11-19 "
	    "23:00");
	ct_ask("olga", "bulletin LAMP-1", "test: by 2026-11-17 11:30; done "
	    "2026-11-12 23:00, try");
	ct_ask("olga", "bulletin LAMP-1", "counted from 2026-11-12 23:00");
}

/* Where nothing is to be done in the test, its clock starts all the same. */
static void
clock__without_a_test__starts_too(void **state)
{
	(void)state;
	in_force("tested");
	ct_came(DAY_0, "LAMP-1", SEVERITY_IMPORTANT);
	ct_until("2026-11-12 09:00");
	ct_ask("carol", "decide LAMP-1 no-go for test there is no such lamp",
	    "act by 2026-11-19 09:00");
	ct_ask("carol", "undo LAMP-1 decision", "act by 2026-11-17 11:30");
	ct_ask("olga", "due", "production: within 1 week, once it is done in "
	    "test");
	/* low: never in the test, with a service pack in production */
	ct_say("ines", "lower LAMP-1 mitigated");
	ct_say("ines", "lower LAMP-1 low-value");
	ct_ask("olga", "due", "LAMP-1 [low] production: with the next service "
	    "pack");
	ft_lacks(ct_say("olga", "due"), "test");
}

/* The end of the next such stage; dates follow another policy at once. */
static void
stage__of_a_playbook__gives_the_date(void **state)
{
	(void)state;
	ct_came(DAY_0, "LAMP-1", SEVERITY_IMPORTANT);
	ct_ask("olga", "due", "production: by 2026-12-10 11:30");
	in_force("rhythm");
	ct_ask("olga", "due", "LAMP-1 [important] production: by 2026-11-21 "
	    "01:00. Lamps");
	/* one that comes when it has begun is for the next */
	ct_until("2026-11-20 21:30");
	ct_facts("LAMP-2", &(struct bulletin_facts){
	    .site_severity = SEVERITY_IMPORTANT });
	ct_ask("olga", "due", "LAMP-2 [important] production: by 2026-11-21 "
	    "01:00");
	ct_until("2026-11-20 21:31");
	ct_facts("LAMP-3", &(struct bulletin_facts){
	    .site_severity = SEVERITY_IMPORTANT });
	ct_ask("olga", "due", "LAMP-3 [important] production: by 2026-12-19 "
	    "01:00");
}

/* What one policy closed is open under the next that has something to do. */
static void
policy__that_changes__is_held_against_what_is_closed(void **state)
{
	(void)state;
	ct_came(DAY_0, "LAMP-1", SEVERITY_LOW);
	in_force("rhythm");
	ct_ask("olga", "due", "Nothing is open.");
	assert_int_equal(ct_count("journal WHERE actor = 'clock' AND what "
	    "LIKE 'LAMP-1: nothing is left to do, it is closed'"), 1);
	assert_int_equal(ct_count("journal WHERE what = 'the policy rhythm is "
	    "in force, it was months: looked at 1 bulletin again, 0 open "
	    "again, 1 closed'"), 1);
	in_force("rhythm");
	in_force("months");
	ct_ask("olga", "due", "LAMP-1 [low] dev: with the next service pack");
	assert_int_equal(ct_count("journal WHERE what LIKE 'LAMP-1: open "
	    "again'"), 1);
	assert_int_equal(ct_count("journal WHERE what LIKE 'the policy %'"),
	    2);
	assert_int_equal(ct_count("journal WHERE what = 'the policy months is "
	    "in force, it was rhythm: looked at 1 bulletin again, 1 open "
	    "again, 0 closed'"), 1);
}

/* What was done, and what was decided for good, is so under any policy. */
static void
policy__that_changes__leaves_alone_what_is_done(void **state)
{
	(void)state;
	ct_came(DAY_0, "LAMP-1", SEVERITY_IMPORTANT);
	ct_say("carol", "decide LAMP-1 done for production by hand");
	ct_say("carol", "decide LAMP-1 no-go for dev there is none");
	ct_bulletin("LAMP-2", SEVERITY_IMPORTANT);
	in_force("rhythm");
	ft_lacks(ct_say("olga", "due"), "LAMP-1");
	ct_ask("olga", "due", "LAMP-2 [important] production");
	/* of its test nothing was said yet */
	in_force("tested");
	ct_ask("olga", "due", "LAMP-1 [important] test: by 2026-11-17");
	ft_lacks(ct_say("olga", "due"), "LAMP-1 [important] production");
}

/* --- what raises and lowers ------------------------------------------- */

static void
raise__moves_the_date__and_is_told(void **state)
{
	const char *mails, *said;

	(void)state;
	ct_came(DAY_0, "LAMP-1", SEVERITY_IMPORTANT);
	ct_until("2026-11-12 09:00");
	ft_mails();
	said = ct_say("ines", "raise lamp-1 exposed the shop has it");
	mails = ft_mails();
	ft_has(said, "LAMP-1 is critical here (the vendor's severity: "
	    "important): begin by 2026-11-13 09:00. To take it back, say undo "
	    "LAMP-1 exposed.");
	ft_has(said, "room: LAMP-1 [critical]: raised for exposed (within "
	    "reach of many): the shop has it (Ines). Now begin by");
	ft_has(mails, "committee@example.com: Raised: [critical] LAMP-1: "
	    "Lamps may burn");
	ft_has(mails, "raised for exposed (within reach of many): the shop "
	    "has it, says Ines");
	ft_has(mails, "to be done in production: was by 2026-12-10 11:30, is "
	    "now by");
	ft_golden("deciding/priority.eml", mails);
	/* in the thread of its summary */
	ft_has(mails, "<thread.bulletin-lamp-LAMP-1@example.com>");
	said = ct_say("olga", "bulletin LAMP-1");
	ft_has(said, "Here it is critical");
	ft_has(said, "Raised for exposed, 2026-11-12 (Ines: the shop has "
	    "it)");
	ft_has(said, "production: by 2026-11-19 09:00 (critical within 1 "
	    "week, counted from 2026-11-12 09:00)");
	/* and back: as it was */
	ct_ask("carol", "undo LAMP-1 exposed it was another shop", "LAMP-1 is "
	    "important here: act by 2026-11-17 11:30");
	mails = ft_mails();
	ft_has(mails, "Lowered: [important] LAMP-1");
	ft_has(mails, "was by 2026-11-19 09:00, is now by 2026-12-10");
	assert_int_equal(ct_count("journal WHERE what LIKE 'LAMP-1: taken "
	    "back: exposed: it was another shop'"), 1);
	/* what was lowered by mistake has its old date again */
	ct_ask("ines", "lower LAMP-1 mitigated", "LAMP-1 is moderate here");
	ct_until("2026-11-13 09:00");
	ct_ask("ines", "undo LAMP-1 mitigated", "LAMP-1 is important here: "
	    "act by 2026-11-17 11:30");
}

/* A raise never puts a date off, however late it comes. */
static void
raise__near_the_end__keeps_the_date(void **state)
{
	(void)state;
	ct_came(DAY_0, "LAMP-1", SEVERITY_MODERATE);
	/* moderate in dev: 10 December; a week from the 8th would be later */
	ct_until("2026-12-08 09:00");
	ct_say("ines", "raise LAMP-1 exposed");
	ct_ask("olga", "bulletin LAMP-1", "dev: by 2026-12-10 11:30 (moderate "
	    "within 1 month");
	ct_ask("olga", "bulletin LAMP-1", "production: by 2027-01-08 09:00 "
	    "(important within 1 month");
}

static void
factors__add_up__within_the_scale(void **state)
{
	(void)state;
	ct_came(DAY_0, "LAMP-1", SEVERITY_MODERATE);
	ct_ask("ines", "raise LAMP-1 crown-jewels", "is critical here");
	ct_ask("ines", "raise LAMP-1 exposed", "is critical here");
	ct_ask("ines", "lower LAMP-1 mitigated", "is critical here");
	ct_ask("ines", "lower LAMP-1 low-value", "is important here");
	ct_ask("ines", "undo LAMP-1 crown-jewels", "is low here");
	ct_ask("ines", "undo LAMP-1 exposed", "is low here");
	assert_int_equal(ct_count("decide_factors"), 2);
	/* said again: the newer reason, once */
	ct_ask("ines", "lower LAMP-1 mitigated the port is closed", "is low "
	    "here");
	assert_int_equal(ct_count("decide_factors"), 2);
}

static void
factor__that_is_wrong__is_explained(void **state)
{
	(void)state;
	ct_came(DAY_0, "LAMP-1", SEVERITY_MODERATE);
	ct_refused("ines", "raise LAMP-1 exposde", "There is no factor "
	    "\"exposde\"; did you mean \"exposed\"? What raises: high-value, "
	    "exposed, attacked-before, crown-jewels.");
	ct_refused("ines", "raise LAMP-1 mitigated", "mitigated (something "
	    "else stands in the way) lowers; say: lower LAMP-1 mitigated");
	ct_refused("ines", "lower LAMP-1 exposed", "raises; say: raise");
	ct_refused("ines", "raise LAMP-2 exposed", "I have no bulletin "
	    "\"LAMP-2\"; did you mean \"LAMP-1\"?");
	ct_refused("ines", "undo LAMP-1 exposed", "Nothing like \"exposed\" is "
	    "said of LAMP-1.");
	ct_refused("olga", "raise LAMP-1 exposed", "is for these "
	    "roles");
	ct_refused("dora", "lower LAMP-1 mitigated", "is for these "
	    "roles");
}

/* --- threats ---------------------------------------------------------- */

static void
threat__reprioritises__and_proposes_the_emergency(void **state)
{
	const char *said, *mails;

	(void)state;
	ct_came(DAY_0, "LAMP-1", SEVERITY_MODERATE);
	ct_refused("ines", "threat LAMP-1 exploited", "Say how you know: "
	    "threat LAMP-1 exploited REASON.");
	ct_refused("ines", "threat LAMP-1 exploitd now", "There is no threat "
	    "\"exploitd\"; did you mean \"exploited\"? Known are: exploited, "
	    "proof-of-concept, none.");
	ct_until("2026-11-20 18:00");
	ft_mails();
	said = ct_say("ines", "threat LAMP-1 exploited seen on two sensors");
	mails = ft_mails();
	ft_has(said, "room: LAMP-1 [critical]: threat exploited (attacks are "
	    "seen): seen on two sensors (Ines)");
	ft_has(said, "carol@example.com: LAMP-1 is exploited (attacks are "
	    "seen), says Ines: seen on two sensors. It may be too late for "
	    "the usual process. To begin the emergency, say: declare "
	    "emergency LAMP-1 is exploited");
	ft_has(mails, "committee@example.com: Raised: [critical] LAMP-1");
	ft_has(mails, "<thread.bulletin-lamp-LAMP-1@example.com>");
	ct_ask("olga", "bulletin LAMP-1", "Threat exploited, 2026-11-20 "
	    "(Ines: seen on two sensors)");
	/* the very sentence */
	ct_ask("carol", "declare emergency LAMP-1 is exploited",
	    "E-2026-11-20");
	/* it passes */
	ct_ask("ines", "threat LAMP-1 none the sensors were wrong", "LAMP-1 "
	    "is moderate here");
	ft_has(ft_mails(), "Lowered: [moderate] LAMP-1");
	ct_ask("ines", "threat LAMP-1 proof-of-concept there is one",
	    "is important here");
	ct_ask("ines", "undo LAMP-1 threat", "is moderate here");
}

/* A revision that says so does the same by itself; once. */
static void
revision__that_is_exploited__does_it_by_itself(void **state)
{
	struct bulletin_facts worse = { .site_severity = SEVERITY_MODERATE,
	    .severity = "moderate", .exploited = STATED_YES };
	const char *mails, *said;

	(void)state;
	ct_came(DAY_0, "LAMP-1", SEVERITY_MODERATE);
	ct_until("2026-11-12 10:00");
	ft_said();
	ft_mails();
	ct_facts("LAMP-1", &worse);
	mails = ft_mails();
	said = ft_said();
	ft_has(mails, "exploited: was not stated, is now yes");
	ft_has(mails, "to be done in production: was by 2027-02-10 11:30, is "
	    "now by");
	ft_has(mails, "Here          critical, threat: exploited (its "
	    "vendor)");
	ft_has(said, "[moderate, here critical, exploited]");
	ft_has(said, "carol@example.com: LAMP-1 is exploited (attacks are "
	    "seen), says its vendor. It may");
	ct_until("2026-11-13 10:00");
	worse.restart = RESTART_YES;
	ft_said();
	ct_facts("LAMP-1", &worse);
	ft_lacks(ft_said(), "To begin the emergency");
	assert_int_equal(ct_count("journal WHERE what LIKE 'proposed to "
	    "declare emergency%'"), 1);
}

/* "when severity >= important" sees what a threat makes of a bulletin. */
static void
revision__of_severity__moves_the_date(void **state)
{
	struct bulletin_facts worse = { .site_severity = SEVERITY_CRITICAL,
	    .severity = "critical" };

	(void)state;
	ct_came(DAY_0, "LAMP-1", SEVERITY_IMPORTANT);
	ct_until("2026-11-12 10:00");
	ft_mails();
	ct_facts("LAMP-1", &worse);
	ft_has(ft_mails(), "to be done in production: was by 2026-12-10 "
	    "11:30, is now by");
	ct_ask("olga", "bulletin LAMP-1", "production: by 2026-11-19 10:00 "
	    "(critical within 1 week, counted from 2026-11-12 10:00)");
	/* a revision that says no more of it moves nothing */
	ct_until("2026-11-13 10:00");
	worse.restart = RESTART_YES;
	ct_facts("LAMP-1", &worse);
	ct_ask("olga", "bulletin LAMP-1", "production: by 2026-11-19 10:00 "
	    "(critical");
}

/* --- decisions -------------------------------------------------------- */

static void
decision__is_kept__with_its_evidence(void **state)
{
	const char *said;

	(void)state;
	ct_came(DAY_0, "LAMP-1", SEVERITY_IMPORTANT);
	ct_say("dan", "affected LAMP-1 yes all of them");
	ct_say("wanda", "affected LAMP-1 no");
	ct_say("ines", "raise LAMP-1 exposed");
	ct_say("dan", "crosscheck LAMP-1 account-manager by telephone");
	said = ct_say("pat", "decide LAMP-1 go for production as planned");
	ft_has(said, "Decided: go for production, about LAMP-1. Known: "
	    "critical instead of important, exploited: not stated, exposed "
	    "(Ines); act by 2026-11-17 11:30; answers: 1 affected, 1 not; "
	    "compared with account-manager; ");
	ft_has(said, "fine");
	ft_has(said, "room: LAMP-1 [critical]: go for production, decided by "
	    "Pat: as planned");
	assert_int_equal(ct_count("journal WHERE actor = 'pat' AND what LIKE "
	    "'LAMP-1: decided go for production: as planned (known: critical "
	    "instead of important%'"), 1);
	ct_ask("olga", "decisions", "2026-11-10 11:30 LAMP-1: go for "
	    "production, Pat: as planned. Known: critical");
	ct_ask("olga", "decisions LAMP-1", "LAMP-1: go for production");
	ct_ask("olga", "bulletin LAMP-1", "Decided go for production, "
	    "2026-11-10 11:30 (Pat: as planned)");
	ct_ask("olga", "due", "production: by 2026-11-17 11:30; go by Pat");
	/* of another environment nothing was said */
	ct_ask("olga", "due", "dev: begin by 2026-11-11 11:30. Lamps");
}

static void
verdicts__open_and_close(void **state)
{
	(void)state;
	ct_came(DAY_0, "LAMP-1", SEVERITY_IMPORTANT);
	ct_ask("carol", "decide LAMP-1 no-go for dev we have no dev of it",
	    "Decided: no-go for dev");
	ct_ask("olga", "bulletin LAMP-1", "dev: by 2026-11-17 11:30; no-go");
	/* the date that was agreed is the date */
	ct_ask("carol", "decide LAMP-1 defer for production until 2026-12-18 "
	    "the shop's season", "act by 2026-12-18 18:00");
	ct_ask("olga", "due", "production: by 2026-12-18 18:00; defer by "
	    "Carol");
	ct_ask("carol", "decide LAMP-1 workaround for production until +60d "
	    "the port is closed", "act by 2027-01-09 18:00");
	ct_ask("carol", "decide LAMP-1 done for production by hand",
	    "nothing is left to do");
	ct_ask("olga", "due", "Nothing is open.");
	assert_int_equal(ct_count("decide_bulletins WHERE closed_at = 0"), 0);
	/* and open again */
	ct_until("2026-11-11 09:00");
	ct_ask("carol", "decide LAMP-1 go for production once more",
	    "act by 2026-12-10 11:30");
	assert_int_equal(ct_count("decide_bulletins WHERE closed_at = 0"), 1);
	ct_ask("carol", "undo LAMP-1 decision for dev", "act by 2026-11-17");
	ct_ask("olga", "decisions", "no-go for dev, Carol: we have no dev of "
	    "it (taken back)");
	ct_ask("carol", "decide LAMP-1 no-go not ours", "nothing is left");
	ct_ask("carol", "undo LAMP-1 decision", "act by");
}

/* What was decided about a less pressing bulletin is decided again. */
static void
decision__before_a_raise__holds_nothing_up(void **state)
{
	(void)state;
	ct_came(DAY_0, "LAMP-1", SEVERITY_MODERATE);
	ct_say("carol", "decide LAMP-1 defer for production until 2027-03-01 "
	    "the season");
	ct_say("carol", "decide LAMP-1 no-go for dev we have none");
	ct_ask("olga", "due", "LAMP-1 [moderate] production: by 2027-03-01 "
	    "18:00; defer by Carol. Lamps");
	ft_lacks(ct_say("olga", "due"), "dev");
	ct_until("2026-11-11 09:00");
	ct_say("ines", "threat LAMP-1 exploited seen");
	ct_ask("olga", "due", "LAMP-1 [critical, exploited] production: by "
	    "2026-11-18 09:00; defer by Carol, before it was raised: decide "
	    "again. Lamps");
	ct_ask("olga", "due", "LAMP-1 [critical, exploited] dev: begin by "
	    "2026-11-12 09:00; no-go by Carol, before it was raised");
	ct_ask("olga", "bulletin LAMP-1", "it was decided before it was "
	    "raised, decide again");
	/* again, and it holds; the date is one to be done by */
	ct_ask("carol", "decide LAMP-1 defer for dev until 2026-11-20 all the "
	    "same", "act by 2026-11-18 09:00");
	ct_ask("olga", "due", "dev: by 2026-11-20 18:00; defer by Carol. "
	    "Lamps");
	ct_say("ines", "threat LAMP-1 none it was not");
	ct_ask("olga", "due", "production: by 2027-03-01 18:00; defer by "
	    "Carol. Lamps");
}

/* A no-go until a day holds until then. */
static void
no_go__until_a_day__comes_back(void **state)
{
	(void)state;
	ct_came(DAY_0, "LAMP-1", SEVERITY_IMPORTANT);
	ct_say("carol", "decide LAMP-1 no-go until 2026-11-20 too early");
	ct_until("2026-11-20 17:59");
	ct_ask("olga", "due", "Nothing is open.");
	ct_until("2026-11-20 18:00");
	ct_ask("olga", "overdue", "LAMP-1 [important] dev: by 2026-11-17 "
	    "11:30, 3d ago; no-go by Carol");
}

static void
decision__that_is_wrong__is_explained(void **state)
{
	(void)state;
	ct_came(DAY_0, "LAMP-1", SEVERITY_IMPORTANT);
	ct_refused("carol", "decide LAMP-1 gone", "\"gone\" is no decision "
	    "that I know; expected go, no-go, defer, workaround or done; did "
	    "you mean \"done\"?");
	ct_refused("carol", "decide LAMP-1 go for prodution", "The policy "
	    "months has no environment \"prodution\"; did you mean "
	    "\"production\"? It has: production, dev.");
	ct_refused("carol", "decide LAMP-1 no-go", "Say why: decide LAMP-1 "
	    "no-go REASON.");
	ct_refused("carol", "decide LAMP-1 defer for dev later", "Until when? "
	    "Write: decide LAMP-1 defer until +10d REASON.");
	ct_refused("carol", "decide LAMP-1 defer until soon x", "\"soon\" is "
	    "no day");
	ct_refused("carol", "decide LAMP-1 defer until 2026-11-10 x", "is not "
	    "between tomorrow and 1830 days");
	ct_ask("carol", "decide LAMP-1 defer until 2026-11-11 x", "defer");
	ct_ask("carol", "decide LAMP-1 defer until +1830d x", "defer");
	ct_refused("carol", "decide LAMP-1 defer until +1831d x", "1830 "
	    "days");
	ct_refused("dora", "decide LAMP-1 go", "is for these "
	    "roles");
	ct_refused("olga", "decide LAMP-1 go", "is for these "
	    "roles");
}

#define TEST(f) cmocka_unit_test_setup_teardown(f, ft_open, ct_close)

int
main(void)
{
	const struct CMUnitTest tests[] = {
		TEST(summary__says__the_policys_dates),
		TEST(bulletin__of_a_long_name__takes_two_lines),
		TEST(low__has__no_date),
		TEST(unrated__counts_as_important),
		TEST(clock__of_production__starts_after_the_test),
		TEST(clock__without_a_test__starts_too),
		TEST(stage__of_a_playbook__gives_the_date),
		TEST(policy__that_changes__is_held_against_what_is_closed),
		TEST(policy__that_changes__leaves_alone_what_is_done),
		TEST(raise__moves_the_date__and_is_told),
		TEST(raise__near_the_end__keeps_the_date),
		TEST(factors__add_up__within_the_scale),
		TEST(factor__that_is_wrong__is_explained),
		TEST(threat__reprioritises__and_proposes_the_emergency),
		TEST(revision__that_is_exploited__does_it_by_itself),
		TEST(revision__of_severity__moves_the_date),
		TEST(decision__is_kept__with_its_evidence),
		TEST(verdicts__open_and_close),
		TEST(decision__before_a_raise__holds_nothing_up),
		TEST(no_go__until_a_day__comes_back),
		TEST(decision__that_is_wrong__is_explained),
	};

	ft_file = "tests/flow/deciding.conf";
	return cmocka_run_group_tests(tests, NULL, NULL);
}
