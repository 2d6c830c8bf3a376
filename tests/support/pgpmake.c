/* SPDX-License-Identifier: ISC */
/* Keys and signatures for tests; see pgpmake.h. */
#include "pgpmake.h"

#include <openssl/pem.h>
#include <openssl/cms.h>
#include <openssl/x509v3.h>
#include <rnp/rnp.h>
#include <rnp/rnp_err.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/clock.h"
#include "base/mem.h"
#include "base/str.h"

struct pgpmake {
	rnp_ffi_t	 ffi;
	rnp_key_handle_t key, signer;
	char		 fingerprint[80];
};

/* A test that cannot make its keys cannot go on. */
static void
must(bool ok, const char *what)
{
	if (ok)
		return;
	fprintf(stderr, "cannot make a key for the test: %s\n", what);
	abort();
}

#define OK(call)	must((call) == RNP_SUCCESS, #call)

static rnp_key_handle_t
generate(struct pgpmake *k, const struct pgpmake_wish *w,
    rnp_key_handle_t primary)
{
	const char *alg = w->algorithm != NULL ? w->algorithm : "EDDSA";
	rnp_key_handle_t key = NULL;
	rnp_op_generate_t g;

	OK(primary == NULL ? rnp_op_generate_create(&g, k->ffi, alg) :
	    rnp_op_generate_subkey_create(&g, k->ffi, primary, alg));
	if (w->bits != 0)
		OK(rnp_op_generate_set_bits(g, w->bits));
	OK(rnp_op_generate_set_hash(g, "SHA256"));
	OK(rnp_op_generate_set_expiration(g, w->lasts));
	if (primary == NULL)
		OK(rnp_op_generate_set_userid(g,
		    "Ann Example <ann@example.com>"));
	OK(rnp_op_generate_add_usage(g, "sign"));
	OK(rnp_op_generate_execute(g));
	OK(rnp_op_generate_get_key(g, &key));
	rnp_op_generate_destroy(g);
	return key;
}

struct pgpmake *
pgpmake_new(const struct pgpmake_wish *w)
{
	struct pgpmake *k = mem_alloc(sizeof(*k));
	char *f = NULL;

	OK(rnp_ffi_create(&k->ffi, "GPG", "GPG"));
	OK(rnp_set_timestamp(k->ffi, (uint64_t)w->made));
	k->key = generate(k, w, NULL);
	k->signer = w->subkey ? generate(k, w, k->key) : k->key;
	OK(rnp_key_get_fprint(k->key, &f));
	str_copy(k->fingerprint, sizeof(k->fingerprint), f);
	rnp_buffer_destroy(f);
	return k;
}

void
pgpmake_revoke(struct pgpmake *k, const char *reason, int64_t at)
{
	OK(rnp_set_timestamp(k->ffi, (uint64_t)at));
	OK(rnp_key_revoke(k->key, 0, "SHA256", reason, NULL));
}

void
pgpmake_free(struct pgpmake *k)
{
	if (k == NULL)
		return;
	if (k->signer != k->key)
		rnp_key_handle_destroy(k->signer);
	rnp_key_handle_destroy(k->key);
	rnp_ffi_destroy(k->ffi);
	free(k);
}

static void
take(rnp_output_t o, struct buf *out)
{
	uint8_t *p = NULL;
	size_t n = 0;

	OK(rnp_output_memory_get_buf(o, &p, &n, false));
	buf_add(out, p, n);
	rnp_output_destroy(o);
}

void
pgpmake_public(const struct pgpmake *k, struct buf *out)
{
	rnp_output_t o;

	OK(rnp_output_to_memory(&o, 0));
	OK(rnp_key_export(k->key, o, RNP_KEY_EXPORT_ARMORED |
	    RNP_KEY_EXPORT_PUBLIC | RNP_KEY_EXPORT_SUBKEYS));
	take(o, out);
}

const char *
pgpmake_fingerprint(const struct pgpmake *k)
{
	return k->fingerprint;
}

static void
sign(const struct pgpmake *k, const char *text, int64_t made,
    const char *hash, bool detached, struct buf *out)
{
	rnp_op_sign_t s;
	rnp_output_t o;
	rnp_input_t in;

	OK(rnp_input_from_memory(&in, (const uint8_t *)text, strlen(text),
	    false));
	OK(rnp_output_to_memory(&o, 0));
	OK(detached ? rnp_op_sign_detached_create(&s, k->ffi, in, o) :
	    rnp_op_sign_cleartext_create(&s, k->ffi, in, o));
	if (detached)
		OK(rnp_op_sign_set_armor(s, true));
	OK(rnp_op_sign_set_hash(s, hash != NULL ? hash : "SHA256"));
	OK(rnp_op_sign_set_creation_time(s, (uint32_t)made));
	OK(rnp_op_sign_add_signature(s, k->signer, NULL));
	OK(rnp_op_sign_execute(s));
	rnp_op_sign_destroy(s);
	rnp_input_destroy(in);
	take(o, out);
}

void
pgpmake_clear(const struct pgpmake *k, const char *text, int64_t made,
    const char *hash, struct buf *out)
{
	sign(k, text, made, hash, false, out);
}

void
pgpmake_listed(const struct pgpmake *k, const char *from, const char *subject,
    const char *text, int64_t made, struct buf *out)
{
	char date[CLOCK_TEXT];

	clock_rfc5322(made, date);
	buf_addf(out, "From: %s\nTo: list@example.org\nSubject: %s\n"
	    "Date: %s\nMessage-ID: <%s@list.example.org>\n\n", from, subject,
	    date, subject);
	pgpmake_clear(k, text, made, NULL, out);
	buf_adds(out, "\n-- \nA list's footer: CVE-2026-900999\n");
}

