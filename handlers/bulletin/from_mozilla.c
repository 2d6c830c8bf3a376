/* SPDX-License-Identifier: ISC */
/*
 * Mozilla's security advisories: "Mozilla Foundation Security Advisory
 * 2024-05" with labels for all of it (Announced, Impact, Products, Fixed in)
 * and, since 2015, a block for each CVE with an impact of its own.  From the
 * public advisories and the files they are made of.
 */
#include <string.h>

#include "base/arena.h"
#include "handlers/bulletin/form.h"

static const char *const forms[] = { "MFSA 9999-#", "MFSA-9999-#",
    "MFSA9999-#", NULL };

static const char *const headings[] = { "Description", "References",
    "Workaround", "Impact", "Reporter", "Products", "Fixed in", "Announced",
    NULL };

static const struct form mozilla = {
	.titles = (const char *const[]){ "Title", NULL },
	.severities = (const char *const[]){ "Impact", "Severity", NULL },
	.published = (const char *const[]){ "Announced", "Date", NULL },
	.headings = headings,
	.summaries = (const char *const[]){ "Description", NULL },
	.workarounds = (const char *const[]){ "Workaround", NULL },
	.each_cve = true,
};

/* "2024-05" of any of its spellings. */
static struct span
number_of(struct span s)
{
	static const char mark[] = "Mozilla Foundation Security Advisory ";
	struct span ref = form_find(s, forms);
	const char *p;

	if (ref.p != NULL)
		return extract_find((struct span){ ref.p + 4, ref.n - 4 },
		    "2999-#");
	p = s.p != NULL ? span_find_nocase(s, mark) : NULL;
	if (p == NULL)
		return (struct span){ NULL, 0 };
	p += strlen(mark);
	s = (struct span){ p, (size_t)(s.p + s.n - p) };
	s.n = extract_match(s, "2999-#");
	return s.n > 0 ? s : (struct span){ NULL, 0 };
}

/* What stands below a line that is the label alone, as the public pages become
 * in a mail; up to an empty line or the next such label. */
static struct span
below(struct span text, const char *label)
{
	struct span line, all = { NULL, 0 };
	size_t i;

	while (all.p == NULL && span_line(&text, &line))
		if (span_eq_nocase(span_trim(line), label))
			all = (struct span){ text.p, 0 };
	while (all.p != NULL && span_line(&text, &line)) {
		for (i = 0; headings[i] != NULL; i++)
			if (span_eq_nocase(span_trim(line), headings[i]))
				return all;
		if (span_trim(line).n == 0)
			break;
		all.n = (size_t)(line.p + line.n - all.p);
	}
	return all;
}

/* "Firefox 122, Thunderbird 115.7", or a list of them. */
static void
put_named(struct arena *a, struct bulletin_facts *f, enum fact_field field,
    struct span text, const char *label)
{
	struct span rest = extract_value(text, label), one;
	const char *comma;
	char mark;

	if (rest.n == 0) {
		form_listed(a, f, field, text, label);
		form_lines(a, f, field, below(text, label));
		return;
	}
	/* one a line, where they are not all in one */
	mark = memchr(rest.p, ',', rest.n) != NULL ? ',' : '\n';
	while (rest.n > 0) {
		comma = memchr(rest.p, mark, rest.n);
		one = rest;
		if (comma != NULL)
			one.n = (size_t)(comma - rest.p);
		extract_put(a, f, field, one);
		rest.p += one.n;
		rest.n -= one.n;
		if (rest.n > 0) {
			rest.p++;
			rest.n--;
		}
	}
}

/* The line below "Mozilla Foundation Security Advisory 2021-32", if it is no
 * label; n 0: there is none. */
static struct span
line_below_number(struct span head)
{
	struct span line = form_from(head, "Mozilla Foundation Security"), rest;
	size_t i;

	if (line.p == NULL)
		return line;
	rest = line;
	span_line(&rest, &line);
	line = extract_first_line(rest);
	for (i = 0; headings[i] != NULL && line.n > 0; i++)
		if (span_starts_nocase(line, headings[i]))
			line.n = 0;
	return line;
}

/* The line that says what it is about stands near the reference's. */
static struct span
title_of(const struct reader_mail *m, struct span text)
{
	static const char *const begins[] = { "Security Vulnerabilities fixed",
	    "Security vulnerability fixed" };
	struct span head = form_head(text), line;
	const char *p = NULL;
	size_t i;

	for (i = 0; i < 2 && p == NULL; i++)
		p = span_find_nocase(head, begins[i]);
	if (p != NULL) {
		head.n -= (size_t)(p - head.p);
		head.p = p;
		span_line(&head, &line);
		return line;
	}
	line = extract_value(text, "Title");
	if (line.n == 0)
		line = line_below_number(head);
	return line.n > 0 ? line : span_of(extract_subject(m));
}

/* "Impact" and the word below it, of all and then of each CVE. */
static void
set_impacts(struct arena *a, struct bulletin_facts *f, struct span text)
{
	struct span all = form_until(text, "CVE-"), line, word;
	struct cve_fact *c = NULL;
	size_t n = 0;

	extract_set_severity(a, f, span_trim(below(all, "Impact")));
	while (n < FORM_SCORES_MAX && span_line(&text, &line)) {
		line = span_trim(line);
		word = form_find(line, form_cves);
		if (word.p == line.p && word.p != NULL) {
			c = extract_cve(a, f, word);
			n++;
		}
		if (c == NULL || !span_eq_nocase(line, "Impact") ||
		    !span_line(&text, &word))
			continue;
		extract_set_cve_severity(a, f, c, span_trim(word));
		c = NULL;
	}
}

/* The text is one, not about one. */
static bool
is_announcing(struct span text)
{
	static const char *const labels[] = { "Impact", "Announced",
	    "Severity" };
	size_t i;

	for (i = 0; i < sizeof(labels) / sizeof(labels[0]); i++)
		if (extract_value(text, labels[i]).n > 0 ||
		    below(text, labels[i]).n > 0)
			return true;
	return false;
}

static void
read(const struct reader_mail *m, struct list *out)
{
	struct span text = span_of(m->text), number;
	struct arena *a = m->arena;
	struct bulletin_facts *f;

	if (extract_is_reply(m))
		return;
	number = number_of(span_of(extract_subject(m)));
	if (number.p == NULL)
		number = number_of(form_head(text));
	if (number.p == NULL || !is_announcing(text) ||
	    (f = extract_new(m, out, "mozilla")) == NULL)
		return;
	form_made_reference(a, f, arena_printf(a, "MFSA " SPAN_FMT,
	    SPAN_ARG(number)), number);
	extract_put(a, f, FACT_TITLE, title_of(m, text));
	put_named(a, f, FACT_PRODUCTS, text, "Products");
	put_named(a, f, FACT_FIXED, text, "Fixed in");
	form_is_patch(a, f, number);
	/* the first problem's, up to the next */
	extract_put(a, f, FACT_SUMMARY, form_until(extract_section(text,
	    "Description", headings), "CVE-"));
	if (extract_value(text, "Announced").n == 0)
		extract_set_date(a, f, FACT_PUBLISHED, below(text,
		    "Announced"));
	if (extract_value(text, "Impact").n == 0)
		set_impacts(a, f, text);
	form_fill(a, f, text, &mozilla);
}

const struct bulletin_reader from_mozilla = {
	.id = "mozilla",
	.from_what = "the public advisories of the Mozilla Foundation, 2005 "
	    "to 2025",
	.read = read,
};
