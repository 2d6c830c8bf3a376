/* SPDX-License-Identifier: ISC */
/* Signatures against pinned keys, all made here by librnp and OpenSSL. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>
#include <string.h>
#include <time.h>

#include "base/arena.h"
#include "tests/support/pgp_usage.h"
#include "tests/support/pgpmake.h"
#include "text/evidence.h"
#include "text/keyring.h"
#include "text/pgp.h"
#include "text/pgp_key.h"
#include "text/verify.h"

#define NOW	INT64_C(1795262400)	/* 2026-11-21 */
#define DAY	INT64_C(86400)
#define FROM	"ann@example.com"

static struct verifier *verifier;
static struct arena *a;
static struct list files;	/* struct key_file * */

static int
group_setup(void **state)
{
	struct err e = { 0 };

	(void)state;
	verifier = verifier_new(&e);
	assert_string_equal(e.text, "");
	return 0;
}

static int
group_teardown(void **state)
{
	(void)state;
	verifier_free(verifier);
	return 0;
}

static int
setup(void **state)
{
	(void)state;
	a = arena_new();
	files = (struct list){ 0 };
	return 0;
}

static int
teardown(void **state)
{
	(void)state;
	arena_free(a);
	return 0;
}

static void
pin_bytes(const char *owner, enum key_kind kind, const struct buf *b)
{
	struct key_file *f = arena_alloc(a, sizeof(*f));
	struct err e = { 0 };

	f->owner = owner;
	f->kind = kind;
	f->path = "key.asc";
	f->bytes = (struct span){ arena_strn(a, b->p, b->n), b->n };
	list_add_in(a, &files, f);
	assert_int_equal(verifier_keys(verifier, &files, NOW + DAY,
	    &e), 0);
}

static void
pin(const char *owner, const struct pgpmake *k)
{
	struct buf b = { 0 };

	pgpmake_public(k, &b);
	pin_bytes(owner, KEY_PGP, &b);
	buf_free(&b);
}

static struct verify_answer
ask_of(const char *from, const char *mail, int64_t when)
{
	char owner[] = "vendor ann";
	struct verify_question q = { .from = from, .when = when };
	struct verify_answer out;

	list_add_in(a, &q.owners, arena_str(a, owner));
	verify_mail(verifier, a, span_of(mail), &q, &out);
	return out;
}

static struct verify_answer
ask(const char *mail)
{
	return ask_of(FROM, mail, NOW);
}

static const struct proof *
proof(const struct verify_answer *r, size_t i)
{
	assert_true(i < r->proofs.n);
	return r->proofs.at[i];
}

static const char *
clear_mail(const struct pgpmake *k, const char *text, int64_t made,
    const char *hash)
{
	struct buf b = { 0 };
	const char *out;

	buf_adds(&b, "From: ann@example.com\nSubject: not signed\n\n");
	pgpmake_clear(k, text, made, hash, &b);
	out = arena_strn(a, b.p, b.n);
	buf_free(&b);
	return out;
}

static struct pgpmake *
make(void)
{
	struct pgpmake_wish w = { .made = NOW - 100 * DAY };

	return pgpmake_new(&w);
}

/* --- OpenPGP ------------------------------------------------------------ */

static void
pgp__pinned_key__passes_and_shows_only_what_was_signed(void **state)
{
	struct pgpmake *k = make();
	struct verify_answer r;

	(void)state;
	pin("vendor ann", k);
	r = ask(arena_printf(a, "%s\nfooter\n", clear_mail(k,
	    "hello\n- dash \n", NOW, NULL)));
	assert_int_equal(proof(&r, 0)->result, PROOF_PASS);
	assert_string_equal(proof(&r, 0)->identity, pgpmake_fingerprint(k));
	assert_string_equal(proof(&r, 0)->algorithm, "EdDSA/SHA256");
	assert_int_equal(proof(&r, 0)->signed_at, NOW);
	assert_non_null(strstr(r.only.p, "hello\r\n- dash\r\n"));
	assert_null(strstr(r.only.p, "footer"));
	assert_non_null(strstr(r.only.p, "Subject: not signed"));
	assert_int_equal(r.made, NOW);
	assert_int_equal(proof(&r, 1)->result, PROOF_NONE);
	assert_string_equal(proof(&r, 1)->method, "signed");
	pgpmake_free(k);
}

