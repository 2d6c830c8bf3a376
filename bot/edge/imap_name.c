/* SPDX-License-Identifier: ISC */
/* Mailbox names on the wire: modified UTF-7 (RFC 3501, 5.1.3). */
#include <stdint.h>
#include <string.h>

#include "base/buf.h"
#include "base/str.h"
#include "edge/imap.h"

static const char digits[] =
    "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+,";

/* Bits of UTF-16 that wait for six of them to be together. */
struct shift {
	uint32_t	bits;
	unsigned	n;
};

static void
add_unit(struct buf *out, struct shift *s, unsigned unit)
{
	s->bits = (s->bits << 16) | unit;
	for (s->n += 16; s->n >= 6; s->n -= 6)
		buf_addc(out, digits[(s->bits >> (s->n - 6)) & 63]);
	s->bits &= (1U << s->n) - 1;
}

/* Adds the run of characters outside printable ASCII; returns its length. */
static size_t
add_run(struct buf *out, const char *p, size_t n)
{
	struct shift s = { 0, 0 };
	size_t i = 0, len;
	unsigned c;

	buf_addc(out, '&');
	while (i < n && (p[i] < 0x20 || p[i] > 0x7e)) {
		c = utf8_decode(p + i, n - i, &len);
		if (c >= 0x10000) {
			add_unit(out, &s, 0xd800 + ((c - 0x10000) >> 10));
			c = 0xdc00 + ((c - 0x10000) & 0x3ff);
		}
		add_unit(out, &s, c);
		i += len;
	}
	if (s.n > 0)
		buf_addc(out, digits[(s.bits << (6 - s.n)) & 63]);
	buf_addc(out, '-');
	return i;
}

int
imap_name(struct buf *out, const char *name, struct err *e)
{
	size_t i, n = strlen(name);

	if (n == 0 || n > 1000 || !utf8_valid(name, n) ||
	    strpbrk(name, "\r\n") != NULL)
		return err_set(e, ERR_INPUT, "a mailbox's name must be 1 to "
		    "1000 bytes of UTF-8 on one line");
	for (i = 0; i < n;) {
		if (name[i] < 0x20 || name[i] > 0x7e) {
			i += add_run(out, name + i, n - i);
			continue;
		}
		buf_addc(out, name[i]);
		if (name[i] == '&')
			buf_addc(out, '-');
		i++;
	}
	return 0;
}
