/* SPDX-License-Identifier: ISC */
/*
 * Signatures that fit by RFC 6376, though libopendkim does not see it, and
 * those that do not fit by either.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>
#include <string.h>

#include "base/arena.h"
#include "tests/support/sign.h"
#include "tests/support/txt_table.h"
#include "text/dkim.h"

#define WHEN	INT64_C(1795262400)	/* 2026-11-21 */
#define NAMES	"From:From:To:Subject:Date:Content-Type"

#define HEADER "From: Vendor <security@vendor.example>\r\n" \
	"To: list@site.example\r\nSubject: An announcement\r\n" \
	"Date: Sat, 21 Nov 2026 12:00:00 +0000\r\n" \
	"Content-Type: text/plain\r\n\r\n"

static struct dkim_checker *checker;
static struct sign_key *key, *other;

static enum proof_result
check(const struct sign_key *published, struct span mail)
{
	struct evidence ev = { .complete = true };
	struct arena *a = arena_new();
	struct txt_table zone = { 0 };
	struct buf record = { 0 };
	enum proof_result r;
	struct mail m;

	sign_key_record(published, &record);
	table_add(&zone, "s._domainkey.vendor.example", buf_str(&record));
	mail_scan(a, mail, &m);
	dkim_check(checker, a, &m, WHEN, WHEN, table_txt, &zone, &ev);
	assert_int_equal(ev.n, 1);
	r = ev.proofs[0].result;
	buf_free(&record);
	table_free(&zone);
	arena_free(a);
	return r;
}

static void
hash__fits__where_the_library_stumbles(void **state)
{
	/* tags that end in b, and bare carriage returns in a relaxed body */
	static const struct { const char *extra, *names, *body; } cases[] = {
		{ NULL, NAMES, "A text.\r\n" },
		{ "nb=1; ", NAMES, "A text.\r\n" },
		{ "x_b=what; fb=; ", NAMES, "A text.\r\n" },
		{ NULL, NAMES, "A\rtext.\r\n" },
		{ NULL, NAMES, "\r \r\r\n" },
		{ NULL, NAMES ":DKIM-Signature", "A text.\r\n" },
	};
	size_t i;

	(void)state;
	for (i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
		struct sign_how how = { .key = key, .selector = "s",
		    .domain = "vendor.example", .headers = cases[i].names,
		    .extra = cases[i].extra };
		struct buf mail = { 0 }, out = { 0 };

		buf_addf(&mail, HEADER "%s", cases[i].body);
		sign_dkim_how(&how, (struct span){ mail.p, mail.n }, &out);
		assert_int_equal(check(key, (struct span){ out.p, out.n }),
		    PROOF_PASS);
		assert_int_equal(check(other, (struct span){ out.p, out.n }),
		    PROOF_FAIL);
		buf_addc(&out, 'x');		/* the text was changed */
		assert_int_equal(check(key, (struct span){ out.p, out.n }),
		    PROOF_FAIL);
		buf_cut(&out, out.n - 1);
		*strstr(buf_str(&out), "announcement") = 'A';
		assert_int_equal(check(key, (struct span){ out.p, out.n }),
		    PROOF_FAIL);
		buf_free(&mail);
		buf_free(&out);
	}
}

/* A long text is hashed by the library alone. */
static void
hash__long_text__has_its_limit(void **state)
{
	struct sign_how how = { .key = key, .selector = "s",
	    .domain = "vendor.example", .headers = NAMES };
	size_t n;

	(void)state;
	for (n = DKIM_AGAIN_MAX - 1; n <= DKIM_AGAIN_MAX + 1; n++) {
		struct buf mail = { 0 }, out = { 0 };

		buf_adds(&mail, HEADER "a\r");
		while (mail.n < strlen(HEADER) + n - 2)
			buf_addc(&mail, mail.n % 64 == 0 ? ' ' : 'a');
		buf_adds(&mail, "\r\n");
		sign_dkim_how(&how, (struct span){ mail.p, mail.n }, &out);
		assert_int_equal(check(key, (struct span){ out.p, out.n }),
		    n <= DKIM_AGAIN_MAX ? PROOF_PASS : PROOF_FAIL);
		buf_free(&mail);
		buf_free(&out);
	}
}

/* What is not believed though it holds stays so by the second look. */
static void
hash__fits__and_is_refused_all_the_same(void **state)
{
	static const char *const extras[] = { "nb=1; x=1600000000; ",
	    "nb=1; l=3; ", "nb=1; t=1900000000; " };
	size_t i;

	(void)state;
	for (i = 0; i < sizeof(extras) / sizeof(extras[0]); i++) {
		struct sign_how how = { .key = key, .selector = "s",
		    .domain = "vendor.example", .headers = NAMES,
		    .extra = extras[i] };
		struct buf out = { 0 };

		sign_dkim_how(&how, span_of(HEADER "A text.\r\n"), &out);
		assert_int_not_equal(check(key, (struct span){ out.p,
		    out.n }), PROOF_PASS);
		buf_free(&out);
	}
}

static int
set_up(void **state)
{
	struct err e = { 0 };

	(void)state;
	key = sign_key_new(SIGN_RSA, 2048);
	other = sign_key_new(SIGN_RSA, 2048);
	checker = dkim_checker_new(&e);
	return checker == NULL ? -1 : 0;
}

static int
tear_down(void **state)
{
	(void)state;
	dkim_checker_free(checker);
	sign_key_free(key);
	sign_key_free(other);
	return 0;
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(hash__fits__where_the_library_stumbles),
		cmocka_unit_test(hash__long_text__has_its_limit),
		cmocka_unit_test(hash__fits__and_is_refused_all_the_same),
	};

	return cmocka_run_group_tests(tests, set_up, tear_down);
}
