/* SPDX-License-Identifier: ISC */
/* Lists of servers that are attached to a mail; see reading_parts.h. */
#include <string.h>

#include "base/arena.h"
#include "base/buf.h"
#include "text/attach.h"
#include "text/charset.h"
#include "text/csv.h"
#include "text/reading_parts.h"

/* The columns that a list may have, by what people write over them. */
enum heading {
	HEAD_SERVER, HEAD_UNTIL, HEAD_REASON, HEADS
};
static const struct {
	const char	*name;
	enum heading	 means;
} headings[] = {
	{ "server", HEAD_SERVER }, { "servers", HEAD_SERVER },
	{ "host", HEAD_SERVER }, { "hostname", HEAD_SERVER },
	{ "name", HEAD_SERVER },
	{ "until", HEAD_UNTIL }, { "date", HEAD_UNTIL },
	{ "new date", HEAD_UNTIL },
	{ "reason", HEAD_REASON }, { "why", HEAD_REASON },
};

struct table {
	struct arena	*arena;
	struct server_list *out;
	size_t		 of[HEADS];	/* columns; SIZE_MAX: not there */
	size_t		*left;		/* rows that the mail may have still */
};

static void __attribute__((format(printf, 4, 5)))
wrong(struct table *t, int line, int column, const char *fmt, ...)
{
	struct buf b = { 0 };
	va_list ap;

	buf_addf(&b, "Line %d, column %d: ", line, column);
	va_start(ap, fmt);
	buf_addv(&b, fmt, ap);
	va_end(ap);
	t->out->wrong = arena_str(t->arena, buf_str(&b));
	buf_free(&b);
}

/* Whether the row is one of headings; a plain list of names has none. */
static bool
read_headings(struct table *t, const struct csv_row *row)
{
	bool any = false;
	size_t i, k;

	for (i = 0; i < HEADS; i++)
		t->of[i] = SIZE_MAX;
	for (i = 0; i < row->n; i++)
		for (k = 0; k < sizeof(headings) / sizeof(headings[0]); k++)
			if (str_eq_nocase(row->at[i].text, headings[k].name) &&
			    t->of[headings[k].means] == SIZE_MAX) {
				t->of[headings[k].means] = i;
				any = true;
			}
	return any;
}

static const char *
value(const struct table *t, const struct csv_row *row, enum heading h)
{
	char *s;

	if (t->of[h] >= row->n)
		return "";
	s = arena_str(t->arena, row->at[t->of[h]].text);
	s[utf8_cut(s, h == HEAD_REASON ? LISTED_REASON_MAX :
	    LISTED_NAME_MAX)] = '\0';
	utf8_one_line(s);
	return s;
}

static bool
take_row(struct table *t, const struct csv_row *row)
{
	struct listed_server *x;

	if (*t->left == 0) {
		wrong(t, row->line, 1, "more than %d servers in one mail",
		    READING_LISTED_MAX);
		return false;
	}
	x = arena_alloc(t->arena, sizeof(*x));
	x->line = (uint32_t)row->line;
	x->server = value(t, row, HEAD_SERVER);
	x->until = value(t, row, HEAD_UNTIL);
	x->reason = value(t, row, HEAD_REASON);
	/* rows of remarks have no server */
	if (x->server[0] == '\0')
		return true;
	(*t->left)--;
	list_add_in(t->arena, &t->out->servers, x);
	return true;
}

static void
read_rows(struct table *t, struct span bytes)
{
	struct csv_row *row = arena_alloc(t->arena, sizeof(*row));
	struct err e = { 0 };
	struct csv c;
	int rc;

	csv_open(&c, t->arena, bytes);
	if ((rc = csv_next(&c, row, &e)) == 1) {
		if (!read_headings(t, row) && row->n == 1) {
			t->of[HEAD_SERVER] = 0;
			take_row(t, row);
		} else if (t->of[HEAD_SERVER] == SIZE_MAX) {
			wrong(t, row->line, 1, "the first row names the "
			    "columns, and one of them must be \"server\"");
			return;
		}
		while ((rc = csv_next(&c, row, &e)) == 1)
			if (!take_row(t, row))
				return;
	}
	if (rc == -1)
		wrong(t, c.wrong_line, c.wrong_column, "%s", e.text);
}

static bool
is_table(const struct mime_part *p)
{
	return strcmp(p->type, "text/csv") == 0 || (p->name != NULL &&
	    str_ends_nocase(p->name, ".csv"));
}

/* A byte order mark of UTF-16 says more than what the mail calls it. */
static const char *
charset_of(const struct mime_part *p)
{
	return p->body.n >= 2 && (memcmp(p->body.p, "\xff\xfe", 2) == 0 ||
	    memcmp(p->body.p, "\xfe\xff", 2) == 0) ? "utf-16" : p->charset;
}

/* Nothing falls out silently: what is not read is named, as far as that goes,
 * then counted. */
static void
leave_out(struct arena *a, const struct mime_part *p, size_t n,
    struct reading *r)
{
	struct server_list *l;

	if (n <= READING_LISTS_TOLD) {
		l = arena_alloc(a, sizeof(*l));
		l->name = attach_clean_name(a, p->name);
		list_add_in(a, &r->lists, l);
	}
	l = r->lists.at[r->lists.n - 1];
	l->wrong = arena_printf(a, "a mail's first %d tables are read",
	    READING_LISTS_MAX);
	if (n > READING_LISTS_TOLD)
		l->wrong = arena_printf(a, "%s, and %zu more %s left out "
		    "behind it", l->wrong, n - READING_LISTS_TOLD, n -
		    READING_LISTS_TOLD == 1 ? "is" : "are");
}

void
reading_lists(struct arena *a, const struct mime_mail *m, struct reading *r)
{
	size_t i, n = 0, left = READING_LISTED_MAX;
	struct buf utf8 = { 0 };

	for (i = 0; i < m->parts.n; i++) {
		const struct mime_part *p = m->parts.at[i];
		struct server_list *l;
		struct table t = { .arena = a, .left = &left };

		if (!is_table(p) || p->body.n == 0)
			continue;
		if (++n > READING_LISTS_MAX) {
			leave_out(a, p, n, r);
			continue;
		}
		l = t.out = arena_alloc(a, sizeof(*l));
		l->name = attach_clean_name(a, p->name);
		list_add_in(a, &r->lists, l);
		if (p->body.n > LIST_BYTES_MAX) {
			wrong(&t, 1, 1, "the table has more than %d bytes",
			    LIST_BYTES_MAX);
			continue;
		}
		buf_cut(&utf8, 0);
		charset_add(&utf8, charset_of(p), p->body,
		    3 * LIST_BYTES_MAX);
		read_rows(&t, (struct span){ buf_str(&utf8), utf8.n });
	}
	buf_free(&utf8);
}
