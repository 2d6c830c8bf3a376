/* SPDX-License-Identifier: ISC */
/*
 * Look-alikes; see lookalike.h.  The tables hold the letters that are drawn
 * like ASCII ones in common typefaces: what spoofed domains are made of.
 * They are no full list of confusable characters, and need not be: a domain
 * with one letter that stays unfolded is still caught as a slip.
 */
#include "text/lookalike.h"

#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include "base/buf.h"

/* Each string of letters looks like the ASCII letter before it. */
static const struct { char like; const char *letters; } alike[] = {
	{ 'a', "àáâãäåāăąǎȧạảấầẩẫậắằẳẵặÀÁÂÃÄÅĀĂĄẠаАαΑɑæ" },
	{ 'b', "ƀɓВвьЬΒƄ" },
	{ 'c', "çćĉċčÇĆĈĊČсСϲⅽℂ" },
	{ 'd', "ďđḍĎĐԁⅾɗ" },
	{ 'e', "èéêëēĕėęěẹẻẽếềểễệÈÉÊËĒĔĖĘĚеЕёЁєЄεΕ℮" },
	{ 'f', "ƒḟ" },
	{ 'g', "ĝğġģǧĜĞĠĢɡգ" },
	{ 'h', "ĥħḥĤĦһнНΗհ" },
	{ 'i', "ìíîïĩīĭįıịỉÌÍÎÏĨĪĬĮİіІїЇιΙɩӏⅰ" },
	{ 'j', "ĵĴјЈʝ" },
	{ 'k', "ķĸḳĶкКκΚ" },
	{ 'l', "ĺļľŀłḷĹĻĽĿŁⅼℓǀ" },
	{ 'm', "ḿṃмМΜⅿ" },
	{ 'n', "ñńņňŉṇÑŃŅŇпηΝո" },
	{ 'o', "òóôõöøōŏőơọỏốồổỗộớờởỡợÒÓÔÕÖØŌŎŐоОοΟσօ" },
	{ 'p', "ṗрРρΡ" },
	{ 'q', "ԛգ" },
	{ 'r', "ŕŗřṛŔŖŘгѓ" },
	{ 's', "śŝşšșṣŚŜŞŠȘѕЅʂ" },
	{ 't', "ţťŧțṭŢŤŦȚтТτΤ" },
	{ 'u', "ùúûüũūŭůűųưụủứừửữựÙÚÛÜŨŪŬŮŰŲυʋս" },
	{ 'v', "ṽṿνѵⅴ" },
	{ 'w', "ŵẁẃẅẉŴẀẂẄѡԝωш" },
	{ 'x', "ẋхХχΧⅹ" },
	{ 'y', "ýÿŷỳỵÝŶŸуУүΥγ" },
	{ 'z', "źżžẓŹŻŽΖᴢ" },
	{ '.', "。．｡․" },
	{ '-', "‐‑‒–—−·•‧™℠®©" },
	{ '|', "∣｜" },
};

/* Characters that show nothing: joiners, marks, directions, soft hyphens. */
static const struct { unsigned first, last; } invisible[] = {
	{ 0x00ad, 0x00ad }, { 0x0300, 0x036f }, { 0x180e, 0x180e },
	{ 0x200b, 0x200f }, { 0x202a, 0x202e }, { 0x2060, 0x206f },
	{ 0xfe00, 0xfe0f }, { 0xfeff, 0xfeff }, { 0xe0000, 0xe0fff },
};

static bool
is_invisible(unsigned c)
{
	size_t i;

	for (i = 0; i < sizeof(invisible) / sizeof(invisible[0]); i++)
		if (c >= invisible[i].first && c <= invisible[i].last)
			return true;
	return false;
}

static char
table_letter(const char *p, size_t len)
{
	const char *l;
	size_t i, n, one;

	for (i = 0; i < sizeof(alike) / sizeof(alike[0]); i++) {
		n = strlen(alike[i].letters);
		for (l = alike[i].letters; n > 0; l += one, n -= one) {
			utf8_decode(l, n, &one);
			if (one == len && memcmp(l, p, len) == 0)
				return alike[i].like;
		}
	}
	return '?';
}

