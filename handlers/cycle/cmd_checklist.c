/* SPDX-License-Identifier: ISC */
/* checklist: the process at a glance, or one step and why it is then. */
#include <string.h>

#include "handlers/cycle/action.h"
#include "handlers/cycle/approve.h"
#include "handlers/cycle/meeting.h"
#include "handlers/servers/servers.h"

#define LINES_MAX	15	/* more steps than these: what is over is only
				 * counted */

/* "Tue 10 Nov 17:00": always so long. */
static const char *
when(struct work *w, int64_t t)
{
	char text[CLOCK_TEXT];
	struct tm tm;

	if (t == 0)
		return "-";
	clock_local(t, &tm);
	strftime(text, sizeof(text), "%a %d %b %H:%M", &tm);
	return arena_str(work_arena(w), text);
}

static void
add(struct work *w, const struct cycle_step *s, struct model *m)
{
	struct model *item = model_add(m, "steps");
	struct arena *a = work_arena(w);
	const char *glance = run_glance(w, s);

	model_set(item, "no", arena_printf(a, "%2d", s->number));
	model_set(item, "glance", arena_printf(a, "%-7s", glance[0] != '\0' ?
	    glance : "-"));
	model_set(item, "when", arena_printf(a, "%-16s", when(w, s->due != 0 ?
	    s->due : s->begin)));
	model_set(item, "step", s->name);
	model_set(item, "title", strcmp(s->title, s->name) != 0 ? s->title :
	    "");
	model_set(item, "owner", s->done_by == NULL ? run_on_whom(w, s) : "");
	/* by a person: what ended by itself needs no name */
	model_set(item, "by", s->done_by != NULL && people_by_id(
	    &work_config(w)->people, s->done_by) != NULL ?
	    cycle_person(w, s->done_by) : "");
	model_set(item, "gates", s->held ? "yes" : "");
	model_set(item, "note", s->state & STEP_ENDED ? s->note : "");
}

static int
answer_list(struct work *w, struct cycle *c, bool all, struct err *e)
{
	struct model *m = work_model(w);
	size_t i, over = 0;

	run_model(w, m, c, NULL);
	run_counts(w, m, c);
	model_flag(m, "is_open", c->state == CYCLE_OPEN);
	model_set(m, "closed_note", c->note);
	model_set(m, "told", c->told);
	model_list(m, "steps");
	for (i = 0; i < c->steps.n; i++) {
		const struct cycle_step *s = c->steps.at[i];

		if (!all && c->steps.n > LINES_MAX && (s->state &
		    STEP_PASSED)) {
			over++;
			continue;
		}
		add(w, s, m);
	}
	model_set(m, "over", over == 0 ? "" : arena_printf(work_arena(w),
	    "%zu", over));
	return action_models(w, m, NULL, e) == -1 ||
	    servers_carried_model(w, m, e) == -1 ? -1 :
	    work_answer(w, "checklist", m, e);
}

/* --- one step ----------------------------------------------------------- */

static void
add_dates(struct work *w, const struct cycle *c, const struct cycle_step *s,
    struct model *m)
{
	struct model *item;
	char t[CLOCK_TEXT];
	size_t i;

	(void)w;
	model_list(m, "occasions");
	for (i = 0; i < c->occasions.n; i++) {
		const struct happening *h = c->occasions.at[i];

		if (!str_eq_nocase(h->step, s->name))
			continue;
		item = model_add(m, "occasions");
		model_set(item, "what", h->what);
		model_set(item, "at", clock_long(h->at, t));
		model_set(item, "why", h->reason);
		model_flag(item, "waits", run_waits(h));
		model_set(item, "was", run_waits(h) ? "" : h->state);
	}
}

/* Who comes, where it is a meeting. */
static int
add_guests(struct work *w, const struct cycle_step *s, struct model *m,
    struct err *e)
{
	struct list guests = { 0 };

