/* SPDX-License-Identifier: ISC */
/* Announcements of any vendor; see general.h. */
#include "handlers/bulletin/general.h"

#include <string.h>

#include "base/arena.h"

#define LEN(a) (sizeof(a) / sizeof((a)[0]))

#define QUESTION_MAX	600	/* bytes of a mail that only asks */
#define SENTENCE_BYTES	400	/* looked at before what it says */

static bool
says_one_of(struct span s, const char *const *words)
{
	for (; *words != NULL; words++)
		if (span_find_nocase(s, *words) != NULL)
			return true;
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
	    "security content", "disclosed", NULL };

	return says_one_of(span_of(subject), words) ||
	    extract_find(span_of(subject), "CVE-9999-9999").p != NULL;
}

/* A reference within a sentence of a subject: vendors' sentences announce.  One
 * at the begin, or behind a tag or a mark ("Fwd:"), is in none. */
static bool
is_spoken_of(struct span subject, struct span ref)
{
	static const char *const words[] = { "advis", "announce", "alert",
	    "bulletin", "notice", "notification", "security", "update",
	    "release", "vulnerab", "fix", "errata", "patch", "critical",
	    "sicherheit", "sécurité", "seguridad", "sicurezza", NULL };
	const char *p = ref.p;

	while (p > subject.p && strchr(" \t[(*", p[-1]) != NULL)
		p--;
	return p > subject.p && strchr(":]", p[-1]) == NULL &&
	    !says_one_of(subject, words);
}

/* Mails that tell of many bulletins of others, or ask for something. */
static bool
is_collection(const char *subject, struct span text)
{
	static const char *const words[] = { "digest, ", "digest vol",
	    "digest of", "newsletter", "weekly", "roundup", "round-up",
	    "this week", "for the week", "monthly report", " vol ", " vol. ",
	    "webinar", "reaches end", "end of life", "end-of-life",
	    "survey", "job opening", "call for papers", "proof of concept",
	    " poc ", "tester", "question", NULL };
	static const char *const asking[] = { "cve request", "cve-request",
	    "request for cve", "cve id request", "cve needed", NULL };
	size_t i;

	for (i = 0; asking[i] != NULL; i++)
		if (span_starts_nocase(span_of(subject), asking[i]))
			return true;
	return says_one_of(span_of(subject), words) ||
	    str_ends_nocase(subject, "?") ||
	    str_ends_nocase(subject, " digest") ||
	    extract_line(text, "Today's Topics:").p != NULL;
}

/* A few lines, and a question among them: somebody asks about a CVE, which
 * announces nothing. */
static bool
is_question(struct span text)
{
	struct span word;

	text = span_trim(text);
	if (text.n > QUESTION_MAX)
		return false;
	while (span_word(&text, &word))
		if (word.n > 1 && word.p[word.n - 1] == '?')
			return true;
	return false;
}

/* The first CVE of the subject, else of the text. */
static struct span
first_cve(struct span subject, struct span text)
{
	struct span cve = form_find(subject, form_cves);

	return cve.p != NULL ? cve : form_find(text, form_cves);
}

/* A long line without an end: its sentence goes on in the next one. */
static bool
goes_on(struct span line)
{
	return line.n >= 50 && (general_is_word(line.p[line.n - 1]) ||
	    line.p[line.n - 1] == ',') &&
	    memchr(line.p, ' ', line.n) != NULL;
}

/* An advisory begins a line with its reference; a mail that tells of one has
 * it somewhere in a sentence, and counts if its subject says so. */
static struct general_found
head_reference(struct span text, bool announcing)
{
	struct span head = form_head(text), line, bare, before = { NULL, 0 };
	struct general_found r;

	if (announcing)
		return general_known(head);
	while (span_line(&head, &line)) {
		bare = form_unmarked(line);
		r = general_known(bare);
		if (r.ref.p != NULL && r.ref.p == bare.p &&
		    !goes_on(before))
			return r;
		before = span_trim(line);
	}
	return (struct general_found){ { NULL, 0 }, 0 };
}

static bool
find_reference(const struct reader_mail *m, struct bulletin_facts *f,
    struct span text)
{
	static const char *const labels[] = { "Advisory ID",
	    "Announcement ID", "Bulletin ID", "Document ID", NULL };
	const char *subject = extract_subject(m);
	struct general_found r = general_known(span_of(subject));

	if (r.ref.p == NULL)
		r = general_known(form_value(text, labels));
	if (r.ref.p == NULL)
		r = head_reference(text, is_announcing(subject));
	/* with its "[...]" in front, which is no list's tag then */
	if (r.ref.p == NULL) {
		r = general_built(span_of(m->subject));
		if (r.ref.p != NULL && is_spoken_of(span_of(m->subject), r.ref))
			return false;
	}
	/* nothing but CVEs */
	if (r.ref.p == NULL && is_announcing(subject) && !is_question(text))
		r.ref = first_cve(span_of(subject), text);
	if (r.ref.p == NULL)
		return false;
	form_reference(m->arena, f, r.ref, r.revision, r.revision == '.');
	return true;
}

