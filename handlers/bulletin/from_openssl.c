/* SPDX-License-Identifier: ISC */
/*
 * OpenSSL's advisories: "OpenSSL Security Advisory [25th January 2024]", then
 * a block for each problem, since 2014 with a severity of its own.  They have
 * no number; their files are named by their day (secadv/20240125.txt), and so
 * is the reference.  From the real ones of 2002 to 2026.
 *
 * Some days before, "Forthcoming OpenSSL Releases" tells the day and the worst
 * severity.  From those of 2015 and 2016, as the press quoted them.
 */
#include <string.h>
#include <time.h>

#include "base/arena.h"
#include "handlers/bulletin/form.h"

#define NEAR_BYTES	120	/* in which a day or a severity is */

static const struct form openssl = {
	.severities = (const char *const[]){ "Severity", NULL },
	.each_cve = true,
};

/* A release and no branch: 3.0.20, but before 3 only with a letter, 1.1.1k. */
static bool
is_release(struct span word)
{
	size_t i, dots = 0;

	for (i = 0; i < word.n && (word.p[i] == '.' ||
	    ascii_is_digit(word.p[i])); i++)
		dots += word.p[i] == '.';
	return dots == 2 && word.n <= i + 2 &&
	    (word.p[0] >= '3') == (i == word.n);
}

/* "OpenSSL 3.0 users should upgrade to OpenSSL 3.0.20", and of old "The fix
 * will be included in OpenSSL 1.1.0i and OpenSSL 1.0.2p". */
static const struct form_releases releases = { "OpenSSL", is_release, true };

/* "Issue summary: ..." of the first problem, up to an empty line. */
static struct span
issue(struct span text)
{
	static const char mark[] = "Issue summary:";
	struct span rest = form_from(text, mark);

	return rest.p != NULL ? form_paragraph(text, rest.p + strlen(mark)) :
	    rest;
}

static char *
id_of(struct arena *a, int64_t date)
{
	time_t t = (time_t)date;
	struct tm tm;

	gmtime_r(&t, &tm);
	return arena_printf(a, "openssl-%04d%02d%02d", tm.tm_year + 1900,
	    tm.tm_mon + 1, tm.tm_mday);
}

/* Behind p, up to a few words on. */
static struct span
near(struct span text, const char *p)
{
	struct span s = { p, (size_t)(text.p + text.n - p) };

	if (s.n > NEAR_BYTES)
		s.n = NEAR_BYTES;
	return s;
}

/* "The highest severity issue fixed in these releases is High", "with maximum
 * severity "high"", "a defect classified as "high" severity". */
static void
set_worst(struct arena *a, struct bulletin_facts *f, struct span text)
{
	static const char *const marks[] = { "highest severity issue",
	    "maximum severity", "classified as" };
	struct span rest, word;
	const char *p;
	size_t i;

	for (i = 0; i < sizeof(marks) / sizeof(marks[0]); i++) {
		if ((p = span_find_nocase(text, marks[i])) == NULL)
			continue;
		rest = near(text, p + strlen(marks[i]));
		while (f->severity == NULL && span_word(&rest, &word)) {
			while (word.n > 0 && !ascii_is_alnum(word.p[0]))
				word = (struct span){ word.p + 1, word.n - 1 };
			while (word.n > 0 && !ascii_is_alnum(word.p[word.n -
			    1]))
				word.n--;
			extract_set_severity(a, f, word);
		}
	}
}

/* What comes on a day that is named; one that only mends bugs is none. */
static void
read_ahead(const struct reader_mail *m, struct list *out)
{
	struct span title = span_of(extract_subject(m)), day, where;
	struct span text = span_of(m->text);
	struct bulletin_facts *f;
	const char *p;
	int64_t date;

	if (span_find_nocase(title, "forthcoming openssl") == NULL ||
	    span_find_nocase(text, "security") == NULL ||
	    (p = span_find_nocase(text, "made available on")) == NULL)
		return;
	day = near(text, p);
	date = extract_find_date(day, &where);
	f = date != 0 ? extract_new(m, out, "openssl") : NULL;
	if (f == NULL)
		return;
	form_made_reference(m->arena, f, id_of(m->arena, date), where);
	form_advance(m->arena, f, title);
	extract_put(m->arena, f, FACT_TITLE, title);
	extract_set_security(m->arena, f, STATED_YES, title);
	set_worst(m->arena, f, text);
	form_fill(m->arena, f, text, &openssl);
}

static void
read(const struct reader_mail *m, struct list *out)
{
	struct span text = span_of(m->text), line, rest;
	struct arena *a = m->arena;
	struct bulletin_facts *f;
	const char *p;

	if (extract_is_reply(m))
		return;
	line = extract_line(form_head(text), "OpenSSL Security Advisory");
	if (line.p == NULL) {
		read_ahead(m, out);
		return;
	}
	/* its day stands in this line or, once, in the one below */
	rest = (struct span){ line.p, (size_t)(text.p + text.n - line.p) };
	if (extract_date(line) == 0 && extract_date(form_head(rest)) == 0)
		return;
	f = extract_new(m, out, "openssl");
	if (f == NULL)
		return;
	if (!extract_set_date(a, f, FACT_PUBLISHED, line))
		extract_set_date(a, f, FACT_PUBLISHED, form_head(rest));
	form_made_reference(a, f, id_of(a, f->published), line);
	p = span_find_nocase(line, "Updated");
	if (p != NULL && extract_set_date(a, f, FACT_UPDATED, (struct span){ p,
	    (size_t)(line.p + line.n - p) }))
		extract_set_kind(a, f, KIND_REVISION, line);
	extract_put(a, f, FACT_TITLE, line);
	extract_put(a, f, FACT_PRODUCTS, (struct span){ line.p,
	    strlen("OpenSSL") });
	form_is_patch(a, f, line);
	form_advised(a, f, text, &releases);
	if (f->fixed.n == 0)
		form_said_fixed(a, f, text, &releases);
	extract_put(a, f, FACT_SUMMARY, issue(text));
	form_fill(a, f, text, &openssl);
}

const struct bulletin_reader from_openssl = {
	.id = "openssl",
	.from_what = "advisories of openssl-announce and of oss-security, "
	    "2002 to 2026",
	.read = read,
};
