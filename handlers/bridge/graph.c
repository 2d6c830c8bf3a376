/* SPDX-License-Identifier: ISC */
/* Tasks and what waits for what; see graph.h. */
#include "handlers/bridge/graph.h"

#include <stdlib.h>
#include <string.h>

#include "base/buf.h"
#include "base/clock.h"
#include "base/str.h"

enum { FRESH, ENTERED, LEFT };

struct task *
graph_find(const struct list *tasks, const char *id)
{
	size_t i;

	for (i = 0; i < tasks->n; i++) {
		struct task *t = tasks->at[i];

		if (str_eq_nocase(t->id, id))
			return t;
	}
	return NULL;
}

void
graph_link(struct arena *a, const struct list *tasks)
{
	struct task *t, *other;
	size_t i, k;

	for (i = 0; i < tasks->n; i++) {
		t = tasks->at[i];
		t->waits = (struct list){ 0 };
		for (k = 0; k < t->after.n; k++)
			if ((other = graph_find(tasks, t->after.at[k])) !=
			    NULL)
				list_add_in(a, &t->waits, other);
	}
}

static void
unmark(const struct list *tasks)
{
	size_t i;

	for (i = 0; i < tasks->n; i++) {
		struct task *t = tasks->at[i];

		t->mark = FRESH;
		t->finish = 0;
	}
}

/* Depth first; at most TASKS_MAX deep.  The way back is written into b. */
static struct task *
find_cycle(struct task *t, struct buf *b, bool *closed)
{
	struct task *head;
	size_t i;

	if (t->mark == LEFT)
		return NULL;
	if (t->mark == ENTERED) {
		buf_adds(b, t->id);
		return t;
	}
	t->mark = ENTERED;
	for (i = 0; i < t->waits.n; i++) {
		if ((head = find_cycle(t->waits.at[i], b, closed)) == NULL)
			continue;
		if (!*closed) {
			buf_addf(b, " before %s", t->id);
			*closed = head == t;
		}
		return head;
	}
	t->mark = LEFT;
	return NULL;
}

const char *
graph_cycle(struct arena *a, const struct list *tasks)
{
	struct buf b = { 0 };
	const char *path = NULL;
	bool closed = false;
	size_t i;

	unmark(tasks);
	for (i = 0; i < tasks->n && path == NULL; i++)
		if (find_cycle(tasks->at[i], &b, &closed) != NULL)
			path = arena_str(a, b.p);
	buf_free(&b);
	return path;
}

static int
by_order(const void *x, const void *y)
{
	const struct task *const *a = x, *const *b = y;

	if ((*a)->order != (*b)->order)
		return (*a)->order < (*b)->order ? -1 : 1;
	if ((*a)->place != (*b)->place)
		return (*a)->place < (*b)->place ? -1 : 1;
	return strcmp((*a)->id, (*b)->id);
}

static void
visit(struct arena *a, struct task *t, struct list *out)
{
	size_t i;

	if (t->mark != FRESH)
		return;
	t->mark = ENTERED;
	for (i = 0; i < t->waits.n; i++)
		visit(a, t->waits.at[i], out);
	list_add_in(a, out, t);
}

void
graph_sort(struct arena *a, struct list *tasks)
{
	struct list out = { 0 };
	size_t i;

	if (tasks->n == 0)
		return;
	unmark(tasks);
	qsort(tasks->at, tasks->n, sizeof(tasks->at[0]), by_order);
	for (i = 0; i < tasks->n; i++)
		visit(a, tasks->at[i], &out);
	*tasks = out;
}

bool
graph_ready(const struct task *t)
{
	size_t i;

	for (i = 0; i < t->waits.n; i++) {
		const struct task *other = t->waits.at[i];

		if (other->state != TASK_DONE)
			return false;
	}
	return true;
}

bool
graph_free(const struct task *t)
{
	return (t->state == TASK_WAITING || t->state == TASK_FAILED) &&
	    graph_ready(t);
}

static int64_t
finish_of(struct task *t, int64_t now)
{
	int64_t before = now, f;
	size_t i;

	if (t->state == TASK_DONE)
		return now;
	if (t->mark != FRESH)
		return t->finish;
	t->mark = ENTERED;
	for (i = 0; i < t->waits.n; i++)
		if ((f = finish_of(t->waits.at[i], now)) > before)
			before = f;
	t->finish = before + t->minutes * MINUTE;
	if (t->state == TASK_RUNNING) {
		t->finish = t->started_at + t->minutes * MINUTE;
		if (t->finish < now)
			t->finish = now;
	}
	return t->finish;
}

int64_t
graph_forecast(const struct list *tasks, int64_t now, int64_t begin)
{
	int64_t from = now > begin ? now : begin, end = 0, f;
	size_t i;

	unmark(tasks);
	for (i = 0; i < tasks->n; i++) {
		struct task *t = tasks->at[i];

		if (t->state == TASK_DONE)
			continue;
		if ((f = finish_of(t, from)) > end)
			end = f;
	}
	return end;
}

int64_t
graph_late(const struct task *t, int64_t now)
{
	int64_t over = now - t->started_at - t->minutes * MINUTE;

	if (t->state != TASK_RUNNING || t->minutes == 0 || over < MINUTE)
		return 0;
	return over / MINUTE;
}
