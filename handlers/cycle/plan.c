/* SPDX-License-Identifier: ISC */
/*
 * The dates of a running cycle: what the playbook says of its day 0 and what
 * persons fixed, held against what is stored; see running.h.
 */
#include <string.h>

#include "handlers/cycle/notice.h"
#include "handlers/cycle/running.h"

/* What the playbook wants: an occasion, and where it stands among its like. */
struct wanted {
	const struct step *step;
	const char	*what;
	int		 nth;
	int64_t		 at, until;
	const char	*reason;
	bool		 skips;
};

static void
fix(struct arena *a, struct list *out, const char *step, const char *what,
    int64_t at)
{
	struct fixed *f;

	if (at == 0)
		return;
	f = arena_alloc(a, sizeof(*f));
	*f = (struct fixed){ step, what, at };
	list_add_in(a, out, f);
}

static int
nth_of(const struct due *d)
{
	size_t i;
	int n = 0;

	for (i = 0; i < d->step->occasions.n; i++) {
		const struct occasion *o = d->step->occasions.at[i];

		if (o == d->occasion)
			break;
		n += strcmp(o->what, d->occasion->what) == 0;
	}
	return n;
}

static void
want_escalations(struct arena *a, const struct due *d, struct list *out)
{
	struct wanted *x;
	char t[CLOCK_TEXT];
	size_t i;

	for (i = 0; i < d->step->escalate.n; i++) {
		const struct escalation *esc = d->step->escalate.at[i];

		x = arena_alloc(a, sizeof(*x));
		*x = (struct wanted){ .step = d->step, .what = "escalate",
		    .nth = (int)i, .at = d->at + esc->after,
		    .until = d->at + esc->after };
		x->reason = esc->after > 0 ? arena_printf(a, "%s after it is "
		    "due", clock_span(esc->after, t)) : "when it is due";
		list_add_in(a, out, x);
	}
}

/* A window's end: somebody must have said by then how it went. */
static void
want_end(struct arena *a, const struct due *d, struct list *out)
{
	struct wanted *x;

	if (strcmp(d->occasion->what, "begin") != 0 || d->until <= d->at)
		return;
	x = arena_alloc(a, sizeof(*x));
	*x = (struct wanted){ .step = d->step, .what = "end",
	    .at = d->until, .until = d->until,
	    .reason = "the end of its window" };
	list_add_in(a, out, x);
}

/*
 * Where the playbook does not say when a meeting's invitations go: two weeks
 * before, or at once.  It is not the playbook's own, so that no cycle opens
 * earlier for its sake.
 */
static void
want_invitation(const struct cycle *c, struct arena *a, const struct due *d,
    struct list *out)
{
	struct wanted *x;
	struct tm tm;

	if (strcmp(d->occasion->what, "begin") != 0 ||
	    strcmp(d->step->kind->name, "meet") != 0 ||
	    step_occasion(d->step, "invite") != NULL)
		return;
	clock_local(d->at, &tm);
	x = arena_alloc(a, sizeof(*x));
	*x = (struct wanted){ .step = d->step, .what = "invite",
	    .at = day_at(day_of(d->at) - 14, tm.tm_hour, tm.tm_min),
	    .reason = "14 days before it" };
	if (x->at < c->opened_at) {
		x->at = c->opened_at;
		x->reason = "when the cycle opened";
	}
	x->until = x->at;
	list_add_in(a, out, x);
}

/* Minutes that are due are asked for twice more, on business days. */
static void
want_chases(struct work *w, const struct due *d, struct list *out)
{
	struct arena *a = work_arena(w);
	struct wanted *x;
	struct tm tm;
	int i;

	if (strcmp(d->occasion->what, "minutes") != 0)
		return;
	clock_local(d->at, &tm);
	for (i = 0; i < 2; i++) {
		x = arena_alloc(a, sizeof(*x));
		*x = (struct wanted){ .step = d->step, .what = "chase",
		    .nth = i, .at = day_at(calendar_add_business(calendar_of(
		    work_config(w)), day_of(d->at), 2 * i + 1), tm.tm_hour,
		    tm.tm_min) };
		x->until = x->at;
		x->reason = i == 0 ? "a business day after the minutes are due"
		    : "3 business days after the minutes are due";
		list_add_in(a, out, x);
	}
}

