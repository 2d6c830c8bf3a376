/* SPDX-License-Identifier: ISC */
/* The watch over the staff of the nights ahead; see watch.h. */
#include <string.h>

#include "handlers/bridge/bridge.h"
#include "handlers/cycle/ask.h"
#include "handlers/cycle/step.h"
#include "handlers/cycle/watch.h"

/* Until when he is away, where that reaches into the night; else 0. */
static int64_t
away_until(const struct list *away, const struct person *p, int64_t night)
{
	size_t i;

	for (i = 0; p != NULL && i < away->n; i++) {
		const struct unreached *u = away->at[i];

		if (u->away && u->person == p && u->until > night)
			return u->until;
	}
	return 0;
}

/* Somebody of the team who is here: its lead first. */
static const struct person *
of_team(struct work *w, const char *team, const struct list *away,
    const struct person *but, int64_t night)
{
	const struct people *all = &work_config(w)->people;
	const struct team *t = team == NULL ? NULL : people_team(all, team);
	const struct person *lead = t == NULL || t->lead == NULL ? NULL :
	    people_by_id(all, t->lead);
	size_t i;

	if (lead != NULL && lead != but && away_until(away, lead, night) == 0)
		return lead;
	for (i = 0; t != NULL && i < all->persons.n; i++) {
		const struct person *p = all->persons.at[i];

		if (p != but && p->team != NULL && str_eq_nocase(p->team,
		    t->id) && away_until(away, p, night) == 0)
			return p;
	}
	return NULL;
}

static int
tell(struct work *w, const struct deployment *d, const struct person *p,
    const char *as, int64_t until, const struct person *instead,
    struct err *e)
{
	struct model *m = work_model(w);
	char t[CLOCK_TEXT];
	int rc = watch_is_new(w, arena_printf(work_arena(w),
	    "%lld %lld %s %s", (long long)d->id, (long long)d->start, p->id,
	    as), e);

	if (rc != 1)
		return rc;
	cycle_model(m, w, d);
	model_set(m, "who", p->name);
	model_set(m, "who_id", p->id);
	model_set(m, "as", as);
	model_set(m, "away_until", clock_minute(until, t));
	model_set(m, "instead", instead == NULL ? "" : instead->phone == NULL ?
	    instead->name : arena_printf(work_arena(w), "%s, %s",
	    instead->name, instead->phone));
	if (run_tell_coordinator(w, "watch-staff", m, e) == -1)
		return -1;
	return work_journal(w, e, d->name, "%s is away (%s); %s%s", p->id, as,
	    instead != NULL ? "could take over: " : "nobody found who could "
	    "take over", instead != NULL ? instead->id : "");
}

static int
look_at_task(struct work *w, const struct deployment *d,
    const struct bridge_task *t, const struct list *away, struct err *e)
{
	const struct people *all = &work_config(w)->people;
	const struct person *owner = t->owner == NULL ? NULL :
	    people_by_id(all, t->owner);
	const struct person *second = t->secondary == NULL ? NULL :
	    people_by_id(all, t->secondary), *instead = second;
	int64_t until;

	if ((until = away_until(away, owner, d->start)) != 0) {
		if (second == NULL || away_until(away, second, d->start) != 0)
			instead = of_team(w, t->team, away, owner, d->start);
		return tell(w, d, owner, arena_printf(work_arena(w),
		    "owner of %s", t->id), until, instead, e);
	}
	if ((until = away_until(away, second, d->start)) != 0)
		return tell(w, d, second, arena_printf(work_arena(w),
		    "secondary of %s", t->id), until, of_team(w, t->team, away,
		    owner, d->start), e);
	return 0;
}

/* A point person is named by the first word of an answer. */
static const struct person *
point(struct work *w, const struct asked *x)
{
	struct span rest = span_of(x->note != NULL ? x->note : ""), word;

	return x->answer == NULL || !span_word(&rest, &word) ? NULL :
	    people_find(&work_config(w)->people, arena_strn(work_arena(w),
	    word.p, word.n));
}

static int
look_at_points(struct work *w, const struct deployment *d,
    const struct list *away, struct err *e)
{
	struct cycle_step *stage;
	struct list all = { 0 };
	struct cycle *c;
	int64_t until;
	size_t i;
	int rc = run_of_deployment(w, d->id, &c, &stage, e);

	for (i = 0; rc == 1 && i < c->steps.n; i++) {
		const struct cycle_step *s = c->steps.at[i];

		if (s->step != NULL && strcmp(s->kind, "ask") == 0 &&
		    strncmp(((const struct step_ask *)s->step->own)->question,
		    "person", 6) == 0 && ask_load(w, s, &all, e) == -1)
			return -1;
	}
	for (i = 0; i < all.n; i++) {
		const struct asked *x = all.at[i];
		const struct person *p = point(w, x);

		until = away_until(away, p, d->start);
		if (until != 0 && tell(w, d, p, "point person", until,
		    of_team(w, x->team != NULL ? x->team->id : p->team, away,
		    p, d->start), e) == -1)
			return -1;
	}
	return rc == -1 ? -1 : 0;
}

static int
look_at(struct work *w, const struct deployment *d, const struct list *away,
    struct err *e)
{
	struct list tasks = { 0 };
	size_t i;

	if (bridge_task_list(w, d, &tasks, e) == -1)
		return -1;
	for (i = 0; i < tasks.n; i++)
		if (look_at_task(w, d, tasks.at[i], away, e) == -1)
			return -1;
	return look_at_points(w, d, away, e);
}

int
watch_staff(struct work *w, struct err *e)
{
	struct list all = { 0 }, away = { 0 };
	size_t i;

	if (work_unreached(w, &away, e) == -1 ||
	    cycle_list(w, DEPLOYMENT_PLANNED, &all, e) == -1)
		return -1;
	for (i = 0; away.n > 0 && i < all.n; i++) {
		const struct deployment *d = all.at[i];

		if (d->start > work_now(w) && d->start <= work_now(w) +
		    WATCH_STAFF && look_at(w, d, &away, e) == -1)
			return -1;
	}
	return 0;
}
