/* SPDX-License-Identifier: ISC */
/* Dates that persons set in a running cycle; see running.h. */
#include <string.h>

#include "handlers/cycle/clash.h"
#include "handlers/cycle/request.h"

#define REASON_ECHO	80	/* bytes; a longer one is not said again */

static int
may_move(struct work *w, const struct cycle *c, const struct cycle_step *s,
    const struct move *m, struct err *e)
{
	struct deployment *d;
	bool begin = strcmp(m->what, "begin") == 0;
	char t[CLOCK_TEXT];
	int rc;

	if (s->step == NULL)
		return err_set(e, ERR_INPUT, "The playbook %s has no step %s "
		    "any more; its dates stay as they are.",
		    c->playbook_name, s->name);
	if (s->state & STEP_ENDED)
		return err_set(e, ERR_INPUT, "%s/%s is %s; what is over is "
		    "not moved.", c->name, s->name,
		    step_state_name(s->state));
	if (begin && s->begin == 0)
		return err_set(e, ERR_INPUT, "%s/%s has no begin, only a time "
		    "by which it is due.", c->name, s->name);
	if (!begin || s->state != STEP_OPEN)
		return 0;
	if (s->deployment == 0)
		return err_set(e, ERR_INPUT, "%s/%s has begun (%s); put off "
		    "when it is due: extend %s/%s 2h REASON.", c->name,
		    s->name, clock_minute(s->begun_at, t), c->name, s->name);
	if ((rc = cycle_get(w, s->deployment, &d, e)) == 1 &&
	    d->state != DEPLOYMENT_PLANNED)
		return err_set(e, ERR_INPUT, "%s is %s; move works while it "
		    "is planned.", d->name, deployment_state_name(d->state));
	return rc == -1 ? -1 : 0;
}

static void
set(struct cycle_step *s, const struct move *m)
{
	int64_t length = m->length != 0 ? m->length : s->until - s->begin;

	if (strcmp(m->what, "begin") != 0) {
		s->fixed_due = m->at;
		return;
	}
	s->fixed_begin = m->at;
	/* a window that a person made longer stays so long */
	if (s->until > s->begin && (s->fixed_due != 0 || m->length != 0))
		s->fixed_due = m->at + length;
}

static int
check_order(const struct cycle *c, const struct cycle_step *s,
    struct err *e)
{
	char t[CLOCK_TEXT], u[CLOCK_TEXT];

	if (s->begin != 0 && s->due != 0 && s->due < s->begin)
		return err_set(e, ERR_INPUT, "%s/%s would be due %s, before "
		    "it begins (%s).", c->name, s->name,
		    clock_long(s->due, t), clock_long(s->begin, u));
	return 0;
}

/* A night that failed, planned anew: another deployment. */
static void
again(struct cycle_step *s)
{
	if (s->state != STEP_FAILED)
		return;
	s->state = STEP_WAITING;
	s->deployment = 0;
	s->begun_at = s->done_at = 0;
	s->done_by = s->note = NULL;
}

int
run_move_try(struct work *w, struct cycle *c, struct cycle_step *s,
    const struct move *m, struct list *changes, struct err *e)
{
	if (may_move(w, c, s, m, e) == -1)
		return -1;
	again(s);
	set(s, m);
	if (run_plan(w, c, false, changes, e) == -1 ||
	    (!m->override && run_check_frozen(w, c, e) == -1) ||
	    check_order(c, s, e) == -1)
		return -1;
	return clash_cycle(w, c, false, &c->minds, e);
}

/* The command, with the word that says that it is meant. */
static const char *
all_the_same(struct work *w, const struct cycle *c,
    const struct cycle_step *s, const struct move *m)
{
	const char *length = "";
	char t[CLOCK_TEXT];

	if (m->length != 0)
		length = arena_printf(work_arena(w), " for %s", clock_span(
		    m->length, t));
	return arena_printf(work_arena(w), "move %s/%s %s%s%s anyway %s",
	    c->name, s->name, strcmp(m->what, "due") == 0 ? "due " : "",
	    clock_minute(m->at, t), length, m->reason != NULL &&
	    strlen(m->reason) <= REASON_ECHO ? m->reason : "REASON");
}

