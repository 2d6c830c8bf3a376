/* SPDX-License-Identifier: ISC */
/*
 * One address, read strictly; see address.h.
 *
 * The field is cut into tokens first: words, quoted strings, comments,
 * specials.  The tokens must then have one of two shapes,
 *	[words] "<" local "@" domain ">"	and	local "@" domain
 * with comments around them but not inside the address.
 */
#include "text/address.h"

#include <string.h>

#include "base/arena.h"
#include "base/buf.h"
#include "text/encoded.h"

#define TOKENS_MAX	200

enum token_kind { T_ATOM, T_QUOTED, T_COMMENT, T_SPECIAL };

struct token {
	enum token_kind	 kind;
	struct span	 text;		/* without quotes and parentheses */
	bool		 glued;		/* no blank before it */
};

struct scan {
	struct arena	*arena;
	struct span	 rest;
	struct token	 at[TOKENS_MAX];
	size_t		 n;
	const char	*why;
};

static bool
is_special(char c)
{
	return c != '\0' && strchr("()<>[]:;@\\,\"", c) != NULL;
}

static bool
is_blank(char c)
{
	return c == ' ' || c == '\t' || c == '\r' || c == '\n';
}

/* To the closing quote or parenthesis; fills text without them. */
static bool
take_enclosed(struct scan *s, bool comment, struct span *text)
{
	size_t i, depth = 1;

	for (i = 1; i < s->rest.n; i++) {
		char c = s->rest.p[i];

		if (c == '\\' && i + 1 < s->rest.n) {
			i++;
		} else if (comment && c == '(') {
			if (++depth > ADDRESS_COMMENTS_MAX) {
				s->why = "From has comments nested too "
				    "deeply";
				return false;
			}
		} else if ((comment && c == ')') || (!comment && c == '"')) {
			if (--depth == 0)
				break;
		}
	}
	if (i >= s->rest.n) {
		s->why = comment ? "From has a comment that never ends" :
		    "From has a quotation that never ends";
		return false;
	}
	*text = (struct span){ s->rest.p + 1, i - 1 };
	s->rest.p += i + 1;
	s->rest.n -= i + 1;
	return true;
}

static bool
take_token(struct scan *s, struct token *t)
{
	char c = s->rest.p[0];
	size_t n = 1;

	if (c == '"' || c == '(') {
		t->kind = c == '"' ? T_QUOTED : T_COMMENT;
		return take_enclosed(s, c == '(', &t->text);
	}
	t->kind = T_SPECIAL;
	if (!is_special(c)) {
		t->kind = T_ATOM;
		while (n < s->rest.n && !is_special(s->rest.p[n]) &&
		    !is_blank(s->rest.p[n]))
			n++;
	}
	t->text = (struct span){ s->rest.p, n };
	s->rest.p += n;
	s->rest.n -= n;
	return true;
}

static bool
tokenize(struct scan *s)
{
	bool glued = true;

	while (s->rest.n > 0) {
		if (is_blank(s->rest.p[0])) {
			s->rest.p++;
			s->rest.n--;
			glued = false;
			continue;
		}
		if (s->n == TOKENS_MAX) {
			s->why = "From has too many parts";
			return false;
		}
		s->at[s->n].glued = glued;
		if (!take_token(s, &s->at[s->n]))
			return false;
		s->n++;
		glued = true;
	}
	return true;
}

/* Bytes that no unmistakable From has. */
static const char *
refused_bytes(struct span v)
{
	bool high = false;
	size_t i;

	if (v.n > ADDRESS_FIELD_MAX)
		return "From is longer than 2000 bytes";
	for (i = 0; i < v.n; i++) {
		unsigned char c = (unsigned char)v.p[i];

		if (c == '\0')
			return "From holds a NUL byte";
		if ((c < ' ' && !is_blank((char)c)) || c == 0x7f)
			return "From holds control characters";
		if (c == '\r' && (i + 1 >= v.n || v.p[i + 1] != '\n'))
			return "From holds a bare carriage return";
		high |= c >= 0x80;
	}
	if (!high)
		return NULL;
	return utf8_valid(v.p, v.n) ?
	    "From holds raw UTF-8 (an internationalised address, RFC 6532), "
	    "which cannot be told safely from its look-alikes" :
	    "From holds 8-bit bytes";
}

