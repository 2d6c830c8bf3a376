/* SPDX-License-Identifier: ISC */
/*
 * Signatures that fit by RFC 6376 where verifiers are known to stumble, and
 * those that do not fit.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>
#include <string.h>

#include "tests/support/dkimtest.h"
#include "tests/support/sign.h"

#define WHEN	INT64_C(1795262400)	/* 2026-11-21 */
#define NAMES	"From:From:To:Subject:Date:Content-Type"

#define HEADER "From: Vendor <security@vendor.example>\r\n" \
	"To: list@site.example\r\nSubject: An announcement\r\n" \
	"Date: Sat, 21 Nov 2026 12:00:00 +0000\r\n" \
	"Content-Type: text/plain\r\n\r\n"

static struct sign_key *key, *other;

static enum proof_result
check(const struct sign_key *published, struct span mail)
{
	struct buf record = { 0 };
	enum proof_result r;

	sign_key_record(published, &record);
	r = dkim_said("s._domainkey.vendor.example", buf_str(&record), mail,
	    WHEN);
	buf_free(&record);
	return r;
}

static void
hash__fits__where_others_stumble(void **state)
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

/* What lies behind the last line, as stores of mail may leave it. */
static void
hash__last_line__ends_as_it_likes(void **state)
{
	static const struct { const char *body; bool fits; } cases[] = {
		{ "A text.", true }, { "A text.\n", true },
		{ "A text.\r\n\n", true }, { "A text.\r\n\r\n", true },
		{ "A text.\r", false }, { "A text.\r\nB", false },
		{ "A text.\n\n", false }, { "A\n text.\r\n", false },
	};
	size_t i, k, head = strlen(HEADER);
	struct sign_how how = { .key = key, .selector = "s",
	    .domain = "vendor.example", .headers = NAMES };

	(void)state;
	for (k = 0; k < 2; k++)
		for (i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
			struct buf out = { 0 };

			how.simple_body = k == 1;
			sign_dkim_how(&how, span_of(HEADER "A text.\r\n"),
			    &out);
			buf_cut(&out, out.n - strlen("A text.\r\n"));
			assert_true(out.n > head);
			buf_adds(&out, cases[i].body);
			assert_int_equal(check(key, (struct span){ out.p,
			    out.n }), cases[i].fits ? PROOF_PASS : PROOF_FAIL);
			buf_free(&out);
		}
}

/* Of one that covers a part, the rest does not count; it never proves. */
static void
hash__part__is_no_more_than_there_is(void **state)
{
	static const struct {
		const char *l, *body;
		enum proof_result result;
	} cases[] = {
		{ "l=9; ", "A text.\r\n", PROOF_POLICY },
		{ "l=9; ", "A text.\r\nMore.\r\n", PROOF_POLICY },
		{ "l=9; ", "A text\r\n", PROOF_FAIL },	/* 8 bytes */
		{ "l=3; ", "A text\r\n", PROOF_POLICY },
		{ "l=3; ", "A t\r\n", PROOF_POLICY },
		{ "l=3; ", "A \r\n", PROOF_FAIL },
		{ "l=3; ", "", PROOF_FAIL },
		{ "l=0; ", "", PROOF_POLICY },
		{ "l=0; ", "Anything.\r\n", PROOF_POLICY },
	};
	size_t i;

	(void)state;
	for (i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
		struct sign_how how = { .key = key, .selector = "s",
		    .domain = "vendor.example", .headers = NAMES,
		    .extra = cases[i].l };
		struct buf out = { 0 };

		sign_dkim_how(&how, span_of(HEADER "A text.\r\n"), &out);
		buf_cut(&out, out.n - strlen("A text.\r\n"));
		buf_adds(&out, cases[i].body);
		assert_int_equal(check(key, (struct span){ out.p, out.n }),
		    cases[i].result);
		buf_free(&out);
	}
}

/* What is not believed though it holds. */
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
	(void)state;
	key = sign_key_new(SIGN_RSA, 2048);
	other = sign_key_new(SIGN_RSA, 2048);
	return 0;
}

static int
tear_down(void **state)
{
	(void)state;
	sign_key_free(key);
	sign_key_free(other);
	return 0;
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(hash__fits__where_others_stumble),
		cmocka_unit_test(hash__last_line__ends_as_it_likes),
		cmocka_unit_test(hash__part__is_no_more_than_there_is),
		cmocka_unit_test(hash__fits__and_is_refused_all_the_same),
	};

	return cmocka_run_group_tests(tests, set_up, tear_down);
}
