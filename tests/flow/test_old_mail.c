/* SPDX-License-Identifier: ISC */
/*
 * Mail that was old when it was read, as in a mailbox of years on the first
 * day: recorded, and nothing follows from it; the coordinator is told of all
 * of it in one mail, which lies in tests/golden/old_mail.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <cmocka.h>

#include <string.h>

#include "base/clock.h"
#include "handlers/bulletin/facts.h"
#include "handlers/handler.h"
#include "tests/support/flowtest.h"

#define LIMIT	(30 * DAY)	/* old-mail: the default */
#define TOLD	(15 * 60)	/* behind the first */

static struct proof
by(const char *domain)
{
	return (struct proof){ .method = "dkim", .result = PROOF_PASS,
	    .domain = domain, .bits = 2048, .why = "fine" };
}

/* The vendor's bulletin, proven or not, that had lain there so long. */
static int64_t
bulletin(const char *reference, const char *severity, int64_t age, bool proven)
{
	struct evidence ev = { .complete = true, .n = proven,
	    .from = "alerts@lamp.example.net",
	    .signs = proven ? 0 : SIGN_RELAYED,
	    .subject = arena_printf(ft_arena, "%s: update", reference) };
	struct reading r = { .mail_class = CLASS_BULLETIN, .text = "t" };
	struct bulletin_facts f = { .vendor = "any", .id = reference,
	    .base = reference, .title = "lamp update", .severity = severity };
	void *at[1] = { &f };
	struct list l = { .at = at, .n = 1, .cap = 1 };
	struct buf b = { 0 };
	int64_t id;

	ev.proofs[0] = by("lamp.example.net");
	facts_pack(&b, &l);
	r.claims = (struct span){ b.p, b.n };
	ft_mail_age = age;
	id = ft_mail(&ev, &r, false);
	buf_free(&b);
	assert_int_equal(ft_mail_rc, 0);
	return id;
}

static int64_t
old(const char *reference)
{
	return bulletin(reference, "low", LIMIT + 1, true);
}

static int64_t fresh_copy;	/* it has the Message-ID of that age */

/* The coordinator's command, proven, that had lain there so long. */
static void
command(const char *line, int64_t age)
{
	struct evidence ev = { .complete = true, .n = 1, .subject = "s",
	    .from = "carol@example.com", .message_id = arena_printf(ft_arena,
	    "<%lld@example.com>", (long long)age + fresh_copy) };
	struct reading r = { .mail_class = CLASS_COMMAND, .text = "t" };

	ev.dmarc.result = PROOF_PASS;
	ev.proofs[0] = by("example.com");
	ev.proofs[0].covered = COVERED_MESSAGE_ID;
	list_add_in(ft_arena, &r.commands, arena_str(ft_arena, line));
	ft_mail_age = age;
	ft_mail(&ev, &r, false);
	assert_int_equal(ft_mail_rc, 0);
}

static const char *
say(const char *line)
{
	ft_chat("carol", false, line);
	return ft_said();
}

/* --- its limit ------------------------------------------------------- */

static void
bulletin__is_news__up_to_its_limit(void **state)
{
	(void)state;
	bulletin("LAMP-1", "low", LIMIT - 1, true);
	ft_has(ft_mails(), "committee@example.com: ");
	bulletin("LAMP-2", "low", LIMIT, true);
	ft_has(ft_mails(), "committee@example.com: ");
	bulletin("LAMP-3", "low", LIMIT + 1, true);
	assert_string_equal(ft_mails(), "");
	ft_lacks(ft_said(), "LAMP-3");
	assert_int_equal(ft_int("SELECT COUNT(*) FROM bulletins"), 3);
}

static void
time_of_arrival__not_known__is_not_old(void **state)
{
	(void)state;
	/* no server says that it received something in 1970 */
	bulletin("LAMP-1", "low", FT_START, true);
	ft_has(ft_mails(), "LAMP-1");
}

static void
setting__has__its_limits(void **state)
{
	static const struct ft_case cases[] = {
		{ "old-mail 1d", NULL },
		{ "old-mail 0m", NULL },
		{ "old-mail 23h", "found \"23h\"; expected 1d or more" },
		{ "old-mail soon", "expected a span of time" },
	};

	(void)state;
	ft_configs("mail.conf", cases, sizeof(cases) / sizeof(*cases));
}

/* --- what does not follow -------------------------------------------- */

static void
bulletin__asks_for_nothing__until_it_is_news(void **state)
{
	(void)state;
	old("LAMP-1");
	ft_has(say("bulletin LAMP-1"), "nothing asked: it was old when");
	ft_lacks(say("due"), "LAMP-1");
	ft_lacks(say("overdue"), "LAMP-1");
}

static void
bulletins__that_are_old__stand_behind_todays(void **state)
{
	(void)state;
	bulletin("LAMP-2", "low", 60, true);
	old("LAMP-1");
	ft_lacks(say("bulletins 1"), "LAMP-1");
	ft_has(say("bulletins 2"), "LAMP-1");
}

static void
revision__of_what_was_recorded__is_news(void **state)
{
	const char *mails;

	(void)state;
	old("LAMP-1");
	bulletin("LAMP-1", "critical", LIMIT + 1, true);
	assert_string_equal(ft_mails(), "");
	bulletin("LAMP-1", "moderate", 0, true);
	mails = ft_mails();
	ft_has(mails, "committee@example.com: ");
	ft_has(mails, "moderate");
	ft_lacks(say("bulletin LAMP-1"), "old when");
	assert_int_equal(ft_int("SELECT announced_at FROM decide_bulletins"),
	    FT_START);
}

