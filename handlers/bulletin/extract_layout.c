/* SPDX-License-Identifier: ISC */
/* Labelled values, headed sections, lines and paragraphs, found by how a text
 * is laid out; see extract.h. */
#include <string.h>

#include "handlers/bulletin/extract.h"

#define LEN(a) (sizeof(a) / sizeof((a)[0]))

/* The line of *rest that p is in, and *rest moved behind it. */
static bool
line_at(struct span *rest, const char *p, struct span *line)
{
	const char *nl = memrchr(rest->p, '\n', (size_t)(p - rest->p));
	size_t n = nl != NULL ? (size_t)(nl - rest->p) + 1 : 0;

	rest->p += n;
	rest->n -= n;
	return span_line(rest, line);
}

/* The next line that holds the word. */
static bool
line_with(struct span *rest, const char *word, struct span *line)
{
	const char *p = span_find_nocase(*rest, word);

	return p != NULL && line_at(rest, p, line);
}

/* The next line in which the mark (':', or '|' between a table's cells)
 * stands behind the label: marks are rare. */
static bool
line_labelled(struct span *rest, const char *label, char mark,
    struct span *line)
{
	const char *end = rest->p + rest->n, *colon = rest->p, *p;
	size_t n = strlen(label);

	while (colon < end && (colon = memchr(colon, mark,
	    (size_t)(end - colon))) != NULL) {
		p = colon++;
		while (p > rest->p && (p[-1] == ' ' || p[-1] == '\t' ||
		    p[-1] == '\r'))
			p--;
		if ((size_t)(p - rest->p) >= n && span_starts_nocase(
		    (struct span){ p - n, n }, label))
			return line_at(rest, p - n, line);
	}
	return false;
}

static struct span
marked_value(struct span text, const char *label, char mark)
{
	struct span rest = text, line, s, value;
	size_t indent;

	if (rest.n > EXTRACT_LABELS_MAX)
		rest.n = EXTRACT_LABELS_MAX;
	while (line_labelled(&rest, label, mark, &line)) {
		indent = span_indent(line);
		s = span_trim(line);
		if (!span_starts_nocase(s, label))
			continue;
		s.p += strlen(label);
		s.n -= strlen(label);
		s = span_trim(s);
		if (s.n == 0 || s.p[0] != mark)
			continue;
		value = (struct span){ s.p + 1, s.n - 1 };
		/* "Severity:" is one cell, its value the next */
		s = span_trim(value);
		if (s.n > 0 && s.p[0] == '|')
			value = (struct span){ s.p + 1, s.n - 1 };
		while (value.n < EXTRACT_VALUE_MAX && span_line(&rest, &line) &&
		    span_indent(line) > indent + 3 && span_trim(line).n > 0)
			value.n = (size_t)(line.p + line.n - value.p);
		return span_trim(value);
	}
	return (struct span){ NULL, 0 };
}

struct span
extract_value(struct span text, const char *label)
{
	struct span value = marked_value(text, label, ':');

	return value.p != NULL ? value : marked_value(text, label, '|');
}

char *
extract_label(struct arena *a, struct span text, const char *label)
{
	return extract_line_of(a, extract_value(text, label));
}

static bool
is_rule(struct span line)
{
	size_t i;

	line = span_trim(line);
	/* "+-----" below a heading; "+---+" is part of a table */
	if (line.n > 3 && line.p[0] == '+' && line.p[1] == '-') {
		line.p++;
		line.n--;
	}
	for (i = 0; i < line.n; i++)
		if (line.p[i] != line.p[0] ||
		    strchr("=-*_~#", line.p[i]) == NULL)
			return false;
	return line.n >= 3;
}

/* A line as a heading's words: numbering and decoration off. */
static struct span
heading_words(struct span line)
{
	size_t n;

	line = span_trim(line);
	while (line.n > 0 && strchr("#*=- ", line.p[0]) != NULL) {
		line.p++;
		line.n--;
	}
	n = 0;
	while (n < line.n && n < 6 && strchr("0123456789IVX", line.p[n]) !=
	    NULL && line.p[n] != '\0')
		n++;
	if (n > 0 && n < line.n && (line.p[n] == '.' || line.p[n] == ')')) {
		line.p += n + 1;
		line.n -= n + 1;
		/* "3.1 Affected Products" */
		while (line.n > 0 && (line.p[0] == '.' ||
		    ascii_is_digit(line.p[0]))) {
			line.p++;
			line.n--;
		}
	}
	line = span_trim(line);
	while (line.n > 0 && strchr(":*=# ", line.p[line.n - 1]) != NULL)
		line.n--;
	return line;
}

static bool
is_heading(struct span line, struct span rest, const char *const *others)
{
	struct span next, words = heading_words(line);

	for (; others != NULL && *others != NULL && words.n > 0; others++)
		if (ascii_lower(words.p[0]) == ascii_lower((*others)[0]) &&
		    span_eq_nocase(words, *others))
			return true;
	return words.n > 0 && span_line(&rest, &next) && is_rule(next);
}

struct span
extract_section(struct span text, const char *heading,
    const char *const *others)
{
	struct span rest = text, line, s = { NULL, 0 };

	while (s.p == NULL && line_with(&rest, heading, &line))
		if (span_eq_nocase(heading_words(line), heading))
			s.p = rest.p;
	if (s.p == NULL)
		return s;
	/* the rule below the heading, perhaps behind an empty line */
	while (span_line(&rest, &line) && span_trim(line).n == 0)
		;
	if (is_rule(line))
		s.p = rest.p;
	rest = (struct span){ s.p, (size_t)(text.p + text.n - s.p) };
	while (rest.n > 0) {
		struct span before = rest;

		if (!span_line(&rest, &line))
			break;
		if (is_heading(line, rest, others) &&
		    !span_eq_nocase(heading_words(line), heading)) {
			rest = before;
			break;
		}
	}
	s.n = (size_t)(rest.p - s.p);
	return span_trim(s);
}

struct span
extract_line(struct span text, const char *prefix)
{
	struct span rest = text, line;

	while (line_with(&rest, prefix, &line)) {
		line = span_trim(line);
		if (span_starts_nocase(line, prefix))
			return line;
	}
	return (struct span){ NULL, 0 };
}

struct span
extract_first_line(struct span text)
{
	struct span rest = text, line;

	while (span_line(&rest, &line)) {
		line = span_trim(line);
		if (line.n > 0 && !is_rule(line))
			return line;
	}
	return (struct span){ NULL, 0 };
}

/* Why somebody gets this mail, and how not to. */
static bool
is_of_list(struct span s)
{
	static const char *const words[] = { "unsubscribe", "subscribed to",
	    "You are receiving", "your subscription" };
	size_t i;

	for (i = 0; i < LEN(words); i++)
		if (span_find_nocase(s, words[i]) != NULL)
			return true;
	return false;
}

struct span
extract_prose(struct span text)
{
	struct span rest = text, line, s = { NULL, 0 };

	while (rest.n > 0) {
		s = (struct span){ rest.p, 0 };
		while (span_line(&rest, &line) && span_trim(line).n > 0)
			s.n = (size_t)(line.p + line.n - s.p);
		if (s.n <= 80 || is_of_list(s))
			continue;
		if (!is_rule((struct span){ s.p, 3 }) &&
		    memmem(s.p, s.n, ". ", 2) != NULL)
			return s;
		if (s.p[s.n - 1] == '.')
			return s;
	}
	return (struct span){ NULL, 0 };
}
