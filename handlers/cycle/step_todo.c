/* SPDX-License-Identifier: ISC */
/* "todo TEXT": somebody does it, and says so. */
#include <string.h>

#include "handlers/change/change.h"
#include "handlers/cycle/running.h"
#include "handlers/cycle/step.h"

static const struct conf_rule rules[] = {
	{ .name = "todo", .params = "[TEXT]", .min = 0, .max = 1,
	    .help = "What is to be done, in words; the title where missing. "
	    "Its owner ticks it off." },
	{ .name = "keeps", .params = "DOCUMENT", .min = 1, .max = 1,
	    .check = conf_is_name, .help = "What it is ticked off with is "
	    "kept as this document, signed off." },
	{ .name = "closes", .params = "STEP", .min = 1, .max = 1,
	    .help = "The approval whose change is closed by it: who does it "
	    "is told the identifier, and the room that it is closed." },
	{ .name = NULL },
};

static void *
read_todo(struct arena *a, const struct config *c, struct step *s,
    struct conf_report *r)
{
	struct step_todo *t = arena_alloc(a, sizeof(*t));

	(void)c;
	t->what = conf_get(s->node, "todo", 1, s->title);
	t->closes = conf_get(s->node, "closes", 1, NULL);
	t->keeps = conf_get(s->node, "keeps", 1, NULL);
	if (step_occasion(s, "due") == NULL) {
		step_lacks(s, "by", r);
		return NULL;
	}
	return t;
}

/* With the full stop that a title lacks, and a sentence may have. */
static const char *
sentence(struct arena *a, const char *what)
{
	size_t n = strlen(what);

	return n > 0 && strchr(".?!", what[n - 1]) != NULL ? what :
	    arena_printf(a, "%s.", what);
}

/* The identifier of the change that it closes; "" where none was given. */
static const char *
change_of(const struct cycle *c, const struct step_todo *t)
{
	const struct cycle_step *s = t->closes == NULL ? NULL :
	    run_step(c, t->closes);

	return s == NULL || s->change_id == NULL ? "" : s->change_id;
}

static int
occasion(struct work *w, const struct cycle *c, struct cycle_step *s,
    const char *what, int64_t late, struct err *e)
{
	const struct step_todo *t = s->step->own;
	struct model *m = work_model(w);
	struct said said = { .cycle = c, .step = s, .what = "begin",
	    .template = "step-todo", .model = m };
	struct list whom = { 0 };

	if (strcmp(what, "remind") == 0)
		return run_remind(w, c, s, e);
	if (strcmp(what, "due") == 0)
		return run_overdue(w, c, s, e);
	if (strcmp(what, "begin") != 0)
		return 0;
	run_owners(w, s, &whom);
	if (run_letter_model(w, m, c, s, late, e) == -1)
		return -1;
	model_set(m, "what", sentence(work_arena(w), t->what));
	model_set(m, "closes", change_of(c, t));
	return run_tell(w, &said, &whom, e) == -1 ? -1 :
	    work_journal(w, e, c->name, "%s: begins, %s told", s->name,
	    run_owner(w, s));
}

static int
close_change(struct work *w, const struct cycle *c,
    const struct cycle_step *s, struct err *e)
{
	const struct step_todo *t = s->step->own;
	struct model *m = work_model(w);
	const char *change = change_of(c, t);

	if (change[0] == '\0')
		return 0;
	run_model(w, m, c, run_step(c, t->closes));
	return cycle_room(w, "room-change-closed", m, e) == -1 ? -1 :
	    work_journal(w, e, c->name, "%s: change %s is closed", t->closes,
	    change);
}

static int
done(struct work *w, const struct cycle *c, struct cycle_step *s,
    const char *note, struct err *e)
{
	const struct step_todo *t = s->step->own;
	struct document d = { .cycle = c->id, .name = t->keeps,
	    .body = { .subject = s->title, .text = note } };

	if (t->keeps != NULL && note == NULL)
		return err_set(e, ERR_INPUT, "What is the document %s to say? "
		    "Write tick %s/%s TEXT.", t->keeps, c->name, s->name);
	if (t->keeps != NULL && (document_keep(w, &d, e) == -1 ||
	    document_sign(w, c->id, d.name, e) == -1))
		return -1;
	return close_change(w, c, s, e) == -1 ? -1 :
	    run_ticked(w, c, s, note, e);
}

const struct step_kind step_todo = {
	.name = "todo",
	.help = "Something that a person does and ticks off.",
	.does = "is to be done",
	.rules = rules,
	.read = read_todo,
	.late = LATE_DO,
	.occasion = occasion,
	.done = done,
};
