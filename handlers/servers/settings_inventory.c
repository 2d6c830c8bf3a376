/* SPDX-License-Identifier: ISC */
/* The directive "inventory", and what playbooks say of servers that it does
 * not have. */
#include <string.h>

#include "base/fd.h"
#include "handlers/servers/inventory.h"

#define NAMES_MAX	2000	/* values that a misspelt one is held against */

static void *
read_inventory(struct arena *a, const struct config *c,
    const struct conf_node *root, struct conf_report *r)
{
	const struct conf_node *n = conf_find(root, "inventory");
	struct inventory *inv = NULL;
	struct buf bytes = { 0 };
	struct err e = { 0 };
	char *path;

	if (n == NULL || n->n < 2)
		return NULL;
	path = conf_path(a, n, 1);
	if (file_read_all(path, INVENTORY_FILE_MAX, &bytes, &e) == -1)
		conf_error(r, n, 1, "the inventory cannot be read: %s",
		    e.text);
	else
		inv = inventory_read(a, c, path, (struct span){
		    buf_str(&bytes), bytes.n }, r);
	buf_free(&bytes);
	return inv;
}

/* --- words that select nothing ------------------------------------------ */

const char *
inventory_nearest_word(const struct inventory *inv, struct arena *a,
    const char *word)
{
	const char *colon = strchr(word, ':'), *names[NAMES_MAX], *near;
	struct span key = { word, colon != NULL ? (size_t)(colon - word) : 0 };
	size_t column, i, n = 0;
	struct span value;

	if (colon == NULL)
		return inventory_nearest(inv, word);
	if ((column = inventory_column(inv, key)) == SIZE_MAX) {
		near = str_nearest(arena_strn(a, key.p, key.n), inv->columns,
		    inv->n_columns);
		return near == NULL ? NULL : arena_printf(a, "%s%s", near,
		    colon);
	}
	for (i = 0; i < inv->n && n < NAMES_MAX; i++) {
		const char *rest = inv->at[i].values[column];

		while (n < NAMES_MAX && (i == 0 || strcmp(rest,
		    inv->at[i - 1].values[column]) != 0) &&
		    inventory_next_value(&rest, &value))
			names[n++] = arena_strn(a, value.p, value.n);
	}
	near = str_nearest(colon + 1, names, n);
	return near == NULL ? NULL : arena_printf(a, "%.*s:%s", (int)key.n,
	    key.p, near);
}

/* "; did you mean "env:prod"?"; "" where nothing is near. */
static const char *
nearest(const struct inventory *inv, struct arena *a, const char *word)
{
	const char *near = inventory_nearest_word(inv, a, word);

	return near == NULL ? "" : arena_printf(a, "; did you mean \"%s\"?",
	    near);
}

static void
prove_words(const struct inventory *inv, struct arena *a,
    const struct conf_node *n, bool together, struct conf_report *r)
{
	struct list one = { 0 }, all = { 0 };
	size_t i, unknown = 0;

	for (i = 1; n != NULL && i < n->n; i++) {
		const char *word = n->words[i].text;

		one.n = 0;
		list_add_in(a, &one, arena_str(a, word));
		list_add_in(a, &all, arena_str(a, word));
		if (inventory_selection(inv, a, &one)->n > 0)
			continue;
		unknown++;
		conf_warn(r, n, i, "\"%s\" is no server of the inventory%s",
		    word, nearest(inv, a, word));
	}
	if (together && n != NULL && unknown == 0 && all.n > 1 &&
	    inventory_selection(inv, a, &all)->n == 0)
		conf_warn(r, n, 1, "no server of the inventory is all of this "
		    "at once");
}

/* Below this node, whatever it is: "servers", "apart" and "halves" of stages,
 * blackouts, queues and the calendar. */
static void
prove_node(const struct inventory *inv, struct arena *a,
    const struct conf_node *n, struct conf_report *r)
{
	size_t i;

	for (i = 0; i < n->children.n; i++) {
		const struct conf_node *c = n->children.at[i];
		const char *name = c->words[0].text;

		if (c->block)
			prove_node(inv, a, c, r);
		else if (strcmp(name, "servers") == 0)
			prove_words(inv, a, c, true, r);
		else if (strcmp(name, "apart") == 0 ||
		    strcmp(name, "halves") == 0)
			prove_words(inv, a, c, false, r);
	}
}

static void
prove(const struct config *c, int64_t now, struct conf_report *r)
{
	const struct inventory *inv = inventory_of(c);
	struct arena *a;
	size_t i;

	(void)now;
	if (inv == NULL)
		return;
	a = arena_new();
	for (i = 0; i < c->root->children.n; i++) {
		const struct conf_node *n = c->root->children.at[i];

		if (strcmp(n->words[0].text, "playbook") == 0 ||
		    strcmp(n->words[0].text, "queues") == 0 ||
		    strcmp(n->words[0].text, "calendar") == 0)
			prove_node(inv, a, n, r);
	}
	arena_free(a);
}

const struct settings settings_inventory = {
	.rule = { .name = "inventory", .params = "FILE.csv", .min = 1,
	    .max = 1, .help = "The servers there are, as a table: see SERVERS "
	    "above. Without it the words of stages and blackouts are only "
	    "held against each other, and names of servers are not "
	    "checked." },
	.read = read_inventory,
	.prove = prove,
};
