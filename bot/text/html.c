/* SPDX-License-Identifier: ISC */
/* HTML to plain text; see html.h.  Tag by tag, no tree. */
#include "text/html_parts.h"

#include <string.h>

#include "base/buf.h"

enum tag_kind {
	TAG_BREAK	= 1,	/* begins and ends a line */
	TAG_SPACED	= 2,	/* with an empty line around */
	TAG_SKIP	= 4,	/* its content is never shown */
	TAG_VOID	= 8,	/* has no end tag */
	TAG_CELL	= 16,
	TAG_ITEM	= 32,
	TAG_LINK	= 64,
	TAG_PRE		= 128,
	TAG_ROW		= 256,	/* begins or ends rows of cells */
	TAG_QUOTE	= 512,	/* its lines begin with "> " */
};

static const struct { const char *name; int kind; } tags[] = {
	{ "a", TAG_LINK }, { "address", TAG_BREAK }, { "area", TAG_VOID },
	{ "article", TAG_BREAK }, { "base", TAG_VOID },
	{ "blockquote", TAG_SPACED | TAG_QUOTE },
	{ "br", TAG_BREAK | TAG_VOID },
	{ "center", TAG_BREAK }, { "col", TAG_VOID }, { "dd", TAG_BREAK },
	{ "div", TAG_BREAK }, { "dl", TAG_SPACED }, { "dt", TAG_BREAK },
	{ "embed", TAG_VOID }, { "footer", TAG_BREAK }, { "form", TAG_BREAK },
	{ "h1", TAG_SPACED }, { "h2", TAG_SPACED }, { "h3", TAG_SPACED },
	{ "h4", TAG_SPACED }, { "h5", TAG_SPACED }, { "h6", TAG_SPACED },
	{ "head", TAG_SKIP }, { "header", TAG_BREAK },
	{ "hr", TAG_SPACED | TAG_VOID }, { "iframe", TAG_SKIP },
	{ "img", TAG_VOID }, { "input", TAG_VOID }, { "li", TAG_ITEM },
	{ "link", TAG_VOID }, { "meta", TAG_VOID }, { "object", TAG_SKIP },
	{ "ol", TAG_BREAK }, { "option", TAG_BREAK }, { "p", TAG_SPACED },
	{ "pre", TAG_SPACED | TAG_PRE }, { "script", TAG_SKIP },
	{ "section", TAG_BREAK }, { "select", TAG_SKIP },
	{ "source", TAG_VOID }, { "style", TAG_SKIP }, { "svg", TAG_SKIP },
	{ "table", TAG_SPACED | TAG_ROW }, { "td", TAG_CELL },
	{ "template", TAG_SKIP },
	{ "textarea", TAG_SKIP }, { "th", TAG_CELL }, { "title", TAG_SKIP },
	{ "tr", TAG_BREAK | TAG_ROW }, { "ul", TAG_BREAK }, { "wbr", TAG_VOID },
};

#define INDENT_MAX 80	/* no-break spaces that a line begins with, kept */

struct html {
	struct buf	*out;
	size_t		 start, max;
	struct span	 in;		/* what is left */
	int		 newlines;	/* wanted before the next word */
	int		 indent;	/* spaces before it there */
	bool		 blank;		/* a space is wanted */
	bool		 parted;	/* " | " is wanted, and no lines */
	bool		 fresh;		/* a cell that has no text yet */
	bool		 joined;	/* the row has cells that were joined */
	size_t		 row_at;	/* where the row's text begins */
	size_t		 cell_at;	/* where the cell's does */
	int		 pre;		/* open <pre> */
	int		 quotes;	/* open <blockquote> */
	char		 hidden[24];	/* tag that hides, "" none */
	int		 hidden_depth;	/* of that tag's name */
	struct span	 link;		/* href of the open link */
	size_t		 link_at;	/* where its text began */
};

static int
tag_kind(const char *name)
{
	size_t i;

	for (i = 0; i < LEN(tags); i++)
		if (tags[i].name[0] == name[0] &&
		    strcmp(tags[i].name, name) == 0)
			return tags[i].kind;
	return 0;
}

/* Puts the wanted white space, then the bytes. */
static void
put(struct html *h, const char *p, size_t n)
{
	bool first = h->out->n == h->start;

	if (n == 0 || h->out->n >= h->max)
		return;
	h->joined |= h->parted;
	if (h->parted)
		buf_add(h->out, " | ", 3);
	else if (!first && h->newlines > 0)
		buf_add(h->out, "\n\n", h->newlines > 1 ? 2 : 1);
	else if (!first && h->blank)
		buf_addc(h->out, ' ');
	/* who reads a mail must not take for its own what it quotes */
	if (h->quotes > 0 && !h->parted && (first || h->newlines > 0))
		buf_add(h->out, "> ", 2);
	for (; h->indent > 0 && (first || h->newlines > 0); h->indent--)
		buf_addc(h->out, ' ');
	h->newlines = h->indent = 0;
	h->blank = h->parted = h->fresh = false;
	buf_add(h->out, p, n);
}

