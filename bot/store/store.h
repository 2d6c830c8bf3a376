/* SPDX-License-Identifier: ISC */
/*
 * The database behind one door: statements in the subset that SQLite 3.40 and
 * PostgreSQL 15 share, parameters $1, $2, ... , and results row by row.
 *
 * Durable: WAL with synchronous=FULL, so what store_commit() said 0 to is on
 * disk.  Calls outside a transaction commit by themselves.
 *
 * The types of the parameters are told by a string, a letter each:
 *	i	int64_t
 *	s	const char *, NULL for NULL
 *	b	const struct span *, bytes, NULL for NULL
 */
#ifndef STORE_STORE_H
#define STORE_STORE_H

#include <stdbool.h>
#include <stdint.h>

#include "base/err.h"
#include "base/str.h"

struct store;
struct rows;
struct arena;

/* What differs between the two: the column type for bytes; a table's key that
 * is a number we give (SQLite keeps a table by it, without an index beside);
 * and, behind its bracket, a table that is kept by its key. */
#define STORE_BYTES "BLOB"
#define STORE_ID "INTEGER PRIMARY KEY"
#define STORE_BY_KEY "WITHOUT ROWID"

/* Tables and their history, one owner each ("store", or a handler folder). */
struct migration {
	int		 number;	/* from 1, without gaps */
	const char	*sql;		/* statements, separated by ';' */
};
struct tables {
	const char	*owner;
	const struct migration *migrations;	/* ends with number 0 */
};

/*
 * Opens or creates the database, takes the only writer's lock on it and
 * brings every owner's tables (all, ending with NULL, beside our own) to the
 * newest number.  ERR_CORRUPT: damaged or no database; ERR_CONFIG: written by
 * a newer patchbot, or in use by another one; ERR_FULL: no room, read-only.
 */
int	store_open(struct store **out, const char *path,
	    const struct tables *const *all, struct err *e);
/*
 * The same for what may be lost: nothing waits for the disk.  path NULL: a
 * database of our own in a file without a name, which goes with it.
 */
int	store_open_scratch(struct store **out, const char *path,
	    const struct tables *const *all, struct err *e);
/* The same for reading only, beside a running daemon; no migration. */
int	store_open_reader(struct store **out, const char *path, struct err *e);
/*
 * Makes SQLite's log as long as it will become (4 MB), for one who commits
 * often: where a commit makes the file longer, it waits for the file system's
 * own journal as well, which takes twice as long.  Where the disk has less than
 * 64 MB left nothing happens.
 */
void	store_make_room(struct store *s);
void	store_close(struct store *s);	/* NULL is fine */

int	store_begin(struct store *s, struct err *e);
int	store_commit(struct store *s, struct err *e);
/* Never fails; nothing happens outside a transaction. */
void	store_rollback(struct store *s);
bool	store_in_transaction(const struct store *s);

/* Runs one statement: the number of changed rows, or -1. */
int64_t	store_exec(struct store *s, struct err *e, const char *sql,
	    const char *types, ...);
/*
 * Starts a query; then rows_next() until it says 0 or -1, then rows_end().
 * Never NULL: an error shows at the first rows_next().
 */
struct rows *store_query(struct store *s, const char *sql, const char *types,
	    ...);
int	rows_next(struct rows *r, struct err *e);	/* 1, 0 the end, -1 */
int64_t	rows_int(struct rows *r, int column);		/* from 0 */
/* Good until the next rows_next; NULL for NULL. */
const char *rows_text(struct rows *r, int column);
struct span rows_bytes(struct rows *r, int column);
/* A copy in the arena; NULL for NULL. */
char	*rows_str(struct rows *r, int column, struct arena *a);
void	rows_end(struct rows *r);

/* One number: 1 and *out, 0 where there is no row (or NULL), -1. */
int	store_int(struct store *s, struct err *e, int64_t *out,
	    const char *sql, const char *types, ...);
/* One string, copied to the arena: 1, 0 no row or NULL, -1. */
int	store_text(struct store *s, struct err *e, struct arena *a, char **out,
	    const char *sql, const char *types, ...);

/* The next identifier of that kind, from 1; -1 on failure. */
int64_t	store_new_id(struct store *s, const char *kind, struct err *e);

/*
 * For the tests: called after every call that reached the database, with
 * what it was ("exec", "commit", "begin", "query").  A test may end the
 * process there, or return true to make the call fail as if the disk were
 * full (then nothing of it happened).
 */
void	store_on_call(bool (*hook)(const char *what));

#endif
