/* SPDX-License-Identifier: ISC */
/*
 * An advisory as most vendors write it: labelled lines ("Severity: high"),
 * headed sections ("Affected Products") and prose.  A vendor's reader finds
 * the reference and names the words its vendor uses; the rest is read here.
 */
#ifndef BULLETIN_FORM_H
#define BULLETIN_FORM_H

#include "handlers/bulletin/extract.h"

#define FORM_HEAD_LINES		15	/* not blank: an advisory's head */
#define FORM_HEAD_BYTES		8192	/* with whatever blank lines */
#define FORM_LISTED_MAX		100	/* entries of one list in the text */
#define FORM_ENTRY_BYTES	160	/* longer lines are prose */
#define FORM_SCORES_MAX		500	/* CVSS scores of one mail */
#define FORM_ANCHORS_MAX	200	/* sentences looked at for attacks */

/* Each a list of words, the better ones first, that ends with NULL; NULL
 * where this vendor says it otherwise or not at all. */
struct form {
	const char *const *titles;	/* labels */
	const char *const *severities;	/* labels; the worst one counts */
	const char *const *products;	/* labels */
	const char *const *affected;	/* headings of lists of products */
	const char *const *versions;	/* labels or headings: those affected */
	const char *const *published;	/* labels */
	const char *const *updated;	/* labels */
	const char *const *revisions;	/* labels, in the head only */
	const char *const *cves;	/* labels or headings; none of them in
					 * the text: all of it */
	const char *const *headings;	/* all that end a section */
	const char *const *summaries;	/* headings or labels, else the first
					 * prose */
	const char *const *workarounds;	/* headings, as the next ones */
	const char *const *prerequisites;
	const char *const *problems;
	const char *const *removal;
	bool	each_cve;		/* a severity stands under its CVE */
};

/*
 * Fills what the text says and f does not yet have: what the form names, and
 * links, restart, attacks seen, CVSS scores and the summary.  The mail's own
 * date is no fact of the bulletin.
 */
void	form_fill(struct arena *a, struct bulletin_facts *f, struct span text,
	    const struct form *form);

/* The value of the first of these labels that has one; p NULL: none. */
struct span form_value(struct span text, const char *const *labels);
/* The same where a mark of a list may stand before the label. */
struct span form_marked_value(struct span text, const char *label);
/* The first of these sections that is there; p NULL: none. */
struct span form_section(struct span text, const char *const *headings,
	    const char *const *others);
/* The worst severity among the lines so labelled. */
void	form_severity(struct arena *a, struct bulletin_facts *f,
	    struct span text, const char *const *labels);
/* Each line of a section as an entry; what is no list ends it. */
void	form_lines(struct arena *a, struct bulletin_facts *f,
	    enum fact_field field, struct span section);
/* The same of the entries that fit only; fits NULL: all of them. */
void	form_lines_that(struct arena *a, struct bulletin_facts *f,
	    enum fact_field field, struct span section,
	    bool (*fits)(struct span entry));
/*
 * What is listed under or behind "LABEL:", a line each, until an empty line
 * behind the first, a rule, or a line that is less indented than those.
 */
void	form_listed(struct arena *a, struct bulletin_facts *f,
	    enum fact_field field, struct span text, const char *label);
/* Scores and severities of single CVEs; each: form's each_cve. */
void	form_scores(struct arena *a, struct bulletin_facts *f,
	    struct span text, const char *const *severities, bool each);
/* Says of all of it whether attacks are seen, where that is said. */
void	form_exploited(struct arena *a, struct bulletin_facts *f,
	    struct span text);
/* Says whether it was public before its fix, where that is said. */
void	form_known(struct arena *a, struct bulletin_facts *f,
	    struct span text);
/* A security patch, unless f is something else already. */
void	form_is_patch(struct arena *a, struct bulletin_facts *f,
	    struct span where);
/* A revision, where it was updated on another day than it was published. */
void	form_is_revision(struct arena *a, struct bulletin_facts *f,
	    struct span where);

/* The first FORM_HEAD_LINES lines that are not blank. */
struct span form_head(struct span text);
/* From the line that begins with prefix to the end; p NULL: there is none. */
struct span form_from(struct span text, const char *prefix);
/* The text up to the line that begins with prefix, or all of it. */
struct span form_until(struct span text, const char *prefix);
/* From p in the text to the next empty line. */
struct span form_paragraph(struct span text, const char *p);
/* A line without the marks of a list or of a heading before it. */
struct span form_unmarked(struct span line);
/* What stands behind p in s, without the punctuation between; p NULL: not
 * even three letters. */
struct span form_behind(struct span s, const char *p);

/* Sets id, base and revision; the revision begins behind the last (or with
 * first set the first) such character, 0 where the form has none. */
void	form_reference(struct arena *a, struct bulletin_facts *f,
	    struct span ref, char revision, bool first);
/* The same for an id that does not stand so in the mail, but comes of where. */
void	form_made_reference(struct arena *a, struct bulletin_facts *f,
	    const char *id, struct span where);
/* It is a notice of what is to come: KIND_ADVANCE_NOTICE, "ID-advance". */
void	form_advance(struct arena *a, struct bulletin_facts *f,
	    struct span where);
/* Adds a fixed version that was put together, with its place. */
void	form_fixed(struct arena *a, struct bulletin_facts *f, const char *s,
	    struct span where);
/* How releases are named in sentences. */
struct form_releases {
	const char	*name;		/* of the product, "" not known */
	bool		(*is_one)(struct span word);
	bool		planned;	/* "the fix will be included in" */
};
/* "Users should upgrade to versions 3.0.20 or 2.9.4": all of them are fixed
 * versions. */
void	form_advised(struct arena *a, struct bulletin_facts *f,
	    struct span text, const struct form_releases *how);
/* "Two flaws have been fixed in 3.0.20", "3.0.20 and 2.9.4 are available":
 * where something is advised as well, an earlier fix may be meant. */
void	form_said_fixed(struct arena *a, struct bulletin_facts *f,
	    struct span text, const struct form_releases *how);
/* The first place of any of these forms (they end with NULL), of several at
 * one place the first in the list; p NULL: none. */
struct span form_find(struct span text, const char *const *forms);
/* "CVE-9999-9999#" and so on, for form_find(). */
extern const char *const form_cves[];
/* The first "January 2024" or so; month 1 to 12; false: there is none. */
bool	form_month(struct span s, int *year, int *month);
/* "January" for 1. */
const char *form_month_name(int month);
/* The sender is at this domain or below it. */
bool	form_from_domain(const struct reader_mail *m, const char *domain);

#endif
