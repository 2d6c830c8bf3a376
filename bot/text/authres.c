/* SPDX-License-Identifier: ISC */
/* Authentication-Results, read; see authres.h. */
#include "text/authres.h"

#include <string.h>

#include "base/arena.h"
#include "base/buf.h"

struct lexer {
	struct arena	*arena;
	struct span	 rest;
	const char	*wrong;
	const char	*comment;	/* the last one that was passed over */
};

/* RFC 2045, 5.1: what no token holds, besides blanks and controls. */
static const char specials[] = "()<>@,;:\\\"/[]?=";

static char
peek(const struct lexer *x)
{
	return x->rest.n > 0 ? x->rest.p[0] : '\0';
}

static void
step(struct lexer *x, size_t n)
{
	x->rest.p += n;
	x->rest.n -= n;
}

static bool
is_space(char c)
{
	return c == ' ' || c == '\t' || c == '\r' || c == '\n';
}

static const char *
fail(struct lexer *x, const char *why)
{
	if (x->wrong == NULL)
		x->wrong = why;
	return NULL;
}

/* From '(' to its ')'; comments nest. */
static void
skip_comment(struct lexer *x)
{
	const char *from = x->rest.p + 1;
	unsigned depth = 0;
	char c;

	while ((c = peek(x)) != '\0') {
		if (c == '\\' && x->rest.n > 1)
			step(x, 1);
		else if (c == '(' && ++depth > AUTHRES_COMMENT_DEPTH)
			break;
		else if (c == ')' && --depth == 0) {
			x->comment = arena_strn(x->arena, from,
			    (size_t)(x->rest.p - from));
			step(x, 1);
			return;
		}
		step(x, 1);
	}
	fail(x, "has a comment that does not end, or comments too deep in "
	    "each other");
}

static void
skip(struct lexer *x)
{
	while (x->wrong == NULL && x->rest.n > 0) {
		if (is_space(peek(x)))
			step(x, 1);
		else if (peek(x) == '(')
			skip_comment(x);
		else
			return;
	}
}

static bool
take(struct lexer *x, char c)
{
	skip(x);
	if (x->wrong != NULL || peek(x) != c)
		return false;
	step(x, 1);
	return true;
}

/* What stands between two '"', its quoted pairs resolved. */
static void
quoted(struct lexer *x, struct buf *out)
{
	char c;

	step(x, 1);
	while ((c = peek(x)) != '\0' && c != '"') {
		if (c == '\\' && x->rest.n > 1)
			step(x, 1);
		if (!is_space(peek(x)) || peek(x) == ' ')
			buf_addc(out, peek(x));
		step(x, 1);
	}
	if (c == '"')
		step(x, 1);
	else
		fail(x, "has a quoted string that does not end");
}

static bool
is_token(char c)
{
	return (unsigned char)c > ' ' && (unsigned char)c < 0x7f &&
	    strchr(specials, c) == NULL;
}

/* A token, in lower case where fold; NULL: there is none. */
static const char *
token(struct lexer *x, bool fold)
{
	size_t n = 0, i;
	char *out;

	skip(x);
	if (x->wrong != NULL)
		return NULL;
	while (n < x->rest.n && is_token(x->rest.p[n]))
		n++;
	if (n == 0)
		return NULL;
	out = arena_strn(x->arena, x->rest.p, n);
	for (i = 0; fold && i < n; i++)
		out[i] = ascii_lower(out[i]);
	step(x, n);
	return out;
}

/* value = token / quoted-string */
static const char *
value(struct lexer *x)
{
	struct buf b = { 0 };
	const char *out;

	skip(x);
	if (x->wrong != NULL || peek(x) != '"')
		return x->wrong != NULL ? NULL : token(x, false);
	quoted(x, &b);
	out = arena_strn(x->arena, buf_str(&b), b.n);
	buf_free(&b);
	return out;
}

/*
 * pvalue: a value or an address, of which either part may be quoted.  Real
 * ones hold bare colons, slashes and '=' (IP addresses, base64), so it runs
 * to the next blank, ';' or '('.
 */
static const char *
property_value(struct lexer *x)
{
	struct buf b = { 0 };
	const char *out;
	bool any = false;

	skip(x);
	while (x->wrong == NULL && x->rest.n > 0) {
		char c = peek(x);

		if (c == '"') {
			quoted(x, &b);
		} else if (is_space(c) || c == ';' || c == '(' ||
		    (unsigned char)c < ' ') {
			break;
		} else {
			buf_addc(&b, c);
			step(x, 1);
		}
		any = true;
	}
	out = arena_strn(x->arena, buf_str(&b), b.n);
	buf_free(&b);
	return any ? out : NULL;
}

/* "/1" behind a method, "1" behind the id; at most three digits. */
static unsigned
version(struct lexer *x)
{
	unsigned n = 0;
	size_t i = 0;

	skip(x);
	for (; i < x->rest.n && i < 3 && x->rest.p[i] >= '0' &&
	    x->rest.p[i] <= '9'; i++)
		n = n * 10 + (unsigned)(x->rest.p[i] - '0');
	step(x, i);
	if (n == 0)
		fail(x, "has a version that is no number");
	return n;
}

/* --- results ----------------------------------------------------------- */

