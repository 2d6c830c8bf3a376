/* SPDX-License-Identifier: ISC */
/* What a night meets at a new date; see clash.h. */
#include <string.h>

#include "handlers/cycle/clash.h"
#include "handlers/cycle/step.h"

#define FREE_DAYS	60	/* that are tried for a free one */
#define SAID_MAX	2	/* reasons in one refusal */

/* A night as it would be. */
struct at_night {
	struct deployment *d;
	const struct cycle_step *s;	/* of the cycle that moves, or NULL */
	bool		 changed;
};

/* --- the next free date ------------------------------------------------- */

bool
clash_shares(const struct calendar *c, const struct deployment *one,
    const struct deployment *other)
{
	return one->servers.n > 0 && other->servers.n > 0 &&
	    servers_meet(c, &one->servers, &other->servers);
}

static bool
overlap(const struct deployment *a, const struct deployment *b)
{
	return a->start < b->end && b->start < a->end;
}

/* The rule that keeps them apart, or NULL. */
static const char *
rule_of(const struct calendar *c, const struct deployment *a,
    const struct deployment *b)
{
	const struct window one = { a->start, a->end, &a->servers };
	const struct window other = { b->start, b->end, &b->servers };

	return a->servers.n == 0 || b->servers.n == 0 ? NULL :
	    calendar_clash(c, &one, &other);
}

static bool
is_taken(const struct calendar *c, const struct list *nights,
    const struct deployment *d)
{
	size_t i;

	for (i = 0; i < nights->n; i++) {
		const struct deployment *o = nights->at[i];

		if (o->id != d->id && (rule_of(c, o, d) != NULL ||
		    (overlap(o, d) && clash_shares(c, o, d))))
			return true;
	}
	return false;
}

const char *
clash_free(struct work *w, const struct list *nights,
    const struct deployment *d, int64_t from)
{
	const struct calendar *c = calendar_of(work_config(w));
	struct deployment x = *d;
	char t[CLOCK_TEXT];
	int i;

	for (i = 0; i < FREE_DAYS; i++) {
		if (calendar_next_free(c, from, d->end - d->start, &d->servers,
		    true, &x.start) != 1)
			break;
		x.end = x.start + d->end - d->start;
		if (!is_taken(c, nights, &x))
			return arena_str(work_arena(w), clock_long(x.start,
			    t));
		from = clock_add_days(x.start, 1);
	}
	return "";
}

/* --- what is found ------------------------------------------------------ */

static struct clashing *
add(struct work *w, struct list *out, bool hard, const char *who)
{
	struct clashing *x = arena_alloc(work_arena(w), sizeof(*x));

	*x = (struct clashing){ .hard = hard, .who = who, .would = "",
	    .does = "", .free = "" };
	list_add_in(work_arena(w), out, x);
	return x;
}

static void
find_blackouts(struct work *w, const struct deployment *d, const char *who,
    const char *free, struct list *out)
{
	struct arena *a = work_arena(w);
	struct list hits = { 0 };
	const char *last = "", *rest;
	struct clashing *x;
	size_t i;

	calendar_blackouts(calendar_of(work_config(w)), a, d->start, d->end,
	    &d->servers, &hits);
	for (i = 0; i < hits.n; i++) {
		const struct blackout_hit *h = hits.at[i];

		/* two stretches of one blackout are one */
		if (strcmp(h->name, last) == 0)
			continue;
		last = h->name;
		rest = arena_printf(a, "into the %s blackout \"%s\" of line "
		    "%d%s%.80s%s", h->hard ? "hard" : "soft", h->name, h->line,
		    h->reason != NULL ? " (" : "", h->reason != NULL ?
		    h->reason : "", h->reason != NULL ? ")" : "");
		x = add(w, out, h->hard, who);
		x->would = arena_printf(a, "fall %s", rest);
		x->does = arena_printf(a, "falls %s", rest);
		x->free = free;
	}
}

static void
find_apart(struct work *w, const struct deployment *d, const char *who,
    const struct deployment *o, const char *free, struct list *out)
{
	const char *rule = rule_of(calendar_of(work_config(w)), d, o), *rest;
	struct arena *a = work_arena(w);
	char t[CLOCK_TEXT];
	struct clashing *x;

	if (rule == NULL)
		return;
	rest = arena_printf(a, "a night with %s (%s), against \"%s\"",
	    o->name, clock_long(o->start, t), rule);
	x = add(w, out, true, who);
	x->would = arena_printf(a, "share %s", rest);
	x->does = arena_printf(a, "shares %s", rest);
	x->free = free;
}

