/* SPDX-License-Identifier: ISC */
/* Red Hat's advisories and the alerts of its network of old. */
#include <string.h>

#include "base/arena.h"
#include "handlers/bulletin/form.h"

static const char *const headings[] = { "Summary", "Relevant "
    "releases/architectures", "Description", "Solution", "Bugs fixed",
    "Package List", "References", "Contact", "Taking Action", "Topic",
    "Problem description", "Details", "RPMs required", "Verification",
    "Bug IDs fixed", "JIRA issues fixed", "Obsoletes", "Conflicts", NULL };

/* RHSA-2013:0232-01, RHBA-2024:1234, RHEA. */
static struct span
reference(struct span s)
{
	static const char *const forms[] = { "RHSA-9999:#-#", "RHBA-9999:#-#",
	    "RHEA-9999:#-#", "RHSA-9999:#", "RHBA-9999:#", "RHEA-9999:#" };
	struct span found = { NULL, 0 };
	size_t i;

	for (i = 0; i < sizeof(forms) / sizeof(forms[0]) && found.p == NULL;
	    i++)
		found = extract_find(s, forms[i]);
	return found;
}

static void
set_reference(struct arena *a, struct bulletin_facts *f, struct span ref)
{
	char *id = arena_strn(a, ref.p, ref.n);
	const char *dash = strrchr(id, '-');

	f->id = id;
	f->base = id;
	extract_seen(a, f, FACT_REFERENCE, ref);
	if (dash > strchr(id, ':')) {
		f->base = arena_strn(a, id, (size_t)(dash - id));
		f->revision = dash + 1;
	}
}

/* "Important: kernel security update" */
static void
set_synopsis(struct arena *a, struct bulletin_facts *f, struct span synopsis)
{
	const char *colon = synopsis.p != NULL ?
	    memchr(synopsis.p, ':', synopsis.n) : NULL;

	if (colon != NULL)
		extract_set_severity(a, f, (struct span){ synopsis.p,
		    (size_t)(colon - synopsis.p) });
	if (f->severity != NULL)
		synopsis = (struct span){ colon + 1,
		    (size_t)(synopsis.p + synopsis.n - colon - 1) };
	extract_put(a, f, FACT_TITLE, synopsis);
}

/* Source packages name the fixed version: "kernel-3.10.0-1160.el7.src.rpm" */
static void
add_packages(struct arena *a, struct bulletin_facts *f, struct span text)
{
	static const char *const lists[] = { "Package List", "RPMs required",
	    NULL };
	struct span list = form_section(text, lists, headings), word;
	const char *slash;

	while (list.p != NULL && span_word(&list, &word)) {
		char *s = arena_strn(a, word.p, word.n);

		if (!str_ends_nocase(s, ".src.rpm"))
			continue;
		word.n -= strlen(".src.rpm");
		/* of old they were links */
		slash = memrchr(word.p, '/', word.n);
		if (slash != NULL) {
			word.n -= (size_t)(slash + 1 - word.p);
			word.p = slash + 1;
		}
		extract_put(a, f, FACT_FIXED, word);
	}
}

/* "...has rated this update as having important security impact." */
static void
set_rated(struct arena *a, struct bulletin_facts *f, struct span text)
{
	static const char mark[] = "as having ";
	const char *p = span_find_nocase(text, mark);
	struct span word;

	if (p == NULL || f->severity != NULL)
		return;
	p += strlen(mark);
	text = (struct span){ p, (size_t)(text.p + text.n - p) };
	/* "as having a security impact of important", since 2014 */
	if (span_starts_nocase(text, "a security impact of")) {
		text.p += strlen("a security impact of");
		text.n -= strlen("a security impact of");
	}
	if (span_word(&text, &word))
		extract_set_severity(a, f, word);
}

/* RHSA is of security, RHBA mends bugs, RHEA brings what is new. */
static void
set_kind(struct arena *a, struct bulletin_facts *f, struct span ref,
    struct span text)
{
	bool again = f->updated != 0 && f->updated != f->published;

