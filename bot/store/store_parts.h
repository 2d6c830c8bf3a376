/* SPDX-License-Identifier: ISC */
/* What the files of the store share, for store*.c only: SQLite stands here and
 * there alone. */
#ifndef STORE_STORE_PARTS_H
#define STORE_STORE_PARTS_H

#include <sqlite3.h>

#include "store/store.h"

#define CACHE_SLOTS 512		/* distinct statements of the program, twice */
#define PARAMETERS 24		/* of one statement: $1 to $24 */

struct rows {
	struct store	*store;
	sqlite3_stmt	*stmt;
	bool		 busy;
	const char	*sql;
	uint8_t		 at[PARAMETERS];	/* number of $1, ... */
};

struct store {
	sqlite3		*db;
	int		 lock;		/* descriptor that holds the lock */
	struct rows	 cache[CACHE_SLOTS];
};

/* What SQLite's code means to us. */
enum err_code store_code(int rc);
/* Fills *e for the call that just failed; always -1. */
int	store_fail(struct store *s, struct err *e, const char *doing);
/* Statements without parameters or rows, past the tests' hook. */
int	store_simple(struct store *s, const char *sql, struct err *e);

#endif
