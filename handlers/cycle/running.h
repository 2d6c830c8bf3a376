/* SPDX-License-Identifier: ISC */
/*
 * Cycles that run: what a playbook's steps have come to, and what the clock
 * brings next.  For this folder.
 *
 *	cycle:	open -> closed | cancelled
 *	step:	waiting -> open -> done		somebody said so, or it ended
 *						itself
 *		waiting, open -> skipped	somebody said so, or what it is
 *						for is not there ("when")
 *		waiting -> missed		the clock came too late for it
 *		open -> failed			its night ended uncompleted
 *
 * A step whose gates ("after") are not open waits, whatever the clock says,
 * and the coordinator knows.  Every date is worked out anew whenever one of
 * them changes; what is done stays done.
 */
#ifndef CYCLE_RUNNING_H
#define CYCLE_RUNNING_H

#include "handlers/cycle/deployment.h"
#include "handlers/playbook/playbook.h"

#define RUN_GRACE	(15 * MINUTE)	/* so much behind is not late */
#define RUN_HEAR	MINUTE		/* between looks whether we hear */

/* Single bits, so that several may be asked for at once. */
enum cycle_state {
	CYCLE_OPEN	= 0x01,
	CYCLE_CLOSED	= 0x02,
	CYCLE_CANCELLED	= 0x04,
};
#define CYCLE_ANY	0x07u

enum step_state {
	STEP_WAITING	= 0x01,
	STEP_OPEN	= 0x02,		/* it has begun */
	STEP_DONE	= 0x04,
	STEP_SKIPPED	= 0x08,
	STEP_MISSED	= 0x10,
	STEP_FAILED	= 0x20,
};
#define STEP_ENDED	(STEP_DONE | STEP_SKIPPED | STEP_MISSED)
#define STEP_PASSED	(STEP_DONE | STEP_SKIPPED)	/* for gates */

struct cycle {
	int64_t		 id;
	const char	*name;
	const char	*playbook_name;
	const struct playbook *playbook;	/* NULL: the configuration has
						 * it no more */
	day_t		 day0;
	bool		 declared;
	enum cycle_state state;
	const char	*reason;	/* of its declaration, or NULL */
	int64_t		 opened_at, closed_at;
	const char	*opened_by, *closed_by, *note;
	const char	*told;		/* what is wrong, and was said; NULL */
	struct list	 steps;		/* struct cycle_step *, by number */
	struct list	 occasions;	/* struct happening *, by time */
	const char	*move_reason;	/* while it is moved; else NULL */
	struct list	 minds;		/* what the new dates meet: struct
					 * clashing * (clash.h) */
};

struct cycle_step {
	int64_t		 cycle;
	const char	*name, *title, *kind;
	int		 number;
	const struct step *step;	/* NULL: the playbook lost it */
	enum step_state	 state;
	int64_t		 begin, until, due;	/* 0: none */
	int64_t		 fixed_begin, fixed_due;
	int64_t		 old_begin, old_until, old_due;	/* before the last
							 * run_plan() */
	int64_t		 begun_at, done_at;
	const char	*done_by, *done_for, *note;
	bool		 held;		/* it would begin but for its gates */
	bool		 idle;		/* skipped as "when" does not hold */
	const char	*change_id;	/* of an approved change, or NULL */
	int64_t		 deployment;	/* of a stage, or 0 */
};

/* One occasion of a step, as it is stored. */
struct happening {
	const char	*step, *what;
	int		 nth;		/* from 0, among those of one "what" */
	int64_t		 at, until;
	const char	*reason;	/* how the date came about */
	bool		 skips;		/* left out where it is late */
	const char	*state;		/* waiting done late skipped dropped */
	int64_t		 done_at;
	int64_t		 old;		/* before the last run_plan(); 0 new */
};

const char *cycle_state_name(enum cycle_state s);
const char *step_state_name(enum step_state s);

/* --- rows (running.c) --------------------------------------------------- */

/* With steps and occasions, linked to the configuration: 1, 0, -1. */
int	run_load(struct work *w, int64_t id, struct cycle **out,
	    struct err *e);
/* By its name, ASCII case ignored: 1, 0, -1. */
int	run_find(struct work *w, const char *name, struct cycle **out,
	    struct err *e);
