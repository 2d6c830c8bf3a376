/* SPDX-License-Identifier: ISC */
/* The documents of "publish"; see paper.h. */
#include <string.h>

#include "handlers/bridge/bridge.h"
#include "handlers/cycle/action.h"
#include "handlers/cycle/paper.h"
#include "handlers/cycle/step.h"

#define WEEK	(7 * DAY)

/* --- memo: tasks and contacts ------------------------------------------- */

static const char *
contact(struct work *w, const char *id)
{
	const struct person *p = id == NULL ? NULL :
	    people_by_id(&work_config(w)->people, id);

	return p == NULL ? "" : p->phone == NULL ? p->name : arena_printf(
	    work_arena(w), "%s, %s", p->name, p->phone);
}

/* Its owner, else its team's lead. */
static const char *
whose(struct work *w, const struct bridge_task *t)
{
	const struct team *team = t->team == NULL ? NULL :
	    people_team(&work_config(w)->people, t->team);

	return t->owner != NULL ? contact(w, t->owner) : team == NULL ? "" :
	    team->lead != NULL ? contact(w, team->lead) : team->name;
}

static void
add_tasks(struct work *w, struct model *m, const struct list *tasks)
{
	struct model *item;
	char t[CLOCK_TEXT];
	size_t i;

	for (i = 0; i < tasks->n; i++) {
		const struct bridge_task *x = tasks->at[i];

		item = model_add(m, "tasks");
		model_set(item, "task", x->id);
		model_set(item, "task_title", x->title);
		model_set(item, "who", whose(w, x));
		model_set(item, "second", contact(w, x->secondary));
		model_set(item, "waits_for", x->after);
		model_set(item, "planned", x->minutes == 0 ? "" :
		    clock_span(x->minutes * MINUTE, t));
	}
}

static const char *
moment_of(struct work *w, const struct cycle *c, const char *step,
    const char *what)
{
	const struct happening *h = run_happening(c, step, what, 0);
	char t[CLOCK_TEXT];

	return h == NULL ? "" : arena_str(work_arena(w), clock_long(h->at, t));
}

static int
memo(struct work *w, struct model *m, const struct cycle *c,
    const struct cycle_step *s, struct err *e)
{
	const struct step_publish *p = s->step->own;
	const struct cycle_step *stage = p->of == NULL ? NULL :
	    run_step(c, p->of);
	struct list tasks = { 0 };
	struct deployment *d = NULL;
	char t[CLOCK_TEXT];
	int rc = stage == NULL || stage->deployment == 0 ? 0 :
	    cycle_get(w, stage->deployment, &d, e);

	if (rc == -1 || (rc == 1 && bridge_task_list(w, d, &tasks, e) == -1))
		return -1;
	model_list(m, "tasks");
	add_tasks(w, m, &tasks);
	model_set(m, "stage", stage != NULL ? stage->title : "");
	model_set(m, "stage_begin", stage != NULL ? clock_long(stage->begin,
	    t) : "");
	model_set(m, "stage_end", stage != NULL ? clock_end(stage->begin,
	    stage->until, t) : "");
	model_set(m, "servers", rc == 1 ? cycle_join(work_arena(w),
	    &d->servers, " ") : "");
	model_set(m, "freeze", stage != NULL ? moment_of(w, c, stage->name,
	    "freeze") : "");
	model_set(m, "cutoff", stage != NULL ? moment_of(w, c, stage->name,
	    "cutoff") : "");
	model_set(m, "stage_ref", stage != NULL ? arena_printf(work_arena(w),
	    "%s/%s", c->name, stage->name) : "");
	return 0;
}

/* --- the weekly report of releases -------------------------------------- */

static void
add_release(struct work *w, struct model *m, const char *list,
    const struct deployment *d, int64_t at)
{
	struct model *item = model_add(m, list);
	char t[CLOCK_TEXT];

	model_set(item, "release", d->name);
	model_set(item, "release_env", d->environment);
	model_set(item, "release_at", clock_minute(at, t));
	model_set(item, "release_state", deployment_state_name(d->state));
	model_set(item, "release_systems", cycle_join(work_arena(w),
	    d->systems.n > 0 ? &d->systems : &d->servers, ", "));
	model_set(item, "release_note", d->note);
}

