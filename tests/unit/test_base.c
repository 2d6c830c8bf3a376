/* SPDX-License-Identifier: ISC */
/* The ground floor: strings, buffers, arenas, packing, errors, descriptors. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <cmocka.h>

#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <unistd.h>

#include "base/arena.h"
#include "base/buf.h"
#include "base/err.h"
#include "base/fd.h"
#include "base/list.h"
#include "base/log.h"
#include "base/pack.h"
#include "base/str.h"

static void
nearest__slip_of_the_finger__is_found(void **state)
{
	static const char *const words[] = { "help", "status", "complete",
	    "a", "thisnameistoolongtobeevercompared" };
	static const struct { const char *typed, *want; } cases[] = {
		{ "status", "status" }, { "stauts", "status" },
		{ "STAUTS", "status" }, { "satuts", "status" },
		{ "hlep", "help" }, { "HLEP", "help" }, { "Hepl", "help" },
		{ "hep", "help" }, { "hp", NULL }, { "heeelp", "help" },
		{ "compelte", "complete" }, { "cmplte", "complete" },
		{ "cmplt", NULL }, { "Compl", "complete" }, { "co", NULL },
		{ "", NULL }, { "xyz", NULL },
		{ "thisnameistoolongtobeevercompared", NULL },
	};
	size_t i;

	(void)state;
	for (i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
		const char *got = str_nearest(cases[i].typed, words, 5);

		if ((got == NULL) != (cases[i].want == NULL) ||
		    (got != NULL && strcmp(got, cases[i].want) != 0))
			fail_msg("%s: %s", cases[i].typed,
			    got != NULL ? got : "nothing");
	}
	assert_null(str_nearest("help", NULL, 0));
}

static void
list__of_words__holds_each_once(void **state)
{
	struct arena *a = arena_new();
	struct list l = { 0 };
	char word[] = "One";

	(void)state;
	assert_false(str_listed(NULL, "one"));
	assert_false(str_listed(&l, "one"));
	str_list_once(a, &l, word);
	str_list_once(a, &l, "oNE");
	str_list_once(a, &l, "one ");
	assert_int_equal(l.n, 2);
	/* a copy, and the first that came */
	word[0] = 'x';
	assert_string_equal(l.at[0], "One");
	assert_true(str_listed(&l, "ONE"));
	assert_false(str_listed(&l, "on"));
	arena_free(a);
}

static void
indent__counts_blanks_and_tabs(void **state)
{
	(void)state;
	assert_int_equal(span_indent((struct span){ NULL, 0 }), 0);
	assert_int_equal(span_indent(span_of("a b")), 0);
	assert_int_equal(span_indent(span_of(" \t a")), 9);
	assert_int_equal(span_indent(span_of("\t\ta")), 16);
	assert_int_equal(span_indent(span_of("  ")), 2);
	assert_int_equal(span_indent(span_of("\r a")), 0);
}

static void
fill__running_text__has_lines_of_that_length(void **state)
{
	static const struct { const char *text, *want; } cases[] = {
		{ "", "" }, { "one", "one" },
		{ "12345 789", "12345 789" }, { "12345 7890", "12345\n7890" },
		{ "a\nb", "a\nb" }, { "a  b\t c", "a b c" },
		{ "a\n\nb", "a\n\nb" },
		{ "longer-than-that a b", "longer-than-that\na b" },
		/* nine characters, eleven bytes */
		{ "\xc3\xa4\xc3\xb6" "345 789 1", "\xc3\xa4\xc3\xb6"
		    "345 789\n1" },
	};
	struct arena *a = arena_new();
	size_t i;

	(void)state;
	for (i = 0; i < sizeof(cases) / sizeof(cases[0]); i++)
		assert_string_equal(str_fill(a, cases[i].text, 9),
		    cases[i].want);
	arena_free(a);
}

