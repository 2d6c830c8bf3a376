/* SPDX-License-Identifier: ISC */
/* Tasks and what waits for what: circles, order, what is free, forecast. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <cmocka.h>

#include <string.h>

#include "base/buf.h"
#include "base/clock.h"
#include "base/str.h"
#include "handlers/bridge/graph.h"

static struct arena *arena;

static int
setup(void **state)
{
	(void)state;
	arena = arena_new();
	return 0;
}

static int
teardown(void **state)
{
	(void)state;
	arena_free(arena);
	return 0;
}

/*
 * "a/10 b/20<a c/5<a,b": tasks with their minutes and what they wait for; the
 * order is that of writing unless "@N" stands behind the minutes.
 */
static struct list
graph(const char *text)
{
	struct span rest = span_of(text), word;
	struct list tasks = { 0 };

	while (span_word(&rest, &word)) {
		struct task *t = arena_alloc(arena, sizeof(*t));
		char *s = arena_strn(arena, word.p, word.n), *after, *p;

		if ((after = strchr(s, '<')) != NULL)
			*after++ = '\0';
		t->order = (int64_t)tasks.n;
		if ((p = strchr(s, '@')) != NULL) {
			*p++ = '\0';
			t->order = p[0] - '0';
		}
		if ((p = strchr(s, '/')) != NULL) {
			*p++ = '\0';
			t->minutes = 0;
			for (; *p != '\0'; p++)
				t->minutes = t->minutes * 10 + (*p - '0');
		}
		t->id = s;
		for (; after != NULL; after = p) {
			if ((p = strchr(after, ',')) != NULL)
				*p++ = '\0';
			list_add_in(arena, &t->after, after);
		}
		list_add_in(arena, &tasks, t);
	}
	graph_link(arena, &tasks);
	return tasks;
}

static const char *
ids(const struct list *tasks)
{
	struct buf b = { 0 };
	const char *out;
	size_t i;

	for (i = 0; i < tasks->n; i++)
		buf_addf(&b, "%s%s", i > 0 ? " " : "",
		    ((struct task *)tasks->at[i])->id);
	out = arena_str(arena, buf_str(&b));
	buf_free(&b);
	return out;
}

static void
graph_cycle__circles__are_named(void **state)
{
	static const struct { const char *tasks, *cycle; } cases[] = {
		{ "", NULL },
		{ "a", NULL },
		{ "a b<a c<a,b d<c,b", NULL },	/* a diamond is none */
		{ "a<nobody", NULL },
		{ "a<a", "a before a" },
		{ "a<b b<a", "a before b before a" },
		{ "x a<c b<a c<b", "a before b before c before a" },
		/* reached from outside: what leads to it is no part of it */
		{ "x<a a<b b<a", "a before b before a" },
	};
	struct list tasks;
	const char *cycle;
	size_t i;

	(void)state;
	for (i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
		tasks = graph(cases[i].tasks);
		cycle = graph_cycle(arena, &tasks);
		if (cases[i].cycle == NULL)
			assert_null(cycle);
		else
			assert_string_equal(cycle, cases[i].cycle);
	}
}

static void
graph_cycle__longest_list__is_walked(void **state)
{
	struct list tasks = { 0 };
	struct task *t, *last = NULL;
	size_t i;

	(void)state;
	for (i = 0; i < TASKS_MAX; i++) {
		t = arena_alloc(arena, sizeof(*t));
		t->id = arena_printf(arena, "t%03zu", i);
		t->minutes = 1;
		if (last != NULL)
			list_add_in(arena, &t->after, arena_str(arena,
			    last->id));
		list_add_in(arena, &tasks, t);
		last = t;
	}
	graph_link(arena, &tasks);
	assert_null(graph_cycle(arena, &tasks));
	assert_int_equal(graph_forecast(&tasks, 0, 0), TASKS_MAX * MINUTE);
	t = tasks.at[0];
	list_add_in(arena, &t->after, arena_str(arena, last->id));
	graph_link(arena, &tasks);
	assert_non_null(graph_cycle(arena, &tasks));
}

