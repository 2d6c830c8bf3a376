/* SPDX-License-Identifier: ISC */
/* The header scanner: fields, facts, limits, and what is malformed. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>
#include <string.h>

#include "base/arena.h"
#include "base/buf.h"
#include "text/encoded.h"
#include "text/evidence.h"
#include "text/mail.h"

#define FROM "From: Vendor <a@B.example>\n"

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

static struct mail
scan(const char *text)
{
	struct mail m;

	mail_scan(arena, span_of(text), &m);
	return m;
}

static void
mail__reads__facts(void **state)
{
	struct mail m = scan(
	    "Return-Path: <bounce@b.example>\r\n"
	    "Received: from x by y;\r\n\tSat, 21 Nov 2026 12:00:05 +0000\r\n"
	    "Received: from w by x; Sat, 21 Nov 2026 11:00:00 +0000\r\n"
	    "From: =?utf-8?q?V=C3=A9ndor?= <a@B.example>\r\n"
	    "To: list@c.example,\r\n other@c.example\r\n"
	    "Subject: =?utf-8?q?One?=\r\n =?utf-8?q?_two?= three\r\n"
	    "Date: Sat, 21 Nov 2026 12:00:00 +0000\r\n"
	    "MESSAGE-ID: <1.2@b.example>\r\n"
	    "In-Reply-To: <0@b.example> (said somebody)\r\n"
	    "References: <a@b> <0@b.example>\r\n"
	    "Reply-To: r@b.example\r\n"
	    "List-Id: The List <Announce.b.example>\r\n"
	    "\r\nbody\r\n");

	(void)state;
	assert_null(m.malformed);
	assert_string_equal(m.from, "a@b.example");
	assert_string_equal(m.from_domain, "b.example");
	assert_string_equal(m.from_name, "V\xc3\xa9ndor");
	assert_string_equal(m.to, "list@c.example, other@c.example");
	assert_string_equal(m.subject, "One two three");
	assert_string_equal(m.message_id, "<1.2@b.example>");
	assert_string_equal(m.in_reply_to, "<0@b.example>");
	assert_string_equal(m.references, "<a@b> <0@b.example>");
	assert_string_equal(m.reply_to, "r@b.example");
	assert_string_equal(m.list_id, "announce.b.example");
	assert_string_equal(m.return_path, "bounce@b.example");
	assert_int_equal(m.received - m.date, 5);
	assert_int_equal(m.date, 1795262400);
	assert_int_equal(m.signs, SIGN_LIST | SIGN_RELAYED);
	assert_int_equal(m.n, 12);
	assert_false(m.lf);
	assert_int_equal(m.body.n, 6);
	assert_memory_equal(m.body.p, "body\r\n", 6);
}

static void
mail__reads__lf_and_headers_without_body(void **state)
{
	struct mail m = scan(FROM "Subject: x");

	(void)state;
	assert_null(m.malformed);
	assert_true(m.lf);
	assert_int_equal(m.body.n, 0);
	assert_string_equal(m.subject, "x");
	m = scan(FROM "\n\nSubject: not one\n");
	assert_null(m.malformed);
	assert_null(m.subject);
	assert_int_equal(m.body.n, strlen("\nSubject: not one\n"));
	m = scan(FROM "Subject:\n");
	assert_string_equal(m.subject, "");
	/* whatever it hides, a list of subjects keeps its lines */
	m = scan(FROM "Subject: =?utf-8?q?a=0A=0DForged:_b=E2=80=AE?=\n"
	    " =?iso-8859-1?q?c=1B[31m?=\n\n");
	assert_string_equal(m.subject, "a Forged: bc[31m");
}

