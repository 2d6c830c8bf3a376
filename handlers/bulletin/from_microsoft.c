/* SPDX-License-Identifier: ISC */
/*
 * Microsoft's security notifications.  No mail of theirs could be had for
 * testing; the forms are taken from what is public: the published bulletin
 * summaries and advance notifications ("Microsoft Security Bulletin Summary
 * for May 2013", "Issued:", headings "Critical Security Bulletins", entries
 * MSyy-nnn with Affected Software, Impact, Version Number, Restart
 * Requirement), the update guide's vocabulary ("Security Update Releases",
 * "Revisions", Version, Reason for Revision, Originally posted, Aggregate CVE
 * Severity Rating) and its release names ("2016-Aug").
 *
 * Three kinds come out: a bulletin for each MSyy-nnn; a bulletin for each CVE
 * or advisory that a revision mail has an entry for; else one for the month's
 * release, named as the update guide names it, "2018-Jul".
 */
#include <string.h>
#include <time.h>

#include "base/arena.h"
#include "handlers/bulletin/form.h"
#include "handlers/bulletin/microsoft_entry.h"

#define LEN(a) (sizeof(a) / sizeof((a)[0]))

/* From Microsoft, or a text that begins as theirs do (a copy on a list). */
static bool
is_ours(const struct reader_mail *m)
{
	static const char *const marks[] = {
	    "Microsoft Security Bulletin", "Microsoft Security Update",
	    "Microsoft Security Advisor", "Title: Microsoft Security" };
	struct span head = span_of(m->text);
	const char *at = m->from != NULL ? strrchr(m->from, '@') : NULL;
	size_t i;

	if (at != NULL && (str_eq_nocase(at, "@microsoft.com") ||
	    str_ends_nocase(at, ".microsoft.com")))
		return true;
	if (head.n > 1000)
		head.n = 1000;
	for (i = 0; i < LEN(marks); i++)
		if (extract_line(head, marks[i]).p != NULL)
			return true;
	return false;
}

/* "Title: x" of the block on top, or the line that names the mail. */
static struct span
title_of(const struct reader_mail *m)
{
	struct span text = span_of(m->text), s;

	s = extract_value(text, "Title");
	if (s.n == 0)
		s = extract_line(text, "Microsoft Security");
	return s.p != NULL ? s : span_of(extract_subject(m));
}

/* The day of what the mail says of all that it names. */
static struct span
issued(struct span text)
{
	static const char *const labels[] = { "Issued", "Updated", "Released" };
	struct span v;
	size_t i;

	for (i = 0; i < LEN(labels); i++) {
		v = extract_value(text, labels[i]);
		if (extract_date(v) != 0)
			return v;
	}
	return (struct span){ NULL, 0 };
}

/* "MS13-037", "MS13-037 - title"; not "MS13-037, ..." or "MS13-037 was". */
static bool
opens_entry(struct span behind)
{
	behind = span_trim(behind);
	return behind.n == 0 || strchr(":|-(<", behind.p[0]) != NULL;
}

/* "Microsoft Security Advisory (2719615)", "... Advisory ADV180002"; p NULL
 * where the line names none. */
static struct span
advisory(struct span s)
{
	static const char mark[] = "Microsoft Security Advisory ";
	size_t n;

	if (!span_starts_nocase(s, mark))
		return (struct span){ NULL, 0 };
	s = span_trim((struct span){ s.p + strlen(mark), s.n - strlen(mark) });
	if (s.n > 0 && s.p[0] == '(')
		s = (struct span){ s.p + 1, s.n - 1 };
	n = extract_match(s, "ADV99999#");
	if (n == 0)
		n = extract_match(s, "99999#");
	return n > 0 ? (struct span){ s.p, n } : (struct span){ NULL, 0 };
}

