/* SPDX-License-Identifier: ISC */
/* Change requests: what they say, their versions, and whether a yes stands. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <cmocka.h>

#include <string.h>

#include "tests/support/cycletest.h"
#include "text/mime.h"

/* The change is asked for: Wednesday 11 November. */
static void
asked(void)
{
	ct_start("2026-11-02 08:00");
	ct_until("2026-11-10 10:00");
	ct_bulletin("LAMP-7", 4);
	ct_say("wanda", "answer points yes Wanda herself");
	ct_say("dan", "prerequisite the agent must run 2.1 first");
	ct_until("2026-11-11 09:10");
	ft_said();
}

static void
request__says_all_that_is_known(void **state)
{
	static const char *const words[] = {
		"What\n  LAMP-7: critical: Lamps may burn",
		"By when\n  LAMP-7: act by ",
		"Why\n  risk: 1 bulletin, the worst is critical",
		"When\n  Development: Thu 12 Nov 2026 21:30 CET to 00:30 (dev)",
		"  Production: Fri 20 Nov 2026 21:30 CET to 01:00",
		"  Production: web1 db1 db2 (ERP)",
		"Who\n  coordinator: Carol\n  Databases: Dan, 110",
		"Web: Wanda; point person: Wanda herself",
		"  prerequisite: the agent must run 2.1 first (Dan)",
		"Test results so far\n  None yet.",
		"The way back\n  way back: back by snapshot\n  way back: "
		"restore the database from the evening before\n  Production: "
		"switch to the other half",
		"Production: frozen from Thu 19 Nov 2026 12:00 CET, cut-off "
		"Fri 20 Nov 2026 11:00 CET; then only by override, approved by "
		"carol and one of board",
		"a yes: gives the authority to use the windows",
	};
	const char *kept, *mails;
	size_t i;

	(void)state;
	asked();
	kept = ft_text("SELECT body_text FROM documents WHERE name = "
	    "'change'");
	assert_non_null(kept);
	mails = ft_mails();
	for (i = 0; i < sizeof(words) / sizeof(words[0]); i++) {
		ft_has(ft_flat(kept), ft_flat(words[i]));
		/* the board reads just what is kept */
		ft_has(ft_flat(mails), ft_flat(words[i]));
	}
	ft_has(ft_text("SELECT body_html FROM documents WHERE name = "
	    "'change'"), "<th scope=\"row\">LAMP-7</th><td>critical");
	assert_int_equal(ct_count("documents WHERE name = 'change'"), 1);
}

static void
moved_stage__makes_a_version__and_is_asked_anew(void **state)
{
	const char *mails;

	(void)state;
	asked();
	ct_say("pat", "approve change");
	ct_say("paul", "approve change");
	assert_string_equal(ct_step("change"), "done");
	ft_mails();
	ct_say("carol", "move production 2026-11-24 21:30 the payroll");
	ct_until("2026-11-11 10:30");
	mails = ft_mails();
	ft_has(mails, "pat@example.com: [2026-11/change] Your approval");
	ft_has(ft_flat(mails), "What you were asked for before has changed");
	ft_has(ft_flat(mails), "When, Production before Fri 20 Nov 2026 21:30 "
	    "CET to 01:00 (production) now Tue 24 Nov 2026 21:30 CET");
	assert_string_equal(ct_step("change"), "open");
	ft_has(ft_said(), "carol@example.com: 2026-11/change (The change): "
	    "version 2 of the change request was sent. It has to be approved "
	    "anew; they are asked.");
	assert_int_equal(ct_count("documents WHERE name = 'change' AND "
	    "version = 2 AND kind = 'amended'"), 1);
	ct_say("pat", "approve change");
	ct_say("paul", "approve change");
	assert_string_equal(ct_step("change"), "done");
	/* nothing has changed: nothing is said */
	ct_say("carol", "move production 2026-11-25 21:30 a slip");
	ct_say("carol", "move production 2026-11-24 21:30 back again");
	ct_until("2026-11-11 11:30");
	assert_int_equal(ct_count("documents WHERE name = 'change'"), 2);
	assert_string_equal(ct_step("change"), "done");
}

