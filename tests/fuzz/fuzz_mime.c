/* SPDX-License-Identifier: ISC */
/*
 * The whole way of a mail through the reader's child: taken apart, classed,
 * its bulletins read, packed; and what core does with that.  The first byte
 * chooses the reader that is hinted at and whether a person wrote.
 */
#include <stdint.h>
#include <stdlib.h>

#include "base/arena.h"
#include "base/buf.h"
#include "tests/support/readers.h"

int	LLVMFuzzerTestOneInput(const uint8_t *data, size_t n);

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t n)
{
	static const char *const hints[] = { NULL, "any", "cisa", "debian",
	    "microsoft", "redhat", "ubuntu", "nobody" };
	struct list bulletins = { 0 }, *back;
	struct buf b = { 0 };
	struct reading r, *again;
	struct arena *a;
	struct unpack u;

	if (n == 0)
		return 0;
	a = arena_new();
	readers_read(a, (struct span){ (const char *)data + 1, n - 1 },
	    hints[data[0] & 7], (data[0] & 8) != 0, &r, &bulletins);
	reading_pack(&b, &r);
	u = (struct unpack){ b.p, b.n, false };
	again = reading_unpack(a, &u);
	if (again == NULL)
		abort();	/* we do not understand ourselves */
	if (again->claims.p != NULL) {
		back = facts_unpack(a, again->claims);
		if (back == NULL || back->n != bulletins.n)
			abort();
	}
	readers_free(&r, &bulletins);
	buf_free(&b);
	arena_free(a);
	return 0;
}
