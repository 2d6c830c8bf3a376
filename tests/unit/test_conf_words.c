/* SPDX-License-Identifier: ISC */
/* The configuration's kinds of words: spans, numbers, addresses, times. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <cmocka.h>

#include <string.h>

#include "text/conf.h"

#define L63 "aaaaaaaaaabbbbbbbbbbccccccccccddddddddddeeeeeeeeeeffffffffffggg"

static void
conf__knows__kinds_of_words(void **state)
{
	static const struct {
		bool	(*check)(const char *, size_t, struct err *);
		const char *word;
		bool	good;
	} cases[] = {
		{ conf_is_span, "3h30m", true }, { conf_is_span, "90", false },
		{ conf_is_span, "", false }, { conf_is_span, "-1h", false },
		{ conf_is_number, "0", true }, { conf_is_number, "-1", false },
		{ conf_is_number, "2147483647", true },
		{ conf_is_number, "2147483648", false },
		{ conf_is_number, "+5", false },
		{ conf_is_number, "5x", false },
		{ conf_is_port, "0", false }, { conf_is_port, "1", true },
		{ conf_is_port, "65535", true },
		{ conf_is_port, "65536", false },
		{ conf_is_flag, "yes", true }, { conf_is_flag, "no", true },
		{ conf_is_flag, "Yes", false }, { conf_is_flag, "", false },
		{ conf_is_address, "ann@example.com", true },
		{ conf_is_address, "a.b+c=d@localhost", true },
		{ conf_is_address, "@example.com", false },
		{ conf_is_address, "ann@", false },
		{ conf_is_address, "ann", false },
		{ conf_is_address, "a@b@c", false },
		{ conf_is_address, "a b@c", false },
		{ conf_is_address, "<ann@example.com>", false },
		{ conf_is_address, "*@-x", false },
		{ conf_is_address, "gr\xc3\xbc@x", false },
		/* 254 bytes and 255 */
		{ conf_is_address, "a@" L63 "." L63 "." L63 "." L63, false },
		{ conf_is_address, "aa@" L63 "." L63 "." L63 ".aaaaaaaaaa"
		    "bbbbbbbbbbccccccccccddddddddddeeeeeeeeee123456789",
		    true },
		{ conf_is_address, "aaa@" L63 "." L63 "." L63 ".aaaaaaaaaa"
		    "bbbbbbbbbbccccccccccddddddddddeeeeeeeeee123456789",
		    false },
		{ conf_is_host, "mail.example.com", true },
		{ conf_is_host, "192.0.2.1", true },
		{ conf_is_host, "2001:db8::1", true },
		{ conf_is_host, "a..b", false }, { conf_is_host, ".a", false },
		{ conf_is_host, "a.", false }, { conf_is_host, "a-", false },
		{ conf_is_host, "a-b", true }, { conf_is_host, "a_b", false },
		{ conf_is_host, "", false }, { conf_is_host, L63, true },
		{ conf_is_host, L63 "h", false },
		{ conf_is_host, L63 "." L63 "." L63 ".aaaaaaaaaabbbbbbbbbb"
		    "ccccccccccddddddddddeeeeeeeeeeffffffffffg", true },
		{ conf_is_host, L63 "." L63 "." L63 ".aaaaaaaaaabbbbbbbbbb"
		    "ccccccccccddddddddddeeeeeeeeeeffffffffffgg", false },
		{ conf_is_name, "site-1.a_b", true },
		{ conf_is_name, "A", false },
		{ conf_is_name, "-a", false }, { conf_is_name, "", false },
		{ conf_is_name, L63 "h", true },
		{ conf_is_name, L63 "hh", false },
		{ conf_is_clock, "00:00", true },
		{ conf_is_clock, "23:59", true },
		{ conf_is_clock, "24:00", false },
		{ conf_is_clock, "30:00", false },
		{ conf_is_clock, "12:60", false },
		{ conf_is_clock, "9:30", false },
		{ conf_is_clock, "12:3x", false },
	};
	struct err e;
	size_t i;

	(void)state;
	for (i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
		e = (struct err){ 0 };
		if (cases[i].check(cases[i].word, 1, &e) != cases[i].good)
			fail_msg("case %zu: %s", i, cases[i].word);
		assert_int_equal(e.text[0] != '\0', !cases[i].good);
	}
}

int
main(void)
{
	static const struct CMUnitTest tests[] = {
		cmocka_unit_test(conf__knows__kinds_of_words),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
