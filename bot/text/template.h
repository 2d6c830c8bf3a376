/* SPDX-License-Identifier: ISC */
/*
 * Templates: a small, strict subset of Mustache, with which everything
 * patchbot says is written.
 *
 *	{{name}}		the value, made harmless for the mode
 *	{{{name}}}		the value with its line breaks; text mode only
 *	{{#name}}..{{/name}}	for each item of a list; once where a text is
 *				not empty or a flag is set
 *	{{^name}}..{{/name}}	where the above would say nothing
 *	{{>mail/foot.txt}}	another template, with the same names
 *	{{! remark }}		nothing
 *
 * A template whose name ends in ".html" is in html mode (& < > " ' become
 * entities), any other in text mode: there {{name}} is one line (a line break
 * and the blanks behind it become one blank), so a foreign value cannot pretend
 * to be a line of ours.  In both modes control characters and marks that turn
 * the direction of writing are left out.  A section, partial or remark that
 * stands alone on its line swallows the line.
 *
 * The set of names is closed: a name is looked up in the innermost list item,
 * then outwards, and one that no model holds is an error with file and line.
 * A name set to nothing is fine, and false.  A dot is a letter of a name.
 * Changing delimiters, "&" and lambdas do not exist; the lines of a partial
 * are not indented by the blanks before it.
 */
#ifndef TEXT_TEMPLATE_H
#define TEXT_TEMPLATE_H

#include <stdbool.h>
#include <stddef.h>

#include "base/err.h"
#include "base/list.h"

struct arena;
struct buf;

#define TEMPLATE_SIZE_MAX	65536	/* bytes of one template */
#define TEMPLATE_OUTPUT_MAX	(1 << 20)	/* bytes of one rendering */
#define TEMPLATE_DEPTH_MAX	16	/* sections in one template; partials
					 * within partials */
#define TEMPLATE_NAME_MAX	64	/* bytes of a name */
#define TEMPLATE_STEPS_MAX	1000000	/* pieces of one rendering */

/* --- what is known: names to values ----------------------------------- */

struct model;			/* lives in its arena */

struct model *model_new(struct arena *a);
/* Copies; NULL is the empty text.  A name set again takes the new value; a
 * list cannot become something else, nor something else a list (fatal). */
void	model_set(struct model *m, const char *name, const char *value);
void	model_setf(struct model *m, const char *name, const char *fmt, ...)
	    __attribute__((format(printf, 3, 4)));
void	model_flag(struct model *m, const char *name, bool on);
/* Appends an item to the list of that name, and returns the item's model. */
struct model *model_add(struct model *m, const char *list);
/* Makes a list known that may stay empty. */
void	model_list(struct model *m, const char *list);

/* --- the templates ---------------------------------------------------- */

struct builtin_template {
	const char	*name;		/* "mail/summary.txt" */
	const char	*text;
};
/* Generated from templates/; ends with a name of NULL. */
extern const struct builtin_template builtin_templates[];

struct templates;

/*
 * The built-in set, of which dir (NULL: none) may override single files:
 * DIR/mail/summary.txt takes the place of "mail/summary.txt".
 */
struct templates *templates_new(const char *dir);
/* The same over another set: for tests. */
struct templates *templates_new_from(const struct builtin_template *set,
	    const char *dir);
void	templates_free(struct templates *ts);	/* NULL is fine */
/*
 * Reads the overriding files and parses all; once, before anything else.
 * -1 and *e ("FILE:LINE: what") at the first error; a file in dir that
 * overrides nothing is one (names with a leading dot or a trailing '~' are
 * passed over).
 */
int	templates_load(struct templates *ts, struct err *e);
/* The names of all templates: char *, borrowed, in the set's order. */
void	templates_list(const struct templates *ts, struct list *names);
bool	templates_have(const struct templates *ts, const char *name);

/* Appends to out; on -1 out is as before. */
int	template_render(struct templates *ts, const char *name,
	    const struct model *m, struct buf *out, struct err *e);

/* A name that a template or one of its partials looks up. */
struct template_use {
	const char	*name;
	const char	*file;		/* where */
	int		 line;
	bool		 section;	/* as {{#name}} or {{^name}} */
};
/*
 * Adds all uses (struct template_use *, in the arena), in the order of the
 * text; a partial that is included twice is looked through once.  -1 where
 * there is no such template.
 */
int	template_uses(const struct templates *ts, const char *name,
	    struct arena *a, struct list *uses, struct err *e);

#endif
