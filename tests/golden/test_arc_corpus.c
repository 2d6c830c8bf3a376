/* SPDX-License-Identifier: ISC */
/*
 * ARC over the suite of the corpus, which is YAML: "NAME:", its "message: |"
 * and its "cv:", and the "txt-records:" of each part behind its cases.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>
#include <stdio.h>
#include <string.h>

#include "base/arena.h"
#include "base/buf.h"
#include "tests/support/corpus.h"
#include "tests/support/txt_table.h"
#include "text/arc.h"

#define MESSAGE_INDENT	6	/* spaces before a line of a message */

struct test {
	const char	*name;
	struct span	 message;
	const char	*cv;		/* "Pass", "Fail", "None" */
};

struct suite {
	struct arena	*arena;
	struct buf	 file;
	struct list	 tests;		/* of the part that is read */
	struct txt_table records;
	unsigned	 cases, wrong;
};

#define NOW	INT64_C(1795262400)	/* 2026-11-21 */

static size_t
indent(struct span line)
{
	size_t n = 0;

	while (n < line.n && line.p[n] == ' ')
		n++;
	return n;
}

/* The lines of a block that are indented by at least n, or empty. */
static struct span
block(struct arena *a, struct span *rest, size_t n, char joint)
{
	struct span look = *rest, line;
	struct buf b = { 0 };
	size_t whole = 0;
	char *text;

	while (span_line(&look, &line)) {
		if (span_trim(line).n > 0 && indent(line) < n)
			break;
		buf_add(&b, line.p + (line.n < n ? line.n : n),
		    line.n < n ? 0 : line.n - n);
		buf_addc(&b, joint);
		if (span_trim(line).n > 0)
			whole = b.n;	/* one line end at the end */
		*rest = look;
	}
	text = arena_strn(a, buf_str(&b), whole);
	buf_free(&b);
	return (struct span){ text, whole };
}

/* "key: value" at this indentation; false: it is another line. */
static bool
entry(struct arena *a, struct span line, size_t n, char **key,
    struct span *value)
{
	const char *colon = memchr(line.p, ':', line.n);

	if (line.n == 0 || indent(line) != n || colon == NULL)
		return false;
	*key = arena_strn(a, line.p + n, (size_t)(colon - line.p) - n);
	*value = span_trim((struct span){ colon + 1,
	    line.n - (size_t)(colon + 1 - line.p) });
	return true;
}

static void
try(struct suite *s, const struct test *t)
{
	struct evidence ev = { .complete = true };
	struct mail m;
	enum proof_result r;
	const char *why;
	bool right;

	mail_scan(s->arena, t->message, &m);
	arc_check(s->arena, &m, NOW, NOW, table_txt, &s->records, &ev);
	r = ev.n > 0 ? ev.proofs[0].result : PROOF_NONE;
	why = ev.n > 0 ? ev.proofs[0].why : "no ARC";
	right = strcmp(t->cv, "Pass") == 0 ? r == PROOF_PASS :
	    strcmp(t->cv, "None") == 0 ? r == PROOF_NONE :
	    r == PROOF_FAIL;
	s->cases++;
	s->wrong += !right;
	corpus_case("c_arc", t->name, right ? CORPUS_RIGHT : CORPUS_WRONG,
	    "%s (%s), the suite says %s", proof_result_name(r), why, t->cv);
}

/* The tests of a part come before the keys they need. */
static void
end_part(struct suite *s)
{
	size_t i;

	for (i = 0; i < s->tests.n; i++)
		try(s, s->tests.at[i]);
	s->tests.n = 0;
	table_free(&s->records);
	s->records = (struct txt_table){ 0 };
}

static void
read_records(struct suite *s, struct span *rest)
{
	struct span look = *rest, line, value;
	char *key;

	while (span_line(&look, &line) &&
	    entry(s->arena, line, 2, &key, &value)) {
		if (span_eq(value, ">-"))
			value = block(s->arena, &look, 4, ' ');
		value = span_trim(value);
		if (value.n > 1 && value.p[0] == '"')
			value = (struct span){ value.p + 1, value.n - 2 };
		table_add(&s->records, key, arena_strn(s->arena, value.p,
		    value.n));
		*rest = look;
	}
}

/*
 * The suite is of a draft: an empty cv stands there for a chain whose newest
 * seal says cv=fail; RFC 8617, 5.2 (2) calls it failed.
 */
static const char *
expected(struct arena *a, struct span value)
{
	if (value.n == 0 || span_eq(value, "|"))
		return "Fail";
	return arena_strn(a, value.p, value.n);
}

static void
read_suite(struct suite *s)
{
	struct span rest = { s->file.p, s->file.n }, line, value;
	struct test *t = NULL;
	bool tests = false;
	char *key;

	while (span_line(&rest, &line)) {
		if (span_eq(span_trim(line), "---")) {
			end_part(s);
			tests = false;
		} else if (span_eq(span_trim(line), "tests:")) {
			tests = true;
		} else if (span_eq(span_trim(line), "txt-records:")) {
			read_records(s, &rest);
		} else if (tests && entry(s->arena, line, 2, &key, &value)) {
			t = arena_alloc(s->arena, sizeof(*t));
			t->name = key;
		} else if (t != NULL && entry(s->arena, line, 4, &key,
		    &value) && strcmp(key, "message") == 0) {
			t->message = block(s->arena, &rest, MESSAGE_INDENT,
			    '\n');
		} else if (t != NULL && entry(s->arena, line, 4, &key,
		    &value) && strcmp(key, "cv") == 0) {
			t->cv = expected(s->arena, value);
			list_add(&s->tests, t);
			t = NULL;
		}
	}
	end_part(s);
}

static void
corpus__arc__agrees_with_the_suite(void **state)
{
	struct suite s = { 0 };

	(void)state;
	corpus_needed();
	s.arena = arena_new();
	assert_true(corpus_read("c_arc/arc-draft-validation-tests.yml",
	    &s.file));
	read_suite(&s);
	buf_free(&s.file);
	list_free(&s.tests);
	arena_free(s.arena);
	print_message("%u cases, %u wrong\n", s.cases, s.wrong);
	assert_true(s.cases > 170);
	assert_int_equal(s.wrong, 0);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(corpus__arc__agrees_with_the_suite),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
