/* SPDX-License-Identifier: ISC */
/* Any bytes as a configuration: what is read, printed and read again is equal
 * as printed. */
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include "base/arena.h"
#include "base/buf.h"
#include "text/conf.h"
#include "text/vendors.h"

int	LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	struct arena *a = arena_new();
	struct conf_report r = { .arena = a };
	struct buf one = { 0 }, two = { 0 };
	struct list vendors = { 0 };
	struct conf_node *n;

	n = conf_read_bytes(a, "fuzz",
	    (struct span){ (const char *)data, size }, &r);
	if ((n == NULL) != (r.errors > 0))
		abort();
	if (n == NULL)
		goto out;
	conf_print(&one, n, NULL, 0);
	n = conf_read_bytes(a, "again", (struct span){ one.p, one.n }, &r);
	if (n == NULL)
		abort();
	conf_print(&two, n, NULL, 0);
	if (one.n != two.n || strcmp(buf_str(&one), buf_str(&two)) != 0)
		abort();
	conf_check(n, vendors_rules, &r);
	vendors_read(a, n, &vendors, &r);
out:
	buf_free(&one);
	buf_free(&two);
	arena_free(a);
	return 0;
}
