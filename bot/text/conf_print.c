/* SPDX-License-Identifier: ISC */
/* A configuration printed in its own form; see conf.h. */
#include <string.h>

#include "base/buf.h"
#include "text/conf_parts.h"

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
		print_node(out, n, conf_find_rule(rules, n->words[0].text),
		    indent);
	}
	for (r = rules; r != NULL && r->name != NULL; r++) {
		if (r->def == NULL || conf_find(parent, r->name) != NULL)
			continue;
		print_tabs(out, indent);
		buf_addf(out, "# %s %s (default)\n", r->name, r->def);
	}
}
