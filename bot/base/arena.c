/* SPDX-License-Identifier: ISC */
/* Memory with one life; see arena.h. */
#include "base/arena.h"

#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/log.h"
#include "base/mem.h"

#define BLOCK	4096		/* bytes that are taken from malloc at once */
#define LARGE	(BLOCK / 4)	/* above this a block of its own */
#define PRINTED	256		/* bytes that are printed without a detour */
#define ALIGN	_Alignof(max_align_t)

struct block {
	struct block	*next;
	size_t		 used, size;
	max_align_t	 bytes[];
};

/* The arena lies in its first block: most need no second one. */
struct arena {
	struct block	*open;		/* where the next one goes */
	struct block	*all;
};

/* What is taken from it is zeroed piece by piece, as most of a block is never
 * taken. */
static struct block *
block_new(size_t size)
{
	struct block *b = mem_raw(sizeof(*b) + size);

	b->next = NULL;
	b->used = 0;
	b->size = size;
	return b;
}

static void *
take(struct block *b, size_t n)
{
	void *p = (char *)b->bytes + b->used;

	b->used += n;
	return p;
}

static size_t
aligned(size_t n)
{
	return (n + ALIGN - 1) / ALIGN * ALIGN;
}

struct arena *
arena_new(void)
{
	struct block *b = block_new(BLOCK - sizeof(*b));
	struct arena *a = take(b, aligned(sizeof(*a)));

	a->open = a->all = b;
	return a;
}

void
arena_free(struct arena *a)
{
	struct block *b, *next;

	if (a == NULL)
		return;
	for (b = a->all; b != NULL; b = next) {
		next = b->next;
		free(b);
	}
}

void
arena_wipe(struct arena *a)
{
	struct block *b;

	/* the first block holds the arena, and what arena_free needs of it */
	for (b = a->all; b != NULL; b = b->next)
		if (b->bytes != (max_align_t *)(void *)a)
			mem_wipe(b->bytes, b->used);
		else
			mem_wipe((char *)b->bytes + aligned(sizeof(*a)),
			    b->used - aligned(sizeof(*a)));
	arena_free(a);
}

/* n bytes, not zeroed. */
static void *
get(struct arena *a, size_t n)
{
	struct block *b = a->open;

	n = aligned(n);
	if (b->size - b->used < n) {
		b = block_new(n > LARGE ? n : BLOCK - sizeof(*b));
		b->next = a->all;
		a->all = b;
		/* behind a large one the open block stays open */
		if (n <= LARGE)
			a->open = b;
	}
	return take(b, n);
}

void *
arena_alloc(struct arena *a, size_t n)
{
	return memset(get(a, n), 0, n);
}

char *
arena_str(struct arena *a, const char *s)
{
	return s != NULL ? arena_strn(a, s, strlen(s)) : NULL;
}

char *
arena_strn(struct arena *a, const char *s, size_t n)
{
	char *p = get(a, n + 1);

	if (n != 0)
		memcpy(p, s, n);
	p[n] = '\0';
	return p;
}

char *
arena_lower(struct arena *a, struct span s)
{
	char *p = arena_strn(a, s.p, s.n);
	size_t i;

	for (i = 0; i < s.n; i++)
		p[i] = ascii_lower(p[i]);
	return p;
}

char *
arena_printf(struct arena *a, const char *fmt, ...)
{
	char few[PRINTED], *p;
	va_list ap;
	int n;

	va_start(ap, fmt);
	n = vsnprintf(few, sizeof(few), fmt, ap);
	va_end(ap);
	if (n < 0)
		log_fatalx("a format that cannot be printed: %s", fmt);
	if ((size_t)n < sizeof(few))
		return arena_strn(a, few, (size_t)n);
	p = get(a, (size_t)n + 1);
	va_start(ap, fmt);
	vsnprintf(p, (size_t)n + 1, fmt, ap);
	va_end(ap);
	return p;
}
