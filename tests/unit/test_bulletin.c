/* SPDX-License-Identifier: ISC */
/* What a revision says against the last mail, both together, and wrapping. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>
#include <cmocka.h>

#include "handlers/bulletin/bulletin.h"

static struct arena *a;

static int
open_arena(void **state)
{
	(void)state;
	a = arena_new();
	return 0;
}

static int
close_arena(void **state)
{
	(void)state;
	arena_free(a);
	return 0;
}

static struct list
texts(const char *one, const char *two)
{
	struct list l = { 0 };

	if (one != NULL)
		list_add_in(a, &l, arena_str(a, one));
	if (two != NULL)
		list_add_in(a, &l, arena_str(a, two));
	return l;
}

/* The changes, one a line. */
static const char *
changes(const struct bulletin_facts *old, const struct bulletin_facts *fresh)
{
	struct list l = { 0 };
	struct buf b = { 0 };
	const char *s;
	size_t i;

	bulletin_changes(a, old, fresh, &l);
	for (i = 0; i < l.n; i++)
		buf_addf(&b, "%s\n", (char *)l.at[i]);
	s = arena_str(a, buf_str(&b));
	buf_free(&b);
	return s;
}

static void
changes__of_the_same__are_none(void **state)
{
	struct bulletin_facts f = { .title = "t", .severity = "High",
	    .site_severity = SEVERITY_IMPORTANT, .revision = "1",
	    .exploited = STATED_NO, .cves = texts("CVE-2026-1", NULL) };
	struct bulletin_facts silent = { 0 };

	(void)state;
	assert_string_equal(changes(&f, &f), "");
	/* what is not said again is no news */
	assert_string_equal(changes(&f, &silent), "");
}

#define FACTS(...) (&(struct bulletin_facts){ __VA_ARGS__ })

static void
changes__name_what_is_new(void **state)
{
	(void)state;
	assert_string_equal(changes(FACTS(.severity = "High",
	    .site_severity = SEVERITY_IMPORTANT),
	    FACTS(.severity = "Critical",
	    .site_severity = SEVERITY_CRITICAL)),
	    "severity RAISED: was High, is now Critical\n");
	assert_string_equal(changes(FACTS(.severity = "High",
	    .site_severity = SEVERITY_IMPORTANT),
	    FACTS(.severity = "Low", .site_severity = SEVERITY_LOW)),
	    "severity lowered: was High, is now Low\n");
	assert_string_equal(changes(FACTS(.severity = "High",
	    .site_severity = SEVERITY_IMPORTANT),
	    FACTS(.severity = "Severe",
	    .site_severity = SEVERITY_IMPORTANT)),
	    "severity: was High, is now Severe\n");
	assert_string_equal(changes(FACTS(.title = "a"),
	    FACTS(.severity = "Low", .site_severity = SEVERITY_LOW)),
	    "severity: was not stated, is now Low\n");
	assert_string_equal(changes(FACTS(.exploited = STATED_NO),
	    FACTS(.exploited = STATED_YES, .known = STATED_YES)),
	    "exploited: was no, is now yes\n"
	    "public before: was not stated, is now yes\n");
	assert_string_equal(changes(FACTS(.restart = RESTART_NO),
	    FACTS(.restart = RESTART_YES)),
	    "restart needed: was no, is now yes\n");
	assert_string_equal(changes(FACTS(.fixed = texts("a 1", "b 1")),
	    FACTS(.fixed = texts("a 2", "b 1"))),
	    "fixed versions added: a 2\nfixed versions no longer named: "
	    "a 1\n");
	assert_string_equal(changes(FACTS(.workarounds = texts("x", NULL)),
	    FACTS(.workarounds = texts("x", "y"))), "workarounds added: y\n");
	assert_string_equal(changes(FACTS(.revision = "1"),
	    FACTS(.revision = "2")),
	    "revision 2; what it names is unchanged\n");
	assert_string_equal(changes(FACTS(.revision = "1", .title = "a"),
	    FACTS(.revision = "2", .title = "b")),
	    "the title is now \"b\"\n");
}

static void
changes__of_single_cves__are_named(void **state)
{
	struct cve_fact old = { .id = "CVE-2026-1", .score = "7.0" };
	struct cve_fact now = { .id = "CVE-2026-1", .score = "9.8",
	    .severity = "Critical", .exploited = STATED_YES };
	struct cve_fact other = { .id = "CVE-2026-2", .score = "9.9" };
	struct bulletin_facts was = { .cves = texts("CVE-2026-1", NULL) };
	struct bulletin_facts is = { .cves = texts("CVE-2026-1",
	    "CVE-2026-2") };

	(void)state;
	list_add_in(a, &was.cve_facts, &old);
	list_add_in(a, &is.cve_facts, &now);
	/* one that is new is told of as a new one, not by its score */
	list_add_in(a, &is.cve_facts, &other);
	assert_string_equal(changes(&was, &is),
	    "CVE-2026-1 CVSS: was 7.0, is now 9.8\n"
	    "CVE-2026-1 severity: was not stated, is now Critical\n"
	    "CVE-2026-1 exploited: was not stated, is now yes\n"
	    "CVEs added: CVE-2026-2\n");
	now = (struct cve_fact){ .id = "CVE-2026-1", .score = "7" };
	is.cves = texts("CVE-2026-1", NULL);
	assert_string_equal(changes(&was, &is), "");
}

static void
changes__begin_and_end_a_withdrawal(void **state)
{
	struct bulletin_facts in_force = { .kind = KIND_UPDATE };
	struct bulletin_facts withdrawn = { .kind = KIND_WITHDRAWAL };

	(void)state;
	assert_string_equal(changes(&in_force, &withdrawn),
	    "the vendor has WITHDRAWN it\n");
	assert_string_equal(changes(&withdrawn, &withdrawn), "");
	assert_string_equal(changes(&withdrawn, &in_force),
	    "it is no longer withdrawn\n");
}

