/* SPDX-License-Identifier: ISC */
/* Advisories of labels and headings; see form.h. */
#include "handlers/bulletin/form.h"

#include <string.h>

#include "base/arena.h"

#define LEN(a) (sizeof(a) / sizeof((a)[0]))

const char *const form_cves[] = { "CVE-9999-9999#", "CVE-9999-9999", NULL };

/* --- pieces of a text ------------------------------------------------- */

struct span
form_value(struct span text, const char *const *labels)
{
	struct span v = { NULL, 0 };

	for (; labels != NULL && *labels != NULL && v.n == 0; labels++)
		v = extract_value(text, *labels);
	return v;
}

struct span
form_marked_value(struct span text, const char *label)
{
	struct span line, bare;

	while (span_line(&text, &line)) {
		bare = form_unmarked(line);
		if (span_starts_nocase(bare, label) &&
		    extract_value(bare, label).n > 0)
			return extract_value(bare, label);
	}
	return (struct span){ NULL, 0 };
}

struct span
form_section(struct span text, const char *const *headings,
    const char *const *others)
{
	struct span s = { NULL, 0 };

	for (; headings != NULL && *headings != NULL && s.n == 0;
	    headings++)
		s = extract_section(text, *headings, others);
	return s;
}

struct span
form_head(struct span text)
{
	struct span rest = text, line;
	size_t n = 0;

	if (rest.n > FORM_HEAD_BYTES)
		rest.n = FORM_HEAD_BYTES;
	while (n < FORM_HEAD_LINES && span_line(&rest, &line))
		n += span_trim(line).n > 0;
	return (struct span){ text.p, (size_t)(rest.p - text.p) };
}

struct span
form_from(struct span text, const char *prefix)
{
	struct span line = extract_line(text, prefix);

	if (line.p != NULL)
		line.n = (size_t)(text.p + text.n - line.p);
	return line;
}

struct span
form_until(struct span text, const char *prefix)
{
	struct span line = extract_line(text, prefix);

	if (line.p != NULL)
		text.n = (size_t)(line.p - text.p);
	return text;
}

struct span
form_paragraph(struct span text, const char *p)
{
	struct span rest = { p, (size_t)(text.p + text.n - p) }, line;
	struct span all = { p, 0 };

	while (span_line(&rest, &line) && span_trim(line).n > 0)
		all.n = (size_t)(line.p + line.n - p);
	return all;
}

struct span
form_unmarked(struct span line)
{
	line = span_trim(line);
	while (line.n > 0 && (strchr("*-|#+ \t", line.p[0]) != NULL ||
	    (line.n > 1 && line.p[0] == 'o' && line.p[1] == ' '))) {
		line.p++;
		line.n--;
	}
	/* U+2022, the bullet that HTML's lists become, or a dash */
	if (line.n > 3 && (memcmp(line.p, "\xe2\x80\xa2", 3) == 0 ||
	    memcmp(line.p, "\xe2\x80\x93", 3) == 0))
		return span_trim((struct span){ line.p + 3, line.n - 3 });
	return line;
}

struct span
form_behind(struct span s, const char *p)
{
	static const char dash[] = "\xe2\x80\x93";	/* U+2013 */
	struct span rest = { p, (size_t)(s.p + s.n - p) };
	size_t n = 1;

	while (rest.n > 0 && n > 0) {
		n = strchr(" ]:-,.)|\t\r\n", rest.p[0]) != NULL ? 1 :
		    span_starts_nocase(rest, dash) ? strlen(dash) : 0;
		rest.p += n;
		rest.n -= n;
	}
	rest = span_trim(rest);
	return rest.n > 3 ? rest : (struct span){ NULL, 0 };
}

struct span
form_find(struct span text, const char *const *forms)
{
	struct span found, best = { NULL, 0 };

	for (; *forms != NULL; forms++) {
		found = extract_find(text, *forms);
		if (found.p == NULL || (best.p != NULL && found.p >= best.p))
			continue;
		best = found;
	}
	return best;
}

/* --- references and months -------------------------------------------- */

void
form_made_reference(struct arena *a, struct bulletin_facts *f,
    const char *id, struct span where)
{
	f->id = f->base = id;
	extract_seen(a, f, FACT_REFERENCE, where);
}

