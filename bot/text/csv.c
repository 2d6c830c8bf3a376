/* SPDX-License-Identifier: ISC */
/* Tables of comma-separated values; see csv.h. */
#include "text/csv.h"

#include <stdarg.h>
#include <string.h>

#include "base/arena.h"
#include "base/buf.h"

#define BOM "\xef\xbb\xbf"

/* One field while it is read. */
struct field {
	char	 text[CSV_FIELD_MAX];
	size_t	 n;
};

/* What stands between the fields: whichever the first row has more of. */
static char
find_between(const char *p, const char *end)
{
	size_t commas = 0, semicolons = 0;
	bool quoted = false;

	for (; p < end && (quoted || (*p != '\n' && *p != '\r')); p++) {
		if (*p == '"')
			quoted = !quoted;
		else if (!quoted && *p == ',')
			commas++;
		else if (!quoted && *p == ';')
			semicolons++;
	}
	return semicolons > commas ? ';' : ',';
}

void
csv_open(struct csv *c, struct arena *a, struct span bytes)
{
	*c = (struct csv){ .arena = a, .p = bytes.p, .line = 1,
	    .end = bytes.p + bytes.n };
	if (bytes.n >= 3 && memcmp(bytes.p, BOM, 3) == 0)
		c->p += 3;
	c->line_start = c->p;
	c->between = find_between(c->p, c->end);
}

static int __attribute__((format(printf, 4, 5)))
wrong(struct csv *c, const char *at, struct err *e, const char *fmt, ...)
{
	struct buf b = { 0 };
	va_list ap;

	c->wrong_line = c->line;
	c->wrong_column = (int)(at - c->line_start) + 1;
	va_start(ap, fmt);
	buf_addv(&b, fmt, ap);
	va_end(ap);
	err_set(e, ERR_INPUT, "%s", buf_str(&b));
	buf_free(&b);
	return -1;
}

static bool
at_line_end(const struct csv *c)
{
	return c->p == c->end || *c->p == '\n' || *c->p == '\r';
}

static void
next_line(struct csv *c)
{
	if (c->p < c->end && *c->p == '\r')
		c->p++;
	if (c->p < c->end && *c->p == '\n')
		c->p++;
	c->line++;
	c->line_start = c->p;
}

/* One character, which is UTF-8 and no control. */
static int
take(struct csv *c, struct field *f, struct err *e)
{
	size_t left = (size_t)(c->end - c->p), n = 1;
	unsigned char first = (unsigned char)*c->p;

	if (first >= 0x80) {
		utf8_decode(c->p, left, &n);
		if (!utf8_valid(c->p, n))
			return wrong(c, c->p, e, "this is no UTF-8; save the "
			    "table as \"CSV UTF-8\"");
	} else if ((first < 0x20 && first != '\t') || first == 0x7f) {
		return wrong(c, c->p, e, "a control character (%d); is this "
		    "a table as text?", first);
	}
	if (f->n + n >= CSV_FIELD_MAX)
		return wrong(c, c->p, e, "a field of more than %d bytes; is a "
		    "quote missing before?", CSV_FIELD_MAX - 1);
	memcpy(f->text + f->n, c->p, n);
	f->n += n;
	c->p += n;
	return 0;
}

static void
skip_blanks(struct csv *c)
{
	while (c->p < c->end && (*c->p == ' ' || *c->p == '\t'))
		c->p++;
}

/* Behind the opening quote, to behind the closing one. */
static int
quoted(struct csv *c, struct field *f, struct err *e)
{
	const char *opened = c->p - 1, *start = c->line_start;
	int line = c->line;

	for (;;) {
		if (c->p == c->end) {
			c->line = line;
			c->line_start = start;
			return wrong(c, opened, e, "this quote does not end");
		}
		if (*c->p == '\n' || *c->p == '\r') {
			next_line(c);
			if (f->n + 1 < CSV_FIELD_MAX)
				f->text[f->n++] = ' ';
			continue;
		}
		if (*c->p == '"') {
			if (c->p + 1 == c->end || c->p[1] != '"')
				break;
			c->p++;
		}
		if (take(c, f, e) == -1)
			return -1;
	}
	c->p++;
	skip_blanks(c);
	if (at_line_end(c) || *c->p == c->between)
		return 0;
	return wrong(c, c->p, e, "text behind the closing quote; expected "
	    "\"%c\" or the line's end", c->between);
}

static int
bare(struct csv *c, struct field *f, struct err *e)
{
	while (!at_line_end(c) && *c->p != c->between) {
		if (*c->p == '"')
			return wrong(c, c->p, e, "a quote within a field; put "
			    "the whole field in quotes, and write this one "
			    "twice");
		if (take(c, f, e) == -1)
			return -1;
	}
	while (f->n > 0 && (f->text[f->n - 1] == ' ' ||
	    f->text[f->n - 1] == '\t'))
		f->n--;
	return 0;
}

static int
read_field(struct csv *c, struct csv_row *row, struct err *e)
{
	struct csv_field *out;
	struct field f;
	int rc;

	if (row->n == CSV_FIELDS_MAX)
		return wrong(c, c->p, e, "more than %d fields in a row",
		    CSV_FIELDS_MAX);
	f.n = 0;
	skip_blanks(c);
	out = &row->at[row->n];
	out->line = c->line;
	out->column = (int)(c->p - c->line_start) + 1;
	if (c->p < c->end && *c->p == '"') {
		c->p++;
		rc = quoted(c, &f, e);
	} else {
		rc = bare(c, &f, e);
	}
	if (rc == -1)
		return -1;
	out->text = f.n == 0 ? "" : arena_strn(c->arena, f.text, f.n);
	row->n++;
	return 0;
}

static bool
is_empty(const struct csv_row *row)
{
	size_t i;

	for (i = 0; i < row->n; i++)
		if (row->at[i].text[0] != '\0')
			return false;
	return true;
}

static int
read_row(struct csv *c, struct csv_row *row, struct err *e)
{
	row->n = 0;
	row->line = c->line;
	for (;;) {
		if (read_field(c, row, e) == -1)
			return -1;
		if (at_line_end(c))
			break;
		c->p++;
	}
	next_line(c);
	return 0;
}

int
csv_next(struct csv *c, struct csv_row *row, struct err *e)
{
	if (c->end - c->p >= 2 && c->line == 1 &&
	    (memcmp(c->p, "\xff\xfe", 2) == 0 ||
	    memcmp(c->p, "\xfe\xff", 2) == 0))
		return wrong(c, c->p, e, "this is UTF-16; save the table as "
		    "\"CSV UTF-8\"");
	while (c->p < c->end) {
		if (read_row(c, row, e) == -1)
			return -1;
		if (!is_empty(row))
			return 1;
	}
	return 0;
}

void
csv_write(struct buf *out, const char *text, bool last)
{
	bool formula = text[0] != '\0' && strchr("=+-@\t", text[0]) != NULL;
	const char *p;

	if (formula || strpbrk(text, ",;\"\r\n") != NULL ||
	    text[0] == ' ') {
		buf_addc(out, '"');
		if (formula)
			buf_addc(out, '\'');
		for (p = text; *p != '\0'; p++) {
			if (*p == '"')
				buf_addc(out, '"');
			buf_addc(out, *p);
		}
		buf_addc(out, '"');
	} else {
		buf_adds(out, text);
	}
	buf_adds(out, last ? "\r\n" : ",");
}
