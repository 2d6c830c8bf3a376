/* SPDX-License-Identifier: ISC */
/*
 * Bulletins from mail to summary, through the readers: many in one mail, one
 * in many mails, revised, withdrawn and in force again.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <cmocka.h>

#include <stdio.h>
#include <string.h>

#include "base/buf.h"
#include "handlers/bulletin/facts.h"
#include "tests/support/cycletest.h"
#include "tests/support/readers.h"

/* A proven mail of that vendor, read as the reader would. */
static int64_t
arrives(const char *hint, const char *subject, const char *text)
{
	struct evidence ev = { .complete = true, .subject = subject,
	    .from = "alerts@lamp.example.net", .date = FT_START, .n = 1,
	    .proofs = { { .method = "dkim", .result = PROOF_PASS,
	    .domain = "lamp.example.net", .bits = 2048, .why = "fine" } } };
	struct list bulletins = { 0 };
	struct reading r;
	struct buf b = { 0 };
	int64_t id;

	buf_addf(&b, "From: alerts@lamp.example.net\r\nSubject: %s\r\n\r\n%s",
	    subject, text);
	readers_read(ft_arena, (struct span){ b.p, b.n }, hint, false, &r,
	    &bulletins);
	id = ft_mail(&ev, &r, false);
	assert_int_equal(ft_mail_rc, 0);
	readers_free(&r, &bulletins);
	buf_free(&b);
	return id;
}

static size_t
count(const char *text, const char *needle)
{
	size_t n = 0;

	for (; (text = strstr(text, needle)) != NULL; text++)
		n++;
	return n;
}

#define TWO "Microsoft Security Bulletin Summary for May 2026\n"	\
	"Issued: May 12, 2026\n\nCritical Security Bulletins\n"		\
	"===========================\n\nMS26-037\n\n"			\
	"  - Affected Software:\n    - Lamp 7\n"			\
	"  - Impact: Remote Code Execution\n"				\
	"  - Version Number: 1.0\n\nMS26-038\n\n"			\
	"  - Affected Software:\n    - Lamp 8\n"			\
	"  - Impact: Denial of Service\n  - Version Number: 1.0\n"

static void
mail__with_many_bulletins__posts_each_once(void **state)
{
	const char *mails;

	(void)state;
	arrives("microsoft", "Microsoft Security Bulletin Summary for May "
	    "2026", TWO);
	mails = ft_mails();
	assert_int_equal(count(mails, "\nSubject: "), 2);
	ft_has(mails, "MS26-037");
	ft_has(mails, "MS26-038");
	assert_int_equal(ft_int("SELECT COUNT(*) FROM bulletins"), 2);
	/* the same on another way */
	arrives("microsoft", "Microsoft Security Bulletin Summary for May "
	    "2026", TWO);
	assert_string_equal(ft_mails(), "");
	assert_int_equal(ft_int("SELECT COUNT(*) FROM bulletins"), 2);
	assert_int_equal(ft_int("SELECT COUNT(*) FROM bulletin_mails"), 4);
	assert_int_equal(ft_int("SELECT MAX(revisions) FROM bulletins"), 0);
}

#define FIRST "Advisory ID: NLSA-2026-014-1\nRelease Date: 2026-11-28\n" \
	"Severity: High\nProducts: lamp\nFixed in: lamp 7.0.4\n\n"	\
	"Lamps can be switched off by anybody (CVE-2026-910001).\n"
#define WORSE "Advisory ID: NLSA-2026-014-2\nRelease Date: 2026-11-29\n" \
	"Severity: Critical\nProducts: lamp\n\n"			\
	"It is actively exploited (CVE-2026-910001, CVE-2026-910002).\n"
#define GONE "Advisory ID: NLSA-2026-014-3\nRelease Date: 2026-11-30\n" \
	"Status: withdrawn\n\nThe update turns lamps on at night.\n"
#define BACK "Advisory ID: NLSA-2026-014-4\nRelease Date: 2026-12-01\n" \
	"Severity: Critical\nFixed in: lamp 7.0.5\n\nTry this one.\n"

