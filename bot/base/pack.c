/* SPDX-License-Identifier: ISC */
/* Values in a row of bytes; see pack.h. */
#include "base/pack.h"

#include <string.h>

#include "base/arena.h"
#include "base/log.h"

#define NO_STRING UINT32_MAX

static void
put(struct buf *b, uint64_t v, size_t n)
{
	for (; n > 0; n--, v >>= 8)
		buf_addc(b, (char)(v & 0xff));
}

void
pack_u8(struct buf *b, uint8_t v)
{
	put(b, v, 1);
}

void
pack_u32(struct buf *b, uint32_t v)
{
	put(b, v, 4);
}

void
pack_i64(struct buf *b, int64_t v)
{
	put(b, (uint64_t)v, 8);
}

void
pack_str(struct buf *b, const char *s)
{
	pack_span(b, span_of(s));
}

void
pack_span(struct buf *b, struct span s)
{
	if (s.n >= NO_STRING)
		log_fatalx("a string of %zu bytes in a frame", s.n);
	pack_u32(b, s.p != NULL ? (uint32_t)s.n : NO_STRING);
	if (s.p != NULL)
		buf_add(b, s.p, s.n);
}

static uint64_t
get(struct unpack *u, size_t n)
{
	uint64_t v = 0;
	size_t i;

	if (u->bad || u->n < n) {
		u->bad = true;
		return 0;
	}
	for (i = n; i > 0; i--)
		v = v << 8 | (unsigned char)u->p[i - 1];
	u->p += n;
	u->n -= n;
	return v;
}

uint8_t
unpack_u8(struct unpack *u)
{
	return (uint8_t)get(u, 1);
}

uint32_t
unpack_u32(struct unpack *u)
{
	return (uint32_t)get(u, 4);
}

int64_t
unpack_i64(struct unpack *u)
{
	return (int64_t)get(u, 8);
}

struct span
unpack_span(struct unpack *u)
{
	uint32_t n = unpack_u32(u);
	struct span s = { NULL, 0 };

	if (u->bad || n == NO_STRING)
		return s;
	if (n > u->n) {
		u->bad = true;
		return s;
	}
	s = (struct span){ u->p, n };
	u->p += n;
	u->n -= n;
	return s;
}

char *
unpack_str(struct unpack *u, struct arena *a)
{
	struct span s = unpack_span(u);

	if (s.p == NULL)
		return NULL;
	if (memchr(s.p, '\0', s.n) != NULL) {
		u->bad = true;
		return NULL;
	}
	return arena_strn(a, s.p, s.n);
}

char *
unpack_line(struct unpack *u, struct arena *a)
{
	char *s = unpack_str(u, a);
	struct buf b = { 0 };

	if (s == NULL)
		return NULL;
	if (!utf8_valid(s, strlen(s))) {
		utf8_add_clean(&b, s, strlen(s));
		s = arena_strn(a, buf_str(&b), b.n);
		buf_free(&b);
	}
	utf8_one_line(s);
	return s;
}

uint32_t
unpack_count(struct unpack *u, uint32_t max)
{
	uint32_t n = unpack_u32(u);

	if (n > max || n > u->n)
		u->bad = true;
	return u->bad ? 0 : n;
}

bool
unpack_done(const struct unpack *u)
{
	return !u->bad && u->n == 0;
}
