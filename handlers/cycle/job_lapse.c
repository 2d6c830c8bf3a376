/* SPDX-License-Identifier: ISC */
/* An approval was given too long ago: it is asked for again. */
#include <string.h>

#include "handlers/cycle/approve.h"
#include "handlers/cycle/step.h"

static int
lapse(struct work *w, struct cycle *c, struct cycle_step *s, struct err *e)
{
	struct model *m = work_model(w);

	run_model(w, m, c, s);
	if (work_journal(w, e, c->name, "%s: the approval lapsed", s->name) ==
	    -1 || run_tell_coordinator(w, "approve-lapsed", m, e) == -1)
		return -1;
	return approve_anew(w, c, s, NULL, e);
}

static int
run(struct work *w, const char *argument, struct err *e)
{
	struct span rest = span_of(argument), id;
	const struct step_approve *q;
	struct cycle_step *s;
	struct cycle *c;
	long long number;
	int rc;

	if (!span_word(&rest, &id) || !str_number(arena_strn(work_arena(w),
	    id.p, id.n), 1, INT64_MAX, &number))
		return err_set(e, ERR_INPUT, "\"%s\" is no approval",
		    argument);
	if ((rc = run_load(w, number, &c, e)) != 1)
		return rc;
	rest = span_trim(rest);
	s = run_step(c, arena_strn(work_arena(w), rest.p, rest.n));
	if (s == NULL || s->step == NULL || s->state != STEP_DONE ||
	    c->state != CYCLE_OPEN || strcmp(s->kind, "approve") != 0)
		return 0;
	q = s->step->own;
	/* given anew in the meantime, or it holds for longer now */
	if (q->expires == 0)
		return 0;
	if (s->done_at + q->expires > work_now(w))
		return work_later(w, "lapse", argument, s->done_at +
		    q->expires, e);
	return lapse(w, c, s, e);
}

const struct job job_lapse = { .name = "lapse", .run = run };
