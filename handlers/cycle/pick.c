/* SPDX-License-Identifier: ISC */
/* Which cycle and which step a command means; see running.h. */
#include <string.h>

#include "handlers/cycle/running.h"

#define NAMES_MAX	400	/* that a misspelt one is compared with */

static const char *
names_of(struct work *w, const struct list *cycles)
{
	struct list names = { 0 };
	size_t i;

	for (i = 0; i < cycles->n; i++)
		list_add_in(work_arena(w), &names, arena_str(work_arena(w),
		    ((const struct cycle *)cycles->at[i])->name));
	return cycle_join(work_arena(w), &names, ", ");
}

static int
unknown(struct work *w, const char *word, struct err *e)
{
	const char *names[NAMES_MAX], *near;
	struct list all = { 0 }, open = { 0 };
	size_t i, n = 0;

	if (run_list(w, CYCLE_ANY, NAMES_MAX, &all, e) == -1)
		return -1;
	for (i = 0; i < all.n; i++) {
		const struct cycle *c = all.at[i];

		names[n++] = c->name;
		if (c->state == CYCLE_OPEN && open.n < 5)
			list_add_in(work_arena(w), &open, all.at[i]);
	}
	near = str_nearest(word, names, n);
	if (near != NULL)
		return err_set(e, ERR_INPUT, "There is no cycle \"%.80s\"; "
		    "did you mean \"%s\"?", word, near);
	if (open.n == 0)
		return err_set(e, ERR_INPUT, "There is no cycle \"%.80s\", "
		    "and none is open.", word);
	return err_set(e, ERR_INPUT, "There is no cycle \"%.80s\". Open: %s.",
	    word, names_of(w, &open));
}

static int
pick_only(struct work *w, unsigned states, struct cycle **out, struct err *e)
{
	struct list l = { 0 };

	if (run_list(w, states & CYCLE_OPEN ? CYCLE_OPEN : states, 6, &l,
	    e) == -1)
		return -1;
	if (l.n == 0)
		return err_set(e, ERR_INPUT, "No cycle is open. They open by "
		    "themselves when their first date comes; \"cycles\" "
		    "lists them, \"declare\" opens one now.");
	if (l.n > 1)
		return err_set(e, ERR_INPUT, "Which one? %s are open. Say the "
		    "command again with the name.", names_of(w, &l));
	return run_load(w, ((struct cycle *)l.at[0])->id, out, e) == 1 ? 0 :
	    -1;
}

int
run_pick(struct work *w, const char *word, unsigned states,
    struct cycle **out, struct err *e)
{
	int rc;

	if (word == NULL)
		return pick_only(w, states, out, e);
	if ((rc = run_find(w, word, out, e)) != 1)
		return rc == -1 ? -1 : unknown(w, word, e);
	if ((*out)->state & states)
		return 0;
	return err_set(e, ERR_INPUT, "%s is %s; this works while a cycle is "
	    "open.", (*out)->name, cycle_state_name((*out)->state));
}

/* --- steps -------------------------------------------------------------- */

static int
no_step(struct work *w, const struct list *cycles, const char *word,
    struct err *e)
{
	const char *names[NAMES_MAX], *near;
	size_t i, k, n = 0;

	for (i = 0; i < cycles->n; i++) {
		const struct cycle *c = cycles->at[i];

		for (k = 0; k < c->steps.n && n < NAMES_MAX; k++)
			names[n++] = ((struct cycle_step *)c->steps.at[k])->
			    name;
	}
	near = str_nearest(cycle_lower(work_arena(w), word), names, n);
	if (cycles->n == 0)
		return err_set(e, ERR_INPUT, "There is no step \"%.80s\": no "
		    "cycle is open.", word);
	return err_set(e, ERR_INPUT, "There is no step \"%.80s\" in %s%s%s%s "
	    "\"checklist\" lists them.", word, names_of(w, cycles),
	    near != NULL ? "; did you mean \"" : ".",
	    near != NULL ? near : "", near != NULL ? "\"?" : "");
}

/* Splits "CYCLE/STEP" and picks among the open ones, or in that cycle. */
static int
candidates(struct work *w, const char *word, const char **step,
    struct list *cycles, struct err *e)
{
	const char *slash = strchr(word, '/');
	struct cycle *c;

