/* SPDX-License-Identifier: ISC */
/*
 * Which vendor a mail claims to be; vendors.h.  A claim costs the sender's
 * mail the plain "unknown", so what could be an honest stranger's name is
 * left alone: short labels know no slips, sub-domains may be called what
 * they like, and a vendor's name within a person's display name means little.
 */
#include "text/vendors.h"

#include <string.h>

#include "base/arena.h"
#include "base/buf.h"
#include "base/str.h"
#include "text/address.h"
#include "text/lookalike.h"

#define SLIP_MIN	5	/* letters of a label that may hold a slip */
#define SLIP_FREE	7	/* and that may hold it under any ending */
#define PART_MIN	4	/* letters of a label that count in "x-LABEL" */
#define DISPLAY_MAX	512	/* bytes of a display name that are looked at */
#define DOMAIN_MAX	255

/* Words that make a name next to a vendor's an announcer's. */
static const char *const office[] = {
	"security", "update", "updates", "alert", "alerts", "advisory",
	"advisories", "patch", "patches", "bulletin", "bulletins", "support",
	"psirt", "cert", "notification", "notifications", "announce", "notice",
};
#define OFFICES (sizeof(office) / sizeof(office[0]))

static bool
is_office(struct span w)
{
	size_t i;

	for (i = 0; i < OFFICES; i++)
		if (span_eq(w, office[i]))
			return true;
	return false;
}

/* Is it an ending below which many register, though it has two labels? */
static bool
is_ending(const char *two_labels)
{
	static const char *const second[] = { "co", "com", "org", "net", "gov",
	    "gob", "gouv", "ac", "edu", "or", "ne", "go" };
	struct span label = { two_labels, strcspn(two_labels, ".") };
	const char *top = two_labels + label.n + 1;
	size_t i;

	/* RFC 2606, 3: examples are many sites in one */
	if (span_eq(label, "example"))
		return strcmp(top, "com") == 0 || strcmp(top, "net") == 0 ||
		    strcmp(top, "org") == 0;
	for (i = 0; i < sizeof(second) / sizeof(second[0]); i++)
		if (strlen(top) == 2 && span_eq(label, second[i]))
			return true;
	return false;
}

/*
 * The part of a domain that somebody registers, by rule of thumb: the last two
 * labels, or three below endings like "co.uk".  (The public suffix list is
 * the prover's; a wrong guess here only costs a hint.)
 */
static const char *
registered(const char *domain)
{
	const char *dots[3] = { NULL, NULL, NULL }, *p;	/* last one first */

	for (p = domain; *p != '\0'; p++)
		if (*p == '.') {
			dots[2] = dots[1];
			dots[1] = dots[0];
			dots[0] = p;
		}
	if (dots[1] == NULL)
		return domain;
	if (!is_ending(dots[1] + 1))
		return dots[1] + 1;
	return dots[2] != NULL ? dots[2] + 1 : domain;
}

static struct span
first_label(const char *domain)
{
	return (struct span){ domain, strcspn(domain, ".") };
}

static const char *
pattern_domain(const char *pattern)
{
	const char *d = strchr(pattern, '@') + 1;

	return strncmp(d, "*.", 2) == 0 ? d + 2 : d;
}

/* --- by domain -------------------------------------------------------- */

/* A mail's domain in the forms it is looked at. */
struct guise {
	const char	*plain;		/* in Unicode, scripts folded */
	const char	*reg;		/* registered part of plain */
	bool		 foreign;	/* has letters that are not ASCII */
};

/* Both labels with look-alike letters folded: equal? */
static bool
same_shape(struct span a, struct span b)
{
	struct buf x = { 0 }, y = { 0 };
	bool same;

	if (lookalike_first(a) != lookalike_first(b))
		return false;
	lookalike_fold(&x, a, FOLD_SHAPE);
	lookalike_fold(&y, b, FOLD_SHAPE);
	same = x.n == y.n && x.n > 0 && memcmp(x.p, y.p, x.n) == 0;
	buf_free(&x);
	buf_free(&y);
	return same;
}

static bool
has_digit(struct span s)
{
	size_t i;

	for (i = 0; i < s.n; i++)
		if (s.p[i] >= '0' && s.p[i] <= '9')
			return true;
	return false;
}

/* "a-LABEL-b", or LABEL with a word of office right beside it. */
static bool
has_part(struct span label, struct span part)
{
	struct span rest = label, w;

	if (part.n >= PART_MIN && memchr(label.p, '-', label.n) != NULL) {
		for (; rest.n > 0; rest.p += w.n, rest.n -= w.n) {
			if (*rest.p == '-') {
				w.n = 1;
				continue;
			}
			w = rest;
			w.n = 0;
			while (w.n < rest.n && rest.p[w.n] != '-')
				w.n++;
			if (w.n == part.n && memcmp(w.p, part.p, w.n) == 0)
				return true;
		}
	}
	if (part.n < PART_MIN || label.n <= part.n)
		return false;
	if (memcmp(label.p, part.p, part.n) == 0)
		return is_office((struct span){ label.p + part.n,
		    label.n - part.n });
	return memcmp(label.p + label.n - part.n, part.p, part.n) == 0 &&
	    is_office((struct span){ label.p, label.n - part.n });
}

