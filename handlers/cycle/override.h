/* SPDX-License-Identifier: ISC */
/*
 * Overrides: a change of a stage behind its freeze or cut-off.  Who asks for
 * one names the servers, the applications, the new date and the reason; it
 * takes effect when those have approved whom the stage names.
 *
 *	asked -> done -> over	it took effect, and its new date has passed
 *	asked -> over		the new date passed, or the stage began or
 *				ended, before it was approved: done_at is 0
 */
#ifndef CYCLE_OVERRIDE_H
#define CYCLE_OVERRIDE_H

#include "handlers/cycle/approve.h"
#include "handlers/cycle/request.h"

#define OVERRIDES_MAX	30	/* of one stage */
#define OVERRIDES_OVER	10	/* that are over, in the list */

struct override {
	int64_t		 id;
	int64_t		 cycle;
	const char	*step;
	bool		 all;		/* the whole stage moves */
	struct list	 servers, applications;	/* char * */
	int64_t		 until;		/* the new date */
	int64_t		 length;	/* of its window then; 0: as it is */
	const char	*reason, *asked_by;
	int64_t		 asked_at;
	const char	*state;
	int64_t		 done_at;	/* took effect; 0: it never did */
};

/* 1, 0, -1. */
int	override_load(struct work *w, int64_t id, struct override **out,
	    struct err *e);
/* Adds those of a cycle (0: all) in that state, as they came. */
int	override_list(struct work *w, int64_t cycle, const char *state,
	    struct list *out, struct err *e);
/* Adds those of that state, of cycles that are open, at most max of the newest,
 * as they came; *n: how many there are. */
int	override_list_open(struct work *w, const char *state, int64_t max,
	    struct list *out, int64_t *n, struct err *e);
int	override_save(struct work *w, const struct override *o, bool fresh,
	    struct err *e);
/* Adds what was said of it (struct vote *), by time. */
int	override_votes(struct work *w, const struct override *o,
	    struct list *out, struct err *e);
/* Sets override, what, length (or empty), applications, new_date, reason,
 * asked_by, and the flags waits, over, took_effect. */
void	override_model(struct work *w, struct model *m,
	    const struct override *o);
/* "web1 db1", "all of it", "all of it for 5h". */
const char *override_what(struct work *w, const struct override *o);
/* Why it is too late to approve it, s: the night's step or NULL; "" where it is
 * not. */
const char *override_late(struct work *w, const struct override *o,
	    const struct cycle *c, const struct cycle_step *s);
/* Has the clock bring it when it may be over. */
int	override_later(struct work *w, const struct override *o,
	    const struct cycle_step *s, struct err *e);
/* Asks those who have to approve it, each by a letter. */
int	override_ask(struct work *w, const struct cycle *c,
	    const struct cycle_step *s, const struct override *o,
	    struct err *e);
const struct quorum *override_quorum(const struct cycle_step *s);

/* "approve override NUMBER [REASON]", "reject override NUMBER REASON". */
int	override_vote(struct work *w, const struct words *words, bool yes,
	    struct err *e);
/* It is approved: the stage moves, or the servers are left out of it. */
int	override_do(struct work *w, struct cycle *c, struct cycle_step *s,
	    struct override *o, const char *by, struct err *e);

/* Who asked for it hears what became of it: "override-told". */
int	override_tell_asker(struct work *w, const struct model *m,
	    const struct override *o, struct err *e);

#endif
