/* SPDX-License-Identifier: ISC */
/* "patchbot calendar": what happens in the months to come; see playbook.h. */
#include <stdlib.h>
#include <string.h>

#include "handlers/playbook/view.h"

/* --- words ------------------------------------------------------------ */

static const char *
join(struct arena *a, const char *before, const struct list *l)
{
	const char *text = before;
	size_t i;

	for (i = 0; l != NULL && i < l->n; i++)
		text = arena_printf(a, "%s%s%s", text, i == 0 ? " " : ", ",
		    (const char *)l->at[i]);
	return text;
}

static const char *
begins(struct arena *a, const struct entry *e)
{
	const struct step_kind *k = e->step->kind;

	if (k->object != NULL)
		return arena_printf(a, "%s %s", k->does, k->object(a,
		    e->step));
	return join(a, k->does, e->stage ? k->servers(e->step) :
	    &e->step->audience);
}

const char *
view_does(struct arena *a, const struct entry *e)
{
	static const struct { const char *what, *does; } words[] = {
		{ "due", "is due" }, { "remind", "reminds" },
		{ "invite", "invitations go out" },
		{ "agenda", "agenda goes out" },
		{ "minutes", "minutes are due" },
		{ "notice", "help desk is told" },
		{ "cutoff", "cut-off: nothing is added from now on" },
	};
	size_t i;

	if (strcmp(e->what, "begin") == 0)
		return begins(a, e);
	for (i = 0; i < sizeof(words) / sizeof(words[0]); i++)
		if (strcmp(e->what, words[i].what) == 0)
			return words[i].does;
	/* "early GROUP" and whatever comes to it */
	return e->what;
}

const char *
view_blackout_words(const struct view *v, const struct blackout_hit *h)
{
	const struct blackout *b;
	size_t i;

	for (i = 0; i < v->calendar->blackouts.n; i++) {
		b = v->calendar->blackouts.at[i];
		if (strcmp(b->name, h->name) == 0)
			return join(v->arena, b->servers.n == 0 ?
			    h->hard ? "hard, all servers" : "soft, all servers"
			    : h->hard ? "hard," : "soft,", &b->servers);
	}
	return h->hard ? "hard" : "soft";
}

void
view_days(int64_t from, int64_t until, day_t *first, day_t *last)
{
	*first = day_of(from);
	*last = until > from ? day_of(until - 1) : *first;
}

bool
view_is_days(const struct blackout_hit *h)
{
	day_t first, last;

	view_days(h->from, h->until, &first, &last);
	return h->from == day_at(first, 0, 0) &&
	    h->until == day_at(last + 1, 0, 0);
}

/* --- gathering -------------------------------------------------------- */

/* How many cycles the configuration tells of: with one, its name says all. */
static size_t
count_released(const struct playbooks *all)
{
	const struct playbook *p;
	size_t i, n = 0;

	for (i = 0; i < all->all.n; i++) {
		p = all->all.at[i];
		n += p->release.every != RELEASE_DECLARED;
	}
	return n;
}

/* Which one of the step's occasions of that name: reminders are several. */
static int
nth(const struct due *d)
{
	const struct occasion *o;
	size_t i;
	int n = 0;

	for (i = 0; i < d->step->occasions.n; i++) {
		o = d->step->occasions.at[i];
		if (o == d->occasion)
			break;
		n += strcmp(o->what, d->occasion->what) == 0;
	}
	return n;
}

static void
add_date(struct view *v, const struct playbook *p, const char *cycle,
    bool many, const struct calendar_date *d)
{
	struct entry *e;
	day_t first, last;
	char *at;

	view_days(d->at, d->until, &first, &last);
	if (last < v->first || first > v->last)
		return;
	e = arena_alloc(v->arena, sizeof(*e));
	e->playbook = p;
	e->cycle = many ? arena_printf(v->arena, "%s %s", p->name, cycle) :
	    cycle;
	at = arena_printf(v->arena, "%s.%s.%s.%s", p->name, cycle,
	    d->step->name, d->what);
	if (d->nth > 0)
		at = arena_printf(v->arena, "%s.%d", at, d->nth + 1);
	e->id = at;
	for (; *at != '\0'; at++)
		if (*at == ' ')
			*at = '-';
	e->step = d->step;
	e->what = d->what;
	e->at = d->at;
	e->until = d->until;
	e->reason = d->reason;
	e->stage = d->step->kind->servers != NULL &&
	    strcmp(e->what, "begin") == 0;
	list_add_in(v->arena, &v->entries, e);
}

