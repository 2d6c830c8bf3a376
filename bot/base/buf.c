/* SPDX-License-Identifier: ISC */
/* A growing string of bytes; see buf.h. */
#include "base/buf.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/log.h"
#include "base/mem.h"

static void
reserve(struct buf *b, size_t more)
{
	size_t cap = b->cap != 0 ? b->cap : 64;

	if (b->cap - b->n > more)
		return;
	if (more >= (size_t)-1 / 4 - b->n)
		log_fatalx("a buffer of %zu + %zu bytes", b->n, more);
	while (cap < b->n + more + 1)
		cap *= 2;
	if (cap != b->cap)
		b->p = mem_grow(b->p, cap, 1);
	b->cap = cap;
}

void
buf_add(struct buf *b, const void *p, size_t n)
{
	reserve(b, n);
	if (n != 0)
		memcpy(b->p + b->n, p, n);
	b->n += n;
	b->p[b->n] = '\0';
}

void
buf_adds(struct buf *b, const char *s)
{
	buf_add(b, s, strlen(s));
}

void
buf_addf(struct buf *b, const char *fmt, ...)
{
	va_list ap;

	va_start(ap, fmt);
	buf_addv(b, fmt, ap);
	va_end(ap);
}

void
buf_addv(struct buf *b, const char *fmt, va_list ap)
{
	va_list again;
	size_t room;
	int n;

	/* most fit where there is room already, and are printed once */
	reserve(b, 1);
	room = b->cap - b->n;
	va_copy(again, ap);
	n = vsnprintf(b->p + b->n, room, fmt, ap);
	if (n < 0)
		log_fatalx("a format that cannot be printed: %s", fmt);
	if ((size_t)n >= room) {
		reserve(b, (size_t)n);
		vsnprintf(b->p + b->n, (size_t)n + 1, fmt, again);
	}
	va_end(again);
	b->n += (size_t)n;
}

void
buf_cut(struct buf *b, size_t n)
{
	if (n >= b->n)
		return;
	b->n = n;
	b->p[n] = '\0';
}

const char *
buf_str(const struct buf *b)
{
	return b->p != NULL ? b->p : "";
}

char *
buf_steal(struct buf *b)
{
	char *p = b->p != NULL ? b->p : mem_alloc(1);

	*b = (struct buf){ 0 };
	return p;
}

void
buf_free(struct buf *b)
{
	free(b->p);
	*b = (struct buf){ 0 };
}
