/* SPDX-License-Identifier: ISC */
/* Mailbox names in modified UTF-7. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>

#include "base/buf.h"
#include "edge/imap.h"

static void
imap_name__encodes__as_rfc_3501_says(void **state)
{
	static const struct {
		const char	*name, *wire;	/* NULL: refused */
	} cases[] = {
		{ "INBOX", "INBOX" },
		{ "patchbot/posted mails", "patchbot/posted mails" },
		{ "R&D", "R&-D" },
		/* the example of RFC 3501, 5.1.3 */
		{ "~peter/mail/\xe5\x8f\xb0\xe5\x8c\x97/"
		    "\xe6\x97\xa5\xe6\x9c\xac\xe8\xaa\x9e",
		    "~peter/mail/&U,BTFw-/&ZeVnLIqe-" },
		/* one unit takes three digits, four bits of the last unused */
		{ "Gepr\xc3\xbc" "ft", "Gepr&APw-ft" },
		{ "\xc3\xbc&\xc3\xbc", "&APw-&-&APw-" },
		/* beyond the first plane: two units (UTF-16) */
		{ "\xf0\x9f\x98\x80", "&2D3eAA-" },
		{ "tab\there", "tab&AAk-here" },
		{ "", NULL },
		{ "two\r\nlines", NULL },
		{ "bad\xff", NULL },
	};
	struct err e = { 0 };
	size_t i;

	(void)state;
	for (i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
		struct buf b = { 0 };
		int rc = imap_name(&b, cases[i].name, &e);

		assert_int_equal(rc, cases[i].wire != NULL ? 0 : -1);
		if (rc == 0)
			assert_string_equal(buf_str(&b), cases[i].wire);
		buf_free(&b);
	}
}

static void
imap_name__refuses__more_than_a_thousand_bytes(void **state)
{
	char name[1002];
	struct buf b = { 0 };
	struct err e = { 0 };

	(void)state;
	memset(name, 'x', sizeof(name));
	name[1001] = '\0';
	assert_int_equal(imap_name(&b, name, &e), -1);
	name[1000] = '\0';
	assert_int_equal(imap_name(&b, name, &e), 0);
	buf_free(&b);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(imap_name__encodes__as_rfc_3501_says),
		cmocka_unit_test(
		    imap_name__refuses__more_than_a_thousand_bytes),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
