/* SPDX-License-Identifier: ISC */
/* Facts set with their place; see extract.h. */
#include <string.h>

#include "base/arena.h"
#include "base/log.h"
#include "handlers/bulletin/extract.h"

#define LEN(a) (sizeof(a) / sizeof((a)[0]))

/* In one line; what is too long ends at a word. */
static char *
item_of(struct arena *a, struct span value)
{
	char *s = extract_line_of(a, value);
	size_t n = s != NULL ? strlen(s) : 0;

	if (n <= EXTRACT_ITEM_MAX)
		return s;
	n = EXTRACT_ITEM_MAX - 4;
	while (n > 0 && s[n] != ' ')
		n--;
	if (n == 0) {
		n = EXTRACT_ITEM_MAX - 4;
		while (n > 0 && ((unsigned char)s[n] & 0xc0) == 0x80)
			n--;
	}
	return arena_printf(a, "%.*s ...", (int)n, s);
}

static void
set_summary(struct arena *a, struct bulletin_facts *f, struct span text)
{
	char *s = f->summary == NULL ? extract_summary(a, text) : NULL;

	if (s == NULL)
		return;
	f->summary = s;
	extract_seen(a, f, FACT_SUMMARY, text);
}

static const struct {
	enum fact_field	 field;
	void		(*set)(struct arena *, struct bulletin_facts *,
			    struct span);
} special[] = {
	{ FACT_CVES, extract_set_cves }, { FACT_URLS, extract_set_urls },
	{ FACT_SEVERITY, extract_set_severity },
	{ FACT_SUMMARY, set_summary },
};

static bool
is_long(enum fact_field field)
{
	return field == FACT_WORKAROUNDS || field == FACT_PREREQUISITES ||
	    field == FACT_REMOVAL || field == FACT_PROBLEMS;
}

/* A title that is a link became "title <address>". */
static struct span
without_link(struct span s)
{
	const char *p = span_find_nocase(s, "<http");

	if (p == NULL)
		p = span_find_nocase(s, "[ http");
	if (p != NULL && p > s.p)
		s.n = (size_t)(p - s.p);
	return s;
}

void
extract_put(struct arena *a, struct bulletin_facts *f, enum fact_field field,
    struct span value)
{
	const char **text = facts_text(f, field);
	struct list *l = facts_list(f, field);
	size_t i, before;
	char *s;

	if (text == NULL && l == NULL)
		log_fatalx("a %s cannot be put", facts_field_name(field));
	for (i = 0; i < LEN(special); i++) {
		if (special[i].field != field)
			continue;
		special[i].set(a, f, value);
		return;
	}
	if (field == FACT_TITLE)
		value = without_link(value);
	s = is_long(field) ? item_of(a, value) : extract_line_of(a, value);
	if (s == NULL || (text != NULL && *text != NULL))
		return;
	if (text != NULL) {
		*text = s;
	} else {
		before = l->n;
		extract_add(a, l, span_of(s), false);
		if (l->n == before)
			return;
	}
	extract_seen(a, f, field, value);
}

void
extract_set_severity(struct arena *a, struct bulletin_facts *f,
    struct span word)
{
	char *w;

	word = span_trim(word);
	while (word.n > 0 && strchr(".,;:)", word.p[word.n - 1]) != NULL)
		word.n--;
	w = arena_strn(a, word.p, word.n);
	if (extract_severity(w) == SEVERITY_NOT_STATED)
		return;
	f->severity = w;
	f->site_severity = extract_severity(w);
	extract_seen(a, f, FACT_SEVERITY, word);
}

void
extract_set_kind(struct arena *a, struct bulletin_facts *f,
    enum bulletin_kind kind, struct span where)
{
	f->kind = kind;
	extract_seen(a, f, FACT_KIND, where);
}

void
extract_set_security(struct arena *a, struct bulletin_facts *f,
    enum stated v, struct span where)
{
	f->security = v;
	extract_seen(a, f, FACT_SECURITY, where);
}

void
extract_set_exploited(struct arena *a, struct bulletin_facts *f,
    enum stated v, struct span where)
{
	f->exploited = v;
	extract_seen(a, f, FACT_EXPLOITED, where);
}

void
extract_set_known(struct arena *a, struct bulletin_facts *f, enum stated v,
    struct span where)
{
	f->known = v;
	extract_seen(a, f, FACT_PUBLIC, where);
}

void
extract_set_restart(struct arena *a, struct bulletin_facts *f,
    struct span text)
{
	struct span where;
	enum restart r = extract_find_restart(text, &where);

	if (r == RESTART_NOT_STATED)
		return;
	f->restart = r;
	extract_seen(a, f, FACT_RESTART, where);
}

bool
extract_set_date(struct arena *a, struct bulletin_facts *f,
    enum fact_field field, struct span text)
{
	struct span where;
	int64_t t = extract_find_date(text, &where);

	if (t == 0)
		return false;
	if (field == FACT_UPDATED)
		f->updated = t;
	else
		f->published = t;
	f->date = f->updated != 0 ? f->updated : f->published;
	extract_seen(a, f, field, where);
	return true;
}

