/* SPDX-License-Identifier: ISC */
/* Whom our TLS streams trust, and what a refused certificate was; see
 * tls_parts.h. */
#include <arpa/inet.h>
#include <stdlib.h>
#include <string.h>

#include <openssl/err.h>
#include <openssl/pem.h>
#include <openssl/x509v3.h>

#include "base/buf.h"
#include "base/str.h"
#include "edge/tls_parts.h"

static int
load_private_ca(struct tls *t, X509_STORE *store)
{
	size_t n = strlen(t->ca);
	BIO *bio = n <= TLS_CA_MAX ? BIO_new_mem_buf(t->ca, (int)n) : NULL;
	X509 *cert;
	int count = 0;

	while (bio != NULL &&
	    (cert = PEM_read_bio_X509(bio, NULL, NULL, NULL)) != NULL) {
		count += X509_STORE_add_cert(store, cert) == 1;
		X509_free(cert);
	}
	BIO_free(bio);
	ERR_clear_error();
	if (count == 0)
		return err_set(&t->why, ERR_CONFIG, "the CA named for %s holds "
		    "no certificate in PEM form", t->host);
	return 0;
}

int
tls_make_context(struct tls *t)
{
	t->ctx = SSL_CTX_new(TLS_client_method());
	if (t->ctx == NULL ||
	    SSL_CTX_set_min_proto_version(t->ctx, TLS1_2_VERSION) != 1)
		return err_set(&t->why, ERR_SYSTEM, "cannot set TLS up");
	SSL_CTX_set_mode(t->ctx, SSL_MODE_ENABLE_PARTIAL_WRITE |
	    SSL_MODE_ACCEPT_MOVING_WRITE_BUFFER);
	SSL_CTX_set_options(t->ctx, SSL_OP_NO_RENEGOTIATION);
	SSL_CTX_set_session_cache_mode(t->ctx, SSL_SESS_CACHE_OFF);
	if (t->ca != NULL)
		return load_private_ca(t, SSL_CTX_get_cert_store(t->ctx));
	if (SSL_CTX_set_default_verify_paths(t->ctx) != 1)
		return err_set(&t->why, ERR_SYSTEM,
		    "cannot load the system's certificates");
	return 0;
}

/* --- verifying -------------------------------------------------------- */

static void
add_name(struct buf *b, const GENERAL_NAME *g)
{
	char text[INET6_ADDRSTRLEN];
	const ASN1_STRING *s;
	int type;
	void *v = GENERAL_NAME_get0_value(g, &type);

	if (type != GEN_DNS && type != GEN_IPADD)
		return;
	s = v;
	if (b->n > 0)
		buf_adds(b, ", ");
	if (type == GEN_DNS)
		utf8_add_clean(b, (const char *)ASN1_STRING_get0_data(s),
		    (size_t)ASN1_STRING_length(s));
	else if (inet_ntop(ASN1_STRING_length(s) == 4 ? AF_INET : AF_INET6,
	    ASN1_STRING_get0_data(s), text, sizeof(text)) != NULL)
		buf_adds(b, text);
}

/* Keeps what a refused certificate says of itself, for the error's text. */
static void
note_certificate(struct tls *t, X509 *cert, X509 *where)
{
	GENERAL_NAMES *names;
	struct buf b = { 0 };
	struct tm tm;
	int i;

	if (cert == NULL)
		return;
	names = X509_get_ext_d2i(cert, NID_subject_alt_name, NULL, NULL);
	for (i = 0; i < sk_GENERAL_NAME_num(names) && b.n < 150; i++)
		add_name(&b, sk_GENERAL_NAME_value(names, i));
	GENERAL_NAMES_free(names);
	str_copy(t->names, sizeof(t->names), b.n > 0 ? buf_str(&b) :
	    "no host at all");
	buf_free(&b);
	X509_NAME_oneline(X509_get_issuer_name(cert), t->issuer,
	    sizeof(t->issuer));
	if (where != NULL &&
	    ASN1_TIME_to_tm(X509_get0_notAfter(where), &tm) == 1)
		clock_rfc3339(timegm(&tm), t->end);
}

int
tls_on_verify(int ok, X509_STORE_CTX *store)
{
	SSL *ssl = X509_STORE_CTX_get_ex_data(store,
	    SSL_get_ex_data_X509_STORE_CTX_idx());
	struct tls *t = SSL_get_app_data(ssl);

	if (!ok && t->verify == X509_V_OK) {
		t->verify = X509_STORE_CTX_get_error(store);
		note_certificate(t, X509_STORE_CTX_get0_cert(store),
		    X509_STORE_CTX_get_current_cert(store));
	}
	return ok;
}

int
tls_refuse(struct tls *t)
{
	const char *h = t->host;

	switch (t->verify) {
	case X509_V_ERR_HOSTNAME_MISMATCH:
	case X509_V_ERR_IP_ADDRESS_MISMATCH:
		return err_set(&t->why, ERR_REFUSED, "%s: wrong host name: the "
		    "certificate is for %s", h, t->names);
	case X509_V_ERR_CERT_HAS_EXPIRED:
		return err_set(&t->why, ERR_REFUSED,
		    "%s: the certificate expired at %s", h, t->end);
	case X509_V_ERR_CERT_NOT_YET_VALID:
		return err_set(&t->why, ERR_REFUSED, "%s: the certificate is "
		    "not valid yet: is this machine's clock right?", h);
	case X509_V_ERR_DEPTH_ZERO_SELF_SIGNED_CERT:
		return err_set(&t->why, ERR_REFUSED, "%s: the certificate is "
		    "self-signed and not among the trusted ones; name it as ca "
		    "if it is the right one", h);
	case X509_V_ERR_SELF_SIGNED_CERT_IN_CHAIN:
	case X509_V_ERR_UNABLE_TO_GET_ISSUER_CERT:
	case X509_V_ERR_UNABLE_TO_GET_ISSUER_CERT_LOCALLY:
	case X509_V_ERR_UNABLE_TO_VERIFY_LEAF_SIGNATURE:
		return err_set(&t->why, ERR_REFUSED, "%s: untrusted issuer: "
		    "the certificate is signed by \"%s\", which %s", h,
		    t->issuer, t->ca != NULL ? "is not the CA named in the "
		    "configuration" : "this machine does not trust; a private "
		    "CA is named with ca");
	default:
		return err_set(&t->why, ERR_REFUSED, "%s: the certificate is "
		    "refused: %s", h, X509_verify_cert_error_string(t->verify));
	}
}

int
tls_expect_host(struct tls *t)
{
	X509_VERIFY_PARAM *param = SSL_get0_param(t->ssl);
	unsigned char address[16];
	bool ip = inet_pton(AF_INET, t->host, address) == 1 ||
	    inet_pton(AF_INET6, t->host, address) == 1;

	X509_VERIFY_PARAM_set_hostflags(param,
	    X509_CHECK_FLAG_NO_PARTIAL_WILDCARDS);
	if (ip)
		return X509_VERIFY_PARAM_set1_ip_asc(param, t->host);
	return X509_VERIFY_PARAM_set1_host(param, t->host, 0) == 1 &&
	    SSL_set_tlsext_host_name(t->ssl, t->host) == 1;
}
