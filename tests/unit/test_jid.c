/* SPDX-License-Identifier: ISC */
/* XMPP addresses, and text for XML. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "base/buf.h"
#include "edge/jid.h"

static void
jid__bare_parts__are_compared(void **state)
{
	static const struct {
		const char	*a, *b;
		bool		 same;
	} cases[] = {
		{ "a@b", "a@b", true },
		{ "a@b/x", "a@b/y", true },
		{ "A@B.example/x", "a@b.EXAMPLE", true },
		{ "a@b", "a@bb", false },
		{ "a@b", "a@b.c/a@b", false },
		/* a slash in the resource is the resource's */
		{ "a@b/c/d", "a@b", true },
		{ "a@b", NULL, false },
		{ NULL, NULL, false },
	};
	size_t i;

	(void)state;
	for (i = 0; i < sizeof(cases) / sizeof(*cases); i++)
		assert_int_equal(jid_same_bare(cases[i].a, cases[i].b),
		    cases[i].same);
}

static void
jid__parts__are_found(void **state)
{
	char *d;

	(void)state;
	assert_string_equal(jid_resource("a@b/c/d"), "c/d");
	assert_string_equal(jid_resource("a@b/"), "");
	assert_null(jid_resource("a@b"));
	assert_null(jid_resource(NULL));
	d = jid_domain("a@b.example/x@y");
	assert_string_equal(d, "b.example");
	free(d);
	d = jid_domain("b.example/x@y");
	assert_string_equal(d, "b.example");
	free(d);
}

static void
jid__account__is_local_at_domain(void **state)
{
	static const struct {
		const char	*jid;
		bool		 is;
	} cases[] = {
		{ "bot@example.com", true },
		{ "b\xc3\xb6t@example.com", true },
		{ "bot@example.com/x", false },
		{ "example.com", false },
		{ "@example.com", false },
		{ "bot@", false },
		{ "a@b@c", false },
		{ "a b@c", false },
		{ "a@c\n", false },
		{ "", false },
		{ NULL, false },
	};
	char big[JID_MAX + 2];
	size_t i;

	(void)state;
	for (i = 0; i < sizeof(cases) / sizeof(*cases); i++)
		assert_int_equal(jid_is_account(cases[i].jid), cases[i].is);
	memset(big, 'x', sizeof(big));
	big[1] = '@';
	big[JID_MAX + 1] = '\0';
	assert_false(jid_is_account(big));
	big[JID_MAX] = '\0';
	assert_true(jid_is_account(big));
	big[JID_MAX - 1] = '\0';
	assert_true(jid_is_account(big));
}

static void
xml__text__is_escaped_and_cleaned(void **state)
{
	static const struct {
		const char	*in, *out;
	} cases[] = {
		{ "", "" },
		{ "a<b>&\"'", "a&lt;b&gt;&amp;&quot;&apos;" },
		{ "tab\tline\n", "tab\tline\n" },
		{ "a\x01\x1b[0m\x7f", "a[0m" },
		{ "\xef\xbf\xbe\xef\xbf\xbf", "\xef\xbf\xbd\xef\xbf\xbd" },
		{ "x\xef\xbf\xbd", "x\xef\xbf\xbd" },
		{ "\xef\xbf", "\xef\xbf\xbd\xef\xbf\xbd" },
		{ "]]>", "]]&gt;" },
		{ "\xf0\x9f\x94\xa7", "\xf0\x9f\x94\xa7" },
	};
	struct buf b = { 0 };
	size_t i;

	(void)state;
	for (i = 0; i < sizeof(cases) / sizeof(*cases); i++) {
		buf_cut(&b, 0);
		xml_add(&b, cases[i].in);
		assert_string_equal(buf_str(&b), cases[i].out);
	}
	buf_free(&b);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(jid__bare_parts__are_compared),
		cmocka_unit_test(jid__parts__are_found),
		cmocka_unit_test(jid__account__is_local_at_domain),
		cmocka_unit_test(xml__text__is_escaped_and_cleaned),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