/* Adds those in one of the states (bits), the newest first, at most max. */
int	run_list(struct work *w, unsigned states, int max, struct list *out,
	    struct err *e);
/* Adds the open ones, loaded whole, the oldest first. */
int	run_open_ones(struct work *w, struct list *out, struct err *e);
/* Of a deployment that is a stage: 1 and its cycle and step, 0, -1. */
int	run_of_deployment(struct work *w, int64_t deployment,
	    struct cycle **c, struct cycle_step **s, struct err *e);
int	run_insert(struct work *w, struct cycle *c, struct err *e);
int	run_save(struct work *w, const struct cycle *c, struct err *e);
int	run_insert_step(struct work *w, struct cycle_step *s, struct err *e);
int	run_save_step(struct work *w, const struct cycle_step *s,
	    struct err *e);
/* Inserts or updates one occasion. */
int	run_save_happening(struct work *w, const struct cycle *c,
	    const struct happening *h, struct err *e);
struct cycle_step *run_step(const struct cycle *c, const char *name);
/* The first step whose deployment is in one of the states (bits): 1, 0, -1. */
int	run_night_in(struct work *w, const struct cycle *c, unsigned states,
	    struct cycle_step **s, struct deployment **d, struct err *e);
struct happening *run_happening(const struct cycle *c, const char *step,
	    const char *what, int nth);
bool	run_waits(const struct happening *h);

/* --- the words of commands (pick.c) ------------------------------------- */

/*
 * Which cycle a word means; NULL: the only open one.  -1 with a sentence
 * where there is none, several (it asks which), or one in another state.
 */
int	run_pick(struct work *w, const char *word, unsigned states,
	    struct cycle **out, struct err *e);
/* "CYCLE/STEP", or "STEP" where one open cycle has it; -1 with a sentence. */
int	run_pick_step(struct work *w, const char *word, struct cycle **c,
	    struct cycle_step **s, struct err *e);
/* The same, and the cycle must be open. */
int	run_pick_open(struct work *w, const char *word, struct cycle **c,
	    struct cycle_step **s, struct err *e);
/* It names a step of an open cycle, or has the form CYCLE/STEP: 1, 0, -1. */
int	run_is_step(struct work *w, const char *word, struct err *e);
/* Coordinators may end all steps, others their own and their team's. */
int	run_may(struct work *w, const struct cycle *c,
	    const struct cycle_step *s, struct err *e);

/*
 * One whose begin is due this very minute, and which the clock has not got to
 * yet (a cycle that was just declared), begins now; the cycle is loaded anew
 * then.  What its gates hold stays held.  0 or -1 (job_step.c).
 */
int	run_begin_due(struct work *w, struct cycle **c,
	    struct cycle_step **s, struct err *e);

/* --- dates (plan.c) ----------------------------------------------------- */

/*
 * Works out all dates of a cycle, from its playbook and what persons fixed,
 * into its steps and occasions.  write: into the tables and the agenda too;
 * what is done stays done.  Adds to changes (or NULL) every happening that
 * now lies elsewhere (old, at).  -1 with a sentence where a moment cannot be
 * worked out.
 */
int	run_plan(struct work *w, struct cycle *c, bool write,
	    struct list *changes, struct err *e);
/* The earliest moment at which a cycle of that day 0 has to be open, and its
 * last date; 1, 0 where it has no dates, -1. */
int	run_span(struct work *w, const struct playbook *p, day_t day0,
	    int64_t *first, int64_t *last, struct err *e);
/* Has the clock bring it (again) at that time. */
int	run_later(struct work *w, const struct cycle *c,
	    const struct happening *h, int64_t at, struct err *e);

/* --- the life of a cycle (life.c) --------------------------------------- */

/*
 * Opens one: rows, dates, agenda, deployments.  reason: of a declared one.
 * -1 with a sentence where its dates cannot be worked out.
 */
int	run_open(struct work *w, const struct playbook *p, day_t day0,
	    const char *reason, struct cycle **out, struct err *e);
/* An open cycle of this playbook and day 0 that was not declared: 1, 0, -1. */
int	run_exists(struct work *w, const struct playbook *p, day_t day0,
	    struct err *e);