/* Production hangs on the change through dev: asked anew, it holds it up. */
static void
asked_anew__holds_what_hangs_on_it(void **state)
{
	(void)state;
	asked();
	ct_say("pat", "approve change");
	ct_say("paul", "approve change");
	ct_until("2026-11-12 21:30");
	ct_say("carol", "open 2026-11-dev");
	ct_say("carol", "complete 2026-11-dev anyway all is well");
	ct_say("carol", "close 2026-11-dev");
	ct_until("2026-11-19 09:05");
	ct_say("pat", "approve go");
	ct_say("carol", "move production 2026-11-24 21:30 the payroll");
	ct_until("2026-11-19 09:30");
	assert_string_equal(ct_step("change"), "open");
	/* its due time had passed: it has a new one */
	ft_has(ft_mails(), "By            Fri 20 Nov 2026 17:30 CET");
	ct_until("2026-11-24 21:30");
	ct_refused("carol", "open 2026-11-production",
	    "2026-11-production waits for: change");
	ct_say("pat", "approve change");
	ct_say("paul", "approve change");
	ct_say("pat", "approve go");
	assert_string_equal(ct_step("go"), "done");
	ct_say("carol", "open 2026-11-production");
	assert_string_equal(ct_step("production"), "open");
}

static void
new_bulletin__is_told__and_the_yes_stands(void **state)
{
	const char *mails;

	(void)state;
	asked();
	ct_say("pat", "approve change");
	ct_say("paul", "approve change");
	ft_mails();
	ct_bulletin("LAMP-8", 3);
	ct_until("2026-11-11 10:00");
	mails = ft_mails();
	ft_has(mails, "pat@example.com: [2026-11/change] Version 2 of the "
	    "change request: The change");
	ft_has(ft_flat(mails), "What, LAMP-8 now important");
	ft_has(ft_flat(mails), "What was approved stands.");
	assert_string_equal(ct_step("change"), "done");
	/* before the quorum it says who is still awaited */
	ct_say("carol", "prerequisite conflict the old agent");
	ct_say("pat", "reject change wait");
	ft_mails();
	ct_until("2026-11-11 10:30");
	ft_has(ft_mails(), "It is not approved yet; what was said of it so far "
	    "stands.");
}

/* What changed less than ten minutes before is compared when it opens. */
static void
changed_just_before__holds_the_night(void **state)
{
	const char *said;

	(void)state;
	asked();
	ct_say("pat", "approve change");
	ct_say("paul", "approve change");
	ct_until("2026-11-12 21:20");
	ct_say("carol", "move production 2026-11-24 21:30 the payroll");
	ft_mails();
	said = ct_say("carol", "open 2026-11-dev");
	ft_has(said, "2026-11-dev does not open yet: what was approved for it "
	    "has changed since. It waits for: change.");
	ft_has(said, "open 2026-11-dev anyway");
	assert_string_equal(ct_step("change"), "open");
	assert_string_equal(ct_step("dev"), "waiting");
	ft_has(ft_mails(), "pat@example.com: [2026-11/change] Your approval");
	ct_refused("carol", "open 2026-11-dev", "2026-11-dev waits for: "
	    "change");
	ct_say("pat", "approve change");
	ct_say("paul", "approve change");
	ct_say("carol", "open 2026-11-dev");
	assert_string_equal(ct_step("dev"), "open");
	assert_int_equal(ct_count("documents WHERE name = 'change'"), 2);
}

