/* SPDX-License-Identifier: ISC */
/*
 * Meetings: who is invited gets it into his calendar, the agenda goes out
 * before, and the owner is asked for the minutes after.  One without minutes
 * is over when its time is; else somebody ticks it off.
 */
#include <string.h>

#include "handlers/cycle/action.h"
#include "handlers/cycle/meeting.h"
#include "handlers/cycle/paper.h"
#include "handlers/servers/servers.h"

static void
open_model(struct work *w, struct model *m, const struct cycle *c,
    const struct cycle_step *s)
{
	struct model *item;
	size_t i;

	model_list(m, "open");
	for (i = 0; i < c->steps.n; i++) {
		const struct cycle_step *o = c->steps.at[i];
		const char *glance = run_glance(w, o);

		if ((o->state & (STEP_DONE | STEP_SKIPPED)) || o == s ||
		    glance[0] == '\0')
			continue;
		item = model_add(m, "open");
		model_set(item, "open_title", o->title);
		model_set(item, "open_owner", run_on_whom(w, o));
		model_set(item, "open_state", glance);
	}
}

/* When those who meet may talk again, or for ever. */
static int64_t
next_meeting(const struct cycle *c, const struct cycle_step *s)
{
	int64_t next = INT64_MAX;
	size_t i;

	for (i = 0; i < c->steps.n; i++) {
		const struct cycle_step *o = c->steps.at[i];

		if (strcmp(o->kind, "meet") == 0 && o->begin > s->begin &&
		    (o->state & STEP_ENDED) == 0 && o->begin < next)
			next = o->begin;
	}
	return next;
}

/* As run_letter_model(), its dates as far as the next meeting. */
static int
agenda_model(struct work *w, struct model *m, const struct cycle *c,
    const struct cycle_step *s, int64_t late, struct err *e)
{
	const struct step_meet *q = s->step->own;
	char t[CLOCK_TEXT];
	size_t n;

	run_model(w, m, c, s);
	run_dates_model(w, m, c, false, next_meeting(c, s));
	model_set(m, "late_since", late > 0 ? clock_long(work_now(w) - late,
	    t) : "");
	model_set(m, "place", q->place);
	open_model(w, m, c, s);
	return run_bulletins_model(w, m, c, &n, e) == -1 ||
	    servers_carried_model(w, m, e) == -1 ? -1 :
	    action_models(w, m, NULL, e);
}

static int
agenda(struct work *w, const struct cycle *c, struct cycle_step *s,
    int64_t late, struct err *e)
{
	struct model *m = work_model(w);
	struct said said = { .cycle = c, .step = s, .what = "invite",
	    .template = "meet-agenda", .model = m };
	struct list guests = { 0 };

	/* who has the agenda has the invitation */
	if (meeting_invite(w, c, s, e) == -1 ||
	    meeting_guests(w, s, &guests, e) == -1 ||
	    agenda_model(w, m, c, s, late, e) == -1)
		return -1;
	meeting_beside(w, c, s, "agenda", &said);
	said.document = arena_printf(work_arena(w), "%s-agenda", s->name);
	return meeting_write(w, &said, &guests, e) == -1 ? -1 :
	    work_journal(w, e, c->name, "%s: agenda sent to %zu", s->name,
	    guests.n);
}

/* The minutes as far as they write themselves, to who has to send them. */
static int
send_form(struct work *w, const struct cycle *c, const struct cycle_step *s,
    const struct list *whom, struct err *e)
{
	const struct step_meet *q = s->step->own;
	struct model *m = work_model(w);
	struct said said = { .cycle = c, .step = s, .what = "minutes",
	    .template = "meet-form", .model = m };
	struct list guests = { 0 }, mailed = { 0 };
	size_t i;

	for (i = 0; i < whom->n; i++)
		if (((const struct whom *)whom->at[i])->address != NULL)
			list_add_in(work_arena(w), &mailed, whom->at[i]);
	if (meeting_guests(w, s, &guests, e) == -1 ||
	    run_letter_model(w, m, c, s, 0, e) == -1 ||
	    action_models(w, m, NULL, e) == -1)
		return -1;
	meeting_beside(w, c, s, "minutes", &said);
	said.document = arena_printf(work_arena(w), "%s-minutes", s->name);
	model_set(m, "place", q->place);
	meeting_model(w, m, &guests);
	open_model(w, m, c, s);
	run_decisions_model(w, m, c);
	return run_write(w, &said, &mailed, e);
}

static int
ask_minutes(struct work *w, const struct cycle *c, struct cycle_step *s,
    const char *template, struct err *e)
{
	const struct happening *h = run_happening(c, s->name, "minutes", 0);
	struct model *m = work_model(w);
	struct said said = { .cycle = c, .step = s, .what = "minutes",
	    .template = template, .model = m };
	struct list whom = { 0 };
	char t[CLOCK_TEXT];

	if (h == NULL)
		return run_end_in(w, c, s, STEP_DONE, NULL, e);
	run_owners(w, s, &whom);
	run_model(w, m, c, s);
	model_set(m, "minutes", clock_long(h->at, t));
	if (strcmp(template, "meet-over") == 0 &&
	    send_form(w, c, s, &whom, e) == -1)
		return -1;
	return run_tell(w, &said, &whom, e);
}

/* They are overdue: the coordinator hears of it too, where it is another. */
static int
chase_minutes(struct work *w, const struct cycle *c, struct cycle_step *s,
    struct err *e)
{
	struct model *m = work_model(w);

	run_model(w, m, c, s);
	if (ask_minutes(w, c, s, "meet-minutes", e) == -1)
		return -1;
	return s->step->owner == NULL ? 0 :
	    run_tell_coordinator(w, "meet-chased", m, e);
}

int
run_meet(struct work *w, const struct cycle *c, struct cycle_step *s,
    const char *what, int64_t late, struct err *e)
{
	bool ahead = s->begin + RUN_GRACE >= work_now(w);

	if (strcmp(what, "invite") == 0)
		return ahead ? meeting_invite(w, c, s, e) : 0;
	if (strcmp(what, "agenda") == 0)
		return ahead ? agenda(w, c, s, late, e) : 0;
	if (strcmp(what, "chase") == 0)
		return chase_minutes(w, c, s, e);
	if (strcmp(what, "end") == 0)
		return ask_minutes(w, c, s, "meet-over", e);
	return strcmp(what, "minutes") == 0 ? ask_minutes(w, c, s,
	    "meet-minutes", e) : strcmp(what, "remind") == 0 ?
	    run_remind(w, c, s, e) : 0;
}
