/* SPDX-License-Identifier: ISC */
/*
 * The register of sources: what came of each, what is relevant, who fell
 * silent, and the quarterly review.  The review's mail lies in
 * tests/golden/sources; GOLDEN_UPDATE=1 writes it anew.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <cmocka.h>

#include <string.h>

#include "handlers/bulletin/facts.h"
#include "handlers/bulletin/sources.h"
#include "handlers/handler.h"
#include "tests/support/flowtest.h"

#define NINE	(23 * HOUR)	/* from FT_START, 10:00, to the next 09:00 */

/* --- what comes ------------------------------------------------------ */

/* A mail that announces this; reference NULL: it announces nothing. */
static int64_t
mail(const char *from, bool proven, const char *reference)
{
	struct evidence ev = { .complete = true, .from = from, .n = proven,
	    .signs = proven ? 0 : SIGN_RELAYED,
	    .subject = reference != NULL ? reference : "news" };
	struct reading r = { .mail_class = CLASS_BULLETIN, .text = "t" };
	struct bulletin_facts f = { .vendor = "any", .id = reference,
	    .base = reference, .title = "lamp update" };
	void *at[1] = { &f };
	struct list l = { .at = at, .n = 1, .cap = 1 };
	struct buf b = { 0 };
	int64_t id;

	ev.proofs[0] = (struct proof){ .method = "dkim", .result = PROOF_PASS,
	    .domain = "lamp.example.net", .bits = 2048, .why = "fine" };
	if (reference != NULL)
		facts_pack(&b, &l);
	r.claims = (struct span){ b.p, b.n };
	id = ft_mail(&ev, &r, false);
	buf_free(&b);
	assert_int_equal(ft_mail_rc, 0);
	return id;
}

static int64_t
lamp(const char *reference)
{
	return mail("alerts@lamp.example.net", true, reference);
}

static const char *
say(const char *who, const char *line)
{
	ft_chat(who, false, line);
	return ft_said();
}

static void
start(void)
{
	struct err e = { 0 };

	if (flow_recover(&ft, &e) == -1)
		fail_msg("%s", e.text);
}

/* --- counts ---------------------------------------------------------- */

static void
mails__are_counted__by_what_became_of_them(void **state)
{
	(void)state;
	ft_has(say("olga", "sources"), "Nothing came.");
	lamp("LAMP-1");
	lamp("LAMP-2");
	lamp("LAMP-2");		/* the same once more */
	lamp(NULL);		/* a newsletter */
	mail("alerts@lamp.example.net", false, "LAMP-3");
	mail("alerts@1amp.example.net", false, "LAMP-4");
	mail("news@shop.example", false, "SHOP-1");
	ft_has(say("olga", "sources"), "Lamp Works: 6 received, 4 believed, "
	    "2 refused; bulletins: 2, 0 relevant, 0 not; last seen 2026-11-30");
	ft_has(say("olga", "sources month"), "what claims no vendor: "
	    "1 received, 0 believed, 1 refused; bulletins: 0");
	ft_has(say("olga", "sources"), "Lamp Works' page: nothing");
	ft_has(say("olga", "source lamp"), "October to December 2026: "
	    "6 received");
	ft_has(say("olga", "source \"LAMP works\""), "November 2026: 6 rec");
}

