/* SPDX-License-Identifier: ISC */
/*
 * The configuration's text becomes a tree; see conf.h.  The bytes are checked
 * once (UTF-8, no control characters), so that the reader below may think in
 * characters of ASCII and count columns by the bytes that begin one.
 */
#include "text/conf.h"

#include <errno.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>

#include "base/arena.h"
#include "base/buf.h"
#include "base/fd.h"
#include "base/mem.h"

/* One file (or some bytes) being read; includes form a chain by up. */
struct reader {
	struct arena	   *a;
	struct conf_report *r;
	const char	   *file;	/* as it is shown */
	char		   *real;	/* NULL: bytes, which include nothing */
	const char	   *p, *end;
	int		    line, column;
	unsigned	    depth;	/* of open blocks, includes' too */
	unsigned	    level;	/* of includes */
	unsigned	   *files;	/* read so far */
	struct reader	   *up;
	/* What the indentation says of braces, the first of each. */
	const struct conf_node *bare;	/* deeper lines stand behind it */
	const struct conf_node *open;	/* its "}" stands further left, */
	int		    shut;	/* in this line */
	int		    quoted;	/* the last line told for its quotes */
	bool		    torn;	/* the braces do not fit */
	bool		    deep;	/* too deep to go on */
};

enum token { T_WORD, T_NEXT /* newline or ';' */, T_OPEN, T_CLOSE, T_END };

static void read_children(struct reader *, struct conf_node *,
    const struct conf_word *);

/* Says what is wrong at a place; returns -1. */
static int __attribute__((format(printf, 4, 5)))
complain(struct reader *rd, int line, int column, const char *fmt, ...)
{
	struct conf_word w = { "", line, column };
	struct conf_node n = { .file = rd->file, .words = &w, .n = 1 };
	struct buf b = { 0 };
	va_list ap;

	va_start(ap, fmt);
	buf_addv(&b, fmt, ap);
	va_end(ap);
	conf_error(rd->r, &n, 0, "%s", buf_str(&b));
	buf_free(&b);
	return -1;
}

/* The same of quotes: those behind on the line follow from the first. */
static void
complain_of_quote(struct reader *rd, int line, int column, const char *what)
{
	if (rd->quoted != line)
		complain(rd, line, column, "%s", what);
	rd->quoted = line;
}

static bool
at(const struct reader *rd, size_t i, char c)
{
	return (size_t)(rd->end - rd->p) > i && rd->p[i] == c;
}

/* Steps over one byte. */
static void
step(struct reader *rd)
{
	if (*rd->p == '\n') {
		rd->line++;
		rd->column = 1;
	} else if (rd->p + 1 == rd->end ||
	    ((unsigned char)rd->p[1] & 0xc0) != 0x80)
		rd->column++;
	rd->p++;
}

static int
check_bytes(struct reader *rd)
{
	struct reader scan = *rd;
	unsigned c;
	size_t len;

	if (at(rd, 0, '\xef') && at(rd, 1, '\xbb') && at(rd, 2, '\xbf')) {
		complain(rd, 1, 1, "the file begins with a byte order mark "
		    "(BOM); save it as UTF-8 without one");
		rd->p += 3;
		scan.p += 3;
	}
	for (; scan.p < scan.end; ) {
		c = utf8_decode(scan.p, (size_t)(scan.end - scan.p), &len);
		if (c == 0xfffd && len == 1)
			return complain(&scan, scan.line, scan.column,
			    "the byte 0x%02x is not UTF-8; expected a text "
			    "file in UTF-8", (unsigned char)*scan.p);
		if (c == 0x7f || (c < 0x20 && c != '\t' && c != '\n' &&
		    !(c == '\r' && at(&scan, 1, '\n'))))
			return complain(&scan, scan.line, scan.column,
			    "a control character (0x%02x); expected text", c);
		for (; len > 0; len--)
			step(&scan);
	}
	return 0;
}

