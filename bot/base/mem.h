/* SPDX-License-Identifier: ISC */
/*
 * Allocation that never fails: out of memory is fatal, as every state worth
 * keeping is already in the database.  Free with free(3).
 */
#ifndef BASE_MEM_H
#define BASE_MEM_H

#include <stddef.h>

void	*mem_alloc(size_t n);			/* zeroed */
void	*mem_raw(size_t n);			/* not zeroed */
void	*mem_array(size_t n, size_t size);	/* zeroed, overflow checked */
void	*mem_grow(void *p, size_t n, size_t size);
char	*mem_str(const char *s);		/* NULL stays NULL */
char	*mem_strn(const char *s, size_t n);	/* n bytes and a NUL */
/* Overwrites n bytes in a way the compiler keeps: for secrets. */
void	 mem_wipe(void *p, size_t n);

#endif
