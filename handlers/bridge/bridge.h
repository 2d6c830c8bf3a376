/* SPDX-License-Identifier: ISC */
/* What the cycle needs of the bridge: a deployment's tasks. */
#ifndef BRIDGE_BRIDGE_H
#define BRIDGE_BRIDGE_H

#include "handlers/handler.h"

struct deployment;

/*
 * Copies a configured task list into the deployment's tasks, in place of those
 * it had; *n: how many.  -1 with a sentence where there is no such list, or
 * where a task was begun already.
 */
int	bridge_copy_tasks(struct work *w, const struct deployment *d,
	    const char *list, int64_t *n, struct err *e);
/* One task of a deployment, for lists and for the watch over the staff. */
struct bridge_task {
	const char	*id, *title;
	const char	*team, *owner, *secondary;	/* ids, or NULL */
	const char	*after;		/* ids with commas, or "" */
	int64_t		 minutes;	/* planned; 0 none */
	bool		 done;
};
/* Adds all of them (struct bridge_task *), in the order of work. */
int	bridge_task_list(struct work *w, const struct deployment *d,
	    struct list *out, struct err *e);
/* Adds the ids (char *) of the tasks that are not done. */
int	bridge_open_tasks(struct work *w, const struct deployment *d,
	    struct list *out, struct err *e);

#endif
