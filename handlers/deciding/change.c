/* SPDX-License-Identifier: ISC */
/* What changes how a bulletin stands, and who hears of it; see standing.h. */
#include <string.h>

#include "handlers/deciding/standing.h"

/* --- what differs ----------------------------------------------------- */

static const struct deadline *
same_in(const struct standing *s, const struct deadline *d)
{
	size_t i;

	for (i = 0; i < s->dues.n; i++) {
		const struct deadline *x = s->dues.at[i];

		if (x->environment == d->environment)
			return x;
	}
	return NULL;
}

static const char *
stands(struct work *w, const struct deadline *d)
{
	return d->open ? deadline_when(w, d) : d->closed;
}

void
change_dues(struct work *w, const struct standing *before,
    const struct standing *now, struct list *out)
{
	struct arena *a = work_arena(w);
	const struct deadline *d, *old;
	size_t i;

	for (i = 0; i < now->dues.n; i++) {
		d = now->dues.at[i];
		old = same_in(before, d);
		if (old == NULL || strcmp(stands(w, old), stands(w, d)) == 0)
			continue;
		list_add_in(a, out, arena_printf(a, "to be done%s%s: was %s, "
		    "is now %s", now->dues.n > 1 ? " in " : "",
		    now->dues.n > 1 ? d->environment->name : "",
		    stands(w, old), stands(w, d)));
	}
}

/* --- who hears of it -------------------------------------------------- */

int
change_tell(struct work *w, const struct bulletin *b,
    const struct standing *before, const struct standing *now,
    const char *what, bool loud, struct err *e)
{
	struct model *m = work_model(w);
	struct arena *a = work_arena(w);
	struct letter l = { .to = &work_config(w)->committee,
	    .template = "priority", .model = m };
	struct list changes = { 0 };
	size_t i;

	change_dues(w, before, now, &changes);
	if (changes.n == 0 && before->level == now->level && !loud)
		return 0;
	decide_head(w, m, b, now);
	model_set(m, "vendor", bulletin_vendor_name(w, b->vendor));
	model_set(m, "what", what);
	model_set(m, "was", site_severity_name(before->level));
	model_flag(m, "raised", now->level > before->level);
	model_flag(m, "lowered", now->level < before->level);
	model_list(m, "changes");
	for (i = 0; i < changes.n; i++)
		model_set(model_add(m, "changes"), "item", bulletin_wrap(a,
		    changes.at[i], 4));
	l.thread = bulletin_thread(w, b->vendor, b->reference);
	if (work_mail(w, &l, NULL, e) == -1)
		return -1;
	return cycle_room(w, "room-priority", m, e);
}

int
change_done(struct work *w, const struct bulletin *b,
    struct standing *before, struct standing *now, const char *what,
    bool loud, struct err *e)
{
	if (work_journal(w, e, b->reference, "%s: %s", b->shown, what) == -1
	    || standing_save(w, b, now, e) == -1 ||
	    change_tell(w, b, before, now, what, loud, e) == -1)
		return -1;
	/* "when severity >= important" may hold now, and requests say what
	 * was decided */
	return cycle_reconsider(w, e);
}

/* --- factors and threats ---------------------------------------------- */

static int
unknown_factor(struct work *w, const char *word, bool raise, struct err *e)
{
	const struct list *all = &decide_of(work_config(w))->factors;
	const char *names[FACTORS_MAX];
	struct list fits = { 0 };
	size_t i;

	for (i = 0; i < all->n; i++) {
		const struct factor *f = all->at[i];

		names[i] = f->name;
		if ((f->steps > 0) == raise)
			list_add_in(work_arena(w), &fits, arena_str(
			    work_arena(w), f->name));
	}
	return err_set(e, ERR_INPUT, "There is no factor \"%.80s\"%s What %s: "
	    "%s.", word, str_nearest(word, names, i) != NULL ?
	    words_nearest(work_arena(w), word, names, i) : ".", raise ?
	    "raises" : "lowers", cycle_join(work_arena(w), &fits, ", "));
}

static int
store_factor(struct work *w, const struct bulletin *b, const struct factor *f,
    const char *reason, struct err *e)
{
	return store_exec(work_store(w), e, "INSERT INTO decide_factors "
	    "(bulletin, factor, steps, reason, person, at) VALUES ($1, $2, "
	    "$3, $4, $5, $6) ON CONFLICT (bulletin, factor) DO UPDATE SET "
	    "steps = excluded.steps, reason = excluded.reason, "
	    "person = excluded.person, at = excluded.at", "isissi", b->id,
	    f->name, (int64_t)f->steps, reason, cycle_actor(w), work_now(w))
	    == -1 ? -1 : 0;
}

int
change_factor(struct work *w, const struct words *words, bool raise,
    struct err *e)
{
	const char *reason = cycle_rest(w, words, 2), *what;
	struct standing before, now;
	struct model *m = work_model(w);
	const struct factor *f;
	struct bulletin b;

	if (decide_pick(w, words, &b, e) == -1)
		return -1;
	f = factor_find(&decide_of(work_config(w))->factors, words->at[1]);
	if (f == NULL)
		return unknown_factor(w, words->at[1], raise, e);
	if ((f->steps > 0) != raise)
		return err_set(e, ERR_INPUT, "%s (%s) %s; say: %s %s %s and "
		    "why.", f->name, f->title, f->steps > 0 ? "raises" :
		    "lowers", f->steps > 0 ? "raise" : "lower", b.shown,
		    f->name);
	what = arena_printf(work_arena(w), "%s for %s (%s)%s%s", raise ?
	    "raised" : "lowered", f->name, f->title, reason != NULL ? ": " :
	    "", reason != NULL ? reason : "");
	if (standing_of(w, &b, &before, e) == -1 ||
	    store_factor(w, &b, f, reason, e) == -1)
		return -1;
	now = before;
	if (change_done(w, &b, &before, &now, what, false, e) == -1)
		return -1;
	decide_head(w, m, &b, &now);
	model_set(m, "what", f->name);
	model_set(m, "undo", f->name);
	return work_answer(w, "priority", m, e);
}

void
change_threat(struct work *w, struct standing *s, const struct factor *threat,
    const char *person, const char *reason)
{
	s->threat = threat->name;
	s->threat_steps = threat->steps;
	s->threat_to = threat->to;
	s->threat_why = reason;
	s->threat_by = person;
	s->threat_at = work_now(w);
}
