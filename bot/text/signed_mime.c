/* SPDX-License-Identifier: ISC */
/* One MIME entity, exactly as it came; see signed_parts.h. */
#include <string.h>

#include "base/arena.h"
#include "base/buf.h"
#include "text/decode.h"
#include "text/mime.h"
#include "text/signed_parts.h"

#define BOUNDARY_MAX	200	/* bytes; RFC 2046 says 70 */

/* The field's value, NULL where it is missing; *twice where it stands twice. */
static const char *
only_field(struct arena *a, struct span header, const char *name, bool *twice)
{
	struct span rest = header;
	const char *v = mime_next_field(a, &rest, name);

	*twice |= v != NULL && mime_next_field(a, &rest, name) != NULL;
	return v;
}

/* One "name=value" at *p; true where it is the one that was asked for. */
static bool
take_parameter(const char **p, const char *name, struct buf *value)
{
	size_t n = strcspn(*p, "=; \t");
	bool wanted = span_eq_nocase((struct span){ *p, n }, name);

	*p += n;
	*p += strspn(*p, " \t");
	if (**p != '=')
		return false;
	++*p;
	*p += strspn(*p, " \t");
	if (**p != '"') {
		n = strcspn(*p, "; \t");
		if (wanted)
			buf_add(value, *p, n);
		*p += n;
		return wanted;
	}
	for (++*p; **p != '\0' && **p != '"'; ++*p) {
		if (**p == '\\' && (*p)[1] != '\0')
			++*p;
		if (wanted)
			buf_addc(value, **p);
	}
	if (**p == '"')
		++*p;
	return wanted;
}

const char *
entity_parameter(struct arena *a, const struct entity *e, const char *name)
{
	const char *p = e->value, *found = NULL;
	struct buf v = { 0 };

	for (; p != NULL && *p != '\0' && found == NULL; ) {
		p += strcspn(p, ";");
		p += strspn(p, "; \t");
		if (take_parameter(&p, name, &v))
			found = arena_strn(a, buf_str(&v), v.n);
	}
	buf_free(&v);
	return found;
}

/* How often the Content-Type has a parameter of this name. */
static size_t
parameters_of(const struct entity *e, const char *name)
{
	const char *p = e->value;
	struct buf v = { 0 };
	size_t n = 0;

	while (p != NULL && *p != '\0') {
		p += strcspn(p, ";");
		p += strspn(p, "; \t");
		n += take_parameter(&p, name, &v);
	}
	buf_free(&v);
	return n;
}

/* Two boundaries, or one that is written in pieces: programs differ on which
 * one counts, and each would show other parts. */
static bool
is_open_to_doubt(struct arena *a, const struct entity *e)
{
	static const char *const others[] = { "boundary*", "boundary*0",
	    "boundary*0*", "boundary*1", "boundary*1*" };
	size_t i;

	for (i = 0; i < sizeof(others) / sizeof(others[0]); i++)
		if (entity_parameter(a, e, others[i]) != NULL)
			return true;
	return parameters_of(e, "boundary") > 1;
}

bool
entity_open(struct arena *a, struct span bytes, struct entity *e)
{
	struct span rest = bytes, line;
	bool twice = false;
	const char *d;
	size_t n;

	*e = (struct entity){ .header = { bytes.p, 0 }, .type = "text/plain" };
	while (span_line(&rest, &line) && line.n > 0)
		e->header.n = bytes.n - rest.n;
	e->body = rest;
	e->value = only_field(a, e->header, "Content-Type", &twice);
	only_field(a, e->header, "Content-Transfer-Encoding", &twice);
	d = only_field(a, e->header, "Content-Disposition", &twice);
	e->attached = d != NULL && span_starts_nocase(span_of(d),
	    "attachment");
	if (e->value != NULL) {
		n = strcspn(e->value, "; \t(");
		e->type = arena_lower(a, (struct span){ e->value, n });
	}
	return !twice && (strncmp(e->type, "multipart/", 10) != 0 ||
	    !is_open_to_doubt(a, e));
}

/* Is it "--BOUNDARY", and with "--" behind it the last one? */
static bool
is_boundary(struct span line, const char *boundary, bool *last)
{
	size_t n = strlen(boundary);

	if (line.n < n + 2 || line.p[0] != '-' || line.p[1] != '-' ||
	    memcmp(line.p + 2, boundary, n) != 0)
		return false;
	line.p += n + 2;
	line.n -= n + 2;
	*last = line.n >= 2 && line.p[0] == '-' && line.p[1] == '-';
	line.p += *last ? 2 : 0;
	line.n -= *last ? 2 : 0;
	return span_trim(line).n == 0;
}

/* The line end before a boundary belongs to the boundary. */
static struct span
without_line_end(struct span s)
{
	if (s.n > 0 && s.p[s.n - 1] == '\n')
		s.n--;
	if (s.n > 0 && s.p[s.n - 1] == '\r')
		s.n--;
	return s;
}

size_t
entity_children(struct arena *a, const struct entity *e, struct span *part,
    size_t max)
{
	const char *boundary = entity_parameter(a, e, "boundary");
	struct span rest = e->body, line, open = { NULL, 0 };
	bool last = false;
	size_t n = 0;

	if (boundary == NULL || boundary[0] == '\0' ||
	    strlen(boundary) > BOUNDARY_MAX)
		return 0;
	while (!last && n < max && span_line(&rest, &line)) {
		if (!is_boundary(line, boundary, &last))
			continue;
		if (open.p != NULL) {
			open.n = (size_t)(line.p - open.p);
			part[n++] = without_line_end(open);
		}
		open = (struct span){ last ? NULL : rest.p, 0 };
	}
	if (open.p != NULL && n < max)
		part[n++] = (struct span){ open.p,
		    (size_t)(rest.p - open.p) };
	return n;
}

struct span
entity_decoded(struct arena *a, const struct entity *e)
{
	struct span rest = e->header, out = e->body;
	const char *v = mime_next_field(a, &rest,
	    "Content-Transfer-Encoding");
	struct buf b = { 0 };

	if (v == NULL || (!str_eq_nocase(v, "base64") &&
	    !str_eq_nocase(v, "quoted-printable")))
		return out;
	if (!str_eq_nocase(v, "base64"))
		decode_quoted_printable(&b, e->body);
	else if (!decode_base64(&b, e->body))
		buf_cut(&b, 0);
	out = (struct span){ arena_strn(a, buf_str(&b), b.n), b.n };
	buf_free(&b);
	return out;
}
