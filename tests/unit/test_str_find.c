/* SPDX-License-Identifier: ISC */
/* Searching without case, against the plainest way to write it. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <cmocka.h>

#include <stdlib.h>
#include <string.h>

#include "base/buf.h"
#include "base/str.h"

static const char *
plain_find(struct span hay, const char *needle)
{
	for (; hay.p != NULL && hay.n >= strlen(needle); hay.p++, hay.n--)
		if (span_starts_nocase(hay, needle))
			return hay.p;
	return NULL;
}

static void
find__finds__the_first_place(void **state)
{
	static const struct {
		const char	*hay;
		const char	*needle;
		int		 at;	/* -1: nowhere */
	} cases[] = {
		{ "severity: high", "SEVERITY", 0 },
		{ "Severity", "severity", 0 },
		{ "the end", "END", 4 },
		{ "aaAb", "aab", 1 },
		{ "AbabAC", "abac", 2 },
		{ "x", "", 0 },
		{ "", "", 0 },
		{ "", "x", -1 },
		{ "shor", "short", -1 },
		{ "CVE-2026-1", "-2026", 3 },
		{ "[@`{", "{", 3 },	/* neighbours of the letters */
		{ "[@`{", "@", 1 },
		{ "\xc3\xa4" "b", "B", 2 },
	};
	const char *got;
	size_t i;

	(void)state;
	for (i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
		got = span_find_nocase(span_of(cases[i].hay), cases[i].needle);
		if (cases[i].at == -1)
			assert_null(got);
		else
			assert_ptr_equal(got, cases[i].hay + cases[i].at);
	}
	assert_null(span_find_nocase((struct span){ NULL, 0 }, "x"));
}

static void
find__agrees__with_the_plain_way(void **state)
{
	static const char letters[] = "aAbB[\xe4";
	char hay[80], needle[4];
	struct span s = { hay, 0 };
	size_t i, k, n;

	(void)state;
	srand(7);
	for (i = 0; i < 200000; i++) {
		s.n = (size_t)rand() % sizeof(hay);
		for (k = 0; k < s.n; k++)
			hay[k] = letters[(size_t)rand() % 6];
		n = 1 + (size_t)rand() % 3;
		for (k = 0; k < n; k++)
			needle[k] = letters[(size_t)rand() % 6];
		needle[n] = '\0';
		assert_ptr_equal(span_find_nocase(s, needle),
		    plain_find(s, needle));
	}
}

/* Several words at once, as if each were looked for alone. */
/* Four blocks at a time are passed over, and never a byte behind the end. */
static void
find__agrees__in_long_texts(void **state)
{
	static const char letters[] = "Qqzj";
	struct span s;
	char *hay, needle[4];
	size_t i, k, n;

	(void)state;
	srand(11);
	for (i = 0; i < 20000; i++) {
		s.n = 1 + (size_t)rand() % 300;
		s.p = hay = malloc(s.n);
		assert_non_null(hay);
		memset(hay, '.', s.n);
		for (k = (size_t)rand() % 8; k > 0; k--)
			hay[(size_t)rand() % s.n] =
			    letters[(size_t)rand() % 4];
		n = 1 + (size_t)rand() % 3;
		for (k = 0; k < n; k++)
			needle[k] = letters[(size_t)rand() % 4];
		needle[n] = '\0';
		/* at the very end, too */
		if (i % 3 == 0 && n <= s.n)
			memcpy(hay + s.n - n, needle, n);
		assert_ptr_equal(span_find_nocase(s, needle),
		    plain_find(s, needle));
		free(hay);
	}
}

static void
find_any__agrees__with_one_by_one(void **state)
{
	static const char letters[] = "aAbB[\xe4";
	char hay[60], text[3][8];
	const char *list[3] = { text[0], text[1], text[2] };
	struct span s = { hay, 0 };
	struct phrases words;
	size_t i, k, w, n;
	bool any;

	(void)state;
	srand(13);
	for (i = 0; i < 200000; i++) {
		s.n = (size_t)rand() % sizeof(hay);
		for (k = 0; k < s.n; k++)
			hay[k] = letters[(size_t)rand() % 6];
		any = false;
		for (w = 0; w < 3; w++) {
			n = 3 + (size_t)rand() % (1 + i % 5);
			for (k = 0; k < n; k++)
				text[w][k] = letters[(size_t)rand() % 6];
			text[w][n] = '\0';
			any = any || plain_find(s, list[w]) != NULL;
		}
		phrases_ready(&words, list, 3);
		assert_int_equal(phrases_in(&words, s), any);
	}
	assert_false(phrases_in(&words, (struct span){ NULL, 0 }));
	phrases_ready(&words, list, 0);
	assert_false(phrases_in(&words, s));
}

/* The search goes by blocks: wherever in one the word begins, or ends. */
static void
find__finds__anywhere_in_a_block(void **state)
{
	char hay[3000];
	struct span s = { hay, sizeof(hay) };
	size_t at;

	(void)state;
	for (at = 1000; at < 2100; at++) {
		memset(hay, 'e', sizeof(hay));
		memcpy(hay + at, at % 2 ? "Exit" : "eXIt", 4);
		assert_ptr_equal(span_find_nocase(s, "exit"), hay + at);
		assert_null(span_find_nocase((struct span){ hay, at + 3 },
		    "exit"));
	}
}

/* Runs of plain letters are taken at once: as if each came alone. */
static void
clean__agrees__with_one_at_a_time(void **state)
{
	static const char *const pieces[] = { "a", "Z ~", "\t", "\n", "\x7f",
	    "\x1f", "\r", "\xc3\xa4", "\xe2\x82\xac", "\xf0\x9f\x98\x80",
	    "\xff", "\xc3", "longer than eight letters" };
	struct buf in = { 0 }, whole = { 0 }, single = { 0 };
	size_t i, k, n;
	bool valid;

	(void)state;
	srand(11);
	for (i = 0; i < 20000; i++) {
		for (k = (size_t)rand() % 12; k > 0; k--)
			buf_adds(&in, pieces[(size_t)rand() % 13]);
		utf8_add_clean(&whole, buf_str(&in), in.n);
		valid = true;
		for (k = 0; k < in.n; k += n) {
			if (utf8_decode(in.p + k, in.n - k, &n) == 0xfffd)
				valid = false;
			utf8_add_clean(&single, in.p + k, n);
		}
		assert_string_equal(buf_str(&whole), buf_str(&single));
		assert_int_equal(utf8_valid(buf_str(&in), in.n), valid);
		buf_cut(&in, 0);
		buf_cut(&whole, 0);
		buf_cut(&single, 0);
	}
	buf_free(&in);
	buf_free(&whole);
	buf_free(&single);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(find__finds__the_first_place),
		cmocka_unit_test(find__agrees__with_the_plain_way),
		cmocka_unit_test(find__agrees__in_long_texts),
		cmocka_unit_test(find_any__agrees__with_one_by_one),
		cmocka_unit_test(find__finds__anywhere_in_a_block),
		cmocka_unit_test(clean__agrees__with_one_at_a_time),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
