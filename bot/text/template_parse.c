/* SPDX-License-Identifier: ISC */
/* From a template's text to its pieces; see template.h. */
#include <stdlib.h>
#include <string.h>

#include "base/arena.h"
#include "base/mem.h"
#include "base/str.h"
#include "text/template_tree.h"

struct parser {
	struct arena	*arena;
	struct template	*t;
	struct err	*e;
	const char	*start, *end;	/* the text */
	const char	*at;		/* read up to here */
	int		 line;		/* of at */
	size_t		 cap;		/* of t->pieces while parsing */
	size_t		 open[TEMPLATE_DEPTH_MAX];	/* sections */
	size_t		 depth;
};

/* One {{tag}}. */
struct tag {
	char		 sigil;		/* # ^ / > ! { or 0 */
	struct span	 name;
	const char	*start, *end;	/* with its braces */
};

static int
wrong(struct parser *p, int line, const char *what, struct span name)
{
	const char *nl = memchr(name.p, '\n', name.n);
	size_t n = nl != NULL ? (size_t)(nl - name.p) : name.n;

	return err_set(p->e, ERR_CONFIG, "%s:%d: %s \"%.*s\"", p->t->file,
	    line, what, n < 80 ? (int)n : 80, name.p);
}

/* Moves on to a later place, counting lines. */
static void
advance(struct parser *p, const char *to)
{
	for (; p->at < to; p->at++)
		if (*p->at == '\n')
			p->line++;
}

static struct piece *
add(struct parser *p, enum piece_kind kind, const char *text, size_t n)
{
	struct piece *pc;

	if (p->t->n == p->cap) {
		p->cap = p->cap != 0 ? p->cap * 2 : 32;
		p->t->pieces = mem_grow(p->t->pieces, p->cap, sizeof(*pc));
	}
	pc = &p->t->pieces[p->t->n++];
	*pc = (struct piece){ .kind = kind, .n = n, .line = p->line,
	    .text = arena_strn(p->arena, text, n) };
	if (kind != PIECE_TEXT)
		pc->hash = template_hash(pc->text);
	return pc;
}

static bool
is_blank(char c)
{
	return c == ' ' || c == '\t';
}

/*
 * Does the tag stand alone on its line?  Then *from and *to are the whole
 * line's ends (the line break included).
 */
static bool
stands_alone(const struct parser *p, const struct tag *g, const char **from,
    const char **to)
{
	const char *a = g->start, *b = g->end;

	while (a > p->start && is_blank(a[-1]))
		a--;
	while (b < p->end && is_blank(*b))
		b++;
	if ((a > p->start && a[-1] != '\n') || (b < p->end && *b != '\n'))
		return false;
	*from = a;
	*to = b < p->end ? b + 1 : b;
	return true;
}

static bool
is_name(struct span name, bool slash)
{
	static const char letters[] = "abcdefghijklmnopqrstuvwxyz"
	    "ABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789_.-";
	size_t i;

	if (name.n == 0 || name.n > TEMPLATE_NAME_MAX)
		return false;
	for (i = 0; i < name.n; i++)
		if (memchr(letters, name.p[i], sizeof(letters) - 1) == NULL &&
		    !(slash && name.p[i] == '/'))
			return false;
	return true;
}

/* Reads the tag at g->start; p->line is its line. */
static int
read_tag(struct parser *p, struct tag *g)
{
	const char *body = g->start + 2, *close;
	struct span whole = { g->start, (size_t)(p->end - g->start) };
	bool raw = body < p->end && *body == '{';
	size_t tail = raw ? 3 : 2;

	close = memmem(body, (size_t)(p->end - body), "}}}", tail);
	if (close == NULL)
		return wrong(p, p->line, "there is no end to the tag", whole);
	g->end = close + tail;
	whole.n = (size_t)(g->end - g->start);
	if (raw)
		body++;
	g->name = span_trim((struct span){ body, (size_t)(close - body) });
	g->sigil = raw ? '{' : '\0';
	if (!raw && g->name.n > 0 && strchr("#^/>!", *g->name.p) != NULL) {
		g->sigil = *g->name.p;
		g->name = span_trim((struct span){ g->name.p + 1,
		    g->name.n - 1 });
	}
	if (g->sigil == '!')
		return 0;
	if (!is_name(g->name, g->sigil == '>'))
		return wrong(p, p->line, "this is no tag of ours (a name has "
		    "letters, digits and _ . - only):", whole);
	if (raw && p->t->html)
		return wrong(p, p->line, "a raw value is not allowed in "
		    "html:", whole);
	return 0;
}