static const char *const headings[] = { "Summary", "Description", "Overview",
    "Details", "Affected Products", "Vulnerable Products", "Workarounds",
    "Fixed Software", "Solution", "Impact", "Problem Description",
    "Background", "Workaround", "References", "Patch Instructions",
    "Package List", "Revision History", "Issue Description",
    "Vulnerable Systems", "Mitigation", "Mitigations", "Resolution", "Topic",
    "Synopsis", "Introduction", "Impacted Products", "Affected Versions",
    "Credits", "Credit", "Systems Affected", "Known Attack Vectors",
    "Security update", "Advisory Details", "Correction details", "Timeline",
    "Fix", "Patches", "Acknowledgements", "Fixed Versions", "Severity",
    "Versions affected", "Affected version", "Vulnerable versions", NULL };

static const struct form general = {
	.titles = (const char *const[]){ "Topic", "Synopsis", "Title", NULL },
	.severities = (const char *const[]){ "Severity", "Rating",
	    "Advisory Severity", "Security Impact Rating", "Impact Rating",
	    "Maximum Severity", "Impact", NULL },
	.products = (const char *const[]){ "Affected Products", "Products",
	    "Product", "Module", "Package", "Affected Software", "Software",
	    "Impacted Products", "Affected", "Vendor/Product",
	    "Distribution", NULL },
	.affected = (const char *const[]){ "Affected Products",
	    "Impacted Products", "Systems Affected", NULL },
	.versions = (const char *const[]){ "Affected Versions",
	    "Affected version", "Versions affected", "Vulnerable versions",
	    "Versions", NULL },
	.published = (const char *const[]){ "Announced", "Issue date",
	    "First Published", "Date Published", "Published",
	    "Original release date", "Release Date", "Date",
	    "For Public Release", "Issued", "Announced on",
	    "Date reported", NULL },
	.updated = (const char *const[]){ "Last Updated", "Last Revised",
	    "Updated On", "Updated", NULL },
	.revisions = (const char *const[]){ "Revision", "Version", NULL },
	.headings = headings,
	.summaries = (const char *const[]){ "Summary", "Description",
	    "Overview", "Problem Description", "Issue Description", "Impact",
	    "Advisory Details", "Introduction", NULL },
	.workarounds = (const char *const[]){ "Workarounds", "Workaround",
	    "Mitigations", "Mitigation", NULL },
};

/* What stands behind the reference, in the subject or its own line. */
static struct span
behind_reference(struct span s, const char *id)
{
	const char *p = s.p != NULL ? span_find_nocase(s, id) : NULL;
	size_t n = strlen(id);

	/* "CVE-...: title" names one; of "title (CVE-..., CVE-...)" all of
	 * it is the title */
	if (p == NULL || (span_starts_nocase(span_of(id), "CVE-") &&
	    (p != s.p || s.n <= n || p[n] != ':')))
		return (struct span){ NULL, 0 };
	return form_behind(s, p + n);
}

/* Some subjects have it before the title: "important: Security update". */
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
	struct span subject = span_of(extract_subject(m));
	struct span own = extract_line(form_head(text), f->id);
	struct span v = form_value(text, general.titles);

	if (v.n == 0)
		v = behind_reference(subject, f->id);
	if (v.n == 0)
		v = behind_reference(own, f->id);
	extract_put(m->arena, f, FACT_TITLE, without_severity(v.n > 0 ? v :
	    subject));
}

/* Behind this line stands another mail, or who wrote this one. */
static bool
ends_own_text(struct span line)
{
	static const char *const ends[] = { "-----Original Message-----",
	    "-------- Forwarded Message --------" };
	size_t i;

	for (i = 0; i < LEN(ends); i++)
		if (span_eq(span_trim(line), ends[i]))
			return true;
	return span_eq(line, "-- ");
}

/* At most GENERAL_TEXT_MAX bytes: a line that goes on beyond is left out. */
static size_t
cut_at_line(const char *text)
{
	size_t n = strnlen(text, GENERAL_TEXT_MAX);

	while (text[n] != '\0' && n > 0 && text[n - 1] != '\n')
		n--;
	return n;
}

/*
 * Quoted lines made empty, and all behind a signature or before a mail that
 * is answered cut off; a mail that begins with what it forwards has nothing
 * but that.  What is left stands in the line where it was.
 */
static char *
own_text(struct arena *a, const char *text)
{
	char *copy = arena_strn(a, text, cut_at_line(text));
	struct span rest = span_of(copy), line;
	bool any = false;

	while (span_line(&rest, &line)) {
		char *p = copy + (line.p - copy);

		if (any && ends_own_text(line)) {
			*p = '\0';
			break;
		}
		if (line.n > 0 && line.p[0] == '>')
			memset(p, ' ', line.n);
		else
			any |= line.n > 0;
	}
	return copy;
}

