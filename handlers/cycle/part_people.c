/* SPDX-License-Identifier: ISC */
/* Who: the coordinator, the teams with their leads, and the point persons that
 * were named in this cycle. */
#include <string.h>

#include "handlers/cycle/ask.h"
#include "handlers/cycle/request.h"

static void
add_coordinators(struct work *w, struct list *lines)
{
	struct list whom = { 0 };
	size_t i;

	run_coordinators(w, &whom);
	for (i = 0; i < whom.n; i++) {
		const struct whom *x = whom.at[i];

		record_add(w, lines, "coordinator", x->person != NULL &&
		    x->person->phone != NULL ? arena_printf(work_arena(w),
		    "%s, %s", x->person->name, x->person->phone) :
		    x->person != NULL ? x->person->name : x->address);
	}
}

/* What a team answered where it was asked for its point person. */
static const char *
point_of(const struct list *answers, const struct team *t)
{
	size_t i;

	for (i = 0; i < answers->n; i++) {
		const struct asked *x = answers->at[i];

		if (x->team == t && x->answer != NULL && x->note != NULL)
			return x->note;
	}
	return NULL;
}

static int
points(struct work *w, const struct record *r, struct list *out,
    struct err *e)
{
	size_t i;

	for (i = 0; i < r->cycle->steps.n; i++) {
		const struct cycle_step *s = r->cycle->steps.at[i];
		const struct step_ask *q;

		if (s->step == NULL || strcmp(s->kind, "ask") != 0)
			continue;
		q = s->step->own;
		if (strncmp(q->question, "person", 6) == 0 &&
		    ask_load(w, s, out, e) == -1)
			return -1;
	}
	return 0;
}

static int
fill(struct work *w, const struct record *r, struct list *lines,
    struct err *e)
{
	const struct people *all = &work_config(w)->people;
	struct list answers = { 0 };
	size_t i;

	if (points(w, r, &answers, e) == -1)
		return -1;
	add_coordinators(w, lines);
	for (i = 0; i < all->teams.n; i++) {
		const struct team *t = all->teams.at[i];
		const struct person *lead = t->lead == NULL ? NULL :
		    people_by_id(all, t->lead);
		const char *point = point_of(&answers, t);

		record_add(w, lines, t->name, arena_printf(work_arena(w),
		    "%s%s%s%s%s", lead != NULL ? lead->name : "no lead",
		    lead != NULL && lead->phone != NULL ? ", " : "",
		    lead != NULL && lead->phone != NULL ? lead->phone : "",
		    point != NULL ? "; point person: " : "",
		    point != NULL ? point : ""));
	}
	return 0;
}

/* not watched: point persons come by and by */
const struct record_part part_people = {
	.name = "people",
	.heading = "Who",
	.order = 60,
	.fill = fill,
};
