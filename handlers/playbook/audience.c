/* SPDX-License-Identifier: ISC */
/* Whom a word means; see playbook.h. */
#include <string.h>

#include "handlers/playbook/parts.h"

static const struct {
	const char	*name;
	unsigned	 role;
} roles[] = {
	{ "coordinator", ROLE_COORDINATOR }, { "alternate", ROLE_ALTERNATE },
	{ "infosec", ROLE_INFOSEC }, { "approver", ROLE_APPROVER },
	{ "lead", ROLE_LEAD }, { "member", ROLE_MEMBER },
	{ "helpdesk", ROLE_HELPDESK }, { "auditor", ROLE_AUDITOR },
	{ "observer", ROLE_OBSERVER },
};
#define N_ROLES	(sizeof(roles) / sizeof(roles[0]))

static unsigned
role_of(const char *word)
{
	size_t i;

	for (i = 0; i < N_ROLES; i++)
		if (strcmp(roles[i].name, word) == 0)
			return roles[i].role;
	return 0;
}

static const struct list *
list_of(const struct config *c, const char *word)
{
	const struct { const char *name; const struct list *list; } lists[] = {
		{ "committee", &c->committee }, { "helpdesk", &c->helpdesk },
		{ "infosec", &c->infosec }, { "coordinator", &c->coordinator },
	};
	size_t i;

	for (i = 0; i < 4; i++)
		if (strcmp(lists[i].name, word) == 0)
			return lists[i].list;
	return NULL;
}

/* --- is it one? --------------------------------------------------------- */

static bool
is_known(const struct config *c, const struct audiences *all, const char *word)
{
	struct err e = { 0 };
	size_t i;

	for (i = 0; all != NULL && i < all->all.n; i++)
		if (strcmp(((const struct audience *)all->all.at[i])->name,
		    word) == 0)
			return true;
	return list_of(c, word) != NULL || strcmp(word, "*teams") == 0 ||
	    people_team(&c->people, word) != NULL ||
	    people_by_id(&c->people, word) != NULL || role_of(word) != 0 ||
	    (strchr(word, '@') != NULL && conf_is_address(word, 1, &e));
}

int
audience_check_in(struct arena *a, const struct config *c,
    const struct audiences *all, const struct conf_node *n, size_t i,
    struct conf_report *r)
{
	const struct people *p = &c->people;
	const char *word = n->words[i].text, **known;
	size_t k, count = 0, most = p->teams.n + p->persons.n + N_ROLES + 2 +
	    (all != NULL ? all->all.n : 0);

	if (is_known(c, all, word))
		return 0;
	if (conf_may_be(r, c->root, word))
		return -1;
	known = arena_alloc(a, most * sizeof(*known));
	known[count++] = "committee";
	known[count++] = "*teams";
	for (k = 0; all != NULL && k < all->all.n; k++)
		known[count++] =
		    ((const struct audience *)all->all.at[k])->name;
	for (k = 0; k < p->teams.n; k++)
		known[count++] = ((const struct team *)p->teams.at[k])->id;
	for (k = 0; k < p->persons.n; k++)
		known[count++] = ((const struct person *)p->persons.at[k])->id;
	for (k = 0; k < N_ROLES; k++)
		known[count++] = roles[k].name;
	conf_error(r, n, i, "nobody is called \"%.80s\"; expected a person, a "
	    "team, a role, an address, a list such as committee, or an "
	    "audience%s", word, words_nearest(a, word, known, count));
	return -1;
}

/* --- who is it? --------------------------------------------------------- */

/* What is gathered; one of the two. */
struct gathering {
	const struct config *c;
	struct arena	*a;
	struct list	*persons;	/* struct person * */
	struct list	*addresses;	/* char * */
	struct list	 seen;		/* char *: audiences, each once */
};

