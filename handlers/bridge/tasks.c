/* SPDX-License-Identifier: ISC */
/* Tasks as rows, and picking the one that a command means; see night.h. */
#include <string.h>

#include "handlers/bridge/night.h"
#include "handlers/servers/servers.h"

#define COLUMNS "deployment, id, title, team, owner, secondary, position, " \
	"minutes, waits_for, state, started_at, started_by, ended_at, " \
	"ended_by, note, queue, free_at"

static void
split_words(struct arena *a, const char *s, struct list *out)
{
	struct span rest = span_of(s), word;

	while (span_word(&rest, &word))
		list_add_in(a, out, arena_strn(a, word.p, word.n));
}

static struct task *
from_row(struct work *w, struct rows *r)
{
	struct arena *a = work_arena(w);
	struct task *t = arena_alloc(a, sizeof(*t));

	t->deployment = rows_int(r, 0);
	t->id = rows_str(r, 1, a);
	t->title = rows_str(r, 2, a);
	t->team = rows_str(r, 3, a);
	t->owner = rows_str(r, 4, a);
	t->secondary = rows_str(r, 5, a);
	t->order = rows_int(r, 6);
	t->minutes = rows_int(r, 7);
	split_words(a, rows_text(r, 8), &t->after);
	t->state = (enum task_state)rows_int(r, 9);
	t->started_at = rows_int(r, 10);
	t->started_by = rows_str(r, 11, a);
	t->ended_at = rows_int(r, 12);
	t->ended_by = rows_str(r, 13, a);
	t->note = rows_str(r, 14, a);
	t->queue = rows_str(r, 15, a);
	t->place = servers_queue_place(work_config(w), t->queue);
	t->free_at = rows_int(r, 16);
	return t;
}

int
tasks_load(struct work *w, int64_t deployment, struct list *out,
    struct err *e)
{
	struct arena *a = work_arena(w);
	struct rows *r = store_query(work_store(w), "SELECT " COLUMNS
	    " FROM tasks WHERE deployment = $1", "i", deployment);
	int rc;

	while ((rc = rows_next(r, e)) == 1)
		list_add_in(a, out, from_row(w, r));
	rows_end(r);
	graph_link(a, out);
	graph_sort(a, out);
	return rc;
}

static struct night *
night_of(const struct list *nights, int64_t deployment)
{
	size_t i;

	for (i = 0; i < nights->n; i++) {
		struct night *n = nights->at[i];

		if (n->d->id == deployment)
			return n;
	}
	return NULL;
}

int
nights_load(struct work *w, struct list *out, struct err *e)
{
	struct arena *a = work_arena(w);
	struct list open = { 0 };
	struct night *n;
	struct rows *r;
	struct task *t;
	size_t i;
	int rc;

	if (cycle_list(w, DEPLOYMENT_OPEN, &open, e) == -1)
		return -1;
	for (i = 0; i < open.n; i++) {
		n = arena_alloc(a, sizeof(*n));
		n->d = open.at[i];
		list_add_in(a, out, n);
	}
	if (open.n == 0)
		return 0;
	r = store_query(work_store(w), "SELECT " COLUMNS " FROM tasks WHERE "
	    "deployment IN (SELECT id FROM deployments WHERE state = $1)",
	    "i", (int64_t)DEPLOYMENT_OPEN);
	while ((rc = rows_next(r, e)) == 1) {
		t = from_row(w, r);
		if ((n = night_of(out, t->deployment)) != NULL)
			list_add_in(a, &n->tasks, t);
	}
	rows_end(r);
	for (i = 0; i < out->n; i++) {
		n = out->at[i];
		graph_link(a, &n->tasks);
		graph_sort(a, &n->tasks);
	}
	return rc;
}

int
task_save(struct work *w, const struct task *t, struct err *e)
{
	return store_exec(work_store(w), e, "UPDATE tasks SET state = $3, "
	    "started_at = $4, started_by = $5, ended_at = $6, ended_by = $7, "
	    "note = $8 WHERE deployment = $1 AND id = $2", "isiisiss",
	    t->deployment, t->id, (int64_t)t->state, t->started_at,
	    t->started_by, t->ended_at, t->ended_by, t->note) == -1 ? -1 : 0;
}

/* --- a configured list becomes a deployment's ------------------------- */

