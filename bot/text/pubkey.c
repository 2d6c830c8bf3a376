/* SPDX-License-Identifier: ISC */
/* Public keys and SHA-256 with OpenSSL; see pubkey.h. */
#include "text/pubkey.h"

#include <openssl/err.h>
#include <openssl/evp.h>
#include <openssl/x509.h>
#include <stdlib.h>
#include <string.h>

#include "base/log.h"
#include "base/mem.h"

#define DECODED_MAX	4096	/* bytes of a key or a signature */
#define ED25519_BYTES	32

struct pubkey {
	EVP_PKEY	*key;
	bool		 ed25519;
};

struct sha256 {
	EVP_MD_CTX	*ctx;
};

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

struct pubkey *
pubkey_new(bool ed25519, const char *base64)
{
	unsigned char bytes[DECODED_MAX];
	size_t n = decode(base64, bytes);
	struct pubkey *k;
	EVP_PKEY *key;

	if (ed25519)
		key = n != ED25519_BYTES ? NULL : EVP_PKEY_new_raw_public_key(
		    EVP_PKEY_ED25519, NULL, bytes, n);
	else
		key = n == 0 ? NULL : rsa_of(bytes, n);
	if (key != NULL && !ed25519 && EVP_PKEY_base_id(key) != EVP_PKEY_RSA) {
		EVP_PKEY_free(key);
		key = NULL;
	}
	ERR_clear_error();
	if (key == NULL)
		return NULL;
	k = mem_alloc(sizeof(*k));
	k->key = key;
	k->ed25519 = ed25519;
	return k;
}

void
pubkey_free(struct pubkey *k)
{
	if (k == NULL)
		return;
	EVP_PKEY_free(k->key);
	free(k);
}

unsigned
pubkey_bits(const struct pubkey *k)
{
	return k->ed25519 ? 256 : (unsigned)EVP_PKEY_get_bits(k->key);
}

bool
pubkey_verify(const struct pubkey *k, struct span data, const char *signature)
{
	const unsigned char *what = (const unsigned char *)data.p;
	unsigned char sig[DECODED_MAX], hash[SHA256_BYTES];
	size_t n = decode(signature, sig), len = data.n;
	EVP_MD_CTX *ctx = EVP_MD_CTX_new();
	struct sha256 *h;
	bool good;

	if (k->ed25519) {
		h = sha256_new();
		sha256_add(h, data.p, data.n);
		sha256_end(h, hash);
		what = hash;
		len = sizeof(hash);
	}
	good = n > 0 && ctx != NULL && EVP_DigestVerifyInit(ctx, NULL,
	    k->ed25519 ? NULL : EVP_sha256(), NULL, k->key) == 1 &&
	    EVP_DigestVerify(ctx, sig, n, what, len) == 1;
	EVP_MD_CTX_free(ctx);
	ERR_clear_error();
	return good;
}

struct sha256 *
sha256_new(void)
{
	struct sha256 *h = mem_alloc(sizeof(*h));

	h->ctx = EVP_MD_CTX_new();
	if (h->ctx == NULL ||
	    EVP_DigestInit_ex(h->ctx, EVP_sha256(), NULL) != 1)
		log_fatalx("OpenSSL knows no SHA-256 here");
	return h;
}

void
sha256_add(struct sha256 *h, const char *p, size_t n)
{
	if (n > 0 && EVP_DigestUpdate(h->ctx, p, n) != 1)
		log_fatalx("OpenSSL cannot hash");
}

void
sha256_end(struct sha256 *h, unsigned char out[SHA256_BYTES])
{
	if (EVP_DigestFinal_ex(h->ctx, out, NULL) != 1)
		log_fatalx("OpenSSL cannot hash");
	EVP_MD_CTX_free(h->ctx);
	free(h);
}

bool
sha256_is(const unsigned char hash[SHA256_BYTES], const char *base64)
{
	unsigned char said[DECODED_MAX];

	return decode(base64, said) == SHA256_BYTES &&
	    memcmp(said, hash, SHA256_BYTES) == 0;
}
