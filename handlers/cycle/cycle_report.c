/* SPDX-License-Identifier: ISC */
/* The report of one cycle: what was patched where and when, what was decided,
 * late, moved and left out; see paper.h. */
#include <string.h>

#include "handlers/bridge/bridge.h"
#include "handlers/change/change.h"
#include "handlers/cycle/action.h"
#include "handlers/cycle/notice.h"
#include "handlers/cycle/paper.h"
#include "handlers/servers/servers.h"

#define MOVES_SHOWN	40	/* changed dates in one report */
#define NIGHTS_MAX	50	/* of one stage */
#define DECISIONS_SHOWN	40	/* about bulletins */

/* --- nights -------------------------------------------------------------- */

static const char *
night_state(struct work *w, const struct cycle *c,
    const struct cycle_step *s, const struct deployment *d)
{
	if (d == NULL)
		return s->state == STEP_SKIPPED ? "left out" :
		    c->state == CYCLE_OPEN ? "to come" : "called off";
	if (d->completed_at != 0)
		return "completed";
	if (d->state == DEPLOYMENT_CLOSED)
		return "ended, NOT completed";
	if (d->state == DEPLOYMENT_CANCELLED)
		return "called off";
	if (d->state == DEPLOYMENT_OPEN)
		return "is on";
	return d->end <= work_now(w) ? "never opened" : "to come";
}

/* "Thu 19 Nov 2026 21:20 CET to 22:25, 1h5m", or when it was planned. */
static const char *
night_time(struct work *w, const struct cycle_step *s,
    const struct deployment *d)
{
	int64_t until = d == NULL ? 0 : d->completed_at != 0 ?
	    d->completed_at : d->closed_at;
	char t[CLOCK_TEXT], u[CLOCK_TEXT];

	if (d == NULL || d->opened_at == 0)
		return arena_printf(work_arena(w), "planned for %s",
		    clock_long(d != NULL ? d->start : s->begin, t));
	return until == 0 ? arena_printf(work_arena(w), "since %s",
	    clock_long(d->opened_at, t)) : arena_printf(work_arena(w),
	    "%s to %s, %s", clock_long(d->opened_at, t), clock_end(
	    d->opened_at, until, u), cycle_took(w, d->opened_at, until));
}

/* "23 servers, 1 left out, 2 excepted"; of a night that was on. */
static int
night_servers(struct work *w, const struct deployment *d, const char **out,
    struct err *e)
{
	struct night_list *l;

	*out = "";
	if (d == NULL || d->opened_at == 0)
		return 0;
	if (servers_of_night(w, d, &l, e) == -1)
		return -1;
	if (l->servers.n > 0)
		*out = arena_printf(work_arena(w), "%zu server%s%s%s", l->in,
		    l->in == 1 ? "" : "s", l->out == 0 ? "" :
		    arena_printf(work_arena(w), ", %zu left out", l->out),
		    l->excepted == 0 ? "" : arena_printf(work_arena(w),
		    ", %zu excepted", l->excepted));
	else
		*out = cycle_join(work_arena(w), &l->groups, " ");
	return 0;
}

/* What was said at its end: the step knows that of its last night only, and the
 * help desk was told why one ended uncompleted. */
static int
night_note(struct work *w, const struct cycle_step *s,
    const struct deployment *d, const char **out, struct err *e)
{
	struct notice *n;
	int rc;

	*out = d == NULL || d->id == s->deployment ? s->note : NULL;
	if (d != NULL && d->note != NULL)
		*out = d->note;
	if (d == NULL || d->note != NULL || d->state != DEPLOYMENT_CLOSED)
		return 0;
	if ((rc = notice_of_kind(w, d, "update", &n, e)) == 1 && n->stopped)
		*out = n->reason;
	return rc == -1 ? -1 : 0;
}