/* "header.from", blanks and comments around its dot; NULL: there is none. */
static const char *
property_name(struct lexer *x)
{
	const char *word = token(x, true), *more;

	for (;;) {
		skip(x);
		if (word == NULL || (peek(x) != '.' &&
		    word[strlen(word) - 1] != '.') ||
		    (more = token(x, true)) == NULL)
			return word;
		word = arena_printf(x->arena, "%s%s", word, more);
	}
}

/* "header.from=x", or "version=x" without a type. */
static bool
read_property(struct lexer *x, struct authres_result *r)
{
	struct authres_property *p = &r->properties[r->n];
	const char *word = property_name(x), *dot;

	if (word == NULL)
		return false;
	if (r->n == AUTHRES_PROPERTIES_MAX) {
		fail(x, "has a result with too many properties");
		return false;
	}
	dot = strchr(word, '.');
	p->type = dot != NULL ? arena_strn(x->arena, word,
	    (size_t)(dot - word)) : "";
	p->name = dot != NULL ? dot + 1 : word;
	if (!take(x, '=') || (p->value = property_value(x)) == NULL) {
		fail(x, "has a property without a value");
		return false;
	}
	r->n++;
	return true;
}

static void
read_reason(struct lexer *x, struct authres_result *r)
{
	struct lexer back = *x;
	const char *word = token(x, true);

	if (word == NULL || strcmp(word, "reason") != 0 || !take(x, '=')) {
		*x = back;
		return;
	}
	/* RFC 8601 wants it quoted where it is no token; some do not */
	r->reason = peek(x) == '"' ? value(x) : property_value(x);
	if (r->reason == NULL)
		fail(x, "has an empty reason");
}

static void
read_result(struct lexer *x, struct authres_result *r)
{
	struct authres_property all[AUTHRES_PROPERTIES_MAX + 1];

	*r = (struct authres_result){ .version = 1, .properties = all };
	r->method = token(x, true);
	if (r->method == NULL) {
		fail(x, "has a result without a method");
		return;
	}
	if (take(x, '/'))
		r->version = version(x);
	if (!take(x, '=') || (r->result = token(x, true)) == NULL) {
		fail(x, "has a method without a result");
		return;
	}
	x->comment = NULL;
	skip(x);
	r->comment = x->comment;
	read_reason(x, r);
	while (x->wrong == NULL && read_property(x, r))
		skip(x);
	r->properties = arena_alloc(x->arena, (r->n + 1) * sizeof(*all));
	memcpy(r->properties, all, r->n * sizeof(*all));
}

/* "none" stands for no result at all, and then alone. */
static bool
is_none(const struct lexer *x)
{
	struct lexer look = *x;
	const char *word = token(&look, true);

	skip(&look);
	return word != NULL && strcmp(word, "none") == 0 &&
	    look.wrong == NULL && (look.rest.n == 0 || (take(&look, ';') &&
	    (skip(&look), look.rest.n == 0)));
}

static void
read_results(struct lexer *x, struct authres *r)
{
	struct authres_result all[AUTHRES_RESULTS_MAX];

	if (is_none(x))
		return;
	do {
		if (r->n == AUTHRES_RESULTS_MAX) {
			fail(x, "has too many results");
			break;
		}
		read_result(x, &all[r->n]);
		if (x->wrong == NULL)
			r->n++;
		skip(x);
		if (x->wrong == NULL && x->rest.n > 0 && peek(x) != ';')
			fail(x, "has something behind a result that does not "
			    "belong there");
		if (x->wrong == NULL && take(x, ';'))
			skip(x);
		else
			break;
	} while (x->wrong == NULL && x->rest.n > 0);
	r->results = arena_alloc(x->arena, (r->n + 1) * sizeof(all[0]));
	memcpy(r->results, all, r->n * sizeof(all[0]));
}

void
authres_parse(struct arena *a, struct span v, struct authres *r)
{
	struct lexer x = { .arena = a, .rest = v };
	const char *id = NULL;

	*r = (struct authres){ .version = 1 };
	if (v.n > AUTHRES_FIELD_MAX)
		fail(&x, "is longer than 16384 bytes");
	else if ((id = value(&x)) == NULL || id[0] == '\0')
		fail(&x, "names no server (authserv-id)");
	if (x.wrong != NULL)
		id = NULL;
	skip(&x);
	if (x.wrong == NULL && peek(&x) >= '0' && peek(&x) <= '9')
		r->version = version(&x);
	if (x.wrong == NULL && !take(&x, ';')) {
		fail(&x, "has no results behind the server's name");
		/* "dkim=pass": then that was no name at all */
		if (x.rest.n > 0)
			id = NULL;
	}
	r->id = x.wrong == NULL || x.rest.n == 0 ? id : NULL;
	if (x.wrong == NULL && r->version == 1)
		read_results(&x, r);
	else if (x.wrong == NULL)
		fail(&x, "is of a version that is not known");
	if ((r->wrong = x.wrong) != NULL)
		r->n = 0;
}

const char *
authres_get(const struct authres_result *r, const char *type,
    const char *name)
{
	size_t i;

	for (i = 0; i < r->n; i++)
		if (strcmp(r->properties[i].type, type) == 0 &&
		    strcmp(r->properties[i].name, name) == 0)
			return r->properties[i].value;
	return NULL;
}