static void
mail__is_malformed__where_readers_differ(void **state)
{
	static const struct {
		const char	*text;
		const char	*why;
	} cases[] = {
		{ "Subject: x\n\n", "no From" },
		{ FROM FROM "\n", "2 From fields" },
		{ FROM "FROM: c@d.example\n\n", "2 From fields" },
		{ FROM "From : c@d.example\n\n", "blanks" },
		{ "From\n : c@d.example\n\n", "blanks" },
		{ " From: c@d.example\n" FROM "\n", "continued line" },
		{ FROM "no field at all\n\n", "no field" },
		{ FROM ": empty name\n\n", "no field" },
		{ FROM "Sub ject: x\n\n", "blanks" },
		{ "\xef\xbb\xbf" FROM "\n", "8-bit" },
		{ FROM "Subject: a\x01" "b\n\n", "control" },
		{ FROM "Subject: a\x1b[2J\n\n", "control" },
		{ FROM "Subject: a\rFrom: c@d.example\n\n", "bare carriage" },
		{ "\n" FROM "\n", "no header" },
		{ "From a@b.example  Sat Nov 21 12:00:00 2026\n" FROM "\n",
		    "blanks" },
		{ "From: a@b.example, c@d.example\n\n", "more than one" },
	};
	struct mail m;
	size_t i;

	(void)state;
	for (i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
		m = scan(cases[i].text);
		if (m.malformed == NULL)
			fail_msg("not malformed: %s", cases[i].text);
		if (strstr(m.malformed, cases[i].why) == NULL)
			fail_msg("%s: %s", cases[i].text, m.malformed);
	}
	mail_scan(arena, (struct span){ FROM "Subject: a\0b\n\n",
	    strlen(FROM) + 15 }, &m);
	assert_string_equal(m.malformed, "the header holds a NUL byte");
	mail_scan(arena, (struct span){ NULL, 0 }, &m);
	assert_string_equal(m.malformed, "the mail is empty");
}

static void
mail__holds__its_limits(void **state)
{
	struct buf b = { 0 };
	struct mail m;
	int i, k;

	(void)state;
	for (k = -1; k <= 1; k++) {	/* fields */
		buf_cut(&b, 0);
		buf_adds(&b, FROM);
		for (i = 1; i < MAIL_FIELDS_MAX + k; i++)
			buf_adds(&b, "X: y\n");
		m = scan(buf_str(&b));
		assert_int_equal(m.malformed == NULL, k <= 0);
		buf_cut(&b, 0);		/* a line */
		buf_adds(&b, FROM "Subject: ");
		for (i = 9; i < MAIL_LINE_MAX + k; i++)
			buf_addc(&b, 'x');
		m = scan(buf_str(&b));
		assert_int_equal(m.malformed == NULL, k <= 0);
		buf_cut(&b, 0);		/* the whole header */
		buf_adds(&b, FROM);
		while (b.n < MAIL_HEADER_MAX - 10000)
			buf_addf(&b, "X: %09000d\n", 0);
		buf_adds(&b, "X: ");
		while (b.n < (size_t)(MAIL_HEADER_MAX + k) - 1)
			buf_addc(&b, 'x');
		buf_adds(&b, "\n");
		assert_int_equal(b.n, MAIL_HEADER_MAX + k);
		m = scan(buf_str(&b));
		assert_int_equal(m.malformed == NULL, k <= 0);
		buf_cut(&b, 0);		/* a name */
		buf_adds(&b, FROM);
		for (i = 0; i < MAIL_NAME_MAX + k; i++)
			buf_addc(&b, 'X');
		buf_adds(&b, ": y\n");
		m = scan(buf_str(&b));
		assert_int_equal(m.malformed == NULL, k <= 0);
	}
	buf_free(&b);
}

