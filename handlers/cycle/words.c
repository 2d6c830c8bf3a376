/* SPDX-License-Identifier: ISC */
/* What templates are told of cycles and steps; see running.h. */
#include <stdlib.h>
#include <string.h>

#include "handlers/cycle/approve.h"

static const char *
long_time(struct work *w, int64_t t)
{
	char text[CLOCK_TEXT];

	return t == 0 ? "" : arena_str(work_arena(w), clock_long(t, text));
}

/* "Tue 10 Nov 2026" */
static const char *
day_words(struct work *w, day_t d)
{
	char text[CLOCK_TEXT];
	struct tm tm;

	clock_local(day_at(d, 12, 0), &tm);
	strftime(text, sizeof(text), "%a %-d %b %Y", &tm);
	return arena_str(work_arena(w), text);
}

const char *
run_owner(struct work *w, const struct cycle_step *s)
{
	const struct people *all = &work_config(w)->people;
	const char *owner = s->step != NULL ? s->step->owner : NULL;
	const struct team *t;
	const struct person *p;

	if (owner == NULL)
		return "coordinator";
	if ((p = people_by_id(all, owner)) != NULL)
		return p->name;
	if ((t = people_team(all, owner)) != NULL)
		return t->name;
	return owner;
}

/* As the playbook names them: "all teams, board". */
static const char *
audience_words(struct work *w, const struct step *step)
{
	struct arena *a = work_arena(w);
	struct list words = { 0 };
	size_t i;

	for (i = 0; i < step->audience.n; i++)
		list_add_in(a, &words, arena_str(a, str_eq_nocase(
		    step->audience.at[i], "*teams") ? "all teams" :
		    step->audience.at[i]));
	return cycle_join(a, &words, ", ");
}

const char *
run_on_whom(struct work *w, const struct cycle_step *s)
{
	if (s->step == NULL || s->step->owner != NULL)
		return run_owner(w, s);
	if (strcmp(s->kind, "approve") == 0)
		return approve_words(w, s);
	return strcmp(s->kind, "ask") == 0 ? audience_words(w, s->step) :
	    run_owner(w, s);
}

/* "Tue 10 Nov 2026 21:30": the zone stands at the foot. */
static const char *
minute_words(struct work *w, int64_t t)
{
	char text[CLOCK_TEXT];
	struct tm tm;

	clock_local(t, &tm);
	strftime(text, sizeof(text), "%a %-d %b %Y %H:%M", &tm);
	return arena_str(work_arena(w), text);
}

/* The time that counts for it now: its due time, else its begin. */
static int64_t
deadline(const struct cycle_step *s)
{
	return s->due != 0 ? s->due : s->deployment != 0 && s->until != 0 &&
	    s->state == STEP_OPEN ? s->until : s->begin;
}

static const char *
glance_at(const struct cycle_step *s, int64_t now)
{
	if (s->state == STEP_MISSED)
		return "MISSED";
	if (s->state == STEP_FAILED)
		return "FAILED";
	if (s->state & STEP_ENDED)
		return step_state_name(s->state);
	if (s->step == NULL)
		return "lost";
	if (s->due != 0 && s->due <= now)
		return "LATE";
	if (s->held)
		return "held";
	if (strcmp(s->kind, "stage") == 0 && s->begin <= now)
		return s->until <= now ? "LATE" :
		    s->state == STEP_OPEN ? "open" : "due";
	return s->state == STEP_OPEN ? "open" : "";
}

const char *
run_glance(struct work *w, const struct cycle_step *s)
{
	return glance_at(s, work_now(w));
}

void
run_model(struct work *w, struct model *m, const struct cycle *c,
    const struct cycle_step *s)
{
	static const struct cycle_step none = { .name = "", .title = "",
	    .kind = "" };

	model_set(m, "cycle", c->name);
	model_set(m, "playbook", c->playbook != NULL ? c->playbook->title :
	    c->playbook_name);
	model_set(m, "day0", day_words(w, c->day0));
	model_flag(m, "declared", c->declared);
	model_set(m, "cycle_reason", c->reason);
	model_set(m, "state", cycle_state_name(c->state));
	model_set(m, "ref", s != NULL ? arena_printf(work_arena(w), "%s/%s",
	    c->name, s->name) : "");
	model_set(m, "owner", s != NULL ? run_owner(w, s) : "");
	if (s == NULL)
		s = &none;
	model_set(m, "step", s->name);
	model_setf(m, "number", "%d", s->number);
	model_set(m, "title", s->title);
	model_set(m, "kind", s->kind);
	model_set(m, "begin", long_time(w, s->begin));
	model_set(m, "until", s->until > s->begin ? long_time(w, s->until) :
	    "");
	model_set(m, "due", long_time(w, s->due));
	model_set(m, "due_when", s->due != 0 ? cycle_when(w, s->due) : "");
	model_set(m, "change", s->change_id);
	model_set(m, "note", s->note);
	model_set(m, "step_state", s == &none ? "" :
	    step_state_name(s->state));
}

