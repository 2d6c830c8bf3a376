/* SPDX-License-Identifier: ISC */
/* The night: tasks, who is here, who is called.  For this folder. */
#ifndef BRIDGE_NIGHT_H
#define BRIDGE_NIGHT_H

#include "handlers/bridge/bridge.h"
#include "handlers/bridge/graph.h"
#include "handlers/cycle/cycle.h"

#define PRESENCE_LIFE	(12 * HOUR)	/* a check-in counts this long before a
					 * night opens, and with none open */

/* --- the configuration's task lists ----------------------------------- */

struct task_list {
	const char	*name;
	struct list	 tasks;		/* struct task * */
};
struct task_lists {
	struct list	 lists;		/* struct task_list * */
};
extern const struct settings settings_tasks;
struct task_list *task_list_find(const struct task_lists *all,
	    const char *name);
const struct task_lists *task_lists(const struct work *w);

/* --- tasks ------------------------------------------------------------ */

/* Adds a deployment's tasks, linked and sorted; one statement. */
int	tasks_load(struct work *w, int64_t deployment, struct list *out,
	    struct err *e);
/* Writes state, times, persons and note. */
int	task_save(struct work *w, const struct task *t, struct err *e);

/* An open deployment with its tasks. */
struct night {
	struct deployment *d;
	struct list	 tasks;
};
/* Adds the open ones (struct night *); two statements. */
int	nights_load(struct work *w, struct list *out, struct err *e);
/*
 * For commands that only show: the one of that name, else the only open one,
 * else the only planned one, else NULL; -1 where it must ask which.
 */
int	night_pick(struct work *w, const char *word, struct deployment **d,
	    struct err *e);
/*
 * The task that a command's first word means, in the open nights: "ID",
 * "ID NAME" (*used is 2) or "NAME/ID".  -1 with a sentence where there is
 * none (did you mean), or where it is in several nights (it asks which).
 */
int	task_pick(struct work *w, const struct words *words,
	    struct night **night, struct task **t, size_t *used,
	    struct err *e);
/* The command's first word is a task of an open night. */
bool	task_named(struct work *w, const struct words *words);
/* Coordinators may work on all, others on their own and their team's;
 * -1 with a sentence. */
int	task_may(struct work *w, const struct task *t, struct err *e);
/* -1 with a sentence that names what it still waits for. */
int	task_must_be_ready(struct work *w, const struct task *t,
	    struct err *e);
/* "3 of 9" and the like: done, of all. */
size_t	tasks_done(const struct list *tasks);
/* Whose it is: the owner's name, else the team's. */
const char *task_who(struct work *w, const struct task *t);

/* --- presence --------------------------------------------------------- */

struct presence {
	const char	*person;	/* id */
	bool		 here;
	int64_t		 at;
	const char	*said_by;
	const char	*note;
};

/* Adds everybody who said something that still counts; one statement. */
int	presence_load(struct work *w, const struct deployment *d,
	    struct list *out, struct err *e);
const struct presence *presence_of(const struct list *all, const char *person);
bool	is_here(const struct list *all, const char *person);
int	presence_set(struct work *w, const char *person, bool here,
	    const char *note, struct err *e);
/* The actor does something for this night, and so is here. */
int	presence_seen(struct work *w, const struct deployment *d,
	    struct err *e);
/* Since when a check-in counts; d NULL: with no night open. */
int64_t	presence_since(struct work *w, const struct deployment *d);

struct expected {
	const char	*person;	/* id */
	int		 owns, open;	/* tasks; of those: not done */
	int		 stands;	/* tasks as secondary */
	const char	*stand_in;	/* who that is for the first, or NULL */
};
/* Adds everybody whom these tasks name: owners, secondaries, and the lead
 * where a task has only a team. */
void	expected_people(struct work *w, const struct list *tasks,
	    struct list *out);

/* --- calling people --------------------------------------------------- */

/*
 * Adds to the list "calls" of m, for each of the tasks: who (names), task,
 * title.  Called are the owner; where that one is not here the secondary too,
 * and where neither is (or none is named) the team's lead.  Each is told
 * directly too, but for the actor.
 */
int	call_for(struct work *w, const struct night *n,
	    const struct list *tasks, const struct list *here,
	    struct model *m, struct err *e);

/* The coordinators; the alternates too where no coordinator is here.  Each is
 * told by that template, but for the actor; sets "called", their names. */
int	call_coordinators(struct work *w, const struct list *here,
	    const char *template, struct model *m, struct err *e);

/* --- calls that nobody answers (settings_calls.c, job_call.c) ---------- */

#define CALL_AGAIN_MIN	MINUTE
#define CALL_AGAIN_MAX	(4 * HOUR)
#define CALL_ROUNDS	3	/* the same once more, who is behind, who
				 * coordinates */
extern const struct settings settings_calls;
/* Seconds; 0: nobody is called again. */
int64_t	call_again_after(const struct work *w);
/* These tasks may begin: where they have not begun by then, their people are
 * called again. */
int	call_watch(struct work *w, const struct night *n,
	    const struct list *tasks, struct err *e);
/* The same for all of its tasks that may begin. */
int	call_watch_free(struct work *w, const struct night *n,
	    struct err *e);
/* Has the clock bring that round (from 1) of a task's calls. */
int	call_later(struct work *w, const struct night *n,
	    const struct task *t, size_t round, struct err *e);

/* Names for the templates of one task: task, title, done, total. */
void	task_model(struct model *m, const struct night *n,
	    const struct task *t);

#endif
