/* SPDX-License-Identifier: ISC */
/* TXT records from zone files. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <cmocka.h>

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/arena.h"
#include "base/buf.h"
#include "base/clock.h"
#include "text/zone.h"

static struct arena *arena;
static struct err err;

static int
setup(void **state)
{
	(void)state;
	arena = arena_new();
	err_clear(&err);
	return 0;
}

static int
teardown(void **state)
{
	(void)state;
	arena_free(arena);
	return 0;
}

static struct zone *
read_zone(const char *text)
{
	return zone_read(arena, "z", span_of(text), &err);
}

/* "ttl|text|text", "no txt" or "nxdomain". */
static char *
answer(const struct zone *z, const char *name)
{
	struct zone_answer a;
	struct buf b = { 0 };
	char *text;
	size_t i;

	zone_find(z, name, &a);
	if (a.status == ZONE_FOUND)
		buf_addf(&b, "%u", a.ttl);
	else
		buf_adds(&b, a.status == ZONE_NO_TXT ? "no txt" : "nxdomain");
	for (i = 0; i < a.texts.n; i++)
		buf_addf(&b, "|%s", (const char *)a.texts.at[i]);
	text = arena_str(arena, buf_str(&b));
	buf_free(&b);
	return text;
}

static void
zone__reads__master_files(void **state)
{
	static const char text[] =
	    "; a comment; with \"quotes\" ( and more\r\n"
	    "$TTL 1h30m\r\n"
	    "$ORIGIN Example.COM.\r\n"
	    "@ IN SOA ns hostmaster ( 1 ; serial\n"
	    "	3600 600 ; refresh, retry\n"
	    "	86400 60 )\n"
	    "	NS ns\n"
	    "	TXT \"v=one\"\n"
	    "a 60 IN TXT \"one \" two \"; three\"\n"
	    "  IN 30 TXT second;comment\n"
	    "  120 TXT third\n"
	    "B.example.com. TXT ( \"v=DKIM1; \"\n"
	    "\"p=AAAA\" ; the key\n"
	    "\"BBBB\" )\n"
	    "c in txt \"\\\"q\\\" \\\\ \\065\\255\" x\\;y\n"
	    "ns A 192.0.2.1\n"
	    "deep.er.still CH TXT chaos\n"
	    "$ORIGIN sub\n"
	    "k._domainkey TXT x\n"
	    "$ORIGIN .\n"
	    "top TXT t\n"
	    "mail.example.org.	3600	IN	TXT	\"\"\n"
	    "last TXT end";
	static const struct { const char *name, *answer; } cases[] = {
		{ "example.com", "5400|v=one" },
		{ "EXAMPLE.com.", "5400|v=one" },
		{ "a.example.com", "30|one two; three|second|third" },
		{ "b.example.com", "5400|v=DKIM1; p=AAAABBBB" },
		{ "c.example.com", "5400|\"q\" \\ A\xffx;y" },
		{ "ns.example.com", "no txt" },
		{ "deep.er.still.example.com", "5400|chaos" },
		{ "er.still.example.com", "no txt" },
		{ "still.example.com", "no txt" },
		{ "r.still.example.com", "nxdomain" },
		{ "k._domainkey.sub.example.com", "5400|x" },
		{ "sub.example.com", "no txt" },
		{ "top", "5400|t" },
		{ "mail.example.org", "3600|" },
		{ "org", "no txt" }, { "com", "no txt" },
		{ "last", "5400|end" },
		{ "other.example.com", "nxdomain" },
		{ "xexample.com", "nxdomain" },
		{ "", "no txt" }, { ".", "no txt" }, { "..", "nxdomain" },
		{ "net", "nxdomain" },
	};
	struct zone *z = read_zone(text);
	size_t i;

	(void)state;
	if (z == NULL)
		fail_msg("%s", err.text);
	for (i = 0; i < sizeof(cases) / sizeof(cases[0]); i++)
		assert_string_equal(answer(z, cases[i].name), cases[i].answer);
	assert_int_equal(zone_count(z), 10);
}

static void
zone__gathers__records_from_everywhere(void **state)
{
	struct zone *z = read_zone("a.b. 9 TXT 1\nc.d. TXT x\n\n\nA.B. A 1\n"
	    "a.b. 5 TXT 2\n");

	(void)state;
	assert_non_null(z);
	assert_string_equal(answer(z, "a.b"), "5|1|2");
	assert_int_equal(zone_count(z), 2);
}

static void
zone__follows__aliases(void **state)
{
	struct zone *z = read_zone("$ORIGIN a.\nk CNAME Key.b.\n"
	    "l 9 IN CNAME k\nkey.b. 7 TXT x\nloop CNAME pool\npool CNAME loop\n"
	    "gone CNAME nothing.b.\n");

	(void)state;
	assert_non_null(z);
	assert_string_equal(answer(z, "k.a"), "7|x");
	assert_string_equal(answer(z, "L.A."), "7|x");
	assert_string_equal(answer(z, "loop.a"), "no txt");
	assert_string_equal(answer(z, "gone.a"), "nxdomain");
	assert_null(read_zone("a. CNAME\n"));
	assert_non_null(strstr(err.text, "expected one"));
	assert_null(read_zone("a. CNAME x..y\n"));
}