/* Steps over a backslash and the newline behind it, if that stands here. */
static bool
skip_joint(struct reader *rd)
{
	if (!at(rd, 0, '\\'))
		return false;
	if (at(rd, 1, '\n'))
		step(rd);
	else if (at(rd, 1, '\r') && at(rd, 2, '\n')) {
		step(rd);
		step(rd);
	} else
		return false;
	step(rd);
	return true;
}

static void
skip_blanks(struct reader *rd)
{
	while (rd->p < rd->end) {
		if (*rd->p == ' ' || *rd->p == '\t' || *rd->p == '\r')
			step(rd);
		else if (*rd->p == '#')
			while (rd->p < rd->end && *rd->p != '\n')
				step(rd);
		else if (!skip_joint(rd))
			return;
	}
}

/* Does a bare word end before this character? */
static bool
ends_word(char c)
{
	return c == '\0' || strchr(" \t\r\n;{}\"", c) != NULL;
}

static enum token
bare_word(struct reader *rd, struct conf_word *w)
{
	struct buf b = { 0 };

	while (rd->p < rd->end && !ends_word(*rd->p)) {
		if (skip_joint(rd))
			continue;
		buf_addc(&b, *rd->p);
		step(rd);
	}
	if (at(rd, 0, '"'))
		complain_of_quote(rd, rd->line, rd->column,
		    arena_printf(rd->a, "found a quotation mark inside the "
		    "word \"%s\"; expected white space before it, or "
		    "quotation marks around the whole word", buf_str(&b)));
	w->text = arena_strn(rd->a, buf_str(&b), b.n);
	buf_free(&b);
	return T_WORD;
}

/* Takes one character of a quoted word. */
static void
quoted_char(struct reader *rd, struct buf *b)
{
	if (skip_joint(rd))
		return;
	if (*rd->p == '\\' && (at(rd, 1, '"') || at(rd, 1, '\\') ||
	    at(rd, 1, 'n'))) {
		step(rd);
		buf_addc(b, *rd->p == 'n' ? '\n' : *rd->p);
		step(rd);
		return;
	}
	if (*rd->p == '\\')
		complain(rd, rd->line, rd->column, "found a backslash that "
		    "means nothing here; expected \\\" or \\\\ or \\n, or a "
		    "backslash at the end of the line");
	buf_addc(b, *rd->p);
	step(rd);
}

/*
 * An unclosed word ends with its line; the braces and semicolons that end the
 * line were hardly meant to be text: goes back before them.
 */
static void
leave_braces(struct reader *rd, const struct conf_word *w, struct buf *b)
{
	size_t n = b->n;

	while (n > 0 && strchr(" \t\r;{}", b->p[n - 1]) != NULL)
		n--;
	if (memchr(b->p + n, '{', b->n - n) == NULL &&
	    memchr(b->p + n, '}', b->n - n) == NULL)
		return;
	while (b->n > n && rd->line == w->line) {
		b->n--;
		rd->p--;
		rd->column--;
	}
}

/* Whether the next quotation mark, some lines on, closes: it stands right
 * behind a word. */
static bool
closes_later(const struct reader *rd)
{
	const char *q = memchr(rd->p, '"', (size_t)(rd->end - rd->p));

	return q != NULL && q > rd->p && !ends_word(q[-1]);
}

static enum token
quoted_word(struct reader *rd, struct conf_word *w)
{
	unsigned before = rd->r->errors;
	struct buf b = { 0 };

	step(rd);
	while (rd->p < rd->end && *rd->p != '"' && *rd->p != '\n')
		quoted_char(rd, &b);
	if (at(rd, 0, '"')) {
		step(rd);
		if (rd->p < rd->end && (!ends_word(*rd->p) || *rd->p == '"'))
			complain_of_quote(rd, rd->line, rd->column, "found "
			    "text right behind a quoted word; expected white "
			    "space");
	} else {
		if (rd->r->errors == before)
			complain_of_quote(rd, w->line, w->column, "the "
			    "quotation mark that opens here is not closed on "
			    "its line; expected another one behind the text");
		if (closes_later(rd)) {
			while (*rd->p != '"')
				step(rd);
			step(rd);
		} else {
			leave_braces(rd, w, &b);
		}
	}
	w->text = arena_strn(rd->a, buf_str(&b), b.n);
	buf_free(&b);
	return T_WORD;
}

