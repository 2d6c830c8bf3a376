/* SPDX-License-Identifier: ISC */
/* Nights for those who keep their servers: which one a word means, and when
 * its lists are due; see cycle.h. */
#include <string.h>

#include "handlers/cycle/ask.h"
#include "handlers/cycle/step.h"

#define QUESTION "servers"	/* by which lists are asked for */

bool
ask_for_lists(const struct cycle_step *s)
{
	const struct step_ask *q;

	if (strcmp(s->kind, "ask") != 0 || s->step == NULL)
		return false;
	q = s->step->own;
	return str_eq_nocase(q->question, QUESTION);
}

static int
check_state(const struct deployment *d, unsigned states, struct err *e)
{
	if (d->state & states)
		return 0;
	return err_set(e, ERR_INPUT, "%s is %s; this works while it is "
	    "planned%s.", d->name, deployment_state_name(d->state),
	    states & DEPLOYMENT_OPEN ? " or open" : "");
}

int
cycle_pick_night(struct work *w, const char *word, unsigned states,
    struct deployment **out, struct err *e)
{
	struct cycle_step *s;
	struct cycle *c;
	int rc = strchr(word, '/') == NULL ? cycle_find(w, word, out, e) : 0;

	if (rc != 0)
		return rc == -1 ? -1 : check_state(*out, states, e);
	if (run_pick_step(w, word, &c, &s, e) == -1)
		return -1;
	if (strcmp(s->kind, "stage") != 0)
		return err_set(e, ERR_INPUT, "%s/%s is no stage, so it has no "
		    "servers; \"checklist %s\" lists all.", c->name, s->name,
		    c->name);
	if (s->deployment == 0)
		return err_set(e, ERR_INPUT, "%s/%s has no night: its date had "
		    "passed when the cycle opened. plan makes one.", c->name,
		    s->name);
	if ((rc = cycle_get(w, s->deployment, out, e)) != 1)
		return rc == -1 ? -1 : err_set(e, ERR_CORRUPT, "the "
		    "deployment of %s/%s is gone", c->name, s->name);
	return check_state(*out, states, e);
}

int
cycle_last_closed(struct work *w, struct deployment **out, struct err *e)
{
	int64_t id = 0;
	int rc = store_int(work_store(w), e, &id, "SELECT id FROM deployments "
	    "WHERE state = $1 ORDER BY closed_at DESC, id DESC LIMIT 1", "i",
	    (int64_t)DEPLOYMENT_CLOSED);

	return rc == 1 ? cycle_get(w, id, out, e) : rc;
}

int
cycle_night_facts(struct work *w, const struct deployment *d,
    struct night_facts *out, struct err *e)
{
	struct cycle_step *s, *q;
	struct cycle *c;
	size_t i;
	int rc = run_of_deployment(w, d->id, &c, &s, e);

	*out = (struct night_facts){ .lists_due = 0 };
	if (rc != 1)
		return rc;
	out->cycle = c->name;
	for (i = 0; i < c->steps.n; i++) {
		q = c->steps.at[i];
		if (!ask_for_lists(q))
			continue;
		out->lists_due = q->due;
		out->lists_ref = arena_printf(work_arena(w), "%s/%s", c->name,
		    q->name);
	}
	return 1;
}

/* The planned nights of a cycle, by their start. */
static int
planned_of(struct work *w, const struct cycle *c, struct list *out,
    struct err *e)
{
	struct list all = { 0 };
	size_t i, k;

	if (cycle_list(w, DEPLOYMENT_PLANNED, &all, e) == -1)
		return -1;
	for (i = 0; i < all.n; i++)
		for (k = 0; k < c->steps.n; k++)
			if (((struct cycle_step *)c->steps.at[k])->deployment
			    == ((struct deployment *)all.at[i])->id)
				list_add_in(work_arena(w), out, all.at[i]);
	return 0;
}

int
cycle_list_question(struct work *w, const char *word,
    struct list_question *out, struct err *e)
{
	struct cycle_step *s;
	struct cycle *c;

	*out = (struct list_question){ .due = 0 };
	if (run_pick_open(w, word, &c, &s, e) == -1)
		return -1;
	if (!ask_for_lists(s))
		return err_set(e, ERR_INPUT, "%s/%s does not ask for lists of "
		    "servers.", c->name, s->name);
	out->ref = arena_printf(work_arena(w), "%s/%s", c->name, s->name);
	out->due = s->due;
	return planned_of(w, c, &out->nights, e);
}

int
cycle_is_list_question(struct work *w, const char *word, struct err *e)
{
	struct err none = { 0 };
	struct cycle_step *s;
	struct cycle *c;
	int rc = run_is_step(w, word, e);

	if (rc != 1)
		return rc;
	return run_pick_step(w, word, &c, &s, &none) == 0 && ask_for_lists(s);
}

/* --- in the letter that asks, and behind the answer ---------------------- */

/* Whose servers are meant where these were asked. */
static const char *
speaks_for(const struct team *t, const struct person *p)
{
	return t != NULL ? t->id : p == NULL ? NULL : p->team != NULL ?
	    p->team : p->id;
}

int
ask_servers_model(struct work *w, struct model *m, const struct cycle *c,
    const struct cycle_step *s, const struct team *t, const struct person *p,
    struct err *e)
{
	const char *team = speaks_for(t, p);
	struct list nights = { 0 };

	model_list(m, "nights");
	model_flag(m, "asks_servers", ask_for_lists(s));
	if (!ask_for_lists(s))
		return 0;
	return planned_of(w, c, &nights, e) == -1 ? -1 :
	    servers_nights_model(w, m, &nights, team, e);
}

/* "none", though the nights have some: they stay, and the team is told. */
static int
tell_stay(struct work *w, const struct list *nights, const char *team,
    struct err *e)
{
	struct model *m = work_model(w);

	return servers_nights_model(w, m, nights, team, e) == -1 ? -1 :
	    work_answer(w, "servers-stay", m, e);
}

int
ask_servers_said(struct work *w, const struct cycle *c,
    const struct cycle_step *s, const struct team *t, const struct person *p,
    bool as_listed, struct err *e)
{
	const char *team = speaks_for(t, p);
	struct list nights = { 0 };

	if (!ask_for_lists(s) || team == NULL)
		return 0;
	if (planned_of(w, c, &nights, e) == -1)
		return -1;
	return as_listed ? servers_confirm_team(w, &nights, team, s->due, e) :
	    tell_stay(w, &nights, team, e);
}