/* ... and what needs no new yes is told, though nothing is looked at later. */
static void
changed_just_before__is_told(void **state)
{
	(void)state;
	asked();
	ct_say("pat", "approve change");
	ct_say("paul", "approve change");
	ct_until("2026-11-12 21:20");
	ct_say("carol", "prerequisite the second disk first");
	ft_mails();
	ct_say("carol", "open 2026-11-dev");
	assert_string_equal(ct_step("dev"), "open");
	ft_has(ft_mails(), "[2026-11/change] Version 2 of the change request");
	/* who opens it all the same has it told, too */
	ct_say("carol", "complete 2026-11-dev anyway all is well");
	ct_until("2026-11-20 21:20");
	ct_say("carol", "prerequisite the third disk first");
	ft_mails();
	ct_say("carol", "open 2026-11-production anyway");
	ft_has(ft_mails(), "[2026-11/change] Version 3 of the change request");
	/* nor does it wait for anything at its own time */
	ft_said();
	ct_until("2026-11-20 22:40");
	ft_lacks(ft_said(), "would begin now");
	assert_string_equal(ct_step("production"), "open");
	assert_int_equal(ct_count("cycle_steps WHERE step = 'production' AND "
	    "held = 1"), 0);
}

/* Not only nights: whatever the clock begins behind an approval. */
static void
changed_just_before__holds_what_the_clock_begins(void **state)
{
	(void)state;
	asked();
	ct_say("pat", "approve change");
	ct_say("paul", "approve change");
	ct_until("2026-11-12 21:25");
	ct_say("carol", "move production 2026-11-24 21:30 the payroll");
	ct_until("2026-11-12 21:31");
	assert_string_equal(ct_step("change"), "open");
	ft_has(ft_said(), "2026-11/dev (Development) would begin now, but "
	    "waits for: change.");
	assert_int_equal(ft_int("SELECT held FROM cycle_steps WHERE "
	    "step = 'dev'"), 1);
}

static void
note_at(const char *when)
{
	ct_until(when);
	ct_say("dan", arena_printf(ft_arena, "prerequisite 2026-11 at %s",
	    when));
}

/* Each change puts it off by ten minutes, half an hour at most. */
static void
stream_of_changes__is_told_within_half_an_hour(void **state)
{
	(void)state;
	asked();
	note_at("2026-11-11 09:10");
	note_at("2026-11-11 09:19");
	note_at("2026-11-11 09:28");
	note_at("2026-11-11 09:37");
	ct_until("2026-11-11 09:39");
	assert_int_equal(ct_count("documents WHERE name = 'change'"), 1);
	ct_until("2026-11-11 09:40");
	assert_int_equal(ct_count("documents WHERE name = 'change'"), 2);
	/* from then on it counts anew */
	note_at("2026-11-11 09:46");
	ct_until("2026-11-11 09:55");
	assert_int_equal(ct_count("documents WHERE name = 'change'"), 2);
	ct_until("2026-11-11 09:56");
	assert_int_equal(ct_count("documents WHERE name = 'change'"), 3);
}

/* Less than was approved is done: that needs no new yes. */
static void
skipped_stage__is_told__and_the_yes_stands(void **state)
{
	(void)state;
	asked();
	ct_say("pat", "approve change");
	ct_say("paul", "approve change");
	ft_mails();
	ct_say("carol", "skip production no patches for it");
	ct_until("2026-11-11 10:00");
	ft_has(ft_flat(ft_mails()), "When, Production before Fri 20 Nov 2026 "
	    "21:30 CET to 01:00 (production) now no more");
	assert_string_equal(ct_step("change"), "done");
}

/* A bulletin of the next month's release is for the next month's change. */
static void
next_release__changes_nothing_here(void **state)
{
	(void)state;
	asked();
	ct_until("2026-12-08 12:00");
	ct_bulletin("LAMP-9", 4);
	ct_until("2026-12-08 13:00");
	assert_int_equal(ct_count("documents WHERE name = 'change' AND "
	    "facts LIKE '%LAMP-9%' AND cycle = (SELECT id FROM cycles WHERE "
	    "name = '2026-11')"), 0);
}

static void
approval__is_announced__with_its_identifier(void **state)
{
	(void)state;
	asked();
	ct_say("pat", "approve change");
	ft_mails();
	ct_say("paul", "approve change fine");
	ft_has(ft_mails(), "dan@example.com: [2026-11/change] Approved: The "
	    "change");
	ct_say("carol", "change change CHG-4711");
	ft_has(ft_mails(), "wanda@example.com: [2026-11/change] Approved, "
	    "CHG-4711: The change");
}

