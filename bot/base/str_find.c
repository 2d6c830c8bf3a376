/* SPDX-License-Identifier: ISC */
/* Words in long texts, found by blocks and leaps; see str.h. */
#include <endian.h>
#include <stdint.h>
#include <string.h>

#include "base/str.h"

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
	uint64_t half[2], left;
	size_t i, at;

	memcpy(half, &b, sizeof(half));
	for (i = 0; i < 2; i++)
		for (left = le64toh(half[i]); left != 0;
		    left &= ~(UINT64_C(0xff) << at)) {
			at = (size_t)__builtin_ctzll(left) & ~(size_t)7;
			if (span_starts_nocase((struct span){
			    p + 8 * i + at / 8, n }, word))
				return p + 8 * i + at / 8;
		}
	return NULL;
}

/* A word's two letters that are compared. */
struct pair {
	struct letter	one, two;
};

static inline block
pairs(const char *p, const struct pair *w)
{
	return places(p, &w->one) & places(p, &w->two);
}

/*
 * The first block from p on, of those that lie wholly before last, which may
 * hold the word: four at a time, as most hold none.
 */
static const char *
pass_over(const char *p, const char *last, const struct pair *w)
{
	while (last - p >= 4 * BLOCK &&
	    is_none(pairs(p, w) | pairs(p + BLOCK, w) |
	    pairs(p + 2 * BLOCK, w) | pairs(p + 3 * BLOCK, w)))
		p += 4 * BLOCK;
	while (last - p >= BLOCK && is_none(pairs(p, w)))
		p += BLOCK;
	return p;
}

/* For BLOCK places or more; last is the last place where it could begin. */
static const char *
find_by_blocks(const char *p, const char *last, const char *word, size_t n)
{
	const char *found;
	struct pair w;
	size_t at[2];
	block b;

	rarest(word, n, at);
	w.one = letter_of(word, at[0]);
	w.two = letter_of(word, at[1]);
	for (;; p += BLOCK) {
		p = pass_over(p, last, &w);
		/* the last block again has some places of the one before */
		if (p > last - (BLOCK - 1))
			p = last - (BLOCK - 1);
		b = pairs(p, &w);
		if (!is_none(b) && (found = first_of(p, b, word, n)) != NULL)
			return found;
		if (p == last - (BLOCK - 1))
			return NULL;
	}
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
