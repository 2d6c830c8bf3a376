/* SPDX-License-Identifier: ISC */
/* A step is left out, or the night of a stage called off: who was told of it
 * hears that, and whoever says so what goes on without it. */
#include <string.h>

#include "handlers/cycle/running.h"

/* A night that has begun is not left out: some of it may be done. */
static void
begun_model(struct model *m, const struct cycle_step *s)
{
	char t[CLOCK_TEXT];

	model_flag(m, "was_on", strcmp(s->kind, "stage") == 0 &&
	    s->state == STEP_OPEN);
	model_set(m, "begun", clock_long(s->begun_at, t));
}

/* Who was told of this step only: not everybody hears of each. */
int
run_tell_left_out(struct work *w, struct cycle *c, const struct cycle_step *s,
    const char *reason, size_t *told, struct err *e)
{
	struct happening *h = run_happening(c, s->name, s->begin != 0 ?
	    "begin" : "due", 0);
	struct model *m = work_model(w);
	struct list one = { 0 };

	if (h != NULL)
		list_add_in(work_arena(w), &one, h);
	run_model(w, m, c, s);
	model_set(m, "reason", reason);
	begun_model(m, s);
	return run_tell_of(w, c, &one, "step-skipped", m, told, e);
}

/* What waited for it and now goes on without it, though it may speak of it. */
void
run_followers_model(struct work *w, const struct cycle *c,
    const struct cycle_step *s, struct model *m)
{
	struct list steps = { 0 }, names = { 0 };
	size_t i;

	run_followers(w, c, s, &steps);
	for (i = 0; i < steps.n; i++)
		list_add_in(work_arena(w), &names, arena_printf(
		    work_arena(w), "%s/%s", c->name,
		    ((struct cycle_step *)steps.at[i])->name));
	model_set(m, "followers", cycle_join(work_arena(w), &names, ", "));
	model_set(m, "follower", names.n > 0 ? names.at[0] : "");
}
