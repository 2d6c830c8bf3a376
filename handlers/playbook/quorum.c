/* SPDX-License-Identifier: ISC */
/* Who must say yes; see playbook.h. */
#include <stdlib.h>
#include <string.h>

#include "handlers/playbook/parts.h"

#define QUORUM_DEEP	8		/* parentheses within others */

/* The words, with parentheses that touch them taken apart. */
struct token {
	const char	*text;
	size_t		 word;		/* where it stood */
};

struct scan {
	struct arena	*a;
	const struct config *c;
	const struct conf_node *n;
	const char	*owner;
	struct list	 tokens;	/* struct token * */
	size_t		 i;		/* the next one */
	unsigned	 depth;
	struct conf_report *r;
};

static struct quorum *read_any(struct scan *);

static void
split(struct scan *rd, size_t from)
{
	const char *w;
	struct token *t;
	size_t i, n;

	for (i = from; i < rd->n->n; i++)
		for (w = rd->n->words[i].text; *w != '\0'; w += n) {
			n = *w == '(' || *w == ')' ? 1 : strcspn(w, "()");
			t = arena_alloc(rd->a, sizeof(*t));
			t->text = arena_strn(rd->a, w, n);
			t->word = i;
			list_add_in(rd->a, &rd->tokens, t);
		}
}

static const struct token *
token(const struct scan *rd)
{
	return rd->i < rd->tokens.n ? rd->tokens.at[rd->i] : NULL;
}

static bool
is(const struct scan *rd, const char *text)
{
	const struct token *t = token(rd);

	return t != NULL && strcmp(t->text, text) == 0;
}

static struct quorum *
wrong(const struct scan *rd, const char *expected)
{
	const struct token *t = token(rd);

	if (t != NULL)
		conf_error(rd->r, rd->n, t->word, "found \"%.80s\"; expected "
		    "%s", t->text, expected);
	else
		conf_error(rd->r, rd->n, rd->n->n - 1, "found nothing behind "
		    "\"%.80s\"; expected %s",
		    rd->n->words[rd->n->n - 1].text, expected);
	return NULL;
}

static struct quorum *
new_part(struct scan *rd, enum quorum_op op)
{
	struct quorum *q = arena_alloc(rd->a, sizeof(*q));

	q->op = op;
	return q;
}

/* The word of a part: somebody, and as many of them as are needed. */
static struct quorum *
read_word(struct scan *rd, size_t n)
{
	static const char who[] = "a person, a board, a role or \"owner\"";
	const struct token *t = token(rd);
	struct conf_word word;
	struct conf_node one = *rd->n;
	struct list all = { 0 };
	struct quorum *q;

	if (t == NULL || strchr("()", t->text[0]) != NULL || is(rd, "and") ||
	    is(rd, "or") || is(rd, "of"))
		return wrong(rd, who);
	q = new_part(rd, QUORUM_OF);
	q->n = n;
	q->word = t->text;
	if (strcmp(q->word, "owner") == 0) {
		if (rd->owner == NULL) {
			conf_error(rd->r, rd->n, t->word, "\"owner\" is "
			    "nobody: the step names none; add \"owner WHO\"");
			return NULL;
		}
	} else {
		word = rd->n->words[t->word];
		word.text = t->text;
		one.words = &word;
		one.n = 1;
		if (audience_check(rd->a, rd->c, &one, 0, rd->r) == -1)
			return NULL;
	}
	audience_persons(rd->c, rd->a, strcmp(q->word, "owner") == 0 ?
	    rd->owner : q->word, &all);
	if (all.n < (n == SIZE_MAX ? 1 : n)) {
		if (config_is_whole(rd->c, rd->r))
			conf_error(rd->r, rd->n, t->word, "\"%.80s\" means "
			    "%zu person%s: %zu cannot approve", q->word, all.n,
			    all.n == 1 ? "" : "s", n == SIZE_MAX ? 1 : n);
		return NULL;
	}
	rd->i++;
	return q;
}

