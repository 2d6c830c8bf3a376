/* SPDX-License-Identifier: ISC */
/*
 * VMware's security advisories (Broadcom's since 2023): VMSA-2009-0001.1,
 * VMSA-2022-0007, VMSA-2024-0006.2; a block of labels, numbered sections and a
 * table for each product.  From the texts that its security-announce list and
 * its pages published, 2008 to 2025.
 */
#include <string.h>

#include "base/arena.h"
#include "handlers/bulletin/common.h"
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
	.workarounds = (const char *const[]){ "Workarounds", "Workaround",
	    "Mitigation/Workaround", NULL },
};

/* --- the tables of what is affected ------------------------------------ */

#define MATRIX_GAP	2	/* empty lines between its rows */

/* Which cell of a row tells what to install; 0: this is no such header.
 *
 *	VMware    Product  Running  Replace with/
 *	Product   Version  on       Apply Patch
 *	========  =======  =======  =================
 */
static size_t
fix_column(struct span line)
{
	struct span cells[TABLE_CELLS_MAX];
	size_t i, n = table_cells(line, cells);

	for (i = 2; i < n; i++)
		if (span_starts_nocase(cells[i], "Replace with"))
			return i;
	return 0;
}

static bool
is_one_of(struct span s, const char *const *words)
{
	for (; *words != NULL; words++)
		if (span_starts_nocase(s, *words))
			return true;
	return false;
}

/* "vCenter Server | 5.1 | Windows | 5.1 Update 1" */
static void
take_row(struct arena *a, struct bulletin_facts *f, const struct span *cells,
    struct span fix)
{
	static const char *const spared[] = { "not affected", "unaffected",
	    "not applicable", "n/a", "-", NULL };
	static const char *const waiting[] = { "patch pending", "affected",
	    "no patch", "see ", "tbd", "none", NULL };
	struct span product = cells[0];

	while (product.n > 0 && strchr(" *", product.p[product.n - 1]) != NULL)
		product.n--;
	if (fix.n == 0 || product.n == 0 || is_one_of(fix, spared))
		return;
	extract_put(a, f, FACT_AFFECTED, span_of(arena_printf(a, SPAN_FMT " "
	    SPAN_FMT, SPAN_ARG(product), SPAN_ARG(cells[1]))));
	extract_seen(a, f, FACT_AFFECTED, product);
	if (is_one_of(fix, waiting))
		return;
	/* "5.1 Update 1" says its version, "ESX510-201307101" does not */
	if (fix.p[0] >= '0' && fix.p[0] <= '9')
		form_fixed(a, f, arena_printf(a, SPAN_FMT " " SPAN_FMT,
		    SPAN_ARG(product), SPAN_ARG(fix)), fix);
	else
		form_fixed(a, f, arena_printf(a, SPAN_FMT " " SPAN_FMT " "
		    SPAN_FMT, SPAN_ARG(product), SPAN_ARG(cells[1]),
		    SPAN_ARG(fix)), fix);
}

static bool
is_rule(struct span line)
{
	line = span_trim(line);
	return line.n > 2 && strchr("=-_", line.p[0]) != NULL &&
	    line.p[1] == line.p[0] && line.p[2] == line.p[0];
}

/* The second line of a header in two. */
static bool
goes_on(const struct span *cells)
{
	return span_eq_nocase(cells[0], "Product") &&
	    span_eq_nocase(cells[1], "Version");
}

static void
add_matrices(struct arena *a, struct bulletin_facts *f, struct span text)
{
	struct span line, cells[TABLE_CELLS_MAX];
	size_t column = 0, n, blank = 0, rows = 0;

	while (rows < TABLE_ROWS_MAX && span_line(&text, &line)) {
		n = fix_column(line);
		if (n > 0)
			column = n;
		blank = span_trim(line).n == 0 ? blank + 1 : 0;
		if (n > 0 || column == 0 || is_rule(line) ||
		    (blank > 0 && blank < MATRIX_GAP))
			continue;
		n = table_cells(line, cells);
		if (n <= column) {
			column = 0;
		} else if (!goes_on(cells)) {
			take_row(a, f, cells, cells[column]);
			rows++;
		}
	}
}

/* --- all of it --------------------------------------------------------- */

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

/* An announcement has the labels, or says what it is beside its reference; of
 * its own people's mails one that has the reference in its subject. */
static bool
is_announcing(const struct reader_mail *m, struct span text)
{
	bool named = form_find(span_of(m->subject), forms).p != NULL;

	return extract_value(text, "Synopsis").n > 0 ||
	    extract_value(text, "Advisory Severity").n > 0 ||
	    extract_line(text, "VMware Security Advisory").p != NULL ||
	    (named && (form_from_domain(m, "vmware.com") ||
	    form_from_domain(m, "broadcom.com")));
}

/* The synopsis, or what stands behind the reference in the subject where that
 * is more of it: its second line may have lost its indent. */
static void
set_title(const struct reader_mail *m, struct bulletin_facts *f,
    struct span text)
{
	struct span subject = span_of(extract_subject(m)), rest = { NULL, 0 };
	struct span synopsis = extract_value(text, "Synopsis");
	const char *p = span_find_nocase(subject, f->base);

	if (p != NULL) {
		p += strlen(f->base);
		/* of a subject the edition counts, too: ".2" */
		while (p < subject.p + subject.n && (*p == '.' ||
		    (*p >= '0' && *p <= '9')))
			p++;
		rest = form_behind(subject, p);
	}
	if (rest.n > synopsis.n && (synopsis.n == 0 || span_starts_nocase(rest,
	    arena_strn(m->arena, synopsis.p, synopsis.n))))
		extract_put(m->arena, f, FACT_TITLE, rest);
	extract_put(m->arena, f, FACT_TITLE, synopsis);
	extract_put(m->arena, f, FACT_TITLE, subject);
}

/* A short notice has its day in its list of changes only:
 * "2021-12-15: VMSA-2021-0028.3". */
static void
set_changed(struct arena *a, struct bulletin_facts *f, struct span text)
{
	struct span line, behind;
	size_t n;

	while (f->date == 0 && span_line(&text, &line)) {
		line = span_trim(line);
		n = extract_match(line, "9999-99-99");
		behind = span_trim((struct span){ line.p + n, line.n - n });
		if (behind.n > 0 && behind.p[0] == ':')
			behind = span_trim((struct span){ behind.p + 1,
			    behind.n - 1 });
		if (n > 0 && span_eq_nocase(behind, f->id))
			extract_set_date(a, f, f->revision != NULL ?
			    FACT_UPDATED : FACT_PUBLISHED, line);
	}
}

static void
read(const struct reader_mail *m, struct list *out)
{
	struct span text = span_of(m->text), ref = reference(m, text);
	struct bulletin_facts *f;

	if (ref.p == NULL || extract_is_reply(m) || !is_announcing(m, text) ||
	    (f = extract_new(m, out, "vmware")) == NULL)
		return;
	form_reference(m->arena, f, ref, '.', true);
	form_is_patch(m->arena, f, ref);
	set_title(m, f, text);
	form_fill(m->arena, f, text, &vmware);
	extract_set_cves(m->arena, f, span_of(m->subject));
	add_matrices(m->arena, f, text);
	set_changed(m->arena, f, text);
	form_is_revision(m->arena, f, ref);
	if (f->revision != NULL)
		extract_set_kind(m->arena, f, KIND_REVISION, ref);
}

const struct bulletin_reader from_vmware = {
	.id = "vmware",
	.from_what = "VMSA texts of security-announce (lists.vmware.com) and "
	    "of Broadcom's pages, 2008 to 2025",
	.read = read,
};
