/* SPDX-License-Identifier: ISC */
/*
 * Looking into gzip (RFC 1952), tar (POSIX.1-1988 and the forms before it) and
 * uuencoded texts, without writing anything.  What is unpacked lies in memory
 * only as long as somebody looks at it, and all of one mail together costs no
 * more than its budget: a number of bytes that the caller sets and that counts
 * down.
 */
#ifndef TEXT_ARCHIVE_H
#define TEXT_ARCHIVE_H

#include <stdbool.h>
#include <stddef.h>

#include "base/buf.h"
#include "base/str.h"

struct arena;

#define ARCHIVE_LOOK_MAX	(4 << 20)	/* bytes of one file */
#define ARCHIVE_TOTAL_MAX	(32 << 20)	/* budget of one mail */

/* Looks at one file, whole or as far as ARCHIVE_LOOK_MAX: why it is refused,
 * or NULL.  The name may be NULL. */
typedef const char *archive_each(void *arg, const char *name,
	    struct span content, bool whole);

/* Inflates into out (raw deflate, or with zlib's header), at most
 * ARCHIVE_LOOK_MAX bytes and the budget; NULL, or why it cannot be done.
 * *used: bytes of in that it took. */
const char *archive_inflate(struct span in, bool raw, size_t *budget,
	    struct buf *out, bool *whole, size_t *used);

bool	gzip_is(struct span s);
/* each sees the name without its ".gz" (".tgz": ".tar"). */
const char *gzip_look(struct arena *a, const char *name, struct span s,
	    size_t *budget, archive_each *each, void *arg);

/* By the checksum of its first header, so old ones too. */
bool	tar_is(struct span s);
const char *tar_walk(struct arena *a, struct span s, size_t max_entries,
	    archive_each *each, void *arg);

/* Whether the line begins a uuencoded file, "begin 644 NAME": where NAME is in
 * it, or 0. */
size_t	uu_begins(struct span line);
/*
 * The next uuencoded file in a text: *name (in the arena) and its bytes, at
 * most ARCHIVE_LOOK_MAX; *rest moves behind it.  False where there is none.
 */
bool	uu_next(struct arena *a, struct span *rest, char **name,
	    struct buf *out);

#endif
