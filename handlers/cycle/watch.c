/* SPDX-License-Identifier: ISC */
/* The watch over the change calendar; see watch.h. */
#include "handlers/cycle/watch.h"

#define FREE_DAYS	60	/* that are tried for a free one */

int
watch_is_new(struct work *w, const char *word, struct err *e)
{
	int64_t n = store_exec(work_store(w), e, "INSERT INTO watch_told "
	    "(word, at) VALUES ($1, $2) ON CONFLICT (word) DO NOTHING", "si",
	    word, work_now(w));

	return n == -1 ? -1 : n > 0;
}

/* The first other night that stands in the way of such a window. */
static const struct deployment *
other_night(const struct calendar *c, const struct list *all,
    const struct deployment *d, int64_t from, size_t begin)
{
	size_t i;

	for (i = begin; i < all->n; i++) {
		const struct deployment *o = all->at[i];

		/* one that names none is not known to touch anything */
		if (o->servers.n == 0 || d->servers.n == 0)
			continue;
		if (o->id != d->id && o->start < from + d->end - d->start &&
		    from < o->end && servers_meet(c, &o->servers,
		    &d->servers))
			return o;
	}
	return NULL;
}

/* "Fri 27 Nov 2026 21:30 CET": no blackout, no change, no other night. */
static const char *
next_free(struct work *w, const struct list *all, const struct deployment *d)
{
	const struct calendar *c = calendar_of(work_config(w));
	int64_t at = clock_add_days(d->start, 1);
	char t[CLOCK_TEXT];
	int i;

	for (i = 0; i < FREE_DAYS; i++) {
		if (calendar_next_free(c, at, d->end - d->start, &d->servers,
		    true, &at) != 1)
			break;
		if (other_night(c, all, d, at, 0) == NULL)
			return arena_str(work_arena(w), clock_long(at, t));
		at = clock_add_days(at, 1);
	}
	return "";
}

static int
tell(struct work *w, const struct list *all, const struct deployment *d,
    const char *what, int64_t from, int64_t until, struct err *e)
{
	struct model *m = work_model(w);
	char t[CLOCK_TEXT];
	int rc = watch_is_new(w, arena_printf(work_arena(w),
	    "%lld %lld %s %lld", (long long)d->id, (long long)d->start, what,
	    (long long)from), e);

	if (rc != 1)
		return rc;
	cycle_model(m, w, d);
	model_set(m, "what", what);
	model_set(m, "what_from", clock_minute(from, t));
	model_set(m, "what_until", clock_minute(until, t));
	model_set(m, "free", next_free(w, all, d));
	if (run_tell_coordinator(w, "watch-conflict", m, e) == -1)
		return -1;
	return work_journal(w, e, d->name, "meets %s, %s; the coordinator is "
	    "told", what, clock_minute(from, t));
}

static int
other_changes(struct work *w, const struct list *all,
    const struct deployment *d, struct err *e)
{
	struct list hits = { 0 };
	size_t i;

	calendar_blackouts(calendar_of(work_config(w)), work_arena(w),
	    d->start, d->end, &d->servers, &hits);
	for (i = 0; i < hits.n; i++) {
		const struct blackout_hit *h = hits.at[i];

		/* soft ones were known when the playbook was written */
		if ((h->change || h->hard) && tell(w, all, d, arena_printf(
		    work_arena(w), "%s%s%s%s", h->name, h->reason != NULL ?
		    " (" : "", h->reason != NULL ? h->reason : "",
		    h->reason != NULL ? ")" : ""), h->from, h->until, e) ==
		    -1)
			return -1;
	}
	return 0;
}

int
watch_calendar(struct work *w, struct err *e)
{
	const struct deployment *o;
	struct list all = { 0 };
	size_t i;

	if (cycle_list(w, DEPLOYMENT_ALIVE, &all, e) == -1)
		return -1;
	for (i = 0; i < all.n; i++) {
		const struct deployment *d = all.at[i];

		if (d->state != DEPLOYMENT_PLANNED || d->start <= work_now(w) ||
		    d->start > work_now(w) + WATCH_AHEAD)
			continue;
		/* each pair once: the list is by start */
		o = other_night(calendar_of(work_config(w)), &all, d, d->start,
		    i + 1);
		if ((o != NULL && tell(w, &all, d, o->name, o->start, o->end,
		    e) == -1) || other_changes(w, &all, d, e) == -1)
			return -1;
	}
	return 0;
}
