/* SPDX-License-Identifier: ISC */
/* Headers, addresses, encoded words and mboxes from any bytes. */
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include "base/arena.h"
#include "base/buf.h"
#include "text/address.h"
#include "text/encoded.h"
#include "text/mail.h"
#include "text/mbox.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t n);

static void
need(int ok)
{
	if (!ok)
		abort();
}

static void
one_line(const char *s)
{
	need(s == NULL || (utf8_valid(s, strlen(s)) &&
	    strpbrk(s, "\r\n") == NULL));
}

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t n)
{
	struct span bytes = { (const char *)data, n };
	struct arena *a = arena_new();
	struct address addr;
	struct buf b = { 0 };
	struct mail m;
	struct mbox box;
	size_t total = 0;

	mail_scan(a, bytes, &m);
	one_line(m.from_name);
	one_line(m.subject);
	one_line(m.to);
	need(m.n <= MAIL_FIELDS_MAX);
	need(m.malformed != NULL || m.from != NULL);
	address_parse(a, bytes, &addr);
	need((addr.address == NULL) == (addr.malformed != NULL));
	one_line(addr.name);
	/* what was read as one address is read as the same one again */
	if (addr.address != NULL) {
		struct address again;

		address_parse(a, span_of(addr.address), &again);
		need(again.address != NULL &&
		    strcmp(again.address, addr.address) == 0);
	}
	encoded_decode(&b, bytes);
	need(utf8_valid(buf_str(&b), b.n));
	mbox_open(&box, bytes);
	while (mbox_next(&box, &b))
		total += b.n;
	need(total <= n + n / 4 + 16);
	buf_free(&b);
	arena_free(a);
	return 0;
}
