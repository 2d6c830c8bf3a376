/* SPDX-License-Identifier: ISC */
/*
 * The canonical forms of DKIM (RFC 6376, 3.4) for what no library here does:
 * ARC.  Line ends come out as CRLF, whichever the mail has.
 */
#ifndef TEXT_CANON_H
#define TEXT_CANON_H

#include <stdbool.h>
#include <stddef.h>

#include "base/str.h"

struct buf;

/*
 * Adds a field, raw as struct mail_field has it, with its CRLF.  Relaxed: the
 * name in lower case, lines unfolded, runs of blanks as one, none around the
 * colon or at the end.
 */
void	canon_field(struct buf *out, struct span raw, bool relaxed);
/* The same for the signature's own field: the value of its b= taken out, and
 * no CRLF behind it (3.7). */
void	canon_signature(struct buf *out, struct span raw, bool relaxed);

/* Takes the next piece of a canonical body. */
typedef void canon_sink(void *arg, const char *p, size_t n);

/*
 * Hands the body over in its canonical form, piece by piece.  lf: the mail's
 * lines end with LF (struct mail); else a bare LF ends none.
 */
void	canon_body(struct span body, bool relaxed, bool lf, canon_sink *sink,
	    void *arg);

#endif
