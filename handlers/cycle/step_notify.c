/* SPDX-License-Identifier: ISC */
/* "notify WHO ...": somebody is told something. */
#include <string.h>

#include "handlers/cycle/running.h"
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

static int
occasion(struct work *w, const struct cycle *c, struct cycle_step *s,
    const char *what, int64_t late, struct err *e)
{
	const struct step_notify *n = s->step->own;
	struct model *m = work_model(w);
	struct said said = { .cycle = c, .step = s, .what = "dates",
	    .model = m };
	struct list whom = { 0 };

	if (strcmp(what, "begin") != 0)
		return 0;
	said.template = run_template(w, s->step->template, "step-notify");
	said.thread = arena_printf(work_arena(w), "cycle-%s", c->name);
	run_whom(w, &s->step->audience, &whom);
	if (run_letter_model(w, m, c, s, late, e) == -1)
		return -1;
	model_set(m, "text", n->text != NULL ? n->text : "");
	if (run_write(w, &said, &whom, e) == -1 ||
	    work_journal(w, e, c->name, "%s: told %zu%s", s->name, whom.n,
	    late > 0 ? ", late" : "") == -1)
		return -1;
	return run_end_in(w, c, s, STEP_DONE, NULL, e);
}

const struct step_kind step_notify = {
	.name = "notify",
	.help = "Tells an audience something, once.",
	.does = "tells",
	.rules = rules,
	.read = read_notify,
	.late = LATE_DO,
	.occasion = occasion,
};