static struct quorum *
read_part(struct scan *rd)
{
	const struct token *t = token(rd);
	struct quorum *q;
	long long n;

	if (is(rd, "(")) {
		if (++rd->depth > QUORUM_DEEP)
			return wrong(rd, "no deeper parentheses");
		rd->i++;
		q = read_any(rd);
		if (q == NULL)
			return NULL;
		if (!is(rd, ")"))
			return wrong(rd, "\")\"");
		rd->depth--;
		rd->i++;
		return q;
	}
	if (t == NULL || (!is(rd, "all") && !ascii_is_digit(t->text[0])))
		return read_word(rd, 1);
	if (is(rd, "all"))
		n = -1;
	else if (!str_number(t->text, 1, 1000, &n))
		return wrong(rd, "a number from 1 to 1000");
	rd->i++;
	if (!is(rd, "of"))
		return wrong(rd, "\"of\", as in \"2 of ccb\"");
	rd->i++;
	if ((q = read_word(rd, n == -1 ? SIZE_MAX : (size_t)n)) != NULL)
		q->counted = true;
	return q;
}

/* Parts joined by "and", or by "or": never both without parentheses, as
 * people read them differently. */
static struct quorum *
read_any(struct scan *rd)
{
	struct quorum *first = read_part(rd), *q, *part;
	const char *join = is(rd, "and") ? "and" : "or";

	if (first == NULL || !is(rd, join))
		return first;
	q = new_part(rd, strcmp(join, "and") == 0 ? QUORUM_AND : QUORUM_OR);
	list_add_in(rd->a, &q->parts, first);
	while (is(rd, join)) {
		rd->i++;
		if ((part = read_part(rd)) == NULL)
			return NULL;
		list_add_in(rd->a, &q->parts, part);
	}
	if (is(rd, "and") || is(rd, "or"))
		return wrong(rd, "parentheses around what belongs together");
	return q;
}

struct quorum *
quorum_read(struct arena *a, const struct config *c, const struct conf_node *n,
    size_t i, const char *owner, struct conf_report *r)
{
	struct scan rd = { .a = a, .c = c, .n = n, .owner = owner, .r = r };
	struct quorum *q;

	split(&rd, i);
	q = read_any(&rd);
	if (q != NULL && token(&rd) != NULL)
		return wrong(&rd, "\"and\", \"or\" or the end of the line");
	return q;
}

/* --- held against persons ----------------------------------------------- */

static const char *
meant(const struct quorum *q, const char *owner)
{
	return strcmp(q->word, "owner") == 0 && owner != NULL ? owner : q->word;
}

static bool
enough_of(const struct quorum *q, const struct config *c, const char *owner,
    const struct list *persons)
{
	struct arena *a = arena_new();
	struct list all = { 0 };
	size_t i, k, n = 0;
	bool enough;

	audience_persons(c, a, meant(q, owner), &all);
	for (i = 0; i < all.n; i++)
		for (k = 0; k < persons->n; k++)
			if (persons->at[k] == all.at[i]) {
				n++;
				break;
			}
	enough = all.n > 0 && n >= (q->n == SIZE_MAX ? all.n : q->n);
	arena_free(a);
	return enough;
}

bool
quorum_holds(const struct quorum *q, const struct config *c, const char *owner,
    const struct list *persons)
{
	bool all = q->op == QUORUM_AND;
	size_t i;

	if (q->op == QUORUM_OF)
		return enough_of(q, c, owner, persons);
	for (i = 0; i < q->parts.n; i++)
		if (quorum_holds(q->parts.at[i], c, owner, persons) != all)
			return !all;
	return all;
}

void
quorum_persons(const struct quorum *q, const struct config *c,
    struct arena *a, const char *owner, struct list *out)
{
	size_t i;

	if (q->op == QUORUM_OF)
		audience_persons(c, a, meant(q, owner), out);
	for (i = 0; i < q->parts.n; i++)
		quorum_persons(q->parts.at[i], c, a, owner, out);
}

static void
add_words(struct buf *b, const struct quorum *q, bool inner)
{
	size_t i;

	if (q->op == QUORUM_OF) {
		if (q->n == SIZE_MAX)
			buf_adds(b, "all of ");
		else if (q->counted && q->n == 1)
			buf_adds(b, "one of ");
		else if (q->counted)
			buf_addf(b, "%zu of ", q->n);
		buf_adds(b, q->word);
		return;
	}
	buf_adds(b, inner ? "(" : "");
	for (i = 0; i < q->parts.n; i++) {
		if (i > 0)
			buf_adds(b, q->op == QUORUM_AND ? " and " : " or ");
		add_words(b, q->parts.at[i], true);
	}
	buf_adds(b, inner ? ")" : "");
}

const char *
quorum_words(struct arena *a, const struct quorum *q)
{
	struct buf b = { 0 };
	const char *text;

	add_words(&b, q, false);
	text = arena_str(a, buf_str(&b));
	buf_free(&b);
	return text;
}
