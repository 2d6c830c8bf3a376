/* SPDX-License-Identifier: ISC */
/* Strings; see str.h. */
#include "base/str.h"

#include <errno.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include "base/buf.h"

struct span
span_of(const char *s)
{
	return (struct span){ s, s != NULL ? strlen(s) : 0 };
}

static bool
is_blank(char c)
{
	return c == ' ' || c == '\t' || c == '\r' || c == '\n';
}

struct span
span_trim(struct span s)
{
	while (s.n > 0 && is_blank(s.p[0])) {
		s.p++;
		s.n--;
	}
	while (s.n > 0 && is_blank(s.p[s.n - 1]))
		s.n--;
	return s;
}

bool
span_eq(struct span a, const char *b)
{
	return a.n == strlen(b) && (a.n == 0 || memcmp(a.p, b, a.n) == 0);
}

bool
span_eq_nocase(struct span a, const char *b)
{
	return a.n == strlen(b) && span_starts_nocase(a, b);
}

#define LEAP	1024	/* bytes that are looked at for one form in vain */

/* The first place from at on of either form of a letter; end where none. */
static const char *
find_letter(const char *at, const char *end, char lower, char upper)
{
	const char *stop, *p, *q;

	for (; at < end; at = stop) {
		stop = end - at > LEAP ? at + LEAP : end;
		p = memchr(at, lower, (size_t)(stop - at));
		if (upper != lower) {
			q = memchr(at, upper,
			    (size_t)((p != NULL ? p : stop) - at));
			p = q != NULL ? q : p;
		}
		if (p != NULL)
			return p;
	}
	return end;
}

/* How often a letter stands in running text, a to z, in thousandths. */
static const unsigned char often[] = { 82, 15, 28, 43, 127, 22, 20, 61, 70, 2,
	8, 40, 24, 67, 75, 19, 1, 60, 63, 91, 28, 10, 24, 2, 20, 1 };

/* The place in the word of its rarest letter. */
static size_t
rarest(const char *word)
{
	size_t i, best = 0, least = 256, weight;
	char c;

	for (i = 0; word[i] != '\0'; i++) {
		c = ascii_lower(word[i]);
		weight = c >= 'a' && c <= 'z' ? often[c - 'a'] :
		    c == ' ' ? 200 : 9;
		if (weight < least) {
			least = weight;
			best = i;
		}
	}
	return best;
}

/*
 * Bodies are searched for dozens of words: memchr(3) leaps from one place
 * where the word's rarest letter stands to the next.
 */
int
ascii_hex(char c)
{
	if (ascii_is_digit(c))
		return c - '0';
	c = ascii_lower(c);
	return c >= 'a' && c <= 'f' ? c - 'a' + 10 : -1;
}

const char *
span_find_nocase(struct span hay, const char *needle)
{
	size_t n = strlen(needle), k;
	const char *at, *end;
	char lower, upper;

	if (hay.p == NULL || hay.n < n)
		return NULL;
	if (n == 0)
		return hay.p;
	k = rarest(needle);
	lower = ascii_lower(needle[k]);
	upper = lower;
	end = hay.p + (hay.n - n) + 1 + k;
	if (lower >= 'a' && lower <= 'z')
		upper = (char)(lower - 'a' + 'A');
	for (at = hay.p + k; at < end; at++) {
		at = find_letter(at, end, lower, upper);
		if (at < end && span_starts_nocase((struct span){ at - k, n },
		    needle))
			return at - k;
	}
	return NULL;
}

#define BEGINNINGS 4096		/* a power of two */

/* Of three letters, the last one added. */
static unsigned
beginning(unsigned two, char third)
{
	return two * 31 + (unsigned char)third;
}

static bool
starts_one(struct span s, const char *const *words, size_t n)
{
	size_t k;

	for (k = 0; k < n; k++)
		if (span_starts_nocase(s, words[k]))
			return true;
	return false;
}

