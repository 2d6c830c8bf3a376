/* SPDX-License-Identifier: ISC */
/*
 * Tags of languages (BCP 47, RFC 5646): their form, and whether each of their
 * parts stands in IANA's registry of language subtags.
 */
#include <string.h>

#include "handlers/bulletin/csaf_parts.h"

/* The kinds of parts, in the order in which they may stand. */
enum part { LANGUAGE, EXTLANG, SCRIPT, REGION, VARIANT, EXTENSION, PRIVATE };

static const char *const kinds[] = {
	[LANGUAGE] = "language", [EXTLANG] = "extlang", [SCRIPT] = "script",
	[REGION] = "region", [VARIANT] = "variant",
};

static bool
letter(char c)
{
	return ascii_lower(c) >= 'a' && ascii_lower(c) <= 'z';
}

static bool
digit(char c)
{
	return c >= '0' && c <= '9';
}

static size_t
count(struct span s, bool (*is)(char c))
{
	size_t n = 0;

	while (n < s.n && is(s.p[n]))
		n++;
	return n;
}

/* What this part can be, that stands behind one of the kind before. */
static enum part
kind_of(struct span s, enum part before)
{
	bool letters = count(s, letter) == s.n;

	if (s.n == 1)
		return ascii_lower(s.p[0]) == 'x' ? PRIVATE : EXTENSION;
	if (letters && s.n == 3 && before <= EXTLANG)
		return EXTLANG;
	if (letters && s.n == 4)
		return SCRIPT;
	if ((letters && s.n == 2) || (s.n == 3 && count(s, digit) == 3))
		return REGION;
	return VARIANT;
}

static bool
next_part(struct span *rest, struct span *one)
{
	const char *dash;

	if (rest->p == NULL)
		return false;
	dash = rest->n > 0 ? memchr(rest->p, '-', rest->n) : NULL;
	*one = *rest;
	*rest = (struct span){ NULL, 0 };
	if (dash != NULL) {
		*rest = (struct span){ dash + 1,
		    one->n - (size_t)(dash - one->p) - 1 };
		one->n = (size_t)(dash - one->p);
	}
	return true;
}

/* Every part behind a single letter: 2 (or, behind an "x", 1) to 8 letters
 * and digits, up to the next single letter.  At least one must be there. */
static bool
take_tail(struct span *rest, bool private)
{
	struct span one, before = *rest;
	size_t n = 0;

	while (next_part(rest, &one)) {
		if (!private && one.n == 1) {
			*rest = before;
			break;
		}
		if (one.n < 1 || one.n > 8)
			return false;
		n++;
		before = *rest;
	}
	return n > 0;
}

static bool
fits(enum part p, enum part before, size_t extlangs, struct span one)
{
	if (p == VARIANT)
		return before <= VARIANT && ((one.n >= 5 && one.n <= 8) ||
		    (one.n == 4 && digit(one.p[0])));
	if (p == EXTLANG)
		return extlangs < 3;
	return p < EXTENSION ? before < p : before <= EXTENSION;
}

static bool
are_clean(struct span s)
{
	size_t i;

	for (i = 0; i < s.n; i++)
		if (!letter(s.p[i]) && !digit(s.p[i]) && s.p[i] != '-')
			return false;
	return s.n > 0;
}

/*
 * Walks over the tag; f (may be NULL) is asked about every part that the
 * registry knows.  Only a language of two or three letters has an extension
 * of its own; it is asked for as "zh-yue".
 */
static bool
walk(struct span tag, bool (*f)(const char *kind, struct span part))
{
	struct span rest = tag, one, first;
	enum part before = LANGUAGE, p;
	size_t extlangs = 0;

	if (!are_clean(tag) || !next_part(&rest, &first))
		return false;
	if (first.n == 1 && ascii_lower(first.p[0]) == 'x')
		return take_tail(&rest, true);
	if (first.n < 2 || first.n > 8 || count(first, letter) != first.n ||
	    (f != NULL && !f(kinds[LANGUAGE], first)))
		return false;
	while (next_part(&rest, &one)) {
		p = kind_of(one, before);
		if (one.n == 0 || !fits(p, before, extlangs, one) ||
		    (p == EXTLANG && first.n > 3))
			return false;
		if (p >= EXTENSION && !take_tail(&rest, p == PRIVATE))
			return false;
		if (p == EXTLANG && extlangs++ == 0)
			one = (struct span){ first.p,
			    first.n + 1 + one.n };
		if (p < EXTENSION && f != NULL && !f(kinds[p], one))
			return false;
		before = p;
	}
	return true;
}

/* Two tags of old that keep no rule; the schema allows them. */
static bool
is_of_old(struct span s)
{
	return span_eq_nocase(s, "i-default") || span_eq_nocase(s, "i-mingo");
}

bool
csaf_is_language(struct span s)
{
	return is_of_old(s) || walk(s, NULL);
}

/* Ranges that the registry leaves to private use. */
static bool
is_private(const char *kind, struct span s)
{
	char a = s.n > 0 ? ascii_lower(s.p[0]) : '\0';
	char b = s.n > 1 ? ascii_lower(s.p[1]) : '\0';
	char c = s.n > 2 ? ascii_lower(s.p[2]) : '\0';

	if (strcmp(kind, "language") == 0)	/* qaa..qtz */
		return s.n == 3 && a == 'q' && b <= 't';
	if (strcmp(kind, "script") == 0)	/* Qaaa..Qabx */
		return s.n == 4 && a == 'q' && b == 'a' && (c == 'a' ||
		    (c == 'b' && ascii_lower(s.p[3]) <= 'x'));
	if (strcmp(kind, "region") == 0)	/* QM..QZ, XA..XZ */
		return s.n == 2 && (a == 'x' || (a == 'q' && b >= 'm'));
	return false;
}

static bool
exists(const char *kind, struct span part)
{
	return is_private(kind, part) || csaf_subtag(kind, part);
}

bool
csaf_language_exists(struct span s)
{
	return is_of_old(s) || walk(s, exists);
}
