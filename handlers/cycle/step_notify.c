/* SPDX-License-Identifier: ISC */
/* "notify WHO ...": somebody is told something. */
#include "handlers/cycle/step.h"

static const struct conf_rule rules[] = {
	{ .name = "notify", .params = "WHO ...", .min = 1, .max = 50,
	    .help = "Whom to tell; what is told is the text, within the "
	    "template." },
	{ .name = "text", .params = "TEXT", .min = 1, .max = 1,
	    .help = "What they are told, in a sentence or two." },
	{ .name = NULL },
};

static void *
read_notify(struct arena *a, const struct config *c, struct step *s,
    struct conf_report *r)
{
	struct step_notify *n = arena_alloc(a, sizeof(*n));

	n->text = conf_get(s->node, "text", 1, NULL);
	if (step_add_audience(a, c, conf_find(s->node, "notify"), 1,
	    &s->audience, r) == -1)
		return NULL;
	if (step_occasion(s, "begin") == NULL) {
		step_lacks(s, "at", r);
		return NULL;
	}
	return n;
}

const struct step_kind step_notify = {
	.name = "notify",
	.help = "Tells an audience something, once.",
	.does = "tells",
	.rules = rules,
	.read = read_notify,
	.late = LATE_DO,
};
