/* SPDX-License-Identifier: ISC */
/* Facts in bytes. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>
#include <cmocka.h>

#include "base/arena.h"
#include "base/buf.h"
#include "handlers/bulletin/facts.h"

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

/* --- what format 2 brought -------------------------------------------- */

static void
facts__pack_all_that_can_be_stated(void **state)
{
	struct cve_fact c = { .id = "CVE-2026-1234", .severity = "High",
	    .score = "9.8", .vector = "CVSS:3.1/AV:N/AC:L/PR:N/UI:N/S:U/C:H",
	    .exploited = STATED_YES, .known = STATED_NO }, *cb;
	struct fact_place p = { .field = FACT_KIND, .part = PART_TEXT,
	    .line = 7, .words = "Kind: hotfix" }, none = p, *pb;
	struct bulletin_facts one = { .vendor = "v", .id = "a", .base = "a",
	    .kind = KIND_HOTFIX, .security = STATED_NO,
	    .exploited = STATED_YES, .known = STATED_NO, .published = 1,
	    .updated = 2 }, *f;
	struct arena *a = arena_new();
	struct list l = { 0 }, *back;
	struct buf b = { 0 };
	size_t i;

	(void)state;
	none.part = PART_NONE;
	list_add_in(a, &one.cve_facts, &c);
	list_add_in(a, &one.places, &none);
	list_add_in(a, &one.places, &p);
	for (i = 0; i < FACT_FIELDS; i++)
		if (facts_list(&one, (uint32_t)i) != NULL)
			list_add_in(a, facts_list(&one, (uint32_t)i),
			    arena_str(a, facts_field_name((uint32_t)i)));
	list_add_in(a, &l, &one);
	facts_pack(&b, &l);
	back = facts_unpack(a, (struct span){ b.p, b.n });
	assert_non_null(back);
	f = back->at[0];
	assert_int_equal(f->kind, KIND_HOTFIX);
	assert_int_equal(f->security, STATED_NO);
	assert_int_equal(f->exploited, STATED_YES);
	assert_int_equal(f->known, STATED_NO);
	assert_int_equal(f->published, 1);
	assert_int_equal(f->updated, 2);
	for (i = 0; i < FACT_FIELDS; i++)
		if (facts_list(f, (uint32_t)i) != NULL) {
			assert_int_equal(facts_list(f, (uint32_t)i)->n, 1);
			assert_string_equal(facts_list(f, (uint32_t)i)->at[0],
			    facts_field_name((uint32_t)i));
		}
	cb = facts_cve(f, "CVE-2026-1234");
	assert_string_equal(cb->score, "9.8");
	assert_string_equal(cb->vector, c.vector);
	assert_int_equal(cb->exploited, STATED_YES);
	assert_null(facts_cve(f, "CVE-2026-123"));
	/* what was never resolved says nothing */
	assert_int_equal(f->places.n, 1);
	pb = f->places.at[0];
	assert_int_equal(pb->line, 7);
	assert_string_equal(pb->words, "Kind: hotfix");
	for (i = 0; i < b.n; i++)
		assert_null(facts_unpack(a, (struct span){ b.p, i }));
	buf_free(&b);
	arena_free(a);
}

/* Bytes as the older format wrote them: core has them in its database. */
static void
facts__of_the_first_format_are_understood(void **state)
{
	static const char *const texts[] = { "debian", "DSA-1-2", "DSA-1",
	    "2", "a title", "High" };
	struct arena *a = arena_new();
	const struct bulletin_facts *f;
	struct buf b = { 0 };
	struct list *back;
	size_t i;

	(void)state;
	pack_u32(&b, 1);
	for (i = 0; i < sizeof(texts) / sizeof(texts[0]); i++)
		pack_str(&b, texts[i]);
	pack_u32(&b, SEVERITY_IMPORTANT);
	pack_u32(&b, RESTART_NO);
	pack_i64(&b, 86400);
	pack_u32(&b, 1);			/* CVEs */
	pack_str(&b, "CVE-2026-1234");
	for (i = 0; i < 3; i++)			/* products, fixed, links */
		pack_u32(&b, 0);
	pack_str(&b, "It was fixed.");
	back = facts_unpack(a, (struct span){ b.p, b.n });
	assert_non_null(back);
	assert_int_equal(back->n, 1);
	f = back->at[0];
	assert_string_equal(f->id, "DSA-1-2");
	assert_string_equal(f->cves.at[0], "CVE-2026-1234");
	assert_string_equal(f->summary, "It was fixed.");
	assert_int_equal(f->date, 86400);
	assert_int_equal(f->kind, KIND_NOT_STATED);
	assert_int_equal(f->exploited, STATED_NOTHING);
	assert_int_equal(f->places.n, 0);
	for (i = 0; i < b.n; i++)
		assert_null(facts_unpack(a, (struct span){ b.p, i }));
	buf_free(&b);
	arena_free(a);
}

static bool
unpacks(struct bulletin_facts one)
{
	struct arena *a = arena_new();
	struct list l = { 0 };
	struct buf b = { 0 };
	bool ok;

	list_add_in(a, &l, &one);
	facts_pack(&b, &l);
	ok = facts_unpack(a, (struct span){ b.p, b.n }) != NULL;
	buf_free(&b);
	arena_free(a);
	return ok;
}

