/* SPDX-License-Identifier: ISC */
/* A deployment's tasks for others than the night; see bridge.h. */
#include "handlers/bridge/night.h"

int
bridge_task_list(struct work *w, const struct deployment *d,
    struct list *out, struct err *e)
{
	struct arena *a = work_arena(w);
	struct list tasks = { 0 };
	size_t i;

	if (tasks_load(w, d->id, &tasks, e) == -1)
		return -1;
	for (i = 0; i < tasks.n; i++) {
		const struct task *t = tasks.at[i];
		struct bridge_task *x = arena_alloc(a, sizeof(*x));

		x->id = t->id;
		x->title = t->title;
		x->team = t->team;
		x->owner = t->owner;
		x->secondary = t->secondary;
		x->after = cycle_join(a, &t->after, ", ");
		x->minutes = t->minutes;
		x->done = t->state == TASK_DONE;
		list_add_in(a, out, x);
	}
	return 0;
}
