/* SPDX-License-Identifier: ISC */
/* How bulletins are called, by whichever vendor; see general.h. */
#include "handlers/bulletin/general.h"

#define LEN(a) (sizeof(a) / sizeof((a)[0]))

/*
 * Forms of references, longest first; revision: the character before the part
 * that counts editions of one bulletin, 0 where the form has none.
 */
static const struct { const char *form; char revision; } refs[] = {
	{ "openSUSE-SU-9999:#-#", '-' }, { "openSUSE-RU-9999:#-#", '-' },
	{ "SUSE-SU-9999:#-#", '-' }, { "SUSE-RU-9999:#-#", '-' },
	{ "SUSE-OU-9999:#-#", '-' }, { "SUSE-FU-9999:#-#", '-' },
	{ "cisco-sa-*", 0 },
	{ "VMSA-9999-#.#.#", '.' }, { "VMSA-9999-#.#", '.' },
	{ "VMSA-9999-#", 0 },
	{ "APSB99-#", 0 }, { "APSA99-#", 0 },
	{ "APPLE-SA-9999-99-99-#", 0 }, { "APPLE-SA-99-99-9999-#", 0 },
	{ "APPLE-SA-9999-99-99", 0 },
	{ "FreeBSD-SA-99:99.*", 0 }, { "FreeBSD-EN-99:99.*", 0 },
	{ "MFSA 9999-#", 0 }, { "MFSA-9999-#", 0 }, { "MFSA9999-#", 0 },
	{ "XSA-#", 0 }, { "GLSA 999999-99", 0 }, { "GLSA-999999-99", 0 },
	{ "FG-IR-99-#", 0 }, { "SVD-9999-9999", 0 }, { "NTAP-#-#", 0 },
	{ "PAN-SA-9999-#", 0 }, { "CTX999999", 0 }, { "JSA99999", 0 },
	{ "DSA-9999-#", 0 }, { "HPSB*", 0 }, { "NetBSD-SA9999-#", 0 },
	{ "CA-9999-99", 0 }, { "TA99-999@", 0 }, { "ASA-999999-#", 0 },
	{ "MGASA-9999-#", 0 }, { "FEDORA-9999-*", 0 }, { "WSA-9999-9999", 0 },
	{ "GHSA-*", 0 }, { "ZDI-99-#", 0 }, { "OSSA-9999-#", 0 },
	{ "OSSN-9999", 0 }, { "TALOS-9999-9999", 0 }, { "SSA-999999", 0 },
	{ "VU#999999", 0 },
};

struct general_found
general_known(struct span s)
{
	struct span rest = s;
	bool inside = false;	/* a letter or digit stands before */
	unsigned char first[256] = { 0 }, next[LEN(refs)];
	size_t i, n;
	char c;

	/* by the letter that they begin with: number + 1, 0 none */
	for (i = LEN(refs); i-- > 0;) {
		c = ascii_lower(refs[i].form[0]);
		next[i] = first[(unsigned char)c];
		first[(unsigned char)c] = (unsigned char)(i + 1);
	}
	for (; rest.n > 0; rest.p++, rest.n--) {
		c = ascii_lower(rest.p[0]);
		for (i = inside ? 0 : first[(unsigned char)c]; i-- > 0;
		    i = next[i]) {
			/* all of them have two letters or more */
			if (rest.n < 2 || ascii_lower(refs[i].form[1]) !=
			    ascii_lower(rest.p[1]))
				continue;
			n = extract_match(rest, refs[i].form);
			if (n > 0)
				return (struct general_found){ { rest.p, n },
				    refs[i].revision };
		}
		inside = (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9');
	}
	return (struct general_found){ { NULL, 0 }, 0 };
}

bool
general_is_word(char c)
{
	c = ascii_lower(c);
	return (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9') || c == '-';
}

/* The length of a run of upper-case letters, or of digits, at s. */
static size_t
run_of(struct span s, char first, char last)
{
	size_t n = 0;

	while (n < s.n && s.p[n] >= first && s.p[n] <= last)
		n++;
	return n;
}

/* "2026-10b": one letter tells it from its neighbours. */
static bool
has_letter(struct span s, size_t at)
{
	char c = at < s.n ? ascii_lower(s.p[at]) : '\0';

	return c >= 'a' && c <= 'z' && (at + 1 == s.n ||
	    !general_is_word(s.p[at + 1]));
}

/*
 * "NLSA-2026-014-1": letters, a year and numbers, as most vendors' references
 * are built.  The length at s, 0 where it is none; *editions tells whether
 * the last number counts editions (a third one behind the year).
 */
static size_t
match_generic(struct span s, bool *editions)
{
	struct span rest = s;
	size_t letters = run_of(s, 'A', 'Z'), at, n, groups = 0;

	if (letters < 2 || letters > 12)
		return 0;
	at = letters;
	for (;; at += n + 1) {
		if (at >= s.n || (s.p[at] != '-' && s.p[at] != ':'))
			break;
		rest = (struct span){ s.p + at + 1, s.n - at - 1 };
		n = groups == 0 ? run_of(rest, 'A', 'Z') : 0;
		if (n > 0)
			continue;
		n = run_of(rest, '0', '9');
		if (n == 0 || (groups == 0 && (n != 4 ||
		    (rest.p[0] != '1' && rest.p[0] != '2'))))
			break;
		groups++;
	}
	*editions = groups > 2;
	return groups < 2 ? 0 : at + has_letter(s, at);
}

struct general_found
general_built(struct span s)
{
	struct span one;
	bool editions = false;
	size_t i, n;

	for (i = 0; i < s.n; i++) {
		one = (struct span){ s.p + i, s.n - i };
		if ((i > 0 && general_is_word(s.p[i - 1])) ||
		    span_starts_nocase(one, "CVE-") ||
		    span_starts_nocase(one, "CAN-"))
			continue;
		n = match_generic(one, &editions);
		if (n > 0)
			return (struct general_found){ { one.p, n },
			    editions ? '-' : 0 };
	}
	return (struct general_found){ { NULL, 0 }, 0 };
}

bool
general_is_reference(struct arena *a, struct span word)
{
	struct general_found known = general_known(word);
	char *upper = arena_strn(a, word.p, word.n);
	bool editions;
	size_t i;

	for (i = 0; i < word.n; i++)
		if (upper[i] >= 'a' && upper[i] <= 'z')
			upper[i] = (char)(upper[i] - 'a' + 'A');
	return (known.ref.p == word.p && known.ref.n == word.n) ||
	    span_starts_nocase(word, "CVE-") ||
	    match_generic((struct span){ upper, word.n }, &editions) ==
	    word.n;
}
