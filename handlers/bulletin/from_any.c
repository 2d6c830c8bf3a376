/* SPDX-License-Identifier: ISC */
/*
 * The general reader, for vendors without one of their own: it knows the
 * forms of many vendors' references and otherwise takes what stands in labels
 * and headings that most advisories share.
 */
#include <string.h>
#include <time.h>

#include "base/arena.h"
#include "handlers/bulletin/extract.h"

#define LEN(a) (sizeof(a) / sizeof((a)[0]))

/*
 * Forms of references, longest first; revision: the character before the part
 * that counts editions of one bulletin, 0 where the form has none.
 */
static const struct { const char *form; char revision; } refs[] = {
	{ "openSUSE-SU-9999:#-#", '-' }, { "openSUSE-RU-9999:#-#", '-' },
	{ "SUSE-SU-9999:#-#", '-' }, { "SUSE-RU-9999:#-#", '-' },
	{ "SUSE-OU-9999:#-#", '-' }, { "SUSE-FU-9999:#-#", '-' },
	{ "cisco-sa-*", 0 },
	{ "VMSA-9999-#.#.#", '.' }, { "VMSA-9999-#.#", '.' },
	{ "VMSA-9999-#", 0 },
	{ "APSB99-#", 0 }, { "APSA99-#", 0 },
	{ "APPLE-SA-9999-99-99-#", 0 }, { "APPLE-SA-99-99-9999-#", 0 },
	{ "APPLE-SA-9999-99-99", 0 },
	{ "FreeBSD-SA-99:99.*", 0 }, { "FreeBSD-EN-99:99.*", 0 },
	{ "MFSA 9999-#", 0 }, { "MFSA-9999-#", 0 }, { "MFSA9999-#", 0 },
	{ "XSA-#", 0 }, { "GLSA 999999-99", 0 }, { "GLSA-999999-99", 0 },
	{ "FG-IR-99-#", 0 }, { "SVD-9999-9999", 0 }, { "NTAP-#-#", 0 },
	{ "PAN-SA-9999-#", 0 }, { "CTX999999", 0 }, { "JSA99999", 0 },
	{ "DSA-9999-#", 0 }, { "HPSB*", 0 }, { "NetBSD-SA9999-#", 0 },
	{ "CA-9999-99", 0 }, { "TA99-999@", 0 }, { "ASA-999999-#", 0 },
	{ "MGASA-9999-#", 0 }, { "FEDORA-9999-*", 0 },
};

struct found {
	struct span	ref;
	char		revision;
};