static void
release__moves_the_mail__to_its_source(void **state)
{
	int64_t id = mail("alerts@lamp.example.net", false, "LAMP-1");

	(void)state;
	/* released in the next month: counted where it came */
	ft_clock += 20 * DAY;
	say("ines", arena_printf(ft_arena, "release %lld x", (long long)id));
	ft_has(say("olga", "sources 2026-11"), "Lamp Works: 1 received, "
	    "1 believed, 0 refused; bulletins: 0");
	ft_has(say("olga", "sources 2026-12"), "Lamp Works: 0 received, "
	    "0 believed, 0 refused; bulletins: 1");
	/* whoever released it is no sign of the vendor's life */
	ft_has(say("olga", "source lamp"), "Last seen never");
	id = mail("news@shop.example", false, "SHOP-1");
	ft_has(say("olga", "sources month"), "no vendor: 1 received");
	say("ines", arena_printf(ft_arena, "release %lld x", (long long)id));
	ft_has(say("olga", "sources month"), "any: 1 received, 1 believed, "
	    "0 refused; bulletins: 1");
	ft_lacks(say("olga", "sources month"), "no vendor");
	/* discarded ones were refused, and stay so */
	id = mail("alerts@lamp.example.net", false, "LAMP-2");
	say("ines", arena_printf(ft_arena, "discard %lld x", (long long)id));
	ft_has(say("olga", "sources month"), "Lamp Works: 1 received, "
	    "0 believed, 1 refused; bulletins: 1");
}

static void
relevant__is_what_somebody_is_affected_by(void **state)
{
	static const struct {
		const char *who, *line, *counts;
	} steps[] = {
		{ "dan", "affected LAMP-1 no", "0 relevant, 1 not" },
		{ "wanda", "affected LAMP-1 no", "0 relevant, 1 not" },
		{ "wanda", "affected LAMP-1 yes", "1 relevant, 0 not" },
		{ "dan", "affected LAMP-1 yes", "1 relevant, 0 not" },
		{ "wanda", "affected LAMP-1 no", "1 relevant, 0 not" },
		{ "dan", "affected LAMP-1 no", "0 relevant, 1 not" },
		{ "dan", "affected LAMP-2 yes", "1 relevant, 1 not" },
		{ "dan", "affected LAMP-3 yes", "1 relevant, 1 not" },
	};
	size_t i;

	(void)state;
	lamp("LAMP-1");
	lamp("LAMP-2");
	/* answered next year: of the bulletins of this quarter */
	ft_clock += 60 * DAY;
	for (i = 0; i < sizeof(steps) / sizeof(steps[0]); i++) {
		say(steps[i].who, steps[i].line);
		ft_has(say("olga", "sources 2026-q4"), arena_printf(ft_arena,
		    "bulletins: 2, %s;", steps[i].counts));
	}
	ft_has(say("olga", "sources"), "Nothing came.");
}

static void
months__end_at_midnight_of_the_site(void **state)
{
	(void)state;
	ft_clock = FT_START + 14 * HOUR - 1;	/* 23:59:59 */
	lamp("LAMP-1");
	ft_clock++;
	lamp("LAMP-2");
	ft_clock++;
	lamp("LAMP-3");
	ft_has(say("olga", "sources 2026-11"), "Lamp Works: 1 received");
	ft_has(say("olga", "sources 2026-12"), "Lamp Works: 2 received");
	ft_has(say("olga", "sources 2026-Q4"), "Lamp Works: 3 received");
	ft_has(say("olga", "sources 2026"), "Lamp Works: 3 received");
	ft_has(say("olga", "sources year"), "Lamp Works: 3 received");
	ft_has(say("olga", "sources 2026-q3"), "Nothing came.");
	ft_has(say("olga", "sources 2027"), "Nothing came.");
}

static void
periods__that_are_none__are_refused(void **state)
{
	static const char *const words[] = { "week", "2026-13", "2026-00",
	    "2026-q0", "2026-q5", "2026-1", "2026-111", "2026-", "1969",
	    "20261", "2026q4", "2026 11", "202x", "x", "-2026-11", "2026-+1",
	    "+202" };
	size_t i;

	(void)state;
	for (i = 0; i < sizeof(words) / sizeof(words[0]); i++)
		ft_has(say("olga", arena_printf(ft_arena, "sources \"%s\"",
		    words[i])), "is no period. Say month, quarter or year, or "
		    "one like 2026-11, 2026-q4 or 2026.");
	ft_has(say("olga", "sources 1970"), "sources, 1970:");
	ft_has(say("olga", "sources 9999-12"), "December 9999");
}

/* --- one source ------------------------------------------------------ */

