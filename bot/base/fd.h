/* SPDX-License-Identifier: ISC */
/* Descriptors: sealed memory files that carry mails, and small whole files. */
#ifndef BASE_FD_H
#define BASE_FD_H

#include <stdbool.h>
#include <stddef.h>

#include "base/err.h"
#include "base/str.h"

struct buf;

/*
 * A sealed memfd (F_SEAL_SHRINK, GROW, WRITE, SEAL) of these bytes; the caller
 * closes it.  -1 and *e on failure.
 */
int	fd_sealed(struct span bytes, struct err *e);
/*
 * A memfd of n zero bytes, mapped for this process and to be mapped by another
 * one: its size cannot change any more.  *at is where it lies; NULL, -1 and *e
 * on failure.  The caller closes it.
 */
int	fd_shared(size_t n, void **at, struct err *e);
/*
 * Is this a memfd that nobody can change any more, with at most max bytes?
 * What another process sends may be anything.
 */
bool	fd_is_sealed(int fd, size_t max);
/*
 * Reads all of a descriptor from its start (memfd or regular file), at most
 * max bytes; more is ERR_LIMIT.  Appends to out.
 */
int	fd_read_all(int fd, size_t max, struct buf *out, struct err *e);
/* The same of what can be read but once (a pipe), to where it ends. */
int	fd_read_stream(int fd, size_t max, struct buf *out, struct err *e);
int	file_read_all(const char *path, size_t max, struct buf *out,
	    struct err *e);
/* Writes all of it to a blocking descriptor. */
int	fd_write_all(int fd, const char *p, size_t n, struct err *e);

#endif
