/* SPDX-License-Identifier: ISC */
/* The lines of an entry; see microsoft_entry.h. */
#include "handlers/bulletin/microsoft_entry.h"

#include <string.h>

#include "base/arena.h"
#include "handlers/bulletin/form.h"

#define LEN(a) (sizeof(a) / sizeof((a)[0]))
#define VALUE_BYTES	1500	/* that go on over many lines */

struct span
microsoft_severity_heading(struct span line)
{
	static const char *const ends[] = { "Security Bulletins",
	    "Security Updates", "Security Bulletin", "Security Update" };
	struct span word, rest = line;
	size_t i;

	if (!span_word(&rest, &word) ||
	    extract_match(word, "@*") != word.n)
		return (struct span){ NULL, 0 };
	rest = span_trim(rest);
	for (i = 0; i < LEN(ends); i++)
		if (span_eq_nocase(rest, ends[i]))
			return word;
	return (struct span){ NULL, 0 };
}

struct span
microsoft_without_mark(struct span line)
{
	line = span_trim(line);
	while (line.n > 1 && strchr("-*o\t ", line.p[0]) != NULL &&
	    (line.p[0] != 'o' || line.p[1] == ' ')) {
		line.p++;
		line.n--;
	}
	return line;
}

static struct span
value(struct span line, const char *label)
{
	line = microsoft_without_mark(line);
	return span_starts_nocase(line, label) ?
	    extract_value(line, label) : (struct span){ NULL, 0 };
}

static const struct { const char *label; enum fact_field field; } texts[] = {
	{ "Version Number", FACT_REVISION }, { "Version", FACT_REVISION },
	{ "Affected Software", FACT_PRODUCTS },
};

struct span
microsoft_up_to_next(const char *p, struct span line, struct span rest)
{
	struct span text = { p, (size_t)(line.p + line.n - p) }, next;

	while (text.n < VALUE_BYTES && span_line(&rest, &next)) {
		next = span_trim(next);
		if (next.n == 0 || strchr("-*=", next.p[0]) != NULL)
			break;
		text.n = (size_t)(next.p + next.n - text.p);
	}
	return text;
}

/* "V2.0 (August 14, 2012): Why it was revised": the edition and its day. */
static void
set_edition(struct arena *a, struct bulletin_facts *f, struct span text)
{
	struct span word;
	const char *end;

	text = span_trim(text);
	if (extract_match(text, "V#.#") == 0 || !span_word(&text, &word))
		return;
	extract_put(a, f, FACT_REVISION, (struct span){ word.p + 1,
	    extract_match(word, "V#.#") - 1 });
	text = span_trim(text);
	end = text.n > 0 && text.p[0] == '(' ? memchr(text.p, ')', text.n) :
	    NULL;
	if (end != NULL && f->updated == 0 && f->revision != NULL &&
	    strcmp(f->revision, "1.0") != 0)
		extract_set_date(a, f, FACT_UPDATED, (struct span){
		    text.p + 1, (size_t)(end - text.p) - 1 });
}

/* Labels whose value may go on in the next lines. */
static void
set_long(struct arena *a, struct bulletin_facts *f, struct span line,
    struct span rest)
{
	static const struct { const char *label; enum fact_field field; }
	labels[] = {
		{ "Title", FACT_TITLE }, { "Bulletin Title", FACT_TITLE },
		{ "Executive Summary", FACT_SUMMARY },
		{ "Reason for Revision", FACT_SUMMARY },
		{ "Revision Note", FACT_SUMMARY },
	};
	struct span words = microsoft_without_mark(line), text;
	size_t i;

	for (i = 0; i < LEN(labels); i++)
		if (value(line, labels[i].label).n > 0)
			break;
	if (i == LEN(labels))
		return;
	text = microsoft_up_to_next(words.p + strlen(labels[i].label) + 1,
	    line, rest);
	if (labels[i].field == FACT_SUMMARY)
		set_edition(a, f, text);
	if (labels[i].field != FACT_SUMMARY || f->summary == NULL)
		extract_put(a, f, labels[i].field, text);
}

/* "Version 2.0": some have no colon. */
static void
set_version(struct arena *a, struct bulletin_facts *f, struct span line)
{
	struct span words = microsoft_without_mark(line), label, number;

	if (span_word(&words, &label) && span_eq(label, "Version") &&
	    span_word(&words, &number) && span_trim(words).n == 0 &&
	    extract_match(number, "#.#") == number.n)
		extract_put(a, f, FACT_REVISION, number);
}

static void
set_restart(struct arena *a, struct bulletin_facts *f, struct span s)
{
	if (span_starts_nocase(s, "Requires restart") ||
	    span_starts_nocase(s, "Yes") ||
	    span_starts_nocase(s, "Restart required"))
		f->restart = RESTART_YES;
	else if (span_starts_nocase(s, "Does not require") ||
	    span_starts_nocase(s, "No"))
		f->restart = RESTART_NO;
	/* "May require restart" says neither */
	if (f->restart != RESTART_NOT_STATED)
		extract_seen(a, f, FACT_RESTART, s);
}

/* "Exploited: Yes", "Publicly Disclosed: No" */
static void
set_stated(struct arena *a, struct bulletin_facts *f, struct span line)
{
	struct span used = value(line, "Exploited");
	struct span known = value(line, "Publicly Disclosed");

	if (span_starts_nocase(used, "Yes") || span_starts_nocase(used, "No"))
		extract_set_exploited(a, f, ascii_lower(used.p[0]) == 'y' ?
		    STATED_YES : STATED_NO, used);
	if (span_starts_nocase(known, "Yes") ||
	    span_starts_nocase(known, "No"))
		extract_set_known(a, f, ascii_lower(known.p[0]) == 'y' ?
		    STATED_YES : STATED_NO, known);
}

static void
set_worded(struct arena *a, struct bulletin_facts *f, struct span line)
{
	static const char *const severities[] = { "Severity",
	    "Maximum Severity Rating", "Max Risk", "Maximum Severity",
	    "Aggregate CVE Severity Rating", "Aggregate Severity Rating",
	    "Bulletin Severity Rating" };
	struct span v;
	size_t i;

	for (i = 0; i < LEN(texts); i++)
		extract_put(a, f, texts[i].field, value(line,
		    texts[i].label));
	for (i = 0; i < LEN(severities); i++)
		extract_set_severity(a, f, value(line, severities[i]));
	v = value(line, "Reason for Revision");
	if (v.n > 0)
		extract_set_kind(a, f, KIND_REVISION, v);
	set_stated(a, f, line);
	v = value(line, "Restart Requirement");
	if (v.p == NULL)
		v = value(line, "Restart Required");
	set_restart(a, f, v);
}

void
microsoft_entry_line(struct arena *a, struct bulletin_facts *f,
    struct span line, struct span rest, bool *listing)
{
	struct span words = microsoft_without_mark(line);

	set_worded(a, f, line);
	set_version(a, f, line);
	set_long(a, f, line, rest);
	extract_set_date(a, f, FACT_UPDATED, value(line, "Updated"));
	extract_set_date(a, f, FACT_UPDATED, value(line, "Last updated"));
	extract_set_date(a, f, FACT_PUBLISHED, value(line,
	    "Originally posted"));
	extract_set_cves(a, f, line);
	extract_set_urls(a, f, line);
	if (span_starts_nocase(words, "Affected Software")) {
		*listing = true;
		return;
	}
	if (words.n == 0 || memchr(words.p, ':', words.n) != NULL)
		*listing = false;
	if (*listing && words.n < 120 && f->products.n < 60)
		extract_put(a, f, FACT_PRODUCTS, words);
}
