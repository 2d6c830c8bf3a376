/* SPDX-License-Identifier: ISC */
/*
 * SUSE's update announcements, of SLE and of openSUSE.  The forms, from what
 * its list archives and programs that read them show: announcements of 2000 to
 * 2010 (SUSE-SA:2010:031, a block of labels; SUSE-SR sums up small ones),
 * updates of 2010 to 2022 (SUSE-SU-2015:0551-1, indented text) and since 2023
 * (the same labels as Markdown, with lists), and updates of containers and
 * images, which list the updates in them (SUSE-CU, SUSE-IU).
 */
#include <string.h>

#include "base/arena.h"
#include "handlers/bulletin/form.h"

static const char *const forms[] = { "openSUSE-SU-9999:#-#",
    "openSUSE-RU-9999:#-#", "openSUSE-FU-9999:#-#", "openSUSE-OU-9999:#-#",
    "SUSE-SU-9999:#-#", "SUSE-RU-9999:#-#", "SUSE-FU-9999:#-#",
    "SUSE-OU-9999:#-#", "SUSE-CU-9999:#-#", "SUSE-IU-9999:#-#",
    "SUSE-SA:9999:#", "SUSE-SR:9999:#", NULL };

static const char *const headings[] = { "References", "Cross-References",
    "CVSS scores", "Affected Products", "Description", "Indications",
    "Security Issue references", "Security Issues",
    "Special Instructions and Notes", "Patch Instructions", "Package List",
    "Content of this advisory", NULL };

static const char *const cve_labels[] = { "Cross-References",
    "Cross References", NULL };

static const struct form suse = {
	.severities = (const char *const[]){ "Rating", "Severity", NULL },
	.published = (const char *const[]){ "Release Date", "Date", NULL },
	.cves = cve_labels,
	.headings = headings,
	.summaries = (const char *const[]){ "Description", NULL },
};

/* Of a title in the text or the subject, what comes before it. */
static const char *const before_title[] = { "SUSE Security Update:",
    "SUSE Recommended Update:", "SUSE Feature Update:",
    "SUSE Optional Update:", "SUSE Security Announcement:",
    "openSUSE Security Update:", "openSUSE Recommended Update:",
    "openSUSE Feature Update:", "openSUSE Optional Update:",
    "SuSE Security Announcement:", "critical:", "important:", "moderate:",
    "low:", "#", NULL };

static struct span
title_of(struct span line, struct span ref)
{
	const char *const *word = before_title;
	const char *p = ref.n > 0 ? memmem(line.p, line.n, ref.p, ref.n) :
	    NULL;

	/* "REF: important: title", but "title (REF)" */
	if (p != NULL && p > line.p && p[-1] == '(')
		line.n = (size_t)(p - line.p) - 1;
	else if (p != NULL)
		line = (struct span){ p + ref.n,
		    (size_t)(line.p + line.n - p) - ref.n };
	while (*word != NULL) {
		while (line.n > 0 && strchr(" :\t", line.p[0]) != NULL) {
			line.p++;
			line.n--;
		}
		if (!span_starts_nocase(line, *word)) {
			word++;
			continue;
		}
		line.p += strlen(*word);
		line.n -= strlen(*word);
	}
	return line;
}

/* "SUSE Linux Enterprise Server 12 (x86_64) [New Version: 3.6]:", "openSUSE
 * Tumbleweed:"; n 0 where the line names no product. */
static struct span
product_of(struct span line)
{
	const char *p = memchr(line.p, '(', line.n);

	if (p != NULL && p > line.p + 1 && p[-1] == ' ')
		return span_trim((struct span){ line.p,
		    (size_t)(p - line.p) });
	if (line.p[line.n - 1] == ':' && memchr(line.p, ' ', line.n) != NULL)
		return (struct span){ line.p, line.n - 1 };
	return (struct span){ line.p, 0 };
}

/* "samplepkg-2.1-3.1", or since 2024 "samplepkg 2.1-3.1". */
static bool
is_package(struct span line)
{
	struct span first, second;

	if (!span_word(&line, &first))
		return false;
	if (!span_word(&line, &second))
		return true;
	return span_trim(line).n == 0 && second.p[0] >= '0' &&
	    second.p[0] <= '9' && memchr(second.p, '-', second.n) != NULL;
}

/*
 * "- SUSE Linux Enterprise Server 12 (x86_64):", "* openSUSE Leap 15 (...)"
 * and under it packages: the first of each speaks for the others.
 */
static void
add_packages(struct arena *a, struct bulletin_facts *f, struct span text)
{
	struct span list = extract_section(text, "Package List", headings);
	struct span line, named, product = { NULL, 0 };

	while (list.p != NULL && span_line(&list, &line)) {
		line = form_unmarked(line);
		if (line.n == 0)
			continue;
		named = product_of(line);
		if (named.n > 0) {
			product = named;
			continue;
		}
		if (product.p == NULL || !is_package(line))
			continue;
		form_fixed(a, f, arena_printf(a, SPAN_FMT " (" SPAN_FMT ")",
		    SPAN_ARG(line), SPAN_ARG(product)), line);
		product.p = NULL;
	}
}