/* Of a declared cycle nobody moved what begins with it (from_now_on()). */
static const char *
reason_of(struct arena *a, const struct cycle *c, const struct due *d)
{
	if (!d->fixed)
		return d->reason;
	return c->declared && d->at == c->opened_at ? "when it was declared" :
	    arena_printf(a, "as it was moved; else %s", d->reason);
}

/* All that the playbook has for this cycle, by time. */
static int
want(struct work *w, const struct cycle *c, struct list *out, struct err *e)
{
	struct arena *a = work_arena(w);
	struct list fixed = { 0 }, dues = { 0 };
	struct wanted *x;
	size_t i;

	for (i = 0; i < c->steps.n; i++) {
		const struct cycle_step *s = c->steps.at[i];

		fix(a, &fixed, s->name, "begin", s->fixed_begin);
		fix(a, &fixed, s->name, "due", s->fixed_due);
	}
	if (playbook_dates(c->playbook, calendar_of(work_config(w)), a,
	    c->day0, &fixed, &dues, e) == -1)
		return -1;
	for (i = 0; i < dues.n; i++) {
		const struct due *d = dues.at[i];

		x = arena_alloc(a, sizeof(*x));
		*x = (struct wanted){ d->step, d->occasion->what, nth_of(d),
		    d->at, d->until, reason_of(a, c, d),
		    d->occasion->late == LATE_SKIP };
		list_add_in(a, out, x);
		if (strcmp(x->what, "due") == 0)
			want_escalations(a, d, out);
		want_end(a, d, out);
		want_invitation(c, a, d, out);
		want_chases(w, d, out);
	}
	return 0;
}

/* --- what is stored follows --------------------------------------------- */

static const char *
argument(struct work *w, const struct cycle *c, const struct happening *h)
{
	return arena_printf(work_arena(w), "%lld %s %d %s", (long long)c->id,
	    h->step, h->nth, h->what);
}

int
run_later(struct work *w, const struct cycle *c, const struct happening *h,
    int64_t at, struct err *e)
{
	/* those of a stage are its deployment's (job_notice.c) */
	if (strcmp(h->what, "notice") == 0)
		return 0;
	return work_later(w, "step", argument(w, c, h), at, e);
}

static int
store(struct work *w, const struct cycle *c, struct happening *h, bool again,
    struct err *e)
{
	if (run_save_happening(w, c, h, e) == -1)
		return -1;
	if (!again)
		return 0;
	if (work_not_later(w, "step", argument(w, c, h), e) == -1)
		return -1;
	return run_waits(h) ? run_later(w, c, h, h->at, e) : 0;
}

/* A step that came into the playbook, or that this cycle begins with. */
static struct cycle_step *
add_step(struct work *w, struct cycle *c, const struct step *step,
    bool write, struct err *e)
{
	struct arena *a = work_arena(w);
	struct cycle_step *s = arena_alloc(a, sizeof(*s));

	s->cycle = c->id;
	s->name = step->name;
	s->title = step->title;
	s->kind = step->kind->name;
	s->number = step->number;
	s->step = step;
	s->state = STEP_WAITING;
	list_add_in(a, &c->steps, s);
	return write && run_insert_step(w, s, e) == -1 ? NULL : s;
}

/* May this occasion come (again), now that it lies elsewhere? */
static bool
comes_again(struct work *w, const struct cycle_step *s,
    const struct happening *h, int64_t at)
{
	if (s->state & (STEP_ENDED | STEP_FAILED))
		return false;
	if (run_waits(h))
		return true;
	/* the playbook had it no more for a while, or it was done and is asked
	 * for anew: what has passed is not made up for */
	if (strcmp(h->state, "dropped") == 0)
		return strcmp(h->what, "begin") != 0 ? at > work_now(w) :
		    s->state == STEP_WAITING;
	/* nobody is invited twice: he is told that it moved */
	if (strcmp(h->what, "invite") == 0)
		return false;
	/* what began stays begun; a due time that was put off comes again */
	return at > work_now(w) && (strcmp(h->what, "begin") != 0 ||
	    s->state == STEP_WAITING);
}

static int
follow(struct work *w, struct cycle *c, const struct wanted *x, bool write,
    struct list *changes, struct err *e)
{
	struct cycle_step *s = run_step(c, x->step->name);
	struct happening *h = run_happening(c, x->step->name, x->what,
	    x->nth);
	bool fresh = h == NULL, moved;