void
form_reference(struct arena *a, struct bulletin_facts *f, struct span ref,
    char revision, bool first)
{
	const char *at = NULL;

	while (ref.n > 0 && strchr("-_.", ref.p[ref.n - 1]) != NULL)
		ref.n--;
	form_made_reference(a, f, arena_strn(a, ref.p, ref.n), ref);
	if (revision != 0)
		at = first ? strchr(f->id, revision) :
		    strrchr(f->id, revision);
	if (at != NULL) {
		f->base = arena_strn(a, f->id, (size_t)(at - f->id));
		f->revision = at + 1;
	}
}

void
form_advance(struct arena *a, struct bulletin_facts *f, struct span where)
{
	f->id = arena_printf(a, "%s-advance", f->base);
	f->revision = "advance";
	extract_set_kind(a, f, KIND_ADVANCE_NOTICE, where);
}

void
form_is_patch(struct arena *a, struct bulletin_facts *f, struct span where)
{
	if (f->kind == KIND_NOT_STATED)
		extract_set_kind(a, f, KIND_SECURITY_PATCH, where);
	if (f->security == STATED_NOTHING)
		extract_set_security(a, f, STATED_YES, where);
}

void
form_is_revision(struct arena *a, struct bulletin_facts *f,
    struct span where)
{
	if (f->updated != 0 && f->published != 0 &&
	    f->updated != f->published)
		extract_set_kind(a, f, KIND_REVISION, where);
}

void
form_fixed(struct arena *a, struct bulletin_facts *f, const char *s,
    struct span where)
{
	size_t before = f->fixed.n;

	extract_add(a, &f->fixed, span_of(s), false);
	if (f->fixed.n > before)
		extract_seen(a, f, FACT_FIXED, where);
}

static const char *const months[] = { "January", "February", "March", "April",
    "May", "June", "July", "August", "September", "October", "November",
    "December" };

const char *
form_month_name(int month)
{
	return months[month - 1];
}

bool
form_month(struct span s, int *year, int *month)
{
	struct span rest = s, word, next;
	size_t i;

	while (span_word(&rest, &word)) {
		while (word.n > 0 && strchr(",.:-", word.p[word.n - 1]) != NULL)
			word.n--;
		for (i = 0; i < LEN(months); i++)
			if (span_eq_nocase(word, months[i]))
				break;
		next = span_trim(rest);
		if (i == LEN(months) || next.n < 4 ||
		    extract_match(next, "2999") != 4)
			continue;
		*month = (int)i + 1;
		*year = (next.p[0] - '0') * 1000 + (next.p[1] - '0') * 100 +
		    (next.p[2] - '0') * 10 + (next.p[3] - '0');
		return true;
	}
	return false;
}

bool
form_from_domain(const struct reader_mail *m, const char *domain)
{
	const char *at = m->from != NULL ? strrchr(m->from, '@') : NULL;
	size_t n = strlen(domain), len = at != NULL ? strlen(at) : 0;

	return len > n && str_ends_nocase(at, domain) &&
	    (at[len - n - 1] == '.' || at[len - n - 1] == '@');
}

/* --- filling ---------------------------------------------------------- */

void
form_severity(struct arena *a, struct bulletin_facts *f, struct span text,
    const char *const *labels)
{
	struct bulletin_facts one = { 0 };
	struct span rest, line, words, word;

	for (; labels != NULL && *labels != NULL; labels++) {
		rest = text;
		while ((line = extract_line(rest, *labels)).p != NULL) {
			rest.n -= (size_t)(line.p + line.n - rest.p);
			rest.p = line.p + line.n;
			words = extract_value(line, *labels);
			/* "Impact: high", but not "Impact: high load..." */
			if (!span_word(&words, &word) || words.n > 20)
				continue;
			extract_set_severity(a, &one, word);
			if (one.site_severity > f->site_severity)
				extract_set_severity(a, f, word);
		}
	}
}

static void
set_products(struct arena *a, struct bulletin_facts *f, struct span text,
    const struct form *form)
{
	struct span v = form_value(text, form->products);

	if (f->products.n > 0)
		return;
	if (v.n > 0)
		extract_put(a, f, FACT_PRODUCTS, v);
	else
		form_lines(a, f, FACT_PRODUCTS, form_section(text,
		    form->affected, form->headings));
}

