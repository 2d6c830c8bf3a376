/* SPDX-License-Identifier: ISC */
/*
 * Character sets by our own tables, held against the system's iconv: every
 * byte, every pair, the planes of three and four bytes, and noise.
 */
#include "text/charset_decode.h"

#include <errno.h>
#include <iconv.h>
#include <stdarg.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>
#include <setjmp.h>
#include <cmocka.h>

#include "base/buf.h"

#define ROOM 4096
#define BAD "\xef\xbf\xbd"

/* What iconv makes of it, a byte that it refuses as U+FFFD. */
static size_t
by_iconv(iconv_t cd, const char *bytes, size_t n, char *out)
{
	char in[ROOM], *from = in, *to = out;
	size_t m = ROOM - 8;

	memcpy(in, bytes, n);
	iconv(cd, NULL, NULL, NULL, NULL);
	while (n > 0 && iconv(cd, &from, &n, &to, &m) == (size_t)-1) {
		assert_int_not_equal(errno, E2BIG);
		memcpy(to, BAD, 3);
		to += 3;
		m -= 3;
		from++;
		n--;
	}
	iconv(cd, NULL, NULL, &to, &m);
	return (size_t)(to - out);
}

static void
same(iconv_t cd, const char *set, const char *bytes, size_t n)
{
	struct buf got = { 0 };
	char want[ROOM];
	size_t i, m = by_iconv(cd, bytes, n, want);

	assert_true(charset_decode(&got, set, (struct span){ bytes, n },
	    SIZE_MAX));
	if (got.n != m || memcmp(buf_str(&got), want, m) != 0) {
		print_error("%s:", set);
		for (i = 0; i < n && i < 64; i++)
			print_error(" %02x", (unsigned char)bytes[i]);
		want[m] = '\0';
		print_error(": \"%s\", but iconv says \"%s\"\n", buf_str(&got),
		    want);
		fail();
	}
	buf_free(&got);
}

static iconv_t
open_set(const char *set)
{
	iconv_t cd = iconv_open("UTF-8", set);

	assert_true(cd != (iconv_t)-1);
	return cd;
}

static void
every_byte__says_what_iconv_says(void **state)
{
	static const char *const sets[] = { "iso-8859-1", "iso-8859-2",
	    "iso-8859-3", "iso-8859-4", "iso-8859-5", "iso-8859-6",
	    "iso-8859-7", "iso-8859-8", "iso-8859-9", "iso-8859-10",
	    "iso-8859-13", "iso-8859-14", "iso-8859-15", "iso-8859-16",
	    "windows-1250", "windows-1251", "windows-1252", "windows-1253",
	    "windows-1254", "windows-1256", "windows-1257", "koi8-r",
	    "koi8-u", "cp437", "cp850", "macintosh", "tis-620", "cp932",
	    "euc-jp", "euc-kr", "gb18030", "big5" };
	size_t i;
	int b;

	(void)state;
	for (i = 0; i < sizeof(sets) / sizeof(sets[0]); i++) {
		iconv_t cd = open_set(sets[i]);

		for (b = 0; b < 256; b++)
			same(cd, sets[i], &(char){ (char)b }, 1);
		iconv_close(cd);
	}
}

static void
every_pair__says_what_iconv_says(void **state)
{
	static const char *const sets[] = { "cp932", "euc-jp", "euc-kr",
	    "gb18030", "big5", "utf-16le", "utf-16be" };
	size_t i;
	int a, b;

	(void)state;
	for (i = 0; i < sizeof(sets) / sizeof(sets[0]); i++) {
		iconv_t cd = open_set(sets[i]);

		for (a = 0; a < 256; a++)
			for (b = 0; b < 256; b++) {
				char c[2] = { (char)a, (char)b };
				/* half a character of UTF-16 */
				bool half = (sets[i][0] == 'u') &&
				    (((sets[i][6] == 'b' ? a : b) & 0xf8) ==
				    0xd8);

				if (!half)
					same(cd, sets[i], c, 2);
			}
		iconv_close(cd);
	}
}

static void
three_bytes_of_euc_jp__say_what_iconv_says(void **state)
{
	iconv_t cd = open_set("euc-jp");
	int a, b;

	(void)state;
	for (a = 0x80; a < 256; a++)
		for (b = 0x80; b < 256; b++)
			same(cd, "euc-jp", (char[3]){ '\x8f', (char)a,
			    (char)b }, 3);
	iconv_close(cd);
}

static void
four_bytes_of_gb18030__say_what_iconv_says(void **state)
{
	iconv_t cd = open_set("gb18030");
	unsigned i;

	(void)state;
	/* all up to U+FFFF, but what says itself that it is no character,
	 * and what follows; then each 97th */
	for (i = 0; i < 126 * 10 * 126 * 10; i += i < 45000 ? 1 : 97)
		if (i != 39417)
			same(cd, "gb18030", (char[4]){
			    (char)(0x81 + i / 12600),
			    (char)(0x30 + i / 1260 % 10),
			    (char)(0x81 + i / 10 % 126),
			    (char)(0x30 + i % 10) }, 4);
	iconv_close(cd);
}

