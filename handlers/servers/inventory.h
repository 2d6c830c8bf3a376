/* SPDX-License-Identifier: ISC */
/* How the inventory is kept; what it answers is in servers.h. */
#ifndef SERVERS_INVENTORY_H
#define SERVERS_INVENTORY_H

#include "handlers/servers/servers.h"

#define INVENTORY_FILE_MAX	(32 << 20)	/* bytes */
#define INVENTORY_VALUE_MAX	253	/* bytes of a value, "|" included */
#define SELECTIONS_MAX		512	/* kept of each configuration */
#define SELECTION_KEY_MAX	1000	/* bytes of the words of one of them */

/* The columns that patchbot knows; all others are kept behind them. */
enum column {
	COLUMN_SERVER, COLUMN_ENVIRONMENT, COLUMN_TIER, COLUMN_OWNER,
	COLUMN_APPLICATION, COLUMN_CLUSTER, COLUMN_HALF, COLUMNS_KNOWN
};

/* A bit for each server, in the inventory's order. */
struct selection {
	const char	*key;		/* the words, a line each, lower case */
	uint64_t	*bits;
	size_t		 n;		/* how many are set */
};

/* What was selected before: a playbook's words are asked for in each cycle. */
struct selections {
	struct selection at[SELECTIONS_MAX];
	size_t		 n;
};

struct inventory {
	struct arena	*arena;
	const char	*file;		/* its path, as in errors */
	const char	*columns[SERVER_COLUMNS_MAX];	/* lower case */
	size_t		 n_columns;
	struct server	*at;		/* by name */
	size_t		 n;
	const struct server **halves;	/* those of a cluster, by its name */
	size_t		 n_halves;
	struct selections *kept;
};

/* Reads the table in these bytes, called file; NULL after errors, which are in
 * the report with file, line and column.  c: for the owners. */
struct inventory *inventory_read(struct arena *a, const struct config *c,
	    const char *file, struct span bytes, struct conf_report *r);
/* The column that a key ("env:" without the colon) or a heading names, or
 * SIZE_MAX. */
size_t	inventory_column(const struct inventory *inv, struct span key);
/* The known column of a heading, aliases too, or COLUMNS_KNOWN. */
enum column inventory_heading(struct span heading);
/* Whether one of the values ("a|b") of that field is this. */
bool	inventory_has_value(const char *values, const char *value);
/* The next of the values ("a|b"); false at the end. */
bool	inventory_next_value(const char **values, struct span *value);

/* The nearest to a word that selects nothing, a name or "env:prod"; NULL where
 * nothing is near. */
const char *inventory_nearest_word(const struct inventory *inv,
	    struct arena *a, const char *word);
/* What these words select, see inventory_select(): kept with the inventory, or
 * in the arena where that is full. */
const struct selection *inventory_selection(const struct inventory *inv,
	    struct arena *a, const struct list *words);
/* As strcmp(3), ASCII case ignored, whatever the locale. */
int	inventory_compare(const char *a, const char *b);
static inline bool
selection_has(const struct selection *s, size_t i)
{
	return (s->bits[i / 64] >> (i % 64)) & 1;
}

#endif
