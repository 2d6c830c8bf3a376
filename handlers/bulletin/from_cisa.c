/* SPDX-License-Identifier: ISC */
/*
 * CISA's mails: advisories with a number (ICSA, ICSMA, AA, TA, AR), lists of
 * them, additions to the catalogue of exploited vulnerabilities, and current
 * activity entries that name CVEs.
 */
#include <string.h>

#include "base/arena.h"
#include "handlers/bulletin/form.h"

#define LEN(a) (sizeof(a) / sizeof((a)[0]))

static const char *const forms[] = { "ICSA-99-999-99@", "ICSA-99-999-99",
    "ICSMA-99-999-99@", "ICSMA-99-999-99", "ICS-ALERT-99-999-99@",
    "ICS-ALERT-99-999-99", "AA99-999@", "TA99-999@", "AR99-999@", "SA99-999@" };

static bool
is_ours(const struct reader_mail *m)
{
	static const char *const homes[] = { "cisa.gov", "us-cert.gov",
	    "cisa.dhs.gov" };
	static const char *const names[] = {
	    "Cybersecurity and Infrastructure Security Agency",
	    "National Cyber Awareness System", "US-CERT" };
	struct span head = span_of(m->text);
	const char *at = m->from != NULL ? strrchr(m->from, '@') : NULL;
	size_t i, n;

	for (i = 0; at != NULL && i < LEN(homes); i++) {
		n = strlen(homes[i]);
		if (str_ends_nocase(at, homes[i]) &&
		    (at[strlen(at) - n - 1] == '.' ||
		    at[strlen(at) - n - 1] == '@'))
			return true;
	}
	if (at == NULL || !str_eq_nocase(at, "@public.govdelivery.com"))
		return false;
	if (head.n > 2000)
		head.n = 2000;
	for (i = 0; i < LEN(names); i++)
		if (span_find_nocase(head, names[i]) != NULL)
			return true;
	return false;
}

static struct span
reference(struct span s)
{
	struct span found, best = { NULL, 0 };
	size_t i;

	for (i = 0; i < LEN(forms); i++) {
		found = extract_find(s, forms[i]);
		if (found.p != NULL && (best.p == NULL || found.p < best.p))
			best = found;
	}
	return best;
}

/* An update's letter is a revision: ICSA-23-304-01B is -01 for the second
 * time.  AA22-277A ends with the letter of its first edition. */
static void
set_reference(struct arena *a, struct bulletin_facts *f, struct span ref)
{
	char last = ref.p[ref.n - 1];

	f->id = arena_strn(a, ref.p, ref.n);
	f->base = f->id;
	extract_seen(a, f, FACT_REFERENCE, ref);
	if (span_starts_nocase(ref, "ICS") && last >= 'A' && last <= 'Z') {
		f->base = arena_strn(a, ref.p, ref.n - 1);
		f->revision = f->id + ref.n - 1;
		extract_set_kind(a, f, KIND_REVISION, ref);
	}
}

/* A link's target as it stands in a plain text, "[ https://... ]", or in one
 * that was HTML, "<https://...>": its bytes, 0 where s does not begin so. */
static size_t
link_at(struct span s)
{
	const char *end;
	size_t n = 1;

	if (s.n < 2 || (s.p[0] != '[' && s.p[0] != '<'))
		return 0;
	while (n < s.n && s.p[n] == ' ')
		n++;
	if (!span_starts_nocase((struct span){ s.p + n, s.n - n }, "http"))
		return 0;
	end = memchr(s.p, s.p[0] == '[' ? ']' : '>', s.n);
	return end != NULL ? (size_t)(end - s.p) + 1 : 0;
}

/* The line without its reference and the marks around: "INEA ME RTU"; of a
 * table's row the cell behind the reference's. */
static void
set_title(struct arena *a, struct bulletin_facts *f, struct span line,
    struct span ref)
{
	static const char dash[] = "\xe2\x80\x93";	/* U+2013 */
	struct span s = { ref.p + ref.n,
	    (size_t)(line.p + line.n - ref.p - ref.n) };
	const char *end;
	size_t n = 1;

	while (s.n > 0 && n > 0) {
		n = strchr(" \t:-)(*|", s.p[0]) != NULL ? 1 : link_at(s);
		if (n == 0 && span_starts_nocase(s, dash))
			n = strlen(dash);
		s.p += n;
		s.n -= n;
	}
	end = memchr(s.p, '<', s.n);	/* a link's target */
	if (end != NULL)
		s.n = (size_t)(end - s.p);
	end = memmem(s.p, s.n, " | ", 3);
	if (end != NULL)
		s.n = (size_t)(end - s.p);
	extract_put(a, f, FACT_TITLE, s);
}

/* Since 2022 an update keeps its number: "Sample Pump (Update B)". */
static void
set_update(struct arena *a, struct bulletin_facts *f, struct span line)
{
	struct span where = extract_find(line, "(Update @)");

	if (where.p == NULL || f->revision != NULL)
		return;
	extract_put(a, f, FACT_REVISION, (struct span){ where.p + 8, 1 });
	extract_set_kind(a, f, KIND_REVISION, where);
}

static bool
is_known(const struct list *out, struct span id)
{
	const struct bulletin_facts *f;
	size_t i;

	for (i = 0; i < out->n; i++) {
		f = out->at[i];
		if (f->id != NULL && span_eq(id, f->id))
			return true;
	}
	return false;
}