/* The ASCII letter that c, which stands at p, looks like; '?': none. */
static char
ascii_like(unsigned c, const char *p, size_t len)
{
	if (c < 0x80)
		return ascii_lower((char)c);
	if (c == 0xa0 || (c >= 0x2000 && c <= 0x200a) || c == 0x3000)
		return ' ';
	if (c >= 0xff01 && c <= 0xff5e)		/* full width */
		return ascii_lower((char)(c - 0xff01 + '!'));
	if (c >= 0x1d400 && c < 0x1d6a4)	/* mathematical letters */
		return (char)('a' + (c - 0x1d400) % 26);
	if (c >= 0x1d7ce && c <= 0x1d7ff)
		return (char)('0' + (c - 0x1d7ce) % 10);
	if (c >= 0x24b6 && c <= 0x24e9)		/* circled letters */
		return (char)('a' + (c - 0x24b6) % 26);
	return table_letter(p, len);
}

/* One of the letters that share its shape; "rn" and "vv" are done later. */
static char
shape(char c)
{
	static const char from[] = "01i|5", to[] = "ollls";
	const char *p = strchr(from, c);

	return p != NULL && c != '\0' ? to[p - from] : c;
}

static const struct { const char *pair; char one; } pairs[] = {
	{ "rn", 'm' }, { "vv", 'w' },
};

/* Replaces the pair of letters at the end of out by one, where it is one. */
static void
join_pair(struct buf *out, size_t start)
{
	size_t i;

	if (out->n < start + 2)
		return;
	for (i = 0; i < sizeof(pairs) / sizeof(pairs[0]); i++) {
		if (memcmp(out->p + out->n - 2, pairs[i].pair, 2) != 0)
			continue;
		buf_cut(out, out->n - 2);
		buf_addc(out, pairs[i].one);
		return;
	}
}

void
lookalike_fold(struct buf *out, struct span text, enum lookalike how)
{
	size_t len, start = out->n;
	unsigned c;
	char l;

	for (; text.n > 0; text.p += len, text.n -= len) {
		c = utf8_decode(text.p, text.n, &len);
		if (is_invisible(c))
			continue;
		l = ascii_like(c, text.p, len);
		buf_addc(out, how == FOLD_SHAPE ? shape(l) : l);
		if (how == FOLD_SHAPE)
			join_pair(out, start);
	}
}

char
lookalike_first(struct span text)
{
	char two[2] = "";
	size_t len, i, n = 0;
	unsigned c;

	for (; text.n > 0 && n < 2; text.p += len, text.n -= len) {
		c = utf8_decode(text.p, text.n, &len);
		if (!is_invisible(c))
			two[n++] = shape(ascii_like(c, text.p, len));
	}
	for (i = 0; n == 2 && i < sizeof(pairs) / sizeof(pairs[0]); i++)
		if (memcmp(two, pairs[i].pair, 2) == 0)
			return pairs[i].one;
	return two[0];
}

/* --- RFC 3492 ---------------------------------------------------------- */

enum { BASE = 36, TMIN = 1, TMAX = 26, SKEW = 38, DAMP = 700,
	FIRST_BIAS = 72, FIRST_N = 128 };

static uint32_t
adapt(uint32_t delta, uint32_t points, bool first)
{
	uint32_t k = 0;

	delta = first ? delta / DAMP : delta / 2;
	delta += delta / points;
	for (; delta > (BASE - TMIN) * TMAX / 2; k += BASE)
		delta /= BASE - TMIN;
	return k + (BASE - TMIN + 1) * delta / (delta + SKEW);
}

static uint32_t
digit_of(char c)
{
	c = ascii_lower(c);
	return c >= 'a' && c <= 'z' ? (uint32_t)(c - 'a') :
	    c >= '0' && c <= '9' ? (uint32_t)(c - '0' + 26) : BASE;
}