int
clash_night(struct work *w, const struct deployment *d, struct list *out,
    struct err *e)
{
	struct list all = { 0 };
	const char *free;
	size_t i;

	if (cycle_list(w, DEPLOYMENT_ALIVE, &all, e) == -1)
		return -1;
	free = clash_free(w, &all, d, clock_add_days(d->start, 1));
	find_blackouts(w, d, d->name, free, out);
	for (i = 0; i < all.n; i++)
		if (((const struct deployment *)all.at[i])->id != d->id)
			find_apart(w, d, d->name, all.at[i], free, out);
	return 0;
}

/* --- a cycle whose dates are others ------------------------------------- */

static bool
is_night(const struct cycle_step *s)
{
	return s->step != NULL && strcmp(s->kind, "stage") == 0 &&
	    (s->state & STEP_ENDED) == 0 && s->begin != 0;
}

static struct at_night *
add_night(struct work *w, struct list *out, struct deployment *d)
{
	struct at_night *x = arena_alloc(work_arena(w), sizeof(*x));

	*x = (struct at_night){ .d = d };
	list_add_in(work_arena(w), out, x);
	return x;
}

/* Its row where there is one, else what would become it. */
static struct at_night *
night_of(struct work *w, const struct cycle *c, const struct cycle_step *s,
    struct list *out)
{
	const struct step_stage *g = s->step->own;
	struct deployment *d;
	size_t i;

	for (i = 0; i < out->n; i++) {
		struct at_night *x = out->at[i];

		if (s->deployment != 0 && x->d->id == s->deployment)
			return x;
	}
	d = arena_alloc(work_arena(w), sizeof(*d));
	d->id = -s->number;
	d->name = arena_printf(work_arena(w), "%s-%s", c->name, s->name);
	d->servers = g->servers;
	return add_night(w, out, d);
}

/* All nights, those of this cycle at their new dates. */
static int
nights(struct work *w, const struct cycle *c, bool every, struct list *out,
    struct err *e)
{
	struct list alive = { 0 };
	size_t i;

	if (cycle_list(w, DEPLOYMENT_ALIVE, &alive, e) == -1)
		return -1;
	for (i = 0; i < alive.n; i++)
		add_night(w, out, alive.at[i]);
	for (i = 0; i < c->steps.n; i++) {
		const struct cycle_step *s = c->steps.at[i];
		struct at_night *x;

		if (!is_night(s) || s->until <= work_now(w))
			continue;
		x = night_of(w, c, s, out);
		x->s = s;
		x->d->start = s->begin;
		x->d->end = s->until;
		x->changed = every || s->begin != s->old_begin ||
		    s->until != s->old_until;
	}
	return 0;
}

static void
find_overlap(struct work *w, const struct at_night *n, const char *who,
    const struct at_night *o, struct list *out)
{
	const char *rest;
	struct clashing *x;
	char t[CLOCK_TEXT];

	/* those that move together were planned so */
	if ((o->changed && o->s != NULL) || !overlap(n->d, o->d) ||
	    !clash_shares(calendar_of(work_config(w)), n->d, o->d))
		return;
	rest = arena_printf(work_arena(w), "%s (%s) on the same servers",
	    o->d->name, clock_long(o->d->start, t));
	x = add(w, out, false, who);
	x->would = arena_printf(work_arena(w), "overlap %s", rest);
	x->does = arena_printf(work_arena(w), "overlaps %s", rest);
}

/* When a step is over that is not yet; 0: it is. */
static int64_t
over_at(const struct cycle_step *s, bool old)
{
	int64_t begin = old ? s->old_begin : s->begin;
	int64_t until = old ? s->old_until : s->until;
	int64_t due = old ? s->old_due : s->due;

	return s->state & STEP_PASSED ? 0 : due != 0 ? due : until > begin ?
	    until : begin;
}

/* The latest of its gates that would be over only after its begin, and was not
 * before; NULL: none. */
static const struct cycle_step *
late_gate(const struct cycle *c, const struct cycle_step *s)
{
	const struct cycle_step *found = NULL;
	size_t i;

	for (i = 0; i < s->step->after.n; i++) {
		const struct cycle_step *g = run_step(c, s->step->after.at[i]);

		if (g == NULL || s->begin >= over_at(g, false) ||
		    (s->old_begin != 0 && s->old_begin < over_at(g, true)))
			continue;
		if (found == NULL || over_at(g, false) > over_at(found, false))
			found = g;
	}
	return found;
}

