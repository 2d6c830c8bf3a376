/* SPDX-License-Identifier: ISC */
/* Red Hat's advisories and the alerts of its network of old. */
#include <string.h>

#include "base/arena.h"
#include "handlers/bulletin/extract.h"

static const char *const headings[] = { "Summary", "Relevant "
    "releases/architectures", "Description", "Solution", "Bugs fixed",
    "Package List", "References", "Contact", "Taking Action", NULL };

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
	if (dash > strchr(id, ':')) {
		f->base = arena_strn(a, id, (size_t)(dash - id));
		f->revision = dash + 1;
	}
}

/* "Important: kernel security update" */
static void
set_synopsis(struct arena *a, struct bulletin_facts *f, const char *synopsis)
{
	const char *colon;

	if (synopsis == NULL)
		return;
	colon = strchr(synopsis, ':');
	if (colon != NULL)
		extract_set_severity(a, f, (struct span){ synopsis,
		    (size_t)(colon - synopsis) });
	if (f->severity != NULL)
		synopsis = colon + 1 + strspn(colon + 1, " ");
	f->title = arena_str(a, synopsis);
}

/* Source packages name the fixed version: "kernel-3.10.0-1160.el7.src.rpm" */
static void
add_packages(struct arena *a, struct bulletin_facts *f, struct span text)
{
	struct span list = extract_section(text, "Package List", headings);
	struct span word;

	while (list.p != NULL && span_word(&list, &word)) {
		char *s = arena_strn(a, word.p, word.n);

		if (!str_ends_nocase(s, ".src.rpm"))
			continue;
		extract_add(a, &f->fixed, (struct span){ word.p,
		    word.n - strlen(".src.rpm") }, false);
	}
}

static void
read_advisory(const struct reader_mail *m, struct span text, struct list *out)
{
	struct arena *a = m->arena;
	char *id = extract_label(a, text, "Advisory ID"), *v;
	struct bulletin_facts *f;
	struct span ref = { NULL, 0 }, rest;

	if (id != NULL)
		ref = reference(span_of(id));
	if (ref.p == NULL || (f = extract_new(m, out, "redhat")) == NULL)
		return;
	set_reference(a, f, ref);
	set_synopsis(a, f, extract_label(a, text, "Synopsis"));
	v = extract_label(a, text, "Product");
	if (v != NULL)
		extract_add(a, &f->products, span_of(v), false);
	v = extract_label(a, text, "CVE Names");
	extract_cves(a, v != NULL ? span_of(v) : text, &f->cves);
	v = extract_label(a, text, "Updated on");
	if (v == NULL)
		v = extract_label(a, text, "Issue date");
	if (v != NULL)
		f->date = extract_date(span_of(v));
	f->restart = extract_restart(text);
	add_packages(a, f, text);
	extract_urls(a, text, &f->urls);
	rest = extract_section(text, "Summary", headings);
	f->summary = extract_summary(a, rest);
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
		f->title = extract_line_of(a, extract_first_line(s));
		f->summary = extract_summary(a, s);
	}
	/* the alert's own addresses are not the advisory's links */
	s = extract_section(text, "References", headings);
	extract_urls(a, (struct span){ text.p, (size_t)(head.p - text.p) },
	    &f->urls);
	if (s.p != NULL)
		extract_urls(a, s, &f->urls);
	extract_cves(a, text, &f->cves);
	f->restart = extract_restart(text);
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
