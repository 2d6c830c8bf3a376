/* SPDX-License-Identifier: ISC */
/*
 * Tasks and what waits for what: a graph without cycles, its order, what is
 * free to begin, and when all of it will be done.  Pure: no database.
 */
#ifndef BRIDGE_GRAPH_H
#define BRIDGE_GRAPH_H

#include <stdbool.h>
#include <stdint.h>

#include "base/arena.h"
#include "base/list.h"

#define TASKS_MAX	200	/* of one list */
#define TASK_MINUTES_MAX (7 * 24 * 60)

enum task_state { TASK_WAITING, TASK_RUNNING, TASK_DONE, TASK_FAILED };

struct task {
	int64_t		 deployment;
	const char	*id;		/* lower case */
	const char	*title;
	const char	*team, *owner, *secondary;	/* ids, or NULL */
	int64_t		 order;		/* among those that could go first */
	const char	*queue;		/* of servers; NULL: none */
	size_t		 place;		/* of its queue, among those of the same
					 * order */
	int64_t		 minutes;	/* planned, 0 none */
	struct list	 after;		/* char *: ids that it waits for */
	enum task_state	 state;
	int64_t		 started_at, ended_at;	/* 0 not yet */
	int64_t		 free_at;	/* since when it is called for, or 0 */
	const char	*started_by, *ended_by;	/* persons' ids */
	const char	*note;		/* said at the end, or why it failed */
	/* by graph_link() */
	struct list	 waits;		/* struct task * */
	/* of the walks below */
	int		 mark;
	int64_t		 finish;
};

/* By id, ASCII case ignored; NULL where there is none. */
struct task *graph_find(const struct list *tasks, const char *id);
/* Fills waits from after; ids that no task has are passed over. */
void	graph_link(struct arena *a, const struct list *tasks);
/* NULL, or "a after b after a" in the arena: the first cycle found. */
const char *graph_cycle(struct arena *a, const struct list *tasks);
/* A linked list in the order of work: what is waited for comes first, then by
 * order, then by place, then by id.  There must be no cycle. */
void	graph_sort(struct arena *a, struct list *tasks);
/* Is everything that it waits for done? */
bool	graph_ready(const struct task *t);
/* Ready, and neither running nor done: somebody could begin it. */
bool	graph_free(const struct task *t);
/*
 * When the last task will be done, if from now (or begin, where that is
 * later) each takes its planned minutes and none waits for anything but what
 * it must.  A running one that is over its time is taken to end now; a failed
 * one is done anew.  0 where all is done already.
 */
int64_t	graph_forecast(const struct list *tasks, int64_t now, int64_t begin);
/* Minutes that a running task is over its plan; 0 where it is not. */
int64_t	graph_late(const struct task *t, int64_t now);

#endif
