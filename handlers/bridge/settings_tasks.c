/* SPDX-License-Identifier: ISC */
/* The directive "tasks": the task lists that a night follows. */
#include <string.h>

#include "handlers/bridge/night.h"
#include "handlers/servers/servers.h"

static bool
is_order(const char *w, size_t i, struct err *e)
{
	long long v;

	(void)i;
	if (str_number(w, 0, 1000000, &v))
		return true;
	err_set(e, ERR_CONFIG, "a number from 0 to 1000000");
	return false;
}

static bool
is_minutes(const char *w, size_t i, struct err *e)
{
	long long v;

	(void)i;
	if (str_number(w, 1, TASK_MINUTES_MAX, &v))
		return true;
	err_set(e, ERR_CONFIG, "minutes from 1 to %d",
	    TASK_MINUTES_MAX);
	return false;
}

static const struct conf_rule task_rules[] = {
	{ .name = "title", .params = "TEXT", .min = 1, .max = 1,
	    .flags = CONF_NEEDED, .help = "What is to be done." },
	{ .name = "team", .params = "TEAM", .min = 1, .max = 1,
	    .check = conf_is_name, .help = "Whose members may do it; its lead "
	    "is called where no owner is." },
	{ .name = "owner", .params = "PERSON", .min = 1, .max = 1,
	    .check = conf_is_name, .help = "Who does it and is called when it "
	    "may begin." },
	{ .name = "secondary", .params = "PERSON", .min = 1, .max = 1,
	    .check = conf_is_name, .help = "Who is called too when the owner "
	    "is not there." },
	{ .name = "order", .params = "NUMBER", .min = 1, .max = 1,
	    .check = is_order, .def = "0", .help = "Its place among those "
	    "that could go at the same time; smaller ones stand first." },
	{ .name = "queue", .params = "QUEUE", .min = 1, .max = 1,
	    .check = conf_is_name, .help = "The queue of servers that it is "
	    "for: of tasks with the same order the one of an earlier queue "
	    "stands first, and those without one last." },
	{ .name = "after", .params = "TASK ...", .min = 1, .max = TASKS_MAX,
	    .check = conf_is_name, .flags = CONF_MANY,
	    .help = "What must be done before it." },
	{ .name = "minutes", .params = "NUMBER", .min = 1, .max = 1,
	    .check = is_minutes, .help = "How long it is planned to take; "
	    "forecast and lateness follow from it." },
	{ .name = NULL },
};

static const struct conf_rule list_rules[] = {
	{ .name = "task", .params = "ID { ... }", .min = 1, .max = 1,
	    .check = conf_is_name, .block = task_rules,
	    .flags = CONF_MANY | CONF_NEEDED, .help = "One task." },
	{ .name = NULL },
};

static const char *
did_you_mean(struct arena *a, const char *word, const char **names, size_t n)
{
	const char *near = str_nearest(word, names, n);

	return near == NULL ? "" : arena_printf(a, "; did you mean \"%s\"?",
	    near);
}

static void
check_person(struct arena *a, const struct config *c,
    const struct conf_node *task, const char *which, struct conf_report *r)
{
	const struct conf_node *n = conf_find(task, which);
	const struct list *all = &c->people.persons;
	const char **ids;
	size_t i;

	if (n == NULL || people_by_id(&c->people, n->words[1].text) != NULL ||
	    conf_may_be(r, c->root, n->words[1].text))
		return;
	ids = arena_alloc(a, (all->n + 1) * sizeof(*ids));
	for (i = 0; i < all->n; i++)
		ids[i] = ((const struct person *)all->at[i])->id;
	conf_error(r, n, 1, "there is no person \"%s\"%s", n->words[1].text,
	    did_you_mean(a, n->words[1].text, ids, all->n));
}

static void
check_team(struct arena *a, const struct config *c,
    const struct conf_node *task, struct conf_report *r)
{
	const struct conf_node *n = conf_find(task, "team");
	const struct list *all = &c->people.teams;
	const char **ids;
	size_t i;

	if (n == NULL) {
		if (!conf_stood(task, "owner") && !conf_stood(task, "team"))
			conf_error(r, task, 1, "nobody would do \"%s\": give "
			    "it \"owner PERSON\" or \"team TEAM\"",
			    task->words[1].text);
		return;
	}
	if (people_team(&c->people, n->words[1].text) != NULL ||
	    conf_may_be(r, c->root, n->words[1].text))
		return;
	ids = arena_alloc(a, (all->n + 1) * sizeof(*ids));
	for (i = 0; i < all->n; i++)
		ids[i] = ((const struct team *)all->at[i])->id;
	conf_error(r, n, 1, "there is no team \"%s\"%s", n->words[1].text,
	    did_you_mean(a, n->words[1].text, ids, all->n));
}

/* The queues are read behind the tasks, so their names are looked up where they
 * stand. */
static void
check_queue(struct arena *a, const struct config *c,
    const struct conf_node *task, struct conf_report *r)
{
	const struct conf_node *n = conf_find(task, "queue"), *queues;
	const char *ids[SERVERS_QUEUES_MAX];
	size_t i, k = 0;

	if (n == NULL)
		return;
	queues = conf_find(c->root, "queues");
	for (i = 0; queues != NULL && i < queues->children.n &&
	    k < SERVERS_QUEUES_MAX; i++) {
		const struct conf_node *q = queues->children.at[i];

		ids[k] = q->words[1].text;
		if (str_eq_nocase(ids[k++], n->words[1].text))
			return;
	}
	if (queues != NULL ? !conf_may_be(r, queues, n->words[1].text) :
	    !conf_stood(c->root, "queues"))
		conf_error(r, n, 1, "there is no queue \"%s\"%s",
		    n->words[1].text, did_you_mean(a, n->words[1].text, ids,
		    k));
}

