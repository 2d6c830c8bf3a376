/* SPDX-License-Identifier: ISC */
/*
 * Steps that were left out, as nothing was there that they are for, and are
 * needed after all: a bulletin came.
 */
#include <string.h>

#include "handlers/cycle/running.h"
#include "handlers/cycle/step.h"

/* Its people hear that what they wait for is late; the coordinators hear of
 * them all otherwise. */
static int
tell_follower(struct work *w, const struct cycle *c,
    const struct cycle_step *s, const struct cycle_step *waits,
    struct err *e)
{
	struct model *m = work_model(w);
	struct said said = { .cycle = c, .step = waits, .what = "woken",
	    .template = "stage-waits", .model = m };
	struct list owners = { 0 }, whom = { 0 };
	char t[CLOCK_TEXT];
	size_t i;

	run_owners(w, waits, &owners);
	for (i = 0; i < owners.n; i++) {
		const struct whom *x = owners.at[i];

		if (x->person != NULL && (x->person->roles &
		    ROLE_COORDINATOR) == 0)
			list_add_in(work_arena(w), &whom, owners.at[i]);
	}
	run_model(w, m, c, waits);
	model_set(m, "gate_begin", clock_long(s->begin, t));
	model_setf(m, "gate", "%s/%s", c->name, s->name);
	model_set(m, "gate_title", s->title);
	return run_tell(w, &said, &whom, e);
}

/* A night whose begin has passed is not planned by itself: whoever waits for
 * it, or was told of it, hears that it is late. */
static int
tell_late(struct work *w, struct cycle *c, const struct cycle_step *s,
    struct err *e)
{
	const struct happening *h = run_happening(c, s->name, "begin", 0);
	struct list changes = { 0 }, waiting = { 0 }, names = { 0 };
	union { const struct happening *in; void *out; } it = { .in = h };
	struct model *m = work_model(w);
	size_t i, told = 0;

	run_followers(w, c, s, &waiting);
	for (i = 0; i < waiting.n; i++) {
		const struct cycle_step *x = waiting.at[i];

		list_add_in(work_arena(w), &names, arena_printf(
		    work_arena(w), "%s/%s", c->name, x->name));
		if (tell_follower(w, c, s, x, e) == -1)
			return -1;
	}
	run_model(w, m, c, s);
	model_set(m, "followers", cycle_join(work_arena(w), &names, ", "));
	model_flag(m, "several", names.n > 1);
	if (h != NULL)
		list_add_in(work_arena(w), &changes, it.out);
	if (run_tell_coordinator(w, "stage-woken", m, e) == -1 ||
	    run_tell_of(w, c, &changes, "step-woken", m, &told, e) == -1)
		return -1;
	return work_journal(w, e, c->name, "%s: its begin has passed, so it "
	    "is late; told %zu", s->name, told);
}

/* Back to where it was before its conditions failed; its time has come. */
static int
wake(struct work *w, struct cycle *c, struct cycle_step *s, struct err *e)
{
	bool stage = strcmp(s->kind, "stage") == 0;
	size_t i;

	s->state = STEP_WAITING;
	s->idle = false;
	s->held = s->begin <= work_now(w);	/* so it is not late */
	s->done_at = 0;
	s->done_by = s->note = NULL;
	/* its night was called off: there is to be another */
	if (stage) {
		s->deployment = 0;
		if (s->step->kind->occasion(w, c, s, "open", 0, e) == -1)
			return -1;
	}
	for (i = 0; i < c->occasions.n; i++) {
		struct happening *h = c->occasions.at[i];
		bool begin = strcmp(h->what, "begin") == 0;

		if (!str_eq_nocase(h->step, s->name) ||
		    (!begin && h->at <= work_now(w)))
			continue;
		h->state = "waiting";
		if (run_save_happening(w, c, h, e) == -1 ||
		    run_later(w, c, h, h->at > work_now(w) ? h->at :
		    work_now(w) + 1, e) == -1)
			return -1;
	}
	if (run_save_step(w, s, e) == -1 || work_journal(w, e, c->name,
	    "%s: waits again; a bulletin came that it is for", s->name) == -1)
		return -1;
	return stage && s->deployment == 0 ? tell_late(w, c, s, e) : 0;
}

/* It is about a stage that is left out still: it would be again at once. */
static bool
is_void(const struct cycle *c, const struct cycle_step *s)
{
	const struct step_publish *p = strcmp(s->kind, "publish") == 0 ?
	    s->step->own : NULL;
	const struct cycle_step *of = p != NULL && p->of != NULL ?
	    run_step(c, p->of) : NULL;

	return of != NULL && (of->state & STEP_PASSED);
}

static int
reconsider(struct work *w, struct cycle *c, struct err *e)
{
	size_t i;
	int rc;

	for (i = 0; i < c->steps.n; i++) {
		struct cycle_step *s = c->steps.at[i];

		/* what is long over is not begun any more */
		if (!s->idle || s->state != STEP_SKIPPED || s->step == NULL ||
		    (s->due != 0 ? s->due : s->begin + DAY) < work_now(w) ||
		    is_void(c, s))
			continue;
		if ((rc = run_conditions(w, c, s, e)) == -1 ||
		    (rc == 1 && wake(w, c, s, e) == -1))
			return -1;
	}
	return 0;
}

/* Twice, as the stage that a memo is about may stand behind it. */
int
run_reconsider(struct work *w, struct cycle *c, struct err *e)
{
	return reconsider(w, c, e) == -1 ? -1 : reconsider(w, c, e);
}
