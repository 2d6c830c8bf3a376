/* SPDX-License-Identifier: ISC */
/* The configuration's text becomes words and marks; see conf_parts.h. */
#include <stdarg.h>
#include <stdlib.h>
#include <string.h>

#include "base/arena.h"
#include "base/buf.h"
#include "base/mem.h"
#include "base/str.h"
#include "text/conf_parts.h"

int
conf_bad(struct conf_reader *rd, int line, int column,
    const char *fmt, ...)
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
complain_of_quote(struct conf_reader *rd, int line, int column,
    const char *what)
{
	if (rd->quoted != line)
		conf_bad(rd, line, column, "%s", what);
	rd->quoted = line;
}

static bool
at(const struct conf_reader *rd, size_t i, char c)
{
	return (size_t)(rd->end - rd->p) > i && rd->p[i] == c;
}

/* Steps over one byte. */
static void
step(struct conf_reader *rd)
{
	if (*rd->p == '\n') {
		rd->line++;
		rd->column = 1;
	} else if (rd->p + 1 == rd->end ||
	    ((unsigned char)rd->p[1] & 0xc0) != 0x80)
		rd->column++;
	rd->p++;
}

int
conf_check_bytes(struct conf_reader *rd)
{
	struct conf_reader scan = *rd;
	unsigned c;
	size_t len;

	if (at(rd, 0, '\xef') && at(rd, 1, '\xbb') && at(rd, 2, '\xbf')) {
		conf_bad(rd, 1, 1, "the file begins with a byte order mark "
		    "(BOM); save it as UTF-8 without one");
		rd->p += 3;
		scan.p += 3;
	}
	for (; scan.p < scan.end; ) {
		c = utf8_decode(scan.p, (size_t)(scan.end - scan.p), &len);
		if (c == 0xfffd && len == 1)
			return conf_bad(&scan, scan.line, scan.column,
			    "the byte 0x%02x is not UTF-8; expected a text "
			    "file in UTF-8", (unsigned char)*scan.p);
		if (c == 0x7f || (c < 0x20 && c != '\t' && c != '\n' &&
		    !(c == '\r' && at(&scan, 1, '\n'))))
			return conf_bad(&scan, scan.line, scan.column,
			    "a control character (0x%02x); expected text", c);
		for (; len > 0; len--)
			step(&scan);
	}
	return 0;
}

/* Steps over a backslash and the newline behind it, if that stands here. */
static bool
skip_joint(struct conf_reader *rd)
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
skip_blanks(struct conf_reader *rd)
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
bare_word(struct conf_reader *rd, struct conf_word *w)
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
quoted_char(struct conf_reader *rd, struct buf *b)
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
		conf_bad(rd, rd->line, rd->column, "found a backslash that "
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
leave_braces(struct conf_reader *rd, const struct conf_word *w, struct buf *b)
{
	size_t n = b->n;

	while (n > 0 && strchr(" \t\r;{}", b->p[n - 1]) != NULL)
		n--;
	if (n == b->n)
		return;
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
closes_later(const struct conf_reader *rd)
{
	const char *q = memchr(rd->p, '"', (size_t)(rd->end - rd->p));

	return q != NULL && q > rd->p && !ends_word(q[-1]);
}

static enum token
quoted_word(struct conf_reader *rd, struct conf_word *w)
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

enum token
conf_next_token(struct conf_reader *rd, struct conf_word *w)
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

enum token
conf_read_words(struct conf_reader *rd, struct conf_node *n,
    struct conf_word *w)
{
	struct conf_word *words = NULL;
	size_t cap = 0;
	enum token t = T_WORD;
	bool full = false;

	for (; t == T_WORD; t = conf_next_token(rd, w)) {
		if (n->n > CONF_WORDS_MAX) {
			if (!full)
				conf_bad(rd, w->line, w->column, "found one "
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