bool
address_is_domain(struct span s)
{
	size_t i, label = 0;

	if (s.n == 0 || s.n > ADDRESS_DOMAIN_MAX)
		return false;
	for (i = 0; i <= s.n; i++) {
		char c = i < s.n ? ascii_lower(s.p[i]) : '.';

		if (c == '.') {
			if (label == 0 || label > 63 || s.p[i - 1] == '-')
				return false;
			label = 0;
		} else if ((c >= 'a' && c <= 'z') || (c >= '0' && c <= '9') ||
		    c == '_' || (c == '-' && label > 0)) {
			label++;
		} else {
			return false;
		}
	}
	return true;
}

static bool
is_local(struct span s)
{
	size_t i;

	if (s.n == 0 || s.n > ADDRESS_LOCAL_MAX || s.p[0] == '.' ||
	    s.p[s.n - 1] == '.')
		return false;
	for (i = 0; i < s.n; i++)
		if ((unsigned char)s.p[i] <= ' ' || is_special(s.p[i]) ||
		    (s.p[i] == '.' && s.p[i - 1] == '.'))
			return false;
	return true;
}

static bool
special(const struct token *t, char c)
{
	return t->kind == T_SPECIAL && t->text.p[0] == c;
}

/* The three tokens local @ domain, glued to one another. */
static const char *
take_address(struct scan *s, const struct token *t, struct address *out)
{
	struct span local = t[0].text, domain = t[2].text;
	char *p;
	size_t i;

	if (!t[1].glued || !t[2].glued)
		return "the address in From has blanks inside";
	if (encoded_marks(local) || encoded_marks(domain))
		return "the address in From is an encoded word";
	if (!is_local(local))
		return t[0].kind == T_QUOTED ?
		    "the address in From has a quoted part before its @" :
		    "the part before the @ in From is no valid one";
	if (!address_is_domain(domain))
		return "the domain in From is no valid one";
	p = arena_alloc(s->arena, local.n + domain.n + 2);
	memcpy(p, local.p, local.n);
	p[local.n] = '@';
	for (i = 0; i < domain.n; i++)
		p[local.n + 1 + i] = ascii_lower(domain.p[i]);
	out->address = p;
	out->domain = p + local.n + 1;
	return NULL;
}

/* Why these tokens are not one address, in the words that fit best. */
static const char *
explain(const struct token *t, size_t n)
{
	size_t i, ats = 0, angles = 0, outside = 0;
	bool in = false;

	for (i = 0; i < n; i++) {
		if (special(&t[i], '<')) {
			angles++;
			in = true;
		} else if (special(&t[i], '>')) {
			in = false;
		} else if (special(&t[i], '@')) {
			ats++;
			outside += !in;
		} else if (special(&t[i], ',') || special(&t[i], ';')) {
			if (!in && ats > 0)
				return "From names more than one address";
		} else if (special(&t[i], ':')) {
			return in ? "From has a route inside its address" :
			    "From is a group, not one address";
		} else if (special(&t[i], '[')) {
			return "From has an address literal or stray "
			    "brackets";
		} else if (in && t[i].kind == T_COMMENT) {
			return "From has a comment inside its address";
		}
	}
	if (ats > 1 || angles > 1)
		return outside > 0 && angles == 1 ?
		    "From has an address outside of its angle brackets" :
		    "From names more than one address";
	if (ats == 0)
		return "From holds no address";
	return "From is not one readable address";
}

static void
add_word(struct buf *b, const struct token *t)
{
	size_t i;

	if (b->n > 0 && !t->glued)
		buf_addc(b, ' ');
	for (i = 0; i < t->text.n; i++) {
		if (t->text.p[i] == '\\' && t->kind != T_ATOM &&
		    i + 1 < t->text.n)
			i++;
		if (t->text.p[i] != '\r' && t->text.p[i] != '\n')
			buf_addc(b, t->text.p[i]);
	}
}

