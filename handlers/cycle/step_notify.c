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

/* How those are spoken to whom a word means: as their audience's block says. */
static const char *
look_of(struct work *w, const char *word)
{
	const struct audience *x = audience_find(work_config(w), word);

	return x != NULL ? x->look : "team";
}

static const char *
letter_of(struct work *w, const struct step *step, const char *look)
{
	return run_template(w, step->template, run_template(w, arena_printf(
	    work_arena(w), "step-notify-%s", look), "step-notify"));
}

/*
 * What somebody outside the house need know: the step whose date this one
 * hangs on and those it comes after, else the stages.
 */
static void
concerned(struct work *w, const struct cycle *c, const struct step *step,
    struct list *out)
{
	const struct moment *m = &step_occasion(step, "begin")->when;
	size_t i;

	if (m->base == MOMENT_STEP || m->base == MOMENT_STEP_END)
		str_list_once(work_arena(w), out, m->step);
	for (i = 0; i < step->after.n; i++)
		str_list_once(work_arena(w), out, step->after.at[i]);
	if (out->n > 0)
		return;
	for (i = 0; i < c->steps.n; i++) {
		const struct cycle_step *s = c->steps.at[i];

		if (strcmp(s->kind, "stage") == 0)
			list_add_in(work_arena(w), out, arena_str(
			    work_arena(w), s->name));
	}
}

/* A letter with those dates only; a change of another date is none of their
 * business either. */
static int
tell_outside(struct work *w, struct said *said, const struct step *step,
    struct model *m, const struct list *whom, struct err *e)
{
	struct said own = *said;
	struct list names = { 0 };
	size_t i;

	concerned(w, said->cycle, step, &names);
	run_dates_of(w, m, said->cycle, &names);
	own.model = m;
	own.what = "begin";
	if (run_write(w, &own, whom, e) == -1)
		return -1;
	for (i = 0; i < names.n; i++) {
		own.step = run_step(said->cycle, names.at[i]);
		if (own.step != NULL && run_remember(w, &own, whom, e) == -1)
			return -1;
	}
	return 0;
}

static int
letter(struct work *w, const struct cycle *c, const struct cycle_step *s,
    int64_t late, struct model **out, struct err *e)
{
	const struct step_notify *n = s->step->own;
	struct model *m = *out = work_model(w);

	if (run_letter_model(w, m, c, s, late, e) == -1)
		return -1;
	run_counts(w, m, c);
	model_set(m, "text", n->text != NULL ?
	    str_fill(work_arena(w), n->text, LETTER_COLUMNS) : "");
	return 0;
}

/* Each hears it once, in the words of the first audience that has him. */
static int
tell(struct work *w, struct said *said, int64_t late, size_t *told,
    struct err *e)
{
	const struct step *step = said->step->step;
	struct list all = { 0 };
	size_t i, before;

	for (i = 0; i < step->audience.n; i++) {
		const struct list word = { .at = &step->audience.at[i],
		    .n = 1 };
		const char *look = look_of(w, word.at[0]);
		struct model *m;
		struct list some;

		before = all.n;
		run_whom(w, &word, &all);
		if (all.n == before)
			continue;
		some = (struct list){ .at = all.at + before,
		    .n = all.n - before };
		said->template = letter_of(w, step, look);
		if (letter(w, said->cycle, said->step, late, &m, e) == -1)
			return -1;
		said->model = m;
		if ((strcmp(look, "vendors") == 0 ? tell_outside(w, said,
		    step, m, &some, e) : run_write(w, said, &some, e)) == -1)
			return -1;
	}
	*told = all.n;
	return 0;
}

static int
occasion(struct work *w, const struct cycle *c, struct cycle_step *s,
    const char *what, int64_t late, struct err *e)
{
	struct said said = { .cycle = c, .step = s, .what = "dates",
	    .thread = arena_printf(work_arena(w), "cycle-%s", c->name) };
	size_t told;

	if (strcmp(what, "begin") != 0)
		return 0;
	if (tell(w, &said, late, &told, e) == -1 ||
	    work_journal(w, e, c->name, "%s: told %zu%s", s->name, told,
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
