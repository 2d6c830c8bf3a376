/* SPDX-License-Identifier: ISC */
/* The canonical forms of DKIM; see canon.h. */
#include "text/canon.h"

#include <string.h>

#include "base/buf.h"

static bool
is_blank(char c)
{
	return c == ' ' || c == '\t';
}

/* --- fields ------------------------------------------------------------ */

static void
simple_field(struct buf *out, struct span raw)
{
	size_t i;

	for (i = 0; i < raw.n; i++) {
		if (raw.p[i] == '\n' && (i == 0 || raw.p[i - 1] != '\r'))
			buf_addc(out, '\r');
		buf_addc(out, raw.p[i]);
	}
}

static void
relaxed_field(struct buf *out, struct span raw)
{
	size_t i = 0, end;
	bool gap = false;

	for (; i < raw.n && raw.p[i] != ':'; i++)
		if (!is_blank(raw.p[i]))
			buf_addc(out, ascii_lower(raw.p[i]));
	buf_addc(out, ':');
	end = out->n;
	for (i++; i < raw.n; i++) {
		char c = raw.p[i];

		if (c == '\n' || (c == '\r' && i + 1 < raw.n &&
		    raw.p[i + 1] == '\n'))
			continue;
		if (is_blank(c)) {
			gap = true;
			continue;
		}
		if (gap && out->n > end)
			buf_addc(out, ' ');
		gap = false;
		buf_addc(out, c);
	}
}

static void
add_field(struct buf *out, struct span raw, bool relaxed)
{
	if (relaxed)
		relaxed_field(out, raw);
	else
		simple_field(out, raw);
}

void
canon_field(struct buf *out, struct span raw, bool relaxed)
{
	add_field(out, raw, relaxed);
	buf_add(out, "\r\n", 2);
}

/* Where the value of b= stands: from behind its '=' to the ';' or the end. */
static struct span
value_of_b(struct span raw)
{
	const char *p = memchr(raw.p, ':', raw.n), *end = raw.p + raw.n;
	const char *semi, *eq;
	struct span name;

	for (p = p != NULL ? p + 1 : end; p < end; p = semi + 1) {
		semi = memchr(p, ';', (size_t)(end - p));
		if (semi == NULL)
			semi = end;
		eq = memchr(p, '=', (size_t)(semi - p));
		if (eq == NULL)
			continue;
		name = span_trim((struct span){ p, (size_t)(eq - p) });
		if (span_eq(name, "b"))
			return (struct span){ eq + 1,
			    (size_t)(semi - eq - 1) };
	}
	return (struct span){ end, 0 };
}

void
canon_signature(struct buf *out, struct span raw, bool relaxed)
{
	struct span b = value_of_b(raw);
	struct buf cut = { 0 };

	buf_add(&cut, raw.p, (size_t)(b.p - raw.p));
	buf_add(&cut, b.p + b.n, (size_t)(raw.p + raw.n - b.p) - b.n);
	add_field(out, (struct span){ cut.p, cut.n }, relaxed);
	buf_free(&cut);
}

/* --- bodies ------------------------------------------------------------ */

/* The next line without its end; the last one may have none, or a bare LF that
 * whoever stored the mail put there. */
static struct span
next_line(struct span *rest, bool lf)
{
	const char *from = rest->p, *end = from + rest->n, *nl = from;
	struct span line;

	while ((nl = memchr(nl, '\n', (size_t)(end - nl))) != NULL && !lf &&
	    (nl == from || nl[-1] != '\r'))
		nl++;
	line = (struct span){ from, (size_t)((nl != NULL ? nl : end) - from) };
	*rest = nl == NULL ? (struct span){ end, 0 } :
	    (struct span){ nl + 1, (size_t)(end - nl - 1) };
	if (line.n > 0 && (nl == NULL ? end[-1] == '\n' : nl[-1] == '\r'))
		line.n--;
	return line;
}

/* Runs of blanks as one, in as few pieces as there are runs. */
static void
relaxed_line(struct span line, canon_sink *sink, void *arg)
{
	size_t i = 0, from;

	while (i < line.n) {
		from = i;
		while (i < line.n && !is_blank(line.p[i]))
			i++;
		sink(arg, line.p + from, i - from);
		from = i;
		while (i < line.n && is_blank(line.p[i]))
			i++;
		if (i > from && i < line.n)
			sink(arg, " ", 1);
	}
}

void
canon_body(struct span body, bool relaxed, bool lf, canon_sink *sink,
    void *arg)
{
	size_t empty = 0;
	bool any = false;
	struct span line;

	while (body.n > 0) {
		line = next_line(&body, lf);
		while (relaxed && line.n > 0 && is_blank(line.p[line.n - 1]))
			line.n--;
		if (line.n == 0) {
			empty++;	/* counts only if something follows */
			continue;
		}
		for (; empty > 0; empty--)
			sink(arg, "\r\n", 2);
		if (relaxed)
			relaxed_line(line, sink, arg);
		else
			sink(arg, line.p, line.n);
		sink(arg, "\r\n", 2);
		any = true;
	}
	if (!any && !relaxed)
		sink(arg, "\r\n", 2);	/* 3.4.3: never quite empty */
}