void
pgpmake_detached(const struct pgpmake *k, const char *bytes, int64_t made,
    const char *hash, struct buf *out)
{
	sign(k, bytes, made, hash, true, out);
}

/* --- S/MIME --------------------------------------------------------------- */

struct smimemake {
	EVP_PKEY	*ca_key, *key;
	X509		*ca, *cert;
	bool		 bare;
};

static void
extend(X509 *x, X509 *by, int nid, const char *value)
{
	X509V3_CTX ctx;
	X509_EXTENSION *e;

	X509V3_set_ctx(&ctx, by, x, NULL, NULL, 0);
	e = X509V3_EXT_conf_nid(NULL, &ctx, nid, value);
	must(e != NULL && X509_add_ext(x, e, -1) == 1, value);
	X509_EXTENSION_free(e);
}

static X509 *
certificate(EVP_PKEY *key, const char *name, long serial, int64_t from,
    int64_t until, X509 *ca, EVP_PKEY *ca_key, const char *san)
{
	X509 *x = X509_new();

	must(x != NULL && X509_set_version(x, X509_VERSION_3) == 1 &&
	    ASN1_INTEGER_set(X509_get_serialNumber(x), serial) == 1 &&
	    X509_NAME_add_entry_by_txt(X509_get_subject_name(x), "CN",
	    MBSTRING_UTF8, (const unsigned char *)name, -1, -1, 0) == 1 &&
	    ASN1_TIME_set(X509_getm_notBefore(x), (time_t)from) != NULL &&
	    ASN1_TIME_set(X509_getm_notAfter(x), (time_t)until) != NULL &&
	    X509_set_pubkey(x, key) == 1, "certificate");
	must(X509_set_issuer_name(x, X509_get_subject_name(ca != NULL ? ca :
	    x)) == 1, "issuer");
	extend(x, ca != NULL ? ca : x, NID_subject_key_identifier, "hash");
	if (ca == NULL) {
		extend(x, x, NID_basic_constraints, "critical,CA:TRUE");
		extend(x, x, NID_key_usage, "critical,keyCertSign");
	} else {
		extend(x, ca, NID_basic_constraints, "critical,CA:FALSE");
		extend(x, ca, NID_key_usage, "critical,digitalSignature");
		extend(x, ca, NID_ext_key_usage, "emailProtection");
		extend(x, ca, NID_subject_alt_name, san);
		extend(x, ca, NID_authority_key_identifier, "keyid:always");
	}
	must(X509_sign(x, ca != NULL ? ca_key : key, EVP_sha256()) > 0,
	    "signature");
	return x;
}

struct smimemake *
smimemake_new(const char *address, int64_t from, int64_t until)
{
	struct smimemake *s = mem_alloc(sizeof(*s));
	char san[300];

	snprintf(san, sizeof(san), "email:%s", address);
	s->ca_key = EVP_EC_gen("P-256");
	s->key = EVP_EC_gen("P-256");
	must(s->ca_key != NULL && s->key != NULL, "P-256");
	s->ca = certificate(s->ca_key, "Example CA", 1, from, until, NULL,
	    NULL, NULL);
	s->cert = certificate(s->key, "Ann Example", 2, from, until, s->ca,
	    s->ca_key, san);
	return s;
}

void
smimemake_free(struct smimemake *s)
{
	if (s == NULL)
		return;
	X509_free(s->ca);
	X509_free(s->cert);
	EVP_PKEY_free(s->ca_key);
	EVP_PKEY_free(s->key);
	free(s);
}

void
smimemake_leave_out(struct smimemake *s)
{
	s->bare = true;
}

static void
drain(BIO *b, struct buf *out)
{
	char *p = NULL;
	long n = BIO_get_mem_data(b, &p);

	buf_add(out, p, n > 0 ? (size_t)n : 0);
	BIO_free(b);
}

void
smimemake_cert(const struct smimemake *s, bool authority, struct buf *out)
{
	BIO *b = BIO_new(BIO_s_mem());

	must(b != NULL && PEM_write_bio_X509(b, authority ? s->ca :
	    s->cert) == 1, "PEM");
	drain(b, out);
}

void
smimemake_mail(const struct smimemake *s, const char *entity, bool opaque,
    struct buf *out)
{
	unsigned flags = CMS_BINARY | (opaque ? 0 : CMS_DETACHED) |
	    (s->bare ? CMS_NOCERTS : 0);
	BIO *in = BIO_new_mem_buf(entity, -1), *b = BIO_new(BIO_s_mem());
	CMS_ContentInfo *cms = CMS_sign(s->cert, s->key, NULL, in, flags);

	must(cms != NULL && b != NULL, "CMS");
	buf_adds(out, opaque ? "Content-Type: application/pkcs7-mime; "
	    "smime-type=signed-data\r\nContent-Transfer-Encoding: base64\r\n"
	    "\r\n" : "Content-Type: multipart/signed; protocol=\"application/"
	    "pkcs7-signature\"; boundary=\"zz\"\r\n\r\n--zz\r\n");
	if (!opaque)
		buf_addf(out, "%s\r\n--zz\r\nContent-Type: application/"
		    "pkcs7-signature\r\nContent-Transfer-Encoding: base64\r\n"
		    "\r\n", entity);
	/* PEM is base64 between two lines */
	must(PEM_write_bio_CMS(b, cms) == 1, "PEM");
	{
		struct buf pem = { 0 };
		const char *p;

		drain(b, &pem);
		p = strchr(pem.p, '\n') + 1;
		buf_add(out, p, (size_t)(strstr(p, "-----END") - p));
		buf_free(&pem);
	}
	if (!opaque)
		buf_adds(out, "--zz--\r\n");
	CMS_ContentInfo_free(cms);
	BIO_free(in);
}
