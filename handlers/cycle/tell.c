/* SPDX-License-Identifier: ISC */
/* Who is told, and that it is remembered; see running.h. */
#include <string.h>

#include "handlers/change/change.h"
#include "handlers/cycle/running.h"

static bool
same(const struct whom *a, const struct whom *b)
{
	if (a->person != NULL || b->person != NULL)
		return a->person == b->person && a->team == b->team;
	return str_eq_nocase(a->address, b->address);
}

void
run_add_whom(struct work *w, const struct person *p, const char *address,
    const struct team *t, struct list *out)
{
	struct whom *x = arena_alloc(work_arena(w), sizeof(*x));
	size_t i;

	x->person = p;
	x->address = address != NULL ? address : p != NULL ? p->mail : NULL;
	x->team = t;
	for (i = 0; i < out->n; i++)
		if (same(x, out->at[i]))
			return;
	list_add_in(work_arena(w), out, x);
}

void
run_whom(struct work *w, const struct list *words, struct list *out)
{
	const struct config *c = work_config(w);
	struct arena *a = work_arena(w);
	struct list addresses = { 0 }, persons = { 0 };
	size_t i;

	for (i = 0; i < words->n; i++) {
		audience_addresses(c, a, words->at[i], &addresses);
		audience_persons(c, a, words->at[i], &persons);
	}
	for (i = 0; i < addresses.n; i++)
		run_add_whom(w, people_by_mail(&c->people, addresses.at[i]),
		    addresses.at[i], NULL, out);
	/* who is reached by chat only */
	for (i = 0; i < persons.n; i++)
		if (((const struct person *)persons.at[i])->mail == NULL)
			run_add_whom(w, persons.at[i], NULL, NULL, out);
}

static void
add_persons(struct work *w, const char *word, const struct team *t,
    struct list *out)
{
	struct list persons = { 0 };
	size_t i;

	audience_persons(work_config(w), work_arena(w), word, &persons);
	for (i = 0; i < persons.n; i++)
		run_add_whom(w, persons.at[i], NULL, t, out);
}

/* A team's lead, else all of it. */
static void
add_team(struct work *w, const struct team *t, struct list *out)
{
	const struct person *lead = t->lead == NULL ? NULL :
	    people_by_id(&work_config(w)->people, t->lead);

	if (lead != NULL)
		run_add_whom(w, lead, NULL, t, out);
	else
		add_persons(w, t->id, t, out);
}

void
run_coordinators(struct work *w, struct list *out)
{
	const struct list *all = &work_config(w)->people.persons;
	size_t i;

	for (i = 0; i < all->n; i++) {
		const struct person *p = all->at[i];

		if (p->roles & ROLE_COORDINATOR)
			run_add_whom(w, p, NULL, NULL, out);
	}
	for (i = 0; out->n == 0 && i < work_config(w)->coordinator.n; i++)
		run_add_whom(w, NULL, work_config(w)->coordinator.at[i], NULL,
		    out);
}

void
run_owners(struct work *w, const struct cycle_step *s, struct list *out)
{
	const char *owner = s->step != NULL ? s->step->owner : NULL;
	const struct team *t = owner == NULL ? NULL :
	    people_team(&work_config(w)->people, owner);

	if (t != NULL)
		add_team(w, t, out);
	else if (owner != NULL)
		add_persons(w, owner, NULL, out);
	if (out->n == 0)
		run_coordinators(w, out);
}

/* --- saying it ---------------------------------------------------------- */

static int
remember(struct work *w, const struct said *said, const char *address,
    int64_t outbox, struct err *e)
{
	int64_t id = store_new_id(work_store(w), "cycle told", e);

	if (id == -1)
		return -1;
	return store_exec(work_store(w), e, "INSERT INTO cycle_told (id, "
	    "cycle, step, what, address, outbox, at) VALUES ($1, $2, $3, $4, "
	    "$5, $6, $7)", "iisssii", id, said->cycle->id, said->step != NULL
	    ? said->step->name : "", said->what, address, outbox,
	    work_now(w)) == -1 ? -1 : 0;
}

static int
tell_one(struct work *w, const struct said *said, const struct person *p,
    struct err *e)
{
	if (work_tell(w, p, said->template, said->model, e) == -1)
		return -1;
	return remember(w, said, p->mail != NULL ? p->mail : p->id, 0, e);
}

/* What is sent as a document is kept as it is sent. */
static int
keep(struct work *w, const struct said *said, const struct rendered *r,
    struct err *e)
{
	struct document d = { .cycle = said->cycle->id,
	    .name = said->document, .body = *r };

	return said->document == NULL ? 0 : document_keep(w, &d, e);
}

int
run_write(struct work *w, const struct said *said, const struct list *whom,
    struct err *e)
{
	struct letter l = { .template = said->template,
	    .model = said->model, .thread = said->thread,
	    .under = said->under, .calendar = said->calendar,
	    .method = said->method };
	struct rendered r;
	int64_t outbox;
	size_t i;

	if (whom->n == 0)
		return 0;
	if (work_render(w, &l, &r, e) == -1 || keep(w, said, &r, e) == -1)
		return -1;
	for (i = 0; i < whom->n; i++) {
		const struct whom *x = whom->at[i];
		struct list to = { 0 };

		if (x->address == NULL) {
			if (tell_one(w, said, x->person, e) == -1)
				return -1;
			continue;
		}
		list_add_in(work_arena(w), &to, arena_str(work_arena(w),
		    x->address));
		l.to = &to;
		if (work_mail_rendered(w, &l, &r, &outbox, e) == -1 ||
		    remember(w, said, x->address, outbox, e) == -1)
			return -1;
	}
	return 0;
}

int
run_remember(struct work *w, const struct said *said, const struct list *whom,
    struct err *e)
{
	size_t i;

	for (i = 0; i < whom->n; i++) {
		const struct whom *x = whom->at[i];

		if (remember(w, said, x->address != NULL ? x->address :
		    x->person->id, 0, e) == -1)
			return -1;
	}
	return 0;
}

/* Somebody of whom only an address is known. */
static int
mail_short(struct work *w, const struct said *said, const char *address,
    struct err *e)
{
	struct list to = { 0 };
	struct person p = { .id = address, .name = address, .mail = address };

	(void)to;
	if (work_tell(w, &p, said->template, said->model, e) == -1)
		return -1;
	return remember(w, said, address, 0, e);
}

int
run_tell(struct work *w, const struct said *said, const struct list *whom,
    struct err *e)
{
	size_t i;

	for (i = 0; i < whom->n; i++) {
		const struct whom *x = whom->at[i];

		if ((x->person != NULL ? tell_one(w, said, x->person, e) :
		    mail_short(w, said, x->address, e)) == -1)
			return -1;
	}
	return 0;
}

int
run_tell_coordinator(struct work *w, const char *template,
    const struct model *m, struct err *e)
{
	struct list whom = { 0 };
	size_t i;

	run_coordinators(w, &whom);
	for (i = 0; i < whom.n; i++) {
		const struct whom *x = whom.at[i];
		struct person p = { .id = x->address, .name = x->address,
		    .mail = x->address };

		if (x->person != NULL && x->person == work_actor(w)->person)
			continue;
		if (work_tell(w, x->person != NULL ? x->person : &p, template,
		    m, e) == -1)
			return -1;
	}
	return 0;
}
