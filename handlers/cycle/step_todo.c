/* SPDX-License-Identifier: ISC */
/* "todo TEXT": somebody does it, and says so. */
#include "handlers/cycle/step.h"

static const struct conf_rule rules[] = {
	{ .name = "todo", .params = "[TEXT]", .min = 0, .max = 1,
	    .help = "What is to be done, in words; the title where missing. "
	    "Its owner ticks it off." },
	{ .name = NULL },
};

static void *
read_todo(struct arena *a, const struct config *c, struct step *s,
    struct conf_report *r)
{
	struct step_todo *t = arena_alloc(a, sizeof(*t));

	(void)c;
	t->what = conf_get(s->node, "todo", 1, s->title);
	if (step_occasion(s, "due") == NULL) {
		step_lacks(s, "by", r);
		return NULL;
	}
	return t;
}

const struct step_kind step_todo = {
	.name = "todo",
	.help = "Something that a person does and ticks off.",
	.does = "is to be done",
	.rules = rules,
	.read = read_todo,
	.late = LATE_DO,
};
