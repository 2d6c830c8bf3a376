/* SPDX-License-Identifier: ISC */
/*
 * Deployments: what is planned, for when, and how far it is.  The folder's
 * one public header, for the bridge.
 *
 *	planned -> open -> completed -> closed
 *	planned, open -> cancelled		open -> closed (with a reason)
 *
 * Nothing here moves by the clock but notices: a person plans, opens,
 * completes and closes.
 */
#ifndef CYCLE_CYCLE_H
#define CYCLE_CYCLE_H

#include "handlers/handler.h"

#define DEPLOYMENT_NAME_MAX	40	/* bytes */
#define DEPLOYMENT_LIST_MAX	30	/* servers, systems, bulletins each */
#define DEPLOYMENT_MIN		(5 * MINUTE)	/* shortest and longest */
#define DEPLOYMENT_MAX		(7 * DAY)
#define DEPLOYMENT_AHEAD_MAX	(2 * 366 * DAY)

/* Single bits, so that several may be asked for at once. */
enum deployment_state {
	DEPLOYMENT_PLANNED	= 0x01,
	DEPLOYMENT_OPEN		= 0x02,
	DEPLOYMENT_COMPLETED	= 0x04,	/* the work; the bridge still stands */
	DEPLOYMENT_CLOSED	= 0x08,
	DEPLOYMENT_CANCELLED	= 0x10,
};
#define DEPLOYMENT_ANY		0x1fu
#define DEPLOYMENT_ALIVE	(DEPLOYMENT_PLANNED | DEPLOYMENT_OPEN)

struct deployment {
	int64_t		 id;
	const char	*name;		/* as it was planned */
	const char	*environment;
	enum deployment_state state;
	int64_t		 start, end;	/* end: as expected now */
	struct list	 servers, systems, bulletins;	/* char * */
	const char	*task_list;	/* in the configuration, or NULL */
	const char	*created_by;	/* person's id */
	int64_t		 created_at;
	int64_t		 opened_at, completed_at, closed_at;	/* or 0 */
	const char	*note;		/* of its completion, or NULL */
};

const char *deployment_state_name(enum deployment_state s);

/* Adds the cycles that there were ever (struct calendar_cycle *) with the dates
 * that they have now; cancelled ones without. */
int	cycle_ahead(struct store *s, const struct config *config,
	    struct arena *a, struct list *out, struct err *e);
/* The same from the configuration's database, read beside a running daemon;
 * none where there is no database yet. */
int	cycle_ahead_of(const struct config *config, struct arena *a,
	    struct list *out, struct err *e);
/* By its name, ASCII case ignored: 1, 0 no such one, -1. */
int	cycle_find(struct work *w, const char *name, struct deployment **out,
	    struct err *e);
/* By its number: 1, 0, -1. */
int	cycle_get(struct work *w, int64_t id, struct deployment **out,
	    struct err *e);
/* Adds those in one of the states (bits), by their start; 0 or -1. */
int	cycle_list(struct work *w, unsigned states, struct list *out,
	    struct err *e);
/* The one that was closed last: 1, 0 there is none, -1. */
int	cycle_last_closed(struct work *w, struct deployment **out,
	    struct err *e);
/*
 * Which one a command means: the one of that name, or, with word NULL, the
 * only one in one of the states.  -1 with a sentence for the asker where
 * there is none, several (it asks which), or one in another state.
 */
int	cycle_pick(struct work *w, const char *word, unsigned states,
	    struct deployment **out, struct err *e);
/*
 * The same for a command whose first word may be a name or may be text: *used
 * is 1 where it was the name.  A word that only resembles a name is refused,
 * so a slip of the finger never hits the only open one.
 */
int	cycle_pick_first(struct work *w, const struct words *words,
	    unsigned states, struct deployment **out, size_t *used,
	    struct err *e);
/* Writes state, times, task list and note. */
int	cycle_save(struct work *w, const struct deployment *d, struct err *e);
/*
 * Tells the help desk that an open deployment ended without being completed
 * (an update).  *told: the subject that went out, or NULL.
 */
int	cycle_stopped(struct work *w, const struct deployment *d,
	    const char *reason, const char **told, struct err *e);

/*
 * A deployment is to be opened.  Where it is a stage of a running cycle, what
 * was approved for it is held against what is so now; a new version of a change
 * request is sent, and *d loaded anew.  *held: what it waits for is asked for
 * anew by that, and the answer was given; -1 with a sentence where what stands
 * before it ("after") is not done.  anyway: neither stops it.
 */
int	cycle_gate(struct work *w, struct deployment **d, bool anyway,
	    bool *held, struct err *e);
/* The word means a step of an open cycle, or the deployment of one: 1, 0, -1.
 */