/* --- documents ----------------------------------------------------------- */

static void
document__shows_versions__and_amendments(void **state)
{
	const char *said;

	(void)state;
	asked();
	ct_ask("carol", "documents", "change  version 1, 2026-11-11 09:00");
	ct_ask("carol", "document change", "2026-11/change, version 1 of 1");
	ct_say("pat", "approve change");
	ct_say("paul", "approve change");
	ct_ask("dan", "amend change the second disk is exchanged too",
	    "2026-11/change has version 2 now.");
	said = ct_say("carol", "document 2026-11/change");
	ft_has(said, "version 2 of 2");
	ft_has(said, "signed off: version 1, 2026-11-11 09:10, by Paul");
	ft_has(said, "Change request 2026-11/change: The change");
	ft_has(said, "Amendment, 2026-11-11 09:10, Dan: the second disk is "
	    "exchanged too");
	ft_has(said, "  2  2026-11-11 09:10  amended  Dan");
	ft_lacks(ct_say("carol", "document change 1"), "Amendment,");
}

/* Nobody is told of what nobody is asked for any more. */
static void
amendment__of_what_was_skipped__promises_nothing(void **state)
{
	(void)state;
	asked();
	ct_say("carol", "skip change it is a drill");
	ft_lacks(ct_say("dan", "amend change the second disk"), "Those whose");
}

/* What a person adds is told to the board, and stops no comparison. */
static void
amendment__is_told__and_what_changes_behind_it(void **state)
{
	const char *mails;

	(void)state;
	asked();
	ct_say("pat", "approve change");
	ct_ask("dan", "amend change the second disk is exchanged too",
	    ": document 2026-11/change\nThose whose approval it needs are "
	    "told");
	ft_mails();
	ct_until("2026-11-11 09:30");
	mails = ft_mails();
	ft_has(mails, "paul@example.com: [2026-11/change] Version 3 of the "
	    "change request");
	ft_has(ft_flat(mails), "Amendments, amendment now the second disk is "
	    "exchanged too (Dan)");
	ft_has(ct_say("carol", "document change"), "the second disk is "
	    "exchanged too (Dan)");
	/* what nobody was shown yet is not signed */
	ct_say("dan", "amend change and the third");
	ct_say("pat", "approve change");
	ct_say("paul", "approve change");
	ct_ask("carol", "document change", "signed off: version 3,");
	ct_say("carol", "move production 2026-11-24 21:30 the payroll");
	ct_until("2026-11-11 10:00");
	ft_has(ft_flat(ft_mails()), "When, Production before");
	assert_int_equal(ct_count("cycle_approvals"), 0);
}

/* By mail the answer has it beside it, the very HTML; elsewhere it says how to
 * get that. */
static void
document__by_mail__is_as_it_was_sent(void **state)
{
	const char *mails, *sent, *file;
	const struct mime_part *part;
	struct mime_mail *m;
	struct err e = { 0 };

	(void)state;
	asked();
	ct_say("pat", "approve change");
	ct_say("paul", "approve change");
	ct_say("dan", "amend change the second disk is exchanged too");
	ct_ask("carol", "document change", "To get it as it was sent, as a "
	    "file, mail patchbot one line: document 2026-11/change 2\n");
	ft_mails();
	ct_mail("carol", true, "document change 2", NULL, "x");
	mails = ft_mails();
	ft_has(mails, "As it was sent it lies beside this mail: "
	    "2026-11-change-1.html");
	ft_lacks(mails, "To get it as");
	sent = strstr(mails, "From: patchbot");
	m = mime_read(ft_arena, span_of(sent), &e);
	assert_non_null(m);
	assert_int_equal(m->parts.n, 2);
	file = ft_text("SELECT body_html FROM documents WHERE name = 'change' "
	    "AND version = 1");
	part = m->parts.at[1];
	assert_string_equal(ft_lf(part->body), file);
	list_free(&m->parts);
	list_free(&m->attachments);
}