static void
pgp__changed_text__fails(void **state)
{
	struct pgpmake *k = make();
	struct verify_answer r;
	char *mail;

	(void)state;
	pin("vendor ann", k);
	mail = arena_str(a, clear_mail(k, "hello\n", NOW, NULL));
	*strstr(mail, "hello") = 'j';
	r = ask(mail);
	assert_int_equal(proof(&r, 0)->result, PROOF_FAIL);
	assert_null(r.only.p);
	assert_null(r.id);
	pgpmake_free(k);
}

static void
pgp__key_not_pinned__is_neutral(void **state)
{
	struct pgpmake *k = make(), *other = make();
	struct verify_answer r;
	const char *mail = clear_mail(k, "hello\n", NOW, NULL);

	(void)state;
	r = ask(mail);
	assert_int_equal(proof(&r, 0)->result, PROOF_NEUTRAL);
	pin("vendor ann", other);
	r = ask(mail);
	assert_int_equal(proof(&r, 0)->result, PROOF_NEUTRAL);
	/* known, but somebody else's */
	pin("person bob", k);
	r = ask(mail);
	assert_int_equal(proof(&r, 0)->result, PROOF_NEUTRAL);
	assert_non_null(strstr(proof(&r, 0)->why, "somebody else"));
	assert_null(r.only.p);
	pgpmake_free(k);
	pgpmake_free(other);
}

static void
pgp__subkey__counts_for_its_primary_key(void **state)
{
	struct pgpmake_wish w = { .made = NOW - DAY, .subkey = true };
	struct pgpmake *k = pgpmake_new(&w);
	struct verify_answer r;

	(void)state;
	pin("vendor ann", k);
	r = ask(clear_mail(k, "hello\n", NOW, NULL));
	assert_int_equal(proof(&r, 0)->result, PROOF_PASS);
	assert_string_equal(proof(&r, 0)->identity, pgpmake_fingerprint(k));
	pgpmake_free(k);
}

/* A key's owner says what it is for; the library verifies by any. */
static void
pgp__key_for_another_use__is_refused(void **state)
{
	static const struct {
		const char	*signature;
		enum proof_result result;
	} by[] = {
		{ usage_by_sign, PROOF_PASS },
		{ usage_by_encrypt, PROOF_POLICY },
		{ usage_by_primary, PROOF_POLICY },
	};
	struct buf key = { 0 };
	struct verify_answer r;
	size_t i;

	(void)state;
	buf_adds(&key, usage_key);
	pin_bytes("vendor ann", KEY_PGP, &key);
	for (i = 0; i < sizeof(by) / sizeof(by[0]); i++) {
		r = ask(arena_printf(a, "From: ann@example.com\n\n"
		    "-----BEGIN PGP SIGNED MESSAGE-----\nHash: SHA256\n\n"
		    USAGE_TEXT "%s", by[i].signature));
		assert_int_equal(proof(&r, 0)->result, by[i].result);
		assert_string_equal(proof(&r, 0)->identity,
		    USAGE_FINGERPRINT);
		if (by[i].result != PROOF_PASS)
			assert_non_null(strstr(proof(&r, 0)->why,
			    "did not make the key for signatures"));
	}
	buf_free(&key);
}

static void
pgp__expired_key__is_judged_at_the_mails_time(void **state)
{
	struct pgpmake_wish w = { .made = NOW - 10 * DAY,
	    .lasts = (uint32_t)(10 * DAY) };
	struct pgpmake *k = pgpmake_new(&w);
	struct verify_answer r;

	(void)state;
	pin("vendor ann", k);
	r = ask_of(FROM, clear_mail(k, "hello\n", NOW - DAY, NULL), NOW - 1);
	assert_int_equal(proof(&r, 0)->result, PROOF_PASS);
	r = ask_of(FROM, clear_mail(k, "hello\n", NOW - DAY, NULL), NOW);
	assert_int_equal(proof(&r, 0)->result, PROOF_POLICY);
	assert_non_null(strstr(proof(&r, 0)->why, "expired"));
	r = ask_of(FROM, clear_mail(k, "hello\n", NOW + 1, NULL), NOW + DAY);
	assert_int_not_equal(proof(&r, 0)->result, PROOF_PASS);
	pgpmake_free(k);
}