/* A line that opens an entry: its reference stands first, but for marks. */
static struct span
entry_reference(struct span line)
{
	static const char *const forms[] = { "MS99-999", "ADV99999#",
	    "CVE-9999-9999#", "CVE-9999-9999" };
	struct span s = microsoft_without_mark(line);
	size_t i, n;

	if (advisory(s).p != NULL)
		return advisory(s);
	if (span_starts_nocase(s, "Microsoft Security Bulletin MS"))
		s = (struct span){ s.p + 28, s.n - 28 };
	for (i = 0; i < LEN(forms); i++) {
		n = extract_match(s, forms[i]);
		if (n > 0 && opens_entry((struct span){ s.p + n, s.n - n }))
			return (struct span){ s.p, n };
	}
	return (struct span){ NULL, 0 };
}

static struct bulletin_facts *
by_id(const struct list *out, struct span id)
{
	struct bulletin_facts *f;
	size_t i;

	for (i = 0; i < out->n; i++) {
		f = out->at[i];
		if (span_eq_nocase(id, f->id))
			return f;
	}
	return NULL;
}

/* "MS13-037 - title", perhaps over two lines, but "MS13-037 - Critical". */
static void
set_entry_title(struct arena *a, struct bulletin_facts *f, struct span line,
    struct span ref, struct span rest)
{
	struct span s = { ref.p + ref.n,
	    (size_t)(line.p + line.n - ref.p - ref.n) };
	char *word;

	while (s.n > 0 && strchr(" \t:|-)", s.p[0]) != NULL) {
		s.p++;
		s.n--;
	}
	if (s.n <= 2 || memchr(s.p, '<', s.n) != NULL)
		return;
	word = arena_strn(a, s.p, s.n);
	if (extract_severity(word) != SEVERITY_NOT_STATED)
		extract_set_severity(a, f, s);
	else
		extract_put(a, f, FACT_TITLE, microsoft_up_to_next(s.p, line,
		    rest));
}

/* "Update Availability:" above a rule: the entries are at their end. */
static bool
is_heading(struct span line, struct span rest)
{
	struct span next;

	line = span_trim(line);
	return line.n > 0 && line.p[0] != '*' && span_line(&rest, &next) &&
	    span_starts_nocase(span_trim(next), "====");
}

static struct bulletin_facts *
entry_of(const struct reader_mail *m, struct list *out, struct span line,
    struct span ref, struct span rest)
{
	struct bulletin_facts *f = by_id(out, ref);

	if (f == NULL)
		f = extract_new(m, out, "microsoft");
	if (f == NULL)
		return NULL;
	extract_put(m->arena, f, FACT_REFERENCE, ref);
	f->base = f->id;
	set_entry_title(m->arena, f, span_trim(line), ref, rest);
	return f;
}

static void
read_entries(const struct reader_mail *m, struct list *out)
{
	struct span rest = span_of(m->text), line, ref, severity = { NULL, 0 };
	struct span heading;
	struct bulletin_facts *f = NULL;
	bool listing = false;

	while (span_line(&rest, &line)) {
		heading = microsoft_severity_heading(span_trim(line));
		if (heading.p != NULL || is_heading(line, rest)) {
			severity = heading;
			f = NULL;
			continue;
		}
		if (span_starts_nocase(span_trim(line), "Other Information"))
			break;
		ref = entry_reference(line);
		if (ref.p != NULL) {
			f = entry_of(m, out, line, ref, rest);
			if (f == NULL)
				return;
			listing = false;
			if (severity.p != NULL)
				extract_set_severity(m->arena, f, severity);
		}
		if (f == NULL)
			continue;
		microsoft_entry_line(m->arena, f, line, rest, &listing);
	}
}

/* Entries without a word on them are mentions, not announcements. */
static bool
says_something(const struct bulletin_facts *f)
{
	return f->revision != NULL || f->severity != NULL ||
	    f->products.n > 0 || f->summary != NULL || f->restart != 0 ||
	    f->title != NULL;
}

static bool
is_advisory(const struct bulletin_facts *f)
{
	return (f->id[0] >= '0' && f->id[0] <= '9') ||
	    span_starts_nocase(span_of(f->id), "ADV");
}

/* Whatever is named again after its version 1.0 is a revision; an advisory
 * may have nothing that is to be installed. */
