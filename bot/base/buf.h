/* SPDX-License-Identifier: ISC */
/*
 * A growing string of bytes.  { 0 } is an empty one; once anything was added
 * p ends with a NUL that n does not count.  Allocation never fails.
 */
#ifndef BASE_BUF_H
#define BASE_BUF_H

#include <stdarg.h>
#include <stddef.h>

struct buf {
	char	*p;
	size_t	 n;
	size_t	 cap;
};

void	buf_add(struct buf *b, const void *p, size_t n);
void	buf_adds(struct buf *b, const char *s);
static inline void buf_addc(struct buf *b, char c);
void	buf_addf(struct buf *b, const char *fmt, ...)
	    __attribute__((format(printf, 2, 3)));
void	buf_addv(struct buf *b, const char *fmt, va_list ap)
	    __attribute__((format(printf, 2, 0)));
void	buf_cut(struct buf *b, size_t n);	/* shorten to n bytes */
const char *buf_str(const struct buf *b);	/* never NULL */
char	*buf_steal(struct buf *b);		/* the caller frees it */
void	buf_free(struct buf *b);

/* Here, as texts are written letter by letter. */
static inline void
buf_addc(struct buf *b, char c)
{
	if (b->cap - b->n < 2) {
		buf_add(b, &c, 1);
		return;
	}
	b->p[b->n++] = c;
	b->p[b->n] = '\0';
}

#endif
