/* SPDX-License-Identifier: ISC */
/* Where a header ends, and its fields by name; see mime.h. */
#include <stdint.h>
#include <string.h>

#include "base/arena.h"
#include "base/buf.h"
#include "text/charset.h"
#include "text/mime_parts.h"

struct span
mime_header_of(struct span mail)
{
	struct span rest = mail, line;
	size_t n = 0;

	while (span_line(&rest, &line) && line.n > 0)
		n = mail.n - rest.n;
	return (struct span){ mail.p, n };
}

/* The value behind "name:", p NULL where the line is another field. */
static struct span
value_of(struct span line, const char *name)
{
	size_t n = strlen(name);

	if (!span_starts_nocase(line, name))
		return (struct span){ NULL, 0 };
	while (n < line.n && (line.p[n] == ' ' || line.p[n] == '\t'))
		n++;
	if (n >= line.n || line.p[n] != ':')
		return (struct span){ NULL, 0 };
	return (struct span){ line.p + n + 1, line.n - n - 1 };
}

/* Moves on to the next line with the name's first letter: a mail's header is
 * gone through for dozens of names.  False at the end. */
static bool
begins_like(struct span *rest, const char *name)
{
	const char *end = rest->p + rest->n, *nl;
	char c = ascii_lower(*name);

	while (rest->n > 0 && ascii_lower(rest->p[0]) != c) {
		nl = memchr(rest->p, '\n', rest->n);
		rest->p = nl != NULL ? nl + 1 : end;
		rest->n = (size_t)(end - rest->p);
	}
	return rest->n > 0;
}

char *
mime_next_field(struct arena *a, struct span *rest, const char *name)
{
	struct span line, v;
	struct buf b = { 0 };
	char *value = NULL;

	while (value == NULL && begins_like(rest, name) &&
	    span_line(rest, &line)) {
		v = value_of(line, name);
		if (v.p == NULL)
			continue;
		buf_add(&b, v.p, v.n);
		while (rest->n > 0 && (rest->p[0] == ' ' ||
		    rest->p[0] == '\t')) {
			if (!span_line(rest, &line) || b.n > MIME_HEADER_MAX)
				break;
			buf_addc(&b, ' ');
			buf_add(&b, line.p, line.n);
		}
		v = span_trim((struct span){ buf_str(&b), b.n });
		value = arena_strn(a, v.p, v.n);
	}
	buf_free(&b);
	return value;
}

/* --- by a list of them --------------------------------------------------- */

/* FNV-1a of a name, up to its colon or a blank before it. */
static uint32_t
hash_name(struct span line)
{
	uint32_t h = HASH_BEGIN;
	size_t i;

	for (i = 0; i < line.n && line.p[i] != ':' && line.p[i] != ' ' &&
	    line.p[i] != '\t' && line.p[i] != '\r'; i++)
		h = hash_more(h, ascii_lower(line.p[i]));
	return h;
}

void
mime_list_fields(struct arena *a, struct mime_mail *m)
{
	struct span rest = m->header, line;
	struct mime_name *names;
	size_t n = 0;

	while (span_line(&rest, &line))
		n++;
	if (n > MIME_NAMES_MAX)
		return;
	names = arena_alloc(a, n * sizeof(*names));
	rest = m->header;
	for (n = 0; span_line(&rest, &line);)
		if (line.n > 0 && line.p[0] != ' ' && line.p[0] != '\t')
			names[n++] = (struct mime_name){ hash_name(line),
			    (uint32_t)(line.p - m->header.p) };
	m->names = names;
	m->names_n = n;
}

char *
mime_field(struct arena *a, const struct mime_mail *m, const char *name)
{
	struct span rest = m->header;
	uint32_t hash;
	size_t i;

	if (m->names != NULL) {
		hash = hash_name(span_of(name));
		for (i = 0; i < m->names_n && m->names[i].hash != hash; i++)
			;
		if (i == m->names_n)
			return NULL;
		rest.p += m->names[i].at;
		rest.n -= m->names[i].at;
	}
	return mime_next_field(a, &rest, name);
}

char *
mime_header(struct arena *a, const struct mime_mail *m, const char *name)
{
	char *raw = mime_field(a, m, name);

	return raw != NULL ? charset_header(a, span_of(raw)) : NULL;
}

char *
mime_address(struct arena *a, const char *value)
{
	struct span rest, word, found = { NULL, 0 };
	const char *lt, *gt;
	char *p, *address;

	if (value == NULL)
		return NULL;
	lt = strrchr(value, '<');
	gt = lt != NULL ? strchr(lt, '>') : NULL;
	if (gt != NULL)
		found = span_trim((struct span){ lt + 1,
		    (size_t)(gt - lt) - 1 });
	rest = span_of(value);
	while (found.p == NULL && span_word(&rest, &word))
		if (memchr(word.p, '@', word.n) != NULL)
			found = word;
	if (span_starts_nocase(found, "mailto:"))
		found = (struct span){ found.p + 7, found.n - 7 };
	while (found.n > 0 && strchr("<\"'(;,", found.p[0]) != NULL) {
		found.p++;
		found.n--;
	}
	while (found.n > 0 && strchr(">\"');,:.", found.p[found.n - 1]) != NULL)
		found.n--;
	if (found.n == 0 || found.n > 320 ||
	    memchr(found.p, '@', found.n) == NULL)
		return NULL;
	address = arena_strn(a, found.p, found.n);
	for (p = strrchr(address, '@'); *p != '\0'; p++)
		*p = ascii_lower(*p);
	return address;
}
