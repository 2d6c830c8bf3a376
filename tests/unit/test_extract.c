/* SPDX-License-Identifier: ISC */
/* The tools that the bulletin readers share. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>
#include <cmocka.h>

#include "base/arena.h"
#include "base/buf.h"
#include "base/clock.h"
#include "handlers/bulletin/extract.h"

/* --- places ----------------------------------------------------------- */

static const char long_mail[] = "first line\n\n  Severity: High  \n"
    "0123456789012345678901234567890123456789012345678901234567890123456789"
    "0123456789 and CVE-2026-1111 far behind\nCVE-2026-2222, CVE-2026-3333\n";

static void
extract__knows_where_it_read(void **state)
{
	struct arena *a = arena_new();
	struct reader_mail m = { .arena = a, .text = long_mail,
	    .subject = "[x-1] a title" };
	struct bulletin_facts f = { .mail = &m };
	const struct fact_place *p;

	(void)state;
	extract_put(a, &f, FACT_TITLE, span_of(m.subject + 6));
	extract_set_severity(a, &f, extract_value(span_of(m.text),
	    "severity"));
	extract_set_cves(a, &f, span_of(m.text));
	/* a copy has no place */
	extract_put(a, &f, FACT_PRODUCTS, span_of("a product"));
	assert_string_equal(f.title, "a title");
	assert_string_equal(f.severity, "High");
	assert_int_equal(f.products.n, 1);
	assert_int_equal(f.places.n, 4);
	p = f.places.at[0];
	assert_int_equal(p->part, PART_SUBJECT);
	assert_string_equal(p->words, "[x-1] a title");
	p = f.places.at[1];
	assert_int_equal(p->field, FACT_SEVERITY);
	assert_int_equal(p->part, PART_TEXT);
	assert_int_equal(p->line, 3);
	assert_string_equal(p->words, "Severity: High");
	p = f.places.at[2];
	assert_int_equal(p->line, 4);
	assert_string_equal(p->words, "CVE-2026-1111 far behind");
	/* one place a line */
	p = f.places.at[3];
	assert_int_equal(p->line, 5);
	assert_string_equal(p->words, "CVE-2026-2222, CVE-2026-3333");
	arena_free(a);
}

/* One value keeps its last place; many values keep theirs, up to a limit. */
static void
extract__limits_its_places(void **state)
{
	struct arena *a = arena_new();
	struct buf b = { 0 };
	struct reader_mail m = { .arena = a };
	struct bulletin_facts f = { .mail = &m };
	struct span rest, line;
	size_t i;

	(void)state;
	for (i = 0; i < FACTS_FIELD_PLACES_MAX + 1; i++)
		buf_addf(&b, "High %zu\n", i);
	m.text = buf_str(&b);
	rest = span_of(m.text);
	for (i = 0; span_line(&rest, &line); i++) {
		line.n = 4;
		extract_set_severity(a, &f, line);
		assert_int_equal(f.places.n, 1);
	}
	assert_int_equal(((struct fact_place *)f.places.at[0])->line,
	    FACTS_FIELD_PLACES_MAX + 1);
	rest = span_of(m.text);
	for (i = 1; span_line(&rest, &line); i++) {
		extract_put(a, &f, FACT_FIXED, line);
		assert_int_equal(f.places.n, 1 +
		    (i < FACTS_FIELD_PLACES_MAX ? i : FACTS_FIELD_PLACES_MAX));
	}
	assert_int_equal(f.fixed.n, FACTS_FIELD_PLACES_MAX + 1);
	/* and with all fields full, no more of them either */
	for (i = 0; i < FACTS_PLACES_MAX; i++)
		extract_seen_in_file(a, &f, FACT_CVES + i % 4, 0,
		    span_of("x"));
	for (i = 0; i < 4 * FACTS_PLACES_MAX; i++)
		extract_seen_in_file(a, &f, FACT_WORKAROUNDS + i % 5,
		    (uint32_t)i, span_of("x"));
	assert_int_equal(f.places.n, FACTS_PLACES_MAX);
	buf_free(&b);
	arena_free(a);
}