/* What its nights meet, and whether that stops it. */
static int
check_clashes(struct work *w, struct cycle *c, const struct cycle_step *s,
    const struct move *m, struct err *e)
{
	if (clash_cycle(w, c, false, &c->minds, e) == -1)
		return -1;
	return m->anyway ? 0 : clash_refuse(w, &c->minds, all_the_same(w, c,
	    s, m), e);
}

static int
note(struct work *w, const struct cycle_step *s, const struct move *m,
    struct err *e)
{
	int64_t id = store_new_id(work_store(w), "cycle change", e);

	if (id == -1)
		return -1;
	return store_exec(work_store(w), e, "INSERT INTO cycle_changes (id, "
	    "cycle, step, at, kind, person, reason, old_begin, old_due, "
	    "new_begin, new_due) VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, "
	    "$10, $11)", "iisisssiiii", id, s->cycle, s->name, work_now(w),
	    m->kind, cycle_actor(w), m->reason, s->old_begin, s->old_due,
	    s->begin, s->due) == -1 ? -1 : 0;
}

int
run_move(struct work *w, struct cycle *c, struct cycle_step *s,
    const struct move *m, struct list *changes, size_t *told, struct err *e)
{
	if (may_move(w, c, s, m, e) == -1)
		return -1;
	again(s);
	set(s, m);
	if (run_plan(w, c, true, changes, e) == -1 ||
	    (!m->override && run_check_frozen(w, c, e) == -1) ||
	    check_order(c, s, e) == -1 || check_clashes(w, c, s, m, e) == -1 ||
	    note(w, s, m, e) == -1)
		return -1;
	/* its time lies ahead again */
	if (s->held && s->begin > work_now(w)) {
		s->held = false;
		if (run_save_step(w, s, e) == -1)
			return -1;
	}
	if (changes->n > 0 && request_later(w, c, e) == -1)
		return -1;
	*told = 0;
	return m->quiet ? run_follow_changes(w, c, m->reason, e) :
	    run_tell_changes(w, c, changes, m->reason, told, e);
}

/* A window's end by itself only where its begin stays. */
static bool
is_worth_a_line(const struct happening *h, const struct cycle_step *s)
{
	return run_is_date(h) || (strcmp(h->what, "end") == 0 &&
	    s->begin == s->old_begin);
}

static void
add_line(struct model *m, const struct happening *h,
    const struct cycle_step *s)
{
	struct model *item = model_add(m, "changes");
	char t[CLOCK_TEXT];

	model_setf(item, "number", "%d", s->number);
	model_set(item, "step", s->name);
	model_set(item, "title", s->title);
	model_flag(item, "is_due", strcmp(h->what, "due") == 0);
	model_flag(item, "is_end", strcmp(h->what, "end") == 0);
	model_set(item, "from", h->old != 0 ? clock_long(h->old, t) : "");
	model_set(item, "to", clock_long(h->at, t));
	model_set(item, "why", h->reason);
}

void
run_changes_model(struct work *w, const struct cycle *c,
    const struct list *changes, struct model *m)
{
	size_t i, others = 0;

	(void)w;
	model_list(m, "changes");
	for (i = 0; i < changes->n; i++) {
		const struct happening *h = changes->at[i];
		const struct cycle_step *s = run_step(c, h->step);

		if (s != NULL && is_worth_a_line(h, s))
			add_line(m, h, s);
		else
			others++;
	}
	model_setf(m, "others", others == 1 ? "%zu reminder or the like" :
	    "%zu reminders and the like", others);
	model_flag(m, "has_others", others > 0);
}
