/* SPDX-License-Identifier: ISC */
/* What only this folder does with deployments. */
#ifndef CYCLE_DEPLOYMENT_H
#define CYCLE_DEPLOYMENT_H

#include "handlers/cycle/cycle.h"

/* Writes a new one; sets its id. */
int	cycle_insert(struct work *w, struct deployment *d, struct err *e);
/* Has the clock look at the nights ahead next morning (job_watch.c). */
int	watch_arm(struct work *w, struct err *e);
/* Remembers a move or extension ("moved", "extended") that cycle_save has
 * written or will write. */
int	cycle_changed(struct work *w, const struct deployment *d,
	    const char *kind, int64_t old_start, int64_t old_end,
	    const char *reason, struct err *e);

/* Adds to the list "overlaps" (other, server, from, to) the planned or open
 * deployments that touch one of its servers at the same time. */
int	cycle_warn_overlaps(struct work *w, const struct deployment *d,
	    struct model *m, struct err *e);

/* --- stages of running cycles (stage.c) ---------------------------------- */

/* The notices that its playbook gives a stage, oldest first; *n is 0 where
 * the site's rules hold. */
int	cycle_stage_notices(struct work *w, const struct deployment *d,
	    int64_t due[], size_t *n, struct err *e);
/* A notice of it is due: 1, or 0 where the stage is not needed, as "when" does
 * not hold; then it was called off, and nobody had heard of it. */
int	cycle_stage_wanted(struct work *w, struct deployment *d,
	    struct err *e);
/* The help desk was just told of it: where what it waits for is late, the
 * coordinator hears that. */
int	cycle_stage_doubt(struct work *w, const struct deployment *d,
	    struct err *e);
/* Adds (char *: a sentence's words) what a planned one still waits for that
 * makes it uncertain: approvals, and what is late of the rest. */
int	cycle_stage_open(struct work *w, const struct deployment *d,
	    struct list *out, struct err *e);
/* It came to an end (its state says which): so does its step. */
int	cycle_stage_ended(struct work *w, const struct deployment *d,
	    const char *note, struct err *e);
/* It was called off: so is its step, and who was told of that hears it; m gets
 * how many ("others") and what goes on without it ("followers"). */
int	cycle_stage_cancelled(struct work *w, const struct deployment *d,
	    const char *reason, struct model *m, struct err *e);
/* Its end was put off: what hangs on that moves; m gets what did ("changes",
 * "minds", "others_told"). */
int	cycle_stage_extended(struct work *w, const struct deployment *d,
	    const char *reason, struct model *m, struct err *e);
/* The night of a step: "CYCLE/STEP", or "STEP" of an open cycle; the one that
 * is in such a state (bits), else another: 1, 0 where no stage is called so,
 * -1, with a sentence where several are. */
int	cycle_stage_named(struct work *w, const char *word, unsigned states,
	    struct deployment **out, struct err *e);

/* --- steps of running cycles (move_step.c) ------------------------------ */

/* "move STEP [due] WHEN [for LENGTH] [REASON]", answer included. */
int	cycle_move_step(struct work *w, const struct words *words,
	    struct err *e);
/* "preview move STEP ...": what would come of it; nothing is done. */
int	cycle_preview_move(struct work *w, const struct words *words,
	    struct err *e);
/* The same of a deployment that is no step (cmd_move.c). */
int	cycle_preview_night(struct work *w, const struct words *words,
	    struct err *e);
/* "preview STEP [WHAT] [for WHO]": what it would send now; nothing is sent. */
int	cycle_preview_step(struct work *w, const struct words *words,
	    struct err *e);
/* Puts a letter's HTML (or NULL) beside the answer and sets "html", and "file"
 * where it lies there. */
void	preview_html(struct work *w, struct model *m, const char *html,
	    const char *file);
/* Sets the list "messages" to what was tried (struct trial *), and "more";
 * files beside the answer are called "NAME-1.html". */
void	preview_messages(struct work *w, struct model *m, const char *name,
	    const struct list *all);
/* "extend STEP LENGTH REASON": its due time is put off. */
int	cycle_extend_step(struct work *w, const struct words *words,
	    struct err *e);
/* The word is an open cycle and no deployment: 1, 0, -1. */
int	cycle_is_cycle(struct work *w, const char *word, struct err *e);
/* "cancel CYCLE REASON". */
int	cycle_cancel_all(struct work *w, const struct words *words,
	    struct err *e);

/* --- what people write ------------------------------------------------ */

/*
 * Letters, digits, '.', '_' and '-', the first a letter or digit, at most
 * DEPLOYMENT_NAME_MAX; no word that commands use themselves, no number, no
 * span of time and no team's id, so it is never mistaken for one.
 */
int	cycle_check_name(struct work *w, const char *name, struct err *e);
/*
 * A start at words i and maybe i + 1: "2026-12-01 21:30", "2026-12-01T21:30",
 * RFC 3339.  It must lie ahead.  *used: how many words it took.
 */
int	cycle_parse_start(struct work *w, const struct words *words, size_t i,
	    int64_t *start, size_t *used, struct err *e);
/* The same for what has a date already (old), so that a date alone (its hour
 * stays) and "+1d" or "-2h" (later, earlier than it was) will do. */
int	cycle_parse_when(struct work *w, const struct words *words, size_t i,
	    int64_t old, int64_t *at, size_t *used, struct err *e);
/* A length between DEPLOYMENT_MIN and DEPLOYMENT_MAX. */
int	cycle_parse_length(const char *word, int64_t *seconds, struct err *e);

#endif