	if (again)
		extract_set_kind(a, f, KIND_REVISION, extract_value(text,
		    "Updated on"));
	if (span_starts_nocase(ref, "RHSA")) {
		form_is_patch(a, f, ref);
		return;
	}
	if (!again)
		extract_set_kind(a, f, span_starts_nocase(ref, "RHEA") ?
		    KIND_FEATURE_PACK : KIND_UPDATE, ref);
	extract_set_security(a, f, STATED_NO, ref);
}

/* What both kinds of mail say in the same way. */
static void
fill(struct arena *a, struct bulletin_facts *f, struct span text,
    struct span ref)
{
	static const char *const summaries[] = { "Summary", "Topic", NULL };

	struct span old = extract_value(text, "Obsoletes");

	if (reference(old).p != NULL)
		extract_put(a, f, FACT_SUPERSEDES, reference(old));
	set_rated(a, f, text);
	set_kind(a, f, ref, text);
	extract_set_restart(a, f, text);
	form_scores(a, f, text, NULL, false);
	form_exploited(a, f, text);
	extract_put(a, f, FACT_SUMMARY, form_section(text, summaries,
	    headings));
}

static void
read_advisory(const struct reader_mail *m, struct span text, struct list *out)
{
	struct arena *a = m->arena;
	struct span id = extract_value(text, "Advisory ID"), v;
	struct bulletin_facts *f;
	struct span ref = { NULL, 0 };

	if (id.p != NULL)
		ref = reference(id);
	if (ref.p == NULL || (f = extract_new(m, out, "redhat")) == NULL)
		return;
	set_reference(a, f, ref);
	set_synopsis(a, f, extract_value(text, "Synopsis"));
	extract_put(a, f, FACT_PRODUCTS, extract_value(text, "Product"));
	v = extract_value(text, "CVE Names");
	extract_set_cves(a, f, v.p != NULL ? v : text);
	extract_set_date(a, f, FACT_PUBLISHED, extract_value(text,
	    "Issue date"));
	extract_set_date(a, f, FACT_UPDATED, extract_value(text,
	    "Updated on"));
	add_packages(a, f, text);
	extract_set_urls(a, f, text);
	fill(a, f, text, ref);
}

/* "Security Advisory - RHSA-2002:158-09", of the network's alerts. */
static void
read_alert(const struct reader_mail *m, struct span text, struct list *out)
{
	static const char *const kinds[] = { "Security Advisory - RH",
	    "Bug Fix Advisory - RH", "Product Enhancement Advisory - RH" };
	struct arena *a = m->arena;
	struct span head = { NULL, 0 }, ref = { NULL, 0 }, s;
	struct bulletin_facts *f;
	size_t i;

	for (i = 0; i < 3 && head.p == NULL; i++)
		head = extract_line(text, kinds[i]);
	if (head.p != NULL)
		ref = reference(head);
	if (ref.p == NULL || (f = extract_new(m, out, "redhat")) == NULL)
		return;
	set_reference(a, f, ref);
	s = extract_section(text, "Summary", headings);
	if (s.p != NULL) {
		extract_put(a, f, FACT_TITLE, extract_first_line(s));
		extract_put(a, f, FACT_SUMMARY, s);
	}
	/* the alert's own addresses are not the advisory's links */
	s = extract_section(text, "References", headings);
	extract_set_urls(a, f, (struct span){ text.p,
	    (size_t)(head.p - text.p) });
	extract_set_urls(a, f, s);
	extract_set_cves(a, f, text);
	fill(a, f, text, ref);
}

static void
read(const struct reader_mail *m, struct list *out)
{
	struct span text = span_of(m->text);

	if (extract_is_reply(m))
		return;
	if (extract_line(text, "Advisory ID").p != NULL)
		read_advisory(m, text, out);
	else
		read_alert(m, text, out);
}

const struct bulletin_reader from_redhat = {
	.id = "redhat",
	.from_what = "text advisories of the Red Hat errata tool "
	    "(rhsa-announce) and errata alerts of Red Hat Network, 2002",
	.read = read,
};
