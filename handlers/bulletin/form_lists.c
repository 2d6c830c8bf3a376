/* SPDX-License-Identifier: ISC */
/* What is listed in an advisory's text; see form.h. */
#include <string.h>

#include "handlers/bulletin/form.h"

/* Points are what a section lists, where it has any; else its lines, unless
 * they are sentences. */
enum listing { LISTS_NOTHING, LISTS_LINES, LISTS_POINTS };

static bool
is_point(struct span line)
{
	struct span bare = form_unmarked(line);

	return bare.n > 0 && bare.p > span_trim(line).p;
}

static enum listing
listing_of(struct span section)
{
	enum listing how = LISTS_LINES;
	struct span line;

	while (section.p != NULL && span_line(&section, &line)) {
		if (is_point(line))
			return LISTS_POINTS;
		line = span_trim(line);
		if (line.n > 20 && (line.p[line.n - 1] == '.' ||
		    memmem(line.p, line.n, ". ", 2) != NULL))
			how = LISTS_NOTHING;
	}
	return how;
}

/* The entry with the lines that go on with it: deeper than its mark. */
static struct span
with_more(struct span line, struct span *rest)
{
	size_t indent = span_indent(line);
	struct span after = *rest, next;

	while (span_line(&after, &next) && span_trim(next).n > 0 &&
	    !is_point(next) && span_indent(next) > indent) {
		line.n = (size_t)(next.p + next.n - line.p);
		*rest = after;
	}
	return line;
}

void
form_lines(struct arena *a, struct bulletin_facts *f, enum fact_field field,
    struct span section)
{
	form_lines_that(a, f, field, section, NULL);
}

void
form_lines_that(struct arena *a, struct bulletin_facts *f,
    enum fact_field field, struct span section, bool (*fits)(struct span))
{
	enum listing how = listing_of(section);
	const struct list *l = facts_list(f, field);
	size_t most = l->n + FORM_LISTED_MAX;
	bool points = false;
	struct span line;

	while (how != LISTS_NOTHING && section.p != NULL && l->n < most &&
	    span_line(&section, &line)) {
		if (how == LISTS_POINTS && !is_point(line)) {
			/* a text behind a list is no entry */
			if (points && span_trim(line).n > 0)
				break;
			continue;
		}
		points |= how == LISTS_POINTS;
		if (how == LISTS_POINTS)
			line = with_more(line, &section);
		line = form_unmarked(line);
		if (line.n > 0 && line.n < FORM_ENTRY_BYTES &&
		    (fits == NULL || fits(line)))
			extract_put(a, f, field, line);
	}
}

/* A rule of dashes or the like: no entry of a list. */
static bool
is_rule(struct span line)
{
	line = span_trim(line);
	return line.n > 3 && strchr("_=-+*", line.p[0]) != NULL &&
	    line.p[1] == line.p[0] && line.p[2] == line.p[0];
}

void
form_listed(struct arena *a, struct bulletin_facts *f, enum fact_field field,
    struct span text, const char *label)
{
	struct span rest = form_from(text, label), line, value;
	const struct list *l = facts_list(f, field);
	size_t first = l->n, most = l->n + FORM_LISTED_MAX, indent;
	const char *begin;

	if (rest.p == NULL)
		return;
	begin = memrchr(text.p, '\n', (size_t)(rest.p - text.p));
	begin = begin != NULL ? begin + 1 : text.p;
	span_line(&rest, &line);
	value = span_trim((struct span){ line.p + strlen(label),
	    line.n - strlen(label) });
	if (value.n == 0 || value.p[0] != ':')
		return;
	extract_put(a, f, field, (struct span){ value.p + 1, value.n - 1 });
	/* what goes on with a first value stands below it */
	indent = l->n > first ? (size_t)(line.p - begin) + 4 : 0;
	while (l->n < most && span_line(&rest, &line)) {
		if (span_trim(line).n == 0 && l->n == first)
			continue;
		if (span_trim(line).n == 0 || is_rule(line) ||
		    span_indent(line) < indent)
			break;
		value = form_unmarked(line);
		if (value.n >= FORM_ENTRY_BYTES)
			break;
		if (l->n == first)
			indent = span_indent(line);
		extract_put(a, f, field, value);
	}
}
