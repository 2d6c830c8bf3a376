/* SPDX-License-Identifier: ISC */
/* Which quarantined mails are alike; see likeness.h. */
#include "handlers/bulletin/likeness.h"

#include <inttypes.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "handlers/bulletin/quote.h"
#include "handlers/handler.h"

/*
 * FNV-1a, 64 bits.  Who finds two texts with one sum gets two of his own
 * mails into one case; he could as well send one twice.
 */
#define HASH_START	UINT64_C(0xcbf29ce484222325)
#define HASH_PRIME	UINT64_C(0x100000001b3)

static uint64_t
hash(uint64_t h, const char *p, size_t n)
{
	while (n-- > 0)
		h = (h ^ (unsigned char)*p++) * HASH_PRIME;
	/* where one part ends and the next begins */
	return (h ^ 0xff) * HASH_PRIME;
}

static bool
is_letter(char c)
{
	return (ascii_lower(c) >= 'a' && ascii_lower(c) <= 'z') ||
	    ((unsigned char)c & 0x80) != 0;
}

/* What becomes of each byte; 0: left out. */
struct folding {
	char	to[256];
};

/* Letters in lower case; numbers as they are, or each as one '#'. */
static struct folding
folding_of(bool numbers, const char *keep)
{
	struct folding f = { { 0 } };
	int i;

	for (i = 1; i < 256; i++)
		if (is_letter((char)i))
			f.to[i] = ascii_lower((char)i);
	for (i = '0'; i <= '9'; i++)
		f.to[i] = numbers ? (char)i : '#';
	for (; *keep != '\0'; keep++)
		f.to[(unsigned char)*keep] = *keep;
	return f;
}

#define PIECE	256

/* Whole texts come through here: in pieces, not letter by letter. */
static void
fold(struct buf *out, struct span s, const struct folding *f)
{
	char last = out->n > 0 ? out->p[out->n - 1] : 0, piece[PIECE], c;
	size_t i, n = 0;

	for (i = 0; i < s.n; i++) {
		c = f->to[(unsigned char)s.p[i]];
		if (c == 0 || (c == '#' && last == '#'))
			continue;
		piece[n++] = last = c;
		if (n == PIECE) {
			buf_add(out, piece, n);
			n = 0;
		}
	}
	if (n > 0)
		buf_add(out, piece, n);
}

static struct span
without_reply(struct span s)
{
	static const char *const marks[] = { "re:", "fwd:", "fw:", "aw:",
	    "wg:" };
	size_t i;

	s = span_trim(s);
	for (i = 0; i < sizeof(marks) / sizeof(marks[0]); i++)
		if (span_starts_nocase(s, marks[i])) {
			s.p += strlen(marks[i]);
			s.n -= strlen(marks[i]);
			s = span_trim(s);
			i = (size_t)-1;	/* from the first mark anew */
		}
	return s;
}

static void
fold_domain(struct buf *out, const char *sender, bool numbers)
{
	const char *at = sender != NULL ? strrchr(sender, '@') : NULL;
	struct folding f = folding_of(numbers, ".-_");

	if (at != NULL)
		fold(out, span_of(at + 1), &f);
}

static bool
is_blank(char c)
{
	return c == ' ' || c == '\t' || c == '\r' || c == '\n';
}

/*
 * The letters of a text, without its links: these are often one for each
 * recipient.  Not word by word: blanks are left out anyway.
 */
static void
fold_text(struct buf *out, const char *text, const struct folding *f)
{
	struct span rest = { text, strnlen(text, LIKENESS_TEXT_MAX) };
	const char *end = rest.p + rest.n, *p, *word;
	size_t i, letters = 0;

	while ((p = span_find_nocase(rest, "://")) != NULL) {
		for (word = p; word > rest.p && !is_blank(word[-1]);)
			word--;
		fold(out, (struct span){ rest.p, (size_t)(word - rest.p) }, f);
		while (p < end && !is_blank(*p))
			p++;
		rest = (struct span){ p, (size_t)(end - p) };
	}
	fold(out, rest, f);
	for (i = 0; i < out->n; i++)
		letters += out->p[i] != '#';
	if (letters < LIKENESS_TEXT_MIN)
		buf_cut(out, 0);
}

static int
by_text(const void *a, const void *b)
{
	return strcmp(*(char *const *)a, *(char *const *)b);
}

static void
fold_links(struct arena *a, struct buf *out, const char *text, bool numbers)
{
	struct folding f = folding_of(numbers, ".-_/?=&");
	struct list links = { 0 };
	struct buf one = { 0 };
	size_t i;

	quote_links(a, text, LIKENESS_LINKS_MAX, &links);
	for (i = 0; i < links.n; i++) {
		buf_cut(&one, 0);
		fold(&one, numbers ? span_of(links.at[i]) :
		    quote_host(links.at[i]), &f);
		links.at[i] = arena_str(a, buf_str(&one));
	}
	buf_free(&one);
	if (links.n > 0)
		qsort(links.at, links.n, sizeof(*links.at), by_text);
	for (i = 0; i < links.n; i++)
		if (i == 0 || strcmp(links.at[i], links.at[i - 1]) != 0)
			buf_addf(out, "%s ", (const char *)links.at[i]);
}

/* The key of these two parts together (of one: both the same), if there. */
static void
add_key(struct likeness_keys *keys, const struct likeness *l, char kind,
    const struct buf *one, const struct buf *two)
{
	const char *vendor = l->vendor != NULL ? l->vendor : "";
	uint64_t h = HASH_START;

	if (one->n == 0 || two->n == 0)
		return;
	h = hash(h, vendor, strlen(vendor));
	h = hash(h, l->verdict, strlen(l->verdict));
	h = hash(h, one->p, one->n);
	h = hash(h, two->p, two->n);
	snprintf(keys->at[keys->n++], LIKENESS_KEY, "%c%016" PRIx64, kind, h);
}

void
likeness_keys(struct arena *a, const struct likeness *l,
    struct likeness_keys *keys)
{
	struct buf domain = { 0 }, subject = { 0 }, links = { 0 }, text = { 0 };
	bool numbers = strcmp(l->verdict, "unverified") == 0;
	struct folding f = folding_of(numbers, "");

	*keys = (struct likeness_keys){ 0 };
	fold_domain(&domain, l->sender, numbers);
	if (l->subject != NULL)
		fold(&subject, without_reply(span_of(l->subject)), &f);
	if (l->text != NULL) {
		fold_links(a, &links, l->text, numbers);
		fold_text(&text, l->text, &f);
	}
	add_key(keys, l, 'b', &text, &text);
	add_key(keys, l, 's', &domain, &subject);
	add_key(keys, l, 'l', &domain, &links);
	add_key(keys, l, 'w', &subject, &links);
	buf_free(&domain);
	buf_free(&subject);
	buf_free(&links);
	buf_free(&text);
}
