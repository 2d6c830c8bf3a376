/* SPDX-License-Identifier: ISC */
/* From a template and a model to text or html; see template.h. */
#include <string.h>

#include "base/buf.h"
#include "base/str.h"
#include "text/template_tree.h"

/* The models that are in reach: the innermost list item first. */
struct scope {
	const struct model	*model;
	const struct scope	*outer;
};

struct render {
	struct buf	*out;
	size_t		 start;		/* where in out we began */
	bool		 html;
	unsigned	 steps;
	struct err	*e;
};

static int	render(struct render *r, const struct template *t, size_t from,
		    size_t to, const struct scope *s);

static const struct var *
look_up(struct render *r, const struct template *t, const struct piece *pc,
    const struct scope *s)
{
	const struct var *v = NULL;

	for (; s != NULL && v == NULL; s = s->outer)
		v = model_find(s->model, pc->text);
	if (v == NULL)
		err_set(r->e, ERR_CONFIG, "%s:%d: the name \"%s\" is not "
		    "known here", t->file, pc->line, pc->text);
	return v;
}

/* Marks that turn the direction of writing can make a line read otherwise. */
static bool
is_hidden(unsigned c)
{
	return (c < 0x20 && c != '\t' && c != '\n') ||
	    (c >= 0x7f && c < 0xa0) || (c >= 0x202a && c <= 0x202e) ||
	    (c >= 0x2066 && c <= 0x2069) || c == 0x200e || c == 0x200f ||
	    c == 0xfeff;
}

static const char *
entity(unsigned c)
{
	switch (c) {
	case '&':
		return "&amp;";
	case '<':
		return "&lt;";
	case '>':
		return "&gt;";
	case '"':
		return "&quot;";
	case '\'':
		return "&#39;";
	default:
		return NULL;
	}
}

/* How many bytes there are that mean themselves, everywhere. */
static size_t
plain_run(const char *s, size_t n)
{
	size_t i;

	for (i = 0; i < n; i++) {
		unsigned char c = (unsigned char)s[i];

		if (c < 0x20 || c >= 0x7f || entity(c) != NULL)
			break;
	}
	return i;
}

static void
add_value(struct render *r, const char *s, bool one_line)
{
	size_t n = strlen(s), len;
	unsigned c;

	for (; n > 0; s += len, n -= len) {
		if ((len = plain_run(s, n)) > 0) {
			buf_add(r->out, s, len);
			continue;
		}
		c = utf8_decode(s, n, &len);
		/* U+2028 and U+2029 are line breaks too */
		if (one_line && (c == '\n' || c == 0x2028 || c == 0x2029))
			buf_addc(r->out, ' ');
		else if (is_hidden(c))
			continue;
		else if (r->html && entity(c) != NULL)
			buf_adds(r->out, entity(c));
		else if (c == 0xfffd)
			buf_adds(r->out, "\xef\xbf\xbd");
		else
			buf_add(r->out, s, len);
	}
}

static int
put_value(struct render *r, const struct template *t, const struct piece *pc,
    const struct scope *s)
{
	const struct var *v = look_up(r, t, pc, s);

	if (v == NULL)
		return -1;
	if (v->kind != VAR_TEXT)
		return err_set(r->e, ERR_CONFIG, "%s:%d: \"%s\" is a %s: it "
		    "has no text, write {{#%s}}", t->file, pc->line, pc->text,
		    v->kind == VAR_LIST ? "list" : "flag", pc->text);
	add_value(r, v->text, pc->kind == PIECE_VALUE && !r->html);
	return 0;
}

static bool
is_true(const struct var *v)
{
	return v->kind == VAR_LIST ? v->items.n != 0 :
	    v->kind == VAR_FLAG ? v->on : v->text[0] != '\0';
}

/* Piece i is the section; what stands in it follows. */
static int
put_section(struct render *r, const struct template *t, size_t i,
    const struct scope *s)
{
	const struct piece *pc = &t->pieces[i];
	const struct var *v = look_up(r, t, pc, s);
	struct scope inner = { NULL, s };
	size_t k;

	if (v == NULL)
		return -1;
	if (is_true(v) != (pc->kind == PIECE_SECTION))
		return 0;
	if (pc->kind == PIECE_INVERTED || v->kind != VAR_LIST)
		return render(r, t, i + 1, pc->end, s);
	for (k = 0; k < v->items.n; k++) {
		inner.model = v->items.at[k];
		if (render(r, t, i + 1, pc->end, &inner) == -1)
			return -1;
	}
	return 0;
}

static int
put(struct render *r, const struct template *t, size_t i,
    const struct scope *s)
{
	const struct piece *pc = &t->pieces[i];

	if (++r->steps > TEMPLATE_STEPS_MAX)
		return err_set(r->e, ERR_LIMIT, "%s:%d: more than %d pieces",
		    t->file, pc->line, TEMPLATE_STEPS_MAX);
	switch (pc->kind) {
	case PIECE_TEXT:
		buf_add(r->out, pc->text, pc->n);
		return 0;
	case PIECE_VALUE:
	case PIECE_RAW:
		return put_value(r, t, pc, s);
	case PIECE_PARTIAL:
		return render(r, pc->partial, 0, pc->partial->n, s);
	default:
		return put_section(r, t, i, s);
	}
}

static int
render(struct render *r, const struct template *t, size_t from, size_t to,
    const struct scope *s)
{
	size_t i = from;
	const struct piece *pc;

	while (i < to) {
		pc = &t->pieces[i];
		if (put(r, t, i, s) == -1)
			return -1;
		if (r->out->n - r->start > TEMPLATE_OUTPUT_MAX)
			return err_set(r->e, ERR_LIMIT, "%s:%d: the output "
			    "grows over %d bytes", t->file, pc->line,
			    TEMPLATE_OUTPUT_MAX);
		i = pc->kind == PIECE_SECTION || pc->kind == PIECE_INVERTED ?
		    pc->end : i + 1;
	}
	return 0;
}

int
template_render(struct templates *ts, const char *name, const struct model *m,
    struct buf *out, struct err *e)
{
	struct template *t = templates_find(ts, name);
	struct scope s = { m, NULL };
	struct render r = { .out = out, .start = out->n, .e = e };

	if (t == NULL)
		return err_set(e, ERR_CONFIG, "there is no template \"%s\"",
		    name);
	r.html = t->html;
	if (render(&r, t, 0, t->n, &s) == -1) {
		buf_cut(out, r.start);
		return -1;
	}
	return 0;
}
