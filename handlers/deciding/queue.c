/* SPDX-License-Identifier: ISC */
/* What is open, by its date; see queue.h. */
#include <stdlib.h>
#include <string.h>

#include "handlers/deciding/queue.h"

#define SHOWN	40

static int
add(struct work *w, const struct bulletin *b, int64_t until,
    struct carriers *nights, struct list *out, struct err *e)
{
	struct arena *a = work_arena(w);
	struct standing *s = arena_alloc(a, sizeof(*s));
	struct queued *q;
	size_t i;
	int over;

	if (standing_of(w, b, s, e) == -1)
		return -1;
	for (i = 0; i < s->dues.n; i++) {
		const struct deadline *d = s->dues.at[i];

		if (!d->open || d->at > until)
			continue;
		if ((over = deadline_is_over(w, b, d, nights,
		    e)) == -1)
			return -1;
		q = arena_alloc(a, sizeof(*q));
		*q = (struct queued){ b, s, d, over };
		list_add_in(a, out, q);
	}
	return 0;
}

static int
earlier(const void *left, const void *right)
{
	const struct queued *a = *(struct queued *const *)left;
	const struct queued *b = *(struct queued *const *)right;

	if (a->due->at != b->due->at)
		return a->due->at < b->due->at ? -1 : 1;
	if (a->standing->level != b->standing->level)
		return a->standing->level > b->standing->level ? -1 : 1;
	if (a->bulletin->id != b->bulletin->id)
		return a->bulletin->id < b->bulletin->id ? -1 : 1;
	return strcmp(a->due->environment->name, b->due->environment->name);
}

int
queue_open(struct work *w, int64_t until, struct list *out, struct err *e)
{
	struct list open = { 0 };
	struct carriers nights = { .bulletins = &open };
	size_t i;

	if (standing_open(w, QUEUE_BULLETINS, &open, e) == -1)
		return -1;
	for (i = 0; i < open.n; i++)
		if (add(w, open.at[i], until, &nights, out, e) == -1)
			return -1;
	if (out->n > 1)
		qsort(out->at, out->n, sizeof(out->at[0]), earlier);
	return 0;
}

void
queue_model(struct work *w, struct model *m, const struct queued *q)
{
	char t[CLOCK_TEXT];

	decide_head(w, m, q->bulletin, q->standing);
	deadline_model(w, m, q->due);
	model_flag(m, "late", q->over);
	model_set(m, "late-by", q->over ? clock_span((work_now(w) -
	    q->due->at) / (work_now(w) - q->due->at >= DAY ? DAY : HOUR) *
	    (work_now(w) - q->due->at >= DAY ? DAY : HOUR), t) : "");
	model_set(m, "threat", q->standing->threat);
}

int
queue_answer(struct work *w, int64_t until, bool overdue, struct err *e)
{
	struct model *m = work_model(w);
	struct list all = { 0 };
	char t[CLOCK_TEXT];
	size_t i, n = 0;

	if (queue_open(w, until, &all, e) == -1)
		return -1;
	model_list(m, "dues");
	for (i = 0; i < all.n; i++) {
		const struct queued *q = all.at[i];

		if (overdue && !q->over)
			continue;
		if (n++ < SHOWN)
			queue_model(w, model_add(m, "dues"), q);
	}
	model_flag(m, "overdue", overdue);
	model_set(m, "until", until == NO_DATE || overdue ? "" :
	    clock_date(until, t));
	model_set(m, "more", n > SHOWN ? arena_printf(work_arena(w), "%zu",
	    n - SHOWN) : "");
	return work_answer(w, "dues", m, e);
}