static bool
within(int64_t at, int64_t from, int64_t until)
{
	return at >= from && at < until;
}

static int
releases(struct work *w, struct model *m, struct err *e)
{
	int64_t now = work_now(w);
	struct list all = { 0 };
	size_t i;

	if (cycle_list(w, DEPLOYMENT_ANY, &all, e) == -1)
		return -1;
	for (i = 0; i < all.n; i++) {
		const struct deployment *d = all.at[i];
		bool aborted = d->state == DEPLOYMENT_CANCELLED || (d->state ==
		    DEPLOYMENT_CLOSED && d->completed_at == 0);

		if (d->completed_at != 0 && within(d->completed_at, now - WEEK,
		    now))
			add_release(w, m, "deployed", d, d->completed_at);
		else if (aborted && within(d->closed_at, now - WEEK, now))
			add_release(w, m, "aborted", d, d->closed_at);
		else if (d->state == DEPLOYMENT_PLANNED && within(d->start,
		    now, now + WEEK))
			add_release(w, m, "coming", d, d->start);
		else if (d->state & DEPLOYMENT_ALIVE && d->end < now)
			add_release(w, m, "left_open", d, d->end);
	}
	return 0;
}

static void
open_steps(struct work *w, struct model *m, const struct cycle *c,
    const struct cycle_step *own)
{
	struct model *item;
	char t[CLOCK_TEXT];
	size_t i;

	for (i = 0; i < c->steps.n; i++) {
		const struct cycle_step *s = c->steps.at[i];
		const char *glance = run_glance(w, s);

		if ((s->state & STEP_PASSED) || glance[0] == '\0' ||
		    (s->cycle == own->cycle && s->number == own->number))
			continue;
		item = model_add(m, "waiting_for");
		model_set(item, "open_ref", arena_printf(work_arena(w),
		    "%s/%s", c->name, s->name));
		model_set(item, "open_title", s->title);
		model_set(item, "open_state", glance);
		model_set(item, "open_owner", run_on_whom(w, s));
		model_set(item, "open_due", s->due != 0 ? clock_minute(s->due,
		    t) : "");
	}
}

static int
weekly(struct work *w, struct model *m, const struct cycle *c,
    const struct cycle_step *s, struct err *e)
{
	static const char *const lists[] = { "deployed", "aborted", "coming",
	    "left_open", "waiting_for" };
	struct list open = { 0 };
	char t[CLOCK_TEXT];
	size_t i;

	(void)c;
	for (i = 0; i < 5; i++)
		model_list(m, lists[i]);
	model_set(m, "week_from", clock_date(work_now(w) - WEEK, t));
	model_set(m, "week_until", clock_date(work_now(w), t));
	if (releases(w, m, e) == -1 || run_open_ones(w, &open, e) == -1)
		return -1;
	for (i = 0; i < open.n; i++)
		open_steps(w, m, open.at[i], s);
	return action_models(w, m, NULL, e);
}

/* ------------------------------------------------------------------------ */

static const struct {
	const char	*document;
	bool		 dates;		/* it tells those of the cycle */
	int		(*fill)(struct work *w, struct model *m,
			    const struct cycle *c, const struct cycle_step *s,
			    struct err *e);
} papers[] = {
	{ "memo", true, memo },
	{ "weekly-report", true, weekly },
	{ "cycle-report", false, cycle_report_model },
};

bool
paper_tells_dates(const char *document)
{
	size_t i;

	for (i = 0; i < sizeof(papers) / sizeof(papers[0]); i++)
		if (strcmp(papers[i].document, document) == 0)
			return papers[i].dates;
	return true;
}

int
paper_model(struct work *w, struct model *m, const struct cycle *c,
    const struct cycle_step *s, struct err *e)
{
	const struct step_publish *p = s->step->own;
	size_t i;

	for (i = 0; i < sizeof(papers) / sizeof(papers[0]); i++)
		if (strcmp(papers[i].document, p->document) == 0)
			return papers[i].fill(w, m, c, s, e);
	return 0;
}
