/* SPDX-License-Identifier: ISC */
/*
 * Text in the character sets that mails really use, to UTF-8.  By tables of
 * our own (charset_decode.h), as iconv needs files of the system, and a sealed
 * process may open none.
 */
#ifndef TEXT_CHARSET_H
#define TEXT_CHARSET_H

#include <stddef.h>

#include "base/str.h"

struct arena;
struct buf;

/*
 * Adds the bytes as clean UTF-8 (see utf8_add_clean) with LF line ends, at
 * most max bytes of it.  An unknown or missing charset is UTF-8 where the
 * bytes are that, else windows-1252.
 */
void	charset_add(struct buf *out, const char *charset, struct span bytes,
	    size_t max);
/*
 * A header value with its encoded words (RFC 2047) decoded, as one line of
 * clean UTF-8 without control, direction and other invisible characters.
 */
char	*charset_header(struct arena *a, struct span raw);

#endif
