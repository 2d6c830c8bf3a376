/* SPDX-License-Identifier: ISC */
/* answers: who said what to a question, and who is silent. */
#include <string.h>

#include "handlers/cycle/approve.h"
#include "handlers/cycle/ask.h"
#include "handlers/cycle/meeting.h"

/* The only question that is open; -1 with a sentence. */
static int
only(struct work *w, struct cycle **c, struct cycle_step **s, struct err *e)
{
	struct list open = { 0 }, names = { 0 };
	size_t i, k;

	if (run_open_ones(w, &open, e) == -1)
		return -1;
	for (i = 0; i < open.n; i++) {
		struct cycle *one = open.at[i];

		for (k = 0; k < one->steps.n; k++) {
			struct cycle_step *step = one->steps.at[k];

			if (strcmp(step->kind, "ask") != 0 ||
			    step->begun_at == 0 || step->step == NULL)
				continue;
			*c = one;
			*s = step;
			list_add_in(work_arena(w), &names, arena_printf(
			    work_arena(w), "%s/%s", one->name, step->name));
		}
	}
	if (names.n == 1)
		return 0;
	if (names.n == 0)
		return err_set(e, ERR_INPUT, "Nothing was asked in the cycles "
		    "that are open.");
	return err_set(e, ERR_INPUT, "Which one? Asked were %s.",
	    cycle_join(work_arena(w), &names, ", "));
}

/* Who said yes or no to an approval, and who is silent. */
static int
votes(struct work *w, const struct cycle *c, const struct cycle_step *s,
    struct err *e)
{
	struct model *m = work_model(w);
	struct list all = { 0 };

	if (approve_load(w, s, &all, e) == -1)
		return -1;
	run_model(w, m, c, s);
	approve_model(w, m, s, &all);
	model_flag(m, "begun", s->begun_at != 0);
	return work_answer(w, "answers-approve", m, e);
}

static int
run(struct work *w, const struct words *words, struct err *e)
{
	struct model *m = work_model(w);
	struct list all = { 0 };
	struct cycle_step *s;
	struct cycle *c;

	if ((words->n == 0 ? only(w, &c, &s, e) :
	    run_pick_step(w, words->at[0], &c, &s, e)) == -1)
		return -1;
	if (strcmp(s->kind, "meet") == 0)
		return meeting_answers(w, c, s, e);
	if (strcmp(s->kind, "approve") == 0 && s->step != NULL)
		return votes(w, c, s, e);
	if (strcmp(s->kind, "ask") != 0 || s->step == NULL)
		return err_set(e, ERR_INPUT, "%s/%s asks nothing; \"checklist "
		    "%s\" lists all steps.", c->name, s->name, c->name);
	if (ask_load(w, s, &all, e) == -1)
		return -1;
	run_model(w, m, c, s);
	ask_model(w, m, s, &all);
	model_set(m, "tally", ask_tally(w, s, &all));
	model_setf(m, "asked", "%zu", all.n);
	model_set(m, "answered", arena_printf(work_arena(w), "%zu",
	    ask_answered(&all)));
	model_flag(m, "answers_there", all.n > 0);
	model_flag(m, "begun", s->begun_at != 0);
	return work_answer(w, "answers", m, e);
}

const struct command cmd_answers = {
	.name = "answers",
	.params = "[STEP]",
	.help = "Shows who answered a question of a cycle, approved it or "
	    "comes to a meeting, and who is silent.",
	.example = "answers 2026-11/applicable",
	.roles = ROLES_ANY,
	.least = ASSURE_NONE,
	.min = 0,
	.max = 1,
	.run = run,
};
