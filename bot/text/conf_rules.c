/* SPDX-License-Identifier: ISC */
/* Rules held against a configuration, and its report; see conf.h. */
#include <stdarg.h>
#include <stdlib.h>
#include <string.h>

#include "base/arena.h"
#include "base/buf.h"
#include "base/mem.h"
#include "text/conf_parts.h"

#define BEGIN_MIN	3	/* letters that a known word begins with */
#define KNOWN_MAX	12	/* known words that an error lists */

/* Has the report this line already? */
static bool
is_said(const struct conf_report *r, const char *line)
{
	size_t i;

	for (i = 0; i < r->lines.n; i++)
		if (strcmp(r->lines.at[i], line) == 0)
			return true;
	return false;
}

static void __attribute__((format(printf, 5, 0)))
add_line(struct conf_report *r, const struct conf_node *n, size_t word,
    const char *kind, const char *fmt, va_list ap)
{
	struct buf b = { 0 };
	const struct conf_word *w;

	if (r->lines.n >= CONF_REPORT_MAX)
		return;
	buf_adds(&b, n->file);
	if (n->n > 0) {
		w = &n->words[word < n->n ? word : n->n - 1];
		if (w->line > 0)
			buf_addf(&b, ":%d:%d", w->line, w->column);
	}
	buf_addf(&b, ": %s: ", kind);
	buf_addv(&b, fmt, ap);
	if (!is_said(r, buf_str(&b)))
		list_add_in(r->arena, &r->lines,
		    arena_str(r->arena, buf_str(&b)));
	buf_free(&b);
}

void
conf_error(struct conf_report *r, const struct conf_node *n, size_t word,
    const char *fmt, ...)
{
	va_list ap;

	r->errors++;
	va_start(ap, fmt);
	add_line(r, n, word, "error", fmt, ap);
	va_end(ap);
}

void
conf_warn(struct conf_report *r, const struct conf_node *n, size_t word,
    const char *fmt, ...)
{
	va_list ap;

	r->warnings++;
	va_start(ap, fmt);
	add_line(r, n, word, "warning", fmt, ap);
	va_end(ap);
}

void
conf_note(struct conf_report *r, const struct conf_node *n, size_t word,
    const char *fmt, ...)
{
	va_list ap;

	va_start(ap, fmt);
	add_line(r, n, word, "note", fmt, ap);
	va_end(ap);
}

const struct conf_rule *
conf_find_rule(const struct conf_rule *rules, const char *name)
{
	const struct conf_rule *any = NULL, *r;

	for (r = rules; r != NULL && r->name != NULL; r++) {
		if (strcmp(r->name, name) == 0)
			return r;
		if (strcmp(r->name, "*") == 0)
			any = r;
	}
	return any;
}

static size_t
count_rules(const struct conf_rule *rules)
{
	size_t n = 0;

	while (rules[n].name != NULL)
		n++;
	return n;
}

/* " in the block "x"", or nothing at the top. */
static void
add_place(struct buf *b, const struct conf_node *parent)
{
	if (parent->n > 0)
		buf_addf(b, " in \"%s\"", parent->words[0].text);
}

/* "meeting" for "meet": the longest known word that it begins with. */
static const char *
begins_like(const char *found, const char *const *names, size_t n)
{
	const char *best = NULL;
	size_t i, len, most = BEGIN_MIN - 1;

	for (i = 0; i < n; i++) {
		len = strlen(names[i]);
		if (len > most && strncmp(found, names[i], len) == 0) {
			most = len;
			best = names[i];
		}
	}
	return best;
}

/* The known word that this one was meant to be, or NULL. */
static const char *
meant(const char *found, const struct conf_rule *rules)
{
	size_t i, count = count_rules(rules);
	const char **names = mem_array(count + 1, sizeof(*names)), *near;

	for (i = 0; i < count; i++)
		names[i] = rules[i].name;
	near = str_nearest(found, names, count);
	if (near == NULL)
		near = begins_like(found, names, count);
	free(names);
	return near;
}

static void
unknown_word(const struct conf_node *parent, const struct conf_node *n,
    const struct conf_rule *rules, struct conf_report *r)
{
	const char *found = n->words[0].text, *near = meant(found, rules);
	size_t i, count = count_rules(rules);
	struct buf b = { 0 };

	buf_addf(&b, "found the unknown word \"%.80s\"", found);
	add_place(&b, parent);
	if (near != NULL)
		buf_addf(&b, "; did you mean \"%s\"?", near);
	else if (count <= KNOWN_MAX)
		for (i = 0; i < count; i++)
			buf_addf(&b, "%s%s", i == 0 ? "; expected " :
			    i + 1 < count ? ", " : " or ", rules[i].name);
	conf_error(r, n, 0, "%s", buf_str(&b));
	buf_free(&b);
}

/* "from ADDRESS ...", as the manual writes it. */
static const char *
usage(struct arena *a, const struct conf_node *n, const struct conf_rule *rule)
{
	bool any = rule->params == NULL || rule->params[0] == '\0';

	return arena_printf(a, "%.80s%s%s%s", n->words[0].text, any ? "" : " ",
	    any ? "" : rule->params, rule->block != NULL ? " { ... }" : "");
}

/* One word that may be anything, and will often be more than one. */
static bool
is_text(const struct conf_rule *rule)
{
	return rule->max == 1 && rule->check == NULL && rule->params != NULL &&
	    (strcmp(rule->params, "TEXT") == 0 ||
	    strcmp(rule->params, "NAME") == 0);
}

static void
check_words(const struct conf_node *n, const struct conf_rule *rule,
    struct conf_report *r)
{
	struct err e = { 0 };
	size_t i;