static void
set_kind(struct arena *a, struct bulletin_facts *f, struct span day)
{
	bool first = f->revision != NULL ? strcmp(f->revision, "1.0") == 0 :
	    f->kind != KIND_REVISION;

	/* of the first edition the reason is that it is published */
	if (first)
		f->kind = KIND_NOT_STATED;
	else if (f->published != 0 || is_advisory(f))
		extract_set_kind(a, f, KIND_REVISION, day);
	if (is_advisory(f))
		extract_set_security(a, f, STATED_YES, day);
	else
		form_is_patch(a, f, day);
}

static void
finish_entries(const struct reader_mail *m, struct list *out)
{
	struct span day = issued(span_of(m->text));
	struct bulletin_facts *f;
	size_t i = 0;

	while (i < out->n) {
		f = out->at[i];
		if (!says_something(f)) {
			list_remove(out, i);
			continue;
		}
		/* what the mail says of all of them was said on its day */
		if (f->updated == 0)
			extract_set_date(m->arena, f, f->published != 0 ?
			    FACT_UPDATED : FACT_PUBLISHED, day);
		set_kind(m->arena, f, day);
		if (out->n == 1)
			extract_put(m->arena, f, FACT_TITLE, title_of(m));
		i++;
	}
}

/* "2018-Jul": the month a release is for, by its title, else by its date. */
static char *
release_id(struct arena *a, struct span title, int64_t date)
{
	static const char *const months[] = { "January", "February", "March",
	    "April", "May", "June", "July", "August", "September", "October",
	    "November", "December" };
	struct span s = title, after, year;
	const char *p;
	time_t t = (time_t)date;
	struct tm tm;
	size_t i;

	for (i = 0; i < LEN(months); i++) {
		p = span_find_nocase(s, months[i]);
		if (p == NULL)
			continue;
		after = (struct span){ p, (size_t)(s.p + s.n - p) };
		year = extract_find(after, "9999");
		if (year.p != NULL && year.p[0] == '2')
			return arena_printf(a, SPAN_FMT "-%.3s",
			    SPAN_ARG(year), months[i]);
	}
	if (date == 0)
		return NULL;
	gmtime_r(&t, &tm);
	return arena_printf(a, "%d-%.3s", tm.tm_year + 1900,
	    months[tm.tm_mon]);
}

/* A release lists products under its headings of severity. */
static void
release_lines(struct arena *a, struct bulletin_facts *f, struct span text)
{
	struct span rest = text, line, heading;
	struct bulletin_facts one = { 0 };
	bool listing = false, unused = false;

	while (span_line(&rest, &line)) {
		heading = microsoft_severity_heading(span_trim(line));
		one.site_severity = SEVERITY_NOT_STATED;
		if (heading.p != NULL) {
			extract_set_severity(a, &one, heading);
			listing = one.site_severity != SEVERITY_NOT_STATED;
		} else if (span_find_nocase(line, "Severity") != NULL) {
			microsoft_entry_line(a, &one, line, rest, &unused);
		}
		if (one.site_severity > f->site_severity) {
			f->site_severity = one.site_severity;
			f->severity = one.severity;
		}
		line = microsoft_without_mark(line);
		if (span_starts_nocase(line, "Other Information") ||
		    line.n > 100)
			listing = false;
		if (listing && heading.p == NULL && line.n > 2 &&
		    memchr(line.p, '=', line.n) == NULL)
			extract_put(a, f, FACT_PRODUCTS, line);
	}
}

/* "Microsoft Security Update Summary", but not "... Newsletter". */
static bool
names_release(struct span title)
{
	static const char *const names[] = { "Microsoft Security Bulletin",
	    "Microsoft Security Update", "Microsoft Security Advisor",
	    "Microsoft Security Release" };
	size_t i;

	for (i = 0; i < LEN(names); i++)
		if (span_find_nocase(title, names[i]) != NULL)
			return true;
	return false;
}

