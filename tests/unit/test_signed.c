/* SPDX-License-Identifier: ISC */
/* What of a mail is signed: framing only, no key is needed. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>
#include <stdio.h>
#include <string.h>

#include "base/arena.h"
#include "base/buf.h"
#include "text/decode.h"
#include "text/pgp_key.h"
#include "text/signed.h"

#define SIG	"-----BEGIN PGP SIGNATURE-----\n\nwsBc\n=abcd\n" \
		"-----END PGP SIGNATURE-----\n"
#define CLEAR(text) "-----BEGIN PGP SIGNED MESSAGE-----\n" \
		"Hash: SHA256\n\n" text SIG

static struct arena *a;

static int
setup(void **state)
{
	(void)state;
	a = arena_new();
	return 0;
}

static int
teardown(void **state)
{
	(void)state;
	arena_free(a);
	return 0;
}

static struct signed_mail
look(const char *mail)
{
	struct signed_mail m;

	signed_find(a, span_of(mail), &m);
	return m;
}

static const struct signed_part *
part(const struct signed_mail *m, size_t i)
{
	assert_true(i < m->parts.n);
	return m->parts.at[i];
}

#define assert_content(m, i, text) do {					\
	struct span s_ = part(&(m), i)->content;			\
	assert_int_equal(s_.n, strlen(text));				\
	assert_memory_equal(s_.p, text, s_.n);				\
} while (0)

static void
clear__plain_text__is_found_with_its_bytes(void **state)
{
	struct signed_mail m = look("From: a@example.com\n\n"
	    CLEAR("one  \n- -two\n- \nlast\n"));

	(void)state;
	assert_null(m.refused);
	assert_int_equal(m.parts.n, 1);
	assert_int_equal(part(&m, 0)->kind, SIGNED_CLEAR);
	assert_content(m, 0, "one\r\n-two\r\n\r\nlast");
	assert_int_equal(part(&m, 0)->signature.n, 3);
	assert_false(m.rest);
}

static void
clear__empty_text_and_crlf__are_fine(void **state)
{
	struct signed_mail m = look("Content-Type: text/plain\r\n\r\n\r\n"
	    "-----BEGIN PGP SIGNED MESSAGE-----\r\nHash: SHA1\r\n\r\n"
	    "x\r\n\r\n-----BEGIN PGP SIGNATURE-----\r\nVersion: 1\r\n\r\n"
	    "wsBc\r\n-----END PGP SIGNATURE-----\r\n");

	(void)state;
	assert_content(m, 0, "x\r\n");
}

static void
clear__footer__is_the_rest(void **state)
{
	struct signed_mail m = look("A: b\n\n" CLEAR("hello\n")
	    "\n-- \nto leave the list ...\n");

	(void)state;
	assert_content(m, 0, "hello");
	assert_true(m.rest);
	assert_null(m.refused);
}

static void
clear__text_before__refuses_all(void **state)
{
	struct signed_mail m = look("A: b\n\nclick here\n" CLEAR("hello\n"));

	(void)state;
	assert_int_equal(m.parts.n, 0);
	assert_non_null(strstr(m.refused, "stands before"));
}

static void
clear__several__are_all_found_up_to_the_limit(void **state)
{
	struct buf b = { 0 };
	struct signed_mail m;
	int i;

	(void)state;
	buf_adds(&b, "A: b\n\n");
	for (i = 0; i < SIGNED_PARTS_MAX; i++)
		buf_addf(&b, "%sbetween\n", CLEAR("hello\n"));
	m = look(buf_str(&b));
	assert_null(m.refused);
	assert_int_equal(m.parts.n, SIGNED_PARTS_MAX);
	assert_true(m.rest);
	buf_adds(&b, CLEAR("one more\n"));
	m = look(buf_str(&b));
	assert_non_null(strstr(m.refused, "limit"));
	assert_int_equal(m.parts.n, 0);
	buf_free(&b);
}

static void
clear__quoted_printable_and_base64__are_decoded(void **state)
{
	struct signed_mail m;

	(void)state;
	m = look("Content-Type: text/plain; charset=\"ISO-8859-1\"\n"
	    "Content-Transfer-Encoding: quoted-printable\n\n"
	    "-----BEGIN PGP SIGNED MESSAGE-----\nHash: SHA256\n\n"
	    "caf=E9 is=\n open=20\n-----BEGIN PGP SIGNATURE-----\n\nwsBc\n"
	    "=3Dabcd\n-----END PGP SIGNATURE-----\n");
	assert_content(m, 0, "caf\xe9 is open");
	assert_string_equal(part(&m, 0)->charset, "ISO-8859-1");
	m = look("Content-Transfer-Encoding: base64\n\n"
	    "LS0tLS1CRUdJTiBQR1AgU0lHTkVEIE1FU1NBR0UtLS0tLQoKaGkKLS0tLS1C\n"
	    "RUdJTiBQR1AgU0lHTkFUVVJFLS0tLS0KCndzQmMKLS0tLS1FTkQgUEdQIFNJ\n"
	    "R05BVFVSRS0tLS0tCg==\n");
	assert_content(m, 0, "hi");
}

static void
clear__names_of_hashes__are_fine(void **state)
{
	static const char *const good[] = { "", "Hash: SHA256\n",
	    "Hash: SHA256, SHA512\n", "Hash: sha1,md5\n",
	    "Hash: SHA384\nHash: SHA3-512 \t\n" };
	struct signed_mail m;
	size_t i;

	(void)state;
	for (i = 0; i < sizeof(good) / sizeof(good[0]); i++) {
		struct buf b = { 0 };

		buf_addf(&b, "A: b\n\n-----BEGIN PGP SIGNED MESSAGE-----\n"
		    "%s\nx\n" SIG, good[i]);
		m = look(buf_str(&b));
		assert_null(m.refused);
		assert_content(m, 0, "x");
		buf_free(&b);
	}
}

static void
clear__bad_forms__are_refused(void **state)
{
	static const char *const bad[] = {
		/* a header that would be shown as if it were signed */
		"-----BEGIN PGP SIGNED MESSAGE-----\nNote: act now\n\nx\n" SIG,
		/* and one that has only the name of a right one */
		"-----BEGIN PGP SIGNED MESSAGE-----\nHash: act now\n\nx\n" SIG,
		"-----BEGIN PGP SIGNED MESSAGE-----\nHash: SHA256 act now\n\n"
		"x\n" SIG,
		"-----BEGIN PGP SIGNED MESSAGE-----\nHash: SHA256, now\n\n"
		"x\n" SIG,
		"-----BEGIN PGP SIGNED MESSAGE-----\nHash:\n\nx\n" SIG,
		/* a line that had to be escaped */
		CLEAR("-x\n"),
		/* nested */
		CLEAR("-----BEGIN PGP SIGNED MESSAGE-----\n\nx\n"),
		/* no signature, none that ends, none that decodes */
		"-----BEGIN PGP SIGNED MESSAGE-----\n\nx\n",
		"-----BEGIN PGP SIGNED MESSAGE-----\n\nx\n"
		"-----BEGIN PGP SIGNATURE-----\n\nwsBc\n",
		"-----BEGIN PGP SIGNED MESSAGE-----\n\nx\n"
		"-----BEGIN PGP SIGNATURE-----\n\nw*Bc\n"
		"-----END PGP SIGNATURE-----\n",
		"-----BEGIN PGP SIGNED MESSAGE-----\n",
	};
	struct signed_mail m;
	size_t i;

	(void)state;
	for (i = 0; i < sizeof(bad) / sizeof(bad[0]); i++) {
		m = look(arena_printf(a, "A: b\n\n%s", bad[i]));
		assert_non_null(m.refused);
		assert_int_equal(m.parts.n, 0);
	}
}