	if (s == NULL && (s = add_step(w, c, x->step, write, e)) == NULL)
		return -1;
	if (fresh) {
		h = arena_alloc(work_arena(w), sizeof(*h));
		h->step = s->name;
		h->what = x->what;
		h->nth = x->nth;
		h->state = s->state & STEP_ENDED ? "dropped" : "waiting";
		list_add_in(work_arena(w), &c->occasions, h);
	}
	h->old = h->at;
	moved = h->at != x->at || strcmp(h->state, "dropped") == 0;
	if (!fresh && !moved && h->until == x->until)
		return 0;
	if (!fresh && moved && !comes_again(w, s, h, x->at))
		return 0;
	h->at = x->at;
	h->until = x->until;
	h->reason = x->reason;
	h->skips = x->skips;
	if (!fresh && moved)
		h->state = "waiting";
	if (changes != NULL && h->old != h->at)
		list_add_in(work_arena(w), changes, h);
	return write ? store(w, c, h, fresh || moved, e) : 0;
}

static bool
is_wanted(const struct list *all, const struct happening *h)
{
	size_t i;

	for (i = 0; i < all->n; i++) {
		const struct wanted *x = all->at[i];

		if (x->nth == h->nth && strcmp(x->what, h->what) == 0 &&
		    str_eq_nocase(x->step->name, h->step))
			return true;
	}
	return false;
}

/* What the playbook has no more does not come. */
static int
drop_others(struct work *w, const struct cycle *c, const struct list *all,
    struct err *e)
{
	size_t i;

	for (i = 0; i < c->occasions.n; i++) {
		struct happening *h = c->occasions.at[i];

		if (!run_waits(h) || is_wanted(all, h))
			continue;
		h->state = "dropped";
		if (store(w, c, h, true, e) == -1)
			return -1;
	}
	return 0;
}

/* A step's own dates are those of its occasions. */
static int
set_dates(struct work *w, const struct cycle *c, struct cycle_step *s,
    bool write, struct err *e)
{
	const struct happening *b = run_happening(c, s->name, "begin", 0);
	const struct happening *d = run_happening(c, s->name, "due", 0);

	s->old_begin = s->begin;
	s->old_until = s->until;
	s->old_due = s->due;
	s->begin = b != NULL ? b->at : 0;
	s->until = b != NULL ? b->until : 0;
	s->due = d != NULL ? d->at : 0;
	if (s->step != NULL) {
		s->number = s->step->number;
		s->title = s->step->title;
	}
	return write ? run_save_step(w, s, e) : 0;
}

int
run_plan(struct work *w, struct cycle *c, bool write, struct list *changes,
    struct err *e)
{
	struct list all = { 0 };
	size_t i;

	if (c->playbook == NULL)
		return err_set(e, ERR_INPUT, "The playbook %s of cycle %s is "
		    "no more in the configuration; put it back, or end the "
		    "cycle: finish %s REASON.", c->playbook_name,
		    c->name, c->name);
	if (want(w, c, &all, e) == -1)
		return -1;
	for (i = 0; i < all.n; i++)
		if (follow(w, c, all.at[i], write, changes, e) == -1)
			return -1;
	if (write && drop_others(w, c, &all, e) == -1)
		return -1;
	for (i = 0; i < c->steps.n; i++)
		if (set_dates(w, c, c->steps.at[i], write, e) == -1)
			return -1;
	return 0;
}

/* --- before there is a cycle -------------------------------------------- */

/* The help desk's notices need the deployment before its first one. */
static int64_t
needed_by(struct work *w, const struct due *d)
{
	int64_t due[NOTICE_TIMES_MAX];

	if (strcmp(d->step->kind->name, "stage") != 0 ||
	    strcmp(d->occasion->what, "begin") != 0 ||
	    notice_dates(notice_rules(w), d->at, due) == 0)
		return d->at;
	return due[0];
}

int
run_span(struct work *w, const struct playbook *p, day_t day0,
    int64_t *first, int64_t *last, struct err *e)
{
	struct list dues = { 0 };
	int64_t at;
	size_t i;

	if (playbook_dates(p, calendar_of(work_config(w)), work_arena(w),
	    day0, NULL, &dues, e) == -1)
		return -1;
	for (i = 0; i < dues.n; i++) {
		const struct due *d = dues.at[i];

		at = needed_by(w, d);
		if (i == 0 || at < *first)
			*first = at;
		if (i == 0 || d->until > *last)
			*last = d->until;
	}
	return dues.n > 0;
}