static enum token
next_token(struct reader *rd, struct conf_word *w)
{
	static const char marks[] = "\n;{}";
	static const enum token tokens[] = { T_NEXT, T_NEXT, T_OPEN, T_CLOSE };
	const char *mark;

	skip_blanks(rd);
	*w = (struct conf_word){ "", rd->line, rd->column };
	if (rd->p == rd->end)
		return T_END;
	if ((mark = strchr(marks, *rd->p)) != NULL) {
		step(rd);
		return tokens[mark - marks];
	}
	return *rd->p == '"' ? quoted_word(rd, w) : bare_word(rd, w);
}

/*
 * Reads the words of one directive whose first word is w, up to what ends it,
 * which is returned and whose place is then in w.
 */
static enum token
read_words(struct reader *rd, struct conf_node *n, struct conf_word *w)
{
	struct conf_word *words = NULL;
	size_t cap = 0;
	enum token t = T_WORD;
	bool full = false;

	for (; t == T_WORD; t = next_token(rd, w)) {
		if (n->n > CONF_WORDS_MAX) {
			if (!full)
				complain(rd, w->line, w->column, "found one "
				    "more word in this directive; expected at "
				    "most %d behind its name", CONF_WORDS_MAX);
			full = true;
			continue;
		}
		if (n->n == cap) {
			cap = cap != 0 ? cap * 2 : 8;
			words = mem_grow(words, cap, sizeof(*words));
		}
		words[n->n++] = *w;
	}
	n->words = arena_alloc(rd->a, n->n * sizeof(*words));
	memcpy(n->words, words, n->n * sizeof(*words));
	free(words);
	return t;
}

static bool
is_open(const struct reader *rd, const char *real)
{
	for (; rd != NULL; rd = rd->up)
		if (strcmp(rd->real, real) == 0)
			return true;
	return false;
}

/* What a file says whose braces do not fit stands nobody knows where. */
static void
take_away(struct reader *rd, struct conf_node *parent, size_t from)
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
read_all(struct reader *rd, struct conf_node *parent)
{
	size_t from = parent->children.n;

	rd->line = rd->column = 1;
	if (check_bytes(rd) == -1)
		return -1;
	read_children(rd, parent, NULL);
	if (rd->torn)
		take_away(rd, parent, from);
	return 0;
}