/* The first moment at which it may begin, at its own time of day. */
static int64_t
behind(const struct cycle_step *s, const struct cycle_step *gate)
{
	int64_t at = s->begin;

	while (at < over_at(gate, false))
		at = clock_add_days(at, 1);
	return at;
}

static void
find_order(struct work *w, const struct cycle_step *gate, const char *who,
    const char *free, struct list *out)
{
	struct arena *a = work_arena(w);
	char t[CLOCK_TEXT];
	const char *rest = arena_printf(a, "before %s is %s (%s), for which "
	    "it waits", gate->name, gate->due != 0 ? "due" : "over",
	    clock_long(over_at(gate, false), t));
	struct clashing *x = add(w, out, true, who);

	x->would = arena_printf(a, "begin %s", rest);
	x->does = arena_printf(a, "begins %s", rest);
	x->free = free;
}

static void
find_of(struct work *w, const struct cycle *c, const struct list *all,
    size_t i, struct list *out)
{
	const struct at_night *n = all->at[i];
	const struct cycle_step *s = n->s, *gate = s->state == STEP_WAITING ?
	    late_gate(c, s) : NULL;
	const char *who = arena_printf(work_arena(w), "%s/%s", c->name,
	    s->name), *free;
	struct list rows = { 0 };
	size_t k;

	for (k = 0; k < all->n; k++)
		list_add_in(work_arena(w), &rows, ((struct at_night *)
		    all->at[k])->d);
	free = clash_free(w, &rows, n->d, gate != NULL ? behind(s, gate) :
	    clock_add_days(n->d->start, 1));
	if (gate != NULL)
		find_order(w, gate, who, free, out);
	if (!n->changed)
		return;
	find_blackouts(w, n->d, who, free, out);
	for (k = 0; k < all->n; k++) {
		const struct at_night *o = all->at[k];

		/* a pair that both move is one */
		if (k == i || (k < i && o->changed && o->s != NULL))
			continue;
		find_apart(w, n->d, who, o->d, free, out);
		find_overlap(w, n, who, o, out);
	}
}

int
clash_cycle(struct work *w, const struct cycle *c, bool every,
    struct list *out, struct err *e)
{
	struct list all = { 0 };
	size_t i;

	if (nights(w, c, every, &all, e) == -1)
		return -1;
	for (i = 0; i < all.n; i++)
		if (((struct at_night *)all.at[i])->s != NULL)
			find_of(w, c, &all, i, out);
	return 0;
}

/* --- what is said ------------------------------------------------------- */

/* "A would fall into ...; B would share .... The next free date of A is ..." of
 * what is hard; "" for nothing. */
static const char *
hard_ones(struct work *w, const struct list *all)
{
	struct arena *a = work_arena(w);
	const struct clashing *first = NULL;
	const char *text = "";
	size_t i, n = 0;

	for (i = 0; i < all->n; i++) {
		const struct clashing *x = all->at[i];

		if (!x->hard)
			continue;
		if (n == 0)
			first = x;
		if (n++ < SAID_MAX)
			text = arena_printf(a, "%s%s%s would %s", text,
			    n > 1 ? "; " : "", x->who, x->would);
	}
	if (n > SAID_MAX)
		text = arena_printf(a, "%s; and %zu more", text, n - SAID_MAX);
	if (n == 0)
		return "";
	if (first->free[0] == '\0')
		return arena_printf(a, "%s. No date of the next two months is "
		    "free.", text);
	return arena_printf(a, "%s. The next free date of %s is %s.", text,
	    first->who, first->free);
}

int
clash_refuse(struct work *w, const struct list *all, const char *how,
    struct err *e)
{
	const char *text = hard_ones(w, all);

	return text[0] == '\0' ? 0 : err_set(e, ERR_REFUSED, "%s To do it all "
	    "the same, say: %s", text, how);
}

const char *
clash_in_journal(struct work *w, const struct list *all)
{
	const char *text = "";
	size_t i;

	for (i = 0; i < all->n; i++) {
		const struct clashing *x = all->at[i];

		if (x->hard)
			text = arena_printf(work_arena(w), "%s%s %s %s", text,
			    text[0] == '\0' ? ", though" : " and", x->who,
			    x->does);
	}
	return text;
}

void
clash_model(struct work *w, struct model *m, const struct list *all)
{
	size_t i;

	model_list(m, "minds");
	for (i = 0; i < all->n; i++) {
		const struct clashing *x = all->at[i];

		model_set(model_add(m, "minds"), "mind", arena_printf(
		    work_arena(w), "%s %s", x->who, x->does));
	}
	model_set(m, "refused", hard_ones(w, all));
}
