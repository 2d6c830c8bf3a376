/* SPDX-License-Identifier: ISC */
/* Errors carried by value; see err.h. */
#include "base/err.h"

#include <errno.h>
#include <stdarg.h>
#include <stdio.h>
#include <string.h>

#include "base/str.h"

/*
 * Leaves out what is no UTF-8: our room and a "%.200s" end after bytes, in the
 * middle of a character at times, and the text goes out in chat and mail.
 */
static void
clean(char *s)
{
	size_t n = strlen(s), len;
	char *to = s;

	for (; n > 0; s += len, n -= len)
		if (utf8_decode(s, n, &len) != 0xfffd || len == 3) {
			memmove(to, s, len);
			to += len;
		}
	*to = '\0';
}

int
err_set(struct err *e, enum err_code code, const char *fmt, ...)
{
	va_list ap;

	if (e == NULL)
		return -1;
	e->code = code;
	va_start(ap, fmt);
	vsnprintf(e->text, sizeof(e->text), fmt, ap);
	va_end(ap);
	clean(e->text);
	return -1;
}

int
err_sys(struct err *e, const char *fmt, ...)
{
	int saved = errno;
	char text[400];
	va_list ap;

	va_start(ap, fmt);
	vsnprintf(text, sizeof(text), fmt, ap);
	va_end(ap);
	err_set(e, saved == ENOSPC || saved == EDQUOT || saved == EROFS ?
	    ERR_FULL : ERR_SYSTEM, "%s: %s", text, strerror(saved));
	errno = saved;
	return -1;
}

int
err_in(struct err *e, const char *fmt, ...)
{
	char before[200], text[sizeof(e->text)];
	va_list ap;

	if (e == NULL)
		return -1;
	va_start(ap, fmt);
	vsnprintf(before, sizeof(before), fmt, ap);
	va_end(ap);
	memcpy(text, e->text, sizeof(text));
	snprintf(e->text, sizeof(e->text), "%s: %.270s", before, text);
	clean(e->text);
	return -1;
}

void
err_clear(struct err *e)
{
	if (e == NULL)
		return;
	e->code = ERR_NONE;
	e->text[0] = '\0';
}
