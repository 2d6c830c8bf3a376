/* SPDX-License-Identifier: ISC */
/* The directive "audience": names for those to whom things are said. */
#include <string.h>

#include "handlers/playbook/parts.h"

#define WORDS_OF_ONE_MAX	100

static bool
is_look(const char *w, size_t i, struct err *e)
{
	static const char *const looks[] = { "team", "management", "users",
	    "helpdesk", "vendors" };
	const char *near;
	size_t k;

	(void)i;
	for (k = 0; k < 5; k++)
		if (strcmp(w, looks[k]) == 0)
			return true;
	near = str_nearest(w, looks, 5);
	err_set(e, ERR_CONFIG, "team, management, users, helpdesk or vendors"
	    "%s%s%s", near != NULL ? "; did you mean \"" : "",
	    near != NULL ? near : "", near != NULL ? "\"?" : "");
	return false;
}

static const struct conf_rule rules[] = {
	{ .name = "to", .params = "WHO ...", .min = 1,
	    .max = WORDS_OF_ONE_MAX, .flags = CONF_NEEDED | CONF_MANY,
	    .help = "Who they are: persons, teams (their members), *teams (the "
	    "lead of every team), roles, the lists committee, helpdesk, "
	    "infosec and coordinator, addresses, other audiences." },
	{ .name = "look", .params = "team|management|users|helpdesk|vendors",
	    .min = 1, .max = 1, .def = "team", .check = is_look,
	    .help = "How they are spoken to: the wording and the look of what "
	    "they get." },
	{ .name = NULL },
};

/* Words that mean something else where a word of an audience may stand. */
static bool
is_taken(const char *name)
{
	static const char *const taken[] = { "owner", "person", "secondary",
	    "committee", "helpdesk", "infosec", "coordinator", "alternate",
	    "approver", "lead", "member", "auditor", "observer", "all", "and",
	    "or", "of", "alert" };
	size_t i;

	for (i = 0; i < sizeof(taken) / sizeof(taken[0]); i++)
		if (strcmp(name, taken[i]) == 0)
			return true;
	return false;
}

static struct audience *
find(const struct audiences *all, const char *name)
{
	struct audience *x;
	size_t i;

	for (i = 0; i < all->all.n; i++) {
		x = all->all.at[i];
		if (strcmp(x->name, name) == 0)
			return x;
	}
	return NULL;
}

static void
read_one(struct arena *a, const struct config *c, struct audiences *all,
    const struct conf_node *n, struct conf_report *r)
{
	struct audience *x = arena_alloc(a, sizeof(*x));
	const struct conf_node *to;
	size_t i, k;

	x->node = n;
	x->name = n->words[1].text;
	x->look = conf_get(n, "look", 1, "team");
	if (is_taken(x->name))
		conf_error(r, n, 1, "\"%s\" means something already; expected "
		    "another name", x->name);
	if (find(all, x->name) != NULL)
		conf_error(r, n, 1, "the audience \"%s\" is there already",
		    x->name);
	if (people_team(&c->people, x->name) != NULL ||
	    people_by_id(&c->people, x->name) != NULL)
		conf_error(r, n, 1, "there is a team or person \"%s\" already; "
		    "expected another name", x->name);
	for (i = 0; i < n->children.n; i++) {
		to = n->children.at[i];
		for (k = 1; strcmp(to->words[0].text, "to") == 0 &&
		    k < to->n; k++)
			list_add_in(a, &x->words,
			    arena_str(a, to->words[k].text));
	}
	list_add_in(a, &all->all, x);
}

/*
 * How deep audiences stand within this one; -1 where it holds itself.  deep:
 * what is known of each, 0 where nothing is yet, -1 while it is looked at.
 */
static int
depth_of(const struct audiences *all, size_t k, int *deep)
{
	const struct audience *x = all->all.at[k], *inner;
	int most = 0, d;
	size_t i, j;

	if (deep[k] != 0)
		return deep[k];
	deep[k] = -1;
	for (i = 0; i < x->words.n; i++) {
		inner = find(all, x->words.at[i]);
		for (j = 0; inner != NULL && all->all.at[j] != inner; )
			j++;
		d = inner != NULL ? depth_of(all, j, deep) : 0;
		if (d == -1)
			return -1;
		most = d > most ? d : most;
	}
	return deep[k] = most + 1;
}

static void
check_depth(struct arena *a, const struct audiences *all,
    struct conf_report *r)
{
	int *deep = arena_alloc(a, (all->all.n + 1) * sizeof(*deep)), d;
	const struct audience *x;
	size_t i;

	for (i = 0; i < all->all.n; i++) {
		x = all->all.at[i];
		d = depth_of(all, i, deep);
		if (d > AUDIENCES_DEEP)
			conf_error(r, x->node, 1, "found audiences %d deep; "
			    "expected at most %d", d, AUDIENCES_DEEP);
		if (d == -1) {
			conf_error(r, x->node, 1, "the audience \"%s\" holds "
			    "itself, or one that does", x->name);
			return;
		}
	}
}

static void *
read_audiences(struct arena *a, const struct config *c,
    const struct conf_node *root, struct conf_report *r)
{
	struct audiences *all = arena_alloc(a, sizeof(*all));
	const struct conf_node *n;
	const struct audience *x;
	size_t i, k, j;

	for (i = 0; i < root->children.n; i++) {
		n = root->children.at[i];
		if (strcmp(n->words[0].text, "audience") == 0)
			read_one(a, c, all, n, r);
	}
	for (i = 0; i < all->all.n; i++) {
		x = all->all.at[i];
		for (k = 0; k < x->node->children.n; k++) {
			n = x->node->children.at[k];
			for (j = 1; strcmp(n->words[0].text, "to") == 0 &&
			    j < n->n; j++)
				audience_check_in(a, c, all, n, j, r);
		}
	}
	check_depth(a, all, r);
	return all;
}

const struct settings settings_audience = {
	.rule = { .name = "audience", .params = "NAME { ... }", .min = 1,
	    .max = 1, .check = conf_is_name, .block = rules,
	    .flags = CONF_MANY, .help = "A name for those to whom playbooks "
	    "say things, or who decide together (a board)." },
	.read = read_audiences,
};

const struct audience *
audience_find(const struct config *c, const char *name)
{
	const struct audiences *all = config_part(c, &settings_audience);

	return all != NULL ? find(all, name) : NULL;
}