static int
open_section(struct parser *p, const struct tag *g)
{
	if (p->depth == TEMPLATE_DEPTH_MAX)
		return err_set(p->e, ERR_LIMIT, "%s:%d: more than %d sections "
		    "within each other", p->t->file, p->line,
		    TEMPLATE_DEPTH_MAX);
	p->open[p->depth++] = p->t->n;
	add(p, g->sigil == '#' ? PIECE_SECTION : PIECE_INVERTED, g->name.p,
	    g->name.n);
	return 0;
}

static int
close_section(struct parser *p, const struct tag *g)
{
	struct piece *pc;

	if (p->depth == 0)
		return wrong(p, p->line, "this closes no section:", g->name);
	pc = &p->t->pieces[p->open[p->depth - 1]];
	if (!span_eq(g->name, pc->text))
		return err_set(p->e, ERR_CONFIG, "%s:%d: found {{/%.*s}} "
		    "where {{/%s}} (opened in line %d) was expected",
		    p->t->file, p->line, SPAN_ARG(g->name), pc->text,
		    pc->line);
	pc->end = p->t->n;
	p->depth--;
	return 0;
}

static int
use_tag(struct parser *p, const struct tag *g)
{
	switch (g->sigil) {
	case '#':
	case '^':
		return open_section(p, g);
	case '/':
		return close_section(p, g);
	case '>':
		add(p, PIECE_PARTIAL, g->name.p, g->name.n);
		return 0;
	case '!':
		return 0;
	default:
		add(p, g->sigil == '{' ? PIECE_RAW : PIECE_VALUE, g->name.p,
		    g->name.n);
		return 0;
	}
}

/* The literal text up to the next tag, and that tag. */
static int
next_tag(struct parser *p, const char *start)
{
	struct tag g = { .start = start };
	const char *literal = p->at, *from = start, *to;

	advance(p, start);
	if (read_tag(p, &g) == -1)
		return -1;
	to = g.end;
	if (g.sigil != '\0' && g.sigil != '{')
		stands_alone(p, &g, &from, &to);
	if (from > literal)
		add(p, PIECE_TEXT, literal, (size_t)(from - literal));
	if (use_tag(p, &g) == -1)
		return -1;
	advance(p, to);
	return 0;
}

static int
parse(struct parser *p)
{
	const char *tag;
	const struct piece *pc;

	for (;;) {
		tag = memmem(p->at, (size_t)(p->end - p->at), "{{", 2);
		if (tag == NULL)
			break;
		if (next_tag(p, tag) == -1)
			return -1;
	}
	if (p->end > p->at)
		add(p, PIECE_TEXT, p->at, (size_t)(p->end - p->at));
	if (p->depth == 0)
		return 0;
	pc = &p->t->pieces[p->open[p->depth - 1]];
	return err_set(p->e, ERR_CONFIG, "%s:%d: the section \"%s\" is never "
	    "closed", p->t->file, pc->line, pc->text);
}

/* Files written elsewhere may end their lines in CR LF: the CRs go. */
static char *
without_cr(struct arena *a, const char *text, size_t n, size_t *len)
{
	char *copy = arena_alloc(a, n + 1);
	size_t i, m = 0;

	for (i = 0; i < n; i++)
		if (text[i] != '\r' || i + 1 == n || text[i + 1] != '\n')
			copy[m++] = text[i];
	*len = m;
	return copy;
}

int
template_parse(struct arena *a, struct template *t, const char *text,
    size_t n, struct err *e)
{
	struct parser p = { .arena = a, .t = t, .e = e, .line = 1 };
	struct piece *pieces;
	int rc;

	if (n > TEMPLATE_SIZE_MAX)
		return err_set(e, ERR_LIMIT, "%s: a template has at most %d "
		    "bytes", t->file, TEMPLATE_SIZE_MAX);
	if (!utf8_valid(text, n) || memchr(text, '\0', n) != NULL)
		return err_set(e, ERR_CONFIG, "%s: a template is UTF-8 text",
		    t->file);
	p.start = p.at = without_cr(a, text, n, &n);
	p.end = p.start + n;
	rc = parse(&p);
	pieces = t->pieces;
	t->pieces = arena_alloc(a, t->n * sizeof(*pieces));
	if (t->n != 0)
		memcpy(t->pieces, pieces, t->n * sizeof(*pieces));
	free(pieces);
	return rc;
}
