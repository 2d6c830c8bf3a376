/* SPDX-License-Identifier: ISC */
/* Calling the people whose turn it is; see night.h. */
#include "handlers/bridge/night.h"

struct call {
	struct work	*w;
	const struct night *n;
	const struct task *t;
	struct list	 names;		/* char * */
	const char	*absent;	/* for whom the next one stands in */
};

static int
call_person(struct call *c, const struct person *p, struct err *e)
{
	struct work *w = c->w;
	struct model *m;

	list_add_in(work_arena(w), &c->names, arena_str(work_arena(w),
	    p->name));
	if (p == work_actor(w)->person)
		return 0;
	m = work_model(w);
	task_model(m, c->n, c->t);
	model_set(m, "minutes", c->t->minutes > 0 ? arena_printf(
	    work_arena(w), "%lld", (long long)c->t->minutes) : "");
	model_set(m, "absent", c->absent);
	return work_tell(w, p, "call", m, e);
}

/* A task without an owner is its team's: those who are here, else the lead. */
static int
call_team(struct call *c, const struct list *here, struct err *e)
{
	const struct people *all = &work_config(c->w)->people;
	const struct team *team = people_team(all, c->t->team);
	const struct person *p;
	size_t i;

	for (i = 0; c->t->owner == NULL && i < all->persons.n; i++) {
		p = all->persons.at[i];
		if (str_eq_nocase(p->team, c->t->team) &&
		    is_here(here, p->id) && call_person(c, p, e) == -1)
			return -1;
	}
	if (c->t->owner == NULL && c->names.n > 0)
		return 0;
	p = team != NULL ? people_by_id(all, team->lead) : NULL;
	if (p == NULL || str_eq_nocase(p->id, c->t->owner) ||
	    str_eq_nocase(p->id, c->t->secondary))
		return 0;
	return call_person(c, p, e);
}

static int
call_one(struct call *c, const struct list *here, struct err *e)
{
	const struct people *all = &work_config(c->w)->people;
	const struct person *owner = people_by_id(all, c->t->owner);
	const struct person *second = people_by_id(all, c->t->secondary);

	if (owner != NULL) {
		if (call_person(c, owner, e) == -1)
			return -1;
		if (is_here(here, owner->id))
			return 0;
		c->absent = owner->name;
	}
	if (second != NULL && second != owner) {
		if (call_person(c, second, e) == -1)
			return -1;
		if (is_here(here, second->id))
			return 0;
	}
	return call_team(c, here, e);
}

int
call_for(struct work *w, const struct night *n, const struct list *tasks,
    const struct list *here, struct model *m, struct err *e)
{
	struct model *item;
	size_t i;

	model_list(m, "calls");
	for (i = 0; i < tasks->n; i++) {
		struct call c = { .w = w, .n = n, .t = tasks->at[i] };

		if (call_one(&c, here, e) == -1)
			return -1;
		item = model_add(m, "calls");
		model_set(item, "who", c.names.n > 0 ? cycle_join(
		    work_arena(w), &c.names, ", ") : task_who(w, c.t));
		model_set(item, "task", c.t->id);
		model_set(item, "title", c.t->title);
		model_set(item, "absent", c.absent);
	}
	return 0;
}

int
call_coordinators(struct work *w, const struct list *here,
    const char *template, struct model *m, struct err *e)
{
	const struct list *all = &work_config(w)->people.persons;
	struct list names = { 0 };
	bool found = false;
	unsigned pass;
	size_t i;

	for (pass = ROLE_COORDINATOR; pass <= ROLE_ALTERNATE && !found;
	    pass <<= 1)
		for (i = 0; i < all->n; i++) {
			const struct person *p = all->at[i];

			if ((p->roles & pass) == 0)
				continue;
			found = found || is_here(here, p->id) ||
			    p == work_actor(w)->person;
			list_add_in(work_arena(w), &names,
			    arena_str(work_arena(w), p->name));
			if (p != work_actor(w)->person &&
			    work_tell(w, p, template, m, e) == -1)
				return -1;
		}
	model_set(m, "called", cycle_join(work_arena(w), &names, ", "));
	return 0;
}

/* --- calls that nobody answers ------------------------------------------- */

static const char *
round_word(struct work *w, const struct night *n, const struct task *t,
    size_t round)
{
	return arena_printf(work_arena(w), "%lld %s %zu", (long long)n->d->id,
	    t->id, round);
}

int
call_later(struct work *w, const struct night *n, const struct task *t,
    size_t round, struct err *e)
{
	return work_later(w, "call", round_word(w, n, t, round), work_now(w) +
	    call_again_after(w), e);
}

static int
watch_one(struct work *w, const struct night *n, const struct task *t,
    struct err *e)
{
	size_t round;

	/* it may be free for the second time */
	for (round = 1; round <= CALL_ROUNDS; round++)
		if (work_not_later(w, "call", round_word(w, n, t, round),
		    e) == -1)
			return -1;
	if (store_exec(work_store(w), e, "UPDATE tasks SET free_at = $3 "
	    "WHERE deployment = $1 AND id = $2", "isi", n->d->id, t->id,
	    work_now(w)) == -1)
		return -1;
	return call_later(w, n, t, 1, e);
}

int
call_watch(struct work *w, const struct night *n, const struct list *tasks,
    struct err *e)
{
	size_t i;

	for (i = 0; call_again_after(w) != 0 && i < tasks->n; i++)
		if (watch_one(w, n, tasks->at[i], e) == -1)
			return -1;
	return 0;
}

int
call_watch_free(struct work *w, const struct night *n, struct err *e)
{
	struct list ready = { 0 };
	size_t i;

	for (i = 0; i < n->tasks.n; i++)
		if (graph_free(n->tasks.at[i]))
			list_add_in(work_arena(w), &ready, n->tasks.at[i]);
	return call_watch(w, n, &ready, e);
}
