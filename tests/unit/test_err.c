/* SPDX-License-Identifier: ISC */
/* Errors carried by value: their text is fit to be shown, however long. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <cmocka.h>

#include <errno.h>
#include <string.h>

#include "base/err.h"
#include "base/str.h"

/* The three letters of four, three and two bytes, again and again. */
static void
fill(char *s, size_t n)
{
	static const char letters[] = "\xf0\x9f\x94\xa7\xe2\x82\xac\xc3\xa9";
	size_t i;

	for (i = 0; i < n; i++)
		s[i] = letters[i % 9];
	s[n] = '\0';
}

static void
err__text__is_cut_between_characters(void **state)
{
	char text[1001];
	struct err e;
	size_t i;

	(void)state;
	fill(text, 999);
	/* wherever in a character the end of its room comes */
	for (i = 0; i < 9; i++) {
		assert_int_equal(err_set(&e, ERR_INPUT, "%.*s%s", (int)i,
		    "123456789", text), -1);
		assert_true(utf8_valid(e.text, strlen(e.text)));
		assert_in_range(strlen(e.text), sizeof(e.text) - 4,
		    sizeof(e.text) - 1);
	}
}

/* A precision counts bytes. */
static void
err__argument__is_cut_between_characters(void **state)
{
	char text[1000];
	struct err e;
	int i;

	(void)state;
	fill(text, 99);
	for (i = 0; i < 30; i++) {
		err_set(&e, ERR_INPUT, "\"%.*s\" is wrong", i, text);
		assert_true(utf8_valid(e.text, strlen(e.text)));
		assert_non_null(strstr(e.text, "\" is wrong"));
		errno = ENOENT;
		err_sys(&e, "\"%.*s\"", i, text);
		assert_true(utf8_valid(e.text, strlen(e.text)));
		assert_non_null(strstr(e.text, "\": No such file"));
		err_in(&e, "\"%.*s\"", i, text);
		assert_true(utf8_valid(e.text, strlen(e.text)));
	}
	err_set(&e, ERR_INPUT, "%.*s", 4, text);
	assert_string_equal(e.text, "\xf0\x9f\x94\xa7");
}

static void
err__what_is_no_utf8__is_left_out(void **state)
{
	struct err e;

	(void)state;
	err_set(&e, ERR_INPUT, "caf\xe9 \xff\xc3\xa9\x80 \xef\xbf\xbd.");
	assert_string_equal(e.text, "caf \xc3\xa9 \xef\xbf\xbd.");
}

/* What stands in front has at most 200 bytes, what was there 270 of its own. */
static void
err_in__long_texts__keep_both(void **state)
{
	char text[1000];
	struct err e;

	(void)state;
	fill(text, 900);
	err_set(&e, ERR_LIMIT, "%s", text);
	err_in(&e, "%s", text);
	assert_int_equal(e.code, ERR_LIMIT);
	assert_true(utf8_valid(e.text, strlen(e.text)));
	assert_in_range(strlen(e.text), 455, sizeof(e.text) - 1);
	assert_non_null(strstr(e.text, ": \xf0\x9f\x94\xa7"));
	assert_int_equal(err_in(NULL, "x"), -1);
	err_clear(&e);
	assert_int_equal(e.code, ERR_NONE);
	assert_string_equal(e.text, "");
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(err__text__is_cut_between_characters),
		cmocka_unit_test(err__argument__is_cut_between_characters),
		cmocka_unit_test(err__what_is_no_utf8__is_left_out),
		cmocka_unit_test(err_in__long_texts__keep_both),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
