/* SPDX-License-Identifier: ISC */
/*
 * "patchbot queue": looking at rows and putting them back.  Rows are named
 * i12 (inbox) and o7 (outbox).
 */
#ifndef PROC_QUEUE_H
#define PROC_QUEUE_H

#include <stdbool.h>

#include "base/buf.h"
#include "flow/flow.h"

/* Runs one request; true: accepted.  The answer is there either way. */
bool	queue_run(struct flow *f, const char *request, struct buf *answer);

#endif