int	cycle_is_step(struct work *w, const char *word, struct err *e);
/* Answers how the dates of a step (CYCLE/STEP, STEP) came about. */
int	cycle_why(struct work *w, const char *word, struct err *e);
/*
 * Of these bulletins (struct bulletin *) those that it brings to its servers:
 * a planned one those that it names; a stage what came before it began and
 * fits its "when", an emergency's what its reason names, where it names any.
 * beside (or NULL): only as a further night beside that one, which a stage is
 * to the others of its cycle, and to an emergency's where it patches servers,
 * by the inventory, that the emergency left out; and a planned one to any.
 */
int	cycle_carried(struct work *w, const struct deployment *d,
	    const struct list *bulletins, const struct deployment *beside,
	    struct list *out, struct err *e);
/* What is known of bulletins has changed: open cycles look whether what they
 * expect has come, and whether what was left out is needed after all. */
int	cycle_reconsider(struct work *w, struct err *e);
/* To the coordinators, but for one who is just speaking: "chat/NAME". */
int	run_tell_coordinator(struct work *w, const char *template,
	    const struct model *m, struct err *e);
/* May its servers, tasks and dates still be changed?  -1 with a sentence that
 * tells the way to an override where it is a frozen stage. */
int	cycle_may_change(struct work *w, const struct deployment *d,
	    struct err *e);
/* Something of a cycle (its number) changed that a change request may speak
 * of; those are held against it ten minutes later. */
int	cycle_facts_changed(struct work *w, int64_t cycle, struct err *e);
/* The same where it may be a fact of any that is open. */
int	cycle_all_facts_changed(struct work *w, struct err *e);
/* Its night was opened: the step has begun. */
int	cycle_begun(struct work *w, const struct deployment *d,
	    struct err *e);

/* --- nights and their servers (nights.c) --------------------------------- */

/*
 * Which night a word means: a deployment by its name, or a stage of an open
 * cycle (STAGE, CYCLE/STAGE).  -1 with a sentence where there is none, or one
 * in another state.
 */
int	cycle_pick_night(struct work *w, const char *word, unsigned states,
	    struct deployment **out, struct err *e);
/* Of a deployment that is a stage: when lists of servers are due, and the
 * question that asks for them; 0 or NULL where there is none. */
struct night_facts {
	const char	*cycle, *lists_ref;
	int64_t		 lists_due;
};
/* 1, 0 it is no stage, -1. */
int	cycle_night_facts(struct work *w, const struct deployment *d,
	    struct night_facts *out, struct err *e);
/* A question of an open cycle that asks for lists of servers. */
struct list_question {
	const char	*ref;		/* "CYCLE/STEP" */
	int64_t		 due;		/* 0: none */
	struct list	 nights;	/* struct deployment *: planned still,
					 * by their start */
};
/* -1 with a sentence where the word means no such one. */
int	cycle_list_question(struct work *w, const char *word,
	    struct list_question *out, struct err *e);
/* 1, 0, -1. */
int	cycle_is_list_question(struct work *w, const char *word,
	    struct err *e);
/* A list came for that question: it is the answer of the actor's team, where
 * that was asked and may still answer. */
int	cycle_answer_list(struct work *w, const char *ref, const char *note,
	    struct err *e);

/* --- small things for sentences --------------------------------------- */

/*
 * Names for the templates: name, environment, state, start, end (long, with
 * zone), start_hour, end_hour, duration, servers, systems, bulletins (with
 * commas, may be empty).
 */
void	cycle_model(struct model *m, struct work *w,
	    const struct deployment *d);
/* "21:30" within twelve hours of now, else "Tue 1 Dec 21:30". */
const char *cycle_when(struct work *w, int64_t t);
/* "1h20m", whole minutes; "" where it is less than one, or from is 0. */
const char *cycle_took(struct work *w, int64_t from, int64_t to);
/* The name of a person by id; the id itself where nobody has it. */
const char *cycle_person(struct work *w, const char *id);
/* The id of the actor, as the tables keep it. */
const char *cycle_actor(struct work *w);
/* To the room, unless the command was given there: its answer is enough. */
int	cycle_room(struct work *w, const char *template,
	    const struct model *m, struct err *e);
/* "a, b, c"; "" for none. */
const char *cycle_join(struct arena *a, const struct list *l,
	    const char *between);
#define CYCLE_TEXT_MAX	1000	/* bytes of a reason or note; more is cut */
/* One line of text: trimmed, quotes around all of it taken off. */
const char *cycle_text(struct arena *a, const char *s);
/* The line from word i on, as cycle_text(); NULL where there is nothing. */
const char *cycle_rest(struct work *w, const struct words *words, size_t i);
/* ASCII letters made small, in the arena. */
const char *cycle_lower(struct arena *a, const char *s);

#endif
