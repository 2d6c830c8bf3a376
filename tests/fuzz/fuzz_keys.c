/* SPDX-License-Identifier: ISC */
/* A key file: OpenPGP's armour and packets, and certificates; and what the
 * verifier is sent of them. */
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include "base/arena.h"
#include "text/keyring.h"
#include "text/pgp_key.h"

int	LLVMFuzzerTestOneInput(const uint8_t *data, size_t n);

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t n)
{
	struct span bytes = { (const char *)data, n };
	struct arena *a = arena_new();
	struct key_file f = { .owner = "vendor x", .path = "x",
	    .bytes = bytes };
	struct err e = { 0 };
	uint32_t kind;
	size_t i;

	for (kind = KEY_PGP; kind <= KEY_SMIME; kind++) {
		f.kind = kind;
		if (keyring_look(a, &f, &e) == -1)
			continue;
		if (f.keys.n == 0)
			abort();
		for (i = 0; i < f.keys.n; i++) {
			const struct key_facts *k = f.keys.at[i];

			if (strlen(k->id) != (kind == KEY_PGP ? 40 : 64))
				abort();
		}
	}
	keyring_unpack(a, bytes);
	arena_free(a);
	return 0;
}
