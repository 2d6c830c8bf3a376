/* SPDX-License-Identifier: ISC */
/* The months to come as a calendar that others can subscribe to. */
#include <string.h>

#include "handlers/playbook/ical.h"
#include "handlers/playbook/view.h"

static const char *
uid(const struct view *v, const char *id)
{
	return arena_printf(v->arena, "%s@%s", id, v->config->domain);
}

static void
add_entry(const struct view *v, struct ical_out *o, const struct entry *e)
{
	const char *does = view_does(v->arena, e);
	struct ical_entry x = { .stamp = v->now, .from = e->at,
	    .until = e->until };

	x.uid = uid(v, e->id);
	x.summary = arena_printf(v->arena, "%s: %s", e->step->title, does);
	x.description = arena_printf(v->arena, "%s, %s %s\n%s",
	    e->playbook->title, e->cycle, e->step->name, e->reason);
	x.categories = e->stage ? "stage" : "step";
	/* a line in somebody's day, and nothing that blocks it */
	x.free = e->until == e->at;
	ical_add(o, &x);
}

static void
add_blackout(const struct view *v, struct ical_out *o,
    const struct blackout_hit *h)
{
	char day[CLOCK_TEXT], hour[CLOCK_TEXT];
	struct ical_entry x = { .stamp = v->now, .from = h->from,
	    .until = h->until, .free = true, .categories = "blackout" };

	view_days(h->from, h->until, &x.first, &x.last);
	x.all_day = view_is_days(h);
	/* there may be several of a day */
	clock_hour(h->from, hour);
	x.uid = uid(v, arena_printf(v->arena, "blackout.%s.%s%s", h->name,
	    clock_date(h->from, day), x.all_day ? "" : arena_printf(v->arena,
	    ".%.2s%.2s", hour, hour + 3)));
	x.summary = arena_printf(v->arena, "Blackout: %s (%s)", h->name,
	    view_blackout_words(v, h));
	x.description = h->reason;
	ical_add(o, &x);
}

static void
add_holiday(const struct view *v, struct ical_out *o, day_t d,
    const char *name)
{
	char day[CLOCK_TEXT];
	struct ical_entry x = { .stamp = v->now, .all_day = true, .first = d,
	    .last = d, .free = true, .categories = "holiday",
	    .summary = name };

	x.uid = uid(v, arena_printf(v->arena, "holiday.%s",
	    clock_date(day_at(d, 12, 0), day)));
	ical_add(o, &x);
}

/* The zone must be told of for the last window's end too, and for the first
 * blackout's begin. */
static void
reach(const struct view *v, day_t *first, day_t *last)
{
	const struct blackout_hit *h;
	const struct entry *e;
	day_t from, until;
	size_t i;

	*first = v->first;
	*last = v->last;
	for (i = 0; i < v->entries.n + v->blackouts.n; i++) {
		if (i < v->entries.n) {
			e = v->entries.at[i];
			view_days(e->at, e->until, &from, &until);
		} else {
			h = v->blackouts.at[i - v->entries.n];
			view_days(h->from, h->until, &from, &until);
		}
		*first = from < *first ? from : *first;
		*last = until > *last ? until : *last;
	}
}

void
view_ics(const struct view *v, struct buf *out)
{
	struct ical_out o = { .buf = out, .zone = v->config->zone };
	const char *name;
	day_t d, first, last;
	size_t i;

	reach(v, &first, &last);
	ical_begin(&o, arena_printf(v->arena, "%s: patching",
	    v->config->site), first, last);
	for (d = v->first; d <= v->last; d++)
		if ((name = calendar_holiday(v->calendar, d)) != NULL)
			add_holiday(v, &o, d, name);
	for (i = 0; i < v->blackouts.n; i++)
		add_blackout(v, &o, v->blackouts.at[i]);
	for (i = 0; i < v->entries.n; i++)
		add_entry(v, &o, v->entries.at[i]);
	ical_end(&o);
}