static enum proof_result
after_revocation(const char *reason, int64_t at)
{
	struct pgpmake *k = make();
	const char *mail = clear_mail(k, "hello\n", NOW, NULL);
	struct verify_answer r;

	pgpmake_revoke(k, reason, at);
	files = (struct list){ 0 };
	pin("vendor ann", k);
	r = ask(mail);
	pgpmake_free(k);
	if (proof(&r, 0)->result == PROOF_POLICY)
		assert_non_null(strstr(proof(&r, 0)->why, "revoked"));
	return proof(&r, 0)->result;
}

static void
pgp__revoked_key__passes_only_where_retired_later(void **state)
{
	(void)state;
	assert_int_equal(after_revocation("compromised", NOW + 1),
	    PROOF_POLICY);
	assert_int_equal(after_revocation("retired", NOW - 1), PROOF_POLICY);
	assert_int_equal(after_revocation("superseded", NOW - 1),
	    PROOF_POLICY);
	assert_int_equal(after_revocation("no", NOW + 1), PROOF_POLICY);
	assert_int_equal(after_revocation("retired", NOW + 1), PROOF_PASS);
}

static void
pgp__weak__is_refused_at_the_limit(void **state)
{
	static const struct { uint32_t bits; const char *hash; int64_t at;
	    enum proof_result r; } cases[] = {
		{ 1024, NULL, NOW, PROOF_POLICY },
		{ 2040, NULL, NOW, PROOF_POLICY },
		{ 2048, NULL, NOW, PROOF_PASS },
		{ 0, "SHA1", NOW, PROOF_POLICY },
		{ 0, "SHA1", PGP_SHA1_UNTIL, PROOF_POLICY },
		{ 0, "SHA1", PGP_SHA1_UNTIL - 1, PROOF_PASS },
		{ 0, "SHA512", NOW, PROOF_PASS },
	};
	struct verify_answer r;
	size_t i;

	(void)state;
	for (i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
		struct pgpmake_wish w = { .made = cases[i].at - DAY,
		    .bits = cases[i].bits,
		    .algorithm = cases[i].bits != 0 ? "RSA" : NULL };
		struct pgpmake *k = pgpmake_new(&w);

		files = (struct list){ 0 };
		pin("vendor ann", k);
		r = ask_of(FROM, clear_mail(k, "hello\n", cases[i].at,
		    cases[i].hash), cases[i].at);
		if (proof(&r, 0)->result != cases[i].r)
			fail_msg("case %zu: %s (%s)", i,
			    proof_result_name(proof(&r, 0)->result),
			    proof(&r, 0)->why);
		pgpmake_free(k);
	}
}

static void
pgp__old_signature_in_a_new_mail__is_refused(void **state)
{
	struct pgpmake *k = make();
	struct verify_answer r;
	const char *mail = clear_mail(k, "hello\n", NOW - 8 * DAY, NULL);

	(void)state;
	pin("vendor ann", k);
	r = ask(mail);
	assert_int_equal(proof(&r, 0)->result, PROOF_POLICY);
	assert_non_null(strstr(proof(&r, 0)->why, "sent again"));
	assert_null(r.only.p);
	r = ask_of(FROM, mail, NOW - DAY);
	assert_int_equal(proof(&r, 0)->result, PROOF_PASS);
	pgpmake_free(k);
}

