/* SPDX-License-Identifier: ISC */
/* Certificates in a file; see smime_cert.h. */
#include "text/smime_cert.h"

#include <limits.h>
#include <openssl/err.h>
#include <openssl/pem.h>
#include <openssl/x509v3.h>
#include <stdio.h>
#include <time.h>

#include "base/arena.h"
#include "base/buf.h"
#include "text/keyring.h"

static int64_t
moment(const ASN1_TIME *t)
{
	struct tm tm = { 0 };

	return t != NULL && ASN1_TIME_to_tm(t, &tm) == 1 ?
	    (int64_t)timegm(&tm) : 0;
}

static const char *
subject(struct arena *a, const X509 *x)
{
	BIO *b = BIO_new(BIO_s_mem());
	struct buf clean = { 0 };
	const char *out = "";
	char *p = NULL;
	long n;

	if (b != NULL && X509_NAME_print_ex(b, X509_get_subject_name(x), 0,
	    XN_FLAG_ONELINE & ~ASN1_STRFLGS_ESC_MSB) >= 0) {
		n = BIO_get_mem_data(b, &p);
		utf8_add_clean(&clean, p, n > 0 ? (size_t)n : 0);
		out = arena_str(a, buf_str(&clean));
	}
	buf_free(&clean);
	BIO_free(b);
	return out;
}

static const char *
fingerprint(struct arena *a, const X509 *x)
{
	unsigned char sum[EVP_MAX_MD_SIZE];
	char *out = arena_alloc(a, 2 * EVP_MAX_MD_SIZE + 1);
	unsigned n = 0, i;

	if (X509_digest(x, EVP_sha256(), sum, &n) == 1)
		for (i = 0; i < n; i++)
			snprintf(out + 2 * i, 3, "%02X", sum[i]);
	return out;
}

static void
add(struct arena *a, struct list *certs, X509 *x)
{
	struct key_facts *k = arena_alloc(a, sizeof(*k));
	EVP_PKEY *key = X509_get0_pubkey(x);

	k->id = fingerprint(a, x);
	k->user = subject(a, x);
	k->algorithm = arena_str(a, key != NULL &&
	    EVP_PKEY_get0_type_name(key) != NULL ?
	    EVP_PKEY_get0_type_name(key) : "unknown");
	k->bits = key != NULL ? (uint32_t)EVP_PKEY_get_bits(key) : 0;
	k->made = moment(X509_get0_notBefore(x));
	k->expires = moment(X509_get0_notAfter(x));
	k->authority = X509_check_ca(x) != 0;
	list_add_in(a, certs, k);
}

int
smime_certs(struct arena *a, struct span file, struct list *certs,
    struct err *e)
{
	size_t before = certs->n;
	BIO *b = NULL;
	X509 *x;

	if (file.n > SMIME_FILE_MAX)
		return err_set(e, ERR_LIMIT, "it has more than %d bytes",
		    SMIME_FILE_MAX);
	b = BIO_new_mem_buf(file.p, (int)file.n);
	if (file.n > 0 && file.p[0] == 0x30 && b != NULL) {
		x = d2i_X509_bio(b, NULL);
		if (x != NULL)
			add(a, certs, x);
		X509_free(x);
	} else {
		while (b != NULL && certs->n - before < SMIME_CERTS_MAX &&
		    (x = PEM_read_bio_X509(b, NULL, NULL, NULL)) != NULL) {
			add(a, certs, x);
			X509_free(x);
		}
	}
	BIO_free(b);
	ERR_clear_error();
	if (certs->n == before)
		return err_set(e, ERR_INPUT, "there is no certificate in it "
		    "(PEM or DER)");
	return 0;
}
