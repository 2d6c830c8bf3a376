/* SPDX-License-Identifier: ISC */
/*
 * Content-Transfer-Encodings undone (RFC 2045, 6.7 and 6.8), as a signature
 * needs it: exactly, and refused where the bytes are none of the kind.  What
 * is only shown to a person is decoded more kindly by text/mime.c.
 */
#ifndef TEXT_DECODE_H
#define TEXT_DECODE_H

#include <stdbool.h>

#include "base/str.h"

struct buf;

/* Adds the bytes; white space may stand anywhere.  False where something is
 * there that base64 does not know, or the length cannot be. */
bool	decode_base64(struct buf *out, struct span in);
/* Adds the bytes; line ends stay as they are, blanks at a line's end go. */
void	decode_quoted_printable(struct buf *out, struct span in);

#endif
