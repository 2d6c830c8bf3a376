/* SPDX-License-Identifier: ISC */
/* Those who were told hear what has changed; see running.h. */
#include <string.h>

#include "handlers/cycle/running.h"

/* --- those outside ------------------------------------------------------ */

/* What they were told dates of is nights and meetings; the rest is the
 * house's. */
static void
outside_ones(struct work *w, const struct cycle *c,
    const struct list *changes, struct list *out)
{
	size_t i;

	for (i = 0; i < changes->n; i++) {
		struct happening *h = changes->at[i];
		const struct cycle_step *s = run_step(c, h->step);

		if (s != NULL && run_is_date(h) && (strcmp(s->kind, "stage") ==
		    0 || strcmp(s->kind, "meet") == 0))
			list_add_in(work_arena(w), out, h);
	}
}

static void
add_vendors(struct work *w, const struct step *step, struct list *out)
{
	size_t i;

	for (i = 0; i < step->audience.n; i++) {
		const struct audience *x = audience_find(work_config(w),
		    step->audience.at[i]);

		if (x != NULL && strcmp(x->look, "vendors") == 0)
			audience_addresses(work_config(w), work_arena(w),
			    x->name, out);
	}
}

/* Keeps those who are spoken to as vendors in this cycle, or the others. */
static struct list
only(struct work *w, const struct cycle *c, const struct list *told,
    bool vendors)
{
	struct list those = { 0 }, out = { 0 };
	size_t i, k;

	for (i = 0; i < c->steps.n; i++) {
		const struct cycle_step *s = c->steps.at[i];

		if (s->step != NULL)
			add_vendors(w, s->step, &those);
	}
	for (i = 0; i < told->n; i++) {
		for (k = 0; k < those.n; k++)
			if (str_eq_nocase(those.at[k], told->at[i]))
				break;
		if ((k < those.n) == vendors)
			list_add_in(work_arena(w), &out, told->at[i]);
	}
	return out;
}

/* --- those who were told ------------------------------------------------ */

static int
write_to(struct work *w, const struct said *said, const struct list *told,
    struct err *e)
{
	const struct people *all = &work_config(w)->people;
	struct list whom = { 0 };
	size_t i;

	for (i = 0; i < told->n; i++) {
		const char *to = told->at[i];

		if (strchr(to, '@') != NULL)
			run_add_whom(w, people_by_mail(all, to), to, NULL,
			    &whom);
		else if (people_by_id(all, to) != NULL)
			run_add_whom(w, people_by_id(all, to), NULL, NULL,
			    &whom);
	}
	return run_write(w, said, &whom, e);
}

static int
add_told(struct work *w, struct rows *r, struct list *out, struct err *e)
{
	int rc;
	size_t i;

	while ((rc = rows_next(r, e)) == 1) {
		char *to = rows_str(r, 0, work_arena(w));

		for (i = 0; i < out->n; i++)
			if (strcmp(out->at[i], to) == 0)
				break;
		if (i == out->n)
			list_add_in(work_arena(w), out, to);
	}
	rows_end(r);
	return rc;
}

int
run_tell_all(struct work *w, struct cycle *c, const char *template,
    struct model *m, size_t *told, struct err *e)
{
	struct said said = { .cycle = c, .what = "all", .template = template,
	    .model = m };
	struct list to = { 0 }, all = { 0 };

	said.thread = arena_printf(work_arena(w), "cycle-%s", c->name);
	if (add_told(w, store_query(work_store(w), "SELECT DISTINCT address "
	    "FROM cycle_told WHERE cycle = $1 AND what <> 'invite' "
	    "ORDER BY address", "i", c->id), &to, e) == -1 ||
	    add_told(w, store_query(work_store(w), "SELECT DISTINCT address "
	    "FROM cycle_told WHERE cycle = $1 ORDER BY address", "i", c->id),
	    &all, e) == -1)
		return -1;
	*told = all.n;
	return write_to(w, &said, &to, e);
}

