/* SPDX-License-Identifier: ISC */
/*
 * The Xen project's advisories: "Xen Security Advisory CVE-2016-4480 / XSA-176"
 * with a version, a centred title and sections in capitals.  A number may be
 * withdrawn by a later version.  From real ones of 2011 to 2026.
 */
#include <string.h>

#include "base/arena.h"
#include "handlers/bulletin/form.h"

static const char *const headings[] = { "ISSUE DESCRIPTION", "DESCRIPTION",
    "IMPACT", "VULNERABLE SYSTEMS", "MITIGATION", "RESOLUTION", "CREDITS",
    "SUMMARY", "NOTE REGARDING LACK OF EMBARGO",
    "DEPLOYMENT DURING EMBARGO", NULL };

static const struct form xen = {
	.headings = headings,
	.summaries = (const char *const[]){ "ISSUE DESCRIPTION", "SUMMARY",
	    "DESCRIPTION", "IMPACT", NULL },
	.workarounds = (const char *const[]){ "MITIGATION", NULL },
};

/* "Xen Security Advisory XSA-283", "Xen Security Advisory 489 v2 (CVE-...)":
 * the digits. */
static struct span
number_of(struct span line)
{
	static const char mark[] = "Xen Security Advisory ";
	struct span ref = extract_find(line, "XSA-#"), s;
	const char *p;

	if (ref.p != NULL)
		return (struct span){ ref.p + 4, ref.n - 4 };
	p = line.p != NULL ? span_find_nocase(line, mark) : NULL;
	if (p == NULL)
		return (struct span){ NULL, 0 };
	p += strlen(mark);
	s = (struct span){ p, (size_t)(line.p + line.n - p) };
	s.n = extract_match(s, "#");
	return s.n > 0 && s.n < 7 ? s : (struct span){ NULL, 0 };
}

/* The lines under "version 2" up to the next empty one: one, or two. */
static struct span
title_of(const struct reader_mail *m, struct span text)
{
	struct span subject = span_of(extract_subject(m)), rest, line;
	const char *p;

	rest = form_from(form_head(text), "version ");
	if (rest.p == NULL || !span_line(&rest, &line))
		rest = form_head(text);
	while (span_line(&rest, &line)) {
		line = span_trim(line);
		if (line.n > 0 && !span_starts_nocase(line, "Xen Security"))
			return form_paragraph(text, line.p);
	}
	p = subject.n > 0 ? memmem(subject.p, subject.n, " - ", 3) : NULL;
	return p != NULL ? form_behind(subject, p + 3) : subject;
}

/* What is vulnerable: the first of these that is named there. */
static void
add_product(struct arena *a, struct bulletin_facts *f, struct span text)
{
	static const char *const names[] = { "XAPI", "varstored", "oxenstored",
	    "QEMU", "Linux", "Xen" };
	struct span s = extract_section(text, "VULNERABLE SYSTEMS", headings);
	struct span first = { NULL, 0 };
	const char *p;
	size_t i;

	for (i = 0; s.p != NULL && i < sizeof(names) / sizeof(names[0]); i++) {
		p = span_find_nocase(s, names[i]);
		if (p != NULL && (first.p == NULL || p < first.p))
			first = (struct span){ p, strlen(names[i]) };
	}
	extract_put(a, f, FACT_PRODUCTS, first);
}

/* "version 2", of which the first edition and a withdrawal have none. */
static void
set_edition(struct arena *a, struct bulletin_facts *f, struct span head)
{
	struct span line = extract_line(head, "version "), word;

	if (span_word(&line, &word) && span_word(&line, &word) &&
	    word.p[0] >= '0' && word.p[0] <= '9')
		extract_put(a, f, FACT_REVISION, word);
	if (span_starts_nocase(span_of(f->title), "Withdrawn"))
		extract_set_kind(a, f, KIND_WITHDRAWAL, extract_line(head,
		    "Withdrawn"));
}

static void
read(const struct reader_mail *m, struct list *out)
{
	struct span text = span_of(m->text), head, line, number;
	struct arena *a = m->arena;
	struct bulletin_facts *f;

	if (extract_is_reply(m))
		return;
	head = form_from(form_head(text), "Xen Security Advisory");
	line = extract_line(head, "Xen Security Advisory");
	if (line.p == NULL)
		return;
	number = number_of(line);
	if (number.p == NULL)
		number = number_of(span_of(m->subject));
	if (number.p == NULL || (f = extract_new(m, out, "xen")) == NULL)
		return;
	form_made_reference(a, f, arena_printf(a, "XSA-" SPAN_FMT,
	    SPAN_ARG(number)), number);
	extract_put(a, f, FACT_TITLE, title_of(m, text));
	set_edition(a, f, head);
	if (f->kind != KIND_WITHDRAWAL)
		form_is_patch(a, f, line);
	add_product(a, f, text);
	extract_set_cves(a, f, span_of(m->subject));
	extract_set_cves(a, f, text);
	form_fill(a, f, text, &xen);
}

const struct bulletin_reader from_xen = {
	.id = "xen",
	.from_what = "advisories of xen-announce as they reach oss-security, "
	    "2011 to 2026",
	.read = read,
};
