/* SPDX-License-Identifier: ISC */
/* Tables in plain text; see common.h. */
#include <string.h>

#include "base/arena.h"
#include "handlers/bulletin/common.h"

#define LEN(a) (sizeof(a) / sizeof((a)[0]))

/* The next mark between cells, and its bytes; NULL: none. */
static const char *
next_gap(struct span s, size_t *n)
{
	const char *p, *end = s.p + s.n, *q;

	for (p = s.p; p < end; p++) {
		if (*p != ' ' && *p != '\t')
			continue;
		for (q = p; q < end && (*q == ' ' || *q == '\t'); q++)
			;
		if (q < end && *q == '|') {
			for (q++; q < end && (*q == ' ' || *q == '\t'); q++)
				;
		} else if (q - p < 2 && *p != '\t') {
			p = q - 1;
			continue;
		}
		*n = (size_t)(q - p);
		return p;
	}
	return NULL;
}

size_t
table_cells(struct span line, struct span *cells)
{
	struct span rest = span_trim(line);
	const char *gap;
	size_t n = 0, width;

	while (rest.n > 0) {
		if (n == TABLE_CELLS_MAX)
			return 0;
		gap = next_gap(rest, &width);
		cells[n].p = rest.p;
		cells[n].n = gap != NULL ? (size_t)(gap - rest.p) : rest.n;
		n++;
		if (gap == NULL)
			break;
		rest.n -= (size_t)(gap - rest.p) + width;
		rest.p = gap + width;
	}
	return n > 1 ? n : 0;
}

bool
table_is_row(struct span line)
{
	struct span cells[TABLE_CELLS_MAX], s = span_trim(line);
	size_t n;

	if (s.n == 0)
		return false;
	if (memmem(s.p, s.n, " | ", 3) != NULL)
		return true;
	n = memmem(s.p, s.n, "   ", 3) != NULL ? table_cells(s, cells) : 0;
	return n >= 3;
}

/* --- columns by their names ------------------------------------------- */

enum column { COL_PRODUCT, COL_AFFECTED, COL_FIXED, COL_RESTART, COLUMNS };

static const struct { const char *name; enum column column; } names[] = {
	{ "Product", COL_PRODUCT }, { "Products", COL_PRODUCT },
	{ "Affected product", COL_PRODUCT }, { "Software", COL_PRODUCT },
	{ "Affected software", COL_PRODUCT }, { "Component", COL_PRODUCT },
	{ "Package", COL_PRODUCT }, { "Platform", COL_PRODUCT },
	{ "Affected version", COL_AFFECTED },
	{ "Affected versions", COL_AFFECTED },
	{ "Vulnerable versions", COL_AFFECTED },
	{ "Version affected", COL_AFFECTED },
	{ "Versions affected", COL_AFFECTED },
	{ "Fixed in", COL_FIXED }, { "Fixed version", COL_FIXED },
	{ "Fixed versions", COL_FIXED }, { "Fixed release", COL_FIXED },
	{ "First fixed release", COL_FIXED }, { "First fixed", COL_FIXED },
	{ "Fix version", COL_FIXED }, { "Resolved in", COL_FIXED },
	{ "Patched version", COL_FIXED }, { "Patched versions", COL_FIXED },
	{ "Solution version", COL_FIXED },
	{ "Restart", COL_RESTART }, { "Restart required", COL_RESTART },
	{ "Reboot", COL_RESTART }, { "Reboot required", COL_RESTART },
};

/* In each name of a column of versions stands one of these. */
static const char *const marks[] = { "version", "fix", "resolved" };

struct header {
	size_t	cells;
	size_t	at[COLUMNS];		/* column + 1; 0: it has none */
};

/* A row that names a column of versions, and what they are of. */
static bool
is_header(struct span line, struct header *h)
{
	struct span cells[TABLE_CELLS_MAX];
	size_t i, k;

	*h = (struct header){ .cells = table_cells(line, cells) };
	for (i = 0; i < h->cells; i++)
		for (k = 0; k < LEN(names); k++)
			if (h->at[names[k].column] == 0 &&
			    span_eq_nocase(cells[i], names[k].name))
				h->at[names[k].column] = i + 1;
	return h->at[COL_PRODUCT] != 0 && (h->at[COL_FIXED] != 0 ||
	    h->at[COL_AFFECTED] != 0);
}

static bool
is_version(struct span s)
{
	size_t i;

	for (i = 0; i < s.n; i++)
		if (s.p[i] >= '0' && s.p[i] <= '9')
			return true;
	return false;
}

static void
add_version(struct arena *a, struct bulletin_facts *f, enum fact_field field,
    struct span product, struct span version)
{
	struct list *l = facts_list(f, field);
	size_t before = l->n;

	if (!is_version(version))
		return;
	extract_add(a, l, span_of(arena_printf(a, SPAN_FMT " " SPAN_FMT,
	    SPAN_ARG(product), SPAN_ARG(version))), false);
	if (l->n > before)
		extract_seen(a, f, field, version);
}

/* What the facts lacked before the tables. */
struct lacking {
	bool	products, affected, fixed, restart;
};

static void
take_row(struct arena *a, struct bulletin_facts *f, const struct header *h,
    const struct span *cells, const struct lacking *l)
{
	struct span product = cells[h->at[COL_PRODUCT] - 1], v;

	if (l->products)
		extract_put(a, f, FACT_PRODUCTS, product);
	if (l->affected && h->at[COL_AFFECTED] != 0)
		add_version(a, f, FACT_AFFECTED, product,
		    cells[h->at[COL_AFFECTED] - 1]);
	if (l->fixed && h->at[COL_FIXED] != 0)
		add_version(a, f, FACT_FIXED, product,
		    cells[h->at[COL_FIXED] - 1]);
	if (!l->restart || h->at[COL_RESTART] == 0)
		return;
	/* one that needs it is enough; "No" for one is not "No" for all */
	v = cells[h->at[COL_RESTART] - 1];
	if (span_eq_nocase(v, "yes") || span_eq_nocase(v, "required")) {
		f->restart = RESTART_YES;
		extract_seen(a, f, FACT_RESTART, v);
	}
}

/* "----  ----" and "+---+---+" below a header: part of the table. */
static bool
is_rule(struct span line)
{
	size_t i;

	line = span_trim(line);
	for (i = 0; i < line.n; i++)
		if (strchr("-=+|_ \t", line.p[i]) == NULL)
			return false;
	return line.n > 0;
}

void
common_tables(const struct reader_mail *m, struct bulletin_facts *f)
{
	struct lacking l = { f->products.n == 0, f->affected.n == 0,
	    f->fixed.n == 0, f->restart == RESTART_NOT_STATED };
	struct span rest = span_of(m->text), line, cells[TABLE_CELLS_MAX];
	struct extract_next mark[LEN(marks)];
	struct header h = { 0 }, next;
	size_t rows = 0, i;
	bool marked;

	if (!l.affected && !l.fixed)
		return;
	for (i = 0; i < LEN(marks); i++)
		mark[i] = extract_next(rest, marks[i]);
	while (span_line(&rest, &line)) {
		marked = false;
		for (i = 0; i < LEN(marks); i++)
			marked |= extract_stands_in(&mark[i], line);
		if (marked && is_header(line, &next)) {
			h = next;
			rows = 0;
		} else if (h.cells == 0 || is_rule(line)) {
			continue;
		} else if (table_cells(line, cells) == h.cells &&
		    rows++ < TABLE_ROWS_MAX) {
			take_row(m->arena, f, &h, cells, &l);
		} else {
			h.cells = 0;
		}
	}
}