#define PGPMIME "Content-Type: multipart/signed; boundary=\"b 1\";\n" \
	" micalg=pgp-sha256; protocol=\"application/pgp-signature\"\n\n" \
	"--b 1\nContent-Type: text/plain\n\nhello\n\n--b 1\n" \
	"Content-Type: application/pgp-signature\n\n" SIG "--b 1--\n"

static void
mime__pgp__is_found_with_its_bytes(void **state)
{
	struct signed_mail m = look("A: b\n" PGPMIME);

	(void)state;
	assert_null(m.refused);
	assert_int_equal(part(&m, 0)->kind, SIGNED_PGP);
	assert_content(m, 0, "Content-Type: text/plain\r\n\r\nhello\r\n");
}

static void
mime__lists_wrapper__footer_is_the_rest(void **state)
{
	struct signed_mail m = look("Content-Type: multipart/mixed; "
	    "boundary=x\n\n--x\n" PGPMIME "--x\nContent-Type: text/plain\n\n"
	    "footer\n--x--\n");

	(void)state;
	assert_null(m.refused);
	assert_int_equal(m.parts.n, 1);
	assert_true(m.rest);
}

static void
mime__signed_part_not_first__refuses_all(void **state)
{
	static const char *const bad[] = {
		"Content-Type: multipart/mixed; boundary=x\n\n"
		"--x\n\nclick here\n--x\n" PGPMIME "--x--\n",
		"Content-Type: multipart/mixed; boundary=x\n\n"
		"--x\nContent-Type: text/html\n\n<p>\n--x\n" PGPMIME "--x--\n",
		"Content-Type: multipart/related; boundary=x\n\n"
		"--x\n" PGPMIME "--x\n\nother\n--x--\n",
		"Content-Type: multipart/alternative; boundary=x\n\n"
		"--x\n\n" CLEAR("a\n") "--x\nContent-Type: text/html\n\n"
		"<p>b\n--x--\n",
	};
	struct signed_mail m;
	size_t i;

	(void)state;
	for (i = 0; i < sizeof(bad) / sizeof(bad[0]); i++) {
		m = look(bad[i]);
		assert_non_null(m.refused);
		assert_int_equal(m.parts.n, 0);
	}
}

