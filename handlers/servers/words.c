/* SPDX-License-Identifier: ISC */
/* Names, days and people of servers; see night.h. */
#include <string.h>

#include "handlers/servers/night.h"

bool
word_is_day(const char *word, int64_t *t)
{
	return strlen(word) == 10 && word[4] == '-' && clock_parse(word, t);
}

size_t
word_at(const struct words *words, size_t from, const char *what)
{
	size_t i;

	for (i = from; i < words->n; i++)
		if (str_eq_nocase(words->at[i], what))
			return i;
	return words->n;
}

int
names_of_words(struct work *w, const struct words *words, size_t i, size_t to,
    struct list *out, struct err *e)
{
	struct arena *a = work_arena(w);
	const char *p;
	size_t n;

	for (; i < to; i++)
		for (p = words->at[i]; *p != '\0'; p += n) {
			p += strspn(p, ",; ");
			if ((n = strcspn(p, ",; ")) == 0)
				continue;
			if (out->n == NAMES_MAX)
				return err_set(e, ERR_LIMIT, "At most %d "
				    "servers in one command; send the list "
				    "as a .csv file beside your mail.",
				    NAMES_MAX);
			list_add_in(a, out, arena_strn(a, p, n));
		}
	return out->n > 0 ? 0 : err_set(e, ERR_INPUT, "Which servers? Write "
	    "their names, with blanks or commas between them.");
}

int
name_known(struct work *w, const char *name, bool nearest, const char **out,
    struct err *e)
{
	const struct inventory *inv = inventory_of(work_config(w));
	const struct server *s = inventory_find(inv, name);
	const char *near;

	*out = s != NULL ? s->name : name;
	if (s != NULL)
		return 0;
	if (inv == NULL && strlen(name) <= SERVER_NAME_MAX &&
	    strpbrk(name, ":\"'<>|") == NULL)
		return 0;
	near = nearest ? inventory_nearest(inv, name) : NULL;
	return err_set(e, ERR_INPUT, "There is no server \"%.60s\"%s%s%s",
	    name, near != NULL ? "; did you mean \"" : "",
	    near != NULL ? near : "", near != NULL ? "\"?" : ".");
}

const char *
servers_unknown(struct work *w, const struct list *words)
{
	const struct inventory *inv = inventory_of(work_config(w));
	struct arena *a = work_arena(w);
	struct list names = { 0 };
	const char *near;
	size_t i;

	for (i = 0; inv != NULL && i < words->n; i++) {
		const char *word = words->at[i];

		if (strchr(word, ':') != NULL || inventory_find(inv, word) !=
		    NULL)
			continue;
		near = inventory_nearest(inv, word);
		list_add_in(a, &names, near == NULL ? arena_str(a, word) :
		    arena_printf(a, "%s (did you mean %s?)", word, near));
	}
	return cycle_join(a, &names, ", ");
}

/* --- owners -------------------------------------------------------------- */

/* The next of "dba|dan"; NULL at the end. */
static const char *
next_owner(struct work *w, const char **rest)
{
	struct span one;

	*rest += strspn(*rest, "| ");
	if (**rest == '\0')
		return NULL;
	one = span_trim((struct span){ *rest, strcspn(*rest, "|") });
	*rest += strcspn(*rest, "|");
	return arena_strn(work_arena(w), one.p, one.n);
}

bool
server_is_of(const struct server *s, const char *who)
{
	const char *p = s != NULL ? s->owner : "";
	size_t n;

	for (; who != NULL && *p != '\0'; p += n + (p[n] != '\0')) {
		n = strcspn(p, "|");
		if (span_eq_nocase(span_trim((struct span){ p, n }), who))
			return true;
	}
	return false;
}

const char *
server_owner(struct work *w, const struct server *s)
{
	const struct people *all = &work_config(w)->people;
	const char *rest = s != NULL ? s->owner : "", *id;
	struct list names = { 0 };
	const struct team *t;

	while ((id = next_owner(w, &rest)) != NULL) {
		t = people_team(all, id);
		list_add_in(work_arena(w), &names, arena_str(work_arena(w),
		    t != NULL ? t->name : cycle_person(w, id)));
	}
	return names.n == 0 ? "nobody" : cycle_join(work_arena(w), &names,
	    ", ");
}

bool
server_may(struct work *w, const struct server *s)
{
	const struct person *p = work_actor(w)->person;

	return (work_actor(w)->roles & ROLES_RUN) || p == NULL || s == NULL ||
	    server_is_of(s, p->id) || server_is_of(s, p->team);
}

const char *
server_whose(struct work *w, const struct server *s)
{
	return s == NULL || s->owner[0] == '\0' ? "has no owner in the "
	    "inventory; the coordinator" : arena_printf(work_arena(w),
	    "belongs to: %s; they or the coordinator", server_owner(w, s));
}

/* A team's lead, or the person; NULL where there is nobody. */
static const struct person *
person_of(struct work *w, const char *owner)
{
	const struct people *all = &work_config(w)->people;
	const struct team *t = people_team(all, owner);

	return people_by_id(all, t != NULL ? t->lead : owner);
}

static void
add_person(struct work *w, const struct person *p, struct list *out)
{
	union { const struct person *in; void *out; } u = { .in = p };
	size_t i;

	if (p == NULL || p == work_actor(w)->person)
		return;
	for (i = 0; i < out->n; i++)
		if (out->at[i] == u.out)
			return;
	list_add_in(work_arena(w), out, u.out);
}

int
server_tell_owners(struct work *w, const struct list *names,
    const char *template, const struct model *m, struct err *e)
{
	const struct inventory *inv = inventory_of(work_config(w));
	struct list whom = { 0 };
	const struct server *s;
	const char *rest, *id;
	size_t i;

	for (i = 0; i < names->n; i++) {
		s = inventory_find(inv, names->at[i]);
		rest = s != NULL ? s->owner : "";
		while ((id = next_owner(w, &rest)) != NULL)
			add_person(w, person_of(w, id), &whom);
	}
	for (i = 0; i < whom.n; i++)
		if (work_tell(w, whom.at[i], template, m, e) == -1)
			return -1;
	return 0;
}

static void
add_word(struct work *w, const char *word, struct list *out)
{
	struct list found = { 0 };
	size_t i;

	audience_addresses(work_config(w), work_arena(w), word, &found);
	for (i = 0; i < found.n; i++)
		str_list_once(work_arena(w), out, found.at[i]);
}

void
server_people(struct work *w, const char *name, bool infosec,
    struct list *out)
{
	const struct people *all = &work_config(w)->people;
	const struct server *s = inventory_find(inventory_of(work_config(w)),
	    name);
	const char *rest = s != NULL ? s->owner : "", *id;
	const struct person *lead;

	while ((id = next_owner(w, &rest)) != NULL) {
		lead = person_of(w, id);
		if (lead != NULL && lead->mail != NULL)
			str_list_once(work_arena(w), out, lead->mail);
		else if (people_team(all, id) != NULL)
			add_word(w, id, out);
	}
	add_word(w, "coordinator", out);
	if (infosec)
		add_word(w, "infosec", out);
}