/*
 * A step ends in this state: its other occasions are dropped, what waited for
 * it is looked at again, and the cycle closes when it was the last.  by NULL:
 * the actor; note may be NULL.  Writes no journal line but the cycle's end.
 */
int	run_end(struct work *w, struct cycle *c, struct cycle_step *s,
	    enum step_state state, const char *note, struct err *e);
/* All that waits is dropped, deployments are cancelled, and who was told is
 * told. */
int	run_cancel(struct work *w, struct cycle *c, const char *reason,
	    size_t *told, struct err *e);
/* Callbacks of kinds see a cycle that they do not own; this is how they end
 * their step within. */
int	run_end_in(struct work *w, const struct cycle *c,
	    struct cycle_step *s, enum step_state state, const char *note,
	    struct err *e);
/*
 * A step that was done is open again: somebody took a yes back, or it is asked
 * for anew.  What waits for it waits again, and its reminders, due time and
 * escalations come (reopen.c); one whose due time has passed gets a new one.
 */
int	run_reopen(struct work *w, struct cycle *c, struct cycle_step *s,
	    struct err *e);
/* Ends an open cycle: what is not done stays as it is. */
int	run_close(struct work *w, struct cycle *c, const char *note,
	    struct err *e);
/* What "after" still waits for, with commas; "" for nothing. */
const char *run_gates(struct work *w, const struct cycle *c,
	    const struct cycle_step *s);
/* It is about to begin: holds what was approved for it against what is so now
 * (request.h).  *made: new versions that were sent; where there is one, the
 * step may have been moved, and its gates be shut (gate.c). */
int	run_compare(struct work *w, struct cycle *c,
	    const struct cycle_step *s, size_t *made, struct err *e);
/* Adds (struct cycle_step *) those that are not over and come after it. */
void	run_followers(struct work *w, const struct cycle *c,
	    const struct cycle_step *s, struct list *out);
/* Steps that were skipped as their conditions did not hold, looked at again:
 * a bulletin came (wake.c). */
int	run_reconsider(struct work *w, struct cycle *c, struct err *e);
/* Do the step's conditions hold for the cycle's bulletins?  1, 0, -1. */
int	run_conditions(struct work *w, const struct cycle *c,
	    const struct cycle_step *s, struct err *e);
/* Whether they hold for this one (struct bulletin): 1, 0, -1. */
struct bulletin;
int	run_holds(struct work *w, const struct cycle_step *s,
	    const struct bulletin *b, struct err *e);
/* Since when a bulletin belongs to this cycle, and until when: those of the
 * next release day are for the next one. */
int64_t	run_since(struct work *w, const struct cycle *c, struct err *e);
int64_t	run_until(const struct cycle *c);

/* --- changed dates (move.c) --------------------------------------------- */

/* Begin or due of a step as a person wants it; -1 with a sentence where it
 * cannot be.  Changes: struct happening *, elsewhere now than before (old). */
struct move {
	const char	*what;		/* "begin" or "due" */
	int64_t		 at;
	int64_t		 length;	/* of its window; 0: as it is */
	const char	*kind;		/* "moved", "extended" */
	const char	*reason;	/* or NULL */
	bool		 quiet;		/* nobody is told */
	bool		 override;	/* a freeze does not stop it */
	bool		 anyway;	/* nor what its nights would meet */
};
/* What would come of it, and what stands in its way (the cycle's "minds");
 * nothing is written, and the cycle must be thrown away. */
int	run_move_try(struct work *w, struct cycle *c, struct cycle_step *s,
	    const struct move *m, struct list *changes, struct err *e);
/* Does it, and tells who was told of what moved; *told: how many. */
int	run_move(struct work *w, struct cycle *c, struct cycle_step *s,
	    const struct move *m, struct list *changes, size_t *told,
	    struct err *e);
/* Those that are worth a line: begins, due times and windows, not each
 * reminder. */
void	run_changes_model(struct work *w, const struct cycle *c,
	    const struct list *changes, struct model *m);
/* A date that people go by: a begin or a due time. */
bool	run_is_date(const struct happening *h);
/* Adds who was told of one of the dates that moved (char *: an address, or the
 * id of a person who has none), each once: of its step, of all nights and
 * meetings by a notice, of all by a document; those who were invited to a
 * meeting too, whom the kind tells in its own way. */
