/* SPDX-License-Identifier: ISC */
/*
 * Any bytes as a table: what is read of it is clean UTF-8 of one line and
 * within the limits, an error has its place, and what is written of it is read
 * again as it was.  And the same bytes as an inventory, and as the list that a
 * mail carries, through the frame to core.
 */
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include "base/arena.h"
#include "base/buf.h"
#include "handlers/servers/inventory.h"
#include "text/csv.h"
#include "text/reading_parts.h"

int	LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static void
need(int ok)
{
	if (!ok)
		abort();
}

static void
look(const struct csv_row *row, struct buf *again)
{
	size_t i, n;

	need(row->n >= 1 && row->n <= CSV_FIELDS_MAX && row->line >= 1);
	for (i = 0; i < row->n; i++) {
		n = strlen(row->at[i].text);
		need(n < CSV_FIELD_MAX && utf8_valid(row->at[i].text, n));
		need(strpbrk(row->at[i].text, "\r\n") == NULL);
		need(row->at[i].line >= 1 && row->at[i].column >= 1);
		csv_write(again, row->at[i].text, i + 1 == row->n);
	}
}

/* 0, or -1 after an error. */
static int
read_all(struct arena *a, struct span bytes, struct buf *again, size_t *rows)
{
	struct csv_row *row = arena_alloc(a, sizeof(*row));
	struct err e = { 0 };
	struct csv c;
	int rc;

	*rows = 0;
	csv_open(&c, a, bytes);
	while ((rc = csv_next(&c, row, &e)) == 1) {
		look(row, again);
		(*rows)++;
	}
	need(rc == 0 || (e.text[0] != '\0' && c.wrong_line >= 1 &&
	    c.wrong_column >= 1));
	return rc;
}

static void
as_inventory(struct arena *a, struct span bytes)
{
	static const struct config none;
	struct conf_report r = { .arena = a };
	const struct inventory *inv = inventory_read(a, &none, "f", bytes, &r);
	struct list words = { 0 }, out = { 0 };
	size_t i;

	need((inv == NULL) == (r.errors > 0));
	for (i = 0; i < inventory_count(inv) && i < 10; i++) {
		const struct server *s = &inv->at[i];

		need(s->name[0] != '\0' && s->environment[0] != '\0');
		need(inventory_find(inv, s->name) == s);
	}
	if (inv == NULL)
		return;
	list_add_in(a, &words, arena_str(a, "env:prod"));
	inventory_select(inv, a, &words, &out);
	need(out.n <= inv->n);
}

static void
as_attachment(struct arena *a, struct span bytes)
{
	struct mime_part p = { .type = "text/csv", .body = bytes };
	struct mime_mail m = { 0 };
	struct reading r = { .text = "" }, *back;
	const struct server_list *l, *again;
	struct buf b = { 0 };
	struct unpack u;

	list_add_in(a, &m.parts, &p);
	reading_lists(a, &m, &r);
	need(r.lists.n == (bytes.n > 0));
	reading_pack(&b, &r);
	u = (struct unpack){ b.p, b.n, false };
	need((back = reading_unpack(a, &u)) != NULL);
	need(back->lists.n == r.lists.n);
	if (r.lists.n > 0) {
		l = r.lists.at[0];
		again = back->lists.at[0];
		need(l->servers.n == again->servers.n &&
		    l->servers.n <= READING_LISTED_MAX);
	}
	buf_free(&b);
}

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	struct span bytes = { (const char *)data, size };
	struct buf again = { 0 }, third = { 0 };
	struct arena *a = arena_new();
	size_t rows, same;

	if (read_all(a, bytes, &again, &rows) == 0) {
		/* the first row may tell ';' where "," is written; what
		 * begins like a formula has a ' before it from now on, which
		 * may make it too long */
		if (again.n < CSV_FIELD_MAX)
			need(read_all(a, (struct span){ buf_str(&again),
			    again.n }, &third, &same) == 0 && same <= rows);
	}
	as_inventory(a, bytes);
	as_attachment(a, bytes);
	buf_free(&again);
	buf_free(&third);
	arena_free(a);
	return 0;
}