static long long
number_of(const struct conf_node *n, const char *name)
{
	long long v = 0;

	str_number(conf_get(n, name, 1, "0"), 0, 1000000, &v);
	return v;
}

static struct task *
read_task(struct arena *a, const struct conf_node *n)
{
	struct task *t = arena_alloc(a, sizeof(*t));
	const struct conf_node *c;
	size_t i, k;

	t->id = cycle_lower(a, n->words[1].text);
	t->title = conf_get(n, "title", 1, t->id);
	t->team = conf_get(n, "team", 1, NULL);
	t->owner = conf_get(n, "owner", 1, NULL);
	t->secondary = conf_get(n, "secondary", 1, NULL);
	t->order = number_of(n, "order");
	t->queue = conf_get(n, "queue", 1, NULL);
	t->minutes = number_of(n, "minutes");
	for (i = 0; i < n->children.n; i++) {
		c = n->children.at[i];
		for (k = 1; strcmp(c->words[0].text, "after") == 0 &&
		    k < c->n; k++) {
			const char *id = cycle_lower(a, c->words[k].text);

			list_add_in(a, &t->after, arena_str(a, id));
		}
	}
	return t;
}

/* Names behind "after" that no task of the list has. */
static void
check_after(struct arena *a, const struct conf_node *list,
    const struct task_list *tl, struct conf_report *r)
{
	const struct conf_node *task, *c;
	const char **ids = arena_alloc(a, (tl->tasks.n + 1) * sizeof(*ids));
	size_t i, j, k;

	for (i = 0; i < tl->tasks.n; i++)
		ids[i] = ((const struct task *)tl->tasks.at[i])->id;
	for (i = 0; i < list->children.n; i++) {
		task = list->children.at[i];
		for (j = 0; j < task->children.n; j++) {
			c = task->children.at[j];
			if (strcmp(c->words[0].text, "after") != 0)
				continue;
			for (k = 1; k < c->n; k++)
				if (graph_find(&tl->tasks,
				    c->words[k].text) == NULL &&
				    !conf_may_be(r, list, c->words[k].text))
					conf_error(r, c, k, "there is no task "
					    "\"%s\" in this list%s",
					    c->words[k].text, did_you_mean(a,
					    c->words[k].text, ids,
					    tl->tasks.n));
		}
	}
}

static void
read_list(struct arena *a, const struct config *c, const struct conf_node *n,
    struct task_lists *all, struct conf_report *r)
{
	struct task_list *tl = arena_alloc(a, sizeof(*tl));
	const struct conf_node *one;
	const char *cycle;
	struct task *t;
	size_t i;

	tl->name = n->words[1].text;
	if (task_list_find(all, tl->name) != NULL)
		conf_error(r, n, 1, "the task list \"%s\" is there already",
		    tl->name);
	for (i = 0; i < n->children.n; i++) {
		one = n->children.at[i];
		t = read_task(a, one);
		if (graph_find(&tl->tasks, t->id) != NULL)
			conf_error(r, one, 1, "the task \"%s\" stands here "
			    "twice", t->id);
		check_team(a, c, one, r);
		check_person(a, c, one, "owner", r);
		check_person(a, c, one, "secondary", r);
		check_queue(a, c, one, r);
		list_add_in(a, &tl->tasks, t);
	}
	if (tl->tasks.n > TASKS_MAX)
		conf_error(r, n, 1, "%zu tasks; expected at most %d",
		    tl->tasks.n, TASKS_MAX);
	check_after(a, n, tl, r);
	graph_link(a, &tl->tasks);
	if (tl->tasks.n <= TASKS_MAX &&
	    (cycle = graph_cycle(a, &tl->tasks)) != NULL)
		conf_error(r, n, 1, "tasks wait for each other in a circle: "
		    "%s; take one \"after\" away", cycle);
	list_add_in(a, &all->lists, tl);
}

static void *
read_tasks(struct arena *a, const struct config *c,
    const struct conf_node *root, struct conf_report *r)
{
	struct task_lists *all = arena_alloc(a, sizeof(*all));
	const struct conf_node *n;
	size_t i;

	for (i = 0; i < root->children.n; i++) {
		n = root->children.at[i];
		if (strcmp(n->words[0].text, "tasks") == 0)
			read_list(a, c, n, all, r);
	}
	return all;
}

const struct settings settings_tasks = {
	.rule = { .name = "tasks", .params = "NAME { ... }", .min = 1,
	    .max = 1, .check = conf_is_name, .block = list_rules,
	    .flags = CONF_MANY, .help = "A list of tasks for a night." },
	.read = read_tasks,
};

struct task_list *
task_list_find(const struct task_lists *all, const char *name)
{
	size_t i;

	for (i = 0; i < all->lists.n; i++) {
		struct task_list *tl = all->lists.at[i];

		if (str_eq_nocase(tl->name, name))
			return tl;
	}
	return NULL;
}

const struct task_lists *
task_lists(const struct work *w)
{
	return config_part(work_config(w), &settings_tasks);
}