/* RFC 3629, 4: what is UTF-8 and what is not */
static void
utf8__each_form__is_judged(void **state)
{
	static const struct { const char *p; bool good; } cases[] = {
		{ "", true }, { "abc", true }, { "\xc2\x80", true },
		{ "\xdf\xbf", true }, { "\xe0\xa0\x80", true },
		{ "\xed\x9f\xbf", true }, { "\xee\x80\x80", true },
		{ "\xef\xbf\xbd", true }, { "\xf0\x90\x80\x80", true },
		{ "\xf4\x8f\xbf\xbf", true },
		{ "\x80", false }, { "\xc0\x80", false },
		{ "\xc1\xbf", false }, { "\xe0\x9f\xbf", false },
		{ "\xed\xa0\x80", false }, { "\xed\xbf\xbf", false },
		{ "\xf0\x8f\xbf\xbf", false }, { "\xf4\x90\x80\x80", false },
		{ "\xf5\x80\x80\x80", false }, { "\xff", false },
		{ "\xe2\x82", false }, { "a\xc3", false },
		{ "\xc3(", false },
	};
	size_t i;

	(void)state;
	for (i = 0; i < sizeof(cases) / sizeof(cases[0]); i++)
		if (utf8_valid(cases[i].p, strlen(cases[i].p)) !=
		    cases[i].good)
			fail_msg("case %zu", i);
	assert_true(utf8_valid("a\0b", 3));
}

static void
utf8__one_line__shows_all_that_it_holds(void **state)
{
	static const struct { const char *in, *out; } cases[] = {
		{ "", "" }, { "   ", "" }, { "a", "a" },
		{ " a \r\n\tb  c ", "a b c" },
		{ "a\x1b[31mb\x7f", "a[31mb" },
		/* right-to-left override, isolate, zero width, tag, filler */
		{ "a\xe2\x80\xae" "b\xe2\x81\xa6" "c\xe2\x80\x8b"
		    "d\xf3\xa0\x81\x81" "e\xe3\x85\xa4", "abcde" },
		{ "a\xe2\x80\xa8" "b\xc2\x85" "c", "abc" },
		{ "\xe2\x9a\xa0\xef\xb8\x8f x", "\xe2\x9a\xa0\xef\xb8\x8f x" },
		{ "\xc3\xa4\xd7\x90", "\xc3\xa4\xd7\x90" },
	};
	char line[64];
	size_t i;

	(void)state;
	for (i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
		assert_true(str_copy(line, sizeof(line), cases[i].in));
		utf8_one_line(line);
		assert_string_equal(line, cases[i].out);
	}
	assert_int_equal(utf8_cut("abc", 2), 2);
	assert_int_equal(utf8_cut("abc", 3), 3);
	assert_int_equal(utf8_cut("abc", 4), 3);
	assert_int_equal(utf8_cut("a\xe2\x82\xac", 3), 1);
	assert_int_equal(utf8_cut("a\xe2\x82\xac", 4), 4);
	assert_int_equal(utf8_cut("\xe2\x82\xac", 2), 0);
	assert_false(utf8_invisible(' '));
	assert_true(utf8_invisible('\n'));
}

static void
utf8__clean__leaves_what_is_readable(void **state)
{
	static const char in[] = "a\x01\tb\n\x7f" "\xc3\xa4\xff\xe2\x82\0z";
	struct buf b = { 0 };

	(void)state;
	/* U+009B is what ESC [ is; U+00A0 is none of them */
	utf8_add_clean(&b, "a\xc2\x9b" "31mb\xc2\x80\xc2\xa0", 11);
	assert_string_equal(buf_str(&b), "a31mb\xc2\xa0");
	buf_cut(&b, 0);
	utf8_add_clean(&b, in, sizeof(in) - 1);
	assert_string_equal(b.p, "a\tb\n\xc3\xa4\xef\xbf\xbd\xef\xbf\xbd"
	    "\xef\xbf\xbdz");
	assert_true(utf8_valid(b.p, b.n));
	buf_free(&b);
}

