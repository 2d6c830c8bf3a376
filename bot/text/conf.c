/* SPDX-License-Identifier: ISC */
/*
 * The configuration's text becomes a tree; see conf.h.  The bytes are checked
 * once (UTF-8, no control characters), so that the reader below may think in
 * characters of ASCII and count columns by the bytes that begin one.
 */
#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>

#include "base/arena.h"
#include "base/buf.h"
#include "base/fd.h"
#include "text/conf_parts.h"

static void read_children(struct conf_reader *, struct conf_node *,
    const struct conf_word *);

static bool
is_open(const struct conf_reader *rd, const char *real)
{
	for (; rd != NULL; rd = rd->up)
		if (strcmp(rd->real, real) == 0)
			return true;
	return false;
}

/* What a file says whose braces do not fit stands nobody knows where. */
static void
take_away(struct conf_reader *rd, struct conf_node *parent, size_t from)
{
	struct list *l = &parent->children;
	size_t i, n = from;
	struct conf_node *c;

	for (i = from; i < l->n; i++) {
		c = l->at[i];
		if (c->file == rd->file)
			list_add_in(rd->a, &parent->dropped, c);
		else
			l->at[n++] = c;
	}
	l->n = n;
	rd->r->gaps = true;
}

/* The text of a file (or some bytes), put among parent's children. */
static int
read_all(struct conf_reader *rd, struct conf_node *parent)
{
	size_t from = parent->children.n;

	rd->line = rd->column = 1;
	if (conf_check_bytes(rd) == -1)
		return -1;
	read_children(rd, parent, NULL);
	if (rd->torn)
		take_away(rd, parent, from);
	return 0;
}

/* -1 where nothing of it could be read. */
static int
read_file(struct conf_reader *rd, struct conf_node *parent)
{
	struct err e = { 0 };
	struct buf text = { 0 };
	struct stat st;
	int rc = -1;

	if (stat(rd->real, &st) == -1) {
		conf_bad(rd, 0, 0, "cannot read it: %s", strerror(errno));
		goto out;
	}
	if (!S_ISREG(st.st_mode)) {
		conf_bad(rd, 0, 0, "it is no regular file");
		goto out;
	}
	if (file_read_all(rd->real, CONF_FILE_MAX, &text, &e) == -1) {
		conf_bad(rd, 0, 0, "cannot read it: %s", e.text);
		goto out;
	}
	rd->p = buf_str(&text);
	rd->end = rd->p + text.n;
	rc = read_all(rd, parent);
out:
	buf_free(&text);
	return rc;
}

static int
include(struct conf_reader *rd, const struct conf_node *n,
    struct conf_node *parent)
{
	const struct conf_word *w = &n->words[n->n > 1];
	struct conf_reader in = *rd;
	int rc;

	in.bare = in.open = NULL;
	in.torn = false;
	in.quoted = 0;
	if (n->n != 2 || n->block)
		return conf_bad(rd, w->line, w->column, "found %zu words "
		    "behind \"include\"%s; expected one file name", n->n - 1,
		    n->block ? " and a block" : "");
	if (rd->real == NULL)
		return conf_bad(rd, w->line, w->column, "found an include; "
		    "expected none, as this text is no file");
	if (rd->level == CONF_DEPTH_MAX)
		return conf_bad(rd, w->line, w->column, "files include each "
		    "other more than %d deep", CONF_DEPTH_MAX);
	if (*rd->files > CONF_FILES_MAX)
		return -1;
	if (++*rd->files > CONF_FILES_MAX)
		return conf_bad(rd, w->line, w->column, "more than %d files "
		    "are included", CONF_FILES_MAX);
	in.file = conf_path(rd->a, n, 1);
	in.up = rd;
	in.level++;
	if ((in.real = realpath(in.file, NULL)) == NULL)
		return conf_bad(rd, w->line, w->column, "cannot include %s: "
		    "%s", in.file, strerror(errno));
	if (is_open(rd, in.real))
		rc = conf_bad(rd, w->line, w->column, "%s includes itself, "
		    "here or through others", in.file);
	else
		rc = read_file(&in, parent);
	free(in.real);
	return rc;
}

/* Does this directive stand alone on its line so far, deeper than n? */
static void
look_at_indent(struct conf_reader *rd, const struct conf_node *last,
    const struct conf_node *n)
{
	if (rd->bare == NULL && last != NULL && last->file == rd->file &&
	    !last->block && n->words[0].line > last->words[0].line &&
	    n->words[0].column > last->words[0].column)
		rd->bare = last;
}

/* The block of n, whose "{" was read at open. */
static void
read_block(struct conf_reader *rd, struct conf_node *n,
    const struct conf_word *open)
{
	n->block = true;
	if (rd->depth == CONF_DEPTH_MAX) {
		conf_bad(rd, open->line, open->column, "found a block within "
		    "%d others; expected no deeper ones", CONF_DEPTH_MAX);
		rd->torn = rd->deep = true;
		return;
	}
	rd->depth++;
	read_children(rd, n, open);
	rd->depth--;
}

/* One directive whose first word was read; *t becomes what ended it. */
static void
read_directive(struct conf_reader *rd, struct conf_node *parent,
    struct conf_word *w, enum token *t)
{
	struct conf_node *n = arena_alloc(rd->a, sizeof(*n));
	struct list *all = &parent->children;
	unsigned before = rd->r->errors;
	struct conf_word open;