	if (meeting_guests(w, s, &guests, e) == -1)
		return -1;
	model_set(m, "attendance", meeting_tally(w, &guests));
	return 0;
}

/* Who said yes and no, where it is an approval. */
static int
add_votes(struct work *w, const struct cycle_step *s, struct model *m,
    struct err *e)
{
	struct list votes = { 0 };

	model_list(m, "votes");
	model_list(m, "decisions");
	model_set(m, "quorum", "");
	model_set(m, "waiting", "");
	if (strcmp(s->kind, "approve") != 0 || s->step == NULL)
		return 0;
	if (approve_load(w, s, &votes, e) == -1)
		return -1;
	approve_model(w, m, s, &votes);
	return 0;
}

static int
add_moves(struct work *w, const struct cycle_step *s, struct model *m,
    struct err *e)
{
	struct rows *r = store_query(work_store(w), "SELECT kind, person, at, "
	    "reason FROM cycle_changes WHERE cycle = $1 AND step = $2 "
	    "ORDER BY id", "is", s->cycle, s->name);
	char t[CLOCK_TEXT];
	int rc;

	model_list(m, "moves");
	while ((rc = rows_next(r, e)) == 1) {
		struct model *item = model_add(m, "moves");

		model_set(item, "change_kind", rows_text(r, 0));
		model_set(item, "who", cycle_person(w, rows_text(r, 1)));
		model_set(item, "moved_at", clock_minute(rows_int(r, 2), t));
		model_set(item, "move_reason", rows_text(r, 3));
	}
	rows_end(r);
	return rc;
}

int
cycle_why(struct work *w, const char *word, struct err *e)
{
	struct model *m = work_model(w);
	struct cycle_step *s;
	struct cycle *c;
	char t[CLOCK_TEXT];

	if (run_pick_step(w, word, &c, &s, e) == -1)
		return -1;
	run_model(w, m, c, s);
	model_set(m, "gates", s->state & STEP_WAITING ? run_gates(w, c, s) :
	    "");
	model_flag(m, "held", s->held);
	model_flag(m, "ended", s->done_at != 0);
	model_set(m, "done_at", s->done_at != 0 ? clock_long(s->done_at, t) :
	    "");
	model_set(m, "done_by", s->done_by != NULL ? cycle_person(w,
	    s->done_by) : "");
	model_set(m, "done_for", s->done_for);
	add_dates(w, c, s, m);
	if (add_guests(w, s, m, e) == -1 || add_votes(w, s, m, e) == -1 ||
	    add_moves(w, s, m, e) == -1)
		return -1;
	return work_answer(w, "checklist-step", m, e);
}

static int
run(struct work *w, const struct words *words, struct err *e)
{
	const char *word = words->n > 0 ? words->at[0] : NULL;
	bool all = words->n > 0 && str_eq_nocase(words->at[words->n - 1],
	    "all");
	struct cycle *c;
	int rc;

	if (all && words->n == 1)
		word = NULL;
	if (words->n == 2 && !all)
		return cycle_why(w, arena_printf(work_arena(w), "%s/%s",
		    words->at[0], words->at[1]), e);
	if (word != NULL) {
		if ((rc = run_find(w, word, &c, e)) == -1)
			return -1;
		if (rc == 0 && (rc = run_is_step(w, word, e)) != 0)
			return rc == -1 ? -1 : cycle_why(w, word, e);
	}
	if (run_pick(w, word, CYCLE_ANY, &c, e) == -1)
		return -1;
	return answer_list(w, c, all, e);
}

const struct command cmd_checklist = {
	.name = "checklist",
	.params = "[CYCLE] [STEP|all]",
	.help = "Shows a cycle at a glance, or one step and why it is then.",
	.example = "checklist 2026-11",
	.roles = ROLES_ANY,
	.least = ASSURE_NONE,
	.min = 0,
	.max = 2,
	.run = run,
};
