/* SPDX-License-Identifier: ISC */
/* UTF-8 (RFC 3629); see str.h. */
#include <stdint.h>
#include <string.h>

#include "base/buf.h"
#include "base/str.h"

unsigned
utf8_decode(const char *text, size_t n, size_t *len)
{
	static const unsigned least[] = { 0, 0, 0x80, 0x800, 0x10000 };
	const unsigned char *p = (const unsigned char *)text;
	unsigned c = p[0];
	size_t i, want = c < 0x80 ? 1 : (c & 0xe0) == 0xc0 ? 2 :
	    (c & 0xf0) == 0xe0 ? 3 : (c & 0xf8) == 0xf0 ? 4 : 0;

	*len = 1;
	if (want == 1)
		return c;
	if (want == 0 || want > n)
		return 0xfffd;
	c &= 0x7fU >> want;
	for (i = 1; i < want; i++) {
		if ((p[i] & 0xc0) != 0x80)
			return 0xfffd;
		c = c << 6 | (p[i] & 0x3f);
	}
	if (c < least[want] || c > 0x10ffff || (c >= 0xd800 && c <= 0xdfff))
		return 0xfffd;
	*len = want;
	return c;
}

size_t
utf8_cut(const char *s, size_t max)
{
	size_t n = strnlen(s, max + 1);

	if (n <= max)
		return n;
	for (n = max; n > 0 && ((unsigned char)s[n] & 0xc0) == 0x80; n--)
		;
	return n;
}

/* Unicode 15: controls, default ignorable characters, blank letters; not the
 * selectors of a variant (FE00 to FE0F), which honest emoji bear. */
static const struct { unsigned first, last; } invisible[] = {
	{ 0x0000, 0x001f }, { 0x007f, 0x009f }, { 0x00ad, 0x00ad },
	{ 0x034f, 0x034f }, { 0x061c, 0x061c }, { 0x115f, 0x1160 },
	{ 0x17b4, 0x17b5 }, { 0x180b, 0x180e }, { 0x200b, 0x200f },
	{ 0x2028, 0x202e }, { 0x2060, 0x206f }, { 0x2800, 0x2800 },
	{ 0x3164, 0x3164 }, { 0xfeff, 0xfeff }, { 0xffa0, 0xffa0 },
	{ 0xfff0, 0xfffb }, { 0xe0000, 0xe0fff },
};

bool
utf8_invisible(unsigned c)
{
	size_t i;

	if (c >= ' ' && c < 0x7f)
		return false;
	for (i = 0; i < sizeof(invisible) / sizeof(invisible[0]); i++)
		if (c >= invisible[i].first && c <= invisible[i].last)
			return true;
	return false;
}

void
utf8_one_line(char *line)
{
	size_t left = strlen(line), n;
	char *p, *w;
	unsigned c;

	for (p = w = line; left > 0; p += n, left -= n) {
		if (*p > ' ' && *p < 0x7f) {	/* most of them */
			*w++ = *p;
			n = 1;
			continue;
		}
		c = utf8_decode(p, left, &n);
		if (c == '\n' || c == '\t' || c == '\r')
			c = ' ';
		if (c == ' ') {
			if (w > line && w[-1] != ' ')
				*w++ = ' ';
		} else if (!utf8_invisible(c)) {
			memmove(w, p, n);
			w += n;
		}
	}
	while (w > line && w[-1] == ' ')
		w--;
	*w = '\0';
}

#define EACH(byte) (UINT64_C(0x0101010101010101) * (byte))

/* The bytes at p in one number; there are eight. */
static uint64_t
eight(const char *p)
{
	uint64_t v;

	memcpy(&v, p, sizeof(v));
	return v;
}

/* How many ASCII characters the bytes begin with. */
static size_t
ascii_run(const char *p, size_t n)
{
	size_t i = 0;

	while (n - i >= 8 && (eight(p + i) & EACH(0x80)) == 0)
		i += 8;
	while (i < n && (p[i] & 0x80) == 0)
		i++;
	return i;
}

static bool
is_clean(char c)
{
	return c == '\t' || c == '\n' || (c >= 0x20 && c < 0x7f);
}

/* Eight bytes of 0x20 to 0x7e? */
static bool
is_printable(uint64_t v)
{
	uint64_t del = v ^ EACH(0x7f);

	return ((v | (v - EACH(0x20)) | (del - EACH(1))) & EACH(0x80)) == 0;
}

/* How many characters the bytes begin with that are ASCII and stay. */
static size_t
clean_run(const char *p, size_t n)
{
	size_t i = 0;

	for (;;) {
		while (n - i >= 8 && is_printable(eight(p + i)))
			i += 8;
		if (i >= n || !is_clean(p[i]))
			return i;
		i++;
	}
}

bool
utf8_valid(const char *p, size_t n)
{
	size_t len = ascii_run(p, n);

	for (p += len, n -= len; n > 0; p += len, n -= len) {
		len = ascii_run(p, n);
		if (len == 0 && utf8_decode(p, n, &len) == 0xfffd &&
		    !(len == 3 && memcmp(p, "\xef\xbf\xbd", 3) == 0))
			return false;
	}
	return true;
}

void
utf8_add_clean(struct buf *b, const char *p, size_t n)
{
	size_t len;
	unsigned c;

	for (; n > 0; p += len, n -= len) {
		len = clean_run(p, n);
		if (len > 0) {
			buf_add(b, p, len);
			continue;
		}
		c = utf8_decode(p, n, &len);
		if (c == 0xfffd)
			buf_adds(b, "\xef\xbf\xbd");
		else if (c == '\t' || c == '\n' || (c >= 0x20 &&
		    (c < 0x7f || c >= 0xa0)))
			buf_add(b, p, len);
	}
}