static int
add_planned(struct view *v, const struct playbook *p, day_t day0, bool many,
    struct err *e)
{
	const char *cycle = playbook_cycle_name(v->arena, p, day0);
	struct list dues = { 0 };
	size_t i;

	if (playbook_dates(p, v->calendar, v->arena, day0, NULL, &dues,
	    e) == -1)
		return err_in(e, "%s %s", p->name, cycle);
	for (i = 0; i < dues.n; i++) {
		const struct due *d = dues.at[i];

		add_date(v, p, cycle, many, &(struct calendar_date){
		    d->step, d->occasion->what, nth(d), d->at, d->until,
		    d->reason });
	}
	return 0;
}

/* There is one already, whose dates may have been moved. */
static bool
is_there(const struct view *v, const struct playbook *p, day_t day0)
{
	size_t i;

	for (i = 0; v->cycles != NULL && i < v->cycles->n; i++) {
		const struct calendar_cycle *c = v->cycles->at[i];

		if (c->playbook == p && c->day0 == day0 && !c->declared)
			return true;
	}
	return false;
}

static void
add_those_there(struct view *v, bool many)
{
	size_t i, k;

	for (i = 0; v->cycles != NULL && i < v->cycles->n; i++) {
		const struct calendar_cycle *c = v->cycles->at[i];

		for (k = 0; k < c->dates.n; k++)
			add_date(v, c->playbook, c->name, many,
			    c->dates.at[k]);
	}
}

/* What hangs on a release may lie far from it, either way. */
static int
gather(struct view *v, struct err *e)
{
	const struct playbooks *all = playbooks_of(v->config);
	const struct playbook *p;
	bool many;
	day_t day;
	size_t i;

	if (all == NULL)
		return 0;
	many = count_released(all) > 1;
	for (i = 0; i < all->all.n; i++) {
		p = all->all.at[i];
		for (day = v->first - MOMENT_DAYS_MAX;
		    playbook_release(p, day, &day) == 1 &&
		    day <= v->last + MOMENT_DAYS_MAX; day++)
			if (!is_there(v, p, day) &&
			    add_planned(v, p, day, many, e) == -1)
				return -1;
	}
	add_those_there(v, many);
	return 0;
}

/* The playbooks and steps as they stand, where the time is the same. */
static int
by_time(const void *one, const void *two)
{
	const struct entry *const *a = one, *const *b = two;

	if ((*a)->at != (*b)->at)
		return (*a)->at < (*b)->at ? -1 : 1;
	if ((*a)->step->number != (*b)->step->number)
		return (*a)->step->number - (*b)->step->number;
	return strcmp((*a)->id, (*b)->id);
}

int
playbook_calendar(const struct config *c, const struct calendar_wish *w,
    struct buf *out, struct err *e)
{
	static void (*const forms[])(const struct view *, struct buf *) = {
		[CALENDAR_TEXT] = view_text, [CALENDAR_ICS] = view_ics,
		[CALENDAR_SVG] = view_svg,
	};
	struct view v = { .config = c, .calendar = calendar_of(c),
	    .arena = arena_new(), .first = w->first, .last = w->last,
	    .now = w->now, .cycles = w->cycles };
	int rc;

	rc = gather(&v, e);
	if (rc == 0) {
		if (v.entries.n > 0)
			qsort(v.entries.at, v.entries.n,
			    sizeof(*v.entries.at), by_time);
		calendar_blackouts(v.calendar, v.arena, day_at(v.first, 0, 0),
		    day_at(v.last + 1, 0, 0), NULL, &v.blackouts);
		forms[w->form](&v, out);
	}
	arena_free(v.arena);
	return rc;
}
