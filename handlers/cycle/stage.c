/* SPDX-License-Identifier: ISC */
/*
 * Stages: a cycle's deployments.  Each is made when its cycle opens, so that
 * its notices and its night are those of any deployment; from then on the two
 * follow each other.
 */
#include <string.h>

#include "handlers/bridge/bridge.h"
#include "handlers/cycle/clash.h"
#include "handlers/cycle/notice.h"
#include "handlers/cycle/running.h"
#include "handlers/cycle/step.h"

const char *
run_night_name(struct work *w, const struct cycle *c,
    const struct cycle_step *s)
{
	const char *name = arena_printf(work_arena(w), "%s-%s", c->name,
	    s->name);

	return strlen(name) <= DEPLOYMENT_NAME_MAX - 3 ? name :
	    arena_printf(work_arena(w), "%.*s-%d", DEPLOYMENT_NAME_MAX - 6,
	    c->name, s->number);
}

/* "2026-11-production", and ".2" behind it where that one is used. */
static int
name_it(struct work *w, const struct cycle *c, const struct cycle_step *s,
    struct deployment *d, struct err *e)
{
	struct arena *a = work_arena(w);
	const char *plain = run_night_name(w, c, s);
	struct deployment *other;
	int n, rc;

	d->name = plain;
	for (n = 2; (rc = cycle_find(w, d->name, &other, e)) == 1; n++)
		d->name = arena_printf(a, "%s.%d", plain, n);
	return rc;
}

static int
make(struct work *w, const struct cycle *c, struct cycle_step *s,
    struct err *e)
{
	const struct step_stage *g = s->step->own;
	struct deployment *d = arena_alloc(work_arena(w), sizeof(*d));
	struct notice *sent;
	int64_t tasks = 0;
	bool late;

	d->environment = g->environment;
	d->state = DEPLOYMENT_PLANNED;
	d->start = s->begin;
	d->end = s->until;
	d->servers = g->servers;
	d->systems = g->systems;
	d->task_list = g->tasks;
	d->created_by = cycle_actor(w);
	d->created_at = work_now(w);
	if (name_it(w, c, s, d, e) == -1 || cycle_insert(w, d, e) == -1)
		return -1;
	s->deployment = d->id;
	/* its notices may be its own: the step must know its deployment */
	if (run_save_step(w, s, e) == -1 || (d->task_list != NULL &&
	    bridge_copy_tasks(w, d, d->task_list, &tasks, e) == -1) ||
	    notice_schedule(w, d, false, &sent, &late, e) == -1)
		return -1;
	return work_journal(w, e, d->name, "planned by cycle %s, %lld tasks%s",
	    c->name, (long long)tasks, notice_in_journal(w, sent, late));
}

/* --- what the clock brings ---------------------------------------------- */

static int
tell_cutoff(struct work *w, const struct cycle *c,
    const struct cycle_step *s, struct err *e)
{
	struct model *m = work_model(w);

	run_model(w, m, c, s);
	if (work_room(w, "stage-cutoff", m, e) == -1)
		return -1;
	return work_journal(w, e, c->name, "%s: cut-off; nothing is added "
	    "any more", s->name);
}

/* As people call it: a person, a team, else the word itself. */
static const char *
group_name(struct work *w, const char *group)
{
	const struct people *all = &work_config(w)->people;
	const struct person *p = people_by_id(all, group);
	const struct team *t = people_team(all, group);

	return t != NULL ? t->name : p != NULL ? p->name : group;
}

static int
call_early(struct work *w, const struct cycle *c, const struct cycle_step *s,
    const char *group, struct err *e)
{
	struct model *m = work_model(w);
	struct said said = { .cycle = c, .step = s, .what = "early",
	    .template = "stage-early", .model = m };
	struct list word = { 0 }, whom = { 0 };

	list_add_in(work_arena(w), &word, arena_str(work_arena(w), group));
	run_whom(w, &word, &whom);
	run_model(w, m, c, s);
	model_set(m, "group", group_name(w, group));
	if (run_tell(w, &said, &whom, e) == -1)
		return -1;
	return work_journal(w, e, c->name, "%s: %s may begin", s->name,
	    group);
}

int
run_stage_model(struct work *w, struct model *m, const struct cycle_step *s,
    struct err *e)
{
	struct deployment *d;
	int any, rc = s->deployment == 0 ? 0 : cycle_get(w, s->deployment,
	    &d, e);
	bool planned = rc == 1 && d->state == DEPLOYMENT_PLANNED;

	if (rc == -1 || (any = planned ? notice_any_sent(w, d, e) : 0) == -1)
		return -1;
	model_set(m, "night", planned ? d->name : "");
	model_flag(m, "announced", any == 1);
	return 0;
}

/* Its window's end was told already: what it waited for came too late. */
static bool
end_was_told(const struct cycle *c, const struct cycle_step *s)
{
	const struct happening *h = run_happening(c, s->name, "end", 0);

	return h != NULL && !run_waits(h);
}