#define TWO_PARTS "\n--x\n\na\n--x\n" \
	"Content-Type: application/pgp-signature\n\n" SIG "--x--\n"

static void
mime__odd_forms__are_refused(void **state)
{
	static const char *const bad[] = {
		/* what it is stands twice */
		"Content-Type: text/plain\n" PGPMIME,
		"Content-Type: multipart/signed; boundary=x; boundary=y\n"
		TWO_PARTS,
		"Content-Type: multipart/signed; BOUNDARY=y; boundary=x\n"
		TWO_PARTS,
		"Content-Type: multipart/signed; boundary=x;\n"
		" boundary*=us-ascii''y\n" TWO_PARTS,
		"Content-Type: multipart/signed; boundary*0=y; boundary=x\n"
		TWO_PARTS,
		"Content-Type: multipart/mixed; boundary=o; boundary=p\n\n"
		"--o\n\n" CLEAR("hello\n") "--o--\n",
		/* three parts; one part; a signature of another kind */
		"Content-Type: multipart/signed; boundary=x\n\n--x\n\na\n"
		"--x\nContent-Type: application/pgp-signature\n\n" SIG
		"--x\n\nmore\n--x--\n",
		"Content-Type: multipart/signed; boundary=x\n\n--x\n\na\n"
		"--x--\n",
		"Content-Type: multipart/signed; boundary=x; "
		"protocol=\"application/pkcs7-signature\"\n\n--x\n\na\n--x\n"
		"Content-Type: application/pgp-signature\n\n" SIG "--x--\n",
		"Content-Type: multipart/signed; boundary=x\n\n--x\n\na\n--x\n"
		"Content-Type: application/pgp-signature\n\nnone\n--x--\n",
	};
	struct signed_mail m;
	size_t i;

	(void)state;
	for (i = 0; i < sizeof(bad) / sizeof(bad[0]); i++) {
		m = look(bad[i]);
		assert_non_null(m.refused);
		assert_int_equal(m.parts.n, 0);
	}
}

/* n multiparts around a signed text */
static struct signed_mail
nested(unsigned n)
{
	struct buf b = { 0 };
	struct signed_mail m;
	unsigned i;

	for (i = 0; i < n; i++)
		buf_addf(&b, "Content-Type: multipart/mixed; "
		    "boundary=x%u\n\n--x%u\n", i, i);
	buf_adds(&b, "\n" CLEAR("deep\n"));
	m = look(arena_str(a, buf_str(&b)));
	buf_free(&b);
	return m;
}

static void
mime__depth__has_its_limit(void **state)
{
	struct signed_mail m = nested(SIGNED_DEPTH_MAX);

	(void)state;
	assert_int_equal(m.parts.n, 1);
	m = nested(SIGNED_DEPTH_MAX + 1);
	assert_int_equal(m.parts.n, 0);
	assert_non_null(m.refused);
}

static void
mime__smime__both_forms_are_found(void **state)
{
	struct signed_mail m = look("Content-Type: multipart/signed; "
	    "boundary=x; protocol=\"application/x-pkcs7-signature\"\n\n"
	    "--x\n\na\n--x\nContent-Type: application/pkcs7-signature\n"
	    "Content-Transfer-Encoding: base64\n\nMIAG\n--x--\n");

	(void)state;
	assert_null(m.refused);
	assert_int_equal(part(&m, 0)->kind, SIGNED_SMIME);
	assert_content(m, 0, "\r\na");
	assert_memory_equal(part(&m, 0)->signature.p, "\x30\x80\x06", 3);
	m = look("Content-Type: application/pkcs7-mime; "
	    "smime-type=signed-data\nContent-Transfer-Encoding: base64\n\n"
	    "MIAG\n");
	assert_int_equal(part(&m, 0)->kind, SIGNED_SMIME_OPAQUE);
}