static void
zone__limits__aliases(void **state)
{
	struct buf b = { 0 };
	struct zone *z;
	int i;

	(void)state;
	for (i = 0; i <= ZONE_ALIASES_MAX; i++)
		buf_addf(&b, "c%d. CNAME c%d.\n", i, i + 1);
	buf_addf(&b, "c%d. TXT x\n", i);
	assert_non_null(z = read_zone(buf_str(&b)));
	buf_free(&b);
	assert_string_equal(answer(z, "c2"), "3600|x");
	assert_string_equal(answer(z, "c1"), "3600|x");
	assert_string_equal(answer(z, "c0"), "no txt");
}

static void
zone__knows__no_wildcards(void **state)
{
	struct zone *z = read_zone("*.a. TXT x\n");

	(void)state;
	assert_non_null(z);
	assert_string_equal(answer(z, "b.a"), "nxdomain");
	assert_string_equal(answer(z, "*.a"), "3600|x");
}

static void
zone__takes__an_empty_file(void **state)
{
	static const char *const texts[] = { "", "\n\n", "; x", "  \t\n()\n" };
	struct zone *z;
	size_t i;

	(void)state;
	for (i = 0; i < sizeof(texts) / sizeof(texts[0]); i++) {
		assert_non_null(z = read_zone(texts[i]));
		assert_int_equal(zone_count(z), 0);
		assert_string_equal(answer(z, "a.b"), "nxdomain");
		assert_string_equal(answer(z, ""), "nxdomain");
	}
}

static void
zone__says__where_it_is_wrong(void **state)
{
	static const struct { const char *text, *said; } cases[] = {
		{ "a. TXT x\n TXT y\n\nb. TXT", "z:4: found no string" },
		{ " TXT y\n", "z:1: found a record without a name" },
		{ "a. TXT \"x\ny\"\n", "z:1: the quotation mark" },
		{ "\na. TXT ( x\n\n", "z:2: the \"(\" in this record" },
		{ "a. TXT ( ( x ) )", "z:1: found \"(\" within" },
		{ "a. TXT x )", "z:1: found \")\" without" },
		{ "a. TXT x\\", "z:1: found a backslash at the end" },
		{ "a. TXT x\\\n", "z:1: found a backslash at the end" },
		{ "a. TXT x\\12", "z:1: found a backslash with less" },
		{ "a. TXT x\\12x", "z:1: found a backslash with less" },
		{ "a. TXT \\256", "z:1: found \\256; expected" },
		{ "a. TXT \\000", "z:1: found \\000; expected" },
		{ "a.", "z:1: found no type" },
		{ "a. IN 60", "z:1: found no type" },
		{ "a. \"TXT\" x", "z:1: found no type" },
		{ "a. IN IN TXT x", NULL },	/* a type called "IN"? fine */
		{ "a. 1x TXT x", "z:1: found \"1x\"; expected a TTL" },
		{ "a. v=1 x", "z:1: found \"v=1\"; expected a TTL" },
		{ "a. 2147483648 TXT x", "z:1: found \"2147483648\"" },
		{ "a..b. TXT x", "z:1: found \"a..b.\"; expected a name" },
		{ ".a. TXT x", "z:1: found \".a.\"; expected a name" },
		{ "\"\" TXT x", "z:1: found \"\"; expected a name" },
		{ "$INCLUDE other", "z:1: found \"$INCLUDE\"; expected" },
		{ "$TTL x", "z:1: found \"x\"; expected a number" },
		{ "$TTL", "z:1: found \"$TTL\"; expected" },
		{ "$ORIGIN a..b", "z:1: found \"a..b\"; expected a name" },
	};
	size_t i;

	(void)state;
	for (i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
		if (cases[i].said == NULL) {
			assert_non_null(read_zone(cases[i].text));
			continue;
		}
		assert_null(read_zone(cases[i].text));
		if (strncmp(err.text, cases[i].said,
		    strlen(cases[i].said)) != 0)
			fail_msg("%s: %s", cases[i].text, err.text);
	}
	assert_null(zone_read(arena, "z", (struct span){ "a. TXT \0", 8 },
	    &err));
	assert_string_equal(err.text, "z:1: found a NUL byte");
}

#define L63 "aaaaaaaaaabbbbbbbbbbccccccccccddddddddddeeeeeeeeeeffffffffffggg"
#define L60 "aaaaaaaaaabbbbbbbbbbccccccccccddddddddddeeeeeeeeeeffffffffff"
#define L61 "aaaaaaaaaabbbbbbbbbbccccccccccddddddddddeeeeeeeeeeffffffffffg"

