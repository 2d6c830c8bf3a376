/* SPDX-License-Identifier: ISC */
/* A bulletin begun, and identifiers and links found by their form; see
 * extract.h. */
#include "handlers/bulletin/extract.h"

#include <string.h>

#include "base/arena.h"
#include "base/buf.h"

#define LEN(a) (sizeof(a) / sizeof((a)[0]))

struct bulletin_facts *
extract_new(const struct reader_mail *m, struct list *out, const char *vendor)
{
	struct bulletin_facts *f;

	if (out->n >= FACTS_BULLETINS_MAX)
		return NULL;
	f = arena_alloc(m->arena, sizeof(*f));
	f->vendor = vendor;
	f->mail = m;
	list_add(out, f);
	return f;
}

void
extract_add(struct arena *a, struct list *l, struct span s, bool sorted)
{
	size_t i;
	char *copy;

	if (s.n == 0 || l->n >= FACTS_LIST_MAX)
		return;
	copy = arena_strn(a, s.p, s.n);
	for (i = 0; i < l->n; i++)
		if (strcmp(l->at[i], copy) == 0)
			return;
	list_add_in(a, l, copy);
	for (i = l->n - 1; sorted && i > 0 &&
	    strcmp(l->at[i - 1], copy) > 0; i--) {
		l->at[i] = l->at[i - 1];
		l->at[i - 1] = copy;
	}
}

static size_t
match_one(struct span s, char p)
{
	size_t n = 0;

	if (s.n == 0)
		return 0;
	if (p == '9')
		return ascii_is_digit(s.p[0]);
	if (p == '@')
		return s.p[0] >= 'A' && s.p[0] <= 'Z';
	while (p == '#' && n < s.n && ascii_is_digit(s.p[n]))
		n++;
	while (p == '*' && n < s.n &&
	    (ascii_is_alnum(s.p[n]) || s.p[n] == '_' || s.p[n] == '-'))
		n++;
	if (p == '#' || p == '*')
		return n;
	return ascii_lower(s.p[0]) == ascii_lower(p);
}

size_t
extract_match(struct span s, const char *pattern)
{
	size_t at = 0, n;

	if (s.n == 0)
		return 0;	/* s.p may be NULL */
	for (; *pattern != '\0'; pattern++) {
		struct span rest = { s.p + at, s.n - at };

		if (*pattern == '\\') {
			pattern++;
			n = rest.n > 0 && ascii_lower(rest.p[0]) ==
			    ascii_lower(*pattern);
		} else {
			n = match_one(rest, *pattern);
		}
		if (n == 0)
			return 0;
		at += n;
	}
	return at;
}

#define SPECIAL "9#@*\\"

struct span
extract_find(struct span text, const char *pattern)
{
	char begin[16];		/* what of it is literal: it leaps */
	size_t n = strcspn(pattern, SPECIAL);
	const char *p, *end;

	if (text.n == 0)
		return (struct span){ NULL, 0 };	/* p may be NULL */
	end = text.p + text.n;
	n = n < sizeof(begin) ? n : sizeof(begin) - 1;
	memcpy(begin, pattern, n);
	begin[n] = '\0';
	for (p = text.p; p < end; p++) {
		p = span_find_nocase((struct span){ p, (size_t)(end - p) },
		    begin);
		if (p == NULL)
			break;
		if (p > text.p && ascii_is_alnum(p[-1]))
			continue;
		n = extract_match((struct span){ p, (size_t)(end - p) },
		    pattern);
		if (n > 0)
			return (struct span){ p, n };
	}
	return (struct span){ NULL, 0 };
}

struct extract_next
extract_next(struct span text, const char *word)
{
	return (struct extract_next){ text, word,
	    span_find_nocase(text, word) };
}

bool
extract_stands_in(struct extract_next *w, struct span line)
{
	if (w->at != NULL && w->at < line.p)
		w->at = span_find_nocase((struct span){ line.p,
		    (size_t)(w->text.p + w->text.n - line.p) }, w->word);
	return w->at != NULL && w->at + strlen(w->word) <= line.p + line.n;
}

/* f may be NULL: then places are not noted. */
static void
find_cves(struct arena *a, struct bulletin_facts *f, struct span text,
    struct list *cves)
{
	static const char *const forms[] = { "CVE-9999-9999#", "CVE-9999-9999",
	    "CAN-9999-9999" };
	char id[24];
	size_t i, j, n, before;
	const char *dash;