int	run_to_tell(struct work *w, const struct cycle *c,
	    const struct list *changes, struct list *out, struct err *e);
/* Nights and meetings follow the steps that run_plan() moved. */
int	run_follow_changes(struct work *w, struct cycle *c,
	    const char *reason, struct err *e);
/* Tells them; and each kind whose step moved has its own way to
 * (step_kind.moved). */
int	run_tell_changes(struct work *w, struct cycle *c,
	    const struct list *changes, const char *reason, size_t *told,
	    struct err *e);

/* --- the freeze (freeze.c) ---------------------------------------------- */

/* "frozen since 2026-11-19 12:00": of a stage behind its freeze or cut-off
 * whose night lies ahead; else NULL. */
const char *run_frozen(struct work *w, const struct cycle *c,
	    const struct cycle_step *s);
/* After run_plan(): -1 with a sentence where a frozen stage would begin at
 * another time, or take longer or shorter. */
int	run_check_frozen(struct work *w, const struct cycle *c,
	    struct err *e);
/* After run_plan() of the one: in the other, loaded anew, such stages stay as
 * they were; "production, which is frozen since ..." for each, "" for none. */
const char *run_hold_frozen(struct work *w, const struct cycle *planned,
	    struct cycle *c);

/* --- telling (tell.c) --------------------------------------------------- */

/* Somebody who is told or asked. */
struct whom {
	const struct person *person;	/* or NULL: only an address */
	const char	*address;	/* or NULL: only a JID */
	const struct team *team;	/* that was meant, or NULL */
};
/* Adds those whom the words of an audience mean (struct whom *), each once. */
void	run_whom(struct work *w, const struct list *words, struct list *out);
/* Who has to do the step: its owner, else the coordinators. */
void	run_owners(struct work *w, const struct cycle_step *s,
	    struct list *out);
/* The coordinators; where there is no such person, the list of that name. */
void	run_coordinators(struct work *w, struct list *out);
void	run_add_whom(struct work *w, const struct person *p,
	    const char *address, const struct team *t, struct list *out);

/* What is said, and the trace it leaves in "told". */
struct said {
	const struct cycle *cycle;
	const struct cycle_step *step;	/* or NULL */
	const char	*what;		/* occasion; "dates": of them all */
	const char	*template;	/* "mail/NAME.*" or "chat/NAME.txt" */
	struct model	*model;
	const char	*thread, *under;	/* of mails, as in struct
						 * letter; or NULL */
	const char	*calendar, *method;	/* see struct letter; or NULL */
	const char	*document;	/* kept under that name, or NULL */
};
/* One mail to each; who has no address is told in chat ("chat/NAME"). */
int	run_write(struct work *w, const struct said *said,
	    const struct list *whom, struct err *e);
/* Notes that they know of said's step and occasion by another letter, so that
 * its changes reach them. */
int	run_remember(struct work *w, const struct said *said,
	    const struct list *whom, struct err *e);
/* A few words in chat, or by mail to who has no JID: "chat/NAME". */
int	run_tell(struct work *w, const struct said *said,
	    const struct list *whom, struct err *e);
/* The step is overdue: the nth of its escalations. */
int	run_escalate(struct work *w, const struct cycle *c,
	    const struct cycle_step *s, int nth, struct err *e);
/* Who still owes something (struct whom *): an answer, a yes, the deed. */
int	run_owing(struct work *w, const struct cycle *c,
	    const struct cycle_step *s, struct list *out, struct err *e);

/* --- telling again (told.c) --------------------------------------------- */

/* Those whom run_to_tell() finds, by a letter. */
int	run_tell_of(struct work *w, struct cycle *c,
	    const struct list *changes, const char *template,
	    struct model *m, size_t *told, struct err *e);
/* Those who were told of a step that is left out, by a letter (left_out.c). */
int	run_tell_left_out(struct work *w, struct cycle *c,
	    const struct cycle_step *s, const char *reason, size_t *told,
	    struct err *e);
/* "followers" and the first of them, "follower": what goes on without it. */
void	run_followers_model(struct work *w, const struct cycle *c,
	    const struct cycle_step *s, struct model *m);
