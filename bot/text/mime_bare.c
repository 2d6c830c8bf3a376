/* SPDX-License-Identifier: ISC */
/*
 * A file of JSON where a mail was looked for: a CSAF document as it was
 * fetched, an event of a mailing service.  It has no header, so neither a
 * header's limits nor the parser of mails are for it.  See mime_parts.h.
 */
#include "text/mime_parts.h"

#include <string.h>

#include "base/arena.h"
#include "base/buf.h"
#include "text/charset.h"
#include "text/reading.h"

/* A mark of the byte order, which is none of the document. */
static struct span
without_mark(struct span file)
{
	if (file.n >= 3 && memcmp(file.p, "\xef\xbb\xbf", 3) == 0)
		file = (struct span){ file.p + 3, file.n - 3 };
	return span_trim(file);
}

/* Lines up to the first empty one, one of which says whom it is from. */
static bool
has_sender(struct span file)
{
	struct span line;

	while (span_line(&file, &line) && line.n > 0)
		if (span_starts_nocase(line, "From"))
			return true;
	return false;
}

/* From "{", which is followed by a name or ends at once, to "}". */
bool
mime_is_bare(struct span file)
{
	struct span s = without_mark(file), in;

	if (s.n < 2 || s.p[0] != '{' || s.p[s.n - 1] != '}')
		return false;
	in = span_trim((struct span){ s.p + 1, s.n - 1 });
	return (in.p[0] == '"' || in.n == 1) && !has_sender(file);
}

/*
 * It is the text, as if somebody had pasted it; what is longer than a text may
 * be would lose its end, and stands as a file instead.
 */
void
mime_read_bare(struct arena *a, struct span file, struct mime_mail *m)
{
	struct span s = without_mark(file);
	struct buf text = { 0 };
	struct mime_part *p;

	m->header = m->body = (struct span){ s.p, 0 };
	m->body.n = s.n;
	m->type = "application/json";
	m->text = "";
	mime_list_fields(a, m);
	if (s.n > READING_TEXT_MAX) {
		p = arena_alloc(a, sizeof(*p));
		p->type = m->type;
		p->body = s;
		list_add(&m->parts, p);
		return;
	}
	charset_add(&text, "utf-8", s, READING_TEXT_MAX);
	m->text = arena_strn(a, buf_str(&text), text.n);
	buf_free(&text);
}