static void
encrypted__is_told(void **state)
{
	struct signed_mail m;

	(void)state;
	m = look("Content-Type: application/pkcs7-mime; "
	    "smime-type=enveloped-data\n\nMIAG\n");
	assert_string_equal(m.encrypted, "S/MIME");
	m = look("Content-Type: multipart/encrypted; boundary=x\n\n--x--\n");
	assert_string_equal(m.encrypted, "OpenPGP");
	m = look("A: b\n\n-----BEGIN PGP MESSAGE-----\n\nhQ==\n");
	assert_string_equal(m.encrypted, "OpenPGP");
	m = look("A: b\n\nhello\n");
	assert_null(m.encrypted);
	assert_null(m.refused);
}

static void
only__header_stays_and_mime_goes(void **state)
{
	struct span text = span_of("hello\r\nyou"), out;
	void *at[1] = { &text };
	struct list l = { at, 1, 1 };

	(void)state;
	out = signed_only(a, span_of("From: a@example.com\nContent-Type: "
	    "text/html;\n charset=x\nSubject: s\n folded\n\nbody\n"),
	    SIGNED_CLEAR, &l, "utf-7");
	assert_string_equal(out.p, "From: a@example.com\r\nSubject: s\r\n "
	    "folded\r\nMIME-Version: 1.0\r\nContent-Type: text/plain; "
	    "charset=\"utf-8\"\r\nContent-Transfer-Encoding: 8bit\r\n\r\n"
	    "hello\r\nyou\r\n");
	out = signed_only(a, span_of("A: b\n\nbody\n"), SIGNED_PGP, &l, NULL);
	assert_string_equal(out.p, "A: b\r\nMIME-Version: 1.0\r\n"
	    "hello\r\nyou");
}

static void
timed__limits__hold_at_and_beyond(void **state)
{
	int64_t t = 1795262400;

	(void)state;
	assert_null(signed_badly_timed(a, t, t));
	assert_null(signed_badly_timed(a, t - SIGNED_AGE_MAX, t));
	assert_non_null(signed_badly_timed(a, t - SIGNED_AGE_MAX - 1, t));
	assert_null(signed_badly_timed(a, t + SIGNED_FUTURE_MAX, t));
	assert_non_null(signed_badly_timed(a, t + SIGNED_FUTURE_MAX + 1, t));
	assert_non_null(signed_badly_timed(a, 0, t));
}

static void
base64__is_exact(void **state)
{
	struct buf b = { 0 };

	(void)state;
	assert_true(decode_base64(&b, span_of("aGVs\r\nbG8=")));
	assert_string_equal(b.p, "hello");
	assert_false(decode_base64(&b, span_of("aGVs!")));
	assert_false(decode_base64(&b, span_of("a")));
	assert_false(decode_base64(&b, span_of("aG==bG8=")));
	assert_false(decode_base64(&b, span_of("aGVs====")));
	buf_free(&b);
}

static void
fingerprint__forms(void **state)
{
	char f[2 * PGP_FINGERPRINT + 1];

	(void)state;
	assert_true(pgp_fingerprint("0x32a95142fbd435c206318e1c4b0493533dd591"
	    "13", f));
	assert_string_equal(f, "32A95142FBD435C206318E1C4B0493533DD59113");
	assert_true(pgp_fingerprint("32A9 5142 FBD4 35C2 0631  8E1C 4B04 9353 "
	    "3DD5 9113", f));
	assert_false(pgp_fingerprint("4B0493533DD59113", f));
	assert_false(pgp_fingerprint("32A95142FBD435C206318E1C4B0493533DD5911"
	    "Z", f));
	assert_false(pgp_fingerprint("", f));
}

#define T(f) cmocka_unit_test_setup_teardown(f, setup, teardown)

int
main(void)
{
	const struct CMUnitTest tests[] = {
		T(clear__plain_text__is_found_with_its_bytes),
		T(clear__empty_text_and_crlf__are_fine),
		T(clear__footer__is_the_rest),
		T(clear__text_before__refuses_all),
		T(clear__several__are_all_found_up_to_the_limit),
		T(clear__quoted_printable_and_base64__are_decoded),
		T(clear__names_of_hashes__are_fine),
		T(clear__bad_forms__are_refused),
		T(mime__pgp__is_found_with_its_bytes),
		T(mime__lists_wrapper__footer_is_the_rest),
		T(mime__signed_part_not_first__refuses_all),
		T(mime__odd_forms__are_refused),
		T(mime__depth__has_its_limit),
		T(mime__smime__both_forms_are_found),
		T(encrypted__is_told),
		T(only__header_stays_and_mime_goes),
		T(timed__limits__hold_at_and_beyond),
		T(base64__is_exact),
		T(fingerprint__forms),
	};

	return cmocka_run_group_tests_name("signed", tests, NULL, NULL);
}