static void
add_address(struct gathering *g, const char *address)
{
	const struct person *p = people_by_mail(&g->c->people, address);
	struct list *l = g->persons != NULL ? g->persons : g->addresses;
	size_t i;

	if (g->persons != NULL && p == NULL)
		return;
	for (i = 0; i < l->n; i++)
		if (g->persons != NULL ? l->at[i] == (const void *)p :
		    str_eq_nocase(l->at[i], address))
			return;
	if (g->persons == NULL) {
		list_add_in(g->a, l, arena_str(g->a, address));
		return;
	}
	for (i = 0; i < g->c->people.persons.n; i++)
		if (g->c->people.persons.at[i] == (const void *)p)
			list_add_in(g->a, l, g->c->people.persons.at[i]);
}

static void
add_person(struct gathering *g, const struct person *p)
{
	if (p != NULL)
		add_address(g, p->mail);
}

static void
add_role(struct gathering *g, unsigned role)
{
	const struct list *all = &g->c->people.persons;
	const struct person *p;
	size_t i;

	for (i = 0; i < all->n; i++) {
		p = all->at[i];
		if ((p->roles & role) != 0)
			add_person(g, p);
	}
}

static void
add_list(struct gathering *g, const struct list *l, const char *word)
{
	size_t i;

	for (i = 0; i < l->n; i++)
		add_address(g, l->at[i]);
	if (g->persons != NULL)
		add_role(g, role_of(word));
}

static void
add_leads(struct gathering *g)
{
	const struct list *teams = &g->c->people.teams;
	const struct team *t;
	size_t i;

	for (i = 0; i < teams->n; i++) {
		t = teams->at[i];
		if (t->lead != NULL)
			add_person(g, people_by_id(&g->c->people, t->lead));
	}
}

static void
add_team(struct gathering *g, const struct team *t)
{
	const struct list *all = &g->c->people.persons;
	const struct person *p;
	size_t i;

	for (i = 0; i < all->n; i++) {
		p = all->at[i];
		if (p->team != NULL && strcmp(p->team, t->id) == 0)
			add_person(g, p);
	}
}

static void add_word(struct gathering *, const char *);

static void
add_audience(struct gathering *g, const struct audience *x)
{
	size_t i;

	for (i = 0; i < g->seen.n; i++)
		if (strcmp(g->seen.at[i], x->name) == 0)
			return;
	list_add_in(g->a, &g->seen, arena_str(g->a, x->name));
	for (i = 0; i < x->words.n; i++)
		add_word(g, x->words.at[i]);
}

static void
add_word(struct gathering *g, const char *word)
{
	const struct people *p = &g->c->people;
	const struct audience *x = audience_find(g->c, word);

	if (x != NULL)
		add_audience(g, x);
	else if (list_of(g->c, word) != NULL)
		add_list(g, list_of(g->c, word), word);
	else if (strcmp(word, "*teams") == 0)
		add_leads(g);
	else if (people_team(p, word) != NULL)
		add_team(g, people_team(p, word));
	else if (people_by_id(p, word) != NULL)
		add_person(g, people_by_id(p, word));
	else if (role_of(word) != 0)
		add_role(g, role_of(word));
	else if (strchr(word, '@') != NULL)
		add_address(g, word);
}

void
audience_persons(const struct config *c, struct arena *a, const char *word,
    struct list *out)
{
	struct gathering g = { .c = c, .a = a, .persons = out };

	add_word(&g, word);
}

void
audience_addresses(const struct config *c, struct arena *a, const char *word,
    struct list *out)
{
	struct gathering g = { .c = c, .a = a, .addresses = out };

	add_word(&g, word);
}

int
audience_check(struct arena *a, const struct config *c,
    const struct conf_node *n, size_t i, struct conf_report *r)
{
	const struct audiences *all = config_part(c, &settings_audience);
	struct list whom = { 0 };

	if (audience_check_in(a, c, all, n, i, r) == -1)
		return -1;
	audience_addresses(c, a, n->words[i].text, &whom);
	if (whom.n == 0 && config_is_whole(c, r))
		conf_warn(r, n, i, "\"%.80s\" means nobody: there is no such "
		    "person", n->words[i].text);
	return 0;
}
