/* SPDX-License-Identifier: ISC */
/* The directive "queues": in which order the kinds of servers are patched. */
#include <string.h>

#include "handlers/servers/night.h"

static const struct conf_rule queue_rules[] = {
	{ .name = "servers", .params = "WORD ...", .min = 1, .max = 30,
	    .flags = CONF_NEEDED, .help = "Which servers are in it, in the "
	    "words of a stage." },
	{ .name = NULL },
};
static const struct conf_rule rules[] = {
	{ .name = "queue", .params = "NAME", .min = 1, .max = 1,
	    .check = conf_is_name, .block = queue_rules,
	    .flags = CONF_MANY | CONF_NEEDED, .help = "One of them, the most "
	    "important first; at most 20. A server is in the first one that "
	    "has it." },
	{ .name = NULL },
};

static void
read_one(struct arena *a, struct list *all, const struct conf_node *n,
    struct conf_report *r)
{
	const struct conf_node *words = conf_find(n, "servers");
	struct queue *q = arena_alloc(a, sizeof(*q));
	size_t i;

	q->name = arena_str(a, n->words[1].text);
	for (i = 0; i < all->n; i++)
		if (strcmp(((struct queue *)all->at[i])->name, q->name) == 0)
			conf_error(r, n, 1, "found the queue \"%s\" a second "
			    "time; expected each once", q->name);
	if (all->n == SERVERS_QUEUES_MAX)
		conf_error(r, n, 1, "expected at most %d queues",
		    SERVERS_QUEUES_MAX);
	for (i = 1; words != NULL && i < words->n; i++)
		list_add_in(a, &q->words, arena_str(a, words->words[i].text));
	list_add_in(a, all, q);
}

static void *
read_queues(struct arena *a, const struct config *c,
    const struct conf_node *root, struct conf_report *r)
{
	const struct conf_node *n = conf_find(root, "queues");
	struct list *all = arena_alloc(a, sizeof(*all));
	size_t i;

	(void)c;
	for (i = 0; n != NULL && i < n->children.n; i++)
		read_one(a, all, n->children.at[i], r);
	return all;
}

const struct settings settings_queues = {
	.rule = { .name = "queues", .block = rules, .help = "In which order "
	    "the kinds of servers are patched: see SERVERS above." },
	.read = read_queues,
};
