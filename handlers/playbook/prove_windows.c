/* SPDX-License-Identifier: ISC */
/* Proof, the nights: see prove.h. */
#include <stdlib.h>
#include <string.h>

#include "handlers/playbook/prove.h"

#define BLACKOUT_LONG	92	/* days; longer is a slip of the pen */

/* --- one window ------------------------------------------------------- */

static const char *
next_free(struct proof_cycle *c, const struct due *d, bool soft_too)
{
	int64_t t;

	if (calendar_next_free(c->x->calendar, d->at, d->until - d->at,
	    d->step->kind->servers(d->step), soft_too, &t) == 0)
		return arena_printf(c->arena, "no date within %d days is free",
		    NEXT_FREE_DAYS);
	return arena_printf(c->arena, "the next free date is %s",
	    words_of_day(c->arena, day_of(t)));
}

static void
check_blackouts(struct proof_cycle *c, const struct due *d)
{
	const struct blackout_hit *h;
	struct list hits = { 0 };
	const char *last = "";
	size_t i;

	calendar_blackouts(c->x->calendar, c->arena, d->at, d->until,
	    d->step->kind->servers(d->step), &hits);
	for (i = 0; i < hits.n; i++) {
		h = hits.at[i];
		/* two stretches of one blackout are one conflict */
		if (strcmp(h->name, last) == 0)
			continue;
		last = h->name;
		prove_find(c, d->step, h->hard ? PROOF_MOSTLY : PROOF_WARNING,
		    MOMENT_AT(&d->occasion->when), arena_printf(c->arena,
		    "\"%s\" falls into the %sblackout \"%s\" of line %d%s%s%s",
		    d->step->name, h->hard ? "" : "soft ", h->name, h->line,
		    h->reason != NULL ? " (" : "",
		    h->reason != NULL ? h->reason : "",
		    h->reason != NULL ? ")" : ""), arena_printf(c->arena,
		    "%s until %s; %s", prove_time(c, d->at),
		    prove_time(c, d->until), next_free(c, d, !h->hard)));
	}
}

static void
check_clock(struct proof_cycle *c, const struct due *d)
{
	struct tm from, until;
	char a[CLOCK_TEXT];

	clock_local(d->at, &from);
	clock_local(d->until, &until);
	if (from.tm_gmtoff == until.tm_gmtoff)
		return;
	prove_find(c, d->step, PROOF_NOTE, MOMENT_AT(&d->occasion->when),
	    arena_printf(c->arena, "the clock changes while \"%s\" runs",
	    d->step->name), arena_printf(c->arena, "%s to %s, which are %s",
	    prove_time(c, d->at), prove_time(c, d->until),
	    clock_span(d->until - d->at, a)));
}

/* What the stage says to patch together must not be kept apart. */
static void
check_together(struct proof_cycle *c, const struct due *d)
{
	const struct list *servers = d->step->kind->servers(d->step);
	const char *rule = calendar_apart(c->x->calendar, servers, servers);

	if (rule != NULL)
		prove_find(c, d->step, PROOF_ERROR, d->step->node, 1,
		    arena_printf(c->arena, "\"%s\" patches together what "
		    "\"%s\" keeps apart", d->step->name, rule),
		    prove_time(c, d->at));
}

/* Both may be done in one window, in two slots of it: worth knowing. */
static void
check_halves(struct proof_cycle *c, const struct due *d)
{
	const struct server *a, *b;

	if (servers_halves(c->x->calendar, d->step->kind->servers(d->step),
	    &a, &b))
		prove_find(c, d->step, PROOF_NOTE, d->step->node, 1,
		    arena_printf(c->arena, "\"%s\" has both halves of the "
		    "cluster \"%s\" (%s and %s); they need two slots",
		    d->step->name, a->cluster, a->name, b->name),
		    prove_time(c, d->at));
}

static void
keep_window(struct proof_cycle *c, const struct due *d)
{
	struct proof_window *w = arena_alloc(c->x->arena, sizeof(*w));

	w->w = (struct window){ d->at, d->until,
	    d->step->kind->servers(d->step) };
	w->playbook = c->p->name;
	w->cycle = arena_str(c->x->arena, c->name);
	w->step = d->step;
	w->node = d->occasion->when.node;
	w->of = &c->of[d->step->number];
	list_add_in(c->x->arena, &c->x->windows, w);
}