/* Quoted are whole characters only. */
static void
extract__cuts_words_between_characters(void **state)
{
	struct arena *a = arena_new();
	struct bulletin_facts f = { 0 };
	struct buf b = { 0 };
	const struct fact_place *p;
	size_t n;

	(void)state;
	for (n = FACTS_WORDS_MAX - 1; n <= FACTS_WORDS_MAX + 1; n++) {
		buf_cut(&b, 0);
		while (b.n < n - 2)
			buf_addc(&b, 'x');
		buf_adds(&b, "\xc3\xa4");
		f.places.n = 0;
		extract_seen_in_file(a, &f, FACT_TITLE, 1,
		    (struct span){ b.p, b.n });
		p = f.places.at[0];
		assert_int_equal(strlen(p->words), n <= FACTS_WORDS_MAX ? n :
		    FACTS_WORDS_MAX - 1);
	}
	buf_free(&b);
	arena_free(a);
}

/* --- setters ---------------------------------------------------------- */

static const struct { const char *text, *score, *vector; } cvss[] = {
	{ "CVSS v3.1 base score 9.8 (CVSS:3.1/AV:N/AC:L/PR:N/UI:N/S:U/C:H/I:H"
	    "/A:H)", "9.8", "CVSS:3.1/AV:N/AC:L/PR:N/UI:N/S:U/C:H/I:H/A:H" },
	{ "Base Score: 7.5.", "7.5", NULL },
	{ "CVSS 3.1: 10.0", "10.0", NULL },
	{ "5.0 (AV:N/AC:L/Au:N/C:P/I:N/A:N)", "5.0",
	    "AV:N/AC:L/Au:N/C:P/I:N/A:N" },
	{ "CVSS:3.1/AV:N/AC:L/PR:N/UI:N/S:U/C:H/I:H/A:H 8.8", "8.8",
	    "CVSS:3.1/AV:N/AC:L/PR:N/UI:N/S:U/C:H/I:H/A:H" },
	{ "CVSS:3.1/AV:N/AC:L/PR:N/UI:N/S:U/C:H/I:H/A:H.", NULL,
	    "CVSS:3.1/AV:N/AC:L/PR:N/UI:N/S:U/C:H/I:H/A:H" },
	{ "scored with CVSS version 3.1", NULL, NULL },
	{ "fixed in 6.1.2 and 7.10", NULL, NULL },
	{ "score 99.9", NULL, NULL },
	{ "AV:N", NULL, NULL }, { "", NULL, NULL },
};

static void
same_text(const char *got, const char *want)
{
	if (want == NULL)
		assert_null(got);
	else
		assert_string_equal(got, want);
}

static void
extract__finds_cvss(void **state)
{
	struct arena *a = arena_new();
	size_t i;

	(void)state;
	for (i = 0; i < sizeof(cvss) / sizeof(cvss[0]); i++) {
		struct bulletin_facts f = { 0 };
		struct cve_fact *c = extract_cve(a, &f,
		    span_of("cve-2026-1234"));

		assert_non_null(c);
		assert_int_equal(extract_set_cvss(a, &f, c,
		    span_of(cvss[i].text)), cvss[i].score != NULL ||
		    cvss[i].vector != NULL);
		same_text(c->score, cvss[i].score);
		same_text(c->vector, cvss[i].vector);
	}
	arena_free(a);
}

static void
extract__keeps_each_cve_once(void **state)
{
	struct arena *a = arena_new();
	struct bulletin_facts f = { 0 };
	struct cve_fact *c;

	(void)state;
	extract_set_cves(a, &f, span_of("CVE-2026-1234"));
	assert_int_equal(f.cve_facts.n, 0);
	c = extract_cve(a, &f, span_of("cve-2026-1234"));
	assert_ptr_equal(extract_cve(a, &f, span_of("CVE-2026-1234")), c);
	assert_int_equal(f.cves.n, 1);
	assert_int_equal(f.cve_facts.n, 1);
	extract_set_cve_severity(a, &f, c, span_of("nonsense"));
	assert_null(c->severity);
	extract_set_cve_severity(a, &f, c, span_of("Medium"));
	assert_string_equal(c->severity, "Medium");
	assert_null(f.severity);
	assert_null(extract_cve(a, &f, span_of("no CVE")));
	assert_null(extract_cve(a, &f, span_of("CVE-2026-1111 CVE-2026-2222")));
	arena_free(a);
}

