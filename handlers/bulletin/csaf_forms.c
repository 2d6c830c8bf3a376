/* SPDX-License-Identifier: ISC */
/*
 * The forms of strings in a CSAF document: what the schema has patterns and
 * formats for.  Written out instead of regular expressions, whose cost is in
 * the hands of who writes the string.
 */
#include <string.h>

#include "handlers/bulletin/csaf_parts.h"

#define LETTERS	"ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz"
#define DIGITS	"0123456789"

static bool
among(char c, const char *set)
{
	return c != '\0' && strchr(set, c) != NULL;
}

/* How many bytes of the set stand at the beginning of s. */
static size_t
run(struct span s, const char *set)
{
	size_t n = 0;

	while (n < s.n && among(s.p[n], set))
		n++;
	return n;
}

static struct span
from(struct span s, size_t n)
{
	return (struct span){ s.p + n, s.n - n };
}

size_t
csaf_space(const char *p, size_t n)
{
	static const unsigned others[] = { 0xa0, 0x1680, 0x2028, 0x2029,
	    0x202f, 0x205f, 0x3000, 0xfeff };
	unsigned c;
	size_t len, i;

	if (n == 0)
		return 0;
	c = utf8_decode(p, n, &len);
	if (c == ' ' || (c >= '\t' && c <= '\r') ||
	    (c >= 0x2000 && c <= 0x200a))
		return len;
	for (i = 0; i < sizeof(others) / sizeof(others[0]); i++)
		if (c == others[i])
			return len;
	return 0;
}

size_t
csaf_dash(const char *p, size_t n)
{
	unsigned c;
	size_t len;

	if (n == 0)
		return 0;
	c = utf8_decode(p, n, &len);
	return c == '-' || (c >= 0x2010 && c <= 0x2015) || c == 0x2212 ||
	    c == 0xfe58 || c == 0xfe63 || c == 0xff0d ? len : 0;
}

/* Neither begins nor ends with white space or one of those; one line. */
static bool
is_trimmed(struct span s, const char *others)
{
	size_t i, last = s.n;

	if (s.n == 0)
		return false;
	for (last = s.n - 1; last > 0 && (s.p[last] & 0xc0) == 0x80; last--)
		;
	for (i = 0; i < s.n; i++)
		if (s.p[i] == '\n' || s.p[i] == '\r')
			return false;
	return csaf_space(s.p, s.n) == 0 && !among(s.p[0], others) &&
	    csaf_space(s.p + last, s.n - last) == 0 &&
	    !among(s.p[last], others);
}

bool
csaf_is_category(struct span s)
{
	return is_trimmed(s, "-_.");
}

bool
csaf_is_tracking_id(struct span s)
{
	return is_trimmed(s, "");
}

bool
csaf_is_cve(struct span s)
{
	return s.n >= 13 && memcmp(s.p, "CVE-", 4) == 0 &&
	    run(from(s, 4), DIGITS) == 4 && s.p[8] == '-' &&
	    run(from(s, 9), DIGITS) == s.n - 9;
}

bool
csaf_is_cwe_id(struct span s)
{
	return s.n >= 5 && s.n <= 10 && memcmp(s.p, "CWE-", 4) == 0 &&
	    s.p[4] != '0' && run(from(s, 4), DIGITS) == s.n - 4;
}

bool
csaf_is_hash(struct span s)
{
	return s.n >= 32 && run(s, DIGITS "abcdefABCDEF") == s.n;
}

/* --- CPE (NIST IR 7695) ------------------------------------------------ */

/* One component of a formatted string: "*", "-", or letters with quoted
 * marks between "?" and "*" at its ends. */
static bool
is_component(struct span s)
{
	static const char quoted[] = "\\*?!\"#$%&'()+,/:;<=>@[]^`{|}~";
	size_t i, end = s.n, letters = 0;

	if (s.n == 1 && among(s.p[0], "*-"))
		return true;
	for (i = 0; i < s.n && s.p[i] == '?'; i++)
		;
	if (i == 0 && s.n > 0 && s.p[0] == '*')
		i = 1;
	for (; i < end; i++, letters++) {
		if (s.p[i] == '\\' && i + 1 < end && among(s.p[i + 1], quoted))
			i++;
		else if (!among(s.p[i], LETTERS DIGITS "-._"))
			break;
	}
	if (i < end && s.p[i] == '*')
		return letters > 0 && i + 1 == end;
	while (i < end && s.p[i] == '?')
		i++;
	return letters > 0 && i == end;
}

static bool
is_cpe_language(struct span s)
{
	size_t n = run(s, LETTERS), region;

	if (s.n == 1 && among(s.p[0], "*-"))
		return true;
	if (n < 2 || n > 3)
		return false;
	if (s.n == n)
		return true;
	s = from(s, n);
	region = s.n - 1;
	return s.p[0] == '-' &&
	    ((region == 2 && run(from(s, 1), LETTERS) == 2) ||
	    (region == 3 && run(from(s, 1), DIGITS) == 3));
}

