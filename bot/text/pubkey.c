/* SPDX-License-Identifier: ISC */
/* Public keys and hashes with OpenSSL; see pubkey.h. */
#include "text/pubkey.h"

#include <openssl/err.h>
#include <openssl/evp.h>
#include <openssl/rsa.h>
#include <openssl/x509.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include "base/mem.h"

#define DECODED_MAX	4096	/* bytes of a key or a signature */
#define ED25519_BYTES	32
#define PLACES		512	/* keys that are kept; one per hash value */

struct pubkey {
	EVP_PKEY	*key;
	EVP_PKEY_CTX	*sha256;	/* RSA: ready to check with it */
	bool		 ed25519;
	unsigned	 holders;
	char		*base64;
};

struct digest {
	EVP_MD_CTX	*ctx;	/* NULL: this OpenSSL does not know it */
};

static struct pubkey *kept[PLACES];

/* Base64, its padding perhaps left out; the number of bytes, 0 if none. */
static size_t
decode(const char *s, unsigned char out[DECODED_MAX])
{
	unsigned char padded[DECODED_MAX + 4];
	size_t n = strlen(s), pad = 0;
	int got;

	while (n > 0 && s[n - 1] == '=')
		n--;
	if (n == 0 || n > DECODED_MAX - 4)
		return 0;
	memcpy(padded, s, n);
	for (; n % 4 != 0; n++, pad++)
		padded[n] = '=';
	got = EVP_DecodeBlock(out, padded, (int)n);
	return pad > 2 || got < (int)pad ? 0 : (size_t)got - pad;
}

/* --- hashes ----------------------------------------------------------- */

/* Asked for once: to find it by its name costs more than a short text. */
static const EVP_MD *
algorithm(bool sha1)
{
	static EVP_MD *known[2];

	if (known[sha1] == NULL) {
		known[sha1] = EVP_MD_fetch(NULL, sha1 ? "SHA1" : "SHA256",
		    NULL);
		ERR_clear_error();
	}
	return known[sha1];
}

struct digest *
digest_new(bool sha1)
{
	struct digest *d = mem_alloc(sizeof(*d));
	const EVP_MD *md = algorithm(sha1);

	d->ctx = md != NULL ? EVP_MD_CTX_new() : NULL;
	if (d->ctx != NULL && EVP_DigestInit_ex2(d->ctx, md, NULL) != 1) {
		EVP_MD_CTX_free(d->ctx);
		d->ctx = NULL;
	}
	return d;
}

void
digest_add(struct digest *d, const char *p, size_t n)
{
	if (d->ctx != NULL && n > 0 && EVP_DigestUpdate(d->ctx, p, n) != 1) {
		EVP_MD_CTX_free(d->ctx);
		d->ctx = NULL;
	}
}

void
digest_end(struct digest *d, struct hash *out)
{
	unsigned n = 0;

	if (d->ctx == NULL || EVP_DigestFinal_ex(d->ctx, out->bytes, &n) != 1)
		n = 0;
	out->n = n;
	EVP_MD_CTX_free(d->ctx);
	free(d);
}

bool
hash_is(const struct hash *h, const char *base64)
{
	unsigned char said[DECODED_MAX];

	return h->n > 0 && decode(base64, said) == h->n &&
	    memcmp(said, h->bytes, h->n) == 0;
}

/* --- keys ------------------------------------------------------------- */

/* As everybody publishes it, or the bare key that RFC 6376, 3.6.1 names. */
static EVP_PKEY *
rsa_of(const unsigned char *bytes, size_t n)
{
	const unsigned char *p = bytes;
	EVP_PKEY *key = d2i_PUBKEY(NULL, &p, (long)n);

	p = bytes;
	return key != NULL ? key :
	    d2i_PublicKey(EVP_PKEY_RSA, NULL, &p, (long)n);
}

static EVP_PKEY *
key_of(bool ed25519, const char *base64)
{
	unsigned char bytes[DECODED_MAX];
	size_t n = decode(base64, bytes);
	EVP_PKEY *key;

	if (ed25519)
		return n != ED25519_BYTES ? NULL : EVP_PKEY_new_raw_public_key(
		    EVP_PKEY_ED25519, NULL, bytes, n);
	key = n == 0 ? NULL : rsa_of(bytes, n);
	if (key == NULL || EVP_PKEY_base_id(key) == EVP_PKEY_RSA)
		return key;
	EVP_PKEY_free(key);
	return NULL;
}