/* -1 where nothing of it could be read. */
static int
read_file(struct reader *rd, struct conf_node *parent)
{
	struct err e = { 0 };
	struct buf text = { 0 };
	struct stat st;
	int rc = -1;

	if (stat(rd->real, &st) == -1) {
		complain(rd, 0, 0, "cannot read it: %s", strerror(errno));
		goto out;
	}
	if (!S_ISREG(st.st_mode)) {
		complain(rd, 0, 0, "it is no regular file");
		goto out;
	}
	if (file_read_all(rd->real, CONF_FILE_MAX, &text, &e) == -1) {
		complain(rd, 0, 0, "cannot read it: %s", e.text);
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
include(struct reader *rd, const struct conf_node *n, struct conf_node *parent)
{
	const struct conf_word *w = &n->words[n->n > 1];
	struct reader in = *rd;
	int rc;

	in.bare = in.open = NULL;
	in.torn = false;
	in.quoted = 0;
	if (n->n != 2 || n->block)
		return complain(rd, w->line, w->column, "found %zu words "
		    "behind \"include\"%s; expected one file name", n->n - 1,
		    n->block ? " and a block" : "");
	if (rd->real == NULL)
		return complain(rd, w->line, w->column, "found an include; "
		    "expected none, as this text is no file");
	if (rd->level == CONF_DEPTH_MAX)
		return complain(rd, w->line, w->column, "files include each "
		    "other more than %d deep", CONF_DEPTH_MAX);
	if (*rd->files > CONF_FILES_MAX)
		return -1;
	if (++*rd->files > CONF_FILES_MAX)
		return complain(rd, w->line, w->column, "more than %d files "
		    "are included", CONF_FILES_MAX);
	in.file = conf_path(rd->a, n, 1);
	in.up = rd;
	in.level++;
	if ((in.real = realpath(in.file, NULL)) == NULL)
		return complain(rd, w->line, w->column, "cannot include %s: "
		    "%s", in.file, strerror(errno));
	if (is_open(rd, in.real))
		rc = complain(rd, w->line, w->column, "%s includes itself, "
		    "here or through others", in.file);
	else
		rc = read_file(&in, parent);
	free(in.real);
	return rc;
}

/* Does this directive stand alone on its line so far, deeper than n? */
static void
look_at_indent(struct reader *rd, const struct conf_node *last,
    const struct conf_node *n)
{
	if (rd->bare == NULL && last != NULL && last->file == rd->file &&
	    !last->block && n->words[0].line > last->words[0].line &&
	    n->words[0].column > last->words[0].column)
		rd->bare = last;
}

/* The block of n, whose "{" was read at open. */
static void
read_block(struct reader *rd, struct conf_node *n, const struct conf_word *open)
{
	n->block = true;
	if (rd->depth == CONF_DEPTH_MAX) {
		complain(rd, open->line, open->column, "found a block within "
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
read_directive(struct reader *rd, struct conf_node *parent,
    struct conf_word *w, enum token *t)
{
	struct conf_node *n = arena_alloc(rd->a, sizeof(*n));
	struct list *all = &parent->children;
	unsigned before = rd->r->errors;
	struct conf_word open;

	n->file = rd->file;
	*t = read_words(rd, n, w);
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
stray_block(struct reader *rd, struct conf_node *parent,
    const struct conf_word *w)
{
	struct list *all = &parent->children;
	struct conf_node *n = all->n > 0 ? all->at[all->n - 1] : NULL;
	struct conf_word open = *w;

	complain(rd, w->line, w->column, "found \"{\" without a word before "
	    "it; expected it on the line of the directive it belongs to");
	if (n == NULL || n->block || n->file != rd->file) {
		n = arena_alloc(rd->a, sizeof(*n));
		rd->torn = true;
	}
	read_block(rd, n, &open);
}

/* The two words that people know a directive by: "step change". */
static const char *
called(struct reader *rd, const struct conf_node *n)
{
	return arena_printf(rd->a, "%.80s%s%.80s", n->words[0].text,
	    n->n > 1 ? " " : "", n->n > 1 ? n->words[1].text : "");
}

static void
no_block_to_close(struct reader *rd, const struct conf_word *w)
{
	const struct conf_node *n = rd->bare;

	if (rd->torn)		/* others follow from the first one */
		return;
	rd->torn = true;
	if (n == NULL)
		complain(rd, w->line, w->column, "found \"}\", but no block "
		    "is open here");
	else
		complain(rd, n->words[0].line, n->words[0].column, "\"%s\" has "
		    "no \"{\", though the lines behind it stand deeper; "
		    "expected \"%s {\": line %d has a \"}\" too many",
		    called(rd, n), called(rd, n), w->line);
}

static void
not_closed(struct reader *rd, const struct conf_word *open)
{
	const struct conf_node *n = rd->open;

	if (rd->torn)
		return;
	rd->torn = true;
	if (n == NULL)
		complain(rd, open->line, open->column, "the block that opens "
		    "here is not closed; expected \"}\" before the end of the "
		    "file");
	else
		complain(rd, n->words[0].line, n->words[0].column, "the block "
		    "of \"%s\" is not closed, it seems: the next \"}\" for it, "
		    "in line %d, stands further left; expected \"}\" before "
		    "that", called(rd, n), rd->shut);
}

/* Is the "}" at w, the first one on its line, left of its block's name? */
static void
look_at_close(struct reader *rd, const struct conf_node *n,
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
read_children(struct reader *rd, struct conf_node *parent,
    const struct conf_word *open)
{
	struct conf_word w;
	enum token t = next_token(rd, &w);

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
		t = next_token(rd, &w);
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
	struct reader rd = { .a = a, .r = r, .file = root->file,
	    .files = &files };
	int rc;

	if ((rd.real = realpath(path, NULL)) == NULL)
		rc = complain(&rd, 0, 0, "cannot read it: %s", strerror(errno));
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
	struct reader rd = { .a = a, .r = r, .file = root->file,
	    .p = bytes.p, .end = bytes.p, .files = &files };

	if (bytes.n > CONF_FILE_MAX) {
		complain(&rd, 0, 0, "it has more than the limit of %d bytes",
		    CONF_FILE_MAX);
		return NULL;
	}
	if (bytes.n == 0)
		return root;
	rd.end += bytes.n;
	read_all(&rd, root);
	return r->errors == before ? root : NULL;
}

const struct conf_node *
conf_find(const struct conf_node *parent, const char *name)
{
	const struct conf_node *n;
	size_t i;

	for (i = 0; i < parent->children.n; i++) {
		n = parent->children.at[i];
		if (strcmp(n->words[0].text, name) == 0)
			return n;
	}
	return NULL;
}

static bool
stands_in(const struct list *l, size_t word, const char *what)
{
	const struct conf_node *n;
	size_t i;

	for (i = 0; i < l->n; i++) {
		n = l->at[i];
		if (word < n->n && strcmp(n->words[word].text, what) == 0)
			return true;
	}
	return false;
}

bool
conf_stood(const struct conf_node *parent, const char *name)
{
	return stands_in(&parent->dropped, 0, name) ||
	    stands_in(&parent->children, 0, name);
}

bool
conf_may_be(const struct conf_report *r, const struct conf_node *parent,
    const char *name)
{
	return r->gaps || (parent != NULL &&
	    stands_in(&parent->dropped, 1, name));
}

const char *
conf_get(const struct conf_node *parent, const char *name, size_t i,
    const char *def)
{
	const struct conf_node *n = conf_find(parent, name);

	return n != NULL && i < n->n ? n->words[i].text : def;
}

/*
 * The folder "dir/sub/" (n bytes of it) without its last part, where that is
 * no link and thus the same as "dir/sub/../"; SIZE_MAX where it is not.
 */
static size_t
above(struct arena *a, const char *dir, size_t n)
{
	const char *folder = arena_strn(a, dir, n - 1);
	const char *slash = strrchr(folder, '/');
	const char *last = slash != NULL ? slash + 1 : folder;
	struct stat st;

	if (last[0] == '\0' || strcmp(last, ".") == 0 ||
	    strcmp(last, "..") == 0 || lstat(folder, &st) == -1 ||
	    !S_ISDIR(st.st_mode))
		return SIZE_MAX;
	return (size_t)(last - folder);
}

char *
conf_path(struct arena *a, const struct conf_node *n, size_t word)
{
	const char *path = n->words[word].text;
	const char *slash = strrchr(n->file, '/');
	size_t dir = slash != NULL ? (size_t)(slash - n->file) + 1 : 0, up;

	if (path[0] == '/')
		return arena_str(a, path);
	/* "run/x", as people would say it, not "conf/../run/x" */
	while (dir > 1 && strncmp(path, "../", 3) == 0 &&
	    (up = above(a, n->file, dir)) != SIZE_MAX) {
		dir = up;
		path += 3;
	}
	return arena_printf(a, "%.*s%s", (int)dir, n->file, path);
}
