/* SPDX-License-Identifier: ISC */
/*
 * Oracle's mails: the quarterly Critical Patch Update and its announcement a
 * few days ahead, Security Alerts between, the bulletins of Solaris, Linux and
 * VM, and the errata of Oracle Linux (ELSA, ELBA, ELEA).  The forms are those
 * of its public security pages (whose addresses give the references:
 * cpujan2024, alert-cve-2021-44228, bulletinjan2024) and of the el-errata
 * list's archive.
 */
#include <string.h>

#include "base/arena.h"
#include "handlers/bulletin/form.h"

#define LEN(a) (sizeof(a) / sizeof((a)[0]))
#define HEAD_BYTES	2000	/* in which a mail says what it is */

static const char *const headings[] = { "Description of changes",
    "Related CVEs", "SRPMS", "x86_64", "aarch64", "i386", "ia64", "noarch",
    "Affected Products and Patch Information", "Description",
    "Affected Products and Versions", "References", "Modification History",
    "Supported Products Affected", NULL };

static const struct form release = {
	.affected = (const char *const[]){
	    "Affected Products and Versions",
	    "Affected Products and Patch Information",
	    "Supported Products Affected", NULL },
	.published = (const char *const[]){ "Release Date", "Date", NULL },
	.headings = headings,
	.summaries = (const char *const[]){ "Description", NULL },
};

static const struct form erratum = {
	.titles = (const char *const[]){ "Synopsis", NULL },
	.cves = (const char *const[]){ "Related CVEs", "CVEs", NULL },
	.headings = headings,
	.summaries = (const char *const[]){ "Description of changes", NULL },
};

/* What a release is called, and how its reference begins; months follow. */
static const struct { const char *called, *id; } releases[] = {
	{ "Solaris Third Party Bulletin", "bulletin" },
	{ "Oracle Linux Bulletin", "linuxbulletin" },
	{ "Oracle VM Server for x86 Bulletin", "ovmbulletin" },
	{ "Critical Patch Update", "cpu" },
};

static bool
is_ours(const struct reader_mail *m)
{
	struct span head = span_of(m->text);

	if (head.n > HEAD_BYTES)
		head.n = HEAD_BYTES;
	return form_from_domain(m, "oracle.com") ||
	    form_from_domain(m, "oracle-mail.com") ||
	    span_find_nocase(head, "Oracle") != NULL ||
	    span_find_nocase(span_of(extract_subject(m)), "Oracle") != NULL;
}

/* The line that names the release and its month: the subject or the text's. */
static struct span
line_naming(const struct reader_mail *m, const char *called)
{
	struct span subject = span_of(extract_subject(m));
	struct span rest = form_head(span_of(m->text)), line;
	int year, month;

	if (span_find_nocase(subject, called) != NULL &&
	    form_month(subject, &year, &month))
		return subject;
	/* a mail on something else may mention it */
	if (span_find_nocase(subject, "Critical Patch") == NULL &&
	    span_find_nocase(subject, "Security") == NULL &&
	    span_find_nocase(subject, "Bulletin") == NULL)
		return (struct span){ NULL, 0 };
	while (span_line(&rest, &line))
		if (span_find_nocase(line, called) != NULL &&
		    form_month(line, &year, &month))
			return line;
	return (struct span){ NULL, 0 };
}

/* "The Critical Patch Update for April 2016 was released on April 19th,
 * 2016." */
static void
set_released(struct arena *a, struct bulletin_facts *f, struct span text)
{
	static const char mark[] = "was released on ";
	const char *p;

	if (text.n > HEAD_BYTES)
		text.n = HEAD_BYTES;
	p = span_find_nocase(text, mark);
	if (p == NULL || f->published != 0)
		return;
	p += strlen(mark);
	text = (struct span){ p, (size_t)(text.p + text.n - p) };
	if (text.n > 40)	/* a weekday and a date */
		text.n = 40;
	extract_set_date(a, f, FACT_PUBLISHED, text);
}

static bool
read_release(const struct reader_mail *m, struct list *out)
{
	struct span line = { NULL, 0 };
	struct arena *a = m->arena;
	struct bulletin_facts *f;
	int year, month;
	size_t i;

	for (i = 0; i < LEN(releases); i++) {
		line = line_naming(m, releases[i].called);
		if (line.p != NULL)
			break;
	}
	if (line.p == NULL || !form_month(line, &year, &month) ||
	    (f = extract_new(m, out, "oracle")) == NULL)
		return false;
	form_made_reference(a, f, arena_printf(a, "%s%s%d", releases[i].id,
	    arena_lower(a, (struct span){ form_month_name(month), 3 }), year),
	    line);
	extract_put(a, f, FACT_TITLE, form_unmarked(line));
	if (span_find_nocase(line, "Pre-Release") != NULL)
		form_advance(a, f, line);
	form_is_patch(a, f, line);
	form_fill(a, f, span_of(m->text), &release);
	set_released(a, f, span_of(m->text));
	return true;
}

