/* SPDX-License-Identifier: ISC */
/* Test results so far: stages that are done, and what teams answered. */
#include <string.h>

#include "handlers/cycle/ask.h"
#include "handlers/cycle/request.h"

static int
add_answers(struct work *w, const struct cycle_step *s, struct list *lines,
    struct err *e)
{
	const struct step_ask *q = s->step->own;
	struct list all = { 0 };

	if (strncmp(q->question, "result", 6) != 0 || s->begun_at == 0)
		return 0;
	if (ask_load(w, s, &all, e) == -1)
		return -1;
	record_add(w, lines, s->title, ask_tally(w, s, &all));
	return 0;
}

static void
add_night(struct work *w, const struct cycle_step *s, struct list *lines)
{
	char t[CLOCK_TEXT];

	if ((s->state & (STEP_DONE | STEP_FAILED)) == 0)
		return;
	record_add(w, lines, s->title, arena_printf(work_arena(w),
	    "%s %s%s%s", s->state == STEP_DONE ? "done" : "FAILED",
	    clock_minute(s->done_at, t), s->note != NULL ? ": " : "",
	    s->note != NULL ? s->note : ""));
}

static int
fill(struct work *w, const struct record *r, struct list *lines,
    struct err *e)
{
	size_t i;

	for (i = 0; i < r->cycle->steps.n; i++) {
		const struct cycle_step *s = r->cycle->steps.at[i];

		if (strcmp(s->kind, "stage") == 0)
			add_night(w, s, lines);
		else if (strcmp(s->kind, "ask") == 0 && s->step != NULL &&
		    add_answers(w, s, lines, e) == -1)
			return -1;
	}
	return 0;
}

/* not watched: results are meant to come in */
const struct record_part part_tests = {
	.name = "tests",
	.heading = "Test results so far",
	.order = 80,
	.none = "None yet.",
	.fill = fill,
};
