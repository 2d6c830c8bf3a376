/* SPDX-License-Identifier: ISC */
/*
 * status: one screen.  Five statements however many nights, tasks and people
 * there are: it is asked again and again on a night.
 */
#include "handlers/bridge/night.h"

#define SHOWN	8	/* lines of one kind; more are counted */

static void
add_task(struct work *w, struct model *m, const char *list,
    const struct task *t)
{
	struct model *item = model_add(m, list);
	int64_t late = graph_late(t, work_now(w));

	model_set(item, "task", t->id);
	model_set(item, "title", t->title);
	model_set(item, "who", t->state == TASK_RUNNING ? cycle_person(w,
	    t->started_by) : task_who(w, t));
	model_setf(item, "minutes", "%lld", (long long)((work_now(w) -
	    t->started_at) / MINUTE));
	model_set(item, "planned", t->minutes > 0 ? arena_printf(
	    work_arena(w), "%lld", (long long)t->minutes) : "");
	model_set(item, "late", late > 0 ? arena_printf(work_arena(w), "%lld",
	    (long long)late) : "");
	model_set(item, "note", t->note);
}

static void
fill_tasks(struct work *w, struct model *m, const struct list *tasks)
{
	size_t i, next = 0;

	model_list(m, "running");
	model_list(m, "failed");
	model_list(m, "next");
	for (i = 0; i < tasks->n; i++) {
		const struct task *t = tasks->at[i];

		if (t->state == TASK_RUNNING)
			add_task(w, m, "running", t);
		else if (t->state == TASK_FAILED)
			add_task(w, m, "failed", t);
		else if (graph_free(t) && next++ < SHOWN)
			add_task(w, m, "next", t);
	}
	model_set(m, "next_more", next > SHOWN ? arena_printf(work_arena(w),
	    "%zu", next - SHOWN) : "");
}

/* Who has something left to do and is not here. */
static void
fill_missing(struct work *w, struct model *m, const struct list *tasks,
    const struct list *present)
{
	struct list expected = { 0 }, names = { 0 };
	struct arena *a = work_arena(w);
	size_t i;

	expected_people(w, tasks, &expected);
	for (i = 0; i < expected.n; i++) {
		const struct expected *x = expected.at[i];
		const struct presence *p = presence_of(present, x->person);

		if (x->open == 0 || (p != NULL && p->here))
			continue;
		list_add_in(a, &names, arena_printf(a, "%s%s",
		    cycle_person(w, x->person), p != NULL ? " (away)" : ""));
	}
	model_set(m, "missing", cycle_join(a, &names, ", "));
}

static void
fill_forecast(struct work *w, struct model *m, const struct night *n)
{
	int64_t end = graph_forecast(&n->tasks, work_now(w), n->d->start);
	int64_t over = end - n->d->end;
	char t[CLOCK_TEXT];

	model_set(m, "forecast", end != 0 ? cycle_when(w, end) : "");
	model_set(m, "over", end != 0 && over >= MINUTE ?
	    clock_span(over / MINUTE * MINUTE, t) : "");
	model_set(m, "spare", end != 0 && over <= -MINUTE ?
	    clock_span(-over / MINUTE * MINUTE, t) : "");
	model_flag(m, "all_done", n->tasks.n > 0 &&
	    tasks_done(&n->tasks) == n->tasks.n);
	model_flag(m, "past_end", work_now(w) > n->d->end);
	model_set(m, "end_when", cycle_when(w, n->d->end));
	model_set(m, "opened", cycle_when(w, n->d->opened_at));
}

static int
fill_nights(struct work *w, struct model *m, const struct list *nights,
    const char *only, struct err *e)
{
	struct list present = { 0 };
	struct model *item;
	size_t i;

	model_list(m, "nights");
	if (nights->n > 0 && presence_load(w, ((struct night *)
	    nights->at[0])->d, &present, e) == -1)
		return -1;
	for (i = 0; i < nights->n; i++) {
		const struct night *n = nights->at[i];

		if (only != NULL && !str_eq_nocase(only, n->d->name))
			continue;
		item = model_add(m, "nights");
		cycle_model(item, w, n->d);
		model_setf(item, "done", "%zu", tasks_done(&n->tasks));
		model_setf(item, "total", "%zu", n->tasks.n);
		model_flag(item, "no_tasks", n->tasks.n == 0);
		fill_tasks(w, item, &n->tasks);
		fill_missing(w, item, &n->tasks, &present);
		fill_forecast(w, item, n);
	}
	return 0;
}

/* What comes, and what is completed but not closed. */
static int
fill_others(struct work *w, struct model *m, const char *only, struct err *e)
{
	struct list all = { 0 };
	struct model *item;
	char t[CLOCK_TEXT];
	size_t i, planned = 0;

	model_list(m, "planned");
	model_list(m, "completed");
	if (cycle_list(w, only != NULL ? DEPLOYMENT_ANY : DEPLOYMENT_PLANNED |
	    DEPLOYMENT_COMPLETED, &all, e) == -1)
		return -1;
	for (i = 0; i < all.n; i++) {
		const struct deployment *d = all.at[i];

		if (d->state == DEPLOYMENT_OPEN || (only != NULL &&
		    !str_eq_nocase(only, d->name)))
			continue;
		if (d->state == DEPLOYMENT_PLANNED && planned++ >= SHOWN)
			continue;
		item = model_add(m, d->state == DEPLOYMENT_PLANNED ?
		    "planned" : "completed");
		cycle_model(item, w, d);
		model_set(item, "in", d->start > work_now(w) ? clock_span(
		    d->start - work_now(w) > DAY ? (d->start - work_now(w)) /
		    DAY * DAY : (d->start - work_now(w)) / MINUTE * MINUTE,
		    t) : "");
		model_flag(item, "overdue", d->start <= work_now(w));
		model_set(item, "at", cycle_when(w, d->completed_at != 0 ?
		    d->completed_at : d->closed_at));
		model_flag(item, "to_close",
		    d->state == DEPLOYMENT_COMPLETED);
	}
	model_set(m, "planned_more", planned > SHOWN ? arena_printf(
	    work_arena(w), "%zu", planned - SHOWN) : "");
	return 0;
}

static int
run(struct work *w, const struct words *words, struct err *e)
{
	const char *only = words->n > 0 ? words->at[0] : NULL;
	struct model *m = work_model(w);
	struct list nights = { 0 };
	struct deployment *d;

	if (only != NULL && cycle_pick(w, only, DEPLOYMENT_ANY, &d, e) == -1)
		return -1;
	if (nights_load(w, &nights, e) == -1 ||
	    fill_nights(w, m, &nights, only, e) == -1 ||
	    fill_others(w, m, only, e) == -1)
		return -1;
	model_flag(m, "quiet", nights.n == 0);
	return work_answer(w, "status", m, e);
}

const struct command cmd_status = {
	.name = "status",
	.params = "[NAME]",
	.help = "One screen: how far the nights are, and what comes.",
	.example = "status",
	.roles = ROLES_ANY,
	.least = ASSURE_NONE,
	.min = 0,
	.max = 1,
	.run = run,
};