	*step = slash != NULL ? slash + 1 : word;
	if (slash == NULL)
		return run_open_ones(w, cycles, e);
	if (run_pick(w, arena_strn(work_arena(w), word,
	    (size_t)(slash - word)), CYCLE_ANY, &c, e) == -1)
		return -1;
	list_add_in(work_arena(w), cycles, c);
	return 0;
}

/* The step of that name, or number. */
static struct cycle_step *
step_in(const struct cycle *c, const char *word)
{
	struct cycle_step *s = run_step(c, word);
	long long n;
	size_t i;

	if (s != NULL || !str_number(word, 1, STEPS_MAX, &n))
		return s;
	for (i = 0; i < c->steps.n; i++) {
		s = c->steps.at[i];
		if (s->number == n)
			return s;
	}
	return NULL;
}

/* A cycle is no step; those of it that wait for somebody may be meant.  1, 0,
 * -1 with the sentence. */
static int
is_cycle(struct work *w, const char *word, struct err *e)
{
	struct list names = { 0 };
	struct cycle *c;
	size_t i;
	int rc = run_find(w, word, &c, e);

	if (rc != 1)
		return rc;
	for (i = 0; i < c->steps.n; i++) {
		const struct cycle_step *s = c->steps.at[i];

		if (s->state == STEP_OPEN)
			list_add_in(work_arena(w), &names, arena_printf(
			    work_arena(w), "%s/%s", c->name, s->name));
	}
	return err_set(e, ERR_INPUT, "%s is a cycle. Which step of it? %s%s%s"
	    "checklist %s lists them all.", c->name, names.n > 0 ?
	    "Open now: " : "", cycle_join(work_arena(w), &names, ", "),
	    names.n > 0 ? ". " : "", c->name);
}

int
run_pick_step(struct work *w, const char *word, struct cycle **c,
    struct cycle_step **s, struct err *e)
{
	struct list cycles = { 0 }, in = { 0 };
	struct cycle_step *found;
	const char *step;
	size_t i;

	if (candidates(w, word, &step, &cycles, e) == -1)
		return -1;
	for (i = 0; i < cycles.n; i++) {
		if ((found = step_in(cycles.at[i], step)) == NULL)
			continue;
		*c = cycles.at[i];
		*s = found;
		list_add_in(work_arena(w), &in, cycles.at[i]);
	}
	if (in.n == 0 && strchr(word, '/') == NULL && is_cycle(w, word, e) ==
	    -1)
		return -1;
	if (in.n == 0)
		return no_step(w, &cycles, step, e);
	if (in.n > 1)
		return err_set(e, ERR_INPUT, "Which one? %s have a step %s. "
		    "Write it as CYCLE/%s.", names_of(w, &in), (*s)->name,
		    (*s)->name);
	return 0;
}

int
run_pick_open(struct work *w, const char *word, struct cycle **c,
    struct cycle_step **s, struct err *e)
{
	if (run_pick_step(w, word, c, s, e) == -1)
		return -1;
	if ((*c)->state != CYCLE_OPEN)
		return err_set(e, ERR_INPUT, "%s is %s; its steps stay as "
		    "they are.", (*c)->name, cycle_state_name((*c)->state));
	return 0;
}

int
run_is_step(struct work *w, const char *word, struct err *e)
{
	struct list cycles = { 0 };
	size_t i;

	if (strchr(word, '/') != NULL)
		return 1;
	if (run_open_ones(w, &cycles, e) == -1)
		return -1;
	for (i = 0; i < cycles.n; i++)
		if (run_step(cycles.at[i], word) != NULL)
			return 1;
	return 0;
}

int
run_may(struct work *w, const struct cycle *c, const struct cycle_step *s,
    struct err *e)
{
	const struct person *p = work_actor(w)->person;
	const char *owner = s->step != NULL ? s->step->owner : NULL;
	struct list persons = { 0 };
	size_t i;

	if (work_actor(w)->roles & ROLES_RUN)
		return 0;
	if (owner != NULL)
		audience_persons(work_config(w), work_arena(w), owner,
		    &persons);
	for (i = 0; i < persons.n; i++)
		if (persons.at[i] == p)
			return 0;
	if (owner == NULL)
		return err_set(e, ERR_REFUSED, "%s/%s is for the "
		    "coordinator.", c->name, s->name);
	return err_set(e, ERR_REFUSED, "%s/%s is for %s; ask them, or the "
	    "coordinator.", c->name, s->name, run_owner(w, s));
}
