/* SPDX-License-Identifier: ISC */
/* From fields: one address, or a sentence why not. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>
#include <string.h>

#include "base/arena.h"
#include "base/buf.h"
#include "text/address.h"

static const struct {
	const char	*value;
	const char	*address;
	const char	*name;
} good[] = {
	{ "a@b.example", "a@b.example", NULL },
	{ " a@B.Example ", "a@b.example", NULL },
	{ "A.b+c@b.example", "A.b+c@b.example", NULL },
	{ "<a@b.example>", "a@b.example", NULL },
	{ "Name <a@b.example>", "a@b.example", "Name" },
	{ "Name<a@b.example>", "a@b.example", "Name" },
	{ "Two Words <a@b.example>", "a@b.example", "Two Words" },
	{ "John Q. Public <a@b.example>", "a@b.example", "John Q. Public" },
	{ "\"Doe, J. <x>\" <a@b.example>", "a@b.example", "Doe, J. <x>" },
	{ "\"a \\\"b\\\" c\" <a@b.example>", "a@b.example", "a \"b\" c" },
	{ "a@b.example (Name)", "a@b.example", "Name" },
	{ "(x) <a@b.example> (y)", "a@b.example", "y" },
	{ "Name <a@b.example> (c)", "a@b.example", "Name" },
	{ "(a (nested) one) a@b.example", "a@b.example", "a (nested) one" },
	{ "=?utf-8?q?M=C3=BCller?= <a@b.example>", "a@b.example",
	    "M\xc3\xbcller" },
	{ "=?utf-8?b?TcO8bGxlcg==?= <a@b.example>", "a@b.example",
	    "M\xc3\xbcller" },
	{ "=?iso-8859-1?q?M=FCller?= <a@b.example>", "a@b.example",
	    "M\xc3\xbcller" },
	{ "\"=?utf-8?q?M=C3=BCller?=\" <a@b.example>", "a@b.example",
	    "M\xc3\xbcller" },
	{ "Name\r\n <a@b.example>", "a@b.example", "Name" },
	{ "Name\n\t<a@b.example>", "a@b.example", "Name" },
	{ "\"plain\"@b.example", "plain@b.example", NULL },
	{ "root@localhost", "root@localhost", NULL },
	{ "\"a@b.example\" <a@B.example>", "a@b.example", "a@b.example" },
	{ "o'neil@b.example", "o'neil@b.example", NULL },
};

static const struct {
	const char	*value;
	const char	*why;		/* a part of the sentence */
} bad[] = {
	/* nothing, or no address */
	{ "", "empty" },
	{ " \r\n ", "empty" },
	{ "Name", "no address" },
	{ "<>", "no address" },
	{ "Name <>", "no address" },
	{ "@b.example", "not one readable" },
	{ "a@", "not one readable" },
	{ "a@b.example>", "not one readable" },
	{ "<a@b.example", "not one readable" },
	{ "(only a comment)", "no address" },
	/* more than one */
	{ "a@b.example, c@d.example", "more than one" },
	{ "a@b.example,c@d.example", "more than one" },
	{ "<a@b.example> <c@d.example>", "more than one" },
	{ "<a@b.example>, <c@d.example>", "more than one" },
	{ "<a@b.example>; <c@d.example>", "more than one" },
	{ "a@b.example c@d.example", "more than one" },
	{ "a@b.example <c@d.example>", "outside of its angle" },
	{ "a@b.example, <c@d.example>", "more than one" },
	{ "<a@b.example>c@d.example", "outside of its angle" },
	{ "<<a@b.example>>", "more than one" },
	{ "<a@b.example>,", "more than one" },
	{ "a@b@c.example", "more than one" },
	{ "Doe, John <a@b.example>", "not one readable" },
	{ ",a@b.example", "not one readable" },
	/* groups, routes, literals */
	{ "Group: a@b.example;", "group" },
	{ "Undisclosed:;", "group" },
	{ "Vendor: Security <a@b.example>", "group" },
	{ "<@x.example,@y.example:a@b.example>", "route" },
	{ "<@x.example:a@b.example>", "route" },
	{ "a@[192.0.2.1]", "literal" },
	{ "<a@[IPv6:2001:db8::1]>", "literal" },
	/* inside the address */
	{ "a(c)@b.example", "not one readable" },
	{ "<a(c)@b.example>", "comment inside" },
	{ "<a@b.example(c)>", "comment inside" },
	{ "a @b.example", "blanks" },
	{ "a@ b.example", "blanks" },
	{ "< a@b.example>", "not one readable" },
	{ "\"a@vendor.example\"@b.example", "quoted part" },
	{ "\"a b\"@b.example", "quoted part" },
	{ "\"\"@b.example", "quoted part" },
	{ ".a@b.example", "before the @" },
	{ "a..b@b.example", "before the @" },
	{ "a@b..example", "domain" },
	{ "a@.b.example", "domain" },
	{ "a@b.example.", "domain" },
	{ "a@-b.example", "domain" },
	{ "a@b-.example", "domain" },
	{ "a@b'x.example", "domain" },
	{ "a@b.example/x", "domain" },
	{ "a@b!x.example", "domain" },
	/* encoded words where no text may stand */
	{ "=?utf-8?q?a=40b.example?=", "no address" },
	{ "=?utf-8?q?security=40vendor.example?=@evil.example",
	    "encoded word" },
	{ "<=?utf-8?b?YQ==?=@b.example>", "encoded word" },
	{ "a@=?utf-8?q?vendor.example?=", "encoded word" },
	{ "=?utf-8?q?=61=40vendor.example=00?= <a@b.example>",
	    "control characters" },
	{ "=?utf-8?b?YUB2ZW5kb3IuZXhhbXBsZQo=?= <a@b.example>",
	    "control characters" },
	/* bytes */
	{ "M\xc3\xbcller <a@b.example>", "raw UTF-8" },
	{ "m\xc3\xbcller@b.example", "raw UTF-8" },
	{ "M\xfcller <a@b.example>", "8-bit" },
	{ "a\x01 <a@b.example>", "control" },
	{ "a\x7f <a@b.example>", "control" },
	{ "a\r<a@b.example>", "bare carriage" },
	/* quotes and comments that never end */
	{ "\"Name <a@b.example>", "quotation" },
	{ "(Name <a@b.example>", "comment that" },
	{ "Name) <a@b.example>", "not one readable" },
	{ "((((((x)))))) a@b.example", "nested" },
	{ "[LIST] Name <a@b.example>", "brackets" },
	{ "Name\\ <a@b.example>", "not one readable" },
};

