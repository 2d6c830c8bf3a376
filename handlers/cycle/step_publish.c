/* SPDX-License-Identifier: ISC */
/* "publish DOCUMENT": a document is made from what is known, and sent. */
#include <string.h>

#include "handlers/cycle/paper.h"
#include "handlers/cycle/step.h"

static const struct conf_rule rules[] = {
	{ .name = "publish", .params = "DOCUMENT", .min = 1, .max = 1,
	    .check = conf_is_name, .help = "The document: memo (tasks and "
	    "contacts of a stage), weekly-report (what was deployed, what "
	    "comes, what is open), or one of your own; it is written by the "
	    "template of that name where \"template\" names no other." },
	{ .name = "of", .params = "STAGE", .min = 1, .max = 1,
	    .help = "The stage that a memo is about." },
	{ .name = "to", .params = "WHO ...", .min = 1, .max = 50,
	    .help = "Who gets it by mail; the coordinator where "
	    "missing." },
	{ .name = NULL },
};

static void *
read_publish(struct arena *a, const struct config *c, struct step *s,
    struct conf_report *r)
{
	struct step_publish *p = arena_alloc(a, sizeof(*p));
	const struct conf_node *to = conf_find(s->node, "to");
	const char *near;
	int rc = 0;

	p->document = conf_get(s->node, "publish", 1, s->name);
	p->of = conf_get(s->node, "of", 1, NULL);
	if (s->template == NULL && !step_is_template(a, p->document, &near))
		conf_warn(r, conf_find(s->node, "publish"), 1, "there is no "
		    "letter \"%.80s\" to write it by: it will be a plain "
		    "notice, unless \"template NAME\" says by which%s",
		    p->document, near);
	if (to != NULL)
		rc = step_add_audience(a, c, to, 1, &s->audience, r);
	if (step_occasion(s, "begin") == NULL)
		rc = step_lacks(s, "at", r);
	return rc == 0 ? p : NULL;
}

static int
occasion(struct work *w, const struct cycle *c, struct cycle_step *s,
    const char *what, int64_t late, struct err *e)
{
	const struct step_publish *p = s->step->own;
	struct model *m = work_model(w);
	struct said said = { .cycle = c, .step = s, .what = "dates",
	    .model = m, .document = p->document };
	struct list whom = { 0 };

	if (strcmp(what, "begin") != 0)
		return 0;
	said.template = run_template(w, s->step->template, run_template(w,
	    p->document, "step-notify"));
	said.thread = arena_printf(work_arena(w), "cycle-%s", c->name);
	run_whom(w, &s->step->audience, &whom);
	if (whom.n == 0)
		run_owners(w, s, &whom);
	model_set(m, "text", NULL);	/* where the letter is a notice's */
	if (run_letter_model(w, m, c, s, late, e) == -1 ||
	    paper_model(w, m, c, s, e) == -1 ||
	    run_write(w, &said, &whom, e) == -1 ||
	    work_journal(w, e, c->name, "%s: %s sent to %zu%s", s->name,
	    p->document, whom.n, late > 0 ? ", late" : "") == -1)
		return -1;
	return run_end_in(w, c, s, STEP_DONE, NULL, e);
}

const struct step_kind step_publish = {
	.name = "publish",
	.help = "Makes a document of what is known then, and sends it.",
	.does = "publishes",
	.rules = rules,
	.read = read_publish,
	.late = LATE_DO,
	.occasion = occasion,
};
