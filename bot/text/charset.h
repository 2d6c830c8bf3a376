/* SPDX-License-Identifier: ISC */
/*
 * Text in the character sets that mails really use, to UTF-8.
 *
 * iconv needs files of the system, and a sealed process may open none.  So
 * charset_open() is called before the seal: it makes tables of the 8-bit sets
 * and keeps descriptors of the others.  Without it, the first use opens them.
 */
#ifndef TEXT_CHARSET_H
#define TEXT_CHARSET_H

#include <stddef.h>

#include "base/str.h"

struct arena;
struct buf;

void	charset_open(void);
/*
 * Adds the bytes as clean UTF-8 (see utf8_add_clean) with LF line ends, at
 * most max bytes of it.  An unknown or missing charset is UTF-8 where the
 * bytes are that, else windows-1252.
 */
void	charset_add(struct buf *out, const char *charset, struct span bytes,
	    size_t max);
/*
 * A header value with its encoded words (RFC 2047) decoded, as one line of
 * clean UTF-8 without control characters.
 */
char	*charset_header(struct arena *a, struct span raw);

#endif