/* How many ordinary letters the bytes begin with: shown as they are. */
static size_t
letters(struct span s)
{
	size_t n = 0;

	while (n < s.n && s.p[n] > ' ' && s.p[n] < 0x7f && s.p[n] != '&')
		n++;
	return n;
}

/* As one put() for each letter. */
static void
put_letters(struct html *h, const char *p, size_t n)
{
	size_t room;

	put(h, p, 1);
	room = h->out->n < h->max ? h->max - h->out->n : 0;
	buf_add(h->out, p + 1, n - 1 < room ? n - 1 : room);
}

static void
want_lines(struct html *h, int n)
{
	/* blocks at the beginning of a cell: it stays in its row */
	if (h->fresh)
		return;
	if (h->newlines < n)
		h->newlines = n;
	h->blank = false;
	h->indent = 0;
}

/* A no-break space: at the begin of a line it indents, as nothing else can. */
static void
put_nbsp(struct html *h)
{
	if ((h->newlines > 0 || h->out->n == h->start) && !h->parted &&
	    !h->fresh && h->indent < INDENT_MAX)
		h->indent++;
	else
		h->blank = true;
}

static void
put_code(struct html *h, unsigned long c)
{
	char p[4];
	size_t n;

	if (c == 0xa0) {
		put_nbsp(h);
		return;
	}
	if (c == ' ' || c == '\t' || c == '\n') {
		h->blank = true;
		return;
	}
	/* soft hyphen, zero width and direction marks hide words */
	if (c == 0xad || (c >= 0x200b && c <= 0x200f) || c == 0xfeff ||
	    (c >= 0x202a && c <= 0x202e) || (c >= 0x2060 && c <= 0x2069))
		return;
	if (c < 0x20 || (c >= 0x7f && c < 0xa0) || c > 0x10ffff ||
	    (c >= 0xd800 && c <= 0xdfff))
		c = 0xfffd;
	if (c < 0x80) {
		p[0] = (char)c;
		n = 1;
	} else if (c < 0x800) {
		p[0] = (char)(0xc0 | c >> 6);
		n = 2;
	} else if (c < 0x10000) {
		p[0] = (char)(0xe0 | c >> 12);
		n = 3;
	} else {
		p[0] = (char)(0xf0 | c >> 18);
		n = 4;
	}
	for (size_t i = 1; i < n; i++)
		p[i] = (char)(0x80 | (c >> (6 * (n - 1 - i)) & 0x3f));
	put(h, p, n);
}

/* "&name;" or "&#n;" at s: shown; its length, 0 where it is none. */
static size_t
put_entity(struct html *h, struct span s)
{
	const char *utf8;
	unsigned long c;
	size_t n = html_entity(s, &utf8, &c);

	if (n == 0)
		return 0;
	if (utf8 == NULL)
		put_code(h, c);
	else if (strcmp(utf8, "\xc2\xa0") == 0)
		put_nbsp(h);
	else if (strcmp(utf8, " ") == 0)
		h->blank = true;
	else
		put(h, utf8, strlen(utf8));
	return n;
}

static void
put_text(struct html *h, struct span s)
{
	size_t n, len;

	while (s.n > 0) {
		n = letters(s);
		if (n > 0) {
			put_letters(h, s.p, n);
			s.p += n;
			s.n -= n;
			continue;
		}
		n = 1;
		if (s.p[0] == '&') {
			len = put_entity(h, s);
			if (len == 0)
				put(h, "&", 1);
			else
				n = len;
		} else if (s.p[0] == '\n' && h->pre > 0) {
			h->newlines++;
			h->indent = 0;
		} else if (strchr(" \t\r\n\f", s.p[0]) != NULL) {
			if (h->pre > 0 && (s.p[0] == ' ' || s.p[0] == '\t'))
				put(h, s.p, 1);
			else if (h->indent > 0 && s.p[0] == ' ')
				put_nbsp(h);
			else
				h->blank = true;
		} else {
			put_code(h, utf8_decode(s.p, s.n, &n));
		}
		s.p += n;
		s.n -= n;
	}
}

/* The link's target behind its text, unless the text says it already. */
static void
end_link(struct html *h)
{
	struct span text, url = span_trim(h->link);

	h->link = (struct span){ NULL, 0 };
	if (url.p == NULL || url.n > 2000 || h->out->n <= h->link_at)
		return;
	if (!span_starts_nocase(url, "http:") &&
	    !span_starts_nocase(url, "https:") &&
	    !span_starts_nocase(url, "ftp:"))
		return;
	text = span_trim((struct span){ h->out->p + h->link_at,
	    h->out->n - h->link_at });
	if (text.n == url.n && memcmp(text.p, url.p, url.n) == 0)
		return;
	h->newlines = 0;
	h->blank = true;
	put(h, "<", 1);
	put_text(h, url);
	h->newlines = 0;
	h->blank = false;
	put(h, ">", 1);
}

