/* SPDX-License-Identifier: ISC */
/* Tables of comma-separated values: forms that are taken, errors with their
 * place, limits at, below and above. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <cmocka.h>

#include <string.h>

#include "base/arena.h"
#include "base/buf.h"
#include "text/csv.h"

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

/* "[a][b]\n" for each row, and at the end the error, if there is one. */
static const char *
rows_of(struct span bytes)
{
	struct csv_row row;
	struct buf b = { 0 };
	struct err e = { 0 };
	const char *text;
	struct csv c;
	size_t i;
	int rc;

	csv_open(&c, arena, bytes);
	while ((rc = csv_next(&c, &row, &e)) == 1) {
		for (i = 0; i < row.n; i++)
			buf_addf(&b, "[%s]", row.at[i].text);
		buf_addc(&b, '\n');
	}
	if (rc == -1)
		buf_addf(&b, "%d:%d: %s", c.wrong_line, c.wrong_column,
		    e.text);
	text = arena_strn(arena, buf_str(&b), b.n);
	buf_free(&b);
	return text;
}

static void
csv__forms__are_taken(void **state)
{
	static const struct {
		const char	*in, *out;
	} all[] = {
		{ "", "" },
		{ "a,b\r\nc,d\r\n", "[a][b]\n[c][d]\n" },
		{ "a,b\nc,d", "[a][b]\n[c][d]\n" },
		{ "a,b\rc,d\r", "[a][b]\n[c][d]\n" },
		{ "a;b\n1,5;2\n", "[a][b]\n[1,5][2]\n" },
		{ "\xef\xbb\xbf" "a,b\n", "[a][b]\n" },
		{ "\"a,b\",\"say \"\"x\"\"\"\n", "[a,b][say \"x\"]\n" },
		{ "\"two\r\nlines\",b\n", "[two lines][b]\n" },
		{ " a , \"b\" ,c \n", "[a][b][c]\n" },
		{ "a,,\n,,\n\n,b\n", "[a][][]\n[][b]\n" },
		{ "a,b,", "[a][b][]\n" },
		{ "\"\",a", "[][a]\n" },
		{ "\"x;y\",b\n", "[x;y][b]\n" },
		{ "d\xc3\xbc" "ne", "[d\xc3\xbc" "ne]\n" },
	};
	size_t i;

	(void)state;
	for (i = 0; i < sizeof(all) / sizeof(all[0]); i++)
		assert_string_equal(rows_of(span_of(all[i].in)), all[i].out);
}

static void
csv__errors__name_line_and_column(void **state)
{
	static const struct {
		const char	*in, *out;
	} all[] = {
		{ "a,b\nc,\"d\n", "[a][b]\n2:3: this quote does not end" },
		{ "a,\"b\" x\n", "1:7: text behind the closing quote; "
		    "expected \",\" or the line's end" },
		{ "a;b;c\n\n1;x\"y\n", "[a][b][c]\n3:4: a quote within a "
		    "field; put the whole field in quotes, and write this "
		    "one twice" },
		{ "a\nb\xff\n", "[a]\n2:2: this is no UTF-8; save the table "
		    "as \"CSV UTF-8\"" },
		{ "a,b\x01\n", "1:4: a control character (1); is this a "
		    "table as text?" },
		{ "\xff\xfe" "a", "1:1: this is UTF-16; save the table as "
		    "\"CSV UTF-8\"" },
	};
	size_t i;

	(void)state;
	for (i = 0; i < sizeof(all) / sizeof(all[0]); i++)
		assert_string_equal(rows_of(span_of(all[i].in)), all[i].out);
	/* a NUL is a control character */
	assert_string_equal(rows_of((struct span){ "a\0b", 3 }), "1:2: a "
	    "control character (0); is this a table as text?");
}

static const char *
field_of(size_t n, bool in_quotes)
{
	struct buf b = { 0 };
	const char *out;
	size_t i;

	if (in_quotes)
		buf_addc(&b, '"');
	for (i = 0; i < n; i++)
		buf_addc(&b, 'x');
	if (in_quotes)
		buf_addc(&b, '"');
	out = rows_of((struct span){ buf_str(&b), b.n });
	buf_free(&b);
	return out;
}

static void
csv__limits__below_at_and_above(void **state)
{
	struct buf b = { 0 };
	int i, n;

	(void)state;
	for (i = 0; i < 2; i++) {
		assert_int_equal(strlen(field_of(CSV_FIELD_MAX - 2, i)),
		    CSV_FIELD_MAX + 1);
		assert_int_equal(strlen(field_of(CSV_FIELD_MAX - 1, i)),
		    CSV_FIELD_MAX + 2);
		assert_non_null(strstr(field_of(CSV_FIELD_MAX, i), "a field "
		    "of more than 999 bytes"));
	}
	for (n = CSV_FIELDS_MAX - 1; n <= CSV_FIELDS_MAX + 1; n++) {
		buf_cut(&b, 0);
		for (i = 0; i < n; i++)
			buf_adds(&b, i > 0 ? ",x" : "x");
		if (n <= CSV_FIELDS_MAX)
			assert_int_equal(strlen(rows_of((struct span){ b.p,
			    b.n })), 3 * n + 1);
		else
			assert_string_equal(rows_of((struct span){ b.p,
			    b.n }), "1:101: more than 50 fields in a row");
	}
	buf_free(&b);
}

static void
csv__written__is_read_again_and_runs_nowhere(void **state)
{
	struct buf b = { 0 };

	(void)state;
	csv_write(&b, "plain", false);
	csv_write(&b, "a,b;\"c\"", false);
	csv_write(&b, "", false);
	csv_write(&b, "=cmd()", true);
	assert_string_equal(buf_str(&b), "plain,\"a,b;\"\"c\"\"\",,"
	    "\"'=cmd()\"\r\n");
	assert_string_equal(rows_of((struct span){ b.p, b.n }),
	    "[plain][a,b;\"c\"][]['=cmd()]\n");
	buf_free(&b);
}

int
main(void)
{
#define T(name)	cmocka_unit_test_setup_teardown(name, setup, teardown)
	const struct CMUnitTest tests[] = {
		T(csv__forms__are_taken),
		T(csv__errors__name_line_and_column),
		T(csv__limits__below_at_and_above),
		T(csv__written__is_read_again_and_runs_nowhere),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
