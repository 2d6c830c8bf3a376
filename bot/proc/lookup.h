/* SPDX-License-Identifier: ISC */
/*
 * Core's look-ups of TXT records: asked of the names role, remembered for
 * their TTL, and several askers of one name wait for one answer.
 */
#ifndef PROC_LOOKUP_H
#define PROC_LOOKUP_H

#include "proc/roles.h"

struct lookup;

/* answer: a packed names_answer, good during the call. */
typedef void lookup_fn(void *arg, uint32_t id, const struct buf *answer);

struct lookup *lookup_new(struct roles *roles, lookup_fn *fn, void *arg);
void	lookup_free(struct lookup *l);
/* Answers fn(arg, id, ...) now or later. */
void	lookup_ask(struct lookup *l, const char *name, uint32_t id);
/* A RESULT frame of the names role; false: it makes no sense. */
bool	lookup_result(struct lookup *l, struct frame *f);
/* The names role ended: everything that waits has failed for now. */
void	lookup_names_ended(struct lookup *l);
/* Forgets what was remembered (a reload). */
void	lookup_forget(struct lookup *l);

#endif
