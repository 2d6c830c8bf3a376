/* SPDX-License-Identifier: ISC */
/* Who there is; see people.h. */
#include "flow/people.h"

#include <string.h>

#include "base/arena.h"
#include "base/buf.h"
#include "text/keyring.h"

static const struct { const char *name; unsigned bit; } roles[] = {
	{ "coordinator", ROLE_COORDINATOR }, { "alternate", ROLE_ALTERNATE },
	{ "infosec", ROLE_INFOSEC }, { "approver", ROLE_APPROVER },
	{ "lead", ROLE_LEAD }, { "member", ROLE_MEMBER },
	{ "helpdesk", ROLE_HELPDESK }, { "auditor", ROLE_AUDITOR },
	{ "observer", ROLE_OBSERVER },
};
#define N_ROLES (sizeof(roles) / sizeof(roles[0]))

const char *
assurance_name(enum assurance a)
{
	static const char *const names[] = { "none", "domain", "chat",
	    "confirmed", "signed" };

	return names[a];
}

static unsigned
role_bit(const char *name)
{
	size_t i;

	for (i = 0; i < N_ROLES; i++)
		if (str_eq_nocase(name, roles[i].name))
			return roles[i].bit;
	return 0;
}

static bool
is_role(const char *w, size_t i, struct err *e)
{
	const char *names[N_ROLES], *near;
	size_t n;

	(void)i;
	if (role_bit(w) != 0)
		return true;
	for (n = 0; n < N_ROLES; n++)
		names[n] = roles[n].name;
	near = str_nearest(w, names, N_ROLES);
	err_set(e, ERR_CONFIG, "a role (coordinator, alternate, "
	    "infosec, approver, lead, member, helpdesk, auditor or "
	    "observer)%s%s%s", near != NULL ? "; did you mean \"" : "",
	    near != NULL ? near : "", near != NULL ? "\"?" : "");
	return false;
}

void
people_role_names(unsigned bits, struct buf *out)
{
	const char *sep = "";
	size_t i;

	for (i = 0; i < N_ROLES; i++) {
		if ((bits & roles[i].bit) == 0)
			continue;
		buf_addf(out, "%s%s", sep, roles[i].name);
		sep = ", ";
	}
}

const struct conf_rule person_rules[] = {
	{ .name = "name", .params = "NAME", .min = 1, .max = 1,
	    .flags = CONF_NEEDED, .help = "The name that others see." },
	{ .name = "mail", .params = "ADDRESS ...", .min = 1, .max = 10,
	    .flags = CONF_NEEDED, .check = conf_is_address,
	    .help = "Addresses; the first one gets mail, commands are taken "
	    "from all of them." },
	{ .name = "jid", .params = "JID ...", .min = 1, .max = 10,
	    .check = conf_is_address,
	    .help = "XMPP addresses, without a resource." },
	{ .name = "phone", .params = "NUMBER", .min = 1, .max = 1,
	    .help = "A telephone number, shown where somebody must be "
	    "called." },
	{ .name = "team", .params = "TEAM", .min = 1, .max = 1,
	    .check = conf_is_name, .help = "The team this person is in." },
	{ .name = "key", .params = "FILE ...", .min = 1, .max = 10,
	    .help = "Files with this person's OpenPGP public keys: a command "
	    "mail that one of them signed needs no confirmation." },
	{ .name = "roles", .params = "ROLE ...", .min = 1, .max = 9,
	    .check = is_role, .help = "What this person may do: coordinator, "
	    "alternate, infosec, approver, lead, member, helpdesk, auditor, "
	    "observer; member where nothing is said." },
	{ .name = NULL },
};

const struct conf_rule team_rules[] = {
	{ .name = "name", .params = "NAME", .min = 1, .max = 1,
	    .help = "The name that others see; the id where missing." },
	{ .name = "lead", .params = "PERSON", .min = 1, .max = 1,
	    .check = conf_is_name,
	    .help = "Who is called when nobody else of the team answers." },
	{ .name = "watches", .params = "WORD ...", .min = 1, .max = 200,
	    .help = "Words of product names: bulletins about them concern "
	    "this team." },
	{ .name = NULL },
};

static void
add_words(struct arena *a, const struct conf_node *n, const char *name,
    struct list *out)
{
	const struct conf_node *c = conf_find(n, name);
	size_t i;

	for (i = 1; c != NULL && i < c->n; i++)
		list_add_in(a, out, arena_lower(a,
		    span_of(c->words[i].text)));
}

static void
read_person(struct arena *a, const struct conf_node *n, struct people *ps,
    struct conf_report *r)
{
	const struct conf_node *c = conf_find(n, "roles");
	struct person *p = arena_alloc(a, sizeof(*p));
	size_t i;

