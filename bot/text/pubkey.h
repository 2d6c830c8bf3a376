/* SPDX-License-Identifier: ISC */
/*
 * Public keys and SHA-256, as ARC's signatures need them (RFC 6376, 3.3; RFC
 * 8463): the one place of the prover that knows OpenSSL.
 */
#ifndef TEXT_PUBKEY_H
#define TEXT_PUBKEY_H

#include <stdbool.h>
#include <stddef.h>

#include "base/str.h"

#define SHA256_BYTES	32

struct pubkey;
struct sha256;

/*
 * A key from a record's p= (base64 without blanks): an RSA key as
 * SubjectPublicKeyInfo or bare (RFC 8017, A.1.1), or Ed25519's 32 bytes.  NULL
 * where it is none.
 */
struct pubkey *pubkey_new(bool ed25519, const char *base64);
void	pubkey_free(struct pubkey *k);
unsigned pubkey_bits(const struct pubkey *k);
/* Whether signature (base64 without blanks) is this key's over the data:
 * PKCS #1 1.5 with SHA-256, or Ed25519 over the SHA-256 hash. */
bool	pubkey_verify(const struct pubkey *k, struct span data,
	    const char *signature);

struct sha256 *sha256_new(void);
void	sha256_add(struct sha256 *h, const char *p, size_t n);
/* Frees it; the hash is in out. */
void	sha256_end(struct sha256 *h, unsigned char out[SHA256_BYTES]);
/* Whether the base64 (without blanks) says exactly this hash. */
bool	sha256_is(const unsigned char hash[SHA256_BYTES], const char *base64);

#endif
