/* SPDX-License-Identifier: ISC */
/* Facts in bytes, and the tools that the bulletin readers share. */
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
#include "handlers/bulletin/select.h"

static void
facts__pack_and_unpack(void **state)
{
	struct bulletin_facts one = { .vendor = "debian", .id = "DSA-1-2",
	    .base = "DSA-1", .revision = "2", .severity = "High",
	    .site_severity = SEVERITY_IMPORTANT, .restart = RESTART_YES,
	    .date = 86400 }, *f;
	struct arena *a = arena_new();
	struct list l = { 0 }, *back;
	struct buf b = { 0 };
	size_t i;

	(void)state;
	list_add(&one.cves, (char[]){ "CVE-2026-1234" });
	list_add(&one.urls, (char[]){ "https://example.com/" });
	list_add(&l, &one);
	list_add(&l, &one);
	facts_pack(&b, &l);
	back = facts_unpack(a, (struct span){ b.p, b.n });
	assert_non_null(back);
	assert_int_equal(back->n, 2);
	f = back->at[1];
	assert_string_equal(f->id, "DSA-1-2");
	assert_null(f->title);
	assert_int_equal(f->site_severity, SEVERITY_IMPORTANT);
	assert_int_equal(f->date, 86400);
	assert_string_equal(f->cves.at[0], "CVE-2026-1234");
	assert_int_equal(f->products.n, 0);
	for (i = 0; i < b.n; i++)
		assert_null(facts_unpack(a, (struct span){ b.p, i }));
	buf_addc(&b, 'x');
	assert_null(facts_unpack(a, (struct span){ b.p, b.n }));
	list_free(&one.cves);
	list_free(&one.urls);
	list_free(&l);
	buf_free(&b);
	arena_free(a);
}

/* Each of these is nothing that core could file. */
static void
facts__are_refused_where_core_could_not_file_them(void **state)
{
	static const struct bulletin_facts bad[] = {
		{ .id = "a", .base = "a" },
		{ .vendor = "v", .base = "a" },
		{ .vendor = "v", .id = "a" },
		{ .vendor = "v", .id = "", .base = "a" },
		{ .vendor = "v", .id = "a", .base = "a", .restart = 3 },
		{ .vendor = "v", .id = "a", .base = "a", .site_severity = 5 },
	};
	struct arena *a = arena_new();
	size_t i;

	(void)state;
	for (i = 0; i < sizeof(bad) / sizeof(bad[0]); i++) {
		struct bulletin_facts copy = bad[i];
		struct list l = { 0 };
		struct buf b = { 0 };

		list_add(&l, &copy);
		facts_pack(&b, &l);
		assert_null(facts_unpack(a, (struct span){ b.p, b.n }));
		list_free(&l);
		buf_free(&b);
	}
	arena_free(a);
}

/* What the reader would pack: at the limits it fits, above it is cut. */
static void
facts__hold_their_limits(void **state)
{
	static const size_t counts[] = { FACTS_BULLETINS_MAX - 1,
	    FACTS_BULLETINS_MAX, FACTS_BULLETINS_MAX + 1 };
	struct bulletin_facts one = { .vendor = "v", .id = "a", .base = "a" };
	struct arena *a = arena_new();
	char product[] = "p";
	struct list *back;
	size_t i, n;

	(void)state;
	for (i = 0; i < FACTS_LIST_MAX + 1; i++)
		list_add(&one.products, product);
	for (i = 0; i < 3; i++) {
		struct list l = { 0 };
		struct buf b = { 0 };

		for (n = 0; n < counts[i]; n++)
			list_add(&l, &one);
		facts_pack(&b, &l);
		back = facts_unpack(a, (struct span){ b.p, b.n });
		assert_non_null(back);
		assert_int_equal(back->n, i < 2 ? counts[i] :
		    FACTS_BULLETINS_MAX);
		assert_int_equal(((struct bulletin_facts *)
		    back->at[0])->products.n, FACTS_LIST_MAX);
		list_free(&l);
		buf_free(&b);
	}
	list_free(&one.products);
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
		list_free(&l);
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
	list_free(&l);
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
		cmocka_unit_test(facts__pack_and_unpack),
		cmocka_unit_test(
		    facts__are_refused_where_core_could_not_file_them),
		cmocka_unit_test(facts__hold_their_limits),
		cmocka_unit_test(extract__finds_cves),
		cmocka_unit_test(extract__finds_links),
		cmocka_unit_test(extract__finds_dates),
		cmocka_unit_test(
		    extract__believes_only_what_is_said_of_a_restart),
		cmocka_unit_test(extract__maps_severities),
		cmocka_unit_test(extract__finds_labels_and_sections),
		cmocka_unit_test(extract__matches_forms),
		cmocka_unit_test(extract__sums_up),
		cmocka_unit_test(extract__knows_replies),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