static int
unknown_list(struct work *w, const char *list, struct err *e)
{
	const struct task_lists *all = task_lists(w);
	struct arena *a = work_arena(w);
	struct list names = { 0 };
	const char **words = arena_alloc(a, (all->lists.n + 1) *
	    sizeof(*words)), *near;
	size_t i;

	for (i = 0; i < all->lists.n; i++) {
		words[i] = ((struct task_list *)all->lists.at[i])->name;
		list_add_in(a, &names, arena_str(a, words[i]));
	}
	near = str_nearest(list, words, all->lists.n);
	if (near != NULL)
		return err_set(e, ERR_INPUT, "There is no task list \"%s\"; "
		    "did you mean \"%s\"?", list, near);
	if (names.n == 0)
		return err_set(e, ERR_INPUT, "There is no task list \"%s\": "
		    "the configuration has none (\"tasks NAME { ... }\").",
		    list);
	return err_set(e, ERR_INPUT, "There is no task list \"%s\". There "
	    "are: %.200s.", list, cycle_join(a, &names, ", "));
}

static int
insert(struct work *w, int64_t deployment, const struct task *t,
    struct err *e)
{
	return store_exec(work_store(w), e, "INSERT INTO tasks (deployment, "
	    "id, title, team, owner, secondary, position, minutes, waits_for, "
	    "state, queue) VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, "
	    "$11)", "isssssiisis", deployment, t->id, t->title, t->team,
	    t->owner, t->secondary, t->order, t->minutes,
	    cycle_join(work_arena(w), &t->after, " "),
	    (int64_t)TASK_WAITING, t->queue) == -1 ? -1 : 0;
}

int
bridge_copy_tasks(struct work *w, const struct deployment *d,
    const char *list, int64_t *n, struct err *e)
{
	const struct task_list *tl = task_list_find(task_lists(w), list);
	int64_t begun = 0;
	size_t i;

	if (tl == NULL)
		return unknown_list(w, list, e);
	if (store_int(work_store(w), e, &begun, "SELECT COUNT(*) FROM tasks "
	    "WHERE deployment = $1 AND state <> $2", "ii", d->id,
	    (int64_t)TASK_WAITING) == -1)
		return -1;
	if (begun > 0)
		return err_set(e, ERR_REFUSED, "Tasks of %s are begun already; "
		    "its list stays as it is.", d->name);
	if (store_exec(work_store(w), e, "DELETE FROM tasks WHERE "
	    "deployment = $1", "i", d->id) == -1)
		return -1;
	for (i = 0; i < tl->tasks.n; i++)
		if (insert(w, d->id, tl->tasks.at[i], e) == -1)
			return -1;
	*n = (int64_t)tl->tasks.n;
	return 0;
}

int
bridge_open_tasks(struct work *w, const struct deployment *d,
    struct list *out, struct err *e)
{
	struct list tasks = { 0 };
	size_t i;

	if (tasks_load(w, d->id, &tasks, e) == -1)
		return -1;
	for (i = 0; i < tasks.n; i++) {
		const struct task *t = tasks.at[i];

		if (t->state != TASK_DONE)
			list_add_in(work_arena(w), out, arena_str(
			    work_arena(w), t->id));
	}
	return 0;
}

/* --- which one is meant ----------------------------------------------- */

int
night_pick(struct work *w, const char *word, struct deployment **d,
    struct err *e)
{
	struct list open = { 0 }, planned = { 0 };

	*d = NULL;
	if (word != NULL)
		return cycle_pick(w, word, DEPLOYMENT_ANY, d, e);
	if (cycle_list(w, DEPLOYMENT_OPEN, &open, e) == -1)
		return -1;
	if (open.n > 1)
		return cycle_pick(w, NULL, DEPLOYMENT_OPEN, d, e);
	if (open.n == 0 && cycle_list(w, DEPLOYMENT_PLANNED, &planned, e) ==
	    -1)
		return -1;
	if (open.n == 1)
		*d = open.at[0];
	else if (planned.n == 1)
		*d = planned.at[0];
	return 0;
}

/* Splits "NAME/ID"; name NULL where there is none. */
static const char *
split_name(struct arena *a, const char *word, const char **name)
{
	const char *slash = strchr(word, '/');

	*name = slash != NULL ? arena_strn(a, word, (size_t)(slash - word)) :
	    NULL;
	return slash != NULL ? slash + 1 : word;
}

static int
no_such_task(struct work *w, const struct list *nights, const char *id,
    struct err *e)
{
	const char *ids[2 * TASKS_MAX], *near;
	size_t i, k, n = 0;

	for (i = 0; i < nights->n; i++) {
		const struct night *one = nights->at[i];

		for (k = 0; k < one->tasks.n && n < 2 * TASKS_MAX; k++)
			ids[n++] = ((struct task *)one->tasks.at[k])->id;
	}
	near = str_nearest(cycle_lower(work_arena(w), id), ids, n);
	return err_set(e, ERR_INPUT, "There is no task \"%.80s\" tonight%s%s"
	    "%s \"tasks\" lists them.", id, near != NULL ? "; did you mean \""
	    : ".", near != NULL ? near : "", near != NULL ? "\"?" : "");
}

