/* SPDX-License-Identifier: ISC */
/*
 * Cisco's security advisories as its incident response team mails them, in
 * the forms of its public texts: since 2000 a line "Cisco Security Advisory:
 * title", labels ("Advisory ID", "Revision", "For Public Release") and headed
 * sections; its later mails label the CVEs and the CVSS score, too, and its
 * notification service puts several into one mail.
 */
#include <string.h>

#include "base/arena.h"
#include "handlers/bulletin/form.h"

#define LEN(a) (sizeof(a) / sizeof((a)[0]))

static const char *const forms[] = { "cisco-sa-*", "cisco-sr-*",
    "cisco-sn-*", NULL };

static const char *const headings[] = { "Summary", "Affected Products",
    "Vulnerable Products", "Products Confirmed Not Vulnerable", "Details",
    "Vulnerability Scoring Details", "Impact", "Software Versions and Fixes",
    "Workarounds", "Obtaining Fixed Software", "Fixed Software",
    "Fixed Releases", "Exploitation and Public Announcements", "Source",
    "Status of this Notice", "Status of this Notice: Final", "Distribution",
    "Revision History", "Cisco Security Procedures", "URL",
    "Indicators of Compromise", "Legal Disclaimer", NULL };

static const struct form cisco = {
	.severities = (const char *const[]){ "Severity", "Impact",
	    "Security Impact Rating", "Security Impact Rating (SIR)", "SIR",
	    "Priority", NULL },
	.affected = (const char *const[]){ "Vulnerable Products",
	    "Affected Products", NULL },
	.published = (const char *const[]){ "For Public Release",
	    "First Published", "Published", "Date", NULL },
	.updated = (const char *const[]){ "Last Updated", "Updated", NULL },
	.revisions = (const char *const[]){ "Revision", "Version", NULL },
	.cves = (const char *const[]){ "CVE ID(s)", "CVE IDs", "CVE ID", "CVE",
	    NULL },
	.headings = headings,
	.summaries = (const char *const[]){ "Summary", "Description", NULL },
	.workarounds = (const char *const[]){ "Workarounds", NULL },
};

static const char *const marks[] = { "Cisco Security Advisory:",
    "Cisco Security Response:", "Cisco Security Notice:",
    "Security Advisory:" };

/* "Cisco Security Advisory: title", perhaps over several lines. */
static struct span
title_of(struct span block)
{
	struct span head = form_head(block), rest;
	size_t i;

	for (i = 0; i < LEN(marks); i++) {
		rest = form_from(head, marks[i]);
		if (rest.p != NULL)
			return form_until(form_paragraph(block, rest.p +
			    strlen(marks[i])), "===");
	}
	return extract_value(block, "Title");
}

/* What comes behind its mark in the subject, or all of that. */
static struct span
without_mark(struct span subject)
{
	size_t i, n;

	for (i = 0; i < LEN(marks); i++) {
		n = strlen(marks[i]);
		if (span_starts_nocase(subject, marks[i]))
			return span_trim((struct span){ subject.p + n,
			    subject.n - n });
	}
	return subject;
}

/* Whatever has a number above the first edition's is a revision; what is no
 * advisory has nothing that is to be installed. */
static void
set_kind(struct arena *a, struct bulletin_facts *f, struct span where,
    struct span block)
{
	struct span head = form_head(block);

	if (form_from(head, "Cisco Security Response:").p != NULL ||
	    form_from(head, "Cisco Security Notice:").p != NULL)
		extract_set_security(a, f, STATED_YES, where);
	else
		form_is_patch(a, f, where);
	form_is_revision(a, f, where);
	if (f->revision != NULL && strcmp(f->revision, "1.0") != 0 &&
	    f->revision[0] != '0')
		extract_set_kind(a, f, KIND_REVISION, where);
}

/* Lines of old that have no colon: "Revision 1.0", "For Public Release 2011
 * June 1 ..." */
