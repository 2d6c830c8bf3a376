/* SPDX-License-Identifier: ISC */
/* Keys of signatures, decoded once; see dkim_decoded.h. */
#include "text/dkim_decoded.h"

#include <openssl/bio.h>
#include <openssl/err.h>
#include <openssl/evp.h>
#include <openssl/x509.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include "base/buf.h"
#include "base/mem.h"
#include "text/decode.h"

#define PLACES	512		/* keys; one per hash value */
#define KEY_MAX	4096		/* bytes of one that is kept */

static struct {
	unsigned char	*bytes;
	size_t		 n;
	EVP_PKEY	*key;	/* NULL: none here */
} kept[PLACES];

static size_t
place_of(const unsigned char *p, size_t n)
{
	uint32_t h = 2166136261U;

	while (n-- > 0)
		h = (h ^ *p++) * 16777619U;
	return h % PLACES;
}

static void
drop(size_t i)
{
	EVP_PKEY_free(kept[i].key);
	free(kept[i].bytes);
	kept[i].key = NULL;
	kept[i].bytes = NULL;
	kept[i].n = 0;
}

static EVP_PKEY *
decode(const unsigned char *p, size_t n)
{
	size_t i = place_of(p, n);
	const unsigned char *end = p;
	EVP_PKEY *key;

	if (kept[i].key != NULL && kept[i].n == n &&
	    memcmp(kept[i].bytes, p, n) == 0)
		return EVP_PKEY_up_ref(kept[i].key) == 1 ? kept[i].key : NULL;
	key = d2i_PUBKEY(NULL, &end, (long)n);
	if (key == NULL) {
		/* what 3.6.1 asks for by its words, and few publish */
		end = p;
		key = d2i_PublicKey(EVP_PKEY_RSA, NULL, &end, (long)n);
		ERR_clear_error();
	}
	if (key == NULL || n > KEY_MAX || EVP_PKEY_up_ref(key) != 1)
		return key;
	drop(i);
	kept[i].bytes = mem_alloc(n);
	memcpy(kept[i].bytes, p, n);
	kept[i].n = n;
	kept[i].key = key;
	return key;
}

/* In place of OpenSSL's; libopendkim hands it bytes in memory, which it reads
 * no further afterwards, and takes no key to fill. */
EVP_PKEY *
d2i_PUBKEY_bio(BIO *b, EVP_PKEY **out)
{
	char *p = NULL;
	long n = BIO_get_mem_data(b, &p);
	EVP_PKEY *key = n > 0 && p != NULL ?
	    decode((const unsigned char *)p, (size_t)n) : NULL;

	if (out != NULL && key != NULL) {
		EVP_PKEY_free(*out);
		*out = key;
	}
	return key;
}

unsigned
dkim_decoded_bits(const char *base64)
{
	struct span s = span_of(base64);
	struct buf padded = { 0 }, bytes = { 0 };
	EVP_PKEY *key = NULL;
	int bits;

	while (s.n > 0 && s.p[s.n - 1] == '=')
		s.n--;
	buf_add(&padded, s.p, s.n);
	while (padded.n % 4 != 0)
		buf_addc(&padded, '=');
	if (decode_base64(&bytes, (struct span){ padded.p, padded.n }) &&
	    bytes.n > 0)
		key = decode((const unsigned char *)bytes.p, bytes.n);
	bits = key != NULL ? EVP_PKEY_get_bits(key) : 0;
	EVP_PKEY_free(key);
	buf_free(&padded);
	buf_free(&bytes);
	return bits > 0 ? (unsigned)bits : 0;
}

size_t
dkim_decoded_count(void)
{
	size_t i, n = 0;

	for (i = 0; i < PLACES; i++)
		n += kept[i].key != NULL;
	return n;
}

void
dkim_decoded_forget(void)
{
	size_t i;

	for (i = 0; i < PLACES; i++)
		drop(i);
}