#define CELL_MAX	200	/* bytes of a cell that another may join */
#define ROW_MAX		800	/* bytes of their row */

/* The text from at on is one line, and short. */
static bool
is_one_line(const struct html *h, size_t at, size_t max)
{
	while (at < h->out->n && h->out->p[at] == '\n')
		at++;
	return at < h->out->n && h->out->n - at <= max &&
	    memchr(h->out->p + at, '\n', h->out->n - at) == NULL;
}

static void
row_tag(struct html *h)
{
	/* a paragraph in its last cell does not set the row apart */
	if (h->joined && h->newlines > 1)
		h->newlines = 1;
	h->parted = h->joined = h->fresh = false;
	h->row_at = h->cell_at = h->out->n;
}

/*
 * A cell behind another one that has a text joins it in its line, even where
 * each holds a paragraph.  Cells of several lines are a layout: they follow
 * each other as blocks do.
 */
static void
begin_cell(struct html *h)
{
	if (h->parted)
		return;		/* the one between was empty */
	if (is_one_line(h, h->cell_at, CELL_MAX) &&
	    is_one_line(h, h->row_at, ROW_MAX)) {
		h->parted = true;
		h->newlines = 0;
	} else {
		h->blank = true;
	}
	h->cell_at = h->out->n;
	h->fresh = true;
}

/* Inside something hidden: count its own name until it is closed. */
static void
hidden_tag(struct html *h, const struct html_tag *t)
{
	if (strcmp(t->name, h->hidden) != 0 || t->alone)
		return;
	h->hidden_depth += t->end ? -1 : 1;
	if (h->hidden_depth == 0)
		h->hidden[0] = '\0';
}

static void
shown_tag(struct html *h, const struct html_tag *t)
{
	int kind = tag_kind(t->name);

	if (!t->end && (kind & TAG_VOID) == 0 && !t->alone &&
	    ((kind & TAG_SKIP) != 0 || html_is_hidden(t->attrs))) {
		str_copy(h->hidden, sizeof(h->hidden), t->name);
		h->hidden_depth = 1;
		if (kind & (TAG_BREAK | TAG_SPACED | TAG_ITEM))
			want_lines(h, 1);
		return;
	}
	if (kind & TAG_LINK) {
		if (h->link.p != NULL)
			end_link(h);
		if (!t->end) {
			h->link = html_attribute(t->attrs, "href");
			h->link_at = h->out->n;
		}
	}
	if (kind & TAG_PRE)
		h->pre = t->end ? 0 : 1;
	if (kind & TAG_QUOTE)
		h->quotes += !t->end ? 1 : h->quotes > 0 ? -1 : 0;
	if (strcmp(t->name, "br") == 0) {
		h->newlines++;
		h->indent = 0;
	} else if (kind & TAG_SPACED)
		want_lines(h, 2);
	else if (kind & (TAG_BREAK | TAG_ITEM))
		want_lines(h, 1);
	if (kind & TAG_ROW) {
		row_tag(h);
		want_lines(h, kind & TAG_SPACED ? 2 : 1);
	}
	if ((kind & TAG_CELL) && !t->end)
		begin_cell(h);
	if ((kind & TAG_ITEM) && !t->end) {
		put(h, "-", 1);
		h->blank = true;
	}
}

void
html_text(struct buf *out, struct span html, size_t max)
{
	struct html h = { .out = out, .start = out->n, .max = out->n + max,
	    .in = html };
	const char *lt;
	struct html_tag t;
	size_t n;

	while (h.in.n > 0 && out->n < h.max) {
		if (h.in.p[0] == '<' && h.in.n > 1) {
			if (html_skip_declaration(&h.in))
				continue;
			if (html_next_tag(&h.in, &t)) {
				if (h.hidden[0] != '\0')
					hidden_tag(&h, &t);
				else
					shown_tag(&h, &t);
				html_skip_raw(&h.in, &t);
				continue;
			}
		}
		lt = memchr(h.in.p + 1, '<', h.in.n - 1);
		n = lt != NULL ? (size_t)(lt - h.in.p) : h.in.n;
		if (h.hidden[0] == '\0')
			put_text(&h, (struct span){ h.in.p, n });
		h.in.p += n;
		h.in.n -= n;
	}
	if (h.link.p != NULL)
		end_link(&h);
	if (out->n > h.start)
		buf_addc(out, '\n');
}
