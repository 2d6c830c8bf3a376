/* SPDX-License-Identifier: ISC */
/*
 * Public keys and hashes, as the signatures of DKIM and ARC need them (RFC
 * 6376, 3.3; RFC 8463): the one place of their proof that knows OpenSSL.
 */
#ifndef TEXT_PUBKEY_H
#define TEXT_PUBKEY_H

#include <stdbool.h>
#include <stddef.h>

#include "base/str.h"

#define HASH_BYTES	32

struct pubkey;
struct digest;

struct hash {
	unsigned char	bytes[HASH_BYTES];
	size_t		n;	/* 0: this OpenSSL does not know it */
};

/*
 * A key from a record's p= (base64 without blanks): an RSA key as
 * SubjectPublicKeyInfo or bare (RFC 8017, A.1.1), or Ed25519's 32 bytes.  NULL
 * where it is none.  To decode one costs OpenSSL 3 more than to check a
 * signature by it, so it is kept by its text: the same text is the same key.
 */
struct pubkey *pubkey_new(bool ed25519, const char *base64);
void	pubkey_free(struct pubkey *k);
size_t	pubkey_kept(void);
void	pubkey_forget(void);	/* all that are kept */
unsigned pubkey_bits(const struct pubkey *k);
/* Whether signature (base64 without blanks) is this key's over the data:
 * PKCS #1 1.5 with SHA-256 or SHA-1, or Ed25519 over the SHA-256 hash. */
bool	pubkey_verify(const struct pubkey *k, bool sha1, struct span data,
	    const char *signature);

struct digest *digest_new(bool sha1);	/* else SHA-256 */
void	digest_add(struct digest *d, const char *p, size_t n);
void	digest_end(struct digest *d, struct hash *out);	/* frees it */
/* Whether the base64 (without blanks) says exactly this hash. */
bool	hash_is(const struct hash *h, const char *base64);

#endif
