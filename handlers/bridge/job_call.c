/* SPDX-License-Identifier: ISC */
/*
 * A task may begin, somebody was called, and nobody has said "start": who was
 * called is called again, then who stands behind him, then who coordinates.
 */
#include <string.h>

#include "handlers/bridge/night.h"

struct unanswered {
	struct work	*w;
	struct night	*n;
	struct task	*t;
	struct list	 here;
	struct model	*m;
	struct list	 called;	/* char *: names, with their phones */
};

/* With the number to be dialled, for who reads it. */
static void
add_called(struct unanswered *u, const struct person *p)
{
	struct arena *a = work_arena(u->w);

	list_add_in(a, &u->called, p->phone != NULL ? arena_printf(a,
	    "%s (%s)", p->name, p->phone) : arena_str(a, p->name));
}

static void
add_owner(struct unanswered *u)
{
	const struct people *all = &work_config(u->w)->people;
	const struct person *owner = people_by_id(all, u->t->owner);

	if (owner != NULL)
		add_called(u, owner);
}

/* Secondary and lead, who is not the owner; each once. */
static void
behind(struct unanswered *u, const struct person *out[2])
{
	const struct people *all = &work_config(u->w)->people;
	const struct team *team = people_team(all, u->t->team);
	const struct person *owner = people_by_id(all, u->t->owner);

	out[0] = people_by_id(all, u->t->secondary);
	out[1] = team != NULL ? people_by_id(all, team->lead) : NULL;
	if (out[0] == owner)
		out[0] = NULL;
	if (out[1] == owner || out[1] == out[0])
		out[1] = NULL;
}

/* --- the rounds: 1 somebody was called, 0 there is nobody, -1 ------------- */

/* Each tells its people, and sets "calls" or "called" for the room. */
static int
same_again(struct unanswered *u, struct err *e)
{
	struct list one = { 0 };

	list_add_in(work_arena(u->w), &one, u->t);
	return call_for(u->w, u->n, &one, &u->here, u->m, e) == -1 ? -1 : 1;
}

static int
others(struct unanswered *u, struct err *e)
{
	const struct person *whom[2];
	size_t i;

	behind(u, whom);
	for (i = 0; i < 2; i++) {
		if (whom[i] == NULL)
			continue;
		add_called(u, whom[i]);
		if (work_tell(u->w, whom[i], "call-behind", u->m, e) == -1)
			return -1;
	}
	model_set(u->m, "called", cycle_join(work_arena(u->w), &u->called,
	    ", "));
	return u->called.n > 0;
}

static int
coordinators(struct unanswered *u, struct err *e)
{
	const struct person *whom[2];
	size_t i;

	add_owner(u);
	behind(u, whom);
	for (i = 0; i < 2; i++)
		if (whom[i] != NULL)
			add_called(u, whom[i]);
	model_set(u->m, "silent", cycle_join(work_arena(u->w), &u->called,
	    ", "));
	return call_coordinators(u->w, &u->here, "call-coordinator", u->m,
	    e) == -1 ? -1 : 1;
}

static int (*const rounds[CALL_ROUNDS])(struct unanswered *, struct err *) = {
	same_again, others, coordinators };

/* --- the job -------------------------------------------------------------- */

/* 1 the task of an open night still waits for its start, 0 not, -1. */
static int
still_waits(struct unanswered *u, int64_t deployment, const char *id,
    struct err *e)
{
	struct list nights = { 0 };
	size_t i;

	if (nights_load(u->w, &nights, e) == -1)
		return -1;
	for (i = 0; i < nights.n; i++) {
		u->n = nights.at[i];
		if (u->n->d->id != deployment)
			continue;
		u->t = graph_find(&u->n->tasks, id);
		return u->t != NULL && u->t->state == TASK_WAITING &&
		    graph_free(u->t);
	}
	return 0;
}

/* Minutes; by the setting where nobody has noted since when. */
static int64_t
waited(const struct unanswered *u, size_t round)
{
	return (u->t->free_at != 0 ? work_now(u->w) - u->t->free_at :
	    call_again_after(u->w) * (int64_t)round) / MINUTE;
}

static int
call(struct unanswered *u, size_t round, struct err *e)
{
	static const char *const whom[] = { "again", "those behind",
	    "the coordinators" };
	int rc;

	if (presence_load(u->w, u->n->d, &u->here, e) == -1)
		return -1;
	u->m = work_model(u->w);
	task_model(u->m, u->n, u->t);
	model_set(u->m, "who", task_who(u->w, u->t));
	model_setf(u->m, "waited", "%lld", (long long)waited(u, round));
	model_list(u->m, "calls");
	model_set(u->m, "called", "");
	/* where nobody stands behind him, the next ones at once */
	while ((rc = rounds[round - 1](u, e)) == 0)
		round++;
	if (rc == -1 || work_journal(u->w, e, u->n->d->name, "nobody has begun "
	    "%s; called %s", u->t->id, whom[round - 1]) == -1 ||
	    cycle_room(u->w, "room-call", u->m, e) == -1)
		return -1;
	return round == CALL_ROUNDS ? 0 : call_later(u->w, u->n, u->t,
	    round + 1, e);
}

static int
run(struct work *w, const char *argument, struct err *e)
{
	struct span rest = span_of(argument), id, task, round;
	struct unanswered u = { .w = w };
	struct arena *a = work_arena(w);
	long long deployment, n;
	int rc;

	if (!span_word(&rest, &id) || !span_word(&rest, &task) ||
	    !span_word(&rest, &round) ||
	    !str_number(arena_strn(a, id.p, id.n), 1, INT64_MAX, &deployment) ||
	    !str_number(arena_strn(a, round.p, round.n), 1, CALL_ROUNDS, &n))
		return err_set(e, ERR_INPUT, "\"%s\" is no call", argument);
	/* it may have been turned off meanwhile */
	if (call_again_after(w) == 0)
		return 0;
	rc = still_waits(&u, deployment, arena_strn(a, task.p, task.n), e);
	return rc != 1 ? rc : call(&u, (size_t)n, e);
}

const struct job job_call = { .name = "call", .run = run };