static void
address__takes__what_is_plainly_one(void **state)
{
	struct arena *a = arena_new();
	struct address out;
	size_t i;

	(void)state;
	for (i = 0; i < sizeof(good) / sizeof(good[0]); i++) {
		address_parse(a, span_of(good[i].value), &out);
		if (out.malformed != NULL)
			fail_msg("%s: %s", good[i].value, out.malformed);
		assert_string_equal(out.address, good[i].address);
		assert_string_equal(out.domain,
		    strrchr(good[i].address, '@') + 1);
		if (good[i].name == NULL)
			assert_null(out.name);
		else
			assert_string_equal(out.name, good[i].name);
		assert_null(out.trick);
	}
	arena_free(a);
}

static void
address__refuses__what_could_be_read_twice(void **state)
{
	struct arena *a = arena_new();
	struct address out;
	size_t i;

	(void)state;
	for (i = 0; i < sizeof(bad) / sizeof(bad[0]); i++) {
		address_parse(a, span_of(bad[i].value), &out);
		if (out.malformed == NULL)
			fail_msg("%s was read as %s", bad[i].value,
			    out.address);
		if (strstr(out.malformed, bad[i].why) == NULL)
			fail_msg("%s: \"%s\" says nothing of \"%s\"",
			    bad[i].value, out.malformed, bad[i].why);
		assert_null(out.address);
		assert_null(out.name);
	}
	address_parse(a, (struct span){ "a\0@b.example", 12 }, &out);
	assert_string_equal(out.malformed, "From holds a NUL byte");
	arena_free(a);
}

static void
address__sees__tricks_in_the_display_name(void **state)
{
	static const char *const tricks[] = {
		"\"security@vendor.example\" <a@evil.example>",
		"=?utf-8?q?security=40vendor.example?= <a@evil.example>",
		"\"Vendor (security@vendor.example)\" <a@evil.example>",
		"=?utf-8?q?security=40vendor.example=3E?= <a@evil.example>",
		"a@evil.example (security@vendor.example)",
		/* text turned around, nothing shown between the letters */
		"=?utf-8?b?4oCubW9jLnJvZG5ldg==?= <a@evil.example>",
		"=?utf-8?q?Ven=E2=80=8Bdor?= <a@evil.example>",
	};
	static const char *const none[] = {
		"\"tips @ home\" <a@evil.example>",
		"\"a@evil.example\" <A@evil.example>",
		"\"user@host\" <a@evil.example>",
	};
	struct arena *a = arena_new();
	struct address out;
	size_t i;

	(void)state;
	for (i = 0; i < sizeof(tricks) / sizeof(tricks[0]); i++) {
		address_parse(a, span_of(tricks[i]), &out);
		assert_null(out.malformed);
		assert_string_equal(out.address, "a@evil.example");
		if (out.trick == NULL)
			fail_msg("no trick seen in %s", tricks[i]);
	}
	for (i = 0; i < sizeof(none) / sizeof(none[0]); i++) {
		address_parse(a, span_of(none[i]), &out);
		assert_null(out.malformed);
		if (out.trick != NULL)
			fail_msg("%s: %s", none[i], out.trick);
	}
	arena_free(a);
}

/* a field of this length with an address at its end */
static const char *
parse_padded(struct arena *a, size_t n)
{
	struct buf b = { 0 };
	struct address out;

	while (b.n < n - strlen(" <a@b.example>"))
		buf_addc(&b, 'x');
	buf_adds(&b, " <a@b.example>");
	address_parse(a, (struct span){ b.p, b.n }, &out);
	buf_free(&b);
	return out.malformed;
}

static void
address__holds__its_limits(void **state)
{
	static const struct {
		size_t	local, label;
		bool	ok;
	} cases[] = {
		{ 63, 62, true }, { 64, 63, true }, { 65, 63, false },
		{ 64, 64, false },
	};
	struct arena *a = arena_new();
	struct address out;
	char text[200];
	size_t i;

	(void)state;
	for (i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
		memset(text, 'a', sizeof(text));
		text[cases[i].local] = '@';
		strncpy(text + cases[i].local + 1 + cases[i].label,
		    ".example", 9);
		address_parse(a, span_of(text), &out);
		assert_int_equal(out.malformed == NULL, cases[i].ok);
	}
	assert_null(parse_padded(a, ADDRESS_FIELD_MAX - 1));
	assert_null(parse_padded(a, ADDRESS_FIELD_MAX));
	assert_non_null(parse_padded(a, ADDRESS_FIELD_MAX + 1));
	assert_non_null(parse_padded(a, 200000));
	arena_free(a);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(address__takes__what_is_plainly_one),
		cmocka_unit_test(address__refuses__what_could_be_read_twice),
		cmocka_unit_test(address__sees__tricks_in_the_display_name),
		cmocka_unit_test(address__holds__its_limits),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
