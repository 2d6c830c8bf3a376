/* SPDX-License-Identifier: ISC */
/* What template.c, template_parse.c and template_render.c share; private. */
#ifndef TEXT_TEMPLATE_TREE_H
#define TEXT_TEMPLATE_TREE_H

#include <stdint.h>

#include "text/template.h"

enum piece_kind {
	PIECE_TEXT, PIECE_VALUE, PIECE_RAW, PIECE_SECTION, PIECE_INVERTED,
	PIECE_PARTIAL
};

struct piece {
	enum piece_kind	 kind;
	const char	*text;		/* the text, or the name */
	size_t		 n;		/* its bytes */
	uint32_t	 hash;		/* of a name */
	int		 line;
	size_t		 end;		/* section: the first piece behind it */
	struct template	*partial;	/* once linked */
};

struct template {
	const char	*name;
	uint32_t	 hash;		/* of the name */
	const char	*file;		/* for errors: name, or the path */
	bool		 html;
	struct piece	*pieces;
	size_t		 n;
	int		 height;	/* partials below it, once linked */
	bool		 linking;
};

/* Fills t->pieces from the text (copied into the arena). */
int	template_parse(struct arena *a, struct template *t, const char *text,
	    size_t n, struct err *e);
struct template *templates_find(const struct templates *ts, const char *name);

enum var_kind { VAR_TEXT, VAR_FLAG, VAR_LIST };

struct var {
	const char	*name;
	enum var_kind	 kind;
	const char	*text;
	bool		 on;
	struct list	 items;		/* struct model * */
};

/* So that most names that are not the one are passed over by a number. */
uint32_t template_hash(const char *name);
/* NULL where this very model does not hold the name. */
const struct var *model_find(const struct model *m, const char *name,
	    uint32_t hash);

#endif
