/* SPDX-License-Identifier: ISC */
/* Allocation that never fails; see mem.h. */
#include "base/mem.h"

#include <stdlib.h>
#include <string.h>

#include "base/log.h"

void *
mem_alloc(size_t n)
{
	return mem_array(1, n);
}

void *
mem_raw(size_t n)
{
	void *p = malloc(n != 0 ? n : 1);

	if (p == NULL)
		log_fatal("out of memory (%zu bytes)", n);
	return p;
}

void *
mem_array(size_t n, size_t size)
{
	void *p = calloc(n != 0 ? n : 1, size != 0 ? size : 1);

	if (p == NULL)
		log_fatal("out of memory (%zu x %zu bytes)", n, size);
	return p;
}

void *
mem_grow(void *p, size_t n, size_t size)
{
	void *q = reallocarray(p, n, size);

	if (q == NULL)
		log_fatal("out of memory (%zu x %zu bytes)", n, size);
	return q;
}

char *
mem_str(const char *s)
{
	return s != NULL ? mem_strn(s, strlen(s)) : NULL;
}

char *
mem_strn(const char *s, size_t n)
{
	char *p = mem_raw(n + 1);

	memcpy(p, s, n);
	p[n] = '\0';
	return p;
}

void
mem_wipe(void *p, size_t n)
{
	if (p != NULL)
		explicit_bzero(p, n);
}
