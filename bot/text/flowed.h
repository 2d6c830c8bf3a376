/* SPDX-License-Identifier: ISC */
/*
 * Text in format=flowed (RFC 3676): a line that ends with a blank goes on in
 * the next one.  Many mail programs write so; a title or a command that is
 * longer than a line would else be cut.
 */
#ifndef TEXT_FLOWED_H
#define TEXT_FLOWED_H

#include <stdbool.h>

#include "base/str.h"

struct buf;

/*
 * Adds the text (LF) with its lines as they were before they were broken, and
 * without the blanks that were put before some.  delsp: the blank that a break
 * left behind was put there for it.
 */
void	flowed_add(struct buf *out, struct span text, bool delsp);

#endif
