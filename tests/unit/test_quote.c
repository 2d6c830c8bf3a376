/* SPDX-License-Identifier: ISC */
/* A stranger's words in what we say: one line, cut, and no links. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <cmocka.h>

#include <string.h>

#include "base/arena.h"
#include "base/buf.h"
#include "handlers/bulletin/quote.h"
#include "handlers/handler.h"

static struct arena *arena;

static int
setup(void **state)
{
	(void)state;
	arena = arena_new();
	return 0;
}

static int
teardown(void **state)
{
	(void)state;
	arena_free(arena);
	return 0;
}

static void
quote__makes__one_harmless_line(void **state)
{
	static const struct {
		const char *text, *quoted;
	} cases[] = {
		{ NULL, "" }, { "", "" }, { " \t\n ", "" },
		{ "plain words, 2.36-9 of it. Really.",
		    "plain words, 2.36-9 of it. Really." },
		/* one line, and it stays within its quotation marks */
		{ "  a \r\n\tb\x01" "c\x7f ", "a b c" },
		{ "a\xe2\x80\xa8" "b\xc2\x85" "c", "a b c" },
		{ "say \"yes\"", "say 'yes'" },
		/* what is not seen */
		{ "a\xe2\x80\x8b" "b\xe2\x80\xae" "c\xf3\xa0\x80\xa1" "d",
		    "abcd" },
		{ "a\xff" "b", "a\xef\xbf\xbd" "b" },
		{ "gr\xc3\xbc\xc3\x9f", "gr\xc3\xbc\xc3\x9f" },
		/* hosts, addresses, links */
		{ "evil.example", "evil[.]example" },
		{ "go to www.evil.example/x now.", "go to "
		    "www[.]evil[.]example/x now." },
		{ "bob@evil.example", "bob[@]evil[.]example" },
		{ "<bob@evil.example>", "<bob[@]evil[.]example>" },
		{ "https://evil.example/a.b?c=d.ef",
		    "hxxps://evil[.]example/a.b?c=d[.]ef" },
		{ "HTTP://EVIL.EXAMPLE", "HxxP://EVIL[.]EXAMPLE" },
		{ "http://u:p@evil.example:8080/",
		    "hxxp://u:p[@]evil[.]example:8080/" },
		{ "ftp://evil.example", "ftp[:]://evil[.]example" },
		{ "http://localhost/", "hxxp://localhost/" },
		{ "at 192.0.2.1 or 1.2.3", "at 192[.]0[.]2[.]1 or 1.2.3" },
		{ "evil\xe3\x80\x82" "example", "evil[.]example" },
		{ "\xd0\xb5vil.example", "\xd0\xb5vil[.]example" },
		{ "evil.example.1 a.bc.d 1.2.rc3 5.10.y", "evil[.]example[.]1 "
		    "a[.]bc[.]d 1[.]2[.]rc3 5.10.y" },
		{ "setup.exe", "setup[.]exe" },
		{ "evil.example...", "evil[.]example..." },
		{ "... .. . .com a..b", "... .. . [.]com a..b" },
		{ "@ @@ a@ @b @evil.example", "@ @@ a@ @b [@]evil[.]example" },
		{ ":// :/ ://evil.example", "[:]:// :/ [:]://evil[.]example" },
	};
	size_t i;

	(void)state;
	for (i = 0; i < sizeof(cases) / sizeof(cases[0]); i++)
		assert_string_equal(quote(arena, cases[i].text, 100, NULL),
		    cases[i].quoted);
}

static void
quote__leaves__the_vendors_own_hosts(void **state)
{
	struct vendor v = { .id = "lamp", .name = "Lamp" };

	(void)state;
	list_add_in(arena, &v.from, arena_str(arena, "*@lamp.example.net"));
	assert_string_equal(quote(arena, "a@lamp.example.net, b@x.example",
	    100, &v), "a@lamp.example.net, b[@]x[.]example");
	assert_string_equal(quote(arena, "lamp.example.net.evil.example",
	    100, &v), "lamp[.]example[.]net[.]evil[.]example");
}