static void
extract__dates_its_edition(void **state)
{
	struct arena *a = arena_new();
	struct bulletin_facts f = { 0 };

	(void)state;
	assert_false(extract_set_date(a, &f, FACT_PUBLISHED,
	    span_of("no day")));
	assert_true(extract_set_date(a, &f, FACT_PUBLISHED,
	    span_of("on 1 May 2026")));
	assert_int_equal(f.date, f.published);
	assert_true(extract_set_date(a, &f, FACT_UPDATED,
	    span_of("2026-05-03")));
	assert_int_equal(f.date, f.updated);
	assert_true(extract_set_date(a, &f, FACT_PUBLISHED,
	    span_of("2026-05-02")));
	assert_int_equal(f.date, f.updated);
	assert_int_equal(f.updated - f.published, 86400);
	arena_free(a);
}

static void
extract__cuts_what_is_long(void **state)
{
	struct arena *a = arena_new();
	struct buf b = { 0 };
	size_t n;

	(void)state;
	for (n = EXTRACT_ITEM_MAX - 1; n <= EXTRACT_ITEM_MAX + 1; n++) {
		struct bulletin_facts f = { 0 };

		buf_cut(&b, 0);
		while (b.n < n)
			buf_addc(&b, b.n % 10 == 5 ? ' ' : 'x');
		extract_put(a, &f, FACT_WORKAROUNDS,
		    (struct span){ b.p, b.n });
		assert_int_equal(f.workarounds.n, 1);
		if (n <= EXTRACT_ITEM_MAX)
			assert_int_equal(strlen(f.workarounds.at[0]), n);
		else
			assert_string_equal((char *)f.workarounds.at[0] +
			    strlen(f.workarounds.at[0]) - 5, "x ...");
		assert_true(strlen(f.workarounds.at[0]) <= EXTRACT_ITEM_MAX);
	}
	buf_free(&b);
	arena_free(a);
}

static void
join(struct buf *b, const struct list *l)
{
	size_t i;

	buf_cut(b, 0);
	for (i = 0; i < l->n; i++)
		buf_addf(b, "%s%s", i > 0 ? "," : "", (char *)l->at[i]);
}

static const struct { const char *text, *cves; } texts[] = {
	{ "CVE-2026-1234", "CVE-2026-1234" },
	{ "(cve-2026-123456)", "CVE-2026-123456" },
	{ "CVE-2026-2, CVE-2026-22", "" },
	{ "b CVE-2026-2222 a CVE-2026-1111 b CVE-2026-2222",
	    "CVE-2026-1111,CVE-2026-2222" },
	{ "CAN-2004-0001", "CAN-2004-0001" },
	{ "XCVE-2026-1234 CVE-2026-1234x CVE-26-1234 SCAN-2004-0001", "" },
	{ "CVE-2026-1234/CVE-2026-1235", "CVE-2026-1234,CVE-2026-1235" },
	{ "", "" },
};

static void
extract__finds_cves(void **state)
{
	struct arena *a = arena_new();
	struct buf b = { 0 };
	size_t i;

	(void)state;
	for (i = 0; i < sizeof(texts) / sizeof(texts[0]); i++) {
		struct list l = { 0 };

		extract_cves(a, span_of(texts[i].text), &l);
		join(&b, &l);
		assert_string_equal(buf_str(&b), texts[i].cves);
	}
	buf_free(&b);
	arena_free(a);
}

static void
extract__finds_links(void **state)
{
	struct arena *a = arena_new();
	struct list l = { 0 };
	struct buf b = { 0 };

	(void)state;
	extract_urls(a, span_of("see https://example.com/a?b=1, "
	    "(http://example.com/c). <ftp://example.com/d> "
	    "https://example.com/x.deb https:// xhttp://no "
	    "https://example.com/a?b=1"), &l);
	join(&b, &l);
	assert_string_equal(buf_str(&b), "https://example.com/a?b=1,"
	    "http://example.com/c,ftp://example.com/d");
	buf_free(&b);
	arena_free(a);
}