/* Does the domain hold the vendor's whole one before others?  Also with
 * hyphens for its dots: microsoft.com.evil.example, microsoft-com.example. */
static bool
holds_domain(const char *domain, const char *whole)
{
	size_t n = strlen(whole), i;
	const char *p;

	for (p = domain; ; p = strchr(p, '.') + 1) {
		for (i = 0; i < n; i++)
			if (p[i] != whole[i] &&
			    !(whole[i] == '.' && p[i] == '-'))
				break;
		if (i == n && (p[n] == '.' || p[n] == '-'))
			return true;
		if (strchr(p, '.') == NULL)
			return false;
	}
}

static bool
is_slip(struct span mine, struct span its, bool same_ending)
{
	return mine.n >= SLIP_MIN && its.n >= SLIP_MIN &&
	    (its.n >= SLIP_FREE || (same_ending && mine.p[0] == its.p[0])) &&
	    lookalike_slip(mine, its);
}

/* Why the domain is a near miss of top, a vendor's registered domain; NULL. */
static const char *
near_miss(const struct guise *g, const char *top)
{
	struct span mine = first_label(g->reg), its = first_label(top);
	bool same_ending = strcmp(g->reg + mine.n, top + its.n) == 0;
	bool same = mine.n == its.n && memcmp(mine.p, its.p, its.n) == 0;

	if (holds_domain(g->plain, top))
		return "has, as a part of another domain, the name";
	if (same && same_ending)
		return g->foreign ? "is written with letters of another script "
		    "to look like" : NULL;
	if (same && its.n >= SLIP_MIN && !span_eq(its, "example"))
		return "bears the name, under another ending, of";
	if (same_shape(mine, its) && !same && (its.n >= SLIP_MIN ||
	    (same_ending && (g->foreign || has_digit(mine)))))
		return "is written with look-alike letters to resemble";
	if (has_part(mine, its))
		return "has, with an addition, the name of";
	if (!same && is_slip(mine, its, same_ending))
		return "differs in one letter from";
	return NULL;
}

/* Is this domain the vendor's own by this pattern?  See vendors.h. */
static bool
is_own(const struct vendor *v, const char *pattern, const char *domain)
{
	const char *d = pattern_domain(pattern), *top = registered(d);
	struct span label = first_label(top);

	if (pattern[0] == '*' && address_within(domain, d))
		return true;
	return address_within(domain, top) && (span_eq_nocase(label, v->id) ||
	    span_eq_nocase(label, v->name));
}

bool
vendors_own(const struct vendor *v, const char *address)
{
	const char *at = strrchr(address, '@');
	size_t i;

	for (i = 0; at != NULL && i < v->from.n; i++)
		if (is_own(v, v->from.at[i], at + 1))
			return true;
	return false;
}

static const struct vendor *
by_near_miss(struct arena *a, const struct list *vendors, const char *domain,
    const struct guise *g, const char **how)
{
	const struct vendor *v;
	const char *top = "", *last, *why;
	size_t i, j;

	for (i = 0; i < vendors->n; i++) {
		v = vendors->at[i];
		for (j = 0; j < v->from.n; j++) {
			last = top;
			top = registered(pattern_domain(v->from.at[j]));
			if (strcmp(top, last) == 0 ||
			    (why = near_miss(g, top)) == NULL)
				continue;
			*how = arena_printf(a, "The domain %s %s %s, which is "
			    "%s's.", domain, why, top, v->name);
			return v;
		}
	}
	return NULL;
}

static const struct vendor *
by_domain(struct arena *a, const struct list *vendors, const char *address,
    const char **how)
{
	struct buf unicode = { 0 }, plain = { 0 };
	struct guise g = { 0 };
	const char *domain = strrchr(address, '@') + 1;
	const struct vendor *v;
	size_t i;

	for (i = 0; i < vendors->n; i++) {
		v = vendors->at[i];
		if (!vendors_own(v, address))
			continue;
		*how = arena_printf(a, "The domain %s is %s's, but the address "
		    "is none that it announces from.", domain, v->name);
		return v;
	}
	lookalike_domain(&unicode, domain);
	for (i = 0; i < unicode.n; i++)
		g.foreign |= ((unsigned char)unicode.p[i] & 0x80) != 0;
	lookalike_fold(&plain, (struct span){ unicode.p, unicode.n },
	    FOLD_SCRIPT);
	g.plain = buf_str(&plain);
	g.reg = registered(g.plain);
	v = by_near_miss(a, vendors, domain, &g, how);
	buf_free(&unicode);
	buf_free(&plain);
	return v;
}

/* --- by display name --------------------------------------------------- */

/* A name without what stands between its words, and where words begin. */
struct squashed {
	char	text[DISPLAY_MAX + 1];
	bool	begins[DISPLAY_MAX + 1];	/* and one at the end */
	size_t	n;
};