static void
zone__limits__names(void **state)
{
	struct zone *z;

	(void)state;
	assert_non_null(z = read_zone(L63 ".a. TXT x\n"));
	assert_string_equal(answer(z, L63 ".a"), "3600|x");
	assert_null(read_zone(L63 "h.a. TXT x\n"));
	/* 252, 253 and 254 bytes */
	assert_non_null(read_zone(L63 "." L63 "." L63 "." L60 ". TXT x"));
	assert_non_null(z = read_zone(L63 "." L63 "." L63 "." L61 ". TXT x"));
	assert_string_equal(answer(z, L63 "." L63 "." L63 "." L61), "3600|x");
	assert_null(read_zone(L63 "." L63 "." L63 "." L61 "h. TXT x"));
	/* asked for: longer than anything can be */
	assert_string_equal(answer(z, "x." L63 "." L63 "." L63 "." L61),
	    "nxdomain");
	/* too long together with the origin */
	assert_null(read_zone("$ORIGIN " L63 "." L63 "." L63 ".\n"
	    L61 "h TXT x"));
}

/* A TXT record of n bytes in strings of at most 255. */
static struct zone *
long_txt(size_t n)
{
	struct buf b = { 0 };
	struct zone *z;
	size_t i;

	buf_adds(&b, "a. TXT ");
	for (i = 0; i < n; i++)
		buf_adds(&b, i % 255 == 0 ? " x" : "x");
	z = read_zone(buf_str(&b));
	buf_free(&b);
	return z;
}

static void
zone__limits__length_of_texts(void **state)
{
	struct zone_answer a;
	struct zone *z;

	(void)state;
	assert_non_null(long_txt(ZONE_TEXT_MAX - 1));
	assert_non_null(z = long_txt(ZONE_TEXT_MAX));
	zone_find(z, "a", &a);
	assert_int_equal(strlen(a.texts.at[0]), ZONE_TEXT_MAX);
	assert_null(long_txt(ZONE_TEXT_MAX + 1));
	assert_non_null(strstr(err.text, "z:1: found a record of 65536"));
}

static struct zone *
many(size_t n, const char *begin, const char *each)
{
	struct buf b = { 0 };
	struct zone *z;

	buf_adds(&b, begin);
	while (n-- > 0)
		buf_adds(&b, each);
	z = read_zone(buf_str(&b));
	buf_free(&b);
	return z;
}

static void
zone__limits__records_and_words(void **state)
{
	(void)state;
	assert_non_null(many(ZONE_TXTS_MAX - 1, "", "a. TXT x\n"));
	assert_non_null(many(ZONE_TXTS_MAX, "", "a. TXT x\n"));
	assert_null(many(ZONE_TXTS_MAX + 1, "", "a. TXT x\n"));
	assert_non_null(strstr(err.text, "more than 1000 TXT records of a"));
	assert_non_null(many(ZONE_WORDS_MAX - 3, "a. TXT", " x"));
	assert_non_null(many(ZONE_WORDS_MAX - 2, "a. TXT", " x"));
	assert_null(many(ZONE_WORDS_MAX - 1, "a. TXT", " x"));
	assert_non_null(strstr(err.text, "z:1: found more than 300 words"));
}

static void
zone__limits__size(void **state)
{
	char *text = malloc(ZONE_FILE_MAX + 1);
	size_t n;

	(void)state;
	assert_non_null(text);
	memset(text, ' ', ZONE_FILE_MAX + 1);
	for (n = ZONE_FILE_MAX - 1; n <= ZONE_FILE_MAX + 1; n++) {
		err_clear(&err);
		assert_int_equal(zone_read(arena, "z",
		    (struct span){ text, n }, &err) != NULL,
		    n <= ZONE_FILE_MAX);
	}
	assert_int_equal(err.code, ERR_LIMIT);
	free(text);
}

/* 100,000 names: far from quadratic, or the test runs into its time-out. */
static void
zone__finds__quickly_in_large_zones(void **state)
{
	struct buf b = { 0 };
	struct zone *z;
	int64_t start = clock_mono_ms();
	char name[64];
	unsigned i;

	(void)state;
	for (i = 0; i < 100000; i++)
		buf_addf(&b, "s%u._domainkey.d%u.example. TXT k%u\n", i % 7,
		    i, i);
	assert_non_null(z = read_zone(buf_str(&b)));
	buf_free(&b);
	assert_int_equal(zone_count(z), 100000);
	for (i = 0; i < 100000; i++) {
		snprintf(name, sizeof(name), "s%u._domainkey.d%u.example",
		    i % 7, i);
		snprintf(name + 48, 16, "3600|k%u", i);
		assert_string_equal(answer(z, name), name + 48);
		name[0] = 'x';
		assert_string_equal(answer(z, name), "nxdomain");
	}
	print_message("100,000 records read, 200,000 found or not: %lld ms\n",
	    (long long)(clock_mono_ms() - start));
}

#define T(f)	cmocka_unit_test_setup_teardown(f, setup, teardown)

int
main(void)
{
	static const struct CMUnitTest tests[] = {
		T(zone__reads__master_files),
		T(zone__gathers__records_from_everywhere),
		T(zone__follows__aliases),
		T(zone__limits__aliases),
		T(zone__knows__no_wildcards),
		T(zone__takes__an_empty_file),
		T(zone__says__where_it_is_wrong),
		T(zone__limits__names),
		T(zone__limits__length_of_texts),
		T(zone__limits__records_and_words),
		T(zone__limits__size),
		T(zone__finds__quickly_in_large_zones),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