static void
graph_sort__what_is_waited_for_comes_first(void **state)
{
	static const struct { const char *tasks, *order; } cases[] = {
		{ "c@3 b@2 a@1", "a b c" },
		{ "b@1 a@1", "a b" },		/* the same order: by id */
		{ "first@1<last last@9", "last first" },
		{ "d@1<b,c c@2<a b@3<a a@4", "a b c d" },
	};
	struct list tasks;
	size_t i;

	(void)state;
	for (i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
		tasks = graph(cases[i].tasks);
		graph_sort(arena, &tasks);
		assert_string_equal(ids(&tasks), cases[i].order);
	}
}

static void
graph_free__only_when_all_is_done(void **state)
{
	struct list tasks = graph("a b c<a,b");
	struct task *a = tasks.at[0], *b = tasks.at[1], *c = tasks.at[2];

	(void)state;
	assert_true(graph_free(a));
	assert_false(graph_free(c));
	a->state = TASK_DONE;
	assert_false(graph_free(a));
	assert_false(graph_free(c));
	b->state = TASK_FAILED;
	assert_true(graph_free(b));	/* it may be tried again */
	assert_false(graph_free(c));
	b->state = TASK_RUNNING;
	assert_false(graph_free(b));
	b->state = TASK_DONE;
	assert_true(graph_free(c));
	assert_ptr_equal(graph_find(&tasks, "C"), c);
	assert_null(graph_find(&tasks, "d"));
}

/* States by a letter each: w, r (begun at minute 0), d, f; now in minutes. */
static void
graph_forecast__remaining_minutes_along_the_chain(void **state)
{
	static const struct {
		const char *tasks, *states;
		int now, begin, end;
	} cases[] = {
		{ "a/10 b/20<a c/5<a", "www", 0, 0, 30 },
		{ "a/10 b/20 c/5<a,b", "www", 0, 0, 25 },
		{ "a/10 b/20<a", "ww", 0, 60, 90 },	/* not before begin */
		{ "a/10 b/20<a", "ww", 100, 60, 130 },
		{ "a/10 b/20<a", "dw", 15, 0, 35 },
		{ "a/10 b/20<a", "rw", 4, 0, 30 },
		{ "a/10 b/20<a", "rw", 15, 0, 35 },	/* late: ends now */
		{ "a/10 b/20<a", "fw", 15, 0, 45 },	/* done anew */
		{ "a/10 b/20<a", "dd", 15, 0, 0 },
		{ "a b", "ww", 15, 0, 15 },		/* nothing planned */
	};
	struct list tasks;
	size_t i, k;

	(void)state;
	for (i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
		tasks = graph(cases[i].tasks);
		for (k = 0; k < tasks.n; k++) {
			struct task *t = tasks.at[k];

			t->state = (enum task_state)(strchr("wrdf",
			    cases[i].states[k]) - "wrdf");
		}
		if (graph_forecast(&tasks, cases[i].now * MINUTE,
		    cases[i].begin * MINUTE) != cases[i].end * MINUTE)
			fail_msg("case %zu: %lld", i,
			    (long long)graph_forecast(&tasks, cases[i].now *
			    MINUTE, cases[i].begin * MINUTE) / MINUTE);
	}
}

static void
graph_late__whole_minutes_over_the_plan(void **state)
{
	struct task t = { .state = TASK_RUNNING, .minutes = 30,
	    .started_at = 1000 };

	(void)state;
	assert_int_equal(graph_late(&t, 1000 + 30 * MINUTE), 0);
	assert_int_equal(graph_late(&t, 1000 + 31 * MINUTE - 1), 0);
	assert_int_equal(graph_late(&t, 1000 + 31 * MINUTE), 1);
	assert_int_equal(graph_late(&t, 1000 + 90 * MINUTE), 60);
	t.minutes = 0;
	assert_int_equal(graph_late(&t, 1000 + 90 * MINUTE), 0);
	t.minutes = 30;
	t.state = TASK_DONE;
	assert_int_equal(graph_late(&t, 1000 + 90 * MINUTE), 0);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(graph_cycle__circles__are_named),
		cmocka_unit_test(graph_cycle__longest_list__is_walked),
		cmocka_unit_test(graph_sort__what_is_waited_for_comes_first),
		cmocka_unit_test(graph_free__only_when_all_is_done),
		cmocka_unit_test(
		    graph_forecast__remaining_minutes_along_the_chain),
		cmocka_unit_test(graph_late__whole_minutes_over_the_plan),
	};

	return cmocka_run_group_tests(tests, setup, teardown);
}
