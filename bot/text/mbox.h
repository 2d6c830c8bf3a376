/* SPDX-License-Identifier: ISC */
/*
 * Mails out of an mbox file: lines "From SENDER DATE" part them.  Also as
 * list archives write it, where "From x at y  DATE" hides the address and the
 * mail's own field reads "From: x at y (Name)".
 */
#ifndef TEXT_MBOX_H
#define TEXT_MBOX_H

#include <stdbool.h>
#include <stddef.h>

#include "base/str.h"

struct buf;

struct mbox {
	struct span	 rest;
	size_t		 index;		/* of the mail read last, from 0 */
	bool		 started;
	bool		 cr;		/* its lines end by CR alone */
};

/* Its first line is one that parts mails. */
bool	mbox_is(struct span file);
void	mbox_open(struct mbox *m, struct span file);
/*
 * The next mail into *mail (emptied first): without the parting line and the
 * empty line before the next one, ">From " unquoted (mboxrd: one '>' less).
 * Where no LF is in the file at all, its lines end by CR, and LF takes their
 * place.  In a list archive "From: x at y (Name)" becomes "From: x@y (Name)".
 * False at the end.
 */
bool	mbox_next(struct mbox *m, struct buf *mail);

#endif
