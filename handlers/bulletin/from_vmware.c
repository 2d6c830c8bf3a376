/* SPDX-License-Identifier: ISC */
/*
 * VMware's security advisories (Broadcom's since 2023): VMSA-2009-0001.1,
 * VMSA-2022-0007, VMSA-2024-0006.2; a block of labels, numbered sections and a
 * table for each product.  From the texts that its security-announce list and
 * its pages published, 2008 to 2025.
 */
#include <string.h>

#include "base/arena.h"
#include "handlers/bulletin/form.h"

static const char *const forms[] = { "VMSA-9999-#.#.#", "VMSA-9999-#.#",
    "VMSA-9999-#", NULL };

static const char *const headings[] = { "Summary", "Relevant releases",
    "Relevant Products", "Problem Description", "Impacted Products",
    "Introduction", "Advisory Details", "Solution", "References",
    "Change log", "Change History", "Contact", "Description",
    "Known Attack Vectors", "Resolution", "Workarounds",
    "Additional Documentation", "Notes", "Acknowledgements",
    "Response Matrix", NULL };

static const struct form vmware = {
	.titles = (const char *const[]){ "Synopsis", NULL },
	.severities = (const char *const[]){ "Advisory Severity", "Severity",
	    NULL },
	.affected = (const char *const[]){ "Impacted Products",
	    "Relevant Products", "Relevant releases", NULL },
	.published = (const char *const[]){ "Issue date", NULL },
	.updated = (const char *const[]){ "Updated on", NULL },
	.headings = headings,
	.summaries = (const char *const[]){ "Introduction", "Summary",
	    "Problem Description", "Description", NULL },
	.workarounds = (const char *const[]){ "Workarounds", NULL },
};

/* The reference that the text's head says, or the subject's. */
static struct span
reference(const struct reader_mail *m, struct span text)
{
	struct span ref = form_find(form_value(text, (const char *const[]){
	    "Advisory ID", "VMware Security Advisory", NULL }), forms);

	if (ref.p == NULL)
		ref = form_find(span_of(m->subject), forms);
	return ref.p != NULL ? ref : form_find(form_head(text), forms);
}

/* An announcement has the labels, or says what it is beside its reference. */
static bool
is_announcing(const struct reader_mail *m, struct span text)
{
	return extract_value(text, "Synopsis").n > 0 ||
	    extract_value(text, "Advisory Severity").n > 0 ||
	    extract_line(text, "VMware Security Advisory").p != NULL ||
	    form_from_domain(m, "vmware.com") ||
	    form_from_domain(m, "broadcom.com");
}

static void
read(const struct reader_mail *m, struct list *out)
{
	struct span text = span_of(m->text), ref = reference(m, text);
	struct span subject = span_of(extract_subject(m));
	struct bulletin_facts *f;
	const char *p;

	if (ref.p == NULL || extract_is_reply(m) || !is_announcing(m, text) ||
	    (f = extract_new(m, out, "vmware")) == NULL)
		return;
	form_reference(m->arena, f, ref, '.', true);
	form_is_patch(m->arena, f, ref);
	form_fill(m->arena, f, text, &vmware);
	form_is_revision(m->arena, f, ref);
	p = span_find_nocase(subject, f->id);
	if (p != NULL)
		extract_put(m->arena, f, FACT_TITLE, form_behind(subject,
		    p + strlen(f->id)));
	extract_put(m->arena, f, FACT_TITLE, subject);
}

const struct bulletin_reader from_vmware = {
	.id = "vmware",
	.from_what = "VMSA texts of security-announce (lists.vmware.com) and "
	    "of Broadcom's pages, 2008 to 2025",
	.read = read,
};