static void
span__lines_and_words__come_one_by_one(void **state)
{
	struct span rest = span_of("a\r\n\r\nb\rc\n\nlast"), line, word;
	static const char *const want[] = { "a", "", "b\rc", "", "last" };
	size_t n = 0;

	(void)state;
	while (span_line(&rest, &line))
		assert_true(n < 5 && span_eq(line, want[n++]));
	assert_int_equal(n, 5);
	rest = span_of(" \t one\r\ntwo ");
	assert_true(span_word(&rest, &word) && span_eq(word, "one"));
	assert_true(span_word(&rest, &word) && span_eq(word, "two"));
	assert_false(span_word(&rest, &word));
	rest = (struct span){ NULL, 0 };
	assert_false(span_line(&rest, &line));
	assert_false(span_word(&rest, &word));
	assert_int_equal(span_trim(span_of(" \r\n\t ")).n, 0);
	assert_true(span_eq((struct span){ NULL, 0 }, ""));
	assert_true(span_eq_nocase(span_of("aZ"), "Az"));
	assert_false(span_eq_nocase(span_of("a"), "ab"));
	/* ASCII only: bytes above are what they are */
	assert_false(span_eq_nocase(span_of("\xc4"), "\xe4"));
	assert_false(str_eq_nocase(NULL, NULL));
	assert_true(str_ends_nocase("a.EML", ".eml"));
	assert_false(str_ends_nocase("l", ".eml"));
}

static void
str__copy_and_number__keep_their_limits(void **state)
{
	static const struct { const char *s; bool good; } cases[] = {
		{ "-5", true }, { "10", true }, { "-6", false },
		{ "11", false }, { "", false }, { "1x", false },
		{ " 1", false }, { "1 ", false }, { "-", false },
		{ "+-1", false }, { "0x1", false }, { "1e1", false },
		{ "99999999999999999999", false },
	};
	char small[4];
	long long v = 77;
	size_t i;

	(void)state;
	assert_true(str_copy(small, sizeof(small), "abc"));
	assert_false(str_copy(small, sizeof(small), "abcd"));
	assert_string_equal(small, "abc");
	assert_false(str_copy(small, 0, "x"));
	for (i = 0; i < sizeof(cases) / sizeof(cases[0]); i++)
		if (str_number(cases[i].s, -5, 10, &v) != cases[i].good)
			fail_msg("\"%s\"", cases[i].s);
	assert_true(str_number("9223372036854775807", 0, INT64_MAX, &v));
	assert_true(v == INT64_MAX);
}

static void
buf__grows_cuts_and_steals(void **state)
{
	struct buf b = { 0 };
	char *p;
	int i;

	(void)state;
	assert_string_equal(buf_str(&b), "");
	buf_cut(&b, 0);
	for (i = 0; i < 10000; i++)
		buf_addf(&b, "%04d", i);
	assert_int_equal(b.n, 40000);
	assert_memory_equal(b.p + 39996, "9999", 5);
	buf_cut(&b, 50000);
	assert_int_equal(b.n, 40000);
	buf_cut(&b, 4);
	assert_string_equal(b.p, "0000");
	buf_add(&b, "x\0y", 3);
	assert_int_equal(b.n, 7);
	assert_int_equal(b.p[7], '\0');
	p = buf_steal(&b);
	assert_memory_equal(p, "0000x\0y", 8);
	free(p);
	p = buf_steal(&b);
	assert_string_equal(p, "");
	free(p);
	buf_free(&b);
}

static void
arena__every_piece__is_zeroed_aligned_and_apart(void **state)
{
	struct arena *a = arena_new();
	static const size_t sizes[] = { 0, 1, 15, 16, 17, 1023, 1024, 1025,
	    4095, 4096, 4097, 100000 };
	unsigned char *all[120];
	size_t i, k, n;

	(void)state;
	for (i = 0; i < 120; i++) {
		n = sizes[i % 12];
		all[i] = arena_alloc(a, n);
		assert_int_equal((uintptr_t)all[i] % _Alignof(max_align_t), 0);
		for (k = 0; k < n; k++)
			assert_int_equal(all[i][k], 0);
		memset(all[i], (int)i + 1, n);
	}
	for (i = 0; i < 120; i++)
		for (k = 0; k < sizes[i % 12]; k++)
			assert_int_equal(all[i][k], i + 1);
	assert_null(arena_str(a, NULL));
	assert_string_equal(arena_strn(a, "abc", 2), "ab");
	assert_string_equal(arena_strn(a, NULL, 0), "");
	assert_string_equal(arena_printf(a, "%s-%d", "x", 7), "x-7");
	arena_free(a);
	arena_free(NULL);
}