static void
document__errors__say_what_to_do(void **state)
{
	(void)state;
	asked();
	ct_refused("carol", "document chance", "did you mean \"change\"?");
	ct_refused("carol", "document change 2", "\"2\" is no version of "
	    "2026-11/change; they have the numbers 1 to 1.");
	ct_refused("carol", "document change 0", "\"0\" is no version");
	ct_refused("carol", "amend change", "Write amend 2026-11/change "
	    "TEXT.");
	ct_refused("dora", "amend change x", "is for these roles");
	ct_refused("carol", "document 2026-10/change", "There is no cycle");
	ct_refused("carol", "prerequisite 2026-11 sequence", "What has to be "
	    "there first?");
}

static const char *
last_facts(void)
{
	return ft_text("SELECT facts FROM documents WHERE name = 'change' "
	    "ORDER BY version DESC LIMIT 1");
}

/* Limits: at and above. */
static void
notes_and_versions__have_limits(void **state)
{
	int i;

	(void)state;
	asked();
	for (i = 1; i < 40; i++)
		ct_say("dan", arena_printf(ft_arena, "prerequisite 2026-11 "
		    "disk %d", i));
	/* a part has 40 lines; of more the last one counts the rest */
	ct_until("2026-11-11 09:30");
	ft_lacks(last_facts(), "line\tmore");
	ft_has(last_facts(), "disk 39 (Dan)");
	ct_say("dan", "prerequisite 2026-11 disk 40");
	ct_until("2026-11-11 09:40");
	ft_has(last_facts(), "disk 38 (Dan)\nline\tmore\t2 more\n");
	for (i = 41; i < 50; i++)
		ct_say("dan", arena_printf(ft_arena, "prerequisite 2026-11 "
		    "disk %d", i));
	assert_int_equal(ct_count("change_needs"), 50);
	ct_refused("dan", "prerequisite 2026-11 disk", "2026-11 has 50 of "
	    "these already");
	for (i = 3; i < 200; i++)
		ct_say("dan", arena_printf(ft_arena, "amend change %d", i));
	ct_refused("dan", "amend change once more", "change has 200 versions; "
	    "make a new document of it.");
}

static void
memo__lists_tasks_and_contacts(void **state)
{
	const char *memo;

	(void)state;
	ct_start("2026-11-02 08:00");
	ct_until("2026-11-19 12:00");
	memo = ft_text("SELECT body_text FROM documents WHERE name = 'memo'");
	assert_non_null(memo);
	ft_has(ft_flat(memo), "Production Begins Fri 20 Nov 2026 21:30 CET, to "
	    "01:00 Servers web1 db1 db2 Frozen from Thu 19 Nov 2026 12:00 CET "
	    "Cut-off Fri 20 Nov 2026 11:00 CET");
	ft_has(ft_flat(memo), "db (30m): Patch the databases Dan, 110; stands "
	    "in: Dora");
	ft_has(ft_flat(memo), "override 2026-11/production servers WORD");
}

static void
memo__of_a_stage_that_is_left_out__does_not_go_out(void **state)
{
	(void)state;
	ct_start("2026-11-02 08:00");
	ct_until("2026-11-18 09:00");
	ct_say("carol", "skip production the vendor withdrew it");
	ft_mails();
	ct_until("2026-11-20 12:00");
	ft_lacks(ft_mails(), "Memo");
	assert_null(ft_text("SELECT body_text FROM documents WHERE name = "
	    "'memo'"));
	assert_string_equal(ct_step("memo"), "skipped");
	ct_ask("carol", "checklist 2026-11 memo", "production is skipped");
}