/* --- one CVE ---------------------------------------------------------- */

struct cve_fact *
extract_cve(struct arena *a, struct bulletin_facts *f, struct span id)
{
	struct list one = { 0 };
	struct cve_fact *c;
	size_t before = f->cves.n;

	extract_cves(a, id, &one);
	if (one.n != 1)
		return NULL;
	extract_add(a, &f->cves, span_of(one.at[0]), true);
	if (f->cves.n > before)
		extract_seen(a, f, FACT_CVES, id);
	c = facts_cve(f, one.at[0]);
	if (c != NULL || f->cve_facts.n >= FACTS_LIST_MAX)
		return c;
	c = arena_alloc(a, sizeof(*c));
	c->id = one.at[0];
	list_add_in(a, &f->cve_facts, c);
	return c;
}

void
extract_set_cve_severity(struct arena *a, struct bulletin_facts *f,
    struct cve_fact *c, struct span word)
{
	struct bulletin_facts one = { 0 };

	extract_set_severity(a, &one, word);
	if (one.severity == NULL)
		return;
	c->severity = one.severity;
	extract_seen(a, f, FACT_CVE_SEVERITY, word);
}

static bool
is_vector_letter(char c)
{
	return (c >= '0' && c <= '9') || (c >= 'A' && c <= 'Z') ||
	    (c >= 'a' && c <= 'z') || c == ':' || c == '/' || c == '.';
}

/* The run of a vector's letters around its first metric. */
static struct span
find_vector(struct span text)
{
	const char *p = span_find_nocase(text, "AV:");
	const char *end = text.p + text.n, *q = p;

	if (p == NULL)
		return (struct span){ NULL, 0 };
	while (p > text.p && is_vector_letter(p[-1]))
		p--;
	while (q < end && is_vector_letter(*q))
		q++;
	while (q > p && strchr("./:", q[-1]) != NULL)
		q--;
	return (struct span){ p, (size_t)(q - p) };
}

/* "CVSS v3.1", "CVSSv4.0", "version 2.0": of the standard, no score. */
static bool
is_version(struct span before, struct span number)
{
	static const char *const versions[] = { "2.0", "3.0", "3.1", "4.0" };
	size_t i;

	for (i = 0; i < LEN(versions); i++)
		if (span_eq(number, versions[i]))
			break;
	if (i == LEN(versions))
		return false;
	before = span_trim(before);
	if (before.n > 0 && before.p[before.n - 1] == '(')
		before.n--;	/* "v(3.1)" */
	if (before.n > 0 && ascii_lower(before.p[before.n - 1]) == 'v')
		return true;
	return (before.n >= 4 && span_starts_nocase((struct span){
	    before.p + before.n - 4, 4 }, "CVSS")) ||
	    (before.n >= 7 && span_starts_nocase((struct span){
	    before.p + before.n - 7, 7 }, "version"));
}

/* The first number "9.8" that stands alone and is no version of CVSS. */
static struct span
find_score(struct span text)
{
	struct span rest = text, found, before;
	const char *end = text.p + text.n, *next;

	while (rest.n > 0) {
		found = extract_find(rest, "#.9");
		if (found.p == NULL)
			break;
		before = (struct span){ text.p, (size_t)(found.p - text.p) };
		next = found.p + found.n;
		rest = (struct span){ next, (size_t)(end - next) };
		/* "6.1.2", "1.20", and the "3.1" of a vector */
		if ((next < end && (is_vector_letter(*next) && (*next != '.' ||
		    (next + 1 < end && next[1] >= '0' && next[1] <= '9')) &&
		    *next != '/' && *next != ':')) || found.n > 4 ||
		    (before.n > 0 && before.p[before.n - 1] == '.') ||
		    is_version(before, found))
			continue;
		return found;
	}
	return (struct span){ NULL, 0 };
}

bool
extract_set_cvss(struct arena *a, struct bulletin_facts *f,
    struct cve_fact *c, struct span text)
{
	struct span vector = find_vector(text), score = { NULL, 0 };
	struct span head = text, tail = { NULL, 0 };
	char *s = NULL;

	if (vector.p != NULL) {
		head.n = (size_t)(vector.p - text.p);
		tail.p = vector.p + vector.n;
		tail.n = (size_t)(text.p + text.n - tail.p);
	}
	score = find_score(head);
	if (score.p == NULL && tail.p != NULL)
		score = find_score(tail);
	if (score.p != NULL)
		s = arena_strn(a, score.p, score.n);
	if (cvss_tenths(s) != -1) {
		c->score = s;
		extract_seen(a, f, FACT_CVSS, score);
	} else {
		s = NULL;
	}
	if (vector.p == NULL)
		return s != NULL;
	vector.p = arena_strn(a, vector.p, vector.n);
	if (!cvss_is_vector(vector.p))
		return s != NULL;
	c->vector = vector.p;
	extract_seen(a, f, FACT_CVSS, (struct span){ head.p + head.n, 1 });
	return true;
}