void
run_counts(struct work *w, struct model *m, const struct cycle *c)
{
	size_t done = 0, skipped = 0, missed = 0, late = 0, i;
	/* what is left when it ends gets no later */
	int64_t now = c->closed_at != 0 ? c->closed_at : work_now(w);

	for (i = 0; i < c->steps.n; i++) {
		const struct cycle_step *s = c->steps.at[i];

		done += s->state == STEP_DONE;
		skipped += s->state == STEP_SKIPPED;
		missed += s->state == STEP_MISSED;
		late += strcmp(glance_at(s, now), "LATE") == 0;
	}
	model_setf(m, "total", "%zu", c->steps.n);
	model_setf(m, "done", "%zu", done);
	model_set(m, "skipped", skipped == 0 ? "" : arena_printf(
	    work_arena(w), "%zu", skipped));
	model_set(m, "missed", missed == 0 ? "" : arena_printf(
	    work_arena(w), "%zu", missed));
	model_set(m, "late", late == 0 ? "" : arena_printf(work_arena(w),
	    "%zu", late));
}

static int
by_time(const void *a, const void *b)
{
	const struct cycle_step *x = *(struct cycle_step *const *)a;
	const struct cycle_step *y = *(struct cycle_step *const *)b;

	if (deadline(x) != deadline(y))
		return deadline(x) < deadline(y) ? -1 : 1;
	return x->number - y->number;
}

/* names: of these steps (char *) only; NULL: any. */
static bool
is_shown(const struct cycle_step *s, const struct list *names, bool outside)
{
	size_t i;

	if (names == NULL)
		return !outside || strcmp(s->kind, "stage") == 0 ||
		    strcmp(s->kind, "meet") == 0;
	for (i = 0; i < names->n; i++)
		if (str_eq_nocase(names->at[i], s->name))
			return true;
	return false;
}

static void
dates(struct work *w, struct model *m, const char *list,
    const struct cycle *c, const struct list *names, bool outside,
    int64_t until)
{
	struct cycle_step **sorted = arena_alloc(work_arena(w),
	    (c->steps.n + 1) * sizeof(*sorted));
	struct model *item;
	char t[CLOCK_TEXT];
	size_t i, n = 0;

	model_list(m, list);
	for (i = 0; i < c->steps.n; i++) {
		struct cycle_step *s = c->steps.at[i];

		if ((s->state & (STEP_ENDED | STEP_FAILED)) == 0 &&
		    deadline(s) > work_now(w) && deadline(s) <= until &&
		    is_shown(s, names, outside))
			sorted[n++] = s;
	}
	qsort(sorted, n, sizeof(*sorted), by_time);
	for (i = 0; i < n; i++) {
		item = model_add(m, list);
		model_set(item, "date", minute_words(w, deadline(sorted[i])));
		model_set(item, "date_title", sorted[i]->title);
		model_flag(item, "is_stage", strcmp(sorted[i]->kind,
		    "stage") == 0);
		model_set(item, "date_until", sorted[i]->until >
		    sorted[i]->begin ? clock_end(sorted[i]->begin,
		    sorted[i]->until, t) : "");
		model_flag(item, "date_due", sorted[i]->due != 0);
	}
	model_flag(m, "dates_left", n > 0);
}

void
run_dates_model(struct work *w, struct model *m, const struct cycle *c,
    bool outside, int64_t until)
{
	dates(w, m, "dates", c, NULL, outside, until);
}

void
run_dates_of(struct work *w, struct model *m, const struct cycle *c,
    const struct list *names)
{
	dates(w, m, "concerned", c, names, false, INT64_MAX);
}