static const struct { const char *text, *day; } dates[] = {
	{ "January 30, 2024", "2024-01-30" },
	{ "[25th January 2024]", "2024-01-25" },
	{ "on 2024-02-29.", "2024-02-29" },
	{ "12-Oct-2007]", "2007-10-12" },
	{ "3 Nov 2026 10:00", "2026-11-03" },
	{ "2026 November 5 10:00 GMT", "2026-11-05" },
	{ "Sept 1, 2020", "2020-09-01" },
	{ "version 1.2.3 of May", "" },
	{ "January 45, 2024", "" },
	{ "1224-01-01", "" },
	{ "", "" },
};

static void
extract__finds_dates(void **state)
{
	char day[CLOCK_TEXT];
	struct err e;
	size_t i;
	int64_t t;

	(void)state;
	assert_int_equal(clock_zone("UTC", &e), 0);
	for (i = 0; i < sizeof(dates) / sizeof(dates[0]); i++) {
		t = extract_date(span_of(dates[i].text));
		assert_string_equal(t != 0 ? clock_date(t, day) : "",
		    dates[i].day);
	}
}

static const struct { const char *text; enum restart means; } phrases[] = {
	{ "you need to reboot your\n   computer to make", RESTART_YES },
	{ "The system must be rebooted for this", RESTART_YES },
	{ "This update does not require a restart.", RESTART_NO },
	{ "a standard system update will make all the necessary changes.",
	    RESTART_NO },
	{ "you need to restart Firefox", RESTART_NOT_STATED },
	{ "may require restart", RESTART_NOT_STATED },
	{ "", RESTART_NOT_STATED },
};

static void
extract__believes_only_what_is_said_of_a_restart(void **state)
{
	size_t i;

	(void)state;
	for (i = 0; i < sizeof(phrases) / sizeof(phrases[0]); i++)
		assert_int_equal(extract_restart(span_of(phrases[i].text)),
		    phrases[i].means);
}

static void
extract__maps_severities(void **state)
{
	(void)state;
	assert_int_equal(extract_severity("Critical"), SEVERITY_CRITICAL);
	assert_int_equal(extract_severity("HIGH"), SEVERITY_IMPORTANT);
	assert_int_equal(extract_severity("medium"), SEVERITY_MODERATE);
	assert_int_equal(extract_severity("low"), SEVERITY_LOW);
	assert_int_equal(extract_severity("lowest"), SEVERITY_NOT_STATED);
	assert_string_equal(site_severity_name(SEVERITY_NOT_STATED),
	    "not stated");
	assert_string_equal(site_severity_name(99), "not stated");
}

/* The label's last byte is the limit's last, or one before or behind it. */
static void
extract__finds_labels_up_to_its_limit(void **state)
{
	static const struct { size_t before; bool found; } places[] = {
		{ EXTRACT_LABELS_MAX - 9, true },
		{ EXTRACT_LABELS_MAX - 8, true },
		{ EXTRACT_LABELS_MAX - 7, false },
	};
	struct buf b = { 0 };
	size_t i;

	(void)state;
	for (i = 0; i < 3; i++) {
		buf_cut(&b, 0);
		while (b.n < places[i].before)
			buf_addc(&b, '\n');
		buf_addf(&b, "Topic: a\n");
		assert_int_equal(extract_value((struct span){ b.p, b.n },
		    "Topic").n, places[i].found);
	}
	buf_free(&b);
}

static void
extract__finds_labels_and_sections(void **state)
{
	static const char text[] = "Package        : a b\n"
	    "CVE ID  : x\n              y\nz\n\n1. Summary:\n\none\n\n"
	    "II. Other\n=========\n\ntwo\nThird\n-----\nthree\n";
	static const char *const others[] = { "Other", NULL };
	struct arena *a = arena_new();
	struct span s;

	(void)state;
	assert_string_equal(extract_label(a, span_of(text), "package"), "a b");
	assert_string_equal(extract_label(a, span_of(text), "CVE ID"), "x y");
	assert_null(extract_label(a, span_of(text), "CVE"));
	s = extract_section(span_of(text), "summary", others);
	assert_true(span_eq(s, "one"));
	s = extract_section(span_of(text), "Other", NULL);
	assert_true(span_eq(s, "two"));
	assert_null(extract_section(span_of(text), "Nothing", NULL).p);
	arena_free(a);
}

