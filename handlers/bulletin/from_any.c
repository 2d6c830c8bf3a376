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
	extract_seen(a, f, FACT_REFERENCE, r.ref);
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

	if (line.p == NULL || !extract_set_date(a, f, FACT_PUBLISHED, line))
		return false;
	t = (time_t)f->date;
	gmtime_r(&t, &tm);
	f->id = arena_printf(a, "openssl-%04d%02d%02d", tm.tm_year + 1900,
	    tm.tm_mon + 1, tm.tm_mday);
	f->base = f->id;
	extract_seen(a, f, FACT_REFERENCE, line);
	extract_put(a, f, FACT_TITLE, line);
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
		extract_seen(a, f, FACT_REFERENCE, s);
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

	if (r.ref.p == NULL)
		r = reference(extract_value(text, "Advisory ID"));
	if (r.ref.p == NULL)
		r = reference(extract_value(text, "Announcement ID"));
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
	extract_put(m->arena, f, FACT_REFERENCE, cve);
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
static struct span
behind_reference(struct span s, const char *id)
{
	const char *p = s.p != NULL ? span_find_nocase(s, id) : NULL;
	struct span rest;

	if (p == NULL || span_starts_nocase(span_of(id), "CVE-"))
		return (struct span){ NULL, 0 };
	p += strlen(id);
	rest = (struct span){ p, (size_t)(s.p + s.n - p) };
	while (rest.n > 0 && strchr(" ]:-,.)\t", rest.p[0]) != NULL) {
		rest.p++;
		rest.n--;
	}
	return rest.n > 3 ? rest : (struct span){ NULL, 0 };
}

/* SUSE's subjects have it before the title: "important: Security update". */
static struct span
without_severity(struct span title)
{
	static const char *const words[] = { "critical: ", "important: ",
	    "moderate: ", "low: " };
	size_t i;

	for (i = 0; i < LEN(words); i++)
		if (span_starts_nocase(title, words[i]))
			return (struct span){ title.p + strlen(words[i]),
			    title.n - strlen(words[i]) };
	return title;
}

static void
set_title(const struct reader_mail *m, struct bulletin_facts *f,
    struct span text)
{
	static const char *const labels[] = { "Topic", "Synopsis", "Title" };
	const char *subject = extract_subject(m);
	struct span own = extract_line(head_of(text), f->id), v = { NULL, 0 };
	size_t i;

	for (i = 0; i < LEN(labels) && v.n == 0; i++)
		v = extract_value(text, labels[i]);
	if (v.n == 0)
		v = behind_reference(span_of(subject), f->id);
	if (v.n == 0)
		v = behind_reference(own, f->id);
	if (v.n == 0)
		v = span_of(subject);
	extract_put(m->arena, f, FACT_TITLE, without_severity(v));
	/* Apple's line names the products it is about */
	if (span_starts_nocase(span_of(f->id), "APPLE-SA-"))
		extract_put(m->arena, f, FACT_PRODUCTS,
		    behind_reference(own, f->id));
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

	/* the worst of several, as where each problem has its own line */
	while (span_line(&rest, &line)) {
		line = span_trim(line);
		for (i = 0; i < LEN(labels); i++) {
			if (!span_starts_nocase(line, labels[i]))
				continue;
			words = extract_value(line, labels[i]);
			/* "Impact: high", but not "Impact: high load..." */
			if (!span_word(&words, &word) || words.n > 20)
				continue;
			extract_set_severity(a, &one, word);
			if (one.site_severity > f->site_severity)
				extract_set_severity(a, f, word);
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
	struct span v = { NULL, 0 };
	size_t i;

	if (f->products.n > 0)
		return;
	for (i = 0; i < LEN(labels) && v.n == 0; i++)
		v = extract_value(text, labels[i]);
	if (v.n > 0) {
		extract_put(a, f, FACT_PRODUCTS, v);
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
			extract_put(a, f, FACT_PRODUCTS, line);
	}
}

static void
set_revision(struct arena *a, struct bulletin_facts *f, struct span text)
{
	static const char *const labels[] = { "Revision", "Version" };
	struct span head = head_of(text), v;
	size_t i;

	for (i = 0; i < LEN(labels); i++) {
		v = extract_value(head, labels[i]);
		if (v.n > 0 && v.n < 16 && v.p[0] >= '0' && v.p[0] <= '9')
			extract_put(a, f, FACT_REVISION, v);
	}
	v = extract_line(head, "version ");	/* Xen's */
	if (v.p != NULL && v.n < 20)
		extract_put(a, f, FACT_REVISION, (struct span){ v.p + 8,
		    v.n - 8 });
}

static void
set_date(struct arena *a, struct bulletin_facts *f, struct span text)
{
	static const struct { const char *label; enum fact_field field; }
	labels[] = {
		{ "Last Updated", FACT_UPDATED },
		{ "Updated On", FACT_UPDATED }, { "Updated", FACT_UPDATED },
		{ "Announced", FACT_PUBLISHED },
		{ "Issue date", FACT_PUBLISHED },
		{ "First Published", FACT_PUBLISHED },
		{ "Date Published", FACT_PUBLISHED },
		{ "Published", FACT_PUBLISHED },
		{ "Release Date", FACT_PUBLISHED },
		{ "Date", FACT_PUBLISHED },
		{ "Original release date", FACT_PUBLISHED },
		{ "For Public Release", FACT_PUBLISHED },
		{ "Issued", FACT_PUBLISHED },
		{ "Announced on", FACT_PUBLISHED },
	};
	size_t i;

	for (i = 0; i < LEN(labels); i++)
		if (labels[i].field == FACT_UPDATED ? f->updated == 0 :
		    f->published == 0)
			extract_set_date(a, f, labels[i].field,
			    extract_value(text, labels[i].label));
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
	size_t i;

	found.mail = m;
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
	extract_put(a, f, FACT_FIXED, extract_value(text, "Fixed in"));
	set_revision(a, f, text);
	set_date(a, f, text);
	extract_set_cves(a, f, text);
	extract_set_cves(a, f, span_of(m->subject));
	extract_set_urls(a, f, text);
	extract_set_restart(a, f, text);
	for (i = 0; i < LEN(summaries) && s.p == NULL; i++)
		s = extract_section(text, summaries[i], headings);
	extract_put(a, f, FACT_SUMMARY, s.p != NULL ? s :
	    extract_prose(text));
}

const struct bulletin_reader from_any = {
	.id = "any",
	.from_what = "the published forms of SUSE, Cisco, Oracle, VMware, "
	    "Adobe, Apple, Mozilla, FreeBSD, OpenSSL, Xen and CERT advisories",
	.read = read,
};
