/* SPDX-License-Identifier: ISC */
/*
 * A small DKIM signer for the tests, written against RFC 6376 and 8463 with
 * OpenSSL and nothing of the program, so that signer and verifier cannot share
 * a mistake.  Aborts where OpenSSL fails.
 */
#ifndef SUPPORT_SIGN_H
#define SUPPORT_SIGN_H

#include <stdbool.h>
#include <stddef.h>

#include "base/buf.h"
#include "base/str.h"

struct sign_key;

enum sign_kind { SIGN_RSA, SIGN_ED25519 };

/* A new key pair; bits is for RSA only. */
struct sign_key *sign_key_new(enum sign_kind kind, unsigned bits);
struct sign_key *sign_key_read(const char *pem);	/* a private key */
void	sign_key_free(struct sign_key *k);
/* The TXT record that belongs to it: "v=DKIM1; k=rsa; p=...". */
void	sign_key_record(const struct sign_key *k, struct buf *out);
/* An RSA key alone (RFC 8017, A.1.1) in base64, without what says its kind. */
void	sign_key_bare(const struct sign_key *k, struct buf *out);
void	sign_key_pem(const struct sign_key *k, struct buf *out);

struct sign_how {
	const struct sign_key *key;
	const char	*domain;	/* d= */
	const char	*selector;	/* s= */
	const char	*headers;	/* h=: "From:Subject"; names doubled
					 * there are oversigned */
	bool		 simple_header, simple_body;	/* else relaxed */
	bool		 sha1;
	const char	*extra;		/* more tags, "t=1; x=2; ", or NULL; l=
					 * there is honoured */
};

/*
 * Adds the mail with a DKIM-Signature in front to out, line ends as CRLF.
 * The mail may have LF or CRLF.
 */
void	sign_dkim_how(const struct sign_how *how, struct span mail,
	    struct buf *out);
/* A set of ARC (RFC 8617) as this hop would add it. */
struct sign_arc {
	const struct sign_key *key;
	const char	*domain;	/* d= of both */
	const char	*selector;
	const char	*headers;	/* h= of the message signature */
	unsigned	 instance;	/* i=; the sets before it are there */
	const char	*cv;		/* "none", "pass", "fail" */
	const char	*results;	/* behind "i=1; " */
	const char	*extra;		/* more tags of the message signature,
					 * "l=10; ", or NULL */
	const char	*seal_extra;	/* of the seal, or NULL */
	bool		 simple;	/* the message signature, else
					 * relaxed; the seal always is */
};

/* Adds the mail with the set in front to out, line ends as CRLF. */
void	sign_arc(const struct sign_arc *how, struct span mail,
	    struct buf *out);
/* The usual: relaxed/relaxed. */
void	sign_dkim(const struct sign_key *k, const char *domain,
	    const char *selector, const char *headers, struct span mail,
	    struct buf *out);

#endif