#define ONE(...) ((struct bulletin_facts){ .vendor = "v", .id = "a",	\
	.base = "a", __VA_ARGS__ })

static void
facts__with_values_beyond_their_scale_are_refused(void **state)
{
	struct cve_fact c = { .id = "CVE-2026-1", .score = "10.0" };
	struct fact_place p = { .field = FACT_FIELDS - 1, .part = PART_FILE,
	    .words = "" };
	void *cs[] = { &c }, *ps[] = { &p };
	struct bulletin_facts with_cve = ONE(.cve_facts = { cs, 1, 1 });
	struct bulletin_facts with_place = ONE(.places = { ps, 1, 1 });
	char words[FACTS_WORDS_MAX + 2];

	(void)state;
	assert_true(unpacks(ONE(.kind = KINDS - 1)));
	assert_false(unpacks(ONE(.kind = KINDS)));
	assert_true(unpacks(ONE(.security = STATED_NO)));
	assert_false(unpacks(ONE(.security = STATED_NO + 1)));
	assert_false(unpacks(ONE(.exploited = STATED_NO + 1)));
	assert_false(unpacks(ONE(.known = STATED_NO + 1)));
	assert_true(unpacks(with_cve));
	c.score = "10.1";
	assert_false(unpacks(with_cve));
	c = (struct cve_fact){ .id = "CVE-2026-1", .vector = "javascript:" };
	assert_false(unpacks(with_cve));
	c = (struct cve_fact){ .id = NULL };
	assert_false(unpacks(with_cve));
	c = (struct cve_fact){ .id = "CVE-2026-1", .exploited = 3 };
	assert_false(unpacks(with_cve));
	assert_true(unpacks(with_place));
	p.field = FACT_FIELDS;
	assert_false(unpacks(with_place));
	p.field = FACT_KIND;
	p.part = PART_FILE + 1;
	assert_false(unpacks(with_place));
	p.part = PART_FILE;
	memset(words, 'x', sizeof(words));
	words[FACTS_WORDS_MAX + 1] = '\0';
	p.words = words;
	assert_false(unpacks(with_place));
	words[FACTS_WORDS_MAX] = '\0';
	assert_true(unpacks(with_place));
	p.words = NULL;
	assert_false(unpacks(with_place));
}

static void
facts__hold_their_places_limit(void **state)
{
	struct fact_place p = { .part = PART_TEXT, .words = "w" };
	struct bulletin_facts one = ONE(.kind = 0), *f;
	struct arena *a = arena_new();
	struct list l = { 0 };
	struct buf b = { 0 };
	size_t i, n;

	(void)state;
	list_add_in(a, &l, &one);
	for (n = FACTS_PLACES_MAX - 1; n <= FACTS_PLACES_MAX + 1; n++) {
		one.places.n = 0;
		for (i = 0; i < n; i++)
			list_add_in(a, &one.places, &p);
		buf_cut(&b, 0);
		facts_pack(&b, &l);
		f = facts_unpack(a, (struct span){ b.p, b.n })->at[0];
		assert_int_equal(f->places.n, n < FACTS_PLACES_MAX ? n :
		    FACTS_PLACES_MAX);
	}
	buf_free(&b);
	arena_free(a);
}

static const struct { const char *score; int tenths; } scores[] = {
	{ "9.8", 98 }, { "0.0", 0 }, { "10.0", 100 }, { "10", 100 },
	{ "7", 70 }, { "10.1", -1 }, { "11", -1 }, { "9.85", -1 },
	{ "-1", -1 }, { "", -1 }, { "9.", -1 }, { NULL, -1 },
};

static const struct { const char *vector; bool is; } vectors[] = {
	{ "CVSS:3.1/AV:N/AC:L/PR:N/UI:N/S:U/C:H/I:H/A:H", true },
	{ "CVSS:4.0/AV:N/AC:L/AT:N/PR:N/UI:N/VC:H/VI:H/VA:H", true },
	{ "AV:N/AC:L/Au:N/C:P/I:P/A:P", true },
	{ "AV:N/AC:L", false }, { "AV:N/AC:L/Au:N/C:P/I:P/A:", false },
	{ "AV:N/AC:L/Au:N/C:P/I:P/A:P/", false }, { "", false },
	{ "a:b/c:d/e:f/g:h/i:j/k:<script>", false },
};

static void
cvss__knows_scores_and_vectors(void **state)
{
	size_t i;

	(void)state;
	for (i = 0; i < sizeof(scores) / sizeof(scores[0]); i++)
		assert_int_equal(cvss_tenths(scores[i].score),
		    scores[i].tenths);
	for (i = 0; i < sizeof(vectors) / sizeof(vectors[0]); i++)
		assert_int_equal(cvss_is_vector(vectors[i].vector),
		    vectors[i].is);
	assert_false(cvss_is_vector(NULL));
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(facts__pack_and_unpack),
		cmocka_unit_test(
		    facts__are_refused_where_core_could_not_file_them),
		cmocka_unit_test(facts__hold_their_limits),
		cmocka_unit_test(facts__pack_all_that_can_be_stated),
		cmocka_unit_test(facts__of_the_first_format_are_understood),
		cmocka_unit_test(
		    facts__with_values_beyond_their_scale_are_refused),
		cmocka_unit_test(facts__hold_their_places_limit),
		cmocka_unit_test(cvss__knows_scores_and_vectors),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
