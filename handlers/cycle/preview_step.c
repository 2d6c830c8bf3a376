/* SPDX-License-Identifier: ISC */
/* "preview STEP [WHAT]": what a step would send now, and that it sends
 * nothing; see deployment.h. */
#include <string.h>

#include "handlers/cycle/running.h"

#define SHOWN	8	/* messages of one preview */

/* What of a step can be looked at: the words of step.h. */
static const char *const occasions[] = { "begin", "remind", "due", "invite",
    "agenda", "minutes", "cutoff" };

struct preview {
	struct cycle	*c;
	struct cycle_step *s;
	const char	*what;
};

static int
try(struct work *w, void *what, struct err *e)
{
	struct preview *p = what;

	/* as it is once its time has come */
	if (p->s->begun_at == 0)
		p->s->begun_at = work_now(w);
	if (p->s->state == STEP_WAITING)
		p->s->state = STEP_OPEN;
	return p->s->step->kind->occasion(w, p->c, p->s, p->what, 0, e);
}

/* By default what comes next of it, or what it is for. */
static const char *
usual(const struct cycle_step *s)
{
	return strcmp(s->kind, "expect") == 0 ? "due" :
	    strcmp(s->kind, "meet") == 0 ? "agenda" : "begin";
}

static int
parse(struct work *w, const struct words *words, struct preview *p,
    struct err *e)
{
	const size_t n = sizeof(occasions) / sizeof(occasions[0]);
	const char *near;
	size_t i;

	if (run_pick_open(w, words->at[0], &p->c, &p->s, e) == -1)
		return -1;
	if (p->s->step == NULL || p->s->step->kind->occasion == NULL)
		return err_set(e, ERR_INPUT, "%s/%s sends nothing of its own.",
		    p->c->name, p->s->name);
	p->what = usual(p->s);
	if (words->n == 1)
		return 0;
	for (i = 0; i < n && !str_eq_nocase(occasions[i], words->at[1]); )
		i++;
	if (i < n) {
		p->what = occasions[i];
		return 0;
	}
	near = str_nearest(words->at[1], occasions, n);
	return err_set(e, ERR_INPUT, "\"%.40s\" is nothing that a step does; "
	    "expected begin, remind, due, invite, agenda, minutes or "
	    "cutoff%s%s%s", words->at[1], near != NULL ? "; did you mean \"" :
	    "", near != NULL ? near : "", near != NULL ? "\"?" : ".");
}

static bool
alike(const struct trial *a, const struct trial *b)
{
	return a->subject == NULL || b->subject == NULL ?
	    a->subject == b->subject && strcmp(a->text, b->text) == 0 :
	    strcmp(a->subject, b->subject) == 0;
}

/* Letters of one subject are shown once: they differ by what is personal. */
static void
fill(struct work *w, struct model *m, const struct list *all)
{
	struct list to;
	struct model *item;
	size_t i, k, shown = 0;

	model_list(m, "messages");
	for (i = 0; i < all->n && shown < SHOWN; i++) {
		const struct trial *t = all->at[i];

		for (k = 0; k < i && !alike(all->at[k], t); )
			k++;
		if (k < i)
			continue;
		to = (struct list){ 0 };
		for (k = i; k < all->n; k++) {
			const struct trial *o = all->at[k];

			if (alike(o, t))
				list_add_in(work_arena(w), &to, arena_str(
				    work_arena(w), o->to != NULL ? o->to :
				    "the room"));
		}
		item = model_add(m, "messages");
		shown++;
		model_set(item, "recipients", cycle_join(work_arena(w), &to,
		    ", "));
		model_set(item, "subject", t->subject);
		model_set(item, "text", t->text);
		model_flag(item, "html", t->html != NULL);
	}
}

int
cycle_preview_step(struct work *w, const struct words *words, struct err *e)
{
	struct model *m = work_model(w);
	struct list all = { 0 };
	struct preview p;
	char t[CLOCK_TEXT];

	if (parse(w, words, &p, e) == -1)
		return -1;
	run_model(w, m, p.c, p.s);
	model_set(m, "what", p.what);
	model_set(m, "begins", p.s->begin > work_now(w) ? clock_long(
	    p.s->begin, t) : "");
	if (work_trial(w, try, &p, &all, e) == -1)
		return -1;
	fill(w, m, &all);
	return work_answer(w, "preview-step", m, e);
}