static void
pgp__several_texts__need_the_same_key(void **state)
{
	struct pgpmake *k = make(), *other = make();
	struct verify_answer r;
	struct buf b = { 0 };

	(void)state;
	pin("vendor ann", k);
	pin("vendor ann", other);
	buf_adds(&b, "From: ann@example.com\n\n");
	pgpmake_clear(k, "one\n", NOW, NULL, &b);
	buf_adds(&b, "\n");
	pgpmake_clear(k, "two\n", NOW, NULL, &b);
	r = ask(b.p);
	assert_int_equal(proof(&r, 0)->result, PROOF_PASS);
	assert_non_null(strstr(r.only.p, "one"));
	assert_non_null(strstr(r.only.p, "two"));
	pgpmake_clear(other, "three\n", NOW, NULL, &b);
	r = ask(b.p);
	assert_int_equal(proof(&r, 0)->result, PROOF_POLICY);
	assert_null(r.only.p);
	buf_free(&b);
	pgpmake_free(k);
	pgpmake_free(other);
}

static void
pgp__mime__passes_and_other_packets_do_not(void **state)
{
	static const char entity[] = "Content-Type: text/plain\r\n\r\nhi\r\n";
	struct pgpmake *k = make();
	struct buf sig = { 0 }, two = { 0 };
	struct verify_answer r;
	static const char form[] = "From: ann@example.com\n"
	    "Content-Type: multipart/signed; boundary=x; "
	    "protocol=\"application/pgp-signature\"\n\n--x\n%s\n--x\n"
	    "Content-Type: application/pgp-signature\n\n%s\n--x--\n";

	(void)state;
	pin("vendor ann", k);
	pgpmake_detached(k, entity, NOW, NULL, &sig);
	r = ask(arena_printf(a, form, "Content-Type: text/plain\n\nhi\n",
	    sig.p));
	assert_int_equal(proof(&r, 0)->result, PROOF_PASS);
	assert_non_null(strstr(r.only.p, "text/plain\r\n\r\nhi\r\n"));
	/* a public key where a signature belongs */
	pgpmake_public(k, &two);
	r = ask(arena_printf(a, form, "Content-Type: text/plain\n\nhi\n",
	    two.p));
	assert_null(r.only.p);
	buf_free(&sig);
	buf_free(&two);
	pgpmake_free(k);
}

static void
pgp__id__is_of_the_words_not_of_the_wrapping(void **state)
{
	struct pgpmake *k = make();
	struct verify_answer r, s;
	const char *mail = clear_mail(k, "hello\n", NOW, NULL);

	(void)state;
	pin("vendor ann", k);
	r = ask(mail);
	s = ask(arena_printf(a, "X: y\n%s", mail));
	assert_string_equal(r.id, s.id);
	s = ask(clear_mail(k, "hello\n", NOW + 1, NULL));
	assert_string_not_equal(r.id, s.id);
	s = ask(clear_mail(k, "hello!\n", NOW, NULL));
	assert_string_not_equal(r.id, s.id);
	pgpmake_free(k);
}

/* --- S/MIME -------------------------------------------------------------- */

static const char *
smime_mail(const struct smimemake *s, bool opaque)
{
	struct buf b = { 0 };
	const char *out;

	buf_adds(&b, "From: ann@example.com\r\n");
	smimemake_mail(s, "Content-Type: text/plain\r\n\r\nhello\r\n", opaque,
	    &b);
	out = arena_strn(a, b.p, b.n);
	buf_free(&b);
	return out;
}

static void
pin_cert(const struct smimemake *s, bool authority)
{
	struct buf b = { 0 };

	files = (struct list){ 0 };
	smimemake_cert(s, authority, &b);
	pin_bytes("vendor ann", KEY_SMIME, &b);
	buf_free(&b);
}

static void
smime__both_forms__pass_under_certificate_and_authority(void **state)
{
	int64_t now = (int64_t)time(NULL);
	struct smimemake *s = smimemake_new(FROM, now - DAY, now + DAY);
	struct verify_answer r;
	int i;

	(void)state;
	for (i = 0; i < 4; i++) {
		pin_cert(s, (i & 1) != 0);
		r = ask_of(FROM, smime_mail(s, (i & 2) != 0), now);
		assert_string_equal(proof_result_name(proof(&r, 0)->result),
		    "pass");
		assert_string_equal(proof(&r, 0)->key, "key.asc");
		assert_string_equal(proof(&r, 0)->domain, FROM);
		assert_non_null(strstr(r.only.p, "plain\r\n\r\nhello\r\n"));
	}
	smimemake_free(s);
}

