/* SPDX-License-Identifier: ISC */
/* Keys of signatures are decoded once, and never taken for one another. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>
#include <stdlib.h>

#include "base/arena.h"
#include "tests/support/sign.h"
#include "tests/support/txt_table.h"
#include "text/dkim.h"
#include "text/dkim_decoded.h"

#define WHEN	INT64_C(1795262400)	/* 2026-11-21 */
#define NAME	"rsa._domainkey.vendor.example"

static const char plain[] =
    "From: Vendor <security@vendor.example>\r\n"
    "To: list@site.example\r\n"
    "Subject: An announcement\r\n"
    "Date: Sat, 21 Nov 2026 12:00:00 +0000\r\n"
    "Content-Type: text/plain\r\n"
    "\r\n"
    "A text.\r\n";

static struct dkim_checker *checker;

/* What comes of the plain mail, signed by one key, where DNS has another. */
static enum proof_result
judge(const struct sign_key *signer, const struct sign_key *published)
{
	struct sign_how how = { .key = signer, .domain = "vendor.example",
	    .selector = "rsa", .headers = "From:To:Subject:Date:Content-Type" };
	struct evidence ev = { .complete = true };
	struct arena *a = arena_new();
	struct txt_table zone = { 0 };
	struct buf mail = { 0 }, record = { 0 };
	enum proof_result r;
	struct mail m;

	sign_key_record(published, &record);
	table_add(&zone, NAME, buf_str(&record));
	sign_dkim_how(&how, span_of(plain), &mail);
	mail_scan(a, (struct span){ mail.p, mail.n }, &m);
	dkim_check(checker, a, &m, WHEN, WHEN, table_txt, &zone, &ev);
	assert_int_equal(ev.n, 1);
	r = ev.proofs[0].result;
	buf_free(&mail);
	buf_free(&record);
	table_free(&zone);
	arena_free(a);
	return r;
}

static void
decoded__same_bytes__are_one_key(void **state)
{
	struct sign_key *one = sign_key_new(SIGN_RSA, 1024);

	(void)state;
	dkim_decoded_forget();
	assert_int_equal(dkim_decoded_count(), 0);
	assert_int_equal(judge(one, one), PROOF_PASS);
	assert_int_equal(dkim_decoded_count(), 1);
	assert_int_equal(judge(one, one), PROOF_PASS);
	assert_int_equal(dkim_decoded_count(), 1);
	dkim_decoded_forget();
	assert_int_equal(dkim_decoded_count(), 0);
	assert_int_equal(judge(one, one), PROOF_PASS);
	assert_int_equal(dkim_decoded_count(), 1);
	sign_key_free(one);
}

/* The name in DNS says nothing: another key of that name is another key. */
static void
decoded__other_bytes__are_another_key(void **state)
{
	struct sign_key *one = sign_key_new(SIGN_RSA, 1024);
	struct sign_key *other = sign_key_new(SIGN_RSA, 1024);

	(void)state;
	dkim_decoded_forget();
	assert_int_equal(judge(one, one), PROOF_PASS);
	assert_int_equal(judge(one, other), PROOF_FAIL);
	assert_int_equal(judge(other, one), PROOF_FAIL);
	assert_int_equal(judge(other, other), PROOF_PASS);
	sign_key_free(one);
	sign_key_free(other);
}

static int
set_up(void **state)
{
	struct err e = { 0 };

	(void)state;
	checker = dkim_checker_new(&e);
	return checker == NULL ? -1 : 0;
}

static int
tear_down(void **state)
{
	(void)state;
	dkim_checker_free(checker);
	return 0;
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(decoded__same_bytes__are_one_key),
		cmocka_unit_test(decoded__other_bytes__are_another_key),
	};

	return cmocka_run_group_tests(tests, set_up, tear_down);
}