static char *
letters(size_t n, const char *one)
{
	struct buf b = { 0 };
	char *s;

	while (n-- > 0)
		buf_adds(&b, one);
	s = arena_str(arena, buf_str(&b));
	buf_free(&b);
	return s;
}

static void
quote__cuts__at_its_limit(void **state)
{
	static const char *const ones[] = { "x", "\xc3\xa4",
	    "\xf0\x9f\x94\xa5" };
	size_t i, w;

	(void)state;
	for (i = 0; i < 3; i++) {
		w = strlen(ones[i]);
		assert_int_equal(strlen(quote(arena, letters(9, ones[i]), 10,
		    NULL)), 9 * w);
		assert_int_equal(strlen(quote(arena, letters(10, ones[i]), 10,
		    NULL)), 10 * w);
		assert_int_equal(strlen(quote(arena, letters(11, ones[i]), 10,
		    NULL)), 10 * w + 3);
	}
	/* a blank counts, and does not stand at the end */
	assert_string_equal(quote(arena, "ab cd", 3, NULL), "ab...");
	assert_string_equal(quote(arena, "ab cd", 4, NULL), "ab c...");
	assert_string_equal(quote(arena, "ab ", 2, NULL), "ab");
}

static void
links__are_found__each_once(void **state)
{
	struct list l = { 0 };
	size_t i;

	(void)state;
	quote_links(arena, NULL, 9, &l);
	quote_links(arena, "none here :// xhttp http:// javascript://x", 9,
	    &l);
	assert_int_equal(l.n, 0);
	quote_links(arena, "see <https://a.example/x>, (http://b.example). "
	    "HTTPS://c.example! https://a.example/x\nhttp://d.example/\"y\"",
	    9, &l);
	assert_int_equal(l.n, 4);
	assert_string_equal(l.at[0], "https://a.example/x");
	assert_string_equal(l.at[1], "http://b.example");
	assert_string_equal(l.at[2], "HTTPS://c.example");
	assert_string_equal(l.at[3], "http://d.example/");
	/* no more than asked for, none longer than the limit */
	l = (struct list){ 0 };
	for (i = 0; i < 3; i++)
		quote_links(arena, arena_printf(arena, "http://%zu.example",
		    i), 2, &l);
	assert_int_equal(l.n, 2);
	for (i = LINK_MAX - 1; i <= LINK_MAX + 1; i++) {
		l = (struct list){ 0 };
		quote_links(arena, arena_printf(arena, "http://%s",
		    letters(i - 7, "x")), 2, &l);
		assert_int_equal(strlen(l.at[0]), i < LINK_MAX ? i :
		    LINK_MAX);
	}
}

static void
host__of_a_link__is_where_it_leads(void **state)
{
	static const char *const cases[][2] = {
		{ "https://a.example", "a.example" },
		{ "https://a.example/b@c", "a.example" },
		{ "https://real.example@evil.example:1/x", "evil.example" },
		{ "https://a@b@evil.example?x", "evil.example" },
		{ "http://evil.example#real.example", "evil.example" },
		{ "http://evil.example\\@real.example", "evil.example" },
		{ "http://[2001:db8::1]:80/", "[2001:db8::1]:80" },
		{ "http://", "" }, { "x", "x" },
	};
	size_t i;

	(void)state;
	for (i = 0; i < sizeof(cases) / sizeof(cases[0]); i++)
		if (!span_eq(quote_host(cases[i][0]), cases[i][1]))
			fail_msg("%s", cases[i][0]);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(quote__makes__one_harmless_line),
		cmocka_unit_test(quote__leaves__the_vendors_own_hosts),
		cmocka_unit_test(quote__cuts__at_its_limit),
		cmocka_unit_test(links__are_found__each_once),
		cmocka_unit_test(host__of_a_link__is_where_it_leads),
	};

	return cmocka_run_group_tests(tests, setup, teardown);
}