static struct found
reference(struct span s)
{
	struct span rest = s;
	bool inside = false;	/* a letter or digit stands before */
	bool begins[256] = { false };
	size_t i, n;
	char c;

	for (i = 0; i < LEN(refs); i++)
		begins[(unsigned char)ascii_lower(refs[i].form[0])] = true;
	for (; rest.n > 0; rest.p++, rest.n--) {
		c = ascii_lower(rest.p[0]);
		inside |= !begins[(unsigned char)c];
		for (i = 0; !inside && i < LEN(refs); i++) {
			if (ascii_lower(refs[i].form[0]) != c)
				continue;
			n = extract_match(rest, refs[i].form);
			if (n > 0)
				return (struct found){ { rest.p, n },
				    refs[i].revision };
		}
		inside = (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9');
	}
	return (struct found){ { NULL, 0 }, 0 };
}

static bool
is_word(char c)
{
	c = ascii_lower(c);
	return (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9') || c == '-';
}

/* The length of a run of upper-case letters, or of digits, at s. */
static size_t
run_of(struct span s, char first, char last)
{
	size_t n = 0;

	while (n < s.n && s.p[n] >= first && s.p[n] <= last)
		n++;
	return n;
}

/*
 * "NLSA-2026-014-1": letters, a year and numbers, as most vendors' references
 * are built.  The length at s, 0 where it is none; *editions tells whether
 * the last number counts editions (a third one behind the year).
 */
static size_t
match_generic(struct span s, bool *editions)
{
	struct span rest = s;
	size_t letters = run_of(s, 'A', 'Z'), at, n, groups = 0;

	if (letters < 2 || letters > 12)
		return 0;
	at = letters;
	for (;; at += n + 1) {
		if (at >= s.n || (s.p[at] != '-' && s.p[at] != ':'))
			break;
		rest = (struct span){ s.p + at + 1, s.n - at - 1 };
		n = groups == 0 ? run_of(rest, 'A', 'Z') : 0;
		if (n > 0)
			continue;
		n = run_of(rest, '0', '9');
		if (n == 0 || (groups == 0 && (n != 4 ||
		    (rest.p[0] != '1' && rest.p[0] != '2'))))
			break;
		groups++;
	}
	*editions = groups > 2;
	return groups > 1 ? at : 0;
}

static struct found
generic_reference(struct span s)
{
	struct span one;
	bool editions = false;
	size_t i, n;

	for (i = 0; i < s.n; i++) {
		one = (struct span){ s.p + i, s.n - i };
		if ((i > 0 && is_word(s.p[i - 1])) ||
		    span_starts_nocase(one, "CVE-") ||
		    span_starts_nocase(one, "CAN-"))
			continue;
		n = match_generic(one, &editions);
		if (n > 0)
			return (struct found){ { one.p, n },
			    editions ? '-' : 0 };
	}
	return (struct found){ { NULL, 0 }, 0 };
}

static void
set_reference(struct arena *a, struct bulletin_facts *f, struct found r)
{
	const char *at = NULL;

	while (r.ref.n > 0 && strchr("-_.", r.ref.p[r.ref.n - 1]) != NULL)
		r.ref.n--;
	f->id = arena_strn(a, r.ref.p, r.ref.n);
	f->base = f->id;
	if (r.revision != 0)
		at = strrchr(f->id, r.revision);
	/* VMSA-2024-0006.1.2 counts editions with both numbers */
	if (r.revision == '.')
		at = strchr(f->id, '.');
	if (at != NULL) {
		f->base = arena_strn(a, f->id, (size_t)(at - f->id));
		f->revision = at + 1;
	}
}

/* "OpenSSL Security Advisory [25th January 2024]": its file is named by the
 * date (secadv/20240125.txt), so the date is the reference. */
static bool
openssl_reference(struct arena *a, struct bulletin_facts *f, struct span text)
{
	struct span line = extract_line(text, "OpenSSL Security Advisory");
	struct tm tm;
	time_t t;

	if (line.p == NULL || (f->date = extract_date(line)) == 0)
		return false;
	t = (time_t)f->date;
	gmtime_r(&t, &tm);
	f->id = arena_printf(a, "openssl-%04d%02d%02d", tm.tm_year + 1900,
	    tm.tm_mon + 1, tm.tm_mday);
	f->base = f->id;
	f->title = arena_strn(a, line.p, line.n);
	return true;
}

/* "Critical Patch Update - January 2024", named cpujan2024 by Oracle. */
static bool
oracle_reference(struct arena *a, struct bulletin_facts *f, const char *subject)
{
	static const char *const months[] = { "January", "February", "March",
	    "April", "May", "June", "July", "August", "September", "October",
	    "November", "December" };
	struct span s = span_of(subject), year = { NULL, 0 };
	const char *p;
	size_t i;

	if (span_find_nocase(s, "Critical Patch Update") == NULL)
		return false;
	for (i = 0; i < LEN(months); i++) {
		p = span_find_nocase(s, months[i]);
		if (p == NULL)
			continue;
		year = extract_find((struct span){ p, (size_t)(s.p + s.n - p) },
		    "2999");
		for (; year.p == NULL && p < s.p + s.n; p++)
			if (extract_match((struct span){ p,
			    (size_t)(s.p + s.n - p) }, "2999") == 4)
				year = (struct span){ p, 4 };
		if (year.p == NULL || year.p[0] != '2')
			return false;
		f->id = arena_printf(a, "cpu%c%c%c" SPAN_FMT,
		    ascii_lower(months[i][0]), months[i][1], months[i][2],
		    SPAN_ARG(year));
		f->base = f->id;
		return true;
	}
	return false;
}

/* Words that make a mail with CVEs an announcement. */
static bool
is_announcing(const char *subject)
{
	static const char *const words[] = { "security advisory",
	    "security update", "security alert", "security announcement",
	    "security release", "security fix", "vulnerabilit",
	    "security bulletin", "security notice", "security patch",
	    "security content", "disclosed" };
	size_t i;

	for (i = 0; i < LEN(words); i++)
		if (span_find_nocase(span_of(subject), words[i]) != NULL)
			return true;
	return extract_find(span_of(subject), "CVE-9999-9999").p != NULL;
}

static bool
is_collection(const char *subject)
{
	static const char *const words[] = { "digest", "newsletter", "weekly",
	    "roundup", "round-up", "this week", "monthly report", " vol ",
	    "webinar", "reaches end", "end of life", "end-of-life" };
	size_t i;

	for (i = 0; i < LEN(words); i++)
		if (span_find_nocase(span_of(subject), words[i]) != NULL)
			return true;
	return false;
}

/* The lines in which an advisory says its reference. */
static struct span
head_of(struct span text)
{
	struct span rest = text, line;
	size_t n = 0;

	while (n < 15 && span_line(&rest, &line))
		n += span_trim(line).n > 0;
	return (struct span){ text.p, (size_t)(rest.p - text.p) };
}

static bool
find_reference(const struct reader_mail *m, struct bulletin_facts *f)
{
	const char *subject = extract_subject(m);
	struct span text = span_of(m->text), cve;
	struct found r = reference(span_of(subject));
	char *v;

	if (r.ref.p == NULL && (v = extract_label(m->arena, text,
	    "Advisory ID")) != NULL)
		r = reference(span_of(v));
	if (r.ref.p == NULL && (v = extract_label(m->arena, text,
	    "Announcement ID")) != NULL)
		r = reference(span_of(v));
	if (r.ref.p == NULL)
		r = reference(head_of(text));
	/* with its "[...]" in front, which is no list's tag then */
	if (r.ref.p == NULL)
		r = generic_reference(span_of(m->subject));
	if (r.ref.p != NULL) {
		set_reference(m->arena, f, r);
		return true;
	}
	if (openssl_reference(m->arena, f, head_of(text)) ||
	    oracle_reference(m->arena, f, subject))
		return true;
	if (!is_announcing(subject))
		return false;
	/* nothing but CVEs: the first that the subject names, else the text */
	cve = extract_find(span_of(subject), "CVE-9999-9999#");
	if (cve.p == NULL)
		cve = extract_find(span_of(subject), "CVE-9999-9999");
	if (cve.p == NULL)
		cve = extract_find(text, "CVE-9999-9999#");
	if (cve.p == NULL)
		cve = extract_find(text, "CVE-9999-9999");
	if (cve.p == NULL)
		return false;
	f->id = arena_strn(m->arena, cve.p, cve.n);
	f->base = f->id;
	return true;
}

static const char *const headings[] = { "Summary", "Description", "Overview",
    "Details", "Affected Products", "Vulnerable Products", "Workarounds",
    "Fixed Software", "Solution", "Impact", "Problem Description",
    "Background", "Workaround", "References", "Patch Instructions",
    "Package List", "Revision History", "Issue Description",
    "Vulnerable Systems", "Mitigation", "Resolution", "Topic", "Synopsis",
    "Introduction", "Impacted Products", "Affected Versions", "Credits",
    "Systems Affected", "Known Attack Vectors", "Security update",
    "Advisory Details", "Correction details", NULL };

/* What stands behind the reference, in the subject or its own line. */
static char *
behind_reference(struct arena *a, struct span s, const char *id)
{
	const char *p = span_find_nocase(s, id);
	struct span rest;

	if (p == NULL || span_starts_nocase(span_of(id), "CVE-"))
		return NULL;
	p += strlen(id);
	rest = (struct span){ p, (size_t)(s.p + s.n - p) };
	while (rest.n > 0 && strchr(" ]:-,.)\t", rest.p[0]) != NULL) {
		rest.p++;
		rest.n--;
	}
	return rest.n > 3 ? extract_line_of(a, rest) : NULL;
}

/* SUSE's subjects have it before the title: "important: Security update". */
static char *
without_severity(char *title)
{
	static const char *const words[] = { "critical: ", "important: ",
	    "moderate: ", "low: " };
	size_t i;

	for (i = 0; title != NULL && i < LEN(words); i++)
		if (span_starts_nocase(span_of(title), words[i]))
			return title + strlen(words[i]);
	return title;
}

static void
set_title(const struct reader_mail *m, struct bulletin_facts *f,
    struct span text)
{
	static const char *const labels[] = { "Topic", "Synopsis", "Title" };
	const char *subject = extract_subject(m);
	struct span own = extract_line(head_of(text), f->id);
	char *v = NULL;
	size_t i;

	for (i = 0; i < LEN(labels) && v == NULL; i++)
		v = extract_label(m->arena, text, labels[i]);
	if (v == NULL)
		v = behind_reference(m->arena, span_of(subject), f->id);
	if (v == NULL && own.p != NULL)
		v = behind_reference(m->arena, own, f->id);
	if (v == NULL && subject[0] != '\0')
		v = arena_str(m->arena, subject);
	if (f->title == NULL)
		f->title = without_severity(v);
	/* Apple's line names the products it is about */
	v = span_starts_nocase(span_of(f->id), "APPLE-SA-") &&
	    own.p != NULL ? behind_reference(m->arena, own, f->id) : NULL;
	if (v != NULL)
		extract_add(m->arena, &f->products, span_of(v), false);
}

static void
set_severity(struct arena *a, struct bulletin_facts *f, struct span text)
{
	static const char *const labels[] = { "Severity", "Rating",
	    "Advisory Severity", "Security Impact Rating", "Impact Rating",
	    "Maximum Severity", "Impact" };
	struct bulletin_facts one = { 0 };
	struct span rest = text, line, words, word;
	size_t i;
	char *v;

	/* the worst of several, as where each problem has its own line */
	while (span_line(&rest, &line)) {
		line = span_trim(line);
		for (i = 0; i < LEN(labels); i++) {
			if (!span_starts_nocase(line, labels[i]))
				continue;
			v = extract_label(a, line, labels[i]);
			if (v == NULL)
				continue;
			words = span_of(v);
			/* "Impact: high", but not "Impact: high load..." */
			if (!span_word(&words, &word) || words.n > 20)
				continue;
			extract_set_severity(a, &one, word);
			if (one.site_severity <= f->site_severity)
				continue;
			f->severity = one.severity;
			f->site_severity = one.site_severity;
		}
	}
}

static void
set_products(struct arena *a, struct bulletin_facts *f, struct span text)
{
	static const char *const labels[] = { "Affected Products", "Products",
	    "Product", "Module", "Package", "Affected Software", "Software",
	    "Impacted Products", "Affected" };
	struct span rest, line;
	bool points = false, point;
	char *v = NULL;
	size_t i;

	if (f->products.n > 0)
		return;
	for (i = 0; i < LEN(labels) && v == NULL; i++)
		v = extract_label(a, text, labels[i]);
	if (v != NULL) {
		extract_add(a, &f->products, span_of(v), false);
		return;
	}
	rest = extract_section(text, "Affected Products", headings);
	if (rest.p == NULL)
		rest = extract_section(text, "Impacted Products", headings);
	if (rest.p == NULL)
		rest = extract_section(text, "Systems Affected", headings);
	while (rest.p != NULL && f->products.n < 20 &&
	    span_line(&rest, &line)) {
		line = span_trim(line);
		point = line.n > 0 && strchr("*-", line.p[0]) != NULL;
		/* a text behind a list is no product */
		if (points && !point && line.n > 0)
			break;
		points |= point;
		while (line.n > 0 && strchr("*-o ", line.p[0]) != NULL &&
		    (line.p[0] != 'o' || (line.n > 1 && line.p[1] == ' '))) {
			line.p++;
			line.n--;
		}
		if (line.n > 0 && line.n < 160)
			extract_add(a, &f->products, line, false);
	}
}

static void
set_revision(struct arena *a, struct bulletin_facts *f, struct span text)
{
	static const char *const labels[] = { "Revision", "Version" };
	struct span head = head_of(text), v;
	char *s;
	size_t i;

	for (i = 0; i < LEN(labels) && f->revision == NULL; i++) {
		s = extract_label(a, head, labels[i]);
		if (s != NULL && s[0] >= '0' && s[0] <= '9' && strlen(s) < 16)
			f->revision = s;
	}
	v = extract_line(head, "version ");	/* Xen's */
	if (f->revision == NULL && v.p != NULL && v.n < 20)
		f->revision = arena_strn(a, v.p + 8, v.n - 8);
}

static void
set_date(struct arena *a, struct bulletin_facts *f, struct span text)
{
	static const char *const labels[] = { "Last Updated", "Updated On",
	    "Updated", "Announced", "Issue date", "First Published",
	    "Date Published", "Published", "Release Date", "Date",
	    "Original release date", "For Public Release", "Issued",
	    "Announced on" };
	char *v;
	size_t i;

	for (i = 0; i < LEN(labels) && f->date == 0; i++) {
		v = extract_label(a, text, labels[i]);
		if (v != NULL)
			f->date = extract_date(span_of(v));
	}
}

static void
read(const struct reader_mail *m, struct list *out)
{
	static const char *const summaries[] = { "Summary", "Description",
	    "Overview", "Problem Description", "Issue Description", "Impact",
	    "Advisory Details", "Introduction" };
	struct span text = span_of(m->text), s = { NULL, 0 };
	struct bulletin_facts found = { 0 }, *f;
	struct arena *a = m->arena;
	char *fixed_in;
	size_t i;

	if (extract_is_reply(m) || is_collection(extract_subject(m)) ||
	    !find_reference(m, &found))
		return;
	f = extract_new(m, out, "any");
	if (f == NULL)
		return;
	found.vendor = f->vendor;
	*f = found;
	set_title(m, f, text);
	set_severity(a, f, text);
	set_products(a, f, text);
	fixed_in = extract_label(a, text, "Fixed in");
	if (fixed_in != NULL)
		extract_add(a, &f->fixed, span_of(fixed_in), false);
	set_revision(a, f, text);
	set_date(a, f, text);
	extract_cves(a, text, &f->cves);
	extract_cves(a, span_of(m->subject), &f->cves);
	extract_urls(a, text, &f->urls);
	f->restart = extract_restart(text);
	for (i = 0; i < LEN(summaries) && s.p == NULL; i++)
		s = extract_section(text, summaries[i], headings);
	f->summary = extract_summary(a, s.p != NULL ? s :
	    extract_prose(text));
}

const struct bulletin_reader from_any = {
	.id = "any",
	.from_what = "the published forms of SUSE, Cisco, Oracle, VMware, "
	    "Adobe, Apple, Mozilla, FreeBSD, OpenSSL, Xen and CERT advisories",
	.read = read,
};