static void
bulletin__of_many_mails__is_one(void **state)
{
	const char *mails;

	(void)state;
	arrives("any", "[NLSA-2026-014-1] lamp security update", FIRST);
	ft_has(ft_mails(), "[important] NLSA-2026-014-1");
	ft_clock += 86400;
	arrives("any", "[NLSA-2026-014-2] lamp security update", WORSE);
	mails = ft_mails();
	ft_has(mails, "Revised: [critical] NLSA-2026-014-2");
	ft_has(mails, "What changed since 2026-11-30");
	ft_has(mails, "severity RAISED: was High, is now Critical");
	ft_has(mails, "exploited: was not stated, is now yes");
	ft_has(mails, "CVEs added: CVE-2026-910002");
	/* said a day ago, and not taken back */
	ft_has(mails, "lamp 7.0.4");
	/* the first again, late, and from a list */
	arrives("any", "[lamp-announce] [NLSA-2026-014-1] lamp security "
	    "update", FIRST);
	assert_string_equal(ft_mails(), "");
	assert_int_equal(ft_int("SELECT COUNT(*) FROM bulletins WHERE "
	    "shown = 'NLSA-2026-014-2' AND revisions = 1 AND exploited = 1"),
	    1);
	assert_int_equal(ft_int("SELECT COUNT(*) FROM bulletin_mails"), 3);
}

/* Who has the first mail at hand says what stands in it. */
static void
revised__by_the_name_of_an_earlier_mail__is_found(void **state)
{
	(void)state;
	arrives("any", "[NLSA-2026-014-1] lamp security update", FIRST);
	arrives("any", "[NLSA-2026-015-1] lamp security update",
	    "Severity: Low\n");
	ft_clock += 86400;
	arrives("any", "[NLSA-2026-014-2] lamp security update", WORSE);
	ft_said();
	ft_chat("carol", false, "affected nlsa-2026-014-1 yes");
	ft_has(ft_said(), "affected by NLSA-2026-014-2");
	/* not one that has not come, nor another bulletin's number */
	ft_chat("carol", false, "bulletin NLSA-2026-014-3");
	ft_has(ft_said(), "no bulletin \"NLSA-2026-014-3\"");
	ft_chat("carol", false, "bulletin NLSA-2026-014-0");
	ft_has(ft_said(), "no bulletin");
	ft_chat("carol", false, "bulletin NLSA-2026-01-1");
	ft_has(ft_said(), "no bulletin");
}

#define THREAD	"<thread.bulletin-lamp-NLSA-2026-014@example.com>"

/* What comes back to a reply of that text. */
static const char *
reply(const char *text, const char *to)
{
	ft_mails();
	ct_mail("carol", true, text, to, "Re: [important] NLSA-2026-014-1");
	return ft_mails();
}

/* It asks whether a team is affected, and people answer what they are asked. */
static void
summary__a_reply_to_it__says_whether_it_concerns(void **state)
{
	const char *second;

	(void)state;
	arrives("any", "[NLSA-2026-014-1] lamp security update", FIRST);
	ft_has(ft_mails(), "Message-ID: " THREAD);
	ft_has(reply("Yes, all web servers\nCarol", THREAD),
	    "> affected NLSA-2026-014-1 yes all web servers Carol");
	ft_has(reply("n/a", THREAD), "not affected by NLSA-2026-014-1");
	/* a whole command stands as it is, and talk is no answer */
	ft_has(reply("affected NLSA-2026-014-1 yes", THREAD),
	    "Noted, Carol: affected by NLSA-2026-014-1");
	ft_lacks(reply("Thank you, I look at it", THREAD), "Noted");
	/* the letter of a revision asks as well; one that tells does not */
	ft_clock += 86400;
	arrives("any", "[NLSA-2026-014-2] lamp security update", WORSE);
	second = ft_text("SELECT unique_name FROM outbox WHERE channel = "
	    "'mail' ORDER BY id DESC LIMIT 1");
	ct_refers(THREAD);
	ft_has(reply("not affected", second),
	    "not affected by NLSA-2026-014-2");
	ct_refers(THREAD);
	ft_lacks(reply("yes", "<pb.77@example.com>"), "Noted");
}