static void
mail__sees__signs(void **state)
{
	static const struct {
		const char	*field;
		unsigned	 signs;
	} cases[] = {
		{ "X: y", 0 },
		{ "List-Post: <mailto:l@c.example>",
		    SIGN_LIST | SIGN_RELAYED },
		{ "Mailing-List: x", SIGN_LIST | SIGN_RELAYED },
		{ "ARC-Seal: i=1", SIGN_RELAYED },
		{ "Resent-From: x@y.example", SIGN_RELAYED },
		{ "Auto-Submitted: no", 0 },
		{ "Auto-Submitted: NO (a person)", 0 },
		{ "Auto-Submitted: auto-replied; x=y", SIGN_AUTO },
		{ "Precedence: bulk", SIGN_BULK },
		{ "Precedence: Junk", SIGN_BULK },
		{ "Precedence: first-class", 0 },
		{ "Return-Path: <>", SIGN_NULL_SENDER },
		{ "Return-Path: < >", 0 },
		{ "Return-Path: x", 0 },
		{ "X-Patchbot-Loop: 1", SIGN_OURS },
		{ "List-Unsubscribe: <https://b.example>", 0 },
	};
	size_t i;

	(void)state;
	for (i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
		struct mail m = scan(arena_printf(arena, FROM "%s\n\n",
		    cases[i].field));

		assert_null(m.malformed);
		if (m.signs != cases[i].signs)
			fail_msg("%s: %#x", cases[i].field, m.signs);
	}
	assert_int_equal(scan("From: \"x@y.example\" <a@b.example>\n").signs,
	    SIGN_TRICK);
}

static void
encoded__decodes__by_hand(void **state)
{
	static const struct {
		const char	*in, *out;
		bool		 clean;
	} cases[] = {
		{ "plain", "plain", true },
		{ "", "", true },
		{ "=?UTF-8?Q?a=20b?=", "a b", true },
		{ "=?us-ascii?q?=41=42?=", "AB", true },
		{ "=?utf-8?b?w6k=?=", "\xc3\xa9", true },
		/* a character split between words */
		{ "=?utf-8?q?=C3?= =?utf-8?q?=A9?=", "\xc3\xa9", true },
		{ "=?utf-8?q?a?= =?utf-8?q?b?= c", "ab c", true },
		{ "=?utf-8?q?a?=\r\n =?iso-8859-1?q?=E9?=", "a\xc3\xa9",
		    true },
		{ "=?utf-8?q?a?= b", "a b", true },
		{ "=?utf-8*en?q?a?=", "a", true },
		{ "=?windows-1252?q?=80=93?=", "\xe2\x82\xac\xe2\x80\x9c",
		    true },
		{ "=?windows-1252?q?=81?=", "\xef\xbf\xbd", true },
		{ "=?koi8-r?q?A=C1?=", "A\xef\xbf\xbd", true },
		{ "=?iso-2022-jp?b?GyRCJCIbKEI=?=", "\xef\xbf\xbd", true },
		{ "=?utf-8?q?=FF?=", "\xef\xbf\xbd", true },
		{ "a\xff" "b", "a\xef\xbf\xbd" "b", true },
		/* what only looks like one */
		{ "=?utf-8?q?a b?=", "=?utf-8?q?a b?=", true },
		{ "=?utf-8?x?a?=", "=?utf-8?x?a?=", true },
		{ "=?utf-8?q?=4?=", "=?utf-8?q?=4?=", true },
		{ "=?utf-8?b?*?=", "=?utf-8?b?*?=", true },
		{ "=?utf-8?q?a", "=?utf-8?q?a", true },
		{ "=??q?a?=", "=??q?a?=", true },
		{ "a=b", "a=b", true },
		/* what hides controls */
		{ "=?utf-8?q?a=0Ab?=", "a b", false },
		{ "=?utf-8?q?a=00b?=", "ab", false },
		{ "=?utf-8?q?a=1B[2J?=", "a[2J", false },
	};
	size_t i;

	(void)state;
	for (i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
		struct buf b = { 0 };
		bool clean = encoded_decode(&b, span_of(cases[i].in));

		if (strcmp(buf_str(&b), cases[i].out) != 0 ||
		    clean != cases[i].clean)
			fail_msg("%s: \"%s\" %d", cases[i].in, buf_str(&b),
			    clean);
		buf_free(&b);
	}
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(mail__reads__facts),
		cmocka_unit_test(mail__reads__lf_and_headers_without_body),
		cmocka_unit_test(mail__is_malformed__where_readers_differ),
		cmocka_unit_test(mail__holds__its_limits),
		cmocka_unit_test(mail__sees__signs),
		cmocka_unit_test(encoded__decodes__by_hand),
	};

	return cmocka_run_group_tests(tests, setup, teardown);
}
