/* SPDX-License-Identifier: ISC */
/* Verified TLS for SMTP; see smtp_parts.h. */
#include "edge/smtp_parts.h"

#include <arpa/inet.h>
#include <openssl/err.h>
#include <openssl/pem.h>
#include <openssl/ssl.h>
#include <openssl/x509v3.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/mem.h"
#include "base/str.h"

/* What the callbacks of a context need. */
struct peer {
	char	*host;
	char	*why;
};

static const struct {
	int		 code;
	const char	*text;
} reasons[] = {
	{ X509_V_ERR_CERT_HAS_EXPIRED, "the server's certificate has expired" },
	{ X509_V_ERR_CERT_NOT_YET_VALID,
	    "the server's certificate is not valid yet" },
	{ X509_V_ERR_HOSTNAME_MISMATCH,
	    "the server's certificate is for another host" },
	{ X509_V_ERR_IP_ADDRESS_MISMATCH,
	    "the server's certificate is for another host" },
	{ X509_V_ERR_UNABLE_TO_GET_ISSUER_CERT_LOCALLY,
	    "the server's certificate is from a CA that is not trusted here" },
	{ X509_V_ERR_UNABLE_TO_VERIFY_LEAF_SIGNATURE,
	    "the server's certificate is from a CA that is not trusted here" },
	{ X509_V_ERR_SELF_SIGNED_CERT_IN_CHAIN,
	    "the server's certificate is from a CA that is not trusted here" },
	{ X509_V_ERR_DEPTH_ZERO_SELF_SIGNED_CERT,
	    "the server's certificate is signed by itself only" },
};

static struct peer *
peer_of(const SSL *ssl)
{
	return SSL_CTX_get_app_data(SSL_get_SSL_CTX(ssl));
}

static int
on_verify(int ok, X509_STORE_CTX *store)
{
	SSL *ssl = X509_STORE_CTX_get_ex_data(store,
	    SSL_get_ex_data_X509_STORE_CTX_idx());
	struct peer *p = peer_of(ssl);
	int code = X509_STORE_CTX_get_error(store);
	const char *text = X509_verify_cert_error_string(code);
	size_t i;

	if (ok)
		return 1;
	for (i = 0; i < sizeof(reasons) / sizeof(reasons[0]); i++)
		if (reasons[i].code == code)
			text = reasons[i].text;
	snprintf(p->why, SMTP_TLS_WHY, "certificate refused: %s (expected "
	    "\"%s\"; OpenSSL error %d)", text, p->host, code);
	return 0;
}

static bool
is_address(const char *host)
{
	struct in_addr a;

	return inet_pton(AF_INET, host, &a) == 1;
}

/* libesmtp does not send the server's name (SNI), so it is done here. */
static void
on_info(const SSL *ssl, int where, int ret)
{
	const struct peer *p = peer_of(ssl);

	(void)ret;
	if ((where & SSL_CB_HANDSHAKE_START) != 0 && !is_address(p->host))
		SSL_set_tlsext_host_name((SSL *)(uintptr_t)ssl, p->host);
}

static int
load_ca(SSL_CTX *ctx, const char *pem, struct err *e)
{
	X509_STORE *store = SSL_CTX_get_cert_store(ctx);
	BIO *bio;
	X509 *cert;
	int n = 0;

	if (pem == NULL)
		return SSL_CTX_set_default_verify_paths(ctx) == 1 ? 0 :
		    err_set(e, ERR_CONFIG, "the system's CA certificates "
		    "cannot be read");
	bio = BIO_new_mem_buf(pem, -1);
	if (bio == NULL)
		return err_set(e, ERR_SYSTEM, "out of memory");
	while ((cert = PEM_read_bio_X509(bio, NULL, NULL, NULL)) != NULL) {
		n += X509_STORE_add_cert(store, cert) == 1;
		X509_free(cert);
	}
	BIO_free(bio);
	ERR_clear_error();	/* the end of the text is one too */
	return n > 0 ? 0 : err_set(e, ERR_CONFIG,
	    "the CA for SMTP: there is no PEM certificate in it");
}

static int
expect_host(SSL_CTX *ctx, const char *host)
{
	X509_VERIFY_PARAM *param = SSL_CTX_get0_param(ctx);

	X509_VERIFY_PARAM_set_hostflags(param,
	    X509_CHECK_FLAG_NO_PARTIAL_WILDCARDS);
	return is_address(host) ? X509_VERIFY_PARAM_set1_ip_asc(param, host) :
	    X509_VERIFY_PARAM_set1_host(param, host, 0);
}

struct ssl_ctx_st *
smtp_tls_new(const char *ca, const char *host, char *why, struct err *e)
{
	SSL_CTX *ctx = SSL_CTX_new(TLS_client_method());
	struct peer *p;

	if (ctx == NULL) {
		err_set(e, ERR_SYSTEM, "OpenSSL gives no context");
		return NULL;
	}
	p = mem_alloc(sizeof(*p));
	p->host = mem_str(host);
	p->why = why;
	SSL_CTX_set_app_data(ctx, p);
	SSL_CTX_set_verify(ctx, SSL_VERIFY_PEER, on_verify);
	SSL_CTX_set_info_callback(ctx, on_info);
	if (SSL_CTX_set_min_proto_version(ctx, TLS1_2_VERSION) != 1 ||
	    expect_host(ctx, host) != 1) {
		err_set(e, ERR_CONFIG, "\"%s\" is no host that TLS could "
		    "verify", host);
		goto fail;
	}
	if (load_ca(ctx, ca, e) == -1)
		goto fail;
	return ctx;
fail:
	smtp_tls_free(ctx);
	return NULL;
}

void
smtp_tls_free(struct ssl_ctx_st *ctx)
{
	struct peer *p;

	if (ctx == NULL)
		return;
	p = SSL_CTX_get_app_data(ctx);
	free(p->host);
	free(p);
	SSL_CTX_free(ctx);
}

void
smtp_tls_error(char *text, size_t n)
{
	unsigned long code = ERR_peek_last_error();
	const char *why = code != 0 ? ERR_reason_error_string(code) : NULL;

	snprintf(text, n, "%s", why != NULL ? why :
	    "the server broke it off");
	ERR_clear_error();
}