/* What is planned still, though its time has come: only people open nights. */
static int
tell_planned(struct work *w, const struct cycle *c, struct cycle_step *s,
    bool begins, struct err *e)
{
	struct model *m = work_model(w);
	struct deployment *d;
	int rc = cycle_get(w, s->deployment, &d, e);
	bool over = s->until <= work_now(w), late = begins && over;

	if (rc == -1 || (rc == 1 && d->state != DEPLOYMENT_PLANNED))
		return rc == -1 ? -1 : 0;
	s->state = STEP_WAITING;
	/* its window's end tells it all, where both come late */
	if (begins && (rc == 0 || (late && !end_was_told(c, s))))
		return 0;
	run_model(w, m, c, s);
	model_set(m, "name", rc == 1 ? d->name : "");
	model_flag(m, "late", late);
	model_flag(m, "before", s->begin <= c->opened_at);
	if (run_stage_model(w, m, s, e) == -1)
		return -1;
	return run_tell_coordinator(w, begins && !late ? "stage-begins" :
	    "stage-over", m, e);
}

int
run_stage(struct work *w, const struct cycle *c, struct cycle_step *s,
    const char *what, int64_t late, struct err *e)
{
	(void)late;
	if (strcmp(what, "open") == 0)
		return s->begin >= work_now(w) ? make(w, c, s, e) : 0;
	if (strcmp(what, "cutoff") == 0)
		return tell_cutoff(w, c, s, e);
	if (strncmp(what, STEP_EARLY, strlen(STEP_EARLY)) == 0)
		return call_early(w, c, s, what + strlen(STEP_EARLY), e);
	if (strcmp(what, "begin") == 0)
		return tell_planned(w, c, s, true, e);
	return strcmp(what, "end") == 0 ? tell_planned(w, c, s, false, e) :
	    0;
}

/* --- the deployment follows the cycle ----------------------------------- */

int
run_stage_moved(struct work *w, const struct cycle *c, struct cycle_step *s,
    int64_t old, struct err *e)
{
	struct deployment *d;
	struct notice *sent;
	int64_t old_start, old_end;
	bool late;
	int rc;

	(void)old;
	if (s->deployment == 0)
		return s->begin > work_now(w) && (s->state & STEP_ENDED) == 0
		    ? make(w, c, s, e) : 0;
	if ((rc = cycle_get(w, s->deployment, &d, e)) != 1 ||
	    d->state != DEPLOYMENT_PLANNED)
		return rc == -1 ? -1 : 0;
	if (d->start == s->begin && d->end == s->until)
		return 0;
	old_start = d->start;
	old_end = d->end;
	d->start = s->begin;
	d->end = s->until;
	if (cycle_save(w, d, e) == -1 || cycle_changed(w, d, d->start ==
	    old_start ? "extended" : "moved", old_start, old_end,
	    c->move_reason, e) == -1)
		return -1;
	return d->start == old_start ? notice_longer(w, d, c->move_reason,
	    old_end, &sent, e) : notice_moved(w, d, old_start, old_end,
	    c->move_reason, &sent, &late, e);
}

int
run_stage_cancel(struct work *w, const struct cycle *c, struct cycle_step *s,
    const char *reason, struct err *e)
{
	struct deployment *d;
	struct notice *sent;
	int rc;

	(void)c;
	if (s->deployment == 0)
		return 0;
	if ((rc = cycle_get(w, s->deployment, &d, e)) != 1 ||
	    d->state != DEPLOYMENT_PLANNED)
		return rc == -1 ? -1 : 0;
	d->state = DEPLOYMENT_CANCELLED;
	d->closed_at = work_now(w);
	return cycle_save(w, d, e) == -1 ? -1 :
	    notice_cancelled(w, d, reason, &sent, e);
}

/* --- the cycle follows the deployment ----------------------------------- */

/* The open cycle and the step: 1, 0, -1. */
static int
of(struct work *w, const struct deployment *d, struct cycle **c,
    struct cycle_step **s, struct err *e)
{
	int rc = run_of_deployment(w, d->id, c, s, e);

	return rc != 1 ? rc : (*c)->state == CYCLE_OPEN;
}

int
cycle_stage_notices(struct work *w, const struct deployment *d, int64_t due[],
    size_t *n, struct err *e)
{
	const struct step_stage *g;
	struct cycle_step *s;
	struct cycle *c;
	size_t i;
	int rc = of(w, d, &c, &s, e);

	*n = 0;
	if (rc != 1 || s->step == NULL)
		return rc == -1 ? -1 : 0;
	g = s->step->own;
	for (i = 0; g->notices && i < c->occasions.n &&
	    *n < NOTICE_TIMES_MAX; i++) {
		const struct happening *h = c->occasions.at[i];

		if (strcmp(h->what, "notice") == 0 && h->at < d->start &&
		    str_eq_nocase(h->step, s->name) &&
		    (*n == 0 || due[*n - 1] != h->at))
			due[(*n)++] = h->at;
	}
	return 0;
}