	n->file = rd->file;
	*t = conf_read_words(rd, n, w);
	/* its words are not those that were meant */
	n->wrong = rd->r->errors != before && *t != T_OPEN;
	look_at_indent(rd, all->n > 0 ? all->at[all->n - 1] : NULL, n);
	if (*t == T_OPEN) {
		open = *w;
		read_block(rd, n, &open);
		*t = T_NEXT;
	}
	if (strcmp(n->words[0].text, "include") != 0)
		list_add_in(rd->a, all, n);
	else if (!rd->deep && include(rd, n, parent) == -1)
		rd->r->gaps = true;
}

/* A "{" alone: it is meant for the directive before it. */
static void
stray_block(struct conf_reader *rd, struct conf_node *parent,
    const struct conf_word *w)
{
	struct list *all = &parent->children;
	struct conf_node *n = all->n > 0 ? all->at[all->n - 1] : NULL;
	struct conf_word open = *w;

	conf_bad(rd, w->line, w->column, "found \"{\" without a word before "
	    "it; expected it on the line of the directive it belongs to");
	if (n == NULL || n->block || n->file != rd->file) {
		n = arena_alloc(rd->a, sizeof(*n));
		rd->torn = true;
	}
	read_block(rd, n, &open);
}

/* The two words that people know a directive by: "step change". */
static const char *
called(struct conf_reader *rd, const struct conf_node *n)
{
	return arena_printf(rd->a, "%.80s%s%.80s", n->words[0].text,
	    n->n > 1 ? " " : "", n->n > 1 ? n->words[1].text : "");
}

static void
no_block_to_close(struct conf_reader *rd, const struct conf_word *w)
{
	const struct conf_node *n = rd->bare;

	if (rd->torn)		/* others follow from the first one */
		return;
	rd->torn = true;
	if (n == NULL)
		conf_bad(rd, w->line, w->column, "found \"}\", but no block "
		    "is open here");
	else
		conf_bad(rd, n->words[0].line, n->words[0].column, "\"%s\" has "
		    "no \"{\", though the lines behind it stand deeper; "
		    "expected \"%s {\": line %d has a \"}\" too many",
		    called(rd, n), called(rd, n), w->line);
}

static void
not_closed(struct conf_reader *rd, const struct conf_word *open)
{
	const struct conf_node *n = rd->open;

	if (rd->torn)
		return;
	rd->torn = true;
	if (n == NULL)
		conf_bad(rd, open->line, open->column, "the block that opens "
		    "here is not closed; expected \"}\" before the end of the "
		    "file");
	else
		conf_bad(rd, n->words[0].line, n->words[0].column, "the block "
		    "of \"%s\" is not closed, it seems: the next \"}\" for it, "
		    "in line %d, stands further left; expected \"}\" before "
		    "that", called(rd, n), rd->shut);
}

/* Is the "}" at w, the first one on its line, left of its block's name? */
static void
look_at_close(struct conf_reader *rd, const struct conf_node *n,
    const struct conf_word *w)
{
	const struct list *all = &n->children;
	const struct conf_node *last = all->n > 0 ? all->at[all->n - 1] : n;

	if (rd->open == NULL && n->n > 0 &&
	    n->words[0].column > w->column && n->words[0].line < w->line &&
	    (last->file != rd->file || last->n == 0 ||
	    last->words[last->n - 1].line < w->line)) {
		rd->open = n;
		rd->shut = w->line;
	}
}

/*
 * Directives up to the end of the file, or of the block that opened at open.
 */
static void
read_children(struct conf_reader *rd, struct conf_node *parent,
    const struct conf_word *open)
{
	struct conf_word w;
	enum token t = conf_next_token(rd, &w);

	while (t != T_END && (t != T_CLOSE || open == NULL) && !rd->deep) {
		if (t == T_WORD) {
			read_directive(rd, parent, &w, &t);
			if (t != T_NEXT)
				continue;
		} else if (t == T_OPEN) {
			stray_block(rd, parent, &w);
		} else if (t == T_CLOSE) {
			no_block_to_close(rd, &w);
		}
		t = conf_next_token(rd, &w);
	}
	if (t == T_CLOSE)
		look_at_close(rd, parent, &w);
	else if (open != NULL && !rd->deep)
		not_closed(rd, open);
}

static struct conf_node *
new_root(struct arena *a, const char *file)
{
	struct conf_node *root = arena_alloc(a, sizeof(*root));

	root->file = arena_str(a, file);
	root->block = true;
	return root;
}

struct conf_node *
conf_read_most(struct arena *a, const char *path, struct conf_report *r)
{
	struct conf_node *root = new_root(a, path);
	unsigned files = 1;
	struct conf_reader rd = { .a = a, .r = r, .file = root->file,
	    .files = &files };
	int rc;

	if ((rd.real = realpath(path, NULL)) == NULL)
		rc = conf_bad(&rd, 0, 0, "cannot read it: %s", strerror(errno));
	else
		rc = read_file(&rd, root);
	free(rd.real);
	return rc == 0 ? root : NULL;
}

struct conf_node *
conf_read_file(struct arena *a, const char *path, struct conf_report *r)
{
	unsigned before = r->errors;
	struct conf_node *root = conf_read_most(a, path, r);

	return r->errors == before ? root : NULL;
}

struct conf_node *
conf_read_bytes(struct arena *a, const char *name, struct span bytes,
    struct conf_report *r)
{
	struct conf_node *root = new_root(a, name);
	unsigned files = 0, before = r->errors;
	struct conf_reader rd = { .a = a, .r = r, .file = root->file,
	    .p = bytes.p, .end = bytes.p, .files = &files };

	if (bytes.n > CONF_FILE_MAX) {
		conf_bad(&rd, 0, 0, "it has more than the limit of %d bytes",
		    CONF_FILE_MAX);
		return NULL;
	}
	if (bytes.n == 0)
		return root;
	rd.end += bytes.n;
	read_all(&rd, root);
	return r->errors == before ? root : NULL;
}