/* A sentence names some hundred bytes, and how many more there are. */
static void
changes__with_many_names__are_cut(void **state)
{
	struct bulletin_facts was = { 0 }, is = { 0 };
	const char *said;
	size_t i;

	(void)state;
	for (i = 0; i < 100; i++)
		list_add_in(a, &is.cves, arena_printf(a, "CVE-2026-9%04zu",
		    i));
	said = changes(&was, &is);
	assert_non_null(strstr(said, "CVE-2026-90000, "));
	assert_non_null(strstr(said, " and 74 more\n"));
	assert_true(strlen(said) < 500);
}

static void
merge__keeps_what_is_not_said_again(void **state)
{
	struct cve_fact c1 = { .id = "CVE-2026-1", .score = "7.0",
	    .vector = "v", .severity = "High", .known = STATED_YES };
	struct cve_fact c3 = { .id = "CVE-2026-3", .score = "3.0" };
	struct cve_fact now = { .id = "CVE-2026-1", .score = "9.8" };
	struct fact_place p = { .field = FACT_TITLE, .part = PART_TEXT };
	struct bulletin_facts old = { .title = "old", .summary = "s",
	    .severity = "High", .site_severity = SEVERITY_IMPORTANT,
	    .kind = KIND_WITHDRAWAL, .published = 5, .date = 5,
	    .restart = RESTART_YES, .exploited = STATED_YES,
	    .products = texts("p", NULL), .fixed = texts("f 1", NULL),
	    .cves = texts("CVE-2026-1", "CVE-2026-3") };
	struct bulletin_facts fresh = { .title = "new", .updated = 9,
	    .date = 9, .fixed = texts("f 2", NULL),
	    .cves = texts("CVE-2026-1", "CVE-2026-2") }, *all;

	(void)state;
	list_add_in(a, &old.cve_facts, &c1);
	list_add_in(a, &old.cve_facts, &c3);
	list_add_in(a, &old.places, &p);
	list_add_in(a, &fresh.cve_facts, &now);
	all = bulletin_merge(a, &old, &fresh);
	assert_string_equal(all->title, "new");
	assert_string_equal(all->summary, "s");
	assert_string_equal(all->severity, "High");
	assert_int_equal(all->site_severity, SEVERITY_IMPORTANT);
	assert_int_equal(all->kind, KIND_NOT_STATED);
	assert_int_equal(all->published, 5);
	assert_int_equal(all->updated, 9);
	assert_int_equal(all->date, 9);
	assert_int_equal(all->restart, RESTART_YES);
	assert_int_equal(all->exploited, STATED_YES);
	assert_string_equal(all->products.at[0], "p");
	assert_int_equal(all->fixed.n, 1);
	assert_string_equal(all->fixed.at[0], "f 2");
	/* of CVE 3 nothing is named any longer */
	assert_int_equal(all->cve_facts.n, 1);
	assert_string_equal(facts_cve(all, "CVE-2026-1")->score, "9.8");
	assert_null(facts_cve(all, "CVE-2026-1")->vector);
	assert_string_equal(facts_cve(all, "CVE-2026-1")->severity, "High");
	assert_int_equal(facts_cve(all, "CVE-2026-1")->known, STATED_YES);
	assert_int_equal(all->places.n, 0);
	/* neither of the two is changed */
	assert_null(now.severity);
	assert_string_equal(old.title, "old");
}

static void
wrap__breaks_between_words(void **state)
{
	char word[BULLETIN_COLUMNS + 2], two[BULLETIN_COLUMNS + 8];

	(void)state;
	assert_string_equal(bulletin_wrap(a, NULL, 2), "");
	assert_string_equal(bulletin_wrap(a, " a\n\n b ", 2), "a b");
	/* exactly full, and one more */
	memset(word, 'x', sizeof(word));
	word[BULLETIN_COLUMNS - 2] = '\0';
	snprintf(two, sizeof(two), "%s y", word);
	assert_string_equal(bulletin_wrap(a, two, 0), two);
	word[BULLETIN_COLUMNS - 2] = 'x';
	word[BULLETIN_COLUMNS - 1] = '\0';
	snprintf(two, sizeof(two), "%s y", word);
	assert_string_equal(bulletin_wrap(a, two, 0),
	    arena_printf(a, "%s\ny", word));
	/* a word that is longer stays whole */
	word[BULLETIN_COLUMNS - 1] = 'x';
	word[BULLETIN_COLUMNS + 1] = '\0';
	assert_string_equal(bulletin_wrap(a, word, 4), word);
	snprintf(two, sizeof(two), "y %s", word);
	assert_string_equal(bulletin_wrap(a, two, 4),
	    arena_printf(a, "y\n    %s", word));
	/* characters are counted, not bytes */
	memset(word, 'x', sizeof(word));
	memcpy(word, "\xc3\xa4\xc3\xa4", 4);
	word[BULLETIN_COLUMNS] = '\0';
	snprintf(two, sizeof(two), "%s y", word);
	assert_string_equal(bulletin_wrap(a, two, 0), two);
}

#define TEST(f) cmocka_unit_test_setup_teardown(f, open_arena, close_arena)

int
main(void)
{
	const struct CMUnitTest tests[] = {
		TEST(changes__of_the_same__are_none),
		TEST(changes__name_what_is_new),
		TEST(changes__of_single_cves__are_named),
		TEST(changes__begin_and_end_a_withdrawal),
		TEST(changes__with_many_names__are_cut),
		TEST(merge__keeps_what_is_not_said_again),
		TEST(wrap__breaks_between_words),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