/* Each line that begins with a reference (or says "ID: title") is one. */
static void
read_lines(const struct reader_mail *m, struct list *out)
{
	struct span rest = span_of(m->text), line, ref;
	struct bulletin_facts *f;

	while (span_line(&rest, &line)) {
		line = span_trim(line);
		ref = reference(line);
		if (ref.p == NULL || ref.p > line.p + 4 ||
		    is_known(out, ref) ||
		    (f = extract_new(m, out, "cisa")) == NULL)
			continue;
		set_reference(m->arena, f, ref);
		set_title(m->arena, f, line, ref);
		set_update(m->arena, f, line);
		extract_set_cves(m->arena, f, line);
		extract_set_urls(m->arena, f, line);
	}
}

static const char *const headings[] = { "Executive Summary", "Summary",
    "Risk evaluation", "Technical details", "Affected products",
    "Vulnerability overview", "Background", "Researcher", "Mitigations",
    "Mitigation", "Solution", "References", "Overview", "Description",
    "Impact", "Systems Affected", "Revisions", NULL };

/* "Equipment: x", "Systems Affected" and a list, "3.1 AFFECTED PRODUCTS". */
static void
set_products(struct arena *a, struct bulletin_facts *f, struct span text)
{
	struct span v = form_marked_value(text, "Equipment");

	if (v.p == NULL)
		v = extract_value(text, "Systems Affected");
	extract_put(a, f, FACT_PRODUCTS, v);
	if (v.p == NULL)
		form_lines(a, f, FACT_PRODUCTS, extract_section(text,
		    "Systems Affected", headings));
	form_lines(a, f, FACT_AFFECTED, extract_section(text,
	    "Affected products", headings));
}

static void
set_dates(struct arena *a, struct bulletin_facts *f, struct span text)
{
	struct span v = extract_value(text, "Original release date");

	if (v.p == NULL)
		v = extract_value(text, "Release Date");
	extract_set_date(a, f, FACT_PUBLISHED, v);
	if (extract_set_date(a, f, FACT_UPDATED, extract_value(text,
	    "Last Revised")))
		form_is_revision(a, f, extract_value(text, "Last Revised"));
}

/* "Siemens LOGO! | CISA", "ICSA-...: title" in the subject, else its line. */
static void
fill(const struct reader_mail *m, struct bulletin_facts *f)
{
	static const char *const sections[] = { "Risk evaluation", "Summary",
	    "Vulnerability overview", "Overview", "Description",
	    "Executive Summary" };
	struct arena *a = m->arena;
	struct span text = span_of(m->text), s = { NULL, 0 };
	size_t i;

	extract_set_cves(a, f, text);
	extract_set_urls(a, f, text);
	extract_set_restart(a, f, text);
	extract_set_security(a, f, STATED_YES, span_of(extract_subject(m)));
	form_scores(a, f, text, NULL, false);
	form_exploited(a, f, text);
	extract_put(a, f, FACT_WORKAROUNDS, form_section(text,
	    (const char *const[]){ "Mitigations", "Mitigation", NULL },
	    headings));
	set_dates(a, f, text);
	set_products(a, f, text);
	for (i = 0; i < LEN(sections) && s.p == NULL; i++)
		s = extract_section(text, sections[i], headings);
	extract_put(a, f, FACT_SUMMARY, s);
}

/* "CISA Adds One Known Exploited Vulnerability": a line for each CVE. */
static void
read_exploited(const struct reader_mail *m, struct list *out)
{
	struct span rest = span_of(m->text), line, ref;
	struct bulletin_facts *f;

	while (span_line(&rest, &line)) {
		while (line.n > 0 && strchr(" \t*-", line.p[0]) != NULL) {
			line.p++;
			line.n--;
		}
		ref = extract_find(line, "CVE-9999-9999#");
		if (ref.p == NULL)
			ref = extract_find(line, "CVE-9999-9999");
		if (ref.p != line.p || ref.p == NULL || is_known(out, ref) ||
		    (f = extract_new(m, out, "cisa")) == NULL)
			continue;
		f->id = arena_strn(m->arena, ref.p, ref.n);
		f->base = f->id;
		extract_seen(m->arena, f, FACT_REFERENCE, ref);
		extract_set_exploited(m->arena, f, STATED_YES, ref);
		set_title(m->arena, f, line, ref);
		extract_set_cves(m->arena, f, ref);
		extract_set_urls(m->arena, f, line);
		f->summary = "CISA has added this to its catalog of known "
		    "exploited vulnerabilities.";
	}
}

static void
read(const struct reader_mail *m, struct list *out)
{
	const char *subject = extract_subject(m);
	struct bulletin_facts *f;
	struct span ref;

	if (!is_ours(m) || extract_is_reply(m))
		return;
	if (span_find_nocase(span_of(subject), "known exploited") != NULL) {
		read_exploited(m, out);
		return;
	}
	ref = reference(span_of(subject));
	if (ref.p == NULL) {
		read_lines(m, out);
		if (out->n == 1)
			fill(m, out->at[0]);
		return;
	}
	f = extract_new(m, out, "cisa");
	if (f == NULL)
		return;
	set_reference(m->arena, f, ref);
	set_title(m->arena, f, span_of(subject), ref);
	set_update(m->arena, f, span_of(subject));
	extract_put(m->arena, f, FACT_TITLE, span_of(subject));
	fill(m, f);
}

const struct bulletin_reader from_cisa = {
	.id = "cisa",
	.from_what = "CISA advisories as mailed by its subscription service: "
	    "numbering and headings of the published ICSA, AA and TA series",
	.read = read,
};
