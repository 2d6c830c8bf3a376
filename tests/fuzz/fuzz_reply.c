/* SPDX-License-Identifier: ISC */
/*
 * Any bytes as the calendar part of a mail: what is read of them is few, short
 * and of one line, and goes through the frame to core.
 */
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include "base/arena.h"
#include "text/reading_parts.h"

int	LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static void
need(int ok)
{
	if (!ok)
		abort();
}

static void
look(const struct calendar_reply *x)
{
	need(x->uid != NULL && x->uid[0] != '\0');
	need(strpbrk(x->uid, "\r\n") == NULL);
	need(x->attendee != NULL && strlen(x->attendee) <= 254);
	need(x->says <= REPLY_MAYBE && x->sequence >= 0);
	need(x->comment == NULL || (strlen(x->comment) <= REPLY_COMMENT_MAX &&
	    utf8_valid(x->comment, strlen(x->comment))));
}

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	struct arena *a = arena_new();
	struct mime_part p = { .type = "text/calendar",
	    .body = { (const char *)data, size } };
	struct mime_mail m = { 0 };
	struct reading r = { .text = "" }, *back;
	struct buf b = { 0 };
	struct unpack u;
	bool any;
	size_t i;

	list_add_in(a, &m.parts, &p);
	any = reading_is_calendar_reply(a, &m, &r);
	need(any == (r.replies.n > 0) && r.replies.n <= READING_REPLIES_MAX);
	for (i = 0; i < r.replies.n; i++)
		look(r.replies.at[i]);
	reading_pack(&b, &r);
	u = (struct unpack){ b.p, b.n, false };
	need((back = reading_unpack(a, &u)) != NULL);
	need(back->replies.n == r.replies.n);
	buf_free(&b);
	arena_free(a);
	return 0;
}
