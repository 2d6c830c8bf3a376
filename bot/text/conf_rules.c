/* SPDX-License-Identifier: ISC */
/* Rules held against a configuration, its report and its printing; conf.h. */
#include "text/conf.h"

#include <arpa/inet.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/arena.h"
#include "base/buf.h"
#include "base/clock.h"
#include "base/mem.h"

#define ADDRESS_MAX	254	/* RFC 5321, 4.5.3.1.3, without its <> */
#define HOST_MAX	253
#define LABEL_MAX	63
#define NAME_BYTES	64
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

/* The rule for this name, "*" where no other fits, or NULL. */
static const struct conf_rule *
find_rule(const struct conf_rule *rules, const char *name)
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
	const struct conf_rule *rule = find_rule(rules, n->words[0].text);
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
		if (find_rule(rules, n->words[0].text) != NULL)
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
		rule = find_rule(rules, n->words[0].text);
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

/* --- printing --------------------------------------------------------- */

static bool
needs_quotes(const char *w)
{
	return w[0] == '\0' || w[0] == '#' ||
	    strpbrk(w, " \t\r\n;{}\"\\") != NULL;
}

static void
print_word(struct buf *out, const char *w)
{
	if (!needs_quotes(w)) {
		buf_adds(out, w);
		return;
	}
	buf_addc(out, '"');
	for (; *w != '\0'; w++) {
		if (*w == '"' || *w == '\\')
			buf_addc(out, '\\');
		if (*w == '\n')
			buf_adds(out, "\\n");
		else
			buf_addc(out, *w);
	}
	buf_addc(out, '"');
}

static void
print_tabs(struct buf *out, int indent)
{
	for (; indent > 0; indent--)
		buf_addc(out, '\t');
}

static void
print_node(struct buf *out, const struct conf_node *n,
    const struct conf_rule *rule, int indent)
{
	size_t i;

	print_tabs(out, indent);
	if (rule != NULL && (rule->flags & CONF_SECRET) != 0) {
		buf_addf(out, "# %s: a secret, not shown\n", rule->name);
		return;
	}
	for (i = 0; i < n->n; i++) {
		if (i > 0)
			buf_addc(out, ' ');
		print_word(out, n->words[i].text);
	}
	if (n->block) {
		buf_adds(out, " {\n");
		conf_print(out, n, rule != NULL ? rule->block : NULL,
		    indent + 1);
		print_tabs(out, indent);
		buf_addc(out, '}');
	}
	buf_addc(out, '\n');
}

void
conf_print(struct buf *out, const struct conf_node *parent,
    const struct conf_rule *rules, int indent)
{
	const struct conf_node *n;
	const struct conf_rule *r;
	size_t i;

	for (i = 0; i < parent->children.n; i++) {
		n = parent->children.at[i];
		print_node(out, n, find_rule(rules, n->words[0].text), indent);
	}
	for (r = rules; r != NULL && r->name != NULL; r++) {
		if (r->def == NULL || conf_find(parent, r->name) != NULL)
			continue;
		print_tabs(out, indent);
		buf_addf(out, "# %s %s (default)\n", r->name, r->def);
	}
}

/* --- checks for the tables -------------------------------------------- */

/* Fills e with what was expected; false, so "return expected(...)". */
static bool
expected(struct err *e, const char *what)
{
	err_set(e, ERR_CONFIG, "%s", what);
	return false;
}

bool
conf_is_span(const char *w, size_t i, struct err *e)
{
	int64_t seconds;

	(void)i;
	return clock_parse_span(w, &seconds) ||
	    expected(e, "a span of time such as 90m, 3h30m or 2d");
}

bool
conf_is_number(const char *w, size_t i, struct err *e)
{
	long long v;

	(void)i;
	return (w[0] >= '0' && w[0] <= '9' &&
	    str_number(w, 0, INT32_MAX, &v)) ||
	    expected(e, "a whole number from 0 to 2147483647");
}

bool
conf_is_port(const char *w, size_t i, struct err *e)
{
	long long v;

	(void)i;
	return (w[0] >= '0' && w[0] <= '9' && str_number(w, 1, 65535, &v)) ||
	    expected(e, "a port number from 1 to 65535");
}

bool
conf_is_flag(const char *w, size_t i, struct err *e)
{
	(void)i;
	return strcmp(w, "yes") == 0 || strcmp(w, "no") == 0 ||
	    expected(e, "yes or no");
}

/* Labels of letters, digits and inner hyphens; RFC 1123, 2.1. */
static bool
is_domain(const char *w)
{
	size_t label = 0, n = strlen(w);
	const char *p;

	if (n == 0 || n > HOST_MAX)
		return false;
	for (p = w; ; p++) {
		if (*p == '.' || *p == '\0') {
			if (label == 0 || label > LABEL_MAX || p[-1] == '-')
				return false;
			if (*p == '\0')
				return true;
			label = 0;
			continue;
		}
		if (!((*p >= 'a' && *p <= 'z') || (*p >= 'A' && *p <= 'Z') ||
		    (*p >= '0' && *p <= '9') || (*p == '-' && label > 0)))
			return false;
		label++;
	}
}

bool
conf_is_host(const char *w, size_t i, struct err *e)
{
	struct in6_addr six;

	(void)i;
	return is_domain(w) || inet_pton(AF_INET6, w, &six) == 1 ||
	    expected(e, "a host name or an address");
}

bool
conf_is_address(const char *w, size_t i, struct err *e)
{
	const char *at = strchr(w, '@'), *p;
	bool good = at != NULL && at > w && strlen(w) <= ADDRESS_MAX &&
	    is_domain(at + 1);

	(void)i;
	/* the atoms of RFC 5322, 3.2.3; a quoted local part is refused */
	for (p = w; good && p < at; p++)
		good = *p > ' ' && *p < 0x7f &&
		    strchr("()<>[]:;,\\\"", *p) == NULL;
	return good || expected(e, "a mail address such as ann@example.com");
}

bool
conf_is_name(const char *w, size_t i, struct err *e)
{
	size_t n = strlen(w);

	(void)i;
	return (n > 0 && n <= NAME_BYTES && strspn(w,
	    "abcdefghijklmnopqrstuvwxyz0123456789._-") == n &&
	    strchr("._-", w[0]) == NULL) ||
	    expected(e, "a name of a-z, 0-9, \".\", \"_\" and \"-\", at most "
	    "64 letters, that begins with a letter or digit");
}

bool
conf_is_clock(const char *w, size_t i, struct err *e)
{
	(void)i;
	if (strlen(w) == 5 && w[2] == ':' && strspn(w, "0123456789") == 2 &&
	    strspn(w + 3, "0123456789") == 2 && strncmp(w, "24", 2) < 0 &&
	    w[3] <= '5')
		return true;
	if (strlen(w) == 4 && w[1] == ':' && strspn(w, "0123456789") == 1 &&
	    strspn(w + 2, "0123456789") == 2 && w[2] <= '5') {
		err_set(e, ERR_CONFIG, "a time of day from 00:00 to 23:59: "
		    "write 0%s", w);
		return false;
	}
	return expected(e, "a time of day from 00:00 to 23:59");
}