/* "Oracle Security Alert for CVE-2021-44228" */
static bool
read_alert(const struct reader_mail *m, struct list *out)
{
	struct span subject = span_of(extract_subject(m)), line = subject, cve;
	struct bulletin_facts *f;

	if (span_find_nocase(subject, "Security Alert") == NULL)
		line = extract_line(form_head(span_of(m->text)),
		    "Oracle Security Alert");
	if (line.p == NULL)
		return false;
	cve = form_find(line, form_cves);
	if (cve.p == NULL || (f = extract_new(m, out, "oracle")) == NULL)
		return false;
	form_made_reference(m->arena, f, arena_printf(m->arena, "alert-%s",
	    arena_lower(m->arena, cve)), cve);
	extract_put(m->arena, f, FACT_TITLE, form_unmarked(line));
	form_is_patch(m->arena, f, line);
	form_fill(m->arena, f, span_of(m->text), &release);
	return true;
}

static const char *const errata[] = { "ELSA-9999-#", "ELBA-9999-#",
    "ELEA-9999-#", NULL };

/* "ELSA-2024-0001 Important: Oracle Linux 8 kernel security update" */
static void
set_erratum_title(struct arena *a, struct bulletin_facts *f,
    struct span subject)
{
	const char *p = span_find_nocase(subject, f->id), *colon;
	struct span title = { NULL, 0 };

	if (p != NULL)
		title = form_behind(subject, p + strlen(f->id));
	colon = title.p != NULL ? memchr(title.p, ':', title.n) : NULL;
	if (colon != NULL)
		extract_set_severity(a, f, (struct span){ title.p,
		    (size_t)(colon - title.p) });
	if (f->severity != NULL)
		title = form_behind(title, colon);
	extract_put(a, f, FACT_TITLE, title);
}

/* Links to source packages name the fixed versions. */
static void
add_sources(struct arena *a, struct bulletin_facts *f, struct span text)
{
	struct span word;
	const char *slash;

	while (span_word(&text, &word)) {
		if (word.n < 9 || memcmp(word.p + word.n - 8, ".src.rpm",
		    8) != 0)
			continue;
		word.n -= 8;
		slash = memrchr(word.p, '/', word.n);
		if (slash != NULL) {
			word.n -= (size_t)(slash + 1 - word.p);
			word.p = slash + 1;
		}
		extract_put(a, f, FACT_FIXED, word);
	}
}

/* "...updated rpms for Oracle Linux 8 have been uploaded..." */
static void
set_erratum_product(struct arena *a, struct bulletin_facts *f,
    struct span text)
{
	static const char mark[] = "rpms for ";
	const char *p = span_find_nocase(text, mark), *end;

	if (p == NULL)
		return;
	p += strlen(mark);
	text = (struct span){ p, (size_t)(text.p + text.n - p) };
	end = span_find_nocase(text, " have been");
	if (end != NULL && end - p < 80)
		extract_put(a, f, FACT_PRODUCTS, (struct span){ p,
		    (size_t)(end - p) });
}

/* "Oracle Linux Security Advisory ELSA-...", of which ELSA is security's, or
 * "Synopsis: ELSA-... can now be patched using Ksplice". */
static struct span
erratum_line(struct span text)
{
	struct span line;

	while (span_line(&text, &line))
		if ((span_starts_nocase(span_trim(line), "Oracle Linux ") &&
		    span_find_nocase(line, "Advisory EL") != NULL) ||
		    span_starts_nocase(span_trim(line), "Synopsis: EL"))
			return line;
	return (struct span){ NULL, 0 };
}

static bool
read_erratum(const struct reader_mail *m, struct list *out)
{
	struct span text = span_of(m->text), line = erratum_line(text), ref;
	struct arena *a = m->arena;
	struct bulletin_facts *f;

	if (line.p == NULL)
		return false;
	ref = form_find(line, errata);
	if (ref.p == NULL || (f = extract_new(m, out, "oracle")) == NULL)
		return false;
	form_reference(a, f, ref, 0, false);
	if (span_starts_nocase(ref, "ELSA")) {
		form_is_patch(a, f, ref);
	} else {
		extract_set_kind(a, f, KIND_UPDATE, ref);
		extract_set_security(a, f, STATED_NO, ref);
	}
	set_erratum_title(a, f, span_of(m->subject));
	set_erratum_product(a, f, text);
	add_sources(a, f, text);
	form_fill(a, f, text, &erratum);
	return true;
}

static void
read(const struct reader_mail *m, struct list *out)
{
	if (extract_is_reply(m) || !is_ours(m))
		return;
	if (!read_erratum(m, out) && !read_alert(m, out))
		read_release(m, out);
}

const struct bulletin_reader from_oracle = {
	.id = "oracle",
	.from_what = "Oracle's public Critical Patch Update and Security Alert "
	    "pages, and the archive of el-errata (oss.oracle.com)",
	.read = read,
};
