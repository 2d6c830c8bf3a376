/* SPDX-License-Identifier: ISC */
/* Keys of signatures are decoded once, and never taken for one another. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>
#include <stdlib.h>

#include "tests/support/dkimtest.h"
#include "tests/support/sign.h"
#include "text/pubkey.h"

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

static enum proof_result
judge_record(const struct sign_key *signer, const struct buf *record)
{
	struct sign_how how = { .key = signer, .domain = "vendor.example",
	    .selector = "rsa", .headers = "From:To:Subject:Date:Content-Type" };
	struct buf mail = { 0 };
	enum proof_result r;

	sign_dkim_how(&how, span_of(plain), &mail);
	r = dkim_said(NAME, buf_str(record), (struct span){ mail.p, mail.n },
	    WHEN);
	buf_free(&mail);
	return r;
}

/* What comes of the plain mail, signed by one key, where DNS has another. */
static enum proof_result
judge(const struct sign_key *signer, const struct sign_key *published)
{
	struct buf record = { 0 };
	enum proof_result r;

	sign_key_record(published, &record);
	r = judge_record(signer, &record);
	buf_free(&record);
	return r;
}

static void
pubkey__same_bytes__are_one_key(void **state)
{
	struct sign_key *one = sign_key_new(SIGN_RSA, 1024);

	(void)state;
	pubkey_forget();
	assert_int_equal(pubkey_kept(), 0);
	assert_int_equal(judge(one, one), PROOF_PASS);
	assert_int_equal(pubkey_kept(), 1);
	assert_int_equal(judge(one, one), PROOF_PASS);
	assert_int_equal(pubkey_kept(), 1);
	pubkey_forget();
	assert_int_equal(pubkey_kept(), 0);
	assert_int_equal(judge(one, one), PROOF_PASS);
	assert_int_equal(pubkey_kept(), 1);
	sign_key_free(one);
}

/* The name in DNS says nothing: another key of that name is another key. */
static void
pubkey__other_bytes__are_another_key(void **state)
{
	struct sign_key *one = sign_key_new(SIGN_RSA, 1024);
	struct sign_key *other = sign_key_new(SIGN_RSA, 1024);

	(void)state;
	pubkey_forget();
	assert_int_equal(judge(one, one), PROOF_PASS);
	assert_int_equal(judge(one, other), PROOF_FAIL);
	assert_int_equal(judge(other, one), PROOF_FAIL);
	assert_int_equal(judge(other, other), PROOF_PASS);
	sign_key_free(one);
	sign_key_free(other);
}

/* RFC 6376, 3.6.1 asks for the RSA key alone; most publish more. */
static void
pubkey__bare_key__is_one(void **state)
{
	struct sign_key *one = sign_key_new(SIGN_RSA, 1024);
	struct sign_key *other = sign_key_new(SIGN_RSA, 1024);
	struct buf bare = { 0 }, record = { 0 };
	struct pubkey *k;

	(void)state;
	sign_key_bare(one, &bare);
	buf_addf(&record, "v=DKIM1; p=%s", buf_str(&bare));
	assert_int_equal(judge_record(one, &record), PROOF_PASS);
	assert_int_equal(judge_record(other, &record), PROOF_FAIL);
	k = pubkey_new(false, buf_str(&bare));
	assert_non_null(k);
	assert_int_equal(pubkey_bits(k), 1024);
	pubkey_free(k);
	buf_free(&bare);
	buf_free(&record);
	sign_key_free(one);
	sign_key_free(other);
}

/* 0: it is none. */
static unsigned
bits_of(const char *base64)
{
	struct pubkey *k = pubkey_new(false, base64);
	unsigned bits = k != NULL ? pubkey_bits(k) : 0;

	pubkey_free(k);
	return bits;
}

/* A key that is in use outlives its place among those that are kept. */
static void
pubkey__forgotten__is_of_use_to_its_holder(void **state)
{
	struct sign_key *one = sign_key_new(SIGN_RSA, 1024);
	struct buf bare = { 0 };
	struct pubkey *k, *again;

	(void)state;
	sign_key_bare(one, &bare);
	k = pubkey_new(false, buf_str(&bare));
	again = pubkey_new(false, buf_str(&bare));
	assert_ptr_equal(k, again);
	pubkey_free(again);
	pubkey_forget();
	assert_int_equal(pubkey_bits(k), 1024);
	assert_false(pubkey_verify(k, false, span_of("text"), "AAAA"));
	pubkey_free(k);
	/* the same text is no key of the other kind */
	assert_null(pubkey_new(true, buf_str(&bare)));
	buf_free(&bare);
	sign_key_free(one);
}

static void
pubkey__bits__are_exact(void **state)
{
	static const unsigned sizes[] = { 1016, 1023, 1024, 1025, 2048 };
	size_t i;

	(void)state;
	for (i = 0; i < sizeof(sizes) / sizeof(sizes[0]); i++) {
		struct sign_key *k = sign_key_new(SIGN_RSA, sizes[i]);
		struct buf bare = { 0 };

		sign_key_bare(k, &bare);
		assert_int_equal(bits_of(buf_str(&bare)), sizes[i]);
		while (bare.n > 0 && bare.p[bare.n - 1] == '=')
			buf_cut(&bare, bare.n - 1);
		assert_int_equal(bits_of(buf_str(&bare)), sizes[i]);
		buf_free(&bare);
		sign_key_free(k);
	}
	/* as many bytes as one of 1024, and too short all the same */
	for (i = 1; i <= 2; i++) {
		struct sign_key *k = sign_key_new(SIGN_RSA, sizes[i]);

		assert_int_equal(judge(k, k), sizes[i] < 1024 ? PROOF_POLICY :
		    PROOF_PASS);
		sign_key_free(k);
	}
	assert_int_equal(bits_of(""), 0);
	assert_int_equal(bits_of("AAAA"), 0);
	assert_int_equal(bits_of("no key"), 0);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(pubkey__same_bytes__are_one_key),
		cmocka_unit_test(pubkey__other_bytes__are_another_key),
		cmocka_unit_test(pubkey__bare_key__is_one),
		cmocka_unit_test(pubkey__forgotten__is_of_use_to_its_holder),
		cmocka_unit_test(pubkey__bits__are_exact),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
