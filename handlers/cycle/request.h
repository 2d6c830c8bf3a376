/* SPDX-License-Identifier: ISC */
/*
 * The change request of an approval: the record of what it lets through, kept
 * as a document of the step's name.  What changes of it afterwards makes a new
 * version, and those whose yes is asked for are told the difference; whether
 * what they said still stands is the step's "renew".
 */
#ifndef CYCLE_REQUEST_H
#define CYCLE_REQUEST_H

#include "handlers/change/change.h"
#include "handlers/cycle/running.h"
#include "handlers/cycle/step.h"

/* Changes that come one behind the other are told together: when nothing has
 * changed for so long, but no later than that behind the first. */
#define REQUEST_SETTLE	(10 * MINUTE)
#define REQUEST_MOST	(30 * MINUTE)

/* Composes it as of now and keeps it; *version: the one that holds it. */
int	request_keep(struct work *w, const struct cycle *c,
	    const struct cycle_step *s, const char *why, int64_t *version,
	    struct err *e);
/* Sets "parts" (record_model()) and "version" from what was kept; both empty
 * where nothing was. */
int	request_model(struct work *w, struct model *m,
	    const struct cycle_step *s, struct err *e);
/* Sets the list "differences" (struct record_change *, NULL: none): heading,
 * label, before, now_is. */
void	request_changes_model(struct model *m, const struct list *changes);
/* Which version stood at that time (INT64_MAX: stands now); *version 0: none
 * did.  0 or -1. */
int	request_version(struct work *w, const struct cycle_step *s, int64_t at,
	    int64_t *version, struct err *e);
/* Adds (struct record_change *) how the last version differs from that one;
 * *at: when the last one was made. */
int	request_changes(struct work *w, const struct cycle_step *s,
	    int64_t version, struct list *changes, int64_t *at,
	    struct err *e);
/* Holds all requests of a cycle against what is now; *made: how many have a
 * new version. */
int	request_check(struct work *w, struct cycle *c, size_t *made,
	    struct err *e);
/* Has the clock do that soon: something may have changed. */
int	request_later(struct work *w, const struct cycle *c, struct err *e);
/* Does the step wait for that one, directly or through others? */
bool	request_waits_for(const struct cycle *c, const struct cycle_step *s,
	    const char *gate);
/* It was approved, or got its identifier: those who are to know are told. */
int	request_announce(struct work *w, const struct cycle *c,
	    const struct cycle_step *s, struct err *e);

/* --- reading (rollback.c) ------------------------------------------------ */

/* "rollback TEXT ...", "rollback file FILE": its lines; -1 after an error. */
int	rollback_read(struct arena *a, const struct conf_node *step,
	    struct list *lines, struct conf_report *r);

#endif