	if (n->n - 1 < rule->min)
		conf_error(r, n, n->n - 1, "found %zu word%s behind \"%.80s\"; "
		    "expected %s%zu: %s", n->n - 1, n->n == 2 ? "" : "s",
		    n->words[0].text, rule->min == rule->max ? "" : "at least ",
		    rule->min, usage(r->arena, n, rule));
	for (i = 1; i < n->n && i <= rule->max; i++)
		if (rule->check != NULL &&
		    !rule->check(n->words[i].text, i, &e))
			conf_error(r, n, i, "found \"%.200s\"; expected %s",
			    n->words[i].text, e.text);
	if (n->n - 1 > rule->max)
		conf_error(r, n, rule->max + 1, "found the superfluous word "
		    "\"%.80s\"; expected %s%s", n->words[rule->max + 1].text,
		    usage(r->arena, n, rule), is_text(rule) ?
		    ": put text with blanks in quotes" : "");
	if (n->block && rule->block == NULL)
		conf_error(r, n, n->n - 1, "found a block behind \"%.80s\"; "
		    "expected %s and no block", n->words[0].text,
		    usage(r->arena, n, rule));
}

static bool check_children(const struct conf_node *, const struct conf_rule *,
    struct conf_report *);

static void
check_child(const struct conf_node *parent, struct conf_node *n,
    const struct conf_rule *rules, const struct conf_node **seen,
    struct conf_report *r)
{
	const struct conf_rule *rule = conf_find_rule(rules, n->words[0].text);
	const struct conf_node *first;
	unsigned before = r->errors;

	if (rule == NULL) {
		if (!n->wrong)
			unknown_word(parent, n, rules, r);
		n->wrong = true;
		return;
	}
	first = seen[rule - rules];
	if (first != NULL && (rule->flags & CONF_MANY) == 0 &&
	    strcmp(rule->name, "*") != 0)
		conf_error(r, n, 0, "found \"%s\" a second time; expected it "
		    "once (the first is at %s:%d)", rule->name, first->file,
		    first->words[0].line);
	if (first == NULL)
		seen[rule - rules] = n;
	if (n->wrong && !n->block)	/* that was said */
		return;
	check_words(n, rule, r);
	n->wrong = r->errors != before;
	if (rule->block != NULL && !check_children(n, rule->block, r) &&
	    (rule->flags & CONF_LENIENT) == 0)
		n->wrong = true;
}

/* " in audience "board"", " in "site"", or nothing at the top. */
static const char *
whose(const struct conf_node *n, struct conf_report *r)
{
	if (n->n > 1)
		return arena_printf(r->arena, " in %.80s \"%.80s\"",
		    n->words[0].text, n->words[1].text);
	return n->n == 0 ? "" : arena_printf(r->arena, " in \"%.80s\"",
	    n->words[0].text);
}

/* Does one of the unknown words stand in that one's place? */
static bool
is_misspelt(const struct conf_node *parent, const struct conf_rule *rules,
    const char *name)
{
	const struct conf_node *n;
	const char *near;
	size_t i;

	for (i = 0; i < parent->children.n; i++) {
		n = parent->children.at[i];
		if (conf_find_rule(rules, n->words[0].text) != NULL)
			continue;
		near = meant(n->words[0].text, rules);
		if (near != NULL && strcmp(near, name) == 0)
			return true;
	}
	return false;
}

/* false where something that must stand there is missing. */
static bool
check_children(const struct conf_node *parent, const struct conf_rule *rules,
    struct conf_report *r)
{
	size_t i, count = count_rules(rules);
	const struct conf_node **seen = mem_array(count + 1, sizeof(*seen));
	bool whole = true;

	for (i = 0; i < parent->children.n; i++)
		check_child(parent, parent->children.at[i], rules, seen, r);
	for (i = 0; i < count; i++) {
		if ((rules[i].flags & CONF_NEEDED) == 0 || seen[i] != NULL)
			continue;
		whole = false;
		if ((parent->n == 0 && r->gaps) ||
		    is_misspelt(parent, rules, rules[i].name))
			continue;
		conf_error(r, parent, 0, "the directive \"%s\" is missing%s; "
		    "expected %s%s%s", rules[i].name, whose(parent, r),
		    rules[i].name, rules[i].params != NULL ? " " : "",
		    rules[i].params != NULL ? rules[i].params : "");
	}
	free(seen);
	return whole;
}

int
conf_check(const struct conf_node *parent, const struct conf_rule *rules,
    struct conf_report *r)
{
	unsigned before = r->errors;

	check_children(parent, rules, r);
	return r->errors == before ? 0 : -1;
}

static bool
has_needed(const struct conf_node *parent, const struct conf_rule *rules)
{
	for (; rules->name != NULL; rules++)
		if ((rules->flags & CONF_NEEDED) != 0 &&
		    conf_find(parent, rules->name) == NULL)
			return false;
	return true;
}

void
conf_prune(struct arena *a, struct conf_node *parent,
    const struct conf_rule *rules)
{
	struct list *l = &parent->children;
	const struct conf_rule *rule;
	struct conf_node *n;
	size_t i, kept = 0;

	for (i = 0; i < l->n; i++) {
		n = l->at[i];
		rule = conf_find_rule(rules, n->words[0].text);
		if (!n->wrong && rule->block != NULL) {
			conf_prune(a, n, rule->block);
			n->wrong = (rule->flags & CONF_LENIENT) == 0 &&
			    !has_needed(n, rule->block);
		}
		if (n->wrong)
			list_add_in(a, &parent->dropped, n);
		else
			l->at[kept++] = n;
	}
	l->n = kept;
}