/* One letter tells two apart; a word that is joined to it is none of it. */
static void
references__with_a_letter_behind__are_two(void **state)
{
	(void)state;
	arrives("any", "EXS-2026-10: lamp security update", "Severity: High\n");
	arrives("any", "EXS-2026-10b: lamp security update", "Severity: Low\n");
	arrives("any", "EXS-2026-11beta: lamp security update",
	    "Severity: Low\n");
	assert_string_equal(ft_text("SELECT GROUP_CONCAT(shown, ' ') FROM "
	    "(SELECT shown FROM bulletins ORDER BY id)"),
	    "EXS-2026-10 EXS-2026-10b EXS-2026-11");
}

static void
bulletin__that_is_withdrawn__is_told_and_listed_so(void **state)
{
	const char *mails;

	(void)state;
	arrives("any", "[NLSA-2026-014-1] lamp security update", FIRST);
	ft_mails();
	ft_said();
	ft_clock += 86400;
	arrives("any", "[NLSA-2026-014-3] lamp security update", GONE);
	mails = ft_mails();
	ft_has(mails, "Withdrawn: [important] NLSA-2026-014-3");
	ft_has(mails, "the vendor has WITHDRAWN it");
	ft_has(mails, "CVE-2026-910001");
	ft_has(ft_said(), "Withdrawn bulletin: NLSA-2026-014-3");
	ft_chat("dan", false, "bulletins");
	ft_has(ft_said(), "WITHDRAWN");
	ft_chat("dan", false, "bulletin NLSA-2026-014");
	ft_has(ft_said(), "WITHDRAWN by its vendor, told on 2026-12-01");
	assert_int_equal(ft_int("SELECT COUNT(*) FROM journal WHERE "
	    "what LIKE 'withdrawn bulletin NLSA-2026-014-3%'"), 1);
	/* told once */
	arrives("any", "[NLSA-2026-014-3] lamp security update", GONE);
	assert_string_equal(ft_mails(), "");
	ft_clock += 86400;
	arrives("any", "[NLSA-2026-014-4] lamp security update", BACK);
	ft_has(ft_mails(), "it is no longer withdrawn");
	ft_said();
	ft_chat("dan", false, "bulletins");
	ft_lacks(ft_said(), "WITHDRAWN");
}

static void
bulletin__that_comes_withdrawn__is_told(void **state)
{
	(void)state;
	arrives("any", "[NLSA-2026-014-3] lamp security update", GONE);
	ft_has(ft_mails(), "Withdrawn: ");
}

/* Of each fact it is known where it stands. */
static void
facts__are_quoted_with_their_line(void **state)
{
	const char *said;

	(void)state;
	arrives("any", "[NLSA-2026-014-1] lamp security update", FIRST);
	ft_said();
	ft_chat("dan", false, "bulletin NLSA-2026-014 facts");
	said = ft_said();
	ft_has(said, "severity, line 3: \"Severity: High\"");
	ft_has(said, "fixed versions, line 5: \"Fixed in: lamp 7.0.4\"");
	ft_has(said, "reference, subject: \"[NLSA-2026-014-1] lamp");
	ft_has(said, "in mail 1 of 2026-11-30 10:00");
}

#define TEST(f) cmocka_unit_test_setup_teardown(f, ft_open, ft_close)

int
main(void)
{
	const struct CMUnitTest tests[] = {
		TEST(mail__with_many_bulletins__posts_each_once),
		TEST(bulletin__of_many_mails__is_one),
		TEST(revised__by_the_name_of_an_earlier_mail__is_found),
		TEST(summary__a_reply_to_it__says_whether_it_concerns),
		TEST(references__with_a_letter_behind__are_two),
		TEST(bulletin__that_is_withdrawn__is_told_and_listed_so),
		TEST(bulletin__that_comes_withdrawn__is_told),
		TEST(facts__are_quoted_with_their_line),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
