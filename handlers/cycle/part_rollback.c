/* SPDX-License-Identifier: ISC */
/* The way back: the playbook's, and what the bulletins say of removal. */
#include "handlers/bulletin/bulletin.h"
#include "handlers/cycle/request.h"

static void
add_lines(struct work *w, const char *label, const struct list *text,
    struct list *lines)
{
	size_t i;

	for (i = 0; i < text->n; i++)
		record_add(w, lines, label, text->at[i]);
}

static int
add_removal(struct work *w, const struct record *r, struct list *lines,
    struct err *e)
{
	struct list all = { 0 };
	size_t i;

	if (record_bulletins(w, r, &all, e) == -1)
		return -1;
	for (i = 0; i < all.n; i++) {
		const struct bulletin *b = all.at[i];

		add_lines(w, b->shown, &b->facts->removal, lines);
	}
	return 0;
}

static int
fill(struct work *w, const struct record *r, struct list *lines,
    struct err *e)
{
	const struct step_approve *q = r->step->step->own;
	size_t i;

	add_lines(w, "way back", &q->rollback, lines);
	for (i = 0; i < r->stages.n; i++) {
		const struct record_stage *x = r->stages.at[i];
		const struct cycle_step *s = run_step(r->cycle, x->name);
		const struct step_stage *g = s->step->own;

		add_lines(w, x->title, &g->rollback, lines);
	}
	return add_removal(w, r, lines, e);
}

const struct record_part part_rollback = {
	.name = "rollback",
	.heading = "The way back",
	.order = 90,
	.watched = true,
	.none = "None is written down. Ask for one before you approve.",
	.fill = fill,
};
