/* SPDX-License-Identifier: ISC */
/* Between the files of our TLS streams only; see tls.h. */
#ifndef EDGE_TLS_PARTS_H
#define EDGE_TLS_PARTS_H

#include <openssl/ssl.h>

#include "base/clock.h"
#include "edge/tls.h"

struct tls {
	int		 fd;
	bool		 dead;		/* an operation failed: see why */
	SSL		*ssl;
	SSL_CTX		*ctx;
	char		*host;
	uint32_t	 port;
	char		*ca;
	const struct tls_side *side;
	int64_t		 until;		/* clock_mono_ms */
	size_t		 budget;
	/* of a certificate that was refused */
	long		 verify;
	char		 names[200];
	char		 issuer[120];
	char		 end[CLOCK_TEXT];
	struct err	 why;
};

/* The context that trusts the private CA named for this server, else those of
 * the system.  -1 with t->why. */
int	tls_make_context(struct tls *t);
/* The certificate must be for t->host (RFC 9525), which SNI names as well; 1,
 * or another number where OpenSSL would not. */
int	tls_expect_host(struct tls *t);
/* OpenSSL's callback: keeps what the first fault was, and of what. */
int	tls_on_verify(int ok, X509_STORE_CTX *store);
/* Says in t->why for what the certificate was refused; returns -1. */
int	tls_refuse(struct tls *t);

#endif