static void
smime__not_pinned_or_not_fitting__does_not_pass(void **state)
{
	int64_t now = (int64_t)time(NULL);
	struct smimemake *s = smimemake_new(FROM, now - DAY, now + DAY);
	struct smimemake *o = smimemake_new(FROM, now - DAY, now + DAY);
	const char *mail = smime_mail(s, false);
	struct verify_answer r;
	char *changed;

	(void)state;
	pin_cert(o, true);
	r = ask_of(FROM, mail, now);
	assert_int_equal(proof(&r, 0)->result, PROOF_NEUTRAL);
	files = (struct list){ 0 };
	verifier_keys(verifier, &files, NOW, NULL);
	r = ask_of(FROM, mail, now);
	assert_int_equal(proof(&r, 0)->result, PROOF_NEUTRAL);
	pin_cert(s, true);
	changed = arena_str(a, mail);
	*strstr(changed, "hello") = 'j';
	r = ask_of(FROM, changed, now);
	assert_int_equal(proof(&r, 0)->result, PROOF_FAIL);
	/* another From; before and after the certificate's time; long ago */
	r = ask_of("bob@example.com", mail, now);
	assert_int_equal(proof(&r, 0)->result, PROOF_POLICY);
	r = ask_of(FROM, mail, now - 2 * DAY);
	assert_int_not_equal(proof(&r, 0)->result, PROOF_PASS);
	r = ask_of(FROM, mail, now + 2 * DAY);
	assert_int_not_equal(proof(&r, 0)->result, PROOF_PASS);
	assert_null(r.only.p);
	smimemake_free(s);
	smimemake_free(o);
}

/* Whichever pinned file comes first, and whoever has the certificate. */
static void
smime__changed__fails_in_any_order_of_files(void **state)
{
	int64_t now = (int64_t)time(NULL);
	struct smimemake *s = smimemake_new(FROM, now - DAY, now + DAY);
	struct smimemake *o = smimemake_new(FROM, now - DAY, now + DAY);
	struct verify_answer r;
	struct err e = { 0 };
	char *changed;
	void *first;
	int i;

	(void)state;
	for (i = 0; i < 4; i++) {
		if (i == 2)
			smimemake_leave_out(s);
		changed = arena_str(a, smime_mail(s, false));
		*strstr(changed, "hello") = 'j';
		pin_cert(o, true);
		first = files.at[0];
		pin_cert(s, false);
		list_add_in(a, &files, first);
		if ((i & 1) != 0) {
			files.at[1] = files.at[0];
			files.at[0] = first;
		}
		assert_int_equal(verifier_keys(verifier, &files, NOW + DAY,
		    &e), 0);
		r = ask_of(FROM, changed, now);
		assert_string_equal(proof_result_name(proof(&r, 0)->result),
		    "fail");
	}
	smimemake_free(s);
	smimemake_free(o);
}

/* The certificate need not come with the mail, where it is here. */
static void
smime__without_its_certificate__needs_it_pinned(void **state)
{
	int64_t now = (int64_t)time(NULL);
	struct smimemake *s = smimemake_new(FROM, now - DAY, now + DAY);
	struct smimemake *o = smimemake_new(FROM, now - DAY, now + DAY);
	struct verify_answer r;
	const char *mail;

	(void)state;
	smimemake_leave_out(s);
	mail = smime_mail(s, false);
	pin_cert(s, false);
	r = ask_of(FROM, mail, now);
	assert_int_equal(proof(&r, 0)->result, PROOF_PASS);
	pin_cert(s, true);
	r = ask_of(FROM, mail, now);
	assert_int_equal(proof(&r, 0)->result, PROOF_NEUTRAL);
	assert_non_null(strstr(proof(&r, 0)->why, "is not in the mail"));
	pin_cert(o, false);
	r = ask_of(FROM, mail, now);
	assert_int_not_equal(proof(&r, 0)->result, PROOF_PASS);
	smimemake_free(s);
	smimemake_free(o);
}