/* It is what was known before, where no date says otherwise. */
static void
copy__that_is_old__of_what_is_followed__changes_nothing(void **state)
{
	(void)state;
	bulletin("LAMP-1", "low", 0, true);
	ft_mails();
	bulletin("LAMP-1", "critical", LIMIT + 1, true);
	assert_string_equal(ft_mails(), "");
	ft_lacks(say("bulletin LAMP-1"), "critical");
}

/* Dates count from when it is news; nothing can be said of it before. */
static void
recorded__is_decided_about__when_it_is_announced(void **state)
{
	(void)state;
	old("LAMP-1");
	ft_has(say("decide LAMP-1 no-go not ours"), "announce LAMP-1");
	say("announce LAMP-1");
	assert_int_equal(ft_int("SELECT first_at FROM bulletins"), FT_START);
	ft_lacks(say("decide LAMP-1 no-go not ours"), "announce LAMP-1");
}

static void
same_again__today__is_news(void **state)
{
	(void)state;
	old("LAMP-1");
	bulletin("LAMP-1", "low", 0, true);
	ft_has(ft_mails(), "committee@example.com: [");
	bulletin("LAMP-1", "low", 0, true);
	assert_string_equal(ft_mails(), "");
}

static void
quarantined__is_told_to_nobody__and_can_be_released(void **state)
{
	int64_t id = bulletin("LAMP-1", "low", LIMIT + 1, false), i;

	(void)state;
	for (i = 0; i < 5; i++)
		bulletin("LAMP-1", "low", LIMIT + 1, false);
	assert_string_equal(ft_mails(), "");
	ft_lacks(say("quarantine"), "LAMP-1");
	/* a fresh one is the first of its kind */
	bulletin("LAMP-1", "low", 0, false);
	ft_has(ft_mails(), "infosec@example.com: ");
	ft_chat("ines", false, arena_printf(ft_arena,
	    "release %lld they said so", (long long)id));
	ft_has(ft_mails(), "committee@example.com: ");
}

static void
command__that_is_old__is_not_done(void **state)
{
	(void)state;
	command("plan shop production 2026-12-04 21:30 for 1h", LIMIT + 1);
	assert_int_equal(ft_int("SELECT COUNT(*) FROM deployments"), 0);
	assert_string_equal(ft_mails(), "");
	ft_has(ft_text("SELECT why FROM inbox"), "old when it was read");
	command("plan shop production 2026-12-04 21:30 for 1h", LIMIT);
	ft_has(ft_mails(), "carol@example.com: ");
	/* a copy of the old one with the time of today */
	fresh_copy = LIMIT + 1;
	command("plan lamp production 2026-12-05 21:30 for 1h", 0);
	fresh_copy = 0;
	assert_int_equal(ft_int("SELECT COUNT(*) FROM deployments"), 1);
}

static void
larger_than_the_limit__and_old__is_no_alarm(void **state)
{
	struct evidence ev = { .complete = true, .from = "x@example.net" };
	struct reading r = { 0 };

	(void)state;
	ft_mail_age = LIMIT + 1;
	ft_mail(&ev, &r, true);
	assert_string_equal(ft_mails(), "");
	ft_mail_age = 0;
	ft_mail(&ev, &r, true);
	ft_has(ft_mails(), "size limit");
}

/* --- what is told ---------------------------------------------------- */

static void
coordinator__is_told_once__of_all(void **state)
{
	(void)state;
	old("LAMP-1");
	old("LAMP-2");
	old("LAMP-2");
	bulletin("LAMP-3", "low", 3 * LIMIT, false);
	command("status", 2 * LIMIT);
	ft_tick(FT_START + TOLD - 1);
	assert_string_equal(ft_mails(), "");
	ft_tick(FT_START + TOLD);
	ft_golden("old_mail", ft_mails());
	old("LAMP-4");
	ft_tick(FT_START + 2 * TOLD);
	ft_has(ft_mails(), ": Old mail was read and recorded: 1 mail from ");
	ft_tick(FT_START + 4 * TOLD);
	assert_string_equal(ft_mails(), "");
}

static void
announce__posts__what_was_recorded(void **state)
{
	const char *mails;

	(void)state;
	old("LAMP-1");
	ft_has(say("announce LAMP-1"), "was posted to the committee");
	mails = ft_mails();
	ft_has(mails, "committee@example.com: ");
	ft_has(mails, "Act by        2026-12-07");
	ft_has(say("announce LAMP-1"), "was posted already");
	ft_has(say("announce LAMP-9"), "LAMP-9");
	ft_chat("olga", false, "announce LAMP-1");
	ft_lacks(ft_said(), "posted");
}

#define TEST(f) cmocka_unit_test_setup_teardown(f, ft_open, ft_close)

int
main(void)
{
	const struct CMUnitTest tests[] = {
		TEST(bulletin__is_news__up_to_its_limit),
		TEST(time_of_arrival__not_known__is_not_old),
		TEST(setting__has__its_limits),
		TEST(bulletin__asks_for_nothing__until_it_is_news),
		TEST(bulletins__that_are_old__stand_behind_todays),
		TEST(revision__of_what_was_recorded__is_news),
		TEST(copy__that_is_old__of_what_is_followed__changes_nothing),
		TEST(recorded__is_decided_about__when_it_is_announced),
		TEST(same_again__today__is_news),
		TEST(quarantined__is_told_to_nobody__and_can_be_released),
		TEST(command__that_is_old__is_not_done),
		TEST(larger_than_the_limit__and_old__is_no_alarm),
		TEST(coordinator__is_told_once__of_all),
		TEST(announce__posts__what_was_recorded),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
