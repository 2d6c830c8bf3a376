/* SPDX-License-Identifier: ISC */
/* What comes of the answers once all are there; see ask.h. */
#include <string.h>

#include "handlers/cycle/ask.h"
#include "handlers/cycle/step.h"

/* The steps that begin when this one is done: "staging, production". */
static const char *
waiting_for(struct work *w, const struct cycle *c, const struct cycle_step *s)
{
	struct list names = { 0 };
	size_t i, k;

	for (i = 0; i < c->steps.n; i++) {
		const struct cycle_step *o = c->steps.at[i];

		if (o->step == NULL || (o->state & (STEP_ENDED | STEP_FAILED)))
			continue;
		for (k = 0; k < o->step->after.n; k++)
			if (str_eq_nocase(o->step->after.at[k], s->name))
				list_add_in(work_arena(w), &names, arena_str(
				    work_arena(w), o->name));
	}
	return cycle_join(work_arena(w), &names, ", ");
}

static int
tell(struct work *w, const struct cycle *c, const struct cycle_step *s,
    const struct list *all, const char *template, bool taken_back,
    struct err *e)
{
	const struct step_ask *q = s->step->own;
	struct model *m = work_model(w);

	run_model(w, m, c, s);
	ask_model(w, m, s, all);
	model_set(m, "tally", ask_tally(w, s, all));
	model_set(m, "pass", q->pass);
	model_flag(m, "any_bad", ask_bad(s, all) > 0);
	model_flag(m, "taken_back", taken_back);
	model_set(m, "waiting", waiting_for(w, c, s));
	return run_tell_coordinator(w, template, m, e);
}

/* It stays open until somebody changes an answer, or accepts them. */
static int
hold(struct work *w, struct cycle *c, struct cycle_step *s,
    const struct list *all, bool taken_back, struct err *e)
{
	const struct step_ask *q = s->step->own;
	const char *tally = ask_tally(w, s, all);

	s->note = tally;
	if (run_save_step(w, s, e) == -1 ||
	    tell(w, c, s, all, "ask-held", taken_back, e) == -1)
		return -1;
	return work_journal(w, e, c->name, "%s: not passed, it needs %s from "
	    "all; %s", s->name, q->pass, tally);
}

int
ask_close(struct work *w, struct cycle *c, struct cycle_step *s,
    const struct list *all, struct err *e)
{
	const struct step_ask *q = s->step->own;
	const char *tally = ask_tally(w, s, all);

	if (q->pass != NULL && ask_bad(s, all) > 0)
		return hold(w, c, s, all, false, e);
	if (tell(w, c, s, all, "ask-over", false, e) == -1)
		return -1;
	return run_end(w, c, s, STEP_DONE, tally, e);
}

int
ask_take_back(struct work *w, struct cycle *c, struct cycle_step *s,
    const struct list *all, struct err *e)
{
	if (run_reopen(w, c, s, e) == -1)
		return -1;
	return hold(w, c, s, all, true, e);
}