static void
smime__old_signature__is_refused(void **state)
{
	int64_t now = (int64_t)time(NULL);
	struct smimemake *s = smimemake_new(FROM, now - DAY, now + 30 * DAY);
	struct verify_answer r;

	(void)state;
	pin_cert(s, true);
	r = ask_of(FROM, smime_mail(s, true), now + 8 * DAY);
	assert_int_equal(proof(&r, 0)->result, PROOF_POLICY);
	assert_null(r.only.p);
	smimemake_free(s);
}

/* --- key files ------------------------------------------------------------ */

static void
keys__file__is_described(void **state)
{
	struct pgpmake_wish w = { .made = NOW, .lasts = 1000, .subkey = true,
	    .algorithm = "RSA", .bits = 2048 };
	struct pgpmake *k = pgpmake_new(&w);
	struct list keys = { 0 };
	struct err e = { 0 };
	struct buf b = { 0 };
	const struct pgp_key *f;

	(void)state;
	pgpmake_public(k, &b);
	assert_int_equal(pgp_keys(a, (struct span){ b.p, b.n }, &keys, &e),
	    0);
	assert_int_equal(keys.n, 1);
	f = keys.at[0];
	assert_string_equal(f->fingerprint, pgpmake_fingerprint(k));
	assert_string_equal(f->user, "Ann Example <ann@example.com>");
	assert_string_equal(f->algorithm, "RSA");
	assert_int_equal(f->bits, 2048);
	assert_int_equal(f->made, NOW);
	assert_int_equal(f->expires, NOW + 1000);
	assert_int_equal(f->subkeys, 1);
	assert_false(f->revoked);
	assert_int_equal(pgp_keys(a, span_of("no key\n"), &keys, &e), -1);
	assert_int_equal(pgp_keys(a, (struct span){ b.p, b.n / 2 }, &keys,
	    &e), -1);
	buf_free(&b);
	pgpmake_free(k);
}

static void
keyring__pack__comes_back(void **state)
{
	struct pgpmake *k = make();
	struct buf b = { 0 };
	struct list *back;
	const struct key_file *f;

	(void)state;
	pin("vendor ann", k);
	keyring_pack(&b, &files);
	back = keyring_unpack(a, (struct span){ b.p, b.n });
	assert_non_null(back);
	assert_int_equal(back->n, 1);
	f = back->at[0];
	assert_string_equal(f->owner, "vendor ann");
	assert_null(keyring_unpack(a, (struct span){ b.p, b.n - 1 }));
	buf_free(&b);
	pgpmake_free(k);
}

#define T(f) cmocka_unit_test_setup_teardown(f, setup, teardown)

int
main(void)
{
	const struct CMUnitTest tests[] = {
		T(pgp__pinned_key__passes_and_shows_only_what_was_signed),
		T(pgp__changed_text__fails),
		T(pgp__key_not_pinned__is_neutral),
		T(pgp__subkey__counts_for_its_primary_key),
		T(pgp__key_for_another_use__is_refused),
		T(pgp__expired_key__is_judged_at_the_mails_time),
		T(pgp__revoked_key__passes_only_where_retired_later),
		T(pgp__weak__is_refused_at_the_limit),
		T(pgp__old_signature_in_a_new_mail__is_refused),
		T(pgp__several_texts__need_the_same_key),
		T(pgp__mime__passes_and_other_packets_do_not),
		T(pgp__id__is_of_the_words_not_of_the_wrapping),
		T(smime__both_forms__pass_under_certificate_and_authority),
		T(smime__not_pinned_or_not_fitting__does_not_pass),
		T(smime__changed__fails_in_any_order_of_files),
		T(smime__without_its_certificate__needs_it_pinned),
		T(smime__old_signature__is_refused),
		T(keys__file__is_described),
		T(keyring__pack__comes_back),
	};

	return cmocka_run_group_tests_name("verify", tests, group_setup,
	    group_teardown);
}