/* A context that checks signatures over such hashes, as often as asked. */
static EVP_PKEY_CTX *
checks(EVP_PKEY *key, bool sha1)
{
	EVP_PKEY_CTX *ctx = EVP_PKEY_CTX_new(key, NULL);

	if (ctx != NULL && algorithm(sha1) != NULL &&
	    EVP_PKEY_verify_init(ctx) == 1 &&
	    EVP_PKEY_CTX_set_rsa_padding(ctx, RSA_PKCS1_PADDING) == 1 &&
	    EVP_PKEY_CTX_set_signature_md(ctx, algorithm(sha1)) == 1)
		return ctx;
	EVP_PKEY_CTX_free(ctx);
	return NULL;
}

/* Where a key of that text is kept. */
static struct pubkey **
place_of(const char *base64)
{
	uint32_t h = HASH_BEGIN;

	for (; *base64 != '\0'; base64++)
		h = hash_more(h, *base64);
	return &kept[h % PLACES];
}

struct pubkey *
pubkey_new(bool ed25519, const char *base64)
{
	struct pubkey **place = place_of(base64), *k = *place;
	EVP_PKEY *key;

	if (k != NULL && k->ed25519 == ed25519 &&
	    strcmp(k->base64, base64) == 0) {
		k->holders++;
		return k;
	}
	key = key_of(ed25519, base64);
	ERR_clear_error();
	if (key == NULL)
		return NULL;
	k = mem_alloc(sizeof(*k));
	*k = (struct pubkey){ .key = key, .ed25519 = ed25519, .holders = 2,
	    .sha256 = ed25519 ? NULL : checks(key, false),
	    .base64 = mem_str(base64) };
	pubkey_free(*place);
	*place = k;
	return k;
}

void
pubkey_free(struct pubkey *k)
{
	if (k == NULL || --k->holders > 0)
		return;
	EVP_PKEY_CTX_free(k->sha256);
	EVP_PKEY_free(k->key);
	free(k->base64);
	free(k);
}

size_t
pubkey_kept(void)
{
	size_t i, n = 0;

	for (i = 0; i < PLACES; i++)
		n += kept[i] != NULL;
	return n;
}

void
pubkey_forget(void)
{
	size_t i;

	for (i = 0; i < PLACES; i++) {
		pubkey_free(kept[i]);
		kept[i] = NULL;
	}
}

unsigned
pubkey_bits(const struct pubkey *k)
{
	return k->ed25519 ? 256 : (unsigned)EVP_PKEY_get_bits(k->key);
}

/* --- signatures ------------------------------------------------------- */

static bool
verify_rsa(const struct pubkey *k, bool sha1, const struct hash *h,
    const unsigned char *sig, size_t n)
{
	EVP_PKEY_CTX *ctx = sha1 ? checks(k->key, true) : k->sha256;
	bool good = ctx != NULL &&
	    EVP_PKEY_verify(ctx, sig, n, h->bytes, h->n) == 1;

	if (sha1)
		EVP_PKEY_CTX_free(ctx);
	return good;
}

static bool
verify_ed25519(const struct pubkey *k, const struct hash *h,
    const unsigned char *sig, size_t n)
{
	EVP_MD_CTX *ctx = EVP_MD_CTX_new();
	bool good = ctx != NULL &&
	    EVP_DigestVerifyInit(ctx, NULL, NULL, NULL, k->key) == 1 &&
	    EVP_DigestVerify(ctx, sig, n, h->bytes, h->n) == 1;

	EVP_MD_CTX_free(ctx);
	return good;
}

bool
pubkey_verify(const struct pubkey *k, bool sha1, struct span data,
    const char *signature)
{
	struct digest *d = digest_new(sha1 && !k->ed25519);
	unsigned char sig[DECODED_MAX];
	size_t n = decode(signature, sig);
	struct hash h;
	bool good;

	digest_add(d, data.p, data.n);
	digest_end(d, &h);
	good = h.n > 0 && n > 0 && (k->ed25519 ?
	    verify_ed25519(k, &h, sig, n) : verify_rsa(k, sha1, &h, sig, n));
	ERR_clear_error();
	return good;
}