bool
run_is_date(const struct happening *h)
{
	return strcmp(h->what, "begin") == 0 || strcmp(h->what, "due") == 0;
}

/* but: those who were told only that are told of its changes otherwise. */
static int
collect(struct work *w, const struct cycle *c, const struct list *changes,
    const char *but, struct list *out, struct err *e)
{
	size_t i;
	bool any = false;

	for (i = 0; i < changes->n; i++)
		any |= run_is_date(changes->at[i]);
	if (any && add_told(w, store_query(work_store(w), "SELECT "
	    "DISTINCT address FROM cycle_told WHERE cycle = $1 AND "
	    "what = 'dates' ORDER BY address", "i", c->id), out, e) == -1)
		return -1;
	for (i = 0; i < changes->n; i++) {
		const struct happening *h = changes->at[i];

		if (!run_is_date(h))
			continue;
		if (add_told(w, store_query(work_store(w), "SELECT DISTINCT "
		    "address FROM cycle_told WHERE cycle = $1 AND step = $2 "
		    "AND what <> $3 ORDER BY address", "iss", c->id, h->step,
		    but), out, e) == -1)
			return -1;
	}
	return 0;
}

int
run_to_tell(struct work *w, const struct cycle *c,
    const struct list *changes, struct list *out, struct err *e)
{
	struct list outside = { 0 }, all = { 0 };

	if (collect(w, c, changes, "", &all, e) == -1)
		return -1;
	outside_ones(w, c, changes, &outside);
	*out = outside.n == 0 ? only(w, c, &all, false) : all;
	return 0;
}

int
run_tell_of(struct work *w, struct cycle *c, const struct list *changes,
    const char *template, struct model *m, size_t *told, struct err *e)
{
	struct said said = { .cycle = c, .what = "moved",
	    .template = template, .model = m };
	struct list to = { 0 }, all = { 0 };

	if (collect(w, c, changes, "invite", &to, e) == -1 ||
	    run_to_tell(w, c, changes, &all, e) == -1)
		return -1;
	*told = all.n;
	said.thread = arena_printf(work_arena(w), "cycle-%s", c->name);
	return write_to(w, &said, &to, e);
}

static int
tell_changed(struct work *w, struct cycle *c, const struct list *changes,
    const char *reason, size_t *told, struct err *e)
{
	struct said said = { .cycle = c, .what = "moved",
	    .template = "cycle-moved" };
	struct list all = { 0 }, to = { 0 }, outside = { 0 }, some;
	int vendors;

	if (collect(w, c, changes, "invite", &to, e) == -1 ||
	    run_to_tell(w, c, changes, &all, e) == -1)
		return -1;
	*told = all.n;
	outside_ones(w, c, changes, &outside);
	said.thread = arena_printf(work_arena(w), "cycle-%s", c->name);
	for (vendors = 0; vendors < 2; vendors++) {
		if (vendors && outside.n == 0)
			break;
		some = only(w, c, &to, vendors);
		said.model = work_model(w);
		run_model(w, said.model, c, NULL);
		model_set(said.model, "reason", reason);
		run_changes_model(w, c, vendors ? &outside : changes,
		    said.model);
		if (write_to(w, &said, &some, e) == -1)
			return -1;
	}
	return 0;
}

int
run_follow_changes(struct work *w, struct cycle *c, const char *reason,
    struct err *e)
{
	size_t i;

	c->move_reason = reason;
	for (i = 0; i < c->steps.n; i++) {
		struct cycle_step *s = c->steps.at[i];

		if (s->step == NULL || s->step->kind->moved == NULL ||
		    (s->begin == s->old_begin && s->until == s->old_until &&
		    s->due == s->old_due))
			continue;
		if (s->step->kind->moved(w, c, s, s->old_begin, e) == -1)
			return -1;
	}
	return 0;
}

int
run_tell_changes(struct work *w, struct cycle *c, const struct list *changes,
    const char *reason, size_t *told, struct err *e)
{
	if (run_follow_changes(w, c, reason, e) == -1)
		return -1;
	return tell_changed(w, c, changes, reason, told, e);
}
