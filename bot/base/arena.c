/* SPDX-License-Identifier: ISC */
/* Memory with one life; see arena.h. */
#include "base/arena.h"

#include <stdarg.h>
#include <stdlib.h>
#include <string.h>

#include "base/buf.h"
#include "base/mem.h"

#define BLOCK	4096
#define ALIGN	_Alignof(max_align_t)

struct block {
	struct block	*next;
	size_t		 used, size;
	max_align_t	 bytes[];
};

struct arena {
	struct block	*first;
};

struct arena *
arena_new(void)
{
	return mem_alloc(sizeof(struct arena));
}

void
arena_free(struct arena *a)
{
	struct block *b, *next;

	if (a == NULL)
		return;
	for (b = a->first; b != NULL; b = next) {
		next = b->next;
		free(b);
	}
	free(a);
}

void *
arena_alloc(struct arena *a, size_t n)
{
	struct block *b = a->first;
	void *p;

	n = (n + ALIGN - 1) / ALIGN * ALIGN;
	if (b == NULL || b->size - b->used < n) {
		size_t size = n > BLOCK / 4 ? n : BLOCK;

		b = mem_alloc(sizeof(*b) + size);
		b->size = size;
		/* a large one goes behind, so that the open block stays open */
		if (a->first != NULL && size == n) {
			b->next = a->first->next;
			a->first->next = b;
		} else {
			b->next = a->first;
			a->first = b;
		}
	}
	p = (char *)b->bytes + b->used;
	b->used += n;
	return p;
}

char *
arena_str(struct arena *a, const char *s)
{
	return s != NULL ? arena_strn(a, s, strlen(s)) : NULL;
}

char *
arena_strn(struct arena *a, const char *s, size_t n)
{
	char *p = arena_alloc(a, n + 1);

	if (n != 0)
		memcpy(p, s, n);
	return p;
}

char *
arena_printf(struct arena *a, const char *fmt, ...)
{
	struct buf b = { 0 };
	va_list ap;
	char *p;

	va_start(ap, fmt);
	buf_addv(&b, fmt, ap);
	va_end(ap);
	p = arena_strn(a, buf_str(&b), b.n);
	buf_free(&b);
	return p;
}