static void
list__add_and_remove__keep_the_order(void **state)
{
	struct arena *a = arena_new();
	struct list l = { 0 }, in = { 0 };
	char bytes[100];
	size_t i;

	(void)state;
	for (i = 0; i < 100; i++) {
		list_add(&l, &bytes[i]);
		list_add_in(a, &in, &bytes[i]);
	}
	list_remove(&l, 100);
	assert_int_equal(l.n, 100);
	list_remove(&l, 99);
	list_remove(&l, 0);
	assert_int_equal(l.n, 98);
	for (i = 0; i < 98; i++)
		assert_ptr_equal(l.at[i], &bytes[i + 1]);
	assert_ptr_equal(in.at[99], &bytes[99]);
	list_free(&l);
	arena_free(a);
}

static void
pack__round_trip__gives_the_same(void **state)
{
	struct arena *a = arena_new();
	struct buf b = { 0 };
	struct unpack u;
	struct span s;

	(void)state;
	pack_u8(&b, 0);
	pack_u8(&b, 255);
	pack_u32(&b, UINT32_MAX);
	pack_i64(&b, INT64_MIN);
	pack_i64(&b, -1);
	pack_str(&b, NULL);
	pack_str(&b, "");
	pack_str(&b, "word");
	pack_span(&b, (struct span){ "a\0b", 3 });
	pack_span(&b, (struct span){ NULL, 0 });
	u = (struct unpack){ b.p, b.n, false };
	assert_int_equal(unpack_u8(&u), 0);
	assert_int_equal(unpack_u8(&u), 255);
	assert_int_equal(unpack_u32(&u), UINT32_MAX);
	assert_true(unpack_i64(&u) == INT64_MIN);
	assert_true(unpack_i64(&u) == -1);
	assert_null(unpack_str(&u, a));
	assert_string_equal(unpack_str(&u, a), "");
	assert_string_equal(unpack_str(&u, a), "word");
	s = unpack_span(&u);
	assert_true(s.n == 3 && memcmp(s.p, "a\0b", 3) == 0);
	assert_null(unpack_span(&u).p);
	assert_true(unpack_done(&u));
	assert_int_equal(unpack_u8(&u), 0);
	assert_false(unpack_done(&u));
	buf_free(&b);
	arena_free(a);
}

static bool
unpack_all(const char *p, size_t n, struct arena *a)
{
	/* from the heap, so that a reader beyond the end is seen */
	char *copy = malloc(n + 1);
	struct unpack u = { copy, n, false };
	uint32_t i, count;
	bool done;

	memcpy(copy, p, n);
	unpack_u8(&u);
	count = unpack_count(&u, 3);
	for (i = 0; i < count; i++)
		unpack_str(&u, a);
	unpack_i64(&u);
	unpack_span(&u);
	done = unpack_done(&u);
	free(copy);
	return done;
}

static void
pack__cut_or_garbage__is_refused(void **state)
{
	struct arena *a = arena_new();
	struct buf b = { 0 };
	struct unpack u;
	size_t i;

	(void)state;
	pack_u8(&b, 1);
	pack_u32(&b, 3);
	for (i = 0; i < 3; i++)
		pack_str(&b, "abc");
	pack_i64(&b, 5);
	pack_span(&b, span_of("xyz"));
	assert_true(unpack_all(b.p, b.n, a));
	for (i = 0; i < b.n; i++)
		assert_false(unpack_all(b.p, i, a));
	buf_addc(&b, 'x');
	assert_false(unpack_all(b.p, b.n, a));
	buf_cut(&b, b.n - 1);
	b.p[1] = 4;			/* one more than allowed */
	assert_false(unpack_all(b.p, b.n, a));
	b.p[1] = 3;
	b.p[9] = '\0';			/* a NUL inside a string */
	assert_false(unpack_all(b.p, b.n, a));
	for (i = 0; i < b.n; i++) {
		b.p[i] ^= (char)0xff;
		unpack_all(b.p, b.n, a);
		b.p[i] ^= (char)0xff;
	}
	/* a count that is allowed, but more than there are bytes */
	buf_cut(&b, 0);
	pack_u32(&b, 3);
	pack_u8(&b, 0);
	u = (struct unpack){ b.p, b.n, false };
	assert_int_equal(unpack_count(&u, 3), 0);
	assert_true(u.bad);
	buf_free(&b);
	arena_free(a);
}

