/* SPDX-License-Identifier: ISC */
/* Action items as rows and words; see action.h. */
#include "handlers/cycle/action.h"

#define COLUMNS	"id, owner, due_at, what, made_by, made_at, chased, " \
	"done_at, done_by, note"

static struct action *
from_row(struct work *w, struct rows *r)
{
	struct arena *a = work_arena(w);
	struct action *x = arena_alloc(a, sizeof(*x));

	x->id = rows_int(r, 0);
	x->owner = rows_str(r, 1, a);
	x->due = rows_int(r, 2);
	x->what = rows_str(r, 3, a);
	x->made_by = rows_str(r, 4, a);
	x->made_at = rows_int(r, 5);
	x->chased = rows_int(r, 6);
	x->done_at = rows_int(r, 7);
	x->done_by = rows_str(r, 8, a);
	x->note = rows_str(r, 9, a);
	return x;
}

int
action_load(struct work *w, int64_t id, struct action **out, struct err *e)
{
	struct rows *r = store_query(work_store(w), "SELECT " COLUMNS " FROM "
	    "action_items WHERE id = $1", "i", id);
	int rc = rows_next(r, e);

	if (rc == 1)
		*out = from_row(w, r);
	rows_end(r);
	return rc;
}

int
action_open_ones(struct work *w, const char *owner, struct list *out,
    struct err *e)
{
	struct rows *r = store_query(work_store(w), "SELECT " COLUMNS " FROM "
	    "action_items WHERE done_at = 0 ORDER BY due_at, id", "");
	struct action *x;
	int rc;

	while ((rc = rows_next(r, e)) == 1) {
		x = from_row(w, r);
		if (owner == NULL || str_eq_nocase(owner, x->owner))
			list_add_in(work_arena(w), out, x);
	}
	rows_end(r);
	return rc;
}

int
action_save(struct work *w, const struct action *x, bool fresh,
    struct err *e)
{
	if (fresh)
		return store_exec(work_store(w), e, "INSERT INTO action_items "
		    "(id, owner, due_at, what, made_by, made_at) VALUES ($1, "
		    "$2, $3, $4, $5, $6)", "isissi", x->id, x->owner, x->due,
		    x->what, x->made_by, x->made_at) == -1 ? -1 : 0;
	return store_exec(work_store(w), e, "UPDATE action_items SET "
	    "chased = $2, done_at = $3, done_by = $4, note = $5 "
	    "WHERE id = $1", "iiiss", x->id, x->chased, x->done_at,
	    x->done_by, x->note) == -1 ? -1 : 0;
}

int
action_later(struct work *w, const struct action *x, struct err *e)
{
	day_t due = day_of(x->due), today = day_of(work_now(w));
	int64_t times[] = { day_at(due - 1, ACTION_HOUR, 0),
	    day_at(due, ACTION_HOUR, 0), x->due,
	    day_at(calendar_add_business(calendar_of(work_config(w)), today,
	    1), ACTION_HOUR, 0) };
	const char *id = arena_printf(work_arena(w), "%lld",
	    (long long)x->id);
	size_t i;

	for (i = 0; i < 3 && times[i] <= work_now(w); i++)
		;
	return work_later(w, "action", id, times[i], e);
}

/* --- words -------------------------------------------------------------- */

static const char *
owner_name(struct work *w, const char *owner)
{
	const struct team *t = people_team(&work_config(w)->people, owner);

	return t != NULL ? t->name : cycle_person(w, owner);
}

void
action_model(struct work *w, struct model *m, const struct action *x)
{
	char t[CLOCK_TEXT];

	model_setf(m, "action_no", "%lld", (long long)x->id);
	model_set(m, "action_what", x->what);
	model_set(m, "action_owner", owner_name(w, x->owner));
	model_set(m, "action_due", clock_long(x->due, t));
	model_set(m, "action_by", cycle_person(w, x->made_by));
	model_flag(m, "action_overdue", x->due <= work_now(w));
}

int
action_models(struct work *w, struct model *m, const char *owner,
    struct err *e)
{
	struct list all = { 0 };
	size_t i, overdue = 0;

	model_list(m, "actions");
	if (action_open_ones(w, owner, &all, e) == -1)
		return -1;
	for (i = 0; i < all.n; i++) {
		const struct action *x = all.at[i];

		action_model(w, model_add(m, "actions"), x);
		overdue += x->due <= work_now(w);
	}
	model_set(m, "actions_open", all.n == 0 ? "" : arena_printf(
	    work_arena(w), "%zu", all.n));
	model_set(m, "actions_overdue", overdue == 0 ? "" : arena_printf(
	    work_arena(w), "%zu", overdue));
	return 0;
}
