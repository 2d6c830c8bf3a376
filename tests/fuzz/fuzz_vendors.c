/* SPDX-License-Identifier: ISC */
/* Who a mail claims to be: the first line is its address, the rest its display
 * name.  Whoever has an address of a vendor's own is found by it. */
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include "base/arena.h"
#include "text/vendors.h"

int	LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static const char file[] =
    "vendor microsoft { from *@microsoft.com *@*.microsoft.com\n"
    "	prove any { dmarc } }\n"
    "vendor redhat { name \"Red Hat\"; from a@redhat.com\n"
    "	prove any { dmarc } }\n"
    "vendor isc { name ISC; from *@lists.isc.org *@isc.co.uk\n"
    "	prove any { dmarc } }\n";

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	struct arena *a = arena_new();
	struct conf_report r = { .arena = a };
	struct span rest = { (const char *)data, size }, line = { NULL, 0 };
	const struct vendor *v, *claimed;
	struct list vendors = { 0 };
	const char *how, *address;

	if (vendors_read(a, conf_read_bytes(a, "v", span_of(file), &r),
	    &vendors, &r) == -1)
		abort();
	span_line(&rest, &line);
	address = arena_strn(a, line.p, line.n);
	v = vendors_by_address(&vendors, address);
	claimed = vendors_claimed(a, &vendors, address,
	    arena_strn(a, rest.p, rest.n), &how);
	if ((v != NULL && (claimed != v || !vendors_own(v, address))) ||
	    (claimed == NULL) != (how == NULL))
		abort();
	arena_free(a);
	return 0;
}
