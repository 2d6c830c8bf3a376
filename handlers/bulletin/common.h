/* SPDX-License-Identifier: ISC */
/*
 * What is read of every bulletin after its reader: whether it is withdrawn,
 * its kind, that it is a matter of security, what it replaces, whether it is
 * exploited or public, and the fixed versions of a table.  Nothing that the
 * reader has set is changed, but that a withdrawn one is withdrawn.
 */
#ifndef BULLETIN_COMMON_H
#define BULLETIN_COMMON_H

#include "handlers/bulletin/extract.h"

#define TABLE_CELLS_MAX	12	/* cells of a row; one with more is none */
#define TABLE_ROWS_MAX	200	/* rows below one header */

/* out: all bulletins of the mail. */
void	common_fill(const struct reader_mail *m, struct list *out);
/*
 * Products, affected and fixed versions and restarts from the tables of the
 * text: rows of cells between " | ", or two blanks or more, below a row that
 * names them ("Product", "Affected versions", "Fixed in", "Restart").
 */
void	common_tables(const struct reader_mail *m, struct bulletin_facts *f);
/* The cells of a line; how many, 0 where it is no row (one cell, or more
 * than TABLE_CELLS_MAX). */
size_t	table_cells(struct span line, struct span *cells);
/* The line is surely a row of a table: "a | b", or three cells or more with a
 * wide gap, as justified prose has none. */
bool	table_is_row(struct span line);

#endif