	for (i = 0; i + 8 < text.n; i++) {
		struct span s;

		/* "CVE-", "CAN-": dashes are rarer than that letter */
		dash = memchr(text.p + i + 3, '-', text.n - i - 3);
		if (dash == NULL)
			break;
		i = (size_t)(dash - text.p) - 3;
		s = (struct span){ text.p + i, text.n - i };
		if ((s.p[0] | 0x20) != 'c' || s.n <= 8 ||
		    (i > 0 && ascii_is_alnum(text.p[i - 1])))
			continue;
		n = 0;
		for (j = 0; j < LEN(forms) && n == 0; j++)
			n = extract_match(s, forms[j]);
		if (n == 0 || n >= sizeof(id) ||
		    (n < s.n && ascii_is_alnum(s.p[n])))
			continue;
		for (j = 0; j < n; j++)
			id[j] = s.p[j] >= 'a' && s.p[j] <= 'z' ?
			    (char)(s.p[j] - 'a' + 'A') : s.p[j];
		before = cves->n;
		extract_add(a, cves, (struct span){ id, n }, true);
		if (f != NULL && cves->n > before)
			extract_seen(a, f, FACT_CVES, (struct span){ s.p, n });
		i += n - 1;
	}
}

void
extract_cves(struct arena *a, struct span text, struct list *cves)
{
	find_cves(a, NULL, text, cves);
}

void
extract_set_cves(struct arena *a, struct bulletin_facts *f, struct span text)
{
	find_cves(a, f, text, &f->cves);
}

static bool
is_package(struct span url)
{
	static const char *const ends[] = { ".deb", ".udeb", ".dsc", ".rpm",
	    ".tar.gz", ".diff.gz", ".tar.xz", ".tar.bz2", ".asc", ".ddeb" };
	size_t i, n;

	for (i = 0; i < LEN(ends); i++) {
		n = strlen(ends[i]);
		if (url.n > n && memcmp(url.p + url.n - n, ends[i], n) == 0)
			return true;
	}
	return false;
}

/* Where in the text the address begins whose "://" stands at p, or NULL. */
static const char *
scheme_before(struct span text, const char *p)
{
	static const char *const schemes[] = { "https", "http", "ftp" };
	const char *begin;
	size_t i, n;

	for (i = 0; i < LEN(schemes); i++) {
		n = strlen(schemes[i]);
		if ((size_t)(p - text.p) < n)
			continue;
		begin = p - n;
		if (span_starts_nocase((struct span){ begin, n }, schemes[i]))
			return begin == text.p || !ascii_is_alnum(begin[-1]) ?
			    begin : NULL;
	}
	return NULL;
}

static void
find_urls(struct arena *a, struct bulletin_facts *f, struct span text,
    struct list *urls)
{
	const char *at = text.p, *end, *mark, *begin;
	struct span url;
	size_t before;

	if (text.n == 0)
		return;
	end = text.p + text.n;
	while (at < end && urls->n < EXTRACT_URLS_MAX &&
	    (mark = span_find_nocase((struct span){ at,
	    (size_t)(end - at) }, "://")) != NULL) {
		begin = scheme_before((struct span){ at,
		    (size_t)(end - at) }, mark);
		at = mark + 3;
		if (begin == NULL)
			continue;
		while (at < end && at - begin < 2000 &&
		    (unsigned char)*at > ' ' &&
		    strchr("<>\"|\\^`{}", *at) == NULL)
			at++;
		url = (struct span){ begin, (size_t)(at - begin) };
		while (url.n > 0 && strchr(".,;:!?)]'*",
		    url.p[url.n - 1]) != NULL)
			url.n--;
		before = urls->n;
		if (begin + url.n > mark + 5 && !is_package(url))
			extract_add(a, urls, url, false);
		if (f != NULL && urls->n > before)
			extract_seen(a, f, FACT_URLS, url);
	}
}

void
extract_urls(struct arena *a, struct span text, struct list *urls)
{
	find_urls(a, NULL, text, urls);
}

void
extract_set_urls(struct arena *a, struct bulletin_facts *f, struct span text)
{
	find_urls(a, f, text, &f->urls);
}

char *
extract_line_of(struct arena *a, struct span s)
{
	struct buf b = { 0 };
	struct span word;
	char *line;

	while (span_word(&s, &word) && b.n < EXTRACT_VALUE_MAX) {
		if (b.n > 0)
			buf_addc(&b, ' ');
		buf_add(&b, word.p, word.n);
	}
	line = b.n > 0 ? arena_strn(a, b.p, b.n) : NULL;
	buf_free(&b);
	return line;
}