/* d: NULL where there is none. */
static int
add_night(struct work *w, struct model *m, const struct cycle *c,
    const struct cycle_step *s, const struct deployment *d, struct err *e)
{
	struct list open = { 0 };
	struct model *item;
	const char *servers, *note;

	if (night_servers(w, d, &servers, e) == -1 ||
	    night_note(w, s, d, &note, e) == -1 ||
	    (d != NULL && d->opened_at != 0 &&
	    bridge_open_tasks(w, d, &open, e) == -1))
		return -1;
	item = model_add(m, "nights");
	model_set(item, "night", s->title);
	model_set(item, "night_env", d != NULL ? d->environment : "");
	model_set(item, "night_state", night_state(w, c, s, d));
	model_set(item, "night_time", night_time(w, s, d));
	model_set(item, "night_servers", servers);
	model_set(item, "night_tasks", cycle_join(work_arena(w), &open,
	    ", "));
	model_set(item, "night_note", note);
	return 0;
}

/* A night that failed, and was given a new date, left its name to the next one
 * with ".2" behind it: those before this one, or all where it is not planned
 * yet. */
static int
add_earlier(struct work *w, struct model *m, const struct cycle *c,
    const struct cycle_step *s, const struct deployment *last, struct err *e)
{
	const char *plain = run_night_name(w, c, s), *name = plain;
	struct deployment *d;
	int i, rc;

	for (i = 2; (rc = cycle_find(w, name, &d, e)) == 1 &&
	    (last == NULL || d->id != last->id) && i <= NIGHTS_MAX; i++) {
		if (add_night(w, m, c, s, d, e) == -1)
			return -1;
		name = arena_printf(work_arena(w), "%s.%d", plain, i);
	}
	return rc == -1 ? -1 : 0;
}

static int
add_nights(struct work *w, struct model *m, const struct cycle *c,
    const struct cycle_step *s, struct err *e)
{
	struct deployment *d = NULL;
	int rc = s->deployment == 0 ? 0 : cycle_get(w, s->deployment, &d, e);

	return rc == -1 || add_earlier(w, m, c, s, d, e) == -1 ? -1 :
	    add_night(w, m, c, s, d, e);
}

/* --- decisions ----------------------------------------------------------- */

void
run_decisions_model(struct work *w, struct model *m, const struct cycle *c)
{
	struct model *item;
	size_t i;

	model_list(m, "decisions");
	for (i = 0; i < c->steps.n; i++) {
		const struct cycle_step *o = c->steps.at[i];

		if ((o->state & STEP_ENDED) == 0 || (strcmp(o->kind,
		    "approve") != 0 && strcmp(o->kind, "ask") != 0))
			continue;
		item = model_add(m, "decisions");
		model_set(item, "decision", o->title);
		model_set(item, "outcome", o->note != NULL ? o->note :
		    step_state_name(o->state));
		model_set(item, "decided", cycle_when(w, o->done_at));
	}
}

/* What was decided about its bulletins: the change record has a part for it. */
static int
bulletin_decisions(struct work *w, struct model *m, const struct cycle *c,
    struct err *e)
{
	struct record r = { .cycle = c, .id = c->id, .name = c->name,
	    .reason = c->declared ? c->reason : NULL,
	    .since = run_since(w, c, e), .until = run_until(c),
	    .opened = c->opened_at };
	struct list lines = { 0 };
	size_t i;

	if (r.since == -1)
		return -1;
	for (i = 0; record_parts[i] != NULL; i++)
		if (strcmp(record_parts[i]->name, "decisions") == 0 &&
		    record_parts[i]->fill(w, &r, &lines, e) == -1)
			return -1;
	for (i = 0; i < lines.n && i < DECISIONS_SHOWN; i++) {
		const struct record_line *l = lines.at[i];
		struct model *item = model_add(m, "decisions");

		model_set(item, "decision", l->label);
		model_set(item, "outcome", l->text);
		model_set(item, "decided", "");
	}
	return 0;
}

/* --- what was late, and what was moved ----------------------------------- */

/* "done Fri 13 Nov 10:00, 17h late", "not done, 2d late"; NULL: in time.  What
 * is left when the cycle ends gets no later. */