static bool
is_cpe_23(struct span s)
{
	size_t part, n;

	if (s.n < 1 || !among(s.p[0], "aho*-"))
		return false;
	s = from(s, 1);
	for (part = 1; part <= 10; part++) {
		if (s.n == 0 || s.p[0] != ':')
			return false;
		s = from(s, 1);
		for (n = 0; n < s.n && s.p[n] != ':'; n++)
			n += s.p[n] == '\\' && n + 1 < s.n;
		if (part == 6 ? !is_cpe_language((struct span){ s.p, n }) :
		    !is_component((struct span){ s.p, n }))
			return false;
		s = from(s, n);
	}
	return s.n == 0;
}

bool
csaf_is_cpe(struct span s)
{
	size_t colons = 0, i;

	if (s.n > 8 && memcmp(s.p, "cpe:2.3:", 8) == 0)
		return is_cpe_23(from(s, 8));
	if (s.n < 5 || !span_starts_nocase(s, "cpe:/"))
		return false;
	s = from(s, 5);
	if (s.n > 0 && among(s.p[0], "AHOaho"))
		s = from(s, 1);
	if (s.n > 0 && s.p[0] != ':')
		return false;
	for (i = 0; i < s.n; i++) {
		colons += s.p[i] == ':';
		if (!among(s.p[i], LETTERS DIGITS ":._-~%"))
			return false;
	}
	return colons <= 6;
}

/* --- addresses --------------------------------------------------------- */

static bool
is_escaped(struct span s, const char *set)
{
	size_t i;

	for (i = 0; i < s.n; i++) {
		if (s.p[i] == '%') {
			if (s.n - i < 3 || run((struct span){ s.p + i + 1, 2 },
			    DIGITS "abcdefABCDEF") != 2)
				return false;
			i += 2;
		} else if (!among(s.p[i], set)) {
			return false;
		}
	}
	return true;
}

bool
csaf_is_uri(struct span s)
{
	size_t scheme = run(s, LETTERS DIGITS "+-.");
	const char *hash;

	if (scheme == 0 || !among(s.p[0], LETTERS) || scheme == s.n ||
	    s.p[scheme] != ':')
		return false;
	s = from(s, scheme + 1);
	hash = s.n > 0 ? memchr(s.p, '#', s.n) : NULL;
	if (hash != NULL && memchr(hash + 1, '#', s.n -
	    (size_t)(hash + 1 - s.p)) != NULL)
		return false;
	return is_escaped(s, LETTERS DIGITS "-._~:/?#[]@!$&'()*+,;=");
}

bool
csaf_is_purl_like(struct span s)
{
	size_t n;

	if (s.n < 7 || memcmp(s.p, "pkg:", 4) != 0)
		return false;
	s = from(s, 4);
	n = run(s, LETTERS DIGITS ".-+");
	return n > 0 && !among(s.p[0], DIGITS) && s.n > n + 1 &&
	    s.p[n] == '/' && s.p[n + 1] != '\n' && s.p[n + 1] != '\r';
}

/* "key=value&key=value" behind the "?". */
static bool
are_qualifiers(struct span s)
{
	size_t key, n;

	while (s.n > 0) {
		key = run(s, LETTERS DIGITS ".-_");
		if (key == 0 || among(s.p[0], DIGITS) || key == s.n ||
		    s.p[key] != '=')
			return false;
		for (n = key + 1; n < s.n && s.p[n] != '&'; n++)
			;
		s = from(s, n < s.n ? n + 1 : n);
	}
	return true;
}

/* Cuts what stands behind the last (or first) such letter off. */
static struct span
cut(struct span *s, char c, bool last)
{
	const char *p = s->n == 0 ? NULL : last ? memrchr(s->p, c, s->n) :
	    memchr(s->p, c, s->n);
	struct span rest = { NULL, 0 };

	if (p != NULL) {
		rest = (struct span){ p + 1,
		    s->n - (size_t)(p - s->p) - 1 };
		s->n = (size_t)(p - s->p);
	}
	return rest;
}

/*
 * pkg:type/namespace/name@version?qualifiers#subpath; the name must be there.
 * An "@" before the last "/" belongs to a namespace ("@scope" unescaped).
 */
bool
csaf_is_purl(struct span s)
{
	struct span qualifiers, version, name;

	if (!csaf_is_purl_like(s) ||
	    !is_escaped(s, LETTERS DIGITS "-._~:/?#[]@!$&'()*+,;="))
		return false;
	s = from(s, 4);
	cut(&s, '#', true);
	qualifiers = cut(&s, '?', true);
	if (!are_qualifiers(qualifiers))
		return false;
	s = cut(&s, '/', false);	/* behind the type */
	while (s.n > 0 && s.p[0] == '/')
		s = from(s, 1);
	while (s.n > 0 && s.p[s.n - 1] == '/')
		s.n--;
	name = cut(&s, '/', true);
	if (name.p == NULL)
		name = s;
	version = cut(&name, '@', true);
	return name.n > 0 && (version.p == NULL || version.n > 0);
}
