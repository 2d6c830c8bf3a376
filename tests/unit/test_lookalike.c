/* SPDX-License-Identifier: ISC */
/* What a name looks like, and slips of one letter. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <cmocka.h>

#include <string.h>

#include "base/buf.h"
#include "text/lookalike.h"

static void
lookalike__folds__what_looks_alike(void **state)
{
	static const struct {
		enum lookalike	 how;
		const char	*text, *folded;
	} cases[] = {
		{ FOLD_SCRIPT, "", "" },
		{ FOLD_SCRIPT, "Micro.SOFT-1", "micro.soft-1" },
		{ FOLD_SCRIPT, "\xc3\xa4\xc3\x89\xc3\xb8\xc5\x82", "aeol" },
		/* Cyrillic and Greek capitals and small letters */
		{ FOLD_SCRIPT, "\xd0\x90\xd0\xb5\xd1\x81\xce\x9a\xce\xbf",
		    "aecko" },
		{ FOLD_SCRIPT, "\xef\xbc\xa1\xef\xbc\x91", "a1" },
		{ FOLD_SCRIPT, "\xf0\x9d\x90\x80\xf0\x9d\x9f\x8f", "a1" },
		{ FOLD_SCRIPT, "\xe2\x93\x90\xe2\x92\xb7", "ab" },
		{ FOLD_SCRIPT, "a\xe2\x80\x8b\xcc\x81\xc2\xad" "b", "ab" },
		{ FOLD_SCRIPT, "a\xc2\xa0" "b\xe3\x80\x82" "c", "a b.c" },
		{ FOLD_SCRIPT, "\xe4\xb8\xad\xff", "??" },
		{ FOLD_SCRIPT, "m0d3rn", "m0d3rn" },
		{ FOLD_SCRIPT, "a\xc2\xb7" "b\xe2\x84\xa2\xc2\xae", "a-b--" },
		{ FOLD_SHAPE, "m0dern", "modem" },
		{ FOLD_SHAPE, "rnvv1I|5", "mwllls" },
		{ FOLD_SHAPE, "rrn", "rm" },
		{ FOLD_SHAPE, "", "" }, { FOLD_SHAPE, "V", "v" },
		{ FOLD_SHAPE, "\xe2\x80\x8br\xe2\x80\x8bn", "m" },
		{ FOLD_SHAPE, "vvv", "wv" },
	};
	struct buf b = { 0 };
	size_t i;

	(void)state;
	for (i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
		buf_cut(&b, 0);
		lookalike_fold(&b, span_of(cases[i].text), cases[i].how);
		assert_string_equal(buf_str(&b), cases[i].folded);
		/* its first letter, made without the rest */
		if (cases[i].how == FOLD_SHAPE)
			assert_int_equal(lookalike_first(span_of(
			    cases[i].text)), cases[i].folded[0]);
	}
	buf_free(&b);
}

/* RFC 3492, 7.1, and domains of common use. */
static void
lookalike__decodes__punycode(void **state)
{
	static const struct { const char *domain, *unicode; } cases[] = {
		{ "example.com", "example.com" },
		{ "xn--bcher-kva.example", "b\xc3\xbc" "cher.example" },
		{ "XN--BCHER-KVA.example", "B\xc3\xbc" "CHER.example" },
		{ "a.xn--mnchen-3ya.de", "a.m\xc3\xbcnchen.de" },
		/* (B) Chinese, simplified */
		{ "xn--ihqwcrb4cv8a8dqg056pqjye",
		    "\xe4\xbb\x96\xe4\xbb\xac\xe4\xb8\xba\xe4\xbb\x80\xe4\xb9"
		    "\x88\xe4\xb8\x8d\xe8\xaf\xb4\xe4\xb8\xad\xe6\x96\x87" },
		/* (L) 3 nen B gumi */
		{ "xn--3B-ww4c5e180e575a65lsy2b",
		    "3\xe5\xb9\xb4" "B\xe7\xb5\x84\xe9\x87\x91\xe5\x85\xab\xe5"
		    "\x85\x88\xe7\x94\x9f" },
		/* what is wrong stays as it is */
		{ "xn--", "xn--" }, { "xn--.a", "xn--.a" },
		{ "xn--a-", "a" }, { "xn--99999999", "xn--99999999" },
		{ "xn--a\xff", "xn--a\xff" }, { "", "" }, { ".", "." },
	};
	struct buf b = { 0 };
	size_t i;

	(void)state;
	for (i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
		buf_cut(&b, 0);
		lookalike_domain(&b, cases[i].domain);
		if (strcmp(buf_str(&b), cases[i].unicode) != 0)
			fail_msg("%s: %s", cases[i].domain, buf_str(&b));
	}
	buf_free(&b);
}

static void
lookalike__decodes__labels_up_to_its_limit(void **state)
{
	struct buf in = { 0 }, out = { 0 };
	size_t n;

	(void)state;
	/* "xn--" and letters, "-kva": 62, 63 and 64 bytes */
	for (n = 62; n <= LOOKALIKE_LABEL_MAX + 1; n++) {
		buf_cut(&in, 0);
		buf_cut(&out, 0);
		buf_adds(&in, "xn--");
		while (in.n < n - 4)
			buf_addc(&in, 'a');
		buf_adds(&in, "-kva");
		lookalike_domain(&out, buf_str(&in));
		assert_int_equal(strcmp(buf_str(&in), buf_str(&out)) != 0,
		    n <= LOOKALIKE_LABEL_MAX);
	}
	buf_free(&in);
	buf_free(&out);
}

static void
lookalike__sees__slips(void **state)
{
	static const struct { const char *a, *b; bool slip; } cases[] = {
		{ "", "", true }, { "", "a", true }, { "a", "b", true },
		{ "abc", "abc", true }, { "abc", "abx", true },
		{ "abc", "xbc", true }, { "abc", "axc", true },
		{ "abc", "ab", true }, { "abc", "bc", true },
		{ "abc", "ac", true }, { "abc", "abcd", true },
		{ "abc", "acb", true }, { "abc", "bac", true },
		{ "abc", "cba", false }, { "abc", "axx", false },
		{ "abc", "a", false }, { "abc", "abcde", false },
		{ "abcd", "badc", false }, { "abc", "bcd", false },
	};
	size_t i;

	(void)state;
	for (i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
		if (lookalike_slip(span_of(cases[i].a), span_of(cases[i].b)) !=
		    cases[i].slip || lookalike_slip(span_of(cases[i].b),
		    span_of(cases[i].a)) != cases[i].slip)
			fail_msg("%s %s", cases[i].a, cases[i].b);
	}
}

int
main(void)
{
	static const struct CMUnitTest tests[] = {
		cmocka_unit_test(lookalike__folds__what_looks_alike),
		cmocka_unit_test(lookalike__decodes__punycode),
		cmocka_unit_test(lookalike__decodes__labels_up_to_its_limit),
		cmocka_unit_test(lookalike__sees__slips),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
