/* SPDX-License-Identifier: ISC */
/*
 * Values in a row of bytes, for the frames between core and its roles: fixed
 * little-endian numbers and strings with their length before them.  Reading
 * is bounds-checked and sticky: once something did not fit, every later value
 * is 0 or NULL and unpack_ok() says so; check once, at the end.
 */
#ifndef BASE_PACK_H
#define BASE_PACK_H

#include <stdbool.h>
#include <stdint.h>

#include "base/buf.h"
#include "base/str.h"

struct arena;

void	pack_u8(struct buf *b, uint8_t v);
void	pack_u32(struct buf *b, uint32_t v);
void	pack_i64(struct buf *b, int64_t v);
void	pack_str(struct buf *b, const char *s);		/* NULL stays NULL */
void	pack_span(struct buf *b, struct span s);	/* p NULL: NULL */

struct unpack {
	const char	*p;
	size_t		 n;
	bool		 bad;
};

uint8_t	 unpack_u8(struct unpack *u);
uint32_t unpack_u32(struct unpack *u);
int64_t	 unpack_i64(struct unpack *u);
struct span unpack_span(struct unpack *u);	/* borrowed */
/* A copy in the arena; a string with a NUL inside is bad. */
char	*unpack_str(struct unpack *u, struct arena *a);
/* The same made one clean line of UTF-8 (utf8_one_line): of a role that foreign
 * bytes may have captured, for what people and logs are shown. */
char	*unpack_line(struct unpack *u, struct arena *a);
/* A count of things of at least one byte each: at most max and what is left. */
uint32_t unpack_count(struct unpack *u, uint32_t max);
/* Nothing went wrong and nothing is left over. */
bool	 unpack_done(const struct unpack *u);

#endif
