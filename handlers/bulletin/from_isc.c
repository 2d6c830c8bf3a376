/* SPDX-License-Identifier: ISC */
/*
 * Announcements of Internet Systems Consortium: security advisories of BIND,
 * DHCP and Kea (a block of labels: "CVE", "Posting date", "Program Impacted",
 * "Severity"), and the short notes that it sends to other lists ("ISC has
 * disclosed two vulnerabilities in BIND 9 (CVE-...)"), which name several at
 * once.  The reference is the CVE, the first one of a note.  From real notes
 * of 2016 to 2026 and the advisories of its knowledge base.
 */
#include <string.h>

#include "base/arena.h"
#include "handlers/bulletin/form.h"

static const char *const headings[] = { "Description", "Impact",
    "CVSS Score", "Workarounds", "Workaround", "Active exploits", "Solution",
    "Acknowledgments", "Acknowledgements", "Document revision history",
    "Related documents", "Do you still have questions?", "Versions affected",
    "See our BIND 9 Security Vulnerability Matrix", NULL };

static const struct form isc = {
	.titles = (const char *const[]){ "Title", NULL },
	.severities = (const char *const[]){ "Severity", NULL },
	.products = (const char *const[]){ "Program Impacted", "Program",
	    NULL },
	.versions = (const char *const[]){ "Versions affected", NULL },
	.published = (const char *const[]){ "Posting date", NULL },
	.revisions = (const char *const[]){ "Document version", NULL },
	.headings = headings,
	.summaries = (const char *const[]){ "Description", "Impact", NULL },
	.workarounds = (const char *const[]){ "Workarounds", "Workaround",
	    NULL },
};

static bool
is_ours(const struct reader_mail *m)
{
	struct span text = span_of(m->text), subject =
	    span_of(extract_subject(m));

	return form_from_domain(m, "isc.org") ||
	    span_starts_nocase(subject, "ISC ") ||
	    span_find_nocase(form_head(text),
	    "(Internet Systems Consortium)") != NULL;
}

/* What it makes, as its notes call it; the longer names first. */
static const char *const programs[] = { "BIND 9", "ISC DHCP", "Kea DHCP",
    "Stork", "Kea", "BIND", "DHCP" };

static void
add_program(struct arena *a, struct bulletin_facts *f, struct span s)
{
	const char *p;
	size_t i;

	for (i = 0; i < sizeof(programs) / sizeof(programs[0]) &&
	    f->products.n == 0 && s.p != NULL; i++) {
		p = span_find_nocase(s, programs[i]);
		if (p != NULL)
			extract_put(a, f, FACT_PRODUCTS, (struct span){ p,
			    strlen(programs[i]) });
	}
}

static void
add_fixed(struct arena *a, struct bulletin_facts *f, struct span version)
{
	form_fixed(a, f, arena_printf(a, "%s%s" SPAN_FMT,
	    f->products.n > 0 ? (char *)f->products.at[0] : "",
	    f->products.n > 0 ? " " : "", SPAN_ARG(version)), version);
}

/* Releases stand in the addresses of their patches:
 * https://downloads.isc.org/isc/bind9/9.16.42/patches/ */
static void
add_releases(struct arena *a, struct bulletin_facts *f, struct span text)
{
	static const char mark[] = "downloads.isc.org/isc/";
	const char *p, *slash, *end;
	struct span s;

	while ((p = span_find_nocase(text, mark)) != NULL) {
		p += strlen(mark);
		text = (struct span){ p, (size_t)(text.p + text.n - p) };
		s = text;
		if (s.n > 100)
			s.n = 100;
		slash = memchr(s.p, '/', s.n);
		if (slash == NULL)
			continue;
		s = (struct span){ slash + 1, (size_t)(s.p + s.n - slash) -
		    1 };
		end = memchr(s.p, '/', s.n);
		if (end == NULL || extract_match(s, "#.#") == 0)
			continue;
		s.n = (size_t)(end - s.p);
		add_fixed(a, f, s);
	}
}

/* "...our stable release branches (4.4.3-P1 and 4.1-R16-P2)", "New versions
 * of Kea 3.0.2 and 3.1.3 are available" */
static void
add_branches(struct arena *a, struct bulletin_facts *f, struct span text)
{
	static const char *const marks[] = { "branches (",
	    "New versions of " };
	static const char *const ends[] = { ")", "are available" };
	struct span in = { NULL, 0 }, word;
	const char *p, *end;
	size_t i;

	for (i = 0; i < 2; i++) {
		p = span_find_nocase(text, marks[i]);
		if (p == NULL)
			continue;
		in = (struct span){ p + strlen(marks[i]), (size_t)(text.p +
		    text.n - p) - strlen(marks[i]) };
		end = span_find_nocase(in, ends[i]);
		in.n = end != NULL && end - in.p < 200 ?
		    (size_t)(end - in.p) : 0;
		while (span_word(&in, &word)) {
			while (word.n > 0 && word.p[word.n - 1] == ',')
				word.n--;
			if (extract_match(word, "#.#") > 0)
				add_fixed(a, f, word);
		}
	}
}

/* "On 5 October 2022 we (...) disclosed two vulnerabilities" */
static void
set_note(const struct reader_mail *m, struct bulletin_facts *f,
    struct span text)
{
	struct span subject = span_of(extract_subject(m));
	struct arena *a = m->arena;

	extract_set_date(a, f, FACT_PUBLISHED, extract_line(form_head(text),
	    "On "));
	add_program(a, f, subject);
	add_program(a, f, form_head(text));
	extract_put(a, f, FACT_SUMMARY, form_until(form_until(text,
	    "New versions"), "https://"));
	extract_put(a, f, FACT_TITLE, subject);
}

static void
read(const struct reader_mail *m, struct list *out)
{
	struct span text = span_of(m->text), ref = { NULL, 0 }, posted;
	struct arena *a = m->arena;
	struct bulletin_facts *f;

	if (extract_is_reply(m) || !is_ours(m))
		return;
	posted = extract_value(text, "Posting date");
	if (posted.n > 0)
		ref = form_find(extract_value(text, "CVE"), form_cves);
	if (ref.p == NULL)
		ref = form_find(span_of(extract_subject(m)), form_cves);
	if (ref.p == NULL && span_find_nocase(form_head(text), "disclosed") !=
	    NULL)
		ref = form_find(text, form_cves);
	if (ref.p == NULL || (f = extract_new(m, out, "isc")) == NULL)
		return;
	form_reference(a, f, ref, 0, false);
	form_is_patch(a, f, ref);
	if (posted.n == 0)
		set_note(m, f, text);
	extract_set_cves(a, f, span_of(m->subject));
	extract_set_cves(a, f, text);
	form_fill(a, f, text, &isc);
	add_branches(a, f, text);
	if (f->fixed.n == 0)
		add_releases(a, f, text);
}

const struct bulletin_reader from_isc = {
	.id = "isc",
	.from_what = "notes of its security officers on oss-security, 2016 to "
	    "2026, and advisories of kb.isc.org as bind-announce carries them",
	.read = read,
};
