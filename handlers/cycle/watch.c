/* SPDX-License-Identifier: ISC */
/* The watch over the change calendar; see watch.h. */
#include "handlers/cycle/clash.h"
#include "handlers/cycle/watch.h"

int
watch_is_new(struct work *w, const char *word, struct err *e)
{
	int64_t n = store_exec(work_store(w), e, "INSERT INTO watch_told "
	    "(word, at) VALUES ($1, $2) ON CONFLICT (word) DO NOTHING", "si",
	    word, work_now(w));

	return n == -1 ? -1 : n > 0;
}

/* The first night behind that one which it overlaps on common servers. */
static const struct deployment *
other_night(const struct calendar *c, const struct list *all,
    const struct deployment *d, size_t begin)
{
	size_t i;

	for (i = begin; i < all->n; i++) {
		const struct deployment *o = all->at[i];

		if (o->id != d->id && o->start < d->end &&
		    d->start < o->end && clash_shares(c, o, d))
			return o;
	}
	return NULL;
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
	model_set(m, "free", clash_free(w, all, d,
	    clock_add_days(d->start, 1)));
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
		o = other_night(calendar_of(work_config(w)), &all, d, i + 1);
		if ((o != NULL && tell(w, &all, d, o->name, o->start, o->end,
		    e) == -1) || other_changes(w, &all, d, e) == -1)
			return -1;
	}
	return 0;
}
