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
	return (unsigned char)c <= ' ' &&
	    (c == ' ' || c == '\t' || c == '\r' || c == '\n');
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

/* How often a letter stands in running text, a to z, in thousandths. */
static const unsigned char often[] = { 82, 15, 28, 43, 127, 22, 20, 61, 70, 2,
	8, 40, 24, 67, 75, 19, 1, 60, 63, 91, 28, 10, 24, 2, 20, 1 };

static unsigned
weight(char c)
{
	c = ascii_lower(c);
	return c >= 'a' && c <= 'z' ? often[c - 'a'] : c == ' ' ? 200 : 9;
}

/* The places in the word of its two rarest letters; one, in a word of one. */
static void
rarest(const char *word, size_t n, size_t at[2])
{
	size_t i;

	at[0] = at[1] = 0;
	for (i = 1; i < n; i++) {
		if (weight(word[i]) < weight(word[at[0]])) {
			at[1] = at[0];
			at[0] = i;
		} else if (at[1] == at[0] ||
		    weight(word[i]) < weight(word[at[1]])) {
			at[1] = i;
		}
	}
}

#define BLOCK	16
typedef unsigned char block __attribute__((vector_size(BLOCK)));

/* A letter of a word: a byte of a text is it where (byte | fold) == c. */
struct letter {
	size_t	 at;
	block	 c, fold;
};

static struct letter
letter_of(const char *word, size_t at)
{
	unsigned char c = (unsigned char)ascii_lower(word[at]);
	unsigned char fold = c >= 'a' && c <= 'z' ? 0x20 : 0;
	block zero = { 0 };

	return (struct letter){ at, zero + c, zero + fold };
}

/* Where from p on, in a block of places, words may begin that have it. */
static inline block
places(const char *p, const struct letter *l)
{
	block b;

	memcpy(&b, p + l->at, sizeof(b));
	return (block)((b | l->fold) == l->c);
}

static inline bool
is_none(block b)
{
	uint64_t half[2];

	memcpy(half, &b, sizeof(half));
	return (half[0] | half[1]) == 0;
}

static const char *
first_of(const char *p, block b, const char *word, size_t n)
{
	size_t i;

	for (i = 0; i < BLOCK; i++)
		if (b[i] != 0 && span_starts_nocase((struct span){ p + i, n },
		    word))
			return p + i;
	return NULL;
}

/* For BLOCK places or more; last is the last place where it could begin. */
static const char *
find_by_blocks(const char *p, const char *last, const char *word, size_t n)
{
	struct letter one, two;
	const char *found;
	size_t at[2];
	block b;

	rarest(word, n, at);
	one = letter_of(word, at[0]);
	two = letter_of(word, at[1]);
	for (;; p += BLOCK) {
		/* the last block again has some places of the one before */
		if (p > last - (BLOCK - 1))
			p = last - (BLOCK - 1);
		b = places(p, &one) & places(p, &two);
		if (!is_none(b) && (found = first_of(p, b, word, n)) != NULL)
			return found;
		if (p == last - (BLOCK - 1))
			return NULL;
	}
}

int
ascii_hex(char c)
{
	if (ascii_is_digit(c))
		return c - '0';
	c = ascii_lower(c);
	return c >= 'a' && c <= 'f' ? c - 'a' + 10 : -1;
}

/*
 * Bodies are searched for dozens of words: two of a word's letters, the
 * rarest, are compared at many places at once.
 */
const char *
span_find_nocase(struct span hay, const char *needle)
{
	size_t n = strlen(needle);
	const char *p = hay.p, *last;

	if (hay.p == NULL || hay.n < n)
		return NULL;
	if (n == 0)
		return hay.p;
	last = hay.p + (hay.n - n);
	if (last - p >= BLOCK - 1)
		return find_by_blocks(p, last, needle, n);
	for (; p <= last; p++)
		if (span_starts_nocase((struct span){ p, n }, needle))
			return p;
	return NULL;
}

/* Of three letters: the same for both cases, as these differ in bit 5 only. */
static unsigned
three(const char *p)
{
	return (unsigned)((p[0] & 31) << 7 ^ (p[1] & 31) << 4 ^ (p[2] & 31));
}

void
phrases_ready(struct phrases *w, const char *const *words, size_t n)
{
	size_t i, k, len, far;

	w->words = words;
	w->n = n;
	w->least = 255;
	for (i = 0; i < n; i++) {
		len = strlen(words[i]);
		w->least = len < w->least ? len : w->least;
	}
	memset(w->leap, (int)(w->least - 2), sizeof(w->leap));
	for (i = 0; i < n; i++)
		for (k = 3; k <= w->least; k++) {
			far = w->least - k;
			if (far < w->leap[three(words[i] + k - 3)])
				w->leap[three(words[i] + k - 3)] =
				    (unsigned char)far;
		}
}

static bool
starts_one(struct span s, const struct phrases *w)
{
	size_t k;

	for (k = 0; k < w->n; k++)
		if (span_starts_nocase(s, w->words[k]))
			return true;
	return false;
}

bool
phrases_in(const struct phrases *w, struct span hay)
{
	size_t i, far;

	for (i = w->least; i <= hay.n; i += far > 0 ? far : 1) {
		far = w->leap[three(hay.p + i - 3)];
		if (far == 0 && starts_one((struct span){
		    hay.p + i - w->least, hay.n - i + w->least }, w))
			return true;
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
