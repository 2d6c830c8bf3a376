/* SPDX-License-Identifier: ISC */
/* A name for what was signed; see digest.h. */
#include "text/digest.h"

#include <openssl/evp.h>
#include <stdio.h>
#include <string.h>

#include "base/arena.h"
#include "base/buf.h"
#include "base/pack.h"

const char *
digest_id(struct arena *a, const char *signer, int64_t made,
    const struct list *contents)
{
	unsigned char sum[EVP_MAX_MD_SIZE];
	struct buf b = { 0 };
	unsigned n = 0, i;
	char *out = NULL;
	size_t k;

	/* each with its length before it: no two ways to come to the same */
	pack_str(&b, signer);
	pack_i64(&b, made);
	for (k = 0; k < contents->n; k++)
		pack_span(&b, *(struct span *)contents->at[k]);
	if (EVP_Digest(b.p, b.n, sum, &n, EVP_sha256(), NULL) == 1) {
		out = arena_alloc(a, 2 * n + 1);
		for (i = 0; i < n; i++)
			snprintf(out + 2 * i, 3, "%02x", sum[i]);
	}
	buf_free(&b);
	return out;
}
