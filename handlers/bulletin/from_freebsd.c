/* SPDX-License-Identifier: ISC */
/*
 * FreeBSD's security advisories (FreeBSD-SA-02:36.nfs) and errata notices
 * (FreeBSD-EN-...): a block of labels, then sections numbered with Roman
 * numerals.  From a real one of 2002 and those that the project publishes,
 * 2000 to 2025.
 */
#include <string.h>

#include "base/arena.h"
#include "handlers/bulletin/form.h"

static const char *const forms[] = { "FreeBSD-SA-99:99.*",
    "FreeBSD-EN-99:99.*", "FreeBSD-SA-99:99", NULL };

static const char *const headings[] = { "Revision History", "Background",
    "Problem Description", "Impact", "Workaround", "Solution",
    "Correction details", "References", NULL };

static const struct form freebsd = {
	.titles = (const char *const[]){ "Topic", NULL },
	.products = (const char *const[]){ "Module", NULL },
	.versions = (const char *const[]){ "Affects", NULL },
	.published = (const char *const[]){ "Announced", NULL },
	.cves = (const char *const[]){ "CVE Name", "CVE Names", NULL },
	.headings = headings,
	.summaries = (const char *const[]){ "Problem Description", "Impact",
	    NULL },
	.workarounds = (const char *const[]){ "Workaround", NULL },
};

/* "2023-11-08 00:48:03 UTC (releng/13.2, 13.2-RELEASE-p5)": the release. */
static void
add_corrected(struct arena *a, struct bulletin_facts *f, struct span text)
{
	struct span rest = form_from(text, "Corrected"), line, in;
	const char *open, *close, *comma;

	if (rest.p == NULL)
		return;
	while (span_line(&rest, &line)) {
		open = memchr(line.p, '(', line.n);
		if (span_trim(line).n == 0)
			break;
		close = open != NULL ? memchr(open, ')', (size_t)(line.p +
		    line.n - open)) : NULL;
		if (close == NULL)
			continue;
		in = (struct span){ open + 1, (size_t)(close - open) - 1 };
		comma = memchr(in.p, ',', in.n);
		if (comma != NULL)
			in = (struct span){ comma + 1, in.n -
			    (size_t)(comma + 1 - in.p) };
		in = span_trim(in);
		form_fixed(a, f, arena_printf(a, "FreeBSD " SPAN_FMT,
		    SPAN_ARG(in)), in);
	}
}

/* "v1.1  2023-11-29 -- Corrected ...": the last is this mail's edition. */
static void
set_edition(struct arena *a, struct bulletin_facts *f, struct span text)
{
	struct span rest = extract_section(text, "Revision History", headings);
	struct span line, word, last = { NULL, 0 };

	while (rest.p != NULL && span_line(&rest, &line))
		if (extract_match(span_trim(line), "v#.#") > 0)
			last = span_trim(line);
	if (!span_word(&last, &word))
		return;
	extract_put(a, f, FACT_REVISION, (struct span){ word.p + 1,
	    word.n - 1 });
	if (str_eq_nocase(f->revision, "1.0"))
		return;
	extract_set_date(a, f, FACT_UPDATED, last);
	extract_set_kind(a, f, KIND_REVISION, last);
}

/* An errata notice tells of no security problem. */
static void
set_kind(struct arena *a, struct bulletin_facts *f, struct span ref)
{
	if (span_starts_nocase(ref, "FreeBSD-SA")) {
		form_is_patch(a, f, ref);
		return;
	}
	if (f->kind == KIND_NOT_STATED)
		extract_set_kind(a, f, KIND_UPDATE, ref);
	extract_set_security(a, f, STATED_NO, ref);
}

static void
read(const struct reader_mail *m, struct list *out)
{
	struct span text = span_of(m->text), ref;
	struct arena *a = m->arena;
	struct bulletin_facts *f;

	if (extract_is_reply(m))
		return;
	ref = form_find(extract_line(form_head(text), "FreeBSD-"), forms);
	if (ref.p == NULL || extract_value(text, "Topic").n == 0 ||
	    (f = extract_new(m, out, "freebsd")) == NULL)
		return;
	form_reference(a, f, ref, 0, false);
	set_edition(a, f, text);
	set_kind(a, f, ref);
	add_corrected(a, f, text);
	form_fill(a, f, text, &freebsd);
}

const struct bulletin_reader from_freebsd = {
	.id = "freebsd",
	.from_what = "advisories of freebsd-security-notifications and of the "
	    "project's pages, 2002 to 2025",
	.read = read,
};