/* Characters that are drawn as nothing, or turn the text around. */
static bool
has_invisible(const char *p, size_t n)
{
	size_t len;
	unsigned c;

	for (; n > 0; p += len, n -= len) {
		c = utf8_decode(p, n, &len);
		if (c != '\t' && utf8_invisible(c))
			return true;
	}
	return false;
}

/* An address in a display name that is not the one of this mail. */
static const char *
other_address(struct arena *a, const char *name, const char *address)
{
	const char *at = name, *l, *r;
	size_t n = strlen(address);

	while ((at = strchr(at, '@')) != NULL) {
		for (l = at; l > name && strchr(" <>()\"',;:\t", l[-1]) ==
		    NULL; l--)
			;
		r = at + strcspn(at, " <>()\"',;:\t");
		at++;
		if (l == at - 1 || r == at || memchr(at, '.',
		    (size_t)(r - at)) == NULL)
			continue;
		if ((size_t)(r - l) == n &&
		    span_eq_nocase((struct span){ l, n }, address))
			continue;
		return arena_printf(a, "the display name shows the address "
		    "%.*s, but the mail is from %s", (int)(r - l), l,
		    address);
	}
	return NULL;
}

static void
take_name(struct scan *s, struct buf *raw, struct address *out)
{
	struct buf b = { 0 };
	struct span t = span_trim((struct span){ raw->p, raw->n });
	char *name;

	if (t.n > 0 && !encoded_decode(&b, t))
		s->why = "the display name in From hides control characters";
	t = span_trim((struct span){ buf_str(&b), b.n });
	if (t.n > 0) {
		name = arena_strn(s->arena, t.p, t.n);
		out->name = name;
		out->trick = other_address(s->arena, out->name,
		    out->address);
		if (out->trick == NULL && has_invisible(t.p, t.n))
			out->trick = "the display name holds invisible or "
			    "direction-changing characters";
		utf8_one_line(name);
	}
	buf_free(&b);
}

/*
 * Looks for the two allowed shapes.  What is not a comment is collected in
 * w; words before "<" go to the name, else the last comment does.
 */
static void
match(struct scan *s, struct address *out)
{
	struct token *w[TOKENS_MAX];
	struct buf name = { 0 };
	size_t i, n = 0, words;
	const struct token *comment = NULL;

	for (i = 0; i < s->n; i++) {
		if (s->at[i].kind == T_COMMENT)
			comment = &s->at[i];
		else
			w[n++] = &s->at[i];
	}
	for (words = 0; words < n && w[words]->kind != T_SPECIAL; words++)
		;
	if (n == 3 && words == 1 && special(w[1], '@') &&
	    w[2] == w[0] + 2 && w[2]->kind == T_ATOM) {
		s->why = take_address(s, w[0], out);
		if (comment != NULL)
			add_word(&name, comment);
	} else if (n == words + 5 && special(w[words], '<') &&
	    w[words + 1]->kind != T_SPECIAL && special(w[words + 2], '@') &&
	    w[words + 3]->kind == T_ATOM && special(w[words + 4], '>') &&
	    w[words + 4] == w[words] + 4 && w[words + 1]->glued) {
		s->why = take_address(s, w[words + 1], out);
		for (i = 0; i < words; i++)
			add_word(&name, w[i]);
		if (words == 0 && comment != NULL)
			add_word(&name, comment);
	} else {
		s->why = explain(s->at, s->n);
	}
	if (s->why == NULL)
		take_name(s, &name, out);
	buf_free(&name);
}

void
address_parse(struct arena *a, struct span value, struct address *out)
{
	struct scan s = { .arena = a, .rest = value };

	*out = (struct address){ 0 };
	s.why = refused_bytes(value);
	if (s.why == NULL && tokenize(&s)) {
		if (s.n == 0)
			s.why = "From is empty";
		else
			match(&s, out);
	}
	if (s.why != NULL)
		*out = (struct address){ .malformed = s.why };
}

bool
address_within(const char *name, const char *domain)
{
	size_t n, m;

	if (name == NULL || domain == NULL)
		return false;
	n = strlen(name);
	m = strlen(domain);
	return n >= m && str_ends_nocase(name, domain) &&
	    (n == m || name[n - m - 1] == '.');
}