int
task_pick(struct work *w, const struct words *words, struct night **night,
    struct task **t, size_t *used, struct err *e)
{
	struct list nights = { 0 }, in = { 0 };
	struct arena *a = work_arena(w);
	struct deployment *d;
	const char *name, *id;
	size_t i;

	if (nights_load(w, &nights, e) == -1)
		return -1;
	if (nights.n == 0)	/* says why, and what is planned */
		return cycle_pick(w, NULL, DEPLOYMENT_OPEN, &d, e);
	id = split_name(a, words->at[0], &name);
	*used = 1;
	for (i = 0; name == NULL && words->n > 1 && i < nights.n; i++) {
		struct night *n = nights.at[i];

		if (str_eq_nocase(n->d->name, words->at[1])) {
			name = n->d->name;
			*used = 2;
		}
	}
	if (name != NULL && cycle_pick(w, name, DEPLOYMENT_OPEN, &d, e) == -1)
		return -1;
	for (i = 0; i < nights.n; i++) {
		struct night *n = nights.at[i];
		struct task *found = graph_find(&n->tasks, id);

		if (found == NULL || (name != NULL &&
		    !str_eq_nocase(n->d->name, name)))
			continue;
		*night = n;
		*t = found;
		list_add_in(a, &in, arena_str(a, n->d->name));
	}
	if (in.n == 0)
		return no_such_task(w, &nights, id, e);
	if (in.n > 1)
		return err_set(e, ERR_INPUT, "Which one? %.300s have a task "
		    "%s. Write it as NAME/%s.", cycle_join(a, &in, ", "),
		    (*t)->id, (*t)->id);
	return 0;
}

bool
task_named(struct work *w, const struct words *words)
{
	const char *name, *id = split_name(work_arena(w), words->at[0],
	    &name);
	struct err e = { 0 };
	int64_t n = 0;

	store_int(work_store(w), &e, &n, "SELECT COUNT(*) FROM tasks t JOIN "
	    "deployments d ON d.id = t.deployment WHERE d.state = $1 AND "
	    "t.id = $2", "is", (int64_t)DEPLOYMENT_OPEN,
	    cycle_lower(work_arena(w), id));
	return n > 0;
}

int
task_may(struct work *w, const struct task *t, struct err *e)
{
	const struct person *p = work_actor(w)->person;

	if (work_actor(w)->roles & ROLES_RUN)
		return 0;
	if (p != NULL && (str_eq_nocase(p->id, t->owner) ||
	    str_eq_nocase(p->id, t->secondary) ||
	    str_eq_nocase(p->team, t->team)))
		return 0;
	return err_set(e, ERR_REFUSED, "%s is for %s; ask them, or the "
	    "coordinator.", t->id, task_who(w, t));
}

int
task_must_be_ready(struct work *w, const struct task *t, struct err *e)
{
	struct list missing = { 0 };
	struct arena *a = work_arena(w);
	size_t i;

	for (i = 0; i < t->waits.n; i++) {
		const struct task *other = t->waits.at[i];

		if (other->state != TASK_DONE)
			list_add_in(a, &missing, arena_printf(a, "%s (%s)",
			    other->id, task_who(w, other)));
	}
	if (missing.n == 0)
		return 0;
	return err_set(e, ERR_REFUSED, "%s has to wait: %.300s %s not done "
	    "yet. You will be called.", t->id, cycle_join(a, &missing, ", "),
	    missing.n == 1 ? "is" : "are");
}

size_t
tasks_done(const struct list *tasks)
{
	size_t i, n = 0;

	for (i = 0; i < tasks->n; i++)
		n += ((const struct task *)tasks->at[i])->state == TASK_DONE;
	return n;
}

const char *
task_who(struct work *w, const struct task *t)
{
	const struct team *team = people_team(&work_config(w)->people,
	    t->team);

	if (t->owner != NULL)
		return cycle_person(w, t->owner);
	return team != NULL ? team->name : t->team != NULL ? t->team :
	    "nobody";
}

void
task_model(struct model *m, const struct night *n, const struct task *t)
{
	model_set(m, "name", n->d->name);
	model_set(m, "task", t->id);
	model_set(m, "title", t->title);
	model_setf(m, "done", "%zu", tasks_done(&n->tasks));
	model_setf(m, "total", "%zu", n->tasks.n);
}
