/* SPDX-License-Identifier: ISC */
/* Those who were told hear what has changed; see running.h. */
#include <string.h>

#include "handlers/cycle/running.h"
#include "handlers/playbook/playbook.h"

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

/* --- what each of them knew --------------------------------------------- */

/* Somebody who was told of dates, and those of them that have changed. */
struct reader {
	const char	*address;
	struct list	 steps;		/* char *: of which he was told */
	bool		 nights;	/* of all nights and meetings, as by a
					 * notice */
	bool		 all;		/* of all steps */
	struct list	 changes;	/* struct happening * */
	bool		 grouped;
};

/* Those who are spoken to as vendors anywhere in this cycle (char *). */
static struct list
vendors(struct work *w, const struct cycle *c)
{
	struct list out = { 0 };
	size_t i, k;

	for (i = 0; i < c->steps.n; i++) {
		const struct cycle_step *s = c->steps.at[i];

		for (k = 0; s->step != NULL && k < s->step->audience.n; k++) {
			const struct audience *x = audience_find(
			    work_config(w), s->step->audience.at[k]);

			if (x != NULL && strcmp(x->look, "vendors") == 0)
				audience_addresses(work_config(w),
				    work_arena(w), x->name, &out);
		}
	}
	return out;
}

static void
learn(struct work *w, const struct cycle *c, const struct list *outside,
    struct reader *r, const char *step, const char *what)
{
	const struct cycle_step *s = run_step(c, step);

	list_add_in(work_arena(w), &r->steps, arena_str(work_arena(w), step));
	if (strcmp(what, "dates") != 0)
		return;
	/* a notice shows these only (run_letter_model()); and who owes what to
	 * the house by when is no business of those outside */
	if (s == NULL || strcmp(s->kind, "notify") == 0 ||
	    str_listed(outside, r->address))
		r->nights = true;
	else
		r->all = true;
}

/* Adds (struct reader *) all who were told, but for those who were told only
 * that: they hear of its changes otherwise. */
static int
load_readers(struct work *w, const struct cycle *c, const char *but,
    struct list *out, struct err *e)
{
	struct arena *a = work_arena(w);
	struct rows *rows = store_query(work_store(w), "SELECT DISTINCT "
	    "address, step, what FROM cycle_told WHERE cycle = $1 AND "
	    "what <> $2 ORDER BY address, step, what", "is", c->id, but);
	const struct list outside = vendors(w, c);
	struct reader *r = NULL;
	int rc;

	while ((rc = rows_next(rows, e)) == 1) {
		if (r == NULL || strcmp(r->address, rows_text(rows, 0)) != 0) {
			r = arena_alloc(a, sizeof(*r));
			r->address = rows_str(rows, 0, a);
			list_add_in(a, out, r);
		}
		learn(w, c, &outside, r, rows_text(rows, 1),
		    rows_text(rows, 2));
	}
	rows_end(rows);
	return rc;
}

static bool
knows(const struct cycle *c, const struct reader *r,
    const struct happening *h)
{
	const struct cycle_step *s = run_step(c, h->step);

	return r->all || (r->nights && s != NULL && (strcmp(s->kind,
	    "stage") == 0 || strcmp(s->kind, "meet") == 0)) ||
	    str_listed(&r->steps, h->step);
}

/* Adds those for whom a date has changed, each with what has. */
static int
readers_of(struct work *w, const struct cycle *c, const struct list *changes,
    const char *but, struct list *out, struct err *e)
{
	struct list all = { 0 };
	size_t i, k;

	if (load_readers(w, c, but, &all, e) == -1)
		return -1;
	for (i = 0; i < all.n; i++) {
		struct reader *r = all.at[i];
		bool any = false;

		for (k = 0; k < changes->n; k++) {
			struct happening *h = changes->at[k];

			if (!knows(c, r, h))
				continue;
			list_add_in(work_arena(w), &r->changes, h);
			any |= run_is_date(h);
		}
		if (any)
			list_add_in(work_arena(w), out, r);
	}
	return 0;
}

static struct list
addresses(struct work *w, const struct list *readers)
{
	struct list out = { 0 };
	size_t i;

	for (i = 0; i < readers->n; i++)
		list_add_in(work_arena(w), &out, arena_str(work_arena(w),
		    ((struct reader *)readers->at[i])->address));
	return out;
}

static bool
same_changes(const struct reader *a, const struct reader *b)
{
	return a->changes.n == b->changes.n && memcmp(a->changes.at,
	    b->changes.at, a->changes.n * sizeof(a->changes.at[0])) == 0;
}

/* The first reader that no letter is for yet, and all who get the same. */
static struct list
next_group(struct work *w, const struct list *readers)
{
	struct reader *first = NULL, *r;
	struct list out = { 0 };
	size_t i;

	for (i = 0; i < readers->n; i++) {
		r = readers->at[i];
		if (r->grouped || (first != NULL && !same_changes(first, r)))
			continue;
		if (first == NULL)
			first = r;
		r->grouped = true;
		list_add_in(work_arena(w), &out, r);
	}
	return out;
}

int
run_to_tell(struct work *w, const struct cycle *c,
    const struct list *changes, struct list *out, struct err *e)
{
	struct list readers = { 0 };

	if (readers_of(w, c, changes, "", &readers, e) == -1)
		return -1;
	*out = addresses(w, &readers);
	return 0;
}

/* Those who are written to, and in *told how many hear of it in all. */
static int
to_write(struct work *w, const struct cycle *c, const struct list *changes,
    struct list *readers, size_t *told, struct err *e)
{
	struct list all = { 0 };

	if (readers_of(w, c, changes, "invite", readers, e) == -1 ||
	    run_to_tell(w, c, changes, &all, e) == -1)
		return -1;
	*told = all.n;
	return 0;
}

int
run_tell_of(struct work *w, struct cycle *c, const struct list *changes,
    const char *template, struct model *m, size_t *told, struct err *e)
{
	struct said said = { .cycle = c, .what = "moved",
	    .template = template, .model = m };
	struct list readers = { 0 }, to;

	if (to_write(w, c, changes, &readers, told, e) == -1)
		return -1;
	to = addresses(w, &readers);
	said.thread = arena_printf(work_arena(w), "cycle-%s", c->name);
	return write_to(w, &said, &to, e);
}

static int
tell_changed(struct work *w, struct cycle *c, const struct list *changes,
    const char *reason, size_t *told, struct err *e)
{
	struct said said = { .cycle = c, .what = "moved",
	    .template = "cycle-moved" };
	struct list readers = { 0 }, group;

	if (to_write(w, c, changes, &readers, told, e) == -1)
		return -1;
	said.thread = arena_printf(work_arena(w), "cycle-%s", c->name);
	while ((group = next_group(w, &readers)).n > 0) {
		const struct reader *first = group.at[0];
		struct list to = addresses(w, &group);

		said.model = work_model(w);
		run_model(w, said.model, c, NULL);
		model_set(said.model, "reason", reason);
		run_changes_model(w, c, &first->changes, said.model);
		if (write_to(w, &said, &to, e) == -1)
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