static void
kanji_of_iso_2022_jp__say_what_iconv_says(void **state)
{
	iconv_t cd = open_set("iso-2022-jp");
	int a, b;

	(void)state;
	for (a = 0x21; a < 0x7f; a++)
		for (b = 0x21; b < 0x7f; b++) {
			char c[] = "a\033$B..\033(J\\~b\033(Bc\\\n";

			c[4] = (char)a;
			c[5] = (char)b;
			same(cd, "iso-2022-jp", c, sizeof(c) - 1);
		}
	iconv_close(cd);
}

/* What is no character stands in the way of nothing behind it. */
static void
noise__is_read_as_iconv_reads_it(void **state)
{
	static const char *const sets[] = { "cp932", "euc-jp", "euc-kr",
	    "gb18030", "big5" };
	unsigned x = 2463534242u, k;
	size_t i, n;
	char c[64];

	(void)state;
	for (i = 0; i < sizeof(sets) / sizeof(sets[0]); i++) {
		iconv_t cd = open_set(sets[i]);

		for (k = 0; k < 20000; k++) {
			for (n = 0; n < sizeof(c); n++) {
				x ^= x << 13;
				x ^= x >> 17;
				x ^= x << 5;
				c[n] = (char)(x >> 8);
			}
			same(cd, sets[i], c, sizeof(c));
		}
		iconv_close(cd);
	}
}

static void
reads(const char *set, const char *bytes, size_t n, const char *want)
{
	struct buf b = { 0 };

	assert_true(charset_decode(&b, set, (struct span){ bytes, n }, 1000));
	assert_string_equal(buf_str(&b), want);
	buf_free(&b);
}

#define READS(set, bytes, want) reads(set, bytes, sizeof(bytes) - 1, want)

static void
utf_7__is_read(void **state)
{
	(void)state;
	READS("utf-7", "Hi Mom +Jjo--!", "Hi Mom \xe2\x98\xba-!");
	READS("utf-7", "1 +- 1 +AD0 2+AAo-", "1 + 1 = 2\n");
	READS("UTF-7", "+2D3cqQ-", "\xf0\x9f\x92\xa9");
	READS("utf-7", "+3Kk-x", BAD "x");
	READS("utf-7", "a\xe4z", "a" BAD "z");
	READS("utf-7", "+", "");
}

static void
utf_16__is_read(void **state)
{
	(void)state;
	READS("utf-16", "\xff\xfe" "a\0", "a");
	READS("utf-16", "\xfe\xff" "\0a", "a");
	READS("utf-16", "a\0", "a");
	READS("utf-16be", "\xd8\x3d\xdc\xa9", "\xf0\x9f\x92\xa9");
	READS("utf-16le", "\x3d\xd8\xa9\xdc", "\xf0\x9f\x92\xa9");
	READS("utf-16le", "\xa9\xdc" "a\0", BAD "a");
	READS("utf-16le", "\x3d\xd8" "a\0b\0", BAD "b");
	READS("utf-16le", "a\0b", "a" BAD);
}

static void
iso_2022_jp__refuses_other_shifts(void **state)
{
	(void)state;
	READS("iso-2022-jp", "\033(Ix", BAD "(Ix");
	READS("iso-2022-jp", "\033$B$", BAD);
	READS("iso-2022-jp", "a\xa4z", "a" BAD "z");
}

static void
a_limit__ends_the_reading(void **state)
{
	struct buf b = { 0 };

	(void)state;
	assert_true(charset_decode(&b, "euc-kr", (struct span){ "abcdef", 6 },
	    3));
	assert_string_equal(buf_str(&b), "abc");
	assert_false(charset_decode(&b, "klingon", (struct span){ "a", 1 },
	    3));
	assert_int_equal(b.n, 3);
	buf_free(&b);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(every_byte__says_what_iconv_says),
		cmocka_unit_test(every_pair__says_what_iconv_says),
		cmocka_unit_test(three_bytes_of_euc_jp__say_what_iconv_says),
		cmocka_unit_test(four_bytes_of_gb18030__say_what_iconv_says),
		cmocka_unit_test(kanji_of_iso_2022_jp__say_what_iconv_says),
		cmocka_unit_test(noise__is_read_as_iconv_reads_it),
		cmocka_unit_test(utf_7__is_read),
		cmocka_unit_test(utf_16__is_read),
		cmocka_unit_test(iso_2022_jp__refuses_other_shifts),
		cmocka_unit_test(a_limit__ends_the_reading),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