static void
report__says_what_was_and_what_comes(void **state)
{
	const char *text;

	(void)state;
	ct_start("2026-11-02 08:00");
	ct_until("2026-11-11 09:10");
	ct_say("pat", "approve change");
	ct_say("paul", "approve change");
	ct_until("2026-11-12 21:30");
	ct_say("carol", "open 2026-11-dev");
	ct_say("carol", "complete 2026-11-dev anyway all is well");
	ct_say("carol", "close 2026-11-dev");
	ct_until("2026-11-13 15:00");
	text = ft_text("SELECT body_text FROM documents WHERE name = "
	    "'weekly-report' ORDER BY at DESC LIMIT 1");
	assert_non_null(text);
	ft_has(ft_flat(text), "Deployed in the week 2026-11-dev (dev), "
	    "2026-11-12 21:30: all is well Comes");
	ft_has(text, "Comes in the next seven days\n  Nothing.");
	ft_has(ft_flat(text), "Open, overdue or held 2026-11/points (Point "
	    "persons): LATE, all teams, due 2026-11-12 17:00");
	/* once a week, each a document of its cycle */
	ct_until("2026-11-20 15:00");
	assert_int_equal(ct_count("documents WHERE name = 'weekly-report'"),
	    3);
	ft_has(ft_flat(ft_text("SELECT body_text FROM documents WHERE name = "
	    "'weekly-report' ORDER BY at DESC LIMIT 1")), "Comes in the next "
	    "seven days 2026-11-production (production), 2026-11-20 21:30: "
	    "ERP");
}

static void
lessons__are_kept__signed_off(void **state)
{
	(void)state;
	ct_start("2026-11-02 08:00");
	ct_until("2026-11-24 10:00");
	ct_refused("carol", "tick lessons", "What is the document lessons to "
	    "say? Write tick 2026-11/lessons TEXT.");
	ct_say("carol", "tick lessons order the disks earlier");
	assert_string_equal(ct_step("lessons"), "done");
	assert_string_equal(ft_text("SELECT body_text FROM documents WHERE "
	    "name = 'lessons'"), "order the disks earlier");
	ct_ask("carol", "document lessons", "signed off: version 1, "
	    "2026-11-24 10:00, by Carol");
	ct_ask("carol", "documents 2026-11", "  meeting-agenda  version 1");
	ct_ask("carol", "documents 2026-11", "  meeting-minutes  version 1");
}

/* --- preview ------------------------------------------------------------- */

static void
preview__shows_what_a_step_sends__and_sends_nothing(void **state)
{
	const char *said;
	int64_t outbox;

	(void)state;
	ct_start("2026-11-02 08:00");
	ct_until("2026-11-10 10:00");
	ft_said();
	ft_mails();
	outbox = ct_count("documents") + ct_count("tokens") +
	    ct_count("cycle_told") + ct_count("agenda");
	said = ct_say("carol", "preview 2026-11/change");
	ft_has(said, "2026-11/change (The change), begin: as it would be sent "
	    "now; it begins Wed 11 Nov 2026 09:00 CET. Nothing was sent.");
	ft_has(said, "To: pat@example.com\nSubject: [2026-11/change] Your "
	    "approval: The change");
	ft_has(said, "Others get the same letter in words of their own: "
	    "paul@example.com. To see one: preview 2026-11/change begin for "
	    "paul@example.com");
	ft_has(said, "  Production: web1 db1 db2 (ERP)");
	ft_has(ct_say("carol", "preview memo"), "Patch the databases");
	ft_has(ct_say("carol", "preview meeting agenda"), "Agenda");
	assert_string_equal(ft_mails(), "");
	assert_string_equal(ct_step("change"), "waiting");
	assert_int_equal(ct_count("documents") + ct_count("tokens") +
	    ct_count("cycle_told") + ct_count("agenda"), outbox);
	ct_refused("carol", "preview 2026-11/change agend", "did you mean "
	    "\"agenda\"?");
	ct_refused("carol", "preview 2026-11/chance", "did you mean "
	    "\"change\"?");
}

/* Whoever looks: it is what the clock would send, to who looks as well. */
static void
preview__shows_what_the_one_who_looks_gets(void **state)
{
	const char *said;

	(void)state;
	ct_start("2026-11-02 08:00");
	ct_until("2026-11-10 10:00");
	said = arena_str(ft_arena, ct_say("carol", "preview dev begin"));
	ft_has(said, "To: carol@example.com");
	ft_has(said, "2026-11/dev (Development) begins now");
	ft_has(ct_say("pat", "preview dev begin"), strchr(said, ' '));
}