static void
set_unlabelled(struct arena *a, struct bulletin_facts *f, struct span block)
{
	struct span head = form_head(block), line, word;

	if (f->published == 0)
		extract_set_date(a, f, FACT_PUBLISHED, extract_line(head,
		    "For Public Release "));
	if (f->updated == 0)
		extract_set_date(a, f, FACT_UPDATED, extract_line(head,
		    "Last Updated "));
	line = extract_line(head, "Revision ");
	if (span_word(&line, &word) && span_word(&line, &word) &&
	    word.p[0] >= '0' && word.p[0] <= '9')
		extract_put(a, f, FACT_REVISION, word);
}

static void
add(const struct reader_mail *m, struct list *out, struct span ref,
    struct span block, struct span title)
{
	struct bulletin_facts *f = extract_new(m, out, "cisco");

	if (f == NULL)
		return;
	form_reference(m->arena, f, ref, 0, false);
	extract_put(m->arena, f, FACT_TITLE, title);
	form_fill(m->arena, f, block, &cisco);
	set_unlabelled(m->arena, f, block);
	set_kind(m->arena, f, ref, block);
}

static void
add_block(const struct reader_mail *m, struct list *out, struct span block)
{
	struct span ref = form_find(block, forms);

	if (ref.p != NULL)
		add(m, out, ref, block, title_of(block));
}

/* Several in one mail: each from its title to the next one's. */
static void
read_blocks(const struct reader_mail *m, struct span text, struct list *out)
{
	struct span rest = text, line, block = { NULL, 0 };

	while (span_line(&rest, &line) && out->n < FACTS_BULLETINS_MAX) {
		if (span_starts_nocase(span_trim(line), "Title:") ||
		    span_starts_nocase(span_trim(line),
		    "Cisco Security Advisory:")) {
			add_block(m, out, block);
			block = (struct span){ line.p, 0 };
		}
		if (block.p != NULL)
			block.n = (size_t)(line.p + line.n - block.p);
	}
	add_block(m, out, block);
}

/* Until 2003 an advisory had a document's number, or nothing but the name of
 * its page: ".../warp/public/707/sample-pub.shtml". */
static struct span
early_reference(struct span text)
{
	static const char page[] = "cisco.com/warp/public/707/";
	struct span s = extract_value(form_head(text), "Document ID");
	const char *p;

	s.n = extract_match(s, "#");
	if (s.n > 0)
		return s;
	p = span_find_nocase(text, page);
	if (p == NULL)
		return (struct span){ NULL, 0 };
	p += strlen(page);
	s = (struct span){ p, (size_t)(text.p + text.n - p) };
	s.n = extract_match(s, "*");
	return s;
}

static bool
is_early(const struct reader_mail *m, struct span subject)
{
	return without_mark(subject).p != subject.p &&
	    form_from_domain(m, "cisco.com");
}

static void
read(const struct reader_mail *m, struct list *out)
{
	struct span text = span_of(m->text), ref, title;
	struct span subject = span_of(extract_subject(m));

	if (extract_is_reply(m))
		return;
	ref = form_find(extract_value(form_head(text), "Advisory ID"), forms);
	if (ref.p == NULL)
		ref = form_find(subject, forms);
	if (ref.p == NULL && is_early(m, subject))
		ref = form_find(text, forms);
	if (ref.p == NULL && is_early(m, subject))
		ref = early_reference(text);
	if (ref.n == 0 && (form_from_domain(m, "cisco.com") ||
	    span_find_nocase(subject, "Cisco") != NULL)) {
		read_blocks(m, text, out);
		return;
	}
	if (ref.n == 0)
		return;
	title = title_of(text);
	add(m, out, ref, text, title.n > 0 ? title : without_mark(subject));
}

const struct bulletin_reader from_cisco = {
	.id = "cisco",
	.from_what = "texts of Cisco's public advisories, 2000 to 2025, as its "
	    "mailing lists carried them",
	.read = read,
};