static const char *
lateness(struct work *w, const struct cycle *c, const struct cycle_step *s)
{
	struct arena *a = work_arena(w);
	int64_t end = s->state == STEP_DONE ? s->done_at : c->closed_at != 0 ?
	    c->closed_at : work_now(w);

	if (s->state == STEP_MISSED)
		return "missed";
	if (s->state == STEP_SKIPPED || s->due == 0 ||
	    end <= s->due + RUN_GRACE || strcmp(s->kind, "stage") == 0)
		return NULL;
	return s->state == STEP_DONE ? arena_printf(a, "done %s, %s late",
	    cycle_when(w, end), cycle_took(w, s->due, end)) :
	    arena_printf(a, "not done, %s late", cycle_took(w, s->due, end));
}

static void
lates_model(struct work *w, struct model *m, const struct cycle *c,
    const struct cycle_step *own)
{
	struct model *item;
	const char *what;
	size_t i;

	model_list(m, "lates");
	for (i = 0; i < c->steps.n; i++) {
		const struct cycle_step *s = c->steps.at[i];

		if (s == own || (what = lateness(w, c, s)) == NULL)
			continue;
		item = model_add(m, "lates");
		model_set(item, "late_title", s->title);
		model_set(item, "late_what", what);
	}
}

static void
add_move(struct work *w, struct model *m, const struct cycle *c,
    struct rows *r)
{
	const struct cycle_step *s = run_step(c, rows_text(r, 0));
	bool due = rows_int(r, 4) == rows_int(r, 6);
	int64_t from = rows_int(r, due ? 5 : 4), to = rows_int(r, due ? 7 : 6);
	struct model *item = model_add(m, "moves");
	char t[CLOCK_TEXT];

	model_set(item, "move_title", s != NULL ? s->title : rows_text(r, 0));
	model_set(item, "move_kind", rows_text(r, 1));
	model_set(item, "move_by", cycle_person(w, rows_str(r, 2,
	    work_arena(w))));
	model_set(item, "move_reason", rows_text(r, 3));
	model_set(item, "move_from", from != 0 ? clock_long(from, t) : "");
	model_set(item, "move_to", to != 0 ? clock_long(to, t) : "");
}

static int
moves_model(struct work *w, struct model *m, const struct cycle *c,
    struct err *e)
{
	struct rows *r = store_query(work_store(w), "SELECT step, kind, "
	    "person, reason, old_begin, old_due, new_begin, new_due FROM "
	    "cycle_changes WHERE cycle = $1 ORDER BY id LIMIT $2", "ii",
	    c->id, (int64_t)MOVES_SHOWN);
	int rc;

	model_list(m, "moves");
	while ((rc = rows_next(r, e)) == 1)
		add_move(w, m, c, r);
	rows_end(r);
	return rc;
}

/* ------------------------------------------------------------------------ */

int
cycle_report_model(struct work *w, struct model *m, const struct cycle *c,
    const struct cycle_step *own, struct err *e)
{
	char t[CLOCK_TEXT];
	size_t i, failed = 0;

	run_counts(w, m, c);
	model_set(m, "opened", clock_long(c->opened_at, t));
	model_set(m, "ended", c->closed_at != 0 ? clock_long(c->closed_at,
	    t) : "");
	model_set(m, "lasted", cycle_took(w, c->opened_at, c->closed_at != 0 ?
	    c->closed_at : work_now(w)));
	model_flag(m, "cancelled", c->state == CYCLE_CANCELLED);
	model_set(m, "ended_note", c->note);
	model_list(m, "nights");
	for (i = 0; i < c->steps.n; i++) {
		const struct cycle_step *s = c->steps.at[i];

		failed += s->state == STEP_FAILED;
		if (strcmp(s->kind, "stage") == 0 &&
		    add_nights(w, m, c, s, e) == -1)
			return -1;
	}
	model_set(m, "failed", failed == 0 ? "" : arena_printf(
	    work_arena(w), "%zu", failed));
	run_decisions_model(w, m, c);
	lates_model(w, m, c, own);
	return bulletin_decisions(w, m, c, e) == -1 || moves_model(w, m, c,
	    e) == -1 || servers_carried_model(w, m, e) == -1 ? -1 :
	    action_models(w, m, NULL, e);
}