static void
source__is_found__or_nearly(void **state)
{
	(void)state;
	ft_has(say("olga", "source lamp-site"), "Lamp Works' page (lamp-site), "
	    "web, https://lamp.example.net/security; Dan looks after it\n"
	    "Last seen never; to be looked at every 30d");
	ft_has(say("olga", "source lmap"), "did you mean \"lamp\"?");
	ft_has(say("olga", "source nothing-of-it"), "There is no source "
	    "\"nothing-of-it\". \"sources\" lists them.");
	ft_has(say("olga", "source -"), "There is no source");
	ft_has(say("olga", "checked lamp-site fine"), "for these roles");
	ft_has(say("dan", "checked lamp-sit fine"), "did you mean");
	ft_has(say("dan", "checked lamp-site nothing new there"),
	    "Noted, Dan: Lamp Works' page was looked at: nothing new there.");
	ft_has(say("olga", "source lamp-site"), "Checked 2026-11-30 by Dan: "
	    "nothing new there");
	ft_has(ft_text("SELECT what FROM journal ORDER BY id DESC LIMIT 1"),
	    "looked at the source lamp-site: nothing new there");
	/* a vendor is heard by its mail, not by a look at its page */
	say("dan", "checked lamp");
	ft_has(say("olga", "source lamp"), "Last seen never");
	ft_has(say("olga", "source lamp"), "Checked 2026-11-30 by Dan\n");
}

/* --- silence --------------------------------------------------------- */

/* Said of a vendor in the mail about silence, and in no other. */
#define SILENT	"silent for more than"

static const char *
mails_at(int64_t t)
{
	ft_tick(t);
	return ft_mails();
}

/* The daily check at this day's 09:00, days after the one of FT_START. */
static int64_t
day(int n)
{
	return clock_add_days(FT_START + NINE, n - 1);
}

static void
vendor__silent__is_told_once(void **state)
{
	const char *mails;

	(void)state;
	start();
	lamp("LAMP-1");
	ft_mails();
	/* 100 days after 09:00 of day 1, the register's first look */
	ft_clock = day(1) - 1;
	lamp("LAMP-2");
	ft_mails();
	assert_string_equal(ft_text("SELECT source FROM source_seen WHERE "
	    "seen_at > 0"), "lamp");
	ft_tick(day(1));
	ft_lacks(mails_at(day(100)), SILENT);
	mails = mails_at(day(101));
	ft_has(mails, "carol@example.com: ");
	ft_has(mails, "Lamp Works (lamp), mail");
	ft_has(mails, "last seen 2026-12-01");
	ft_has(mails, "silent for more than 100d");
	ft_lacks(mails_at(day(150)), SILENT);
	/* heard again, and silent again */
	ft_clock = day(150) + HOUR;
	lamp("LAMP-3");
	ft_mails();
	ft_lacks(mails_at(day(250)), SILENT);
	ft_has(mails_at(day(251)), SILENT);
}

/* Exactly as long is not too long. */
static void
silence__at_its_limit(void **state)
{
	int i;

	(void)state;
	for (i = -1; i <= 1; i++) {
		ft_close(NULL);
		ft_open(NULL);
		start();
		ft_clock = day(1) + i;
		lamp("LAMP-1");
		ft_mails();
		if (i < 0)
			ft_has(mails_at(day(101)), SILENT);
		else
			ft_lacks(mails_at(day(101)), SILENT);
	}
}

