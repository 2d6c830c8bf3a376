/* SPDX-License-Identifier: ISC */
/*
 * Memory with one life: everything taken from an arena goes when the arena
 * goes.  One arena per inbox row, one per loaded configuration.
 *
 * For: no frees on the error paths, no question of who owns a string that
 * hangs on three structures.  Against: nothing can be given back early, so
 * never keep an arena across rows, and never grow something in a loop in it.
 * Allocation never fails; memory is zeroed and aligned for any type.
 */
#ifndef BASE_ARENA_H
#define BASE_ARENA_H

#include <stddef.h>

#include "base/str.h"

struct arena;

struct arena *arena_new(void);
void	 arena_free(struct arena *a);	/* NULL is fine */
void	 arena_wipe(struct arena *a);	/* the same; its bytes are gone, too */
void	*arena_alloc(struct arena *a, size_t n);
char	*arena_str(struct arena *a, const char *s);	/* NULL stays NULL */
char	*arena_strn(struct arena *a, const char *s, size_t n);
/* The bytes of s, ASCII letters in lower case, and a NUL. */
char	*arena_lower(struct arena *a, struct span s);
char	*arena_printf(struct arena *a, const char *fmt, ...)
	    __attribute__((format(printf, 2, 3)));

#endif