void
prove_windows(struct proof_cycle *c)
{
	const struct due *d;
	size_t i;

	for (i = 0; i < c->dues.n; i++) {
		d = c->dues.at[i];
		if (!prove_is_stage(d->step) ||
		    d != c->begin[d->step->number])
			continue;
		check_blackouts(c, d);
		check_clock(c, d);
		check_together(c, d);
		check_halves(c, d);
		keep_window(c, d);
	}
}

/* --- two windows ------------------------------------------------------ */

/* Which one is named first does not depend on which begins first. */
static void
find_pair(struct proving *x, const struct proof_window *a,
    const struct proof_window *b, enum proof_kind kind, const char *why)
{
	const struct proof_window *one = a, *other = b;
	struct arena *own = arena_new();
	const char *of = "";

	if (b->step->node->words[0].line > a->step->node->words[0].line)
		one = b, other = a;
	if (strcmp(one->playbook, other->playbook) != 0)
		of = arena_printf(own, " of \"%s\"", other->playbook);
	else if (strcmp(one->cycle, other->cycle) != 0)
		of = " of another cycle";
	prove_find_in(x, one->of, one->cycle, kind, one->node, 1,
	    arena_printf(own, "\"%s\" %s \"%s\"%s", one->step->name, why,
	    other->step->name, of), arena_printf(own, "%s and %s",
	    words_of_time(own, one->w.from),
	    words_of_time(own, other->w.from)));
	arena_free(own);
}

static void
check_pair(struct proving *x, const struct proof_window *a,
    const struct proof_window *b)
{
	struct arena *own;
	struct clash clash;
	const char *why;

	if (calendar_clashes(x->calendar, &a->w, &b->w, &clash)) {
		own = arena_new();
		why = clash.one == NULL || clash.other == NULL ?
		    arena_printf(own, "breaks \"%s\" with", clash.rule) :
		    arena_printf(own, "breaks \"%s\" (%s, %s) with",
		    clash.rule, clash.one->name, clash.other->name);
		find_pair(x, a, b, PROOF_ERROR, why);
		arena_free(own);
	}
	if (b->w.from >= a->w.until || !servers_meet(x->calendar,
	    a->w.servers, b->w.servers))
		return;
	if (servers_within(x->calendar, a->w.servers, b->w.servers) ||
	    servers_within(x->calendar, b->w.servers, a->w.servers))
		find_pair(x, a, b, PROOF_ERROR, "overlaps, on the same "
		    "servers, with");
	else
		find_pair(x, a, b, PROOF_WARNING, "may overlap, on common "
		    "servers, with");
}

static int
by_start(const void *one, const void *two)
{
	const struct proof_window *const *a = one, *const *b = two;

	if ((*a)->w.from != (*b)->w.from)
		return (*a)->w.from < (*b)->w.from ? -1 : 1;
	return (*a)->step->number - (*b)->step->number;
}

void
prove_meetings_of_windows(struct proving *x)
{
	const struct proof_window *a, *b;
	size_t i, k;

	if (x->windows.n > 0)
		qsort(x->windows.at, x->windows.n, sizeof(*x->windows.at),
		    by_start);
	for (i = 0; i < x->windows.n; i++) {
		a = x->windows.at[i];
		for (k = i + 1; k < x->windows.n; k++) {
			b = x->windows.at[k];
			/* a night lasts to the next noon at most */
			if (b->w.from > a->w.until + DAY)
				break;
			check_pair(x, a, b);
		}
	}
}

/* --- the calendar itself ---------------------------------------------- */

static void
check_span(struct proving *x, const struct blackout *b,
    const struct blackout_span *s)
{
	day_t first, last;

	if ((s->kind != SPAN_DATES && s->kind != SPAN_YEARLY) ||
	    !calendar_span_days(x->calendar, s, CALENDAR_FIRST_YEAR,
	    s->kind == SPAN_YEARLY ? s->month_a : 1, &first, &last))
		return;
	if (last - first + 1 > BLACKOUT_LONG)
		conf_warn(x->report, s->node, 1, "the blackout \"%s\" lasts "
		    "%d days; is that so?", b->name, (int)(last - first + 1));
}

void
prove_calendar(struct proving *x)
{
	const struct blackout *b;
	size_t i, k;

	for (i = 0; i < x->calendar->blackouts.n; i++) {
		b = x->calendar->blackouts.at[i];
		for (k = 0; k < b->spans.n; k++)
			check_span(x, b, b->spans.at[k]);
	}
}