static void
err__texts__are_set_nested_and_cut(void **state)
{
	struct err e = { 0 };
	char longer[1000];

	(void)state;
	memset(longer, 'x', sizeof(longer) - 1);
	longer[sizeof(longer) - 1] = '\0';
	assert_int_equal(err_set(NULL, ERR_INPUT, "x"), -1);
	assert_int_equal(err_in(NULL, "x"), -1);
	err_clear(NULL);
	assert_int_equal(err_set(&e, ERR_LIMIT, "%d is too much", 7), -1);
	assert_int_equal(e.code, ERR_LIMIT);
	assert_int_equal(err_in(&e, "file %s", "f"), -1);
	assert_string_equal(e.text, "file f: 7 is too much");
	err_set(&e, ERR_INPUT, "%s", longer);
	assert_int_equal(strlen(e.text), sizeof(e.text) - 1);
	err_in(&e, "%s", longer);
	assert_true(strlen(e.text) < sizeof(e.text));
	assert_non_null(strstr(e.text, ": xxx"));
	errno = ENOSPC;
	err_sys(&e, "disk");
	assert_int_equal(e.code, ERR_FULL);
	assert_int_equal(errno, ENOSPC);
	assert_non_null(strstr(e.text, "disk: No space"));
	errno = EROFS;
	err_sys(&e, "disk");
	assert_int_equal(e.code, ERR_FULL);
	errno = EPERM;
	err_sys(&e, "disk");
	assert_int_equal(e.code, ERR_SYSTEM);
	err_clear(&e);
	assert_int_equal(e.code, ERR_NONE);
	assert_string_equal(e.text, "");
}

/* What is written to a descriptor, caught in a file. */
static void
caught(int fd, void (*say)(void), char *out, size_t cap)
{
	FILE *file = tmpfile();
	int saved = dup(fd);
	ssize_t n;

	assert_non_null(file);
	fflush(NULL);
	dup2(fileno(file), fd);
	say();
	dup2(saved, fd);
	close(saved);
	n = pread(fileno(file), out, cap - 1, 0);
	out[n < 0 ? 0 : n] = '\0';
	fclose(file);
}

static void
logged(void (*say)(void), char *out, size_t cap)
{
	caught(STDERR_FILENO, say, out, cap);
}

static void
say_things(void)
{
	log_event("mail", "plain", "a,b", "empty", "", "none", NULL,
	    "blank", "a b", "quote", "\"x\\\"", "equal", "a=b",
	    "lines", "one\ntwo\r\x7f\x1b[31m", "bytes", "\xc3\xa4", NULL);
}

static void
log_event__values__cannot_forge_a_line(void **state)
{
	char text[2000];

	(void)state;
	unsetenv("JOURNAL_STREAM");
	log_init("t", 0);
	logged(say_things, text, sizeof(text));
	assert_string_equal(text, "t: mail plain=a,b empty=\"\" "
	    "blank=\"a b\" quote=\"\\\"x\\\\\\\"\" equal=\"a=b\" "
	    "lines=\"one\\x0atwo\\x0d\\x7f\\x1b[31m\" bytes=\xc3\xa4\n");
}

static void
say_hostile(void)
{
	log_event("mail", "esc", "\x1b]0;x\x07", "sentence", "fine", NULL);
	log_warnx("the peer said: %s", "no\nt: forged line\x1b[2J");
}

/* Control characters without any white space, and in sentences. */
static void
log__control_characters__never_reach_the_terminal(void **state)
{
	char text[2000], *p;
	int lines = 0;

	(void)state;
	logged(say_hostile, text, sizeof(text));
	for (p = text; *p != '\0'; p++) {
		assert_true(*p == '\n' || (unsigned char)*p >= 0x20);
		if (p == text || p[-1] == '\n')
			lines += strncmp(p, "t: ", 3) == 0;
	}
	assert_int_equal(lines, 2);
}

static void
say_it(void)
{
	log_say("mail %d: %s", 1, "a\x1b[2J\nb");
}

/* run -f, into a pipe or a file, too. */
static void
log_say__is_for_standard_output(void **state)
{
	char text[200];

	(void)state;
	caught(STDOUT_FILENO, say_it, text, sizeof(text));
	assert_string_equal(text, "t: mail 1: a\\x1b[2J\n    b\n");
	logged(say_it, text, sizeof(text));
	assert_string_equal(text, "");
}