	p->id = n->words[1].text;
	p->name = conf_get(n, "name", 1, p->id);
	p->phone = conf_get(n, "phone", 1, NULL);
	p->team = conf_get(n, "team", 1, NULL);
	add_words(a, n, "mail", &p->mails);
	add_words(a, n, "jid", &p->jids);
	p->mail = p->mails.n > 0 ? p->mails.at[0] : NULL;
	for (i = 1; c != NULL && i < c->n; i++)
		p->roles |= role_bit(c->words[i].text);
	if (p->roles == 0)
		p->roles = ROLE_MEMBER;
	c = conf_find(n, "key");
	for (i = 1; c != NULL && i < c->n; i++)
		keyring_add(a, &p->keys, arena_printf(a, "person %s", p->id),
		    KEY_PGP, c, i);
	if (people_by_id(ps, p->id) != NULL)
		conf_error(r, n, 1, "person \"%s\" is there already", p->id);
	for (i = 0; i < p->mails.n; i++)
		if (people_by_mail(ps, p->mails.at[i]) != NULL)
			conf_error(r, n, 1, "the address %s belongs to \"%s\" "
			    "already", (char *)p->mails.at[i],
			    people_by_mail(ps, p->mails.at[i])->id);
	for (i = 0; i < p->jids.n; i++)
		if (people_by_jid(ps, p->jids.at[i]) != NULL)
			conf_error(r, n, 1, "the JID %s belongs to \"%s\" "
			    "already", (char *)p->jids.at[i],
			    people_by_jid(ps, p->jids.at[i])->id);
	list_add_in(a, &ps->persons, p);
}

static void
read_team(struct arena *a, const struct conf_node *n, struct people *ps,
    struct conf_report *r)
{
	struct team *t = arena_alloc(a, sizeof(*t));

	t->id = n->words[1].text;
	t->name = conf_get(n, "name", 1, t->id);
	t->lead = conf_get(n, "lead", 1, NULL);
	add_words(a, n, "watches", &t->watches);
	if (people_team(ps, t->id) != NULL)
		conf_error(r, n, 1, "team \"%s\" is there already", t->id);
	list_add_in(a, &ps->teams, t);
}

static void
check_references(const struct conf_node *root, const struct people *p,
    struct conf_report *r)
{
	const struct conf_node *n, *c;
	size_t i;

	for (i = 0; i < root->children.n; i++) {
		n = root->children.at[i];
		c = conf_find(n, "team");
		if (strcmp(n->words[0].text, "person") == 0 && c != NULL &&
		    people_team(p, c->words[1].text) == NULL &&
		    !conf_may_be(r, root, c->words[1].text))
			conf_error(r, c, 1, "there is no team \"%s\"; add "
			    "\"team %s { ... }\"", c->words[1].text,
			    c->words[1].text);
		c = conf_find(n, "lead");
		if (strcmp(n->words[0].text, "team") == 0 && c != NULL &&
		    people_by_id(p, c->words[1].text) == NULL &&
		    !conf_may_be(r, root, c->words[1].text))
			conf_error(r, c, 1, "there is no person \"%s\"",
			    c->words[1].text);
	}
}

int
people_read(struct arena *a, const struct conf_node *root, struct people *p,
    struct conf_report *r)
{
	unsigned before = r->errors;
	const struct conf_node *n;
	size_t i;

	for (i = 0; i < root->children.n; i++) {
		n = root->children.at[i];
		if (strcmp(n->words[0].text, "person") == 0)
			read_person(a, n, p, r);
		else if (strcmp(n->words[0].text, "team") == 0)
			read_team(a, n, p, r);
	}
	check_references(root, p, r);
	return r->errors == before ? 0 : -1;
}

static bool
has(const struct list *l, struct span word)
{
	size_t i;

	for (i = 0; i < l->n; i++)
		if (span_eq_nocase(word, l->at[i]))
			return true;
	return false;
}

const struct person *
people_by_id(const struct people *p, const char *id)
{
	size_t i;

	for (i = 0; id != NULL && i < p->persons.n; i++) {
		const struct person *one = p->persons.at[i];

		if (str_eq_nocase(one->id, id))
			return one;
	}
	return NULL;
}

const struct person *
people_by_mail(const struct people *p, const char *address)
{
	size_t i;

	for (i = 0; address != NULL && i < p->persons.n; i++) {
		const struct person *one = p->persons.at[i];

		if (has(&one->mails, span_of(address)))
			return one;
	}
	return NULL;
}

const struct person *
people_by_jid(const struct people *p, const char *jid)
{
	struct span bare = { jid, jid != NULL ? strcspn(jid, "/") : 0 };
	size_t i;

	for (i = 0; jid != NULL && i < p->persons.n; i++) {
		const struct person *one = p->persons.at[i];

		if (has(&one->jids, bare))
			return one;
	}
	return NULL;
}

const struct person *
people_find(const struct people *p, const char *word)
{
	const struct person *found = people_by_id(p, word);
	size_t i;

	if (found == NULL)
		found = people_by_mail(p, word);
	if (found == NULL)
		found = people_by_jid(p, word);
	for (i = 0; found == NULL && i < p->persons.n; i++) {
		const struct person *one = p->persons.at[i];

		if (str_eq_nocase(one->name, word))
			found = one;
	}
	return found;
}

const struct team *
people_team(const struct people *p, const char *id)
{
	size_t i;

	for (i = 0; id != NULL && i < p->teams.n; i++) {
		const struct team *t = p->teams.at[i];

		if (str_eq_nocase(t->id, id))
			return t;
	}
	return NULL;
}