/* Weekly mail on enough days: four weeks of silence, not a hundred days. */
static void
silence__by_the_usual_rhythm(void **state)
{
	static const struct {
		int days, every;	/* mails, and the days between them */
		int told;		/* silent days when it is told */
	} cases[] = {
		{ SOURCE_DAYS - 1, 7, 101 },
		{ SOURCE_DAYS, 7, 29 },
		{ SOURCE_DAYS + 1, 7, 29 },
		{ SOURCE_DAYS, 1, 8 },		/* never before a week */
		{ SOURCE_DAYS, 30, 101 },	/* the other one is shorter */
	};
	size_t i;
	int k, last;

	(void)state;
	for (i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
		ft_close(NULL);
		ft_open(NULL);
		start();
		for (k = 0; k < cases[i].days; k++) {
			ft_tick(clock_add_days(FT_START, k * cases[i].every));
			lamp(arena_printf(ft_arena, "LAMP-%d", k));
			lamp(arena_printf(ft_arena, "LAMP-%d-B", k));
		}
		last = (k - 1) * cases[i].every;
		ft_mails();
		ft_lacks(mails_at(day(last + cases[i].told - 1)), SILENT);
		ft_has(mails_at(day(last + cases[i].told)), SILENT);
	}
}

static void
page__that_nobody_looks_at__is_told(void **state)
{
	const char *mails;

	(void)state;
	start();
	ft_tick(day(1));	/* now it is in the register */
	ft_lacks(mails_at(day(31)), "lamp-site");
	mails = mails_at(day(32));
	ft_has(mails, "carol@example.com: ");
	ft_has(mails, "Lamp Works' page (lamp-site), web: "
	    "https://lamp.example.net/security");
	ft_has(mails, "nobody looked at it for more than 30d; Dan");
	ft_has(ft_said(), "dan@example.com: Please look at Lamp Works' page "
	    "(https://lamp.example.net/security)");
	assert_string_equal(mails_at(day(60)), "");
	assert_string_equal(ft_said(), "");
	ft_tick(day(60) + HOUR);
	say("dan", "checked lamp-site");
	assert_string_equal(mails_at(day(90)), "");
	ft_has(mails_at(day(91)), "lamp-site");
}

/* --- the clock ------------------------------------------------------- */

static void
jobs__are_armed__at_each_start_once(void **state)
{
	(void)state;
	start();
	start();
	assert_int_equal(ft_int("SELECT COUNT(*) FROM agenda"), 2);
	assert_int_equal(ft_int("SELECT due FROM agenda WHERE job = "
	    "'sources'"), day(1));
	/* 2027-01-01 09:00 */
	assert_int_equal(ft_int("SELECT due FROM agenda WHERE job = "
	    "'review'"), day(32));
	ft_tick(day(1) - 1);
	assert_int_equal(ft_int("SELECT COUNT(*) FROM source_seen"), 0);
	ft_tick(day(1));
	assert_int_equal(ft_int("SELECT COUNT(*) FROM source_seen"), 2);
	assert_int_equal(ft_int("SELECT due FROM agenda WHERE job = "
	    "'sources' AND state = 'waiting'"), day(2));
	start();
	assert_int_equal(ft_int("SELECT COUNT(*) FROM agenda WHERE "
	    "state = 'waiting'"), 2);
	/* asleep for a month: one check, not thirty */
	ft_tick(day(30));
	assert_int_equal(ft_int("SELECT COUNT(*) FROM agenda WHERE "
	    "job = 'sources'"), 3);
}

static void
review__comes_on_the_first_day_of_a_quarter(void **state)
{
	const char *mails;

	(void)state;
	start();
	lamp("LAMP-1");
	lamp("LAMP-2");
	mail("alerts@1amp.example.net", false, NULL);
	say("dan", "affected LAMP-1 yes");
	say("dan", "affected LAMP-2 no");
	ft_tick(day(9));
	say("dan", "checked lamp-site nothing \"new\" <there>");
	ft_tick(day(32) - 1);
	ft_lacks((ft_mails()), "Review");
	mails = mails_at(day(32));
	ft_has(mails, "carol@example.com: ");
	ft_golden("sources/review.eml", mails);
	assert_int_equal(ft_int("SELECT due FROM agenda WHERE job = 'review' "
	    "AND state = 'waiting'"), clock_at(2027, 4, 1, 9, 0));
	/* not again before the next quarter, and then of that one */
	ft_tick(clock_at(2027, 4, 1, 9, 0) - 1);
	ft_lacks(ft_mails(), "Review");
	ft_has(mails_at(clock_at(2027, 4, 1, 9, 0)), "January to March 2027");
}