static void
fd__sealed__cannot_be_changed(void **state)
{
	struct err e = { 0 };
	struct buf b = { 0 };
	int fd = fd_sealed((struct span){ "a\0bc", 4 }, &e), none;

	(void)state;
	assert_true(fd >= 0);
	assert_int_equal(fcntl(fd, F_GETFD) & FD_CLOEXEC, FD_CLOEXEC);
	assert_int_equal(write(fd, "x", 1), -1);
	assert_int_equal(ftruncate(fd, 0), -1);
	assert_int_equal(ftruncate(fd, 99), -1);
	/* at and below the limit */
	assert_int_equal(fd_read_all(fd, 4, &b, &e), 0);
	assert_int_equal(b.n, 4);
	assert_int_equal(fd_read_all(fd, 5, &b, &e), 0);
	assert_int_equal(b.n, 8);
	assert_int_equal(fd_read_all(fd, 3, &b, &e), -1);
	assert_int_equal(e.code, ERR_LIMIT);
	assert_true(fd_is_sealed(fd, 4));
	assert_false(fd_is_sealed(fd, 3));
	close(fd);
	none = fd_sealed((struct span){ NULL, 0 }, &e);
	assert_true(fd_is_sealed(none, 0));
	assert_true(none >= 0);
	buf_cut(&b, 0);
	assert_int_equal(fd_read_all(none, 0, &b, &e), 0);
	assert_int_equal(b.n, 0);
	close(none);
	assert_int_equal(fd_read_all(none, 9, &b, &e), -1);
	assert_int_equal(file_read_all("/nonexistent", 9, &b, &e), -1);
	assert_non_null(strstr(e.text, "/nonexistent"));
	assert_int_equal(file_read_all("/", 9, &b, &e), -1);
	buf_free(&b);
}

/* What a peer sends may be changed behind one's back, or be no file at all. */
static void
fd__is_sealed__refuses_what_may_change(void **state)
{
	int fd = memfd_create("t", MFD_ALLOW_SEALING | MFD_CLOEXEC), pipes[2];

	(void)state;
	assert_int_equal(write(fd, "abcd", 4), 4);
	assert_false(fd_is_sealed(fd, 4));
	assert_int_equal(fcntl(fd, F_ADD_SEALS, F_SEAL_WRITE | F_SEAL_GROW |
	    F_SEAL_SHRINK), 0);
	assert_false(fd_is_sealed(fd, 4));	/* could get more seals only,
						 * but is none of ours */
	assert_int_equal(fcntl(fd, F_ADD_SEALS, F_SEAL_SEAL), 0);
	assert_true(fd_is_sealed(fd, 4));
	assert_int_equal(pipe(pipes), 0);
	assert_false(fd_is_sealed(pipes[0], 4));
	assert_false(fd_is_sealed(-1, 4));
	close(fd);
	close(pipes[0]);
	close(pipes[1]);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(nearest__slip_of_the_finger__is_found),
		cmocka_unit_test(list__of_words__holds_each_once),
		cmocka_unit_test(indent__counts_blanks_and_tabs),
		cmocka_unit_test(fill__running_text__has_lines_of_that_length),
		cmocka_unit_test(utf8__each_form__is_judged),
		cmocka_unit_test(utf8__one_line__shows_all_that_it_holds),
		cmocka_unit_test(utf8__clean__leaves_what_is_readable),
		cmocka_unit_test(span__lines_and_words__come_one_by_one),
		cmocka_unit_test(str__copy_and_number__keep_their_limits),
		cmocka_unit_test(buf__grows_cuts_and_steals),
		cmocka_unit_test(
		    arena__every_piece__is_zeroed_aligned_and_apart),
		cmocka_unit_test(list__add_and_remove__keep_the_order),
		cmocka_unit_test(pack__round_trip__gives_the_same),
		cmocka_unit_test(pack__cut_or_garbage__is_refused),
		cmocka_unit_test(err__texts__are_set_nested_and_cut),
		cmocka_unit_test(log_event__values__cannot_forge_a_line),
		cmocka_unit_test(
		    log__control_characters__never_reach_the_terminal),
		cmocka_unit_test(log_say__is_for_standard_output),
		cmocka_unit_test(fd__sealed__cannot_be_changed),
		cmocka_unit_test(fd__is_sealed__refuses_what_may_change),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
