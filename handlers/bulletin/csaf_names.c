/* SPDX-License-Identifier: ISC */
/*
 * Looking names up in the two tables that lie here as texts and are compiled
 * in: cwe.txt (weaknesses by number, the present name first and former ones
 * behind it) and subtags.txt (IANA's language subtags, by kind).  Both are
 * sorted; a document may ask often.
 */
#include <stdlib.h>
#include <string.h>

#include "handlers/bulletin/csaf_parts.h"

#define SUBTAG_LINE_MAX	80	/* bytes of a line of subtags.txt */

/* The beginning of the line that p lies in. */
static const char *
line_start(const char *text, const char *p)
{
	while (p > text && p[-1] != '\n')
		p--;
	return p;
}

/* The first line with a number that is not below id. */
static const char *
cwe_line(unsigned long id)
{
	const char *low = names_cwe, *line, *middle;
	const char *high = low + strlen(low);

	while (low < high) {
		middle = low + (high - low) / 2;
		line = line_start(names_cwe, middle);
		if (strtoul(line, NULL, 10) >= id) {
			high = line;
		} else {
			low = strchr(middle, '\n');
			low = low != NULL ? low + 1 : high;
		}
	}
	return low;
}

bool
csaf_cwe_exists(unsigned long id)
{
	const char *line = cwe_line(id);

	return line[0] != '\0' && strtoul(line, NULL, 10) == id;
}

bool
csaf_cwe_is(unsigned long id, struct span name)
{
	const char *line = cwe_line(id), *end;
	char *p;

	for (; line[0] != '\0'; line = end + 1) {
		if (strtoul(line, &p, 10) != id)
			return false;
		end = strchr(line, '\n');
		if ((size_t)(end - p) == name.n + 1 &&
		    memcmp(p + 1, name.p, name.n) == 0)
			return true;
	}
	return false;
}

/* A line is "KIND tag tag tag"; a document asks for two tags only, so they
 * are looked for one after the other. */
bool
csaf_subtag(const char *kind, struct span tag)
{
	struct span rest = span_of(names_subtags), line, word, lower;
	char copy[SUBTAG_LINE_MAX];
	size_t i;

	if (tag.n >= sizeof(copy))
		return false;
	for (i = 0; i < tag.n; i++)
		copy[i] = ascii_lower(tag.p[i]);
	lower = (struct span){ copy, tag.n };
	while (span_line(&rest, &line)) {
		if (!span_word(&line, &word) || !span_eq(word, kind))
			continue;
		while (span_word(&line, &word))
			if (word.n == lower.n &&
			    memcmp(word.p, lower.p, lower.n) == 0)
				return true;
	}
	return false;
}
