/* SPDX-License-Identifier: ISC */
/* Strings; see str.h. */
#include "base/str.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>

#include "base/arena.h"
#include "base/buf.h"
#include "base/list.h"

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

int
ascii_hex(char c)
{
	if (ascii_is_digit(c))
		return c - '0';
	c = ascii_lower(c);
	return c >= 'a' && c <= 'f' ? c - 'a' + 10 : -1;
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

size_t
span_indent(struct span line)
{
	size_t i, n = 0;

	for (i = 0; i < line.n && (line.p[i] == ' ' || line.p[i] == '\t'); i++)
		n = line.p[i] == ' ' ? n + 1 : (n / 8 + 1) * 8;
	return n;
}

bool
str_eq_nocase(const char *a, const char *b)
{
	return a != NULL && b != NULL && span_eq_nocase(span_of(a), b);
}

bool
str_listed(const struct list *l, const char *s)
{
	size_t i;

	for (i = 0; l != NULL && i < l->n; i++)
		if (str_eq_nocase(l->at[i], s))
			return true;
	return false;
}

void
str_list_once(struct arena *a, struct list *l, const char *s)
{
	if (!str_listed(l, s))
		list_add_in(a, l, arena_str(a, s));
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

#define WORD_MAX 32
#define BEGUN_MIN 3	/* letters that are no chance */

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

/* The one word that begins so; where several do, none of them. */
static const char *
begun(const char *s, const char *const *words, size_t n)
{
	const char *only = NULL;
	size_t i;

	for (i = 0; i < n; i++) {
		if (!span_starts_nocase(span_of(words[i]), s))
			continue;
		if (only != NULL)
			return NULL;
		only = words[i];
	}
	return only;
}

const char *
str_nearest(const char *s, const char *const *words, size_t n)
{
	const char *best = NULL;
	size_t i, d, len = strlen(s), least;

	if (len == 0 || len > WORD_MAX)
		return NULL;
	/* "stat" is a part of "status" sooner than a slip in "start" */
	if (len >= BEGUN_MIN && (best = begun(s, words, n)) != NULL)
		return best;
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

/* Characters, not bytes. */
static size_t
columns_of(struct span s)
{
	size_t i, n = 0;

	for (i = 0; i < s.n; i++)
		n += ((unsigned char)s.p[i] & 0xc0) != 0x80;
	return n;
}

char *
str_fill(struct arena *a, const char *text, size_t columns)
{
	struct span rest = span_of(text), line, word;
	struct buf b = { 0 };
	size_t at, n;
	char *out;

	while (span_line(&rest, &line)) {
		if (b.n > 0)
			buf_adds(&b, "\n");
		for (at = 0; span_word(&line, &word); at += n) {
			n = columns_of(word);
			if (at > 0 && at + 1 + n > columns) {
				buf_adds(&b, "\n");
				at = 0;
			} else if (at > 0) {
				buf_adds(&b, " ");
				at++;
			}
			buf_add(&b, word.p, word.n);
		}
	}
	out = arena_str(a, buf_str(&b));
	buf_free(&b);
	return out;
}
