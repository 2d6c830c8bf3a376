/* SPDX-License-Identifier: ISC */
/* Key tables of the corpus as zone files; see corpus_zone.h. */
#include "tests/support/corpus_zone.h"

#include <string.h>

#include "base/buf.h"
#include "base/fd.h"
#include "base/str.h"

#define TABLE_MAX	(1 << 20)
#define STRING_MAX	255	/* of a character-string, RFC 1035, 3.3 */

static void
add_text(struct buf *zone, struct span text)
{
	size_t i;

	for (i = 0; i < text.n; i++) {
		if (i % STRING_MAX == 0)
			buf_adds(zone, i > 0 ? "\" \"" : "\"");
		if (text.p[i] == '"' || text.p[i] == '\\')
			buf_addc(zone, '\\');
		if ((unsigned char)text.p[i] < ' ')
			buf_addf(zone, "\\%03u", (unsigned char)text.p[i]);
		else
			buf_addc(zone, text.p[i]);
	}
	buf_adds(zone, text.n > 0 ? "\"" : "\"\"");
}

/* name TYPE value, in the zone's form; value may say what went wrong. */
static void
add_record(struct buf *zone, struct span name, bool txt, struct span value,
    unsigned *failing)
{
	if (span_eq(value, "NXDOMAIN") || span_eq(value, "RCODE:nxdomain"))
		return;
	if (span_starts_nocase(value, "~~") ||
	    span_eq(value, "RCODE:timeout") || span_eq(value, "RCODE:fail")) {
		++*failing;
		return;
	}
	buf_addf(zone, SPAN_FMT ". ", SPAN_ARG(name));
	if (!txt || span_starts_nocase(value, "RCODE:")) {
		/* the name exists: any other type will do */
		buf_adds(zone, "HINFO x x\n");
		return;
	}
	buf_adds(zone, "TXT ");
	if (span_eq(value, "\"\""))
		value.n = 0;
	add_text(zone, value);
	buf_addc(zone, '\n');
}

bool
corpus_zone(const char *path, struct buf *zone, unsigned *failing)
{
	struct buf table = { 0 };
	struct err e = { 0 };
	struct span rest, line, name, type;
	bool typed = str_ends_nocase(path, "zone.tsv"), txt = true;

	*failing = 0;
	if (file_read_all(path, TABLE_MAX, &table, &e) == -1)
		return false;
	rest = (struct span){ table.p, table.n };
	while (span_line(&rest, &line)) {
		if (line.n == 0 || line.p[0] == '#' ||
		    !span_word(&line, &name))
			continue;
		if (typed) {
			if (!span_word(&line, &type))
				continue;
			txt = span_eq_nocase(type, "txt");
		}
		add_record(zone, name, txt, span_trim(line), failing);
	}
	buf_free(&table);
	return true;
}
