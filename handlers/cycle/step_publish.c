/* SPDX-License-Identifier: ISC */
/* "publish DOCUMENT": a document is made from what is known, and sent. */
#include <string.h>

#include "handlers/cycle/paper.h"
#include "handlers/cycle/step.h"

static const struct conf_rule rules[] = {
	{ .name = "publish", .params = "DOCUMENT", .min = 1, .max = 1,
	    .check = conf_is_name, .help = "The document: memo (tasks and "
	    "contacts of a stage), weekly-report (what was deployed, what "
	    "comes, what is open), cycle-report (what came of the cycle), or "
	    "one of your own; it is written by the "
	    "template of that name where \"template\" names no other." },
	{ .name = "of", .params = "STAGE", .min = 1, .max = 1,
	    .help = "The stage that a memo is about; where it is over or left "
	    "out by then, so is the memo." },
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

/*
 * It is about a stage that is over or left out, so it would speak of a night
 * that is none: 1, 0, -1.  Where a bulletin may wake the stage, it may wake
 * this too.
 */
static int
is_void(struct work *w, const struct cycle *c, struct cycle_step *s,
    const char *stage, struct err *e)
{
	const struct cycle_step *of = stage == NULL ? NULL :
	    run_step(c, stage);
	const char *why;

	if (of == NULL || (of->state & STEP_PASSED) == 0)
		return 0;
	s->idle = of->idle;
	why = arena_printf(work_arena(w), "%s is %s", of->name,
	    step_state_name(of->state));
	if (work_journal(w, e, c->name, "%s: left out, as %s", s->name, why) ==
	    -1 || run_end_in(w, c, s, STEP_SKIPPED, why, e) == -1)
		return -1;
	return 1;
}

static int
occasion(struct work *w, const struct cycle *c, struct cycle_step *s,
    const char *what, int64_t late, struct err *e)
{
	const struct step_publish *p = s->step->own;
	struct model *m = work_model(w);
	struct said said = { .cycle = c, .step = s, .model = m,
	    .what = paper_tells_dates(p->document) ? "dates" : "begin",
	    .document = p->document };
	struct list whom = { 0 };
	int rc;

	if (strcmp(what, "begin") != 0)
		return 0;
	if ((rc = is_void(w, c, s, p->of, e)) != 0)
		return rc == -1 ? -1 : 0;
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
