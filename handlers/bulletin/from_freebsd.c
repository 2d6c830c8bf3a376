/* SPDX-License-Identifier: ISC */
/*
 * FreeBSD's security advisories (FreeBSD-SA-02:36.nfs), security notices of
 * its ports (FreeBSD-SN-02:04) and errata notices (FreeBSD-EN-...): a block
 * of labels, then sections numbered with Roman numerals.  From a real one of
 * 2002 and those that the project publishes, 2000 to 2025.
 */
#include <string.h>

#include "base/arena.h"
#include "handlers/bulletin/form.h"

static const char *const forms[] = { "FreeBSD-SA-99:99.*",
    "FreeBSD-EN-99:99.*", "FreeBSD-SA-99:99", "FreeBSD-EN-99:99",
    "FreeBSD-SN-99:99", NULL };

#define CORRECTED_MAX	200	/* bytes of a release in brackets */
#define BEFORE_MAX	400	/* bytes looked at before a CVE's name */

static const char *const headings[] = { "Revision History", "Background",
    "Problem Description", "Impact", "Workaround", "Solution",
    "Correction details", "References", "Introduction", "Ports", NULL };

static const struct form freebsd = {
	.titles = (const char *const[]){ "Topic", NULL },
	.products = (const char *const[]){ "Module", "Modules", NULL },
	.versions = (const char *const[]){ "Affects", NULL },
	.published = (const char *const[]){ "Announced", NULL },
	.cves = (const char *const[]){ "CVE Name", "CVE Names", NULL },
	.headings = headings,
	.summaries = (const char *const[]){ "Problem Description", "Impact",
	    "Introduction", NULL },
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
		if (open == NULL)
			continue;
		/* of two releases the second may stand in the next line */
		line.n = (size_t)(rest.p + rest.n - open);
		close = memchr(open, ')', line.n < CORRECTED_MAX ? line.n :
		    CORRECTED_MAX);
		if (close == NULL)
			continue;
		in = (struct span){ open + 1, (size_t)(close - open) - 1 };
		comma = memchr(in.p, ',', in.n);
		if (comma != NULL)
			in = (struct span){ comma + 1, in.n -
			    (size_t)(comma + 1 - in.p) };
		in = span_trim(in);
		if (in.n > 0)
			form_fixed(a, f, arena_printf(a, "FreeBSD %s",
			    extract_line_of(a, in)), in);
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

/* --- CVEs in the prose ------------------------------------------------- */

/* What makes a sentence one about another problem than this one. */
static const char *const of_others[] = { "FreeBSD-SA-", "FreeBSD-EN-",
    "similar to", "another instance", "the same as", "as in the case of",
    "unlike", "different from", "distinct from", "variant of", "fix for",
    "fix of", "fixes for", "patch for", "patch of", "incomplete", "earlier",
    "previous", "introduced by", "regression", "already", "related to",
    "not affect", "not vulnerable", "not be confused", "not the ",
    "elsewhere", "addressed by", "see also", NULL };

static const char *const given_names[] = { "assigned", "identified as",
    "identified by", "tracked as", "known as", "designated", NULL };

/* Wherever its lines were broken. */
static bool
has_one_of(struct arena *a, struct span s, const char *const *words)
{
	const char *line = extract_line_of(a, s);

	for (; line != NULL && *words != NULL; words++)
		if (span_find_nocase(span_of(line), *words) != NULL)
			return true;
	return false;
}

/* Lines up to an empty one. */
static bool
take_paragraph(struct span *rest, struct span *paragraph)
{
	struct span line;

	*rest = span_trim(*rest);
	*paragraph = (struct span){ rest->p, 0 };
	while (span_line(rest, &line) && span_trim(line).n > 0)
		paragraph->n = (size_t)(line.p + line.n - paragraph->p);
	return paragraph->n > 0;
}

/*
 * Up to a full stop with a capital behind it: "... what it should not.
 * [CVE-2026-90072]" has its number behind the stop.
 */
static bool
take_sentence(struct span *rest, struct span *sentence)
{
	struct span behind;
	size_t i;

	*sentence = *rest = span_trim(*rest);
	for (i = 0; i < rest->n; i++) {
		behind = (struct span){ rest->p + i + 1, rest->n - i - 1 };
		if (rest->p[i] != '.' || behind.n == 0 ||
		    strchr(" \t\n", behind.p[0]) == NULL)
			continue;
		behind = span_trim(behind);
		if (behind.n == 0 || behind.p[0] < 'A' || behind.p[0] > 'Z')
			continue;
		sentence->n = i + 1;
		break;
	}
	rest->p += sentence->n;
	rest->n -= sentence->n;
	return sentence->n > 0;
}

/* In brackets, first in its line, or with a word that gives it. */
static bool
is_given(struct arena *a, struct span sentence, const char *cve)
{
	size_t n = (size_t)(cve - sentence.p);
	struct span before = { cve - (n < BEFORE_MAX ? n : BEFORE_MAX),
	    n < BEFORE_MAX ? n : BEFORE_MAX };
	const char *p = cve;

	if (has_one_of(a, before, given_names))
		return true;
	while (p > before.p && strchr("([])", p[-1]) == NULL)
		p--;
	if (p > before.p && (p[-1] == '(' || p[-1] == '['))
		return true;
	for (p = cve; p > before.p && strchr(" \t-*", p[-1]) != NULL; p--)
		;
	return p == sentence.p;
}

/* named: the label names some, so the prose has to give the others plainly. */
static void
add_cves_of(struct arena *a, struct bulletin_facts *f, struct span sentence,
    bool named)
{
	struct span rest = sentence, cve;

	if (has_one_of(a, sentence, of_others))
		return;
	while ((cve = form_find(rest, form_cves)).p != NULL) {
		if (!named || is_given(a, sentence, cve.p))
			extract_set_cves(a, f, cve);
		rest.p = cve.p + cve.n;
		rest.n = (size_t)(sentence.p + sentence.n - rest.p);
	}
}

/* Its own: those of the label, and those by which the advisory calls what it
 * describes, but not what else it refers to. */
static void
set_cves(struct arena *a, struct bulletin_facts *f, struct span text)
{
	static const char *const told[] = { "Problem Description", "Impact",
	    NULL };
	const char *const *word;
	struct span rest, paragraph, sentence;
	bool named;

	extract_set_cves(a, f, form_value(text, freebsd.cves));
	named = f->cves.n > 0;
	for (word = told; *word != NULL; word++) {
		rest = extract_section(text, *word, headings);
		while (rest.p != NULL && take_paragraph(&rest, &paragraph))
			while (take_sentence(&paragraph, &sentence))
				add_cves_of(a, f, sentence, named);
	}
}

/* An errata notice tells of no security problem. */
static void
set_kind(struct arena *a, struct bulletin_facts *f, struct span ref)
{
	if (!span_starts_nocase(ref, "FreeBSD-EN")) {
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
	set_cves(a, f, text);
	form_fill(a, f, text, &freebsd);
}

const struct bulletin_reader from_freebsd = {
	.id = "freebsd",
	.from_what = "advisories of freebsd-security-notifications and of the "
	    "project's pages, 2002 to 2025",
	.read = read,
};