/* --- the configuration ----------------------------------------------- */

static void
sources__are_checked(void **state)
{
	static const struct ft_case cases[] = {
		{ "sources { }", NULL },
		{ "sources { silent-after 1d; check-at 23:59 }", NULL },
		{ "sources { silent-after 1000d }", NULL },
		{ "sources { source lamp { by dan; at x; silent-after 2d } }",
		    NULL },
		{ "sources { source x { kind feed; at y; by dan } }", NULL },
		{ "sources { silent-after 23h59m }", ":2:24: error: " },
		{ "sources { silent-after 1001d }", "from 1d to 1000d" },
		{ "sources { check-at 24:00 }", ":2:20: error: " },
		{ "sources { source x { at y; by dan } }", ":2:18: error: the "
		    "source \"x\" is no vendor; expected \"kind\"" },
		{ "sources { source x { kind web; by dan } }", "\"at\"" },
		{ "sources { source x { kind web; at y } }", "\"by\"" },
		{ "sources { source x { kind wbe; at y; by dan } }", ":2:27: "
		    "error: found \"wbe\"; expected web, feed, list, person "
		    "or other; did you mean \"web\"?" },
		{ "sources { source x { kind web; at y; by nobody } }",
		    ":2:41: error: found \"nobody\"; expected the id of a "
		    "person" },
		{ "sources { source x { kind web; at y; by dan; "
		    "silent-after 3d } }", "expected \"every\"" },
		{ "sources { source x { kind web; at y; by dan; every 1h } }",
		    "from 1d to 1000d" },
		{ "sources { source lamp { kind web } }", "\"lamp\" is a "
		    "vendor; expected no \"kind\"" },
		{ "sources { source lamp { every 3d } }", "no \"every\"" },
		{ "sources { source x { kind web; at y; by dan }\n"
		    "source X { kind web; at y; by dan } }", "error: " },
		{ "sources { source x { kind web; at y; by dan }\n"
		    "source x { kind web; at y; by dan } }", ":3:8: error: "
		    "found the source \"x\" a second time" },
	};

	(void)state;
	ft_configs("day.conf", cases, sizeof(cases) / sizeof(cases[0]));
}

static void
sources__at_most_500(void **state)
{
	struct buf b = { 0 };
	const char *wrong;
	int n, i;

	(void)state;
	for (n = SOURCES_MAX - 1; n <= SOURCES_MAX + 1; n++) {
		buf_cut(&b, 0);
		buf_adds(&b, "sources {\n");
		for (i = 0; i < n; i++)
			buf_addf(&b, "source s%d { kind web; at y; by dan }\n",
			    i);
		buf_adds(&b, "}");
		wrong = ft_config("day.conf", b.p);
		if (n <= SOURCES_MAX)
			assert_null(wrong);
		else
			ft_has(wrong, "at most 500 sources");
	}
	buf_free(&b);
}

#define TEST(f) cmocka_unit_test_setup_teardown(f, ft_open, ft_close)

int
main(void)
{
	const struct CMUnitTest tests[] = {
		TEST(mails__are_counted__by_what_became_of_them),
		TEST(release__moves_the_mail__to_its_source),
		TEST(relevant__is_what_somebody_is_affected_by),
		TEST(months__end_at_midnight_of_the_site),
		TEST(periods__that_are_none__are_refused),
		TEST(source__is_found__or_nearly),
		TEST(vendor__silent__is_told_once),
		TEST(silence__at_its_limit),
		TEST(silence__by_the_usual_rhythm),
		TEST(page__that_nobody_looks_at__is_told),
		TEST(jobs__are_armed__at_each_start_once),
		TEST(review__comes_on_the_first_day_of_a_quarter),
		TEST(sources__are_checked),
		TEST(sources__at_most_500),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