/* The month's release, or the notice of it some days ahead. */
static void
read_release(const struct reader_mail *m, struct list *out)
{
	struct arena *a = m->arena;
	struct span text = span_of(m->text), title = title_of(m);
	struct span day = issued(text);
	struct bulletin_facts *f;
	char *id;

	if (!names_release(title))
		return;
	id = release_id(a, title, extract_date(day));
	if (id == NULL || (f = extract_new(m, out, "microsoft")) == NULL)
		return;
	form_made_reference(a, f, id, title);
	extract_put(a, f, FACT_TITLE, title);
	extract_set_date(a, f, FACT_PUBLISHED, day);
	if (span_find_nocase(title, "Advance Notification") != NULL)
		form_advance(a, f, title);
	form_is_patch(a, f, title);
	form_exploited(a, f, text);
	release_lines(a, f, text);
	extract_set_cves(a, f, text);
	extract_set_urls(a, f, text);
	extract_put(a, f, FACT_SUMMARY, extract_section(text, "Summary",
	    NULL));
}

/* "Patch Available for ..." a paragraph below "Microsoft Security Bulletin
 * (MS00-086)" and its rule; dates may follow it. */
static void
set_title_below(struct arena *a, struct bulletin_facts *f, struct span head,
    struct span named)
{
	struct span line, rest = { named.p,
	    named.p != NULL ? (size_t)(head.p + head.n - named.p) : 0 };

	if (named.p == NULL || !span_line(&rest, &line))
		return;
	line = extract_first_line(rest);
	if (line.p != NULL && memchr(line.p, ':', line.n) == NULL)
		extract_put(a, f, FACT_TITLE, line);
}

/* One bulletin a mail, until 2003: "Bulletin: MS03-026" among labels, or
 * "Microsoft Security Bulletin (MS00-086)" above its title. */
static void
read_single(const struct reader_mail *m, struct list *out)
{
	const struct form single = {
		.titles = (const char *const[]){ "Title", NULL },
		.severities = (const char *const[]){ "Max Risk",
		    "Maximum Severity Rating", NULL },
		.products = (const char *const[]){ "Software", NULL },
		.affected = (const char *const[]){
		    "Affected Software Versions", NULL },
		.published = (const char *const[]){ "Date", "Released",
		    "Originally Posted", "Originally Released", NULL },
		.updated = (const char *const[]){ "Revised", "Updated",
		    "Re-Released", NULL },
		.revisions = (const char *const[]){ "Revised", NULL },
		.headings = (const char *const[]){ "Issue", "Summary",
		    "Mitigating Factors", "Risk Rating", "Patch Availability",
		    "Affected Software Versions", NULL },
		.summaries = (const char *const[]){ "Issue", "Summary",
		    NULL },
	};
	struct span text = span_of(m->text), head = form_head(text), ref;
	struct span named = form_from(head, "Microsoft Security Bulletin (");
	struct bulletin_facts *f;

	ref = extract_find(extract_value(head, "Bulletin"), "MS99-999");
	if (ref.p == NULL && named.p != NULL)
		ref = extract_find(form_paragraph(head, named.p), "MS99-999");
	if (ref.p == NULL || (f = extract_new(m, out, "microsoft")) == NULL)
		return;
	form_reference(m->arena, f, ref, 0, false);
	set_title_below(m->arena, f, head, named);
	form_is_patch(m->arena, f, ref);
	form_fill(m->arena, f, text, &single);
	form_is_revision(m->arena, f, ref);
}

static void
read(const struct reader_mail *m, struct list *out)
{
	if (!is_ours(m) || extract_is_reply(m))
		return;
	/* an advance notice names no bulletin that exists */
	if (span_find_nocase(title_of(m), "Advance Notification") == NULL) {
		read_entries(m, out);
		finish_entries(m, out);
		if (out->n == 0)
			read_single(m, out);
	}
	if (out->n == 0)
		read_release(m, out);
}

const struct bulletin_reader from_microsoft = {
	.id = "microsoft",
	.from_what = "the published bulletin summaries, advance notifications "
	    "and update guide revisions of Microsoft's response center",
	.read = read,
};
