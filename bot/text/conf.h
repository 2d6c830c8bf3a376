/* SPDX-License-Identifier: ISC */
/*
 * The one form of all configuration: directives of words and "quoted words",
 * ended by a newline, ';' or '}'; a block in braces; '#' comments; "include
 * FILE" (relative to the file that names it).  In quotes \" and \\ and \n
 * stand for themselves; a backslash before the newline joins two lines.
 *
 * First the text becomes a tree of nodes, then a table of rules is held
 * against it: unknown words, missing and superfluous ones, doubled directives
 * and failed checks are all reported, each with file, line and column, what
 * was found, what was expected and the nearest known word.
 */
#ifndef TEXT_CONF_H
#define TEXT_CONF_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/err.h"
#include "base/list.h"
#include "base/str.h"

struct arena;
struct buf;

#define CONF_DEPTH_MAX	16	/* blocks within blocks, and includes */
#define CONF_WORDS_MAX	1000	/* words of one directive */
#define CONF_FILE_MAX	(4 << 20)	/* bytes of one file */
#define CONF_FILES_MAX	1000	/* files read for one configuration */
#define CONF_REPORT_MAX	200	/* lines of a report; more are only counted */

struct conf_word {
	const char	*text;
	int		 line, column;	/* from 1 */
};

struct conf_node {
	const char	 *file;
	struct conf_word *words;	/* words[0] is the directive's name */
	size_t		  n;
	bool		  block;	/* has braces */
	bool		  wrong;	/* of no use, as was reported */
	struct list	  children;	/* struct conf_node * */
	struct list	  dropped;	/* the same, of no use: their names
					 * are known all the same */
};

/*
 * What was found wrong: lines "file:line:column: error: ...".  Give it an
 * arena and zeroes for the rest; the list lies in that arena.
 */
struct conf_report {
	struct arena	*arena;
	struct list	 lines;		/* char * */
	unsigned	 errors, warnings;
	bool		 gaps;		/* of some file nobody knows what it
					 * would have said */
};

/*
 * Reads a file, or bytes that are called name (then "include" is an error),
 * into a nameless root node with children.  NULL after a syntax error, which
 * is in the report.
 */
struct conf_node *conf_read_file(struct arena *a, const char *path,
	    struct conf_report *r);
struct conf_node *conf_read_bytes(struct arena *a, const char *name,
	    struct span bytes, struct conf_report *r);
/*
 * The same of a file, for who wants all errors at once: what could be read in
 * spite of errors; NULL where that is nothing.
 */
struct conf_node *conf_read_most(struct arena *a, const char *path,
	    struct conf_report *r);

enum conf_flag {
	CONF_MANY	= 1,	/* may stand more than once */
	CONF_SECRET	= 2,	/* never printed */
	CONF_NEEDED	= 4,	/* must stand */
	CONF_APART	= 8,	/* its block has a page of the manual of its
				 * own, which help names */
	CONF_LENIENT	= 16,	/* its block is read, for its errors, even
				 * where it lacks what it needs */
};

struct conf_rule {
	const char	*name;
	const char	*params;	/* for the manual: "NAME ADDRESS ..." */
	size_t		 min, max;	/* words behind the name */
	const struct conf_rule *block;	/* rules of its block; NULL: none */
	unsigned	 flags;
	const char	*def;		/* default, for the manual and -p */
	/* Checks word i (>= 1); fills e with what was expected. */
	bool		(*check)(const char *word, size_t i, struct err *e);
	const char	*help;		/* one sentence */
};
/* A table of rules ends with a rule whose name is NULL.  A rule named "*"
 * takes any other name (for blocks whose directives are free). */

/* Holds the rules against the node's children; 0, or -1 where errors were
 * added to the report. */
int	conf_check(const struct conf_node *parent,
	    const struct conf_rule *rules, struct conf_report *r);
/*
 * Puts away (to "dropped") what conf_check() found wrong, and each block that
 * lacks what it needs by then: what is left keeps the rules, but for what is
 * CONF_LENIENT.
 */
void	conf_prune(struct arena *a, struct conf_node *parent,
	    const struct conf_rule *rules);
/*
 * So that no errors are made of others: whether a directive of that name
 * stands there, be it wrong; and whether a block of that name (word 1) might
 * be there which could not be read.
 */
bool	conf_stood(const struct conf_node *parent, const char *name);
bool	conf_may_be(const struct conf_report *r,
	    const struct conf_node *parent, const char *name);
void	conf_error(struct conf_report *r, const struct conf_node *n,
	    size_t word, const char *fmt, ...)
	    __attribute__((format(printf, 4, 5)));
void	conf_warn(struct conf_report *r, const struct conf_node *n, size_t word,
	    const char *fmt, ...) __attribute__((format(printf, 4, 5)));
/* Worth knowing, and nothing to mend: counted by nobody. */
void	conf_note(struct conf_report *r, const struct conf_node *n, size_t word,
	    const char *fmt, ...) __attribute__((format(printf, 4, 5)));

/* The first child of that name, or NULL. */
const struct conf_node *conf_find(const struct conf_node *parent,
	    const char *name);
/* Its word i, or def. */
const char *conf_get(const struct conf_node *parent, const char *name,
	    size_t i, const char *def);
/* The word as a path: relative ones are relative to the node's file. */
char	*conf_path(struct arena *a, const struct conf_node *n, size_t word);
/*
 * Prints the tree in its own form, secrets (by rule) left out; what is printed
 * parses again to the same tree.  Defaults of what does not stand there, and
 * secrets, show as comments.  rules may be NULL.
 */
void	conf_print(struct buf *out, const struct conf_node *parent,
	    const struct conf_rule *rules, int indent);

/* Checks for the tables. */
bool	conf_is_span(const char *w, size_t i, struct err *e);	/* 3h30m */
bool	conf_is_number(const char *w, size_t i, struct err *e);	/* 0..2^31-1 */
bool	conf_is_port(const char *w, size_t i, struct err *e);
bool	conf_is_flag(const char *w, size_t i, struct err *e);	/* yes, no */
bool	conf_is_address(const char *w, size_t i, struct err *e);/* a@b */
bool	conf_is_host(const char *w, size_t i, struct err *e);
bool	conf_is_name(const char *w, size_t i, struct err *e);	/* a-z0-9._- */
bool	conf_is_clock(const char *w, size_t i, struct err *e);	/* 18:00 */

#endif
