/* SPDX-License-Identifier: ISC */
/*
 * The bytes of one character set to UTF-8, by tables that were made when this
 * was built (charset_tables.h).  Bytes that are no character become U+FFFD,
 * one by one.
 */
#ifndef TEXT_CHARSET_DECODE_H
#define TEXT_CHARSET_DECODE_H

#include <stdbool.h>
#include <stddef.h>

#include "base/str.h"

struct buf;

/* Adds the bytes until out has max bytes, or a few more; false, with nothing
 * added, where the set is none of the tables' (no alias is known here). */
bool	charset_decode(struct buf *out, const char *set, struct span bytes,
	    size_t max);

#endif