int
cycle_stage_wanted(struct work *w, struct deployment *d, struct err *e)
{
	struct cycle_step *s;
	struct cycle *c;
	int rc = of(w, d, &c, &s, e), any;

	if (rc != 1 || s->step == NULL)
		return rc == -1 ? -1 : 1;
	if ((any = notice_any_sent(w, d, e)) != 0)
		return any == -1 ? -1 : 1;
	if ((rc = run_conditions(w, c, s, e)) != 0)
		return rc;
	s->idle = true;
	if (run_stage_cancel(w, c, s, NULL, e) == -1 ||
	    run_end(w, c, s, STEP_SKIPPED, "no bulletin that it is for has "
	    "come", e) == -1)
		return -1;
	return work_journal(w, e, c->name, "%s: not needed, no bulletin that "
	    "it is for has come", s->name);
}

int
cycle_begun(struct work *w, const struct deployment *d, struct err *e)
{
	struct cycle_step *s;
	struct cycle *c;
	int rc = of(w, d, &c, &s, e);

	if (rc != 1)
		return rc;
	s->state = STEP_OPEN;
	s->begun_at = work_now(w);
	s->held = false;
	return run_save_step(w, s, e);
}

int
cycle_stage_ended(struct work *w, const struct deployment *d,
    const char *note, struct err *e)
{
	struct cycle_step *s;
	struct cycle *c;
	int rc = of(w, d, &c, &s, e);

	if (rc != 1 || (s->state & STEP_ENDED))
		return rc == -1 ? -1 : 0;
	return run_end(w, c, s, d->state == DEPLOYMENT_COMPLETED ? STEP_DONE :
	    STEP_FAILED, note, e);
}

int
cycle_stage_cancelled(struct work *w, const struct deployment *d,
    const char *reason, struct model *m, struct err *e)
{
	struct cycle_step *s;
	size_t told = 0;
	struct cycle *c;
	int rc = of(w, d, &c, &s, e);

	model_set(m, "others", "");
	model_set(m, "followers", "");
	if (rc != 1 || (s->state & STEP_ENDED))
		return rc == -1 ? -1 : 0;
	if (run_tell_left_out(w, c, s, reason, &told, e) == -1 ||
	    run_end(w, c, s, STEP_SKIPPED, reason, e) == -1)
		return -1;
	model_set(m, "others", told == 0 ? "" : arena_printf(work_arena(w),
	    "%zu", told));
	run_followers_model(w, c, s, m);
	return 0;
}

int
cycle_stage_extended(struct work *w, const struct deployment *d,
    const char *reason, struct model *m, struct err *e)
{
	struct list changes = { 0 }, told = { 0 };
	struct cycle_step *s;
	struct cycle *c;
	size_t n;
	int rc = of(w, d, &c, &s, e);

	if (rc != 1 || s->step == NULL)
		return rc == -1 ? -1 : 0;
	/* a night that is on is not held up by what comes behind it */
	if (run_move(w, c, s, &(struct move){ .what = "due", .at = d->end,
	    .kind = "extended", .reason = reason, .anyway = true }, &changes,
	    &n, e) == -1 || run_to_tell(w, c, &changes, &told, e) == -1)
		return -1;
	run_changes_model(w, c, &changes, m);
	clash_model(w, m, &c->minds);
	model_set(m, "others_told", cycle_join(work_arena(w), &told, ", "));
	return 0;
}

/* --- a deployment by its step's name ------------------------------------ */

/* Adds the nights of the steps that the word names: "CYCLE/STEP", or "STEP" of
 * an open cycle. */
static int
add_named(struct work *w, const char *word, struct list *out, struct err *e)
{
	const char *slash = strchr(word, '/'), *step;
	struct list cycles = { 0 };
	struct deployment *d;
	struct cycle *c;
	size_t i;
	int rc;

	step = slash != NULL ? slash + 1 : word;
	if (slash == NULL) {
		if (run_open_ones(w, &cycles, e) == -1)
			return -1;
	} else if ((rc = run_find(w, arena_strn(work_arena(w), word,
	    (size_t)(slash - word)), &c, e)) != 1) {
		return rc;
	} else {
		list_add_in(work_arena(w), &cycles, c);
	}
	for (i = 0; i < cycles.n; i++) {
		const struct cycle_step *s = run_step(cycles.at[i], step);

		if (s == NULL || s->deployment == 0)
			continue;
		if ((rc = cycle_get(w, s->deployment, &d, e)) == -1)
			return -1;
		if (rc == 1)
			list_add_in(work_arena(w), out, d);
	}
	return 0;
}

int
cycle_stage_named(struct work *w, const char *word, unsigned states,
    struct deployment **out, struct err *e)
{
	const struct deployment *first = NULL;
	struct list all = { 0 };
	size_t i, n = 0;

	if (add_named(w, word, &all, e) == -1)
		return -1;
	for (i = 0; i < all.n; i++) {
		struct deployment *d = all.at[i];

		if ((d->state & states) == 0)
			continue;
		if (n++ == 0)
			first = d;
		*out = d;
	}
	if (n == 1)
		return 1;
	if (n > 1)
		return err_set(e, ERR_INPUT, "Which one? %s and %s are both "
		    "meant by \"%.80s\". Say the command again with the "
		    "name.", first->name, (*out)->name, word);
	if (all.n == 0)
		return 0;
	*out = all.at[all.n - 1];
	return 1;
}