/* Reads one generalized integer, 3.3; false where it is cut or too large. */
static bool
read_delta(struct span *s, uint32_t bias, uint32_t *delta)
{
	uint32_t d, k, t, w = 1;

	*delta = 0;
	for (k = BASE; ; k += BASE) {
		if (s->n == 0 || (d = digit_of(s->p[0])) == BASE ||
		    d > (UINT32_MAX / 2 - *delta) / w)
			return false;
		s->p++;
		s->n--;
		*delta += d * w;
		t = k <= bias ? TMIN : k >= bias + TMAX ? TMAX : k - bias;
		if (d < t)
			return true;
		if (w > UINT32_MAX / 2 / (BASE - t))
			return false;
		w *= BASE - t;
	}
}

static void
add_utf8(struct buf *b, uint32_t c)
{
	if (c < 0x80)
		buf_addc(b, (char)c);
	else if (c < 0x800) {
		buf_addc(b, (char)(0xc0 | c >> 6));
		buf_addc(b, (char)(0x80 | (c & 0x3f)));
	} else if (c < 0x10000) {
		buf_addc(b, (char)(0xe0 | c >> 12));
		buf_addc(b, (char)(0x80 | (c >> 6 & 0x3f)));
		buf_addc(b, (char)(0x80 | (c & 0x3f)));
	} else {
		buf_addc(b, (char)(0xf0 | c >> 18));
		buf_addc(b, (char)(0x80 | (c >> 12 & 0x3f)));
		buf_addc(b, (char)(0x80 | (c >> 6 & 0x3f)));
		buf_addc(b, (char)(0x80 | (c & 0x3f)));
	}
}

/* Decodes what stands behind "xn--" into points; their number, 0 if wrong. */
static uint32_t
punycode(struct span s, uint32_t points[LOOKALIKE_LABEL_MAX])
{
	const char *dash = memrchr(s.p, '-', s.n);
	uint32_t n = 0, c = FIRST_N, at = 0, bias = FIRST_BIAS, delta;

	if (dash != NULL) {
		for (; s.p < dash; s.p++, s.n--)
			points[n++] = (unsigned char)*s.p;
		s.p++;
		s.n--;
	}
	while (s.n > 0) {
		if (n == LOOKALIKE_LABEL_MAX || !read_delta(&s, bias, &delta))
			return 0;
		bias = adapt(delta, n + 1, at == 0 && c == FIRST_N);
		delta += at;
		c += delta / (n + 1);
		at = delta % (n + 1);
		if (c > 0x10ffff || (c >= 0xd800 && c <= 0xdfff))
			return 0;
		memmove(points + at + 1, points + at,
		    (n - at) * sizeof(*points));
		points[at++] = c;
		n++;
	}
	return n;
}

void
lookalike_domain(struct buf *out, const char *domain)
{
	uint32_t points[LOOKALIKE_LABEL_MAX], n, i;
	size_t len;
	struct span l;

	for (; ; domain += len + 1) {
		len = strcspn(domain, ".");
		l = (struct span){ domain, len };
		n = 0;
		if (len <= LOOKALIKE_LABEL_MAX && span_starts_nocase(l, "xn--"))
			n = punycode((struct span){ l.p + 4, l.n - 4 }, points);
		for (i = 0; i < n; i++)
			add_utf8(out, points[i]);
		if (n == 0)
			buf_add(out, domain, len);
		if (domain[len] == '\0')
			return;
		buf_addc(out, '.');
	}
}

bool
lookalike_slip(struct span a, struct span b)
{
	size_t i = 0, tail;

	if (a.n > b.n)
		return lookalike_slip(b, a);
	if (b.n > a.n + 1)
		return false;
	while (i < a.n && a.p[i] == b.p[i])
		i++;
	if (i == a.n)
		return true;
	/* longer by one: b's letter at i is the one too many */
	tail = a.n - i;
	if (b.n > a.n)
		return memcmp(a.p + i, b.p + i + 1, tail) == 0;
	if (memcmp(a.p + i + 1, b.p + i + 1, tail - 1) == 0)
		return true;
	return tail >= 2 && a.p[i] == b.p[i + 1] && a.p[i + 1] == b.p[i] &&
	    memcmp(a.p + i + 2, b.p + i + 2, tail - 2) == 0;
}