/* The same letter in words of one's own: each can be looked at. */
static void
preview__for_one__shows_his_letter(void **state)
{
	const char *said;

	(void)state;
	ct_start("2026-11-02 08:00");
	ct_until("2026-11-10 10:00");
	said = ct_say("carol", "preview points");
	ft_has(said, "To: dan@example.com\n");
	ft_has(said, "Databases");
	ft_lacks(said, "To: wanda@example.com");
	ft_has(said, "Others get the same letter in words of their own: "
	    "wanda@example.com. To see one: preview "
	    "2026-11/points begin for wanda@example.com");
	said = ct_say("carol", "preview points begin for wanda@example.com");
	ft_has(said, "To: wanda@example.com\n");
	ft_has(said, "Web");
	ft_lacks(said, "Databases");
	ft_lacks(said, "Others get");
	ft_has(ct_say("carol", "preview points for wanda"), "To: "
	    "wanda@example");
	ct_refused("carol", "preview points for ines", "ines@example.com "
	    "gets nothing of 2026-11/points begin; it goes to "
	    "dan@example.com, wanda@example.com.");
	ct_refused("carol", "preview points for saam", "There is nobody "
	    "\"saam\"; it goes to dan@example.com");
	ct_refused("carol", "preview points begin sam", "It is said like "
	    "this: preview 2026-11/points begin for");
}

/* By mail the HTML lies beside it, byte for byte what is sent then. */
static void
preview__by_mail__has_the_very_bytes(void **state)
{
	const char *mails, *html;
	const struct mime_part *part;
	struct mime_mail *m;
	struct err e = { 0 };

	(void)state;
	asked();
	ct_say("pat", "approve change");
	ct_say("paul", "approve change");
	ct_until("2026-11-19 11:59");
	ft_mails();
	ct_mail("carol", true, "preview memo", NULL, "x");
	mails = ft_mails();
	ft_has(mails, "Its HTML lies beside this mail: memo-begin-1.html");
	m = mime_read(ft_arena, span_of(strstr(mails, "From: patchbot")), &e);
	assert_non_null(m);
	assert_int_equal(m->parts.n, 2);
	ct_until("2026-11-19 12:00");
	html = ft_text("SELECT body_html FROM documents WHERE name = 'memo'");
	assert_non_null(html);
	part = m->parts.at[1];
	assert_string_equal(ft_lf(part->body), html);
	assert_non_null(strstr(m->text, ft_text("SELECT body_text FROM "
	    "documents WHERE name = 'memo'")));
	list_free(&m->parts);
	list_free(&m->attachments);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
#define T(name) cmocka_unit_test_setup_teardown(name, ft_open, ct_close)
		T(request__says_all_that_is_known),
		T(moved_stage__makes_a_version__and_is_asked_anew),
		T(asked_anew__holds_what_hangs_on_it),
		T(new_bulletin__is_told__and_the_yes_stands),
		T(changed_just_before__holds_the_night),
		T(changed_just_before__is_told),
		T(changed_just_before__holds_what_the_clock_begins),
		T(stream_of_changes__is_told_within_half_an_hour),
		T(skipped_stage__is_told__and_the_yes_stands),
		T(next_release__changes_nothing_here),
		T(approval__is_announced__with_its_identifier),
		T(document__shows_versions__and_amendments),
		T(amendment__of_what_was_skipped__promises_nothing),
		T(amendment__is_told__and_what_changes_behind_it),
		T(document__by_mail__is_as_it_was_sent),
		T(document__errors__say_what_to_do),
		T(notes_and_versions__have_limits),
		T(memo__lists_tasks_and_contacts),
		T(memo__of_a_stage_that_is_left_out__does_not_go_out),
		T(report__says_what_was_and_what_comes),
		T(lessons__are_kept__signed_off),
		T(preview__shows_what_a_step_sends__and_sends_nothing),
		T(preview__shows_what_the_one_who_looks_gets),
		T(preview__for_one__shows_his_letter),
		T(preview__by_mail__has_the_very_bytes),
	};

	ft_file = "tests/flow/change.conf";
	return cmocka_run_group_tests(tests, NULL, NULL);
}
