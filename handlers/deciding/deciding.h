/* SPDX-License-Identifier: ISC */
/*
 * Deciding about bulletins: how pressing one is here (its level), by when it
 * has to be done in each environment, and what was decided, by whom, on what
 * evidence.  The folder's one public header.
 *
 * Due dates have one home, and it is here.  None is stored: each is worked out
 * from the policy in force ("decide { policy NAME }", else "act-within"), from
 * when the bulletin was announced, and from the levels that it has had since.
 */
#ifndef DECIDING_DECIDING_H
#define DECIDING_DECIDING_H

#include "handlers/handler.h"

struct bulletin;		/* handlers/bulletin/bulletin.h */
struct deployment;		/* handlers/cycle/cycle.h */

/*
 * A believed mail's bulletin was saved; old: as it was before, NULL for a new
 * one.  Adds to the list what it changes for us (char *, in the arena): other
 * due dates.  *alarm: it became exploited, and deciding_alarm() is to be
 * called when the committee was told.
 */
int	deciding_take(struct work *w, const struct bulletin *b,
	    const struct bulletin *old, struct list *changes, bool *alarm,
	    struct err *e);
/* Proposes the emergency's playbook to the coordinator, where the
 * configuration names one for the threat that the bulletin is under. */
int	deciding_alarm(struct work *w, const struct bulletin *b,
	    struct err *e);

/* The site's severity with all that raised and lowered it. */
int	deciding_level(struct work *w, const struct bulletin *b,
	    uint32_t *level, struct err *e);
/*
 * What kind of patch it is ("service pack") and for what class of systems
 * ("server"), as somebody said, else as its reader knows, else NULL.
 */
int	deciding_type(struct work *w, const struct bulletin *b,
	    const char **type, const char **class, struct err *e);
/* The words for both, as they are written in commands and playbooks; each ends
 * with NULL. */
extern const char *const deciding_types[], *const deciding_classes[];
/* "act by 2026-12-01 10:00", "act with the next service pack", "nothing to do
 * by policy": of its environments the first due one. */
int	deciding_act(struct work *w, const struct bulletin *b,
	    const char **act, struct err *e);
/*
 * Fills a model for the summary and for "bulletin ID": act, act-by (a date, or
 * empty), dues, level, raised, factors, threat, type, class, hotfix, decided,
 * shields, checks, policy.
 */
int	deciding_model(struct work *w, const struct bulletin *b,
	    struct model *m, struct err *e);

/* Whether somebody compared it with a second source: 1, 0, -1. */
int	deciding_checked(struct work *w, const struct bulletin *b,
	    struct err *e);
/* Whether nothing was left to do about it at that time, and still is not: 1, 0,
 * -1. */
int	deciding_closed_by(struct work *w, const struct bulletin *b,
	    int64_t at, struct err *e);
/* The environment of the policy in force that a word resembles which is none of
 * them, or NULL: what is mistyped makes nothing done. */
const char *deciding_near_environment(struct work *w, const char *word);
/* Whether it was decided not to deploy it there for now: 1, 0, -1. */
int	deciding_barred(struct work *w, const struct bulletin *b,
	    const char *environment, struct err *e);
/*
 * A deployment was completed: what it carried is done there, unless another
 * one of that environment, planned or open, is to bring it to more servers.
 * What was called off, or ended uncompleted, makes nothing done.
 */
int	deciding_completed(struct work *w, const struct deployment *d,
	    struct err *e);

#endif
