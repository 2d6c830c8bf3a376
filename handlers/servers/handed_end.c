/* SPDX-License-Identifier: ISC */
/* What came of a list that was handed in: rows, the journal, the answer. */
#include <string.h>

#include "handlers/servers/night.h"

static const char *
who_of(struct work *w)
{
	const struct person *p = work_actor(w)->person;

	return p != NULL && p->team != NULL ? p->team : cycle_actor(w);
}

/* Counts those of this night that were named now. */
static size_t
count(const struct night_list *l, const struct list *names)
{
	size_t i, n = 0;

	for (i = 0; i < names->n; i++)
		n += night_server(l, names->at[i]) != NULL;
	return n;
}

static int
end_night(struct work *w, const struct handed *h, const struct night_list *l,
    struct err *e)
{
	size_t named = count(l, &h->taken) + (h->by_hand ? h->added.n : 0);
	size_t out = count(l, &h->left_out);
	/* of a list for several nights the question's line has them */
	size_t not = h->by_hand ? h->problems.n + h->more : 0;

	if (named == 0 && out == 0 && !h->by_hand)
		return 0;
	if (store_exec(work_store(w), e, "INSERT INTO night_lists "
	    "(deployment, who, said_by, said_at, late, named) VALUES ($1, $2, "
	    "$3, $4, $5, $6) ON CONFLICT (deployment, who) DO UPDATE SET "
	    "said_by = excluded.said_by, said_at = excluded.said_at, "
	    "late = excluded.late, named = excluded.named", "issiii",
	    l->night->id, who_of(w), cycle_actor(w), work_now(w),
	    (int64_t)h->late, (int64_t)named) == -1 ||
	    cycle_all_facts_changed(w, e) == -1)
		return -1;
	return work_journal(w, e, l->night->name, "list of %s: %zu server%s "
	    "named%s%s%s%s%s", who_of(w), named, named == 1 ? "" : "s",
	    h->added.n > 0 ? ", added " :
	    "", h->added.n > 0 ? cycle_join(work_arena(w), &h->added, ", ") :
	    "", out > 0 ? arena_printf(work_arena(w), ", %zu left out", out) :
	    "", not > 0 ? arena_printf(work_arena(w), ", %zu not taken", not) :
	    "", h->late ? "; late" : "");
}

struct absent {
	int64_t		 now;		/* when the others were named */
	const char	*who, *person;	/* NULL: of everybody */
};

static bool
is_absent(const struct night_server *s, const void *with)
{
	const struct absent *x = with;

	return night_is_in(s) && (x->who == NULL || server_is_of(s->server,
	    x->who) || server_is_of(s->server, x->person)) &&
	    s->said_at != x->now;
}

static void
absent_model(struct work *w, const struct night_list *l, struct model *m)
{
	const struct person *p = work_actor(w)->person;
	struct absent x = { .now = work_now(w) };
	struct model *item;
	const char *names;

	if (p != NULL && (work_actor(w)->roles & ROLES_RUN) == 0) {
		x.who = who_of(w);
		x.person = p->id;
	}
	names = night_names(w, l, is_absent, &x, SHOWN_MAX);
	if (names[0] == '\0')
		return;
	item = model_add(m, "absent");
	model_set(item, "absent_names", names);
	model_set(item, "absent_night", l->night->name);
}

static const char *
some(struct work *w, const struct list *names)
{
	struct list shown = { 0 };
	size_t i;

	for (i = 0; i < names->n && i < SHOWN_MAX; i++)
		list_add_in(work_arena(w), &shown, names->at[i]);
	if (names->n > SHOWN_MAX)
		list_add_in(work_arena(w), &shown, arena_printf(
		    work_arena(w), "and %zu more", names->n - SHOWN_MAX));
	return cycle_join(work_arena(w), &shown, ", ");
}

int
handed_end(struct work *w, struct handed *h, bool whole, struct model *m,
    struct err *e)
{
	struct model *item;
	size_t i;

	model_list(m, "absent");
	model_list(m, "problems");
	for (i = 0; i < h->nights.n; i++) {
		if (end_night(w, h, h->nights.at[i], e) == -1)
			return -1;
		if (whole && h->taken.n + h->left_out.n > 0)
			absent_model(w, h->nights.at[i], m);
	}
	for (i = 0; i < h->problems.n; i++) {
		item = model_add(m, "problems");
		model_set(item, "problem", h->problems.at[i]);
	}
	model_set(m, "more_problems", h->more == 0 ? "" : arena_printf(
	    work_arena(w), "%zu", h->more));
	model_setf(m, "taken", "%zu server%s", h->taken.n, h->taken.n == 1 ?
	    "" : "s");
	model_set(m, "taken_names", some(w, &h->taken));
	model_set(m, "added_names", some(w, &h->added));
	model_set(m, "left_out_names", some(w, &h->left_out));
	model_flag(m, "was_late", h->late);
	return 0;
}