/* Everybody who was told anything of the cycle, by a letter. */
int	run_tell_all(struct work *w, struct cycle *c, const char *template,
	    struct model *m, size_t *told, struct err *e);

/* --- words of templates (words.c) --------------------------------------- */

/*
 * Sets cycle, playbook, day0, declared, reason, state; and of a step (NULL:
 * empty) step, ref ("CYCLE/STEP"), number, title, kind, begin, until, due,
 * due_when, owner, change, note, step_state.
 */
void	run_model(struct work *w, struct model *m, const struct cycle *c,
	    const struct cycle_step *s);
/* Sets total, done, skipped, missed, late. */
void	run_counts(struct work *w, struct model *m, const struct cycle *c);
/* Adds to the list "dates" the steps that are still to come, by time: when,
 * title, step, kind; outside: stages and meetings only.  until: no later,
 * INT64_MAX for all. */
void	run_dates_model(struct work *w, struct model *m,
	    const struct cycle *c, bool outside, int64_t until);
/* The list "concerned" in its place: of these steps (char *: names) only. */
void	run_dates_of(struct work *w, struct model *m,
	    const struct cycle *c, const struct list *names);
/* Whose the step is: "Dan Base", "Database team", "coordinator". */
const char *run_owner(struct work *w, const struct cycle_step *s);
/* On whom it hangs: who approves ("2 of board"), who is asked ("all teams"),
 * else whose it is. */
const char *run_on_whom(struct work *w, const struct cycle_step *s);
/* Its state at a glance: done, skipped, MISSED, FAILED, lost, LATE, held, due,
 * open, "". */
const char *run_glance(struct work *w, const struct cycle_step *s);

/* Adds to the list "bulletins" what the cycle is about: reference, headline,
 * severity, act; *n: how many. */
int	run_bulletins_model(struct work *w, struct model *m,
	    const struct cycle *c, size_t *n, struct err *e);
/* Names of every letter of a step: the above, "dates", and late_since (when
 * it was due, where it comes late). */
int	run_letter_model(struct work *w, struct model *m,
	    const struct cycle *c, const struct cycle_step *s, int64_t late,
	    struct err *e);
/* The step's own template where there is one of that name, else that. */
const char *run_template(struct work *w, const char *own,
	    const char *kind);

/* --- what several kinds share (kinds.c) --------------------------------- */

/* Reminds those who owe it, in chat: "step-remind". */
int	run_remind(struct work *w, const struct cycle *c,
	    const struct cycle_step *s, struct err *e);
/* It is due and not done: tells them and the coordinator, "step-due". */
int	run_overdue(struct work *w, const struct cycle *c,
	    const struct cycle_step *s, struct err *e);
/* "tick" of a kind that anybody may end who may at all. */
int	run_ticked(struct work *w, const struct cycle *c,
	    struct cycle_step *s, const char *note, struct err *e);
/* Looks whether what "expect" waits for is there: 1 and what, 0, -1. */
int	run_expected(struct work *w, const struct cycle *c,
	    const struct cycle_step *s, const char **what, struct err *e);

/* The callback of meetings (meet.c). */
int	run_meet(struct work *w, const struct cycle *c,
	    struct cycle_step *s, const char *what, int64_t late,
	    struct err *e);

/* --- stages (stage.c) --------------------------------------------------- */

/* The kind's callbacks. */
int	run_stage(struct work *w, const struct cycle *c,
	    struct cycle_step *s, const char *what, int64_t late,
	    struct err *e);
int	run_stage_moved(struct work *w, const struct cycle *c,
	    struct cycle_step *s, int64_t old, struct err *e);
/* Sets "night" (its deployment's name while that is planned, else empty) and
 * "announced": the help desk was told of it. */
int	run_stage_model(struct work *w, struct model *m,
	    const struct cycle_step *s, struct err *e);
/* "2026-11-production": how the first of its deployments is called. */
const char *run_night_name(struct work *w, const struct cycle *c,
	    const struct cycle_step *s);
/* Calls its deployment off, where it is planned. */
int	run_stage_cancel(struct work *w, const struct cycle *c,
	    struct cycle_step *s, const char *reason, struct err *e);

#endif
