/* SPDX-License-Identifier: ISC */
/* Between the files of the configuration, conf*.c, only; see conf.h. */
#ifndef TEXT_CONF_PARTS_H
#define TEXT_CONF_PARTS_H

#include "text/conf.h"

/* One file (or some bytes) being read; includes form a chain by up. */
struct conf_reader {
	struct arena	   *a;
	struct conf_report *r;
	const char	   *file;	/* as it is shown */
	char		   *real;	/* NULL: bytes, which include nothing */
	const char	   *p, *end;
	int		    line, column;
	unsigned	    depth;	/* of open blocks, includes' too */
	unsigned	    level;	/* of includes */
	unsigned	   *files;	/* read so far */
	struct conf_reader	   *up;
	/* What the indentation says of braces, the first of each. */
	const struct conf_node *bare;	/* deeper lines stand behind it */
	const struct conf_node *open;	/* its "}" stands further left, */
	int		    shut;	/* in this line */
	int		    quoted;	/* the last line told for its quotes */
	bool		    torn;	/* the braces do not fit */
	bool		    deep;	/* too deep to go on */
};

enum token { T_WORD, T_NEXT /* newline or ';' */, T_OPEN, T_CLOSE, T_END };

/* Says what is wrong at a place; returns -1. */
int	conf_bad(struct conf_reader *rd, int line, int column,
	    const char *fmt, ...) __attribute__((format(printf, 4, 5)));
/* -1, having complained, where a byte is no text; leaves a mark (BOM) out. */
int	conf_check_bytes(struct conf_reader *rd);
/* The next word, its text in the arena, or mark; where it stands is in w. */
enum token conf_next_token(struct conf_reader *rd, struct conf_word *w);
/*
 * Reads the words of one directive whose first word is w, up to what ends it,
 * which is returned and whose place is then in w.
 */
enum token conf_read_words(struct conf_reader *rd, struct conf_node *n,
	    struct conf_word *w);

/* The rule for this name, "*" where no other fits, or NULL. */
const struct conf_rule *conf_find_rule(const struct conf_rule *rules,
	    const char *name);

#endif