static bool
is_alnum(char c)
{
	return (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9') || c == '?';
}

/* Folds word by word: "rn" of two words is no m. */
static void
squash(const char *name, struct squashed *s)
{
	struct buf script = { 0 }, word = { 0 };
	size_t i, j;

	*s = (struct squashed){ 0 };
	lookalike_fold(&script, span_of(name), FOLD_SCRIPT);
	for (i = 0; i < script.n && s->n < DISPLAY_MAX; i = j) {
		for (j = i; j < script.n && is_alnum(script.p[j]); j++)
			;
		if (j == i) {
			j++;
			continue;
		}
		buf_cut(&word, 0);
		lookalike_fold(&word, (struct span){ script.p + i, j - i },
		    FOLD_SHAPE);
		if (word.n > DISPLAY_MAX - s->n)
			buf_cut(&word, DISPLAY_MAX - s->n);
		s->begins[s->n] = true;
		memcpy(s->text + s->n, word.p, word.n);
		s->n += word.n;
	}
	s->begins[s->n] = true;
	buf_free(&script);
	buf_free(&word);
}

/* Does a word of office stand anywhere in the name? */
static bool
has_office(const struct squashed *s)
{
	struct squashed w;
	size_t i, at;

	for (i = 0; i < OFFICES; i++) {
		squash(office[i], &w);
		for (at = 0; at + w.n <= s->n; at++)
			if (s->begins[at] && s->begins[at + w.n] &&
			    memcmp(s->text + at, w.text, w.n) == 0)
				return true;
	}
	return false;
}

/*
 * Whether the display name bears this vendor's name: whole words at its begin
 * (behind "the"), or anywhere beside a word of office.
 */
static bool
bears_name(const struct squashed *s, const char *name)
{
	struct squashed v;
	size_t at, start = 0;
	char first = lookalike_first(span_of(name));

	for (at = 0; is_alnum(first) && at < s->n; at++)
		if (s->begins[at] && s->text[at] == first)
			break;
	if (at == s->n)
		return false;
	squash(name, &v);
	if (v.n == 0)
		return false;
	if (s->n > 3 && memcmp(s->text, "the", 3) == 0 && s->begins[3])
		start = 3;
	for (at = 0; at + v.n <= s->n; at++) {
		if (!s->begins[at] || !s->begins[at + v.n] ||
		    memcmp(s->text + at, v.text, v.n) != 0)
			continue;
		if (at == 0 || at == start || has_office(s))
			return true;
	}
	return false;
}

/* Does a domain stand in the text, with nothing before it but '.' or '@'? */
static bool
shows_domain(const char *text, const char *domain)
{
	size_t n = strlen(domain);
	const char *p;

	for (p = text; (p = strstr(p, domain)) != NULL; p++)
		if ((p == text || (!is_alnum(p[-1]) && p[-1] != '-')) &&
		    !is_alnum(p[n]) && p[n] != '-')
			return true;
	return false;
}

/* Does the display name show a domain of this vendor, or its name? */
static const char *
shown_of(const struct vendor *v, const char *plain, const struct squashed *s)
{
	size_t i;

	for (i = 0; i < v->from.n; i++)
		if (shows_domain(plain,
		    registered(pattern_domain(v->from.at[i]))))
			return "shows a domain of";
	for (i = 0; i < v->names.n; i++)
		if (bears_name(s, v->names.at[i]))
			return "is that of";
	return NULL;
}

static const struct vendor *
by_display_name(struct arena *a, const struct list *vendors,
    const char *display_name, const char **how)
{
	struct buf plain = { 0 };
	struct squashed s;
	const struct vendor *v = NULL;
	const char *what = NULL;
	size_t i;

	squash(display_name, &s);
	lookalike_fold(&plain, span_of(display_name), FOLD_SCRIPT);
	buf_cut(&plain, DISPLAY_MAX);
	for (i = 0; i < vendors->n && what == NULL; i++) {
		v = vendors->at[i];
		what = shown_of(v, buf_str(&plain), &s);
	}
	buf_free(&plain);
	if (what == NULL)
		return NULL;
	*how = arena_printf(a, "The display name %s %s, but the address is "
	    "none of its own.", what, v->name);
	return v;
}

const struct vendor *
vendors_claimed(struct arena *a, const struct list *vendors,
    const char *address, const char *display_name, const char **how)
{
	const struct vendor *v = vendors_by_address(vendors, address);
	const char *at = address != NULL ? strrchr(address, '@') : NULL;

	*how = NULL;
	if (v != NULL) {
		*how = arena_printf(a, "The address %s is one of %s's.",
		    address, v->name);
		return v;
	}
	if (at != NULL && at[1] != '\0' && strlen(at + 1) <= DOMAIN_MAX)
		v = by_domain(a, vendors, address, how);
	if (v == NULL && display_name != NULL)
		v = by_display_name(a, vendors, display_name, how);
	return v;
}