/* The scores that SUSE gives come before those of others that it quotes. */
static void
set_own_scores(struct arena *a, struct bulletin_facts *f, struct span text)
{
	struct span list = extract_section(text, "CVSS scores", headings);
	struct span line, next, rest;
	size_t n = 0;

	/* all of them first, not only those with a score */
	extract_set_cves(a, f, form_value(text, cve_labels));
	if (f->cves.n == 0)
		extract_set_cves(a, f, form_section(text, cve_labels,
		    headings));
	while (f->cves.n > 0 && n < FORM_SCORES_MAX && list.p != NULL &&
	    span_line(&list, &line)) {
		if (span_find_nocase(line, "(SUSE") == NULL &&
		    span_find_nocase(line, "( SUSE") == NULL)
			continue;
		rest = list;
		if (span_line(&rest, &next) &&
		    form_find(next, form_cves).p == NULL)
			line.n = (size_t)(next.p + next.n - line.p);
		form_scores(a, f, line, NULL, false);
		n++;
	}
}

/* What an update is for: SUSE-SU is of security, SUSE-RU is recommended. */
static void
set_kind(struct arena *a, struct bulletin_facts *f, struct span ref)
{
	static const struct { const char *form; enum bulletin_kind kind;
	    enum stated security; } kinds[] = {
		{ "SU-9", KIND_SECURITY_PATCH, STATED_YES },
		{ "SA:9", KIND_SECURITY_PATCH, STATED_YES },
		{ "SR:9", KIND_SECURITY_PATCH, STATED_YES },
		{ "RU-9", KIND_UPDATE, STATED_NO },
		{ "OU-9", KIND_UPDATE, STATED_NO },
		{ "FU-9", KIND_FEATURE_PACK, STATED_NO },
	};
	size_t i;

	for (i = 0; i < sizeof(kinds) / sizeof(kinds[0]); i++) {
		if (extract_find(ref, kinds[i].form).p == NULL)
			continue;
		extract_set_kind(a, f, kinds[i].kind, ref);
		extract_set_security(a, f, kinds[i].security, ref);
	}
}

/* "Please reboot the system", mostly; else what is to be done before. */
static void
set_notes(struct arena *a, struct bulletin_facts *f, struct span text)
{
	struct span s = extract_section(text,
	    "Special Instructions and Notes", headings);

	if (s.n > 0 && extract_restart(s) == RESTART_NOT_STATED)
		extract_put(a, f, FACT_PREREQUISITES, s);
}

/* The line that names it, in the text's head or else the subject. */
static struct span
title_line(const struct reader_mail *m, struct span text)
{
	struct span line = { NULL, 0 };
	size_t i;

	for (i = 0; before_title[i] != NULL && line.p == NULL; i++)
		if (strstr(before_title[i], "Update") != NULL ||
		    before_title[i][0] == '#')
			line = extract_line(form_head(text), before_title[i]);
	return line.p != NULL ? line : span_of(extract_subject(m));
}

/* SUSE-CU and SUSE-IU: "Type : security", and what is in it below. */
static void
set_collected(struct arena *a, struct bulletin_facts *f, struct span text)
{
	struct span type = extract_value(text, "Type");

	extract_put(a, f, FACT_PRODUCTS, extract_value(text,
	    "Container Tags"));
	extract_put(a, f, FACT_PRODUCTS, extract_value(text, "Image Tags"));
	if (span_eq_nocase(type, "security"))
		form_is_patch(a, f, type);
	else if (type.n > 0)
		extract_set_kind(a, f, KIND_UPDATE, type);
}

/* Of an announcement of old the text behind its contents and their rule: its
 * labels are no sentences. */
static void
set_early_summary(struct arena *a, struct bulletin_facts *f, struct span text)
{
	struct span rest = form_from(text, "Content of this advisory");

	if (rest.p == NULL)
		return;
	rest = form_from(rest, "____");
	extract_put(a, f, FACT_SUMMARY, extract_prose(rest));
}

static void
fill(const struct reader_mail *m, struct bulletin_facts *f, struct span text,
    struct span ref)
{
	struct span line = title_line(m, text), title = title_of(line, ref);
	/* behind it a report's single problems follow */
	struct span block = form_until(text, "Content of this advisory");
	struct arena *a = m->arena;

	extract_put(a, f, FACT_TITLE, title);
	extract_put(a, f, FACT_TITLE, line);
	set_kind(a, f, ref);
	if (f->kind == KIND_NOT_STATED)
		set_collected(a, f, text);
	extract_put(a, f, FACT_PRODUCTS, extract_value(block, "Package"));
	form_listed(a, f, FACT_PRODUCTS, block, "Affected Products");
	form_listed(a, f, FACT_AFFECTED, block, "Affected SuSE versions");
	add_packages(a, f, text);
	set_notes(a, f, text);
	set_own_scores(a, f, text);
	set_early_summary(a, f, text);
	form_fill(a, f, text, &suse);
}

static void
read(const struct reader_mail *m, struct list *out)
{
	struct span text = span_of(m->text), ref, id;
	struct bulletin_facts *f;

	if (extract_is_reply(m))
		return;
	id = form_value(text, (const char *const[]){ "Announcement ID",
	    "Announcement-ID", "Container Advisory ID", "Image Advisory ID",
	    NULL });
	ref = form_find(id, forms);
	if (ref.p == NULL || (f = extract_new(m, out, "suse")) == NULL)
		return;
	/* SUSE-SA:2010:031 has its only '-' before the year */
	form_reference(m->arena, f, ref, memchr(ref.p, ':', ref.n) <
	    memrchr(ref.p, '-', ref.n) ? '-' : 0, false);
	fill(m, f, text, ref);
}

const struct bulletin_reader from_suse = {
	.id = "suse",
	.from_what = "announcements of sle-updates, sle-security-updates and "
	    "opensuse-security-announce as archived, 2000 to 2025",
	.read = read,
};