bool
span_has_any_nocase(struct span hay, const char *const *words, size_t n)
{
	uint8_t begins[BEGINNINGS] = { 0 };	/* a word, by three letters */
	unsigned h, last, here;
	size_t i;

	for (i = 0; i < n; i++) {
		h = beginning((unsigned char)ascii_lower(words[i][0]),
		    ascii_lower(words[i][1]));
		begins[beginning(h, ascii_lower(words[i][2])) %
		    BEGINNINGS] = 1;
	}
	if (hay.n < 3)
		return false;
	last = (unsigned char)ascii_lower(hay.p[0]);
	here = (unsigned char)ascii_lower(hay.p[1]);
	for (i = 2; i < hay.n; i++) {
		h = beginning(beginning(last, (char)here),
		    ascii_lower(hay.p[i])) % BEGINNINGS;
		if (begins[h] && starts_one((struct span){ hay.p + i - 2,
		    hay.n - i + 2 }, words, n))
			return true;
		last = here;
		here = (unsigned char)ascii_lower(hay.p[i]);
	}
	return false;
}

bool
span_line(struct span *rest, struct span *line)
{
	const char *nl;
	size_t n;

	if (rest->n == 0)
		return false;
	nl = memchr(rest->p, '\n', rest->n);
	n = nl != NULL ? (size_t)(nl - rest->p) : rest->n;
	*line = (struct span){ rest->p, n };
	if (line->n > 0 && line->p[line->n - 1] == '\r')
		line->n--;
	if (nl != NULL)
		n++;
	rest->p += n;
	rest->n -= n;
	return true;
}

bool
span_word(struct span *rest, struct span *word)
{
	*rest = span_trim(*rest);
	if (rest->n == 0)
		return false;
	word->p = rest->p;
	word->n = 0;
	while (word->n < rest->n && !is_blank(rest->p[word->n]))
		word->n++;
	rest->p += word->n;
	rest->n -= word->n;
	return true;
}

bool
str_eq_nocase(const char *a, const char *b)
{
	return a != NULL && b != NULL && span_eq_nocase(span_of(a), b);
}

bool
str_ends_nocase(const char *s, const char *end)
{
	size_t n = strlen(s), m = strlen(end);

	return n >= m && str_eq_nocase(s + n - m, end);
}

bool
str_copy(char *dst, size_t cap, const char *src)
{
	size_t n = strlen(src);
	bool whole = n < cap;

	if (cap == 0)
		return false;
	if (!whole)
		n = cap - 1;
	memcpy(dst, src, n);
	dst[n] = '\0';
	return whole;
}

bool
str_number(const char *s, long long min, long long max, long long *out)
{
	char *end;
	long long v;

	if (s[0] == '\0' || strspn(s, "+-0123456789") != strlen(s))
		return false;
	errno = 0;
	v = strtoll(s, &end, 10);
	if (errno != 0 || *end != '\0' || v < min || v > max)
		return false;
	*out = v;
	return true;
}

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

#define WORD_MAX 32

static bool
same(char a, char b)
{
	return ascii_lower(a) == ascii_lower(b);
}

/* Optimal string alignment distance of two short words. */
static size_t
distance(const char *a, size_t n, const char *b, size_t m)
{
	size_t d[WORD_MAX + 1][WORD_MAX + 1], i, j, best, cost;

	for (i = 0; i <= n; i++)
		d[i][0] = i;
	for (j = 0; j <= m; j++)
		d[0][j] = j;
	for (i = 1; i <= n; i++) {
		for (j = 1; j <= m; j++) {
			cost = !same(a[i - 1], b[j - 1]);
			best = d[i - 1][j - 1] + cost;
			if (d[i - 1][j] + 1 < best)
				best = d[i - 1][j] + 1;
			if (d[i][j - 1] + 1 < best)
				best = d[i][j - 1] + 1;
			if (i > 1 && j > 1 && same(a[i - 1], b[j - 2]) &&
			    same(a[i - 2], b[j - 1]) &&
			    d[i - 2][j - 2] + 1 < best)
				best = d[i - 2][j - 2] + 1;
			d[i][j] = best;
		}
	}
	return d[n][m];
}

const char *
str_nearest(const char *s, const char *const *words, size_t n)
{
	const char *best = NULL;
	size_t i, d, len = strlen(s), least;

	if (len == 0 || len > WORD_MAX)
		return NULL;
	least = len <= 4 ? 2 : 3;
	for (i = 0; i < n; i++) {
		if (strlen(words[i]) > WORD_MAX)
			continue;
		d = distance(s, len, words[i], strlen(words[i]));
		if (d < least) {
			least = d;
			best = words[i];
		}
	}
	return best;
}