/*
 * What answers a mail announces nothing, whatever its subject; but some
 * vendors let a revision answer the first edition.  That one has its number
 * in its subject and in its head.
 */
static bool
is_own_advisory(const struct reader_mail *m, const struct bulletin_facts *f,
    struct span text)
{
	struct span id = span_of(f->id);

	return !span_starts_nocase(id, "CVE-") && m->subject != NULL &&
	    span_find_nocase(span_of(m->subject), f->id) != NULL &&
	    span_find_nocase(form_head(text), f->id) != NULL;
}

/* A number with a point in it, as "2.8.0", "v1.4" or "4.4.3-P1". */
static bool
is_release(struct span word)
{
	size_t i = word.n > 1 && word.p[0] == 'v', from = i;

	if (i >= word.n || !ascii_is_digit(word.p[i]) || word.n > 40)
		return false;
	for (; i < word.n; i++)
		if (!general_is_word(word.p[i]) &&
		    strchr("._+~", word.p[i]) == NULL)
			return false;
	return memchr(word.p + from, '.', word.n - from) != NULL;
}

/* A line of a list that names a release, and no flaw "in 2.8.0". */
static bool
names_release(struct span entry)
{
	struct span word;

	if (form_find(entry, form_cves).p != NULL)
		return false;
	while (span_word(&entry, &word)) {
		while (word.n > 0 && strchr("(\"", word.p[0]) != NULL) {
			word.p++;
			word.n--;
		}
		while (word.n > 0 && strchr(".,;:)\"", word.p[word.n - 1]) !=
		    NULL)
			word.n--;
		if (is_release(word))
			return true;
	}
	return false;
}

/* The sentence that p stands in, up to there. */
static struct span
sentence_before(struct span text, const char *p)
{
	struct span s = { p, 0 };

	for (; s.p > text.p && s.n < SENTENCE_BYTES; s.p--, s.n++)
		if ((s.p[-1] == ' ' || s.p[-1] == '\n') && s.p - 1 > text.p &&
		    (s.p[-2] == '.' || s.p[-2] == '\n'))
			break;
	return s;
}

/*
 * The list behind "The following releases contain fixes for security
 * vulnerabilities:", up to an empty line; p NULL: there is none.  One that
 * "contain fixes for the following vulnerabilities:" announces is of those.
 */
static struct span
released(struct span text)
{
	static const char mark[] = "contain fixes for";
	static const char *const nouns[] = { "releases", "versions", NULL };
	const char *p = span_find_nocase(text, mark);
	struct span rest, line, none = { NULL, 0 };

	if (p == NULL || !says_one_of(sentence_before(text, p), nouns))
		return none;
	rest = (struct span){ p, (size_t)(text.p + text.n - p) };
	span_line(&rest, &line);
	line = span_trim(line);
	if (line.p[line.n - 1] != ':' ||
	    span_find_nocase(line, "following") != NULL)
		return none;
	p = rest.p;
	while (span_line(&rest, &line) && span_trim(line).n == 0)
		p = rest.p;
	return form_paragraph(text, p);
}

/* The releases that are listed; else those that it says to upgrade to. */
static void
add_fixed(struct arena *a, struct bulletin_facts *f, struct span text)
{
	struct form_releases releases = { "", is_release, false };

	extract_put(a, f, FACT_FIXED, extract_value(text, "Fixed in"));
	form_lines_that(a, f, FACT_FIXED, released(text), names_release);
	/* a name, and no sentence about what is affected */
	if (f->products.n == 1 && strpbrk(f->products.at[0], "0123456789,") ==
	    NULL)
		releases.name = f->products.at[0];
	if (f->fixed.n == 0)
		form_advised(a, f, text, &releases);
}

void
general_read(const struct reader_mail *m, struct list *out,
    const char *vendor)
{
	struct bulletin_facts found = { 0 }, *f;
	struct arena *a = m->arena;
	struct reader_mail *own;
	struct span text;

	if (extract_is_reply(m))
		return;
	own = arena_alloc(a, sizeof(*own));
	*own = *m;
	own->text = own_text(a, m->text);
	text = span_of(own->text);
	found.mail = own;
	if (is_collection(extract_subject(m), text) ||
	    !find_reference(own, &found, text) ||
	    (m->in_reply_to != NULL && !is_own_advisory(m, &found, text)))
		return;
	f = extract_new(own, out, vendor);
	if (f == NULL)
		return;
	found.vendor = f->vendor;
	*f = found;
	set_title(own, f, text);
	extract_set_cves(a, f, text);
	extract_set_cves(a, f, span_of(m->subject));
	form_fill(a, f, text, &general);
	add_fixed(a, f, text);
}