static void
extract__matches_forms(void **state)
{
	(void)state;
	assert_int_equal(extract_match(span_of("DSA-12-3x"), "DSA-#-#"), 8);
	assert_int_equal(extract_match(span_of("dsa-12-3"), "DSA-#-#"), 8);
	assert_int_equal(extract_match(span_of("DSA-12-"), "DSA-#-#"), 0);
	assert_int_equal(extract_match(span_of("MS13-037"), "MS99-999"), 8);
	assert_int_equal(extract_match(span_of("AA22-277A:"), "AA99-999@"), 9);
	assert_int_equal(extract_match(span_of("AA22-277a"), "AA99-999@"), 0);
	assert_int_equal(extract_match(span_of("DSB-1-1"), "DSA-#-#"), 0);
	assert_int_equal(extract_match(span_of("a9"), "a\\9"), 2);
	assert_int_equal(extract_match(span_of("a1"), "a\\9"), 0);
	assert_int_equal(extract_match(span_of(""), "@"), 0);
	assert_null(extract_find(span_of("XDSA-1-1"), "DSA-#-#").p);
}

static void
extract__sums_up(void **state)
{
	struct arena *a = arena_new();

	(void)state;
	assert_string_equal(extract_summary(a, span_of("One, e.g. this.\n"
	    "Two 1.2.3 is.  Three!\n\nFour? Five.")),
	    "One, e.g. this. Two 1.2.3 is. Three! Four?");
	assert_string_equal(extract_summary(a, span_of("no end")), "no end");
	assert_null(extract_summary(a, span_of(" \n ")));
	assert_null(extract_summary(a, (struct span){ NULL, 0 }));
	arena_free(a);
}

static const struct { const char *subject, *in_reply_to, *text; bool reply; }
replies[] = {
	{ "[SECURITY] [DSA 1-1] x", NULL, "a\n", false },
	{ "Re: [DSA 1-1] x", NULL, "a\n", true },
	{ "[oss-security] Re: x", NULL, "a\n", true },
	{ "AW: x", NULL, "a\n", true },
	{ "x", "<a@b>", "> a\n> b\nno\n", true },
	{ "x", "<a@b>", "a\nb\nc\n", false },	/* threaded by its list */
};

static void
extract__knows_replies(void **state)
{
	size_t i;

	(void)state;
	for (i = 0; i < sizeof(replies) / sizeof(replies[0]); i++) {
		struct reader_mail m = { .subject = replies[i].subject,
		    .in_reply_to = replies[i].in_reply_to,
		    .text = replies[i].text };

		assert_int_equal(extract_is_reply(&m), replies[i].reply);
	}
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(extract__knows_where_it_read),
		cmocka_unit_test(extract__limits_its_places),
		cmocka_unit_test(extract__cuts_words_between_characters),
		cmocka_unit_test(extract__finds_cvss),
		cmocka_unit_test(extract__keeps_each_cve_once),
		cmocka_unit_test(extract__dates_its_edition),
		cmocka_unit_test(extract__cuts_what_is_long),
		cmocka_unit_test(extract__finds_cves),
		cmocka_unit_test(extract__finds_links),
		cmocka_unit_test(extract__finds_dates),
		cmocka_unit_test(
		    extract__believes_only_what_is_said_of_a_restart),
		cmocka_unit_test(extract__maps_severities),
		cmocka_unit_test(extract__finds_labels_and_sections),
		cmocka_unit_test(extract__finds_labels_up_to_its_limit),
		cmocka_unit_test(extract__matches_forms),
		cmocka_unit_test(extract__sums_up),
		cmocka_unit_test(extract__knows_replies),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
