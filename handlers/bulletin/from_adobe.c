/* SPDX-License-Identifier: ISC */
/*
 * Adobe's notices: one bulletin (APSB24-07), a list of those of the day, an
 * advisory (APSA10-01), or a notice some days ahead.  From the public bulletins
 * and the wording of the notification mails that people quote; the mails are
 * HTML, and what is read is their text.
 */
#include <string.h>
#include <strings.h>

#include "base/arena.h"
#include "handlers/bulletin/form.h"

static const char *const forms[] = { "APSB99-#", "APSA99-#", NULL };

static const char *const headings[] = { "Summary", "Affected Versions",
    "Affected Product Versions", "Affected software versions", "Solution",
    "Vulnerability Details", "Acknowledgments", "Acknowledgements",
    "Revisions", "Details", "Severity rating", "Priority and severity ratings",
    NULL };

static const struct form adobe = {
	.titles = (const char *const[]){ "Title", NULL },
	.severities = (const char *const[]){ "Severity", "Severity Rating",
	    NULL },
	.products = (const char *const[]){ "Product", "Products", NULL },
	.versions = (const char *const[]){ "Affected Versions",
	    "Affected Product Versions", "Affected software versions", NULL },
	.published = (const char *const[]){ "Date Published",
	    "Originally posted", "Release date", "Published", NULL },
	.updated = (const char *const[]){ "Last updated", "Last updated on",
	    NULL },
	.cves = (const char *const[]){ "CVE number", "CVE numbers", NULL },
	.headings = headings,
	.summaries = (const char *const[]){ "Summary", NULL },
};

/* The line without the reference, and without the marks around it. */
static struct span
title_of(struct span line, struct span ref)
{
	static const char dash[] = "\xe2\x80\x93";	/* U+2013 */
	struct span before = { line.p, (size_t)(ref.p - line.p) };
	struct span behind = form_behind(line, ref.p + ref.n);

	if (behind.n > 0 && behind.p[0] != '<')
		return behind;
	/* "Security update available for Adobe Reader | APSB24-07" */
	before = span_trim(before);
	while (before.n > 0 && strchr(" |(-:[\t", before.p[before.n - 1]) !=
	    NULL)
		before.n--;
	if (before.n > 3 && memcmp(before.p + before.n - 3, dash, 3) == 0)
		before.n -= 3;
	return form_unmarked(before);
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

static struct bulletin_facts *
add(const struct reader_mail *m, struct list *out, struct span ref)
{
	struct bulletin_facts *f = by_id(out, ref);

	if (f != NULL || (f = extract_new(m, out, "adobe")) == NULL)
		return NULL;
	form_reference(m->arena, f, ref, 0, false);
	return f;
}

/* A title that is a link, "APSB24-07: title <https://...>". */
static struct span
without_target(struct span line, struct span ref)
{
	const char *p = span_find_nocase(line, "<http");

	if (p != NULL && p > ref.p)
		line.n = (size_t)(p - line.p);
	return line;
}

/* "Adobe categorizes these updates as critical." */
static void
set_category(struct arena *a, struct bulletin_facts *f, struct span text)
{
	static const char mark[] = "Adobe categorizes ";
	const char *p = span_find_nocase(text, mark), *end;
	struct span words, word;

	if (p == NULL || f->severity != NULL)
		return;
	words = (struct span){ p, (size_t)(text.p + text.n - p) };
	end = memchr(words.p, '.', words.n);
	if (end != NULL)
		words.n = (size_t)(end - words.p);
	while (f->severity == NULL && span_word(&words, &word))
		extract_set_severity(a, f, word);
}

/* A bulletin for each line that names one and says a word on it. */
static void
read_list(const struct reader_mail *m, struct span text, struct list *out)
{
	struct span line, ref, title;
	struct bulletin_facts *f;

	while (out->n < FACTS_BULLETINS_MAX && span_line(&text, &line)) {
		ref = form_find(line, forms);
		if (ref.p == NULL)
			continue;
		title = title_of(without_target(line, ref), ref);
		/* a link holds the reference, too: that is no new one */
		if (title.n == 0 || memmem(title.p, title.n, "://", 3) !=
		    NULL || (f = add(m, out, ref)) == NULL)
			continue;
		extract_put(m->arena, f, FACT_TITLE, title);
		form_is_patch(m->arena, f, ref);
		extract_set_cves(m->arena, f, line);
		extract_set_urls(m->arena, f, line);
	}
}

static void
read_one(const struct reader_mail *m, struct span line, struct span ref,
    struct list *out)
{
	struct span text = span_of(m->text), own;
	struct bulletin_facts *f = add(m, out, ref);

	if (f == NULL)
		return;
	own = extract_line(text, f->id);
	if (own.p != NULL)
		extract_put(m->arena, f, FACT_TITLE, title_of(own,
		    (struct span){ own.p, ref.n }));
	else if (ref.p >= line.p && ref.p < line.p + line.n)
		extract_put(m->arena, f, FACT_TITLE, title_of(line, ref));
	extract_put(m->arena, f, FACT_TITLE, line);
	if (span_find_nocase(line, "Prenotification") != NULL)
		form_advance(m->arena, f, line);
	form_is_patch(m->arena, f, ref);
	form_fill(m->arena, f, text, &adobe);
	set_category(m->arena, f, text);
	form_is_revision(m->arena, f, ref);
}

static bool
is_ours(const struct reader_mail *m)
{
	struct span head = form_head(span_of(m->text));

	return form_from_domain(m, "adobe.com") ||
	    span_find_nocase(span_of(m->subject), "Adobe") != NULL ||
	    span_find_nocase(head, "Adobe") != NULL;
}

/* More than one of them in the text. */
static bool
is_list(struct span text)
{
	struct span first = form_find(text, forms), next;

	while (first.p != NULL) {
		next.p = first.p + first.n;
		next.n = (size_t)(text.p + text.n - next.p);
		next = form_find(next, forms);
		if (next.p == NULL)
			return false;
		if (next.n != first.n || strncasecmp(next.p, first.p,
		    first.n) != 0)
			return true;
		first = next;
	}
	return false;
}

static void
read(const struct reader_mail *m, struct list *out)
{
	struct span text = span_of(m->text), subject, ref;

	if (m->subject == NULL || extract_is_reply(m) || !is_ours(m))
		return;
	subject = span_of(extract_subject(m));
	ref = form_find(subject, forms);
	if (ref.p != NULL && !is_list(subject)) {
		read_one(m, subject, ref, out);
		return;
	}
	if (is_list(text)) {
		read_list(m, text, out);
		return;
	}
	ref = form_find(text, forms);
	/* not what its other mails mention */
	if (ref.p != NULL && form_from_domain(m, "adobe.com") &&
	    span_find_nocase(subject, "Security") != NULL &&
	    span_find_nocase(subject, "news") == NULL)
		read_one(m, subject, ref, out);
}

const struct bulletin_reader from_adobe = {
	.id = "adobe",
	.from_what = "Adobe's public security bulletins and the subjects of "
	    "its notification service, as filters of its readers match them",
	.read = read,
};
