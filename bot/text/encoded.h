/* SPDX-License-Identifier: ISC */
/*
 * Text in header fields to UTF-8: encoded words (RFC 2047) and raw bytes.
 * By hand and without iconv, because it runs where no file can be opened.
 * UTF-8, US-ASCII, ISO-8859-1 and windows-1252 are decoded; of any other
 * charset the ASCII characters stay and the rest becomes U+FFFD.
 */
#ifndef TEXT_ENCODED_H
#define TEXT_ENCODED_H

#include <stdbool.h>

#include "base/str.h"

struct buf;

/*
 * Adds the decoded text to out, on one line: folding and decoded line ends
 * become a blank, other control characters vanish.  Something that only looks
 * like an encoded word stays as it is.  False where an encoded word hid
 * control characters (NUL, line ends, escapes) in itself.
 */
bool	encoded_decode(struct buf *out, struct span in);
/* "=?" stands somewhere in it. */
bool	encoded_marks(struct span s);

#endif