static void
set_versions(struct arena *a, struct bulletin_facts *f, struct span text,
    const struct form *form)
{
	struct span v = form_value(text, form->versions);

	if (v.n > 0)
		extract_put(a, f, FACT_AFFECTED, v);
	else
		form_lines(a, f, FACT_AFFECTED, form_section(text,
		    form->versions, form->headings));
}

static void
set_revision(struct arena *a, struct bulletin_facts *f, struct span text,
    const struct form *form)
{
	struct span rest = form_value(form_head(text), form->revisions), word;

	/* "1.0: Final" */
	if (!span_word(&rest, &word) || word.p[0] < '0' || word.p[0] > '9' ||
	    word.n >= 16)
		return;
	while (word.n > 1 && strchr(":;,.", word.p[word.n - 1]) != NULL)
		word.n--;
	extract_put(a, f, FACT_REVISION, word);
}

static void
set_date(struct arena *a, struct bulletin_facts *f, struct span text,
    enum fact_field field, const char *const *labels)
{
	bool set = field == FACT_UPDATED ? f->updated != 0 :
	    f->published != 0;

	for (; labels != NULL && *labels != NULL && !set; labels++)
		set = extract_set_date(a, f, field, extract_value(text,
		    *labels));
}

static void
set_cves(struct arena *a, struct bulletin_facts *f, struct span text,
    const struct form *form)
{
	const char *const *word;

	for (word = form->cves; word != NULL && *word != NULL &&
	    f->cves.n == 0; word++) {
		extract_set_cves(a, f, extract_value(text, *word));
		if (f->cves.n == 0)
			extract_set_cves(a, f, extract_section(text, *word,
			    form->headings));
	}
	if (f->cves.n == 0)
		extract_set_cves(a, f, text);
}

/* "None", "N/A" and the like say that there is nothing to tell. */
static bool
is_nothing(struct span s)
{
	static const char *const words[] = { "none", "none.", "n/a", "n/a.",
	    "not applicable", "not applicable.", "none known.",
	    "none available.", "unknown." };
	size_t i;

	for (i = 0; i < LEN(words); i++)
		if (span_eq_nocase(s, words[i]))
			return true;
	return s.n == 0;
}

/* What is said above a table, where something is. */
static struct span
before_table(struct span s)
{
	struct span rest = s, line;
	const char *bar;

	while (rest.p != NULL && span_line(&rest, &line)) {
		bar = memmem(line.p, line.n, " | ", 3);
		if (bar == NULL || line.p == s.p || memmem(bar + 2,
		    (size_t)(line.p + line.n - bar) - 2, " | ", 3) == NULL)
			continue;
		return (struct span){ s.p, (size_t)(line.p - s.p) };
	}
	return s;
}

static void
set_sections(struct arena *a, struct bulletin_facts *f, struct span text,
    const struct form *form)
{
	const struct { enum fact_field field; const char *const *headings; }
	sections[] = {
		{ FACT_WORKAROUNDS, form->workarounds },
		{ FACT_PREREQUISITES, form->prerequisites },
		{ FACT_PROBLEMS, form->problems },
		{ FACT_REMOVAL, form->removal },
	};
	struct span s;
	size_t i;

	for (i = 0; i < LEN(sections); i++) {
		s = form_section(text, sections[i].headings, form->headings);
		if (s.n == 0)
			s = form_value(text, sections[i].headings);
		if (!is_nothing(s))
			extract_put(a, f, sections[i].field, before_table(s));
	}
}

void
form_fill(struct arena *a, struct bulletin_facts *f, struct span text,
    const struct form *form)
{
	struct span s;

	extract_put(a, f, FACT_TITLE, form_value(text, form->titles));
	form_severity(a, f, text, form->severities);
	set_products(a, f, text, form);
	set_versions(a, f, text, form);
	set_revision(a, f, text, form);
	set_date(a, f, text, FACT_PUBLISHED, form->published);
	set_date(a, f, text, FACT_UPDATED, form->updated);
	set_cves(a, f, text, form);
	form_scores(a, f, text, form->severities, form->each_cve);
	form_exploited(a, f, text);
	set_sections(a, f, text, form);
	extract_set_urls(a, f, text);
	if (f->restart == RESTART_NOT_STATED)
		extract_set_restart(a, f, text);
	s = form_section(text, form->summaries, form->headings);
	if (s.n == 0)
		s = form_value(text, form->summaries);
	extract_put(a, f, FACT_SUMMARY, s.n > 0 ? s : extract_prose(text));
}
