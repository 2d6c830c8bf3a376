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

/* --- what a night meets -------------------------------------------------- */

struct meets {
	const char	*what;
	int64_t		 from, until;
};

/* Adds it, where it was not told of that night before. */
static int
add(struct work *w, const struct deployment *d, const char *what,
    int64_t from, int64_t until, struct list *out, struct err *e)
{
	struct meets *x;
	int rc = watch_is_new(w, arena_printf(work_arena(w),
	    "%lld %lld %s %lld", (long long)d->id, (long long)d->start, what,
	    (long long)from), e);

	if (rc != 1)
		return rc;
	x = arena_alloc(work_arena(w), sizeof(*x));
	*x = (struct meets){ what, from, until };
	list_add_in(work_arena(w), out, x);
	return 0;
}

/* The nights that it overlaps on common servers, from the ith on: the list is
 * by start, so each pair is found once. */
static int
other_nights(struct work *w, const struct list *all,
    const struct deployment *d, size_t i, struct list *out, struct err *e)
{
	const struct calendar *c = calendar_of(work_config(w));

	for (; i < all->n; i++) {
		const struct deployment *o = all->at[i];

		if (o->id != d->id && o->start < d->end &&
		    d->start < o->end && clash_shares(c, o, d) &&
		    add(w, d, o->name, o->start, o->end, out, e) == -1)
			return -1;
	}
	return 0;
}

static int
other_changes(struct work *w, const struct deployment *d, struct list *out,
    struct err *e)
{
	struct list hits = { 0 };
	size_t i;

	calendar_blackouts(calendar_of(work_config(w)), work_arena(w),
	    d->start, d->end, &d->servers, &hits);
	for (i = 0; i < hits.n; i++) {
		const struct blackout_hit *h = hits.at[i];

		/* soft ones were known when the playbook was written */
		if ((h->change || h->hard) && add(w, d, arena_printf(
		    work_arena(w), "%s%s%s%s", h->name, h->reason != NULL ?
		    " (" : "", h->reason != NULL ? h->reason : "",
		    h->reason != NULL ? ")" : ""), h->from, h->until, out,
		    e) == -1)
			return -1;
	}
	return 0;
}

/* --- and is told of ------------------------------------------------------ */

static int
tell(struct work *w, const struct list *all, const struct deployment *d,
    const struct list *found, struct err *e)
{
	struct model *m = work_model(w), *item;
	struct list words = { 0 };
	char t[CLOCK_TEXT];
	const char *more = "";
	size_t i;

	cycle_model(m, w, d);
	model_list(m, "conflicts");
	for (i = 0; i < found->n && i < WATCH_TOLD; i++) {
		const struct meets *x = found->at[i];

		item = model_add(m, "conflicts");
		model_set(item, "what", x->what);
		model_set(item, "what_from", clock_minute(x->from, t));
		list_add_in(work_arena(w), &words, arena_printf(
		    work_arena(w), "%s, %s", x->what, t));
		model_set(item, "what_until", clock_minute(x->until, t));
	}
	if (found->n > WATCH_TOLD)
		more = arena_printf(work_arena(w), "%zu more", found->n -
		    WATCH_TOLD);
	model_flag(m, "several", found->n > 1);
	model_set(m, "more", more);
	model_set(m, "free", clash_free(w, all, d,
	    clock_add_days(d->start, 1)));
	if (run_tell_coordinator(w, "watch-conflict", m, e) == -1)
		return -1;
	return work_journal(w, e, d->name, "meets %s%s%s; the coordinator is "
	    "told", cycle_join(work_arena(w), &words, "; "), more[0] != '\0' ?
	    "; and " : "", more);
}

int
watch_calendar(struct work *w, struct err *e)
{
	struct list all = { 0 };
	size_t i;

	if (cycle_list(w, DEPLOYMENT_ALIVE, &all, e) == -1)
		return -1;
	for (i = 0; i < all.n; i++) {
		const struct deployment *d = all.at[i];
		struct list found = { 0 };

		if (d->state != DEPLOYMENT_PLANNED || d->start <= work_now(w) ||
		    d->start > work_now(w) + WATCH_AHEAD)
			continue;
		if (other_nights(w, &all, d, i + 1, &found, e) == -1 ||
		    other_changes(w, d, &found, e) == -1 || (found.n > 0 &&
		    tell(w, &all, d, &found, e) == -1))
			return -1;
	}
	return 0;
}
