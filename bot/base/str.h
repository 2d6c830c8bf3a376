/* SPDX-License-Identifier: ISC */
/*
 * Strings: borrowed spans of bytes, comparisons without locale, UTF-8, and
 * the nearest known word for a "did you mean".
 */
#ifndef BASE_STR_H
#define BASE_STR_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

struct arena;
struct buf;
struct list;

/* Bytes that belong to somebody else; p may be NULL where n is 0. */
struct span {
	const char	*p;
	size_t		 n;
};

#define SPAN_FMT	"%.*s"
#define SPAN_ARG(s)	(int)(s).n, (s).p

struct span span_of(const char *s);
struct span span_trim(struct span s);		/* blanks, tabs, CR, LF */
bool	span_eq(struct span a, const char *b);
bool	span_eq_nocase(struct span a, const char *b);	/* ASCII only */
static inline bool span_starts_nocase(struct span a, const char *prefix);
/* The first place of needle in hay, ASCII case ignored, or NULL. */
const char *span_find_nocase(struct span hay, const char *needle);
/*
 * Many words looked for in one pass, ASCII case ignored: whether one of them
 * stands in hay.  Each has three bytes or more, and the list stays where it
 * is; what phrases_ready makes of it serves for many texts.
 */
#define PHRASES_LEAPS	4096
struct phrases {
	const char *const *words;
	size_t		 n, least;	/* the shortest one's bytes */
	/* By the three letters that end at a place: how many bytes on the end
	 * of the first bytes (least) of one of the words may be. */
	unsigned char	 leap[PHRASES_LEAPS];
};
void	phrases_ready(struct phrases *w, const char *const *words, size_t n);
bool	phrases_in(const struct phrases *w, struct span hay);
/*
 * The next line of *rest without its CR and LF, and *rest moved behind it;
 * false at the end.
 */
bool	span_line(struct span *rest, struct span *line);
/* The next word between white space; false at the end. */
bool	span_word(struct span *rest, struct span *word);
size_t	span_indent(struct span line);	/* columns of blanks it begins with,
					 * tabs expanded */

bool	str_eq_nocase(const char *a, const char *b);	/* ASCII; NULL never */
bool	str_ends_nocase(const char *s, const char *end);
/* Whether s stands in the list of strings (NULL: an empty one), ASCII case
 * ignored. */
bool	str_listed(const struct list *l, const char *s);
/* Adds a copy of s in the arena to the list (as list_add_in() does), unless it
 * stands there. */
void	str_list_once(struct arena *a, struct list *l, const char *s);
static inline char ascii_lower(char c);
static inline bool ascii_is_digit(char c);
static inline bool ascii_is_alnum(char c);
int	ascii_hex(char c);	/* the value of a digit of either case, or -1 */
/* Copies at most cap - 1 bytes and a NUL; false where it had to cut. */
bool	str_copy(char *dst, size_t cap, const char *src);
/* A whole decimal number between min and max, nothing around it. */
bool	str_number(const char *s, long long min, long long max, long long *out);

/*
 * Text in lines of at most that many characters, broken at blanks; a longer
 * word has a line of its own, and what was broken before stays so.
 */
char	*str_fill(struct arena *a, const char *text, size_t columns);

/* RFC 3629: no surrogates, no overlong forms, at most U+10FFFF. */
bool	utf8_valid(const char *p, size_t n);
/* Adds the bytes as UTF-8; what is not becomes U+FFFD, controls (C0 but tab
 * and newline, DEL, and C1, which steer terminals too) are left out. */
void	utf8_add_clean(struct buf *b, const char *p, size_t n);
/* How many bytes of s there are, at most max, and no part of a character. */
size_t	utf8_cut(const char *s, size_t max);
/* The character at p (n > 0 bytes there) and its length; U+FFFD, 1 if bad. */
unsigned utf8_decode(const char *p, size_t n, size_t *len);
/*
 * Whether this character is drawn as nothing, turns the text around it, or
 * ends a line: controls, soft hyphens, joiners, directions, tags.
 */
bool	utf8_invisible(unsigned c);
/* In place: UTF-8 on one line, such characters out, no blank doubled, none at
 * its ends. */
void	utf8_one_line(char *line);

/*
 * The nearest of the words to s by Damerau-Levenshtein distance, where it is
 * near enough to be a slip of the finger (1 for up to 4 letters, else 2);
 * NULL where none is.
 */
const char *str_nearest(const char *s, const char *const *words, size_t n);

/* FNV-1a, 32 bits: from HASH_BEGIN on, a byte at a time. */
#define HASH_BEGIN	2166136261U
static inline uint32_t
hash_more(uint32_t h, char c)
{
	return (h ^ (unsigned char)c) * 16777619U;
}

/* Here, as bodies are compared at most of their letters. */
static inline char
ascii_lower(char c)
{
	return c >= 'A' && c <= 'Z' ? (char)(c - 'A' + 'a') : c;
}

static inline bool
ascii_is_digit(char c)
{
	return c >= '0' && c <= '9';
}

static inline bool
ascii_is_alnum(char c)
{
	c = ascii_lower(c);
	return ascii_is_digit(c) || (c >= 'a' && c <= 'z');
}

static inline bool
span_starts_nocase(struct span a, const char *prefix)
{
	size_t i;

	for (i = 0; prefix[i] != '\0'; i++)
		if (i >= a.n || ascii_lower(a.p[i]) != ascii_lower(prefix[i]))
			return false;
	return true;
}

#endif
