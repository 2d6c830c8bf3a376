/* SPDX-License-Identifier: ISC */
/* A stranger's words, made harmless; see quote.h. */
#include "handlers/bulletin/quote.h"

#include <string.h>

#include "handlers/handler.h"

/* --- one line, cut --------------------------------------------------- */

static bool
is_blank(unsigned c)
{
	return c <= ' ' || c == 0x7f || (c >= 0x80 && c <= 0xa0) ||
	    c == 0x2028 || c == 0x2029 || c == 0x3000;
}

/* What is not seen, or turns the direction of what is. */
static bool
is_hidden(unsigned c)
{
	return utf8_invisible(c) || (c >= 0xfe00 && c <= 0xfe0f) ||
	    c >= 0xe0000;
}

/* At most max characters in one line, runs of blanks made one. */
static void
add_line(struct buf *out, const char *text, size_t max)
{
	size_t left = strlen(text), len, n = 0;
	bool gap = false;
	unsigned c;

	for (; left > 0; text += len, left -= len) {
		c = utf8_decode(text, left, &len);
		if (is_blank(c)) {
			gap = n > 0;
			continue;
		}
		if (is_hidden(c))
			continue;
		if (n + gap >= max) {
			buf_adds(out, "...");
			return;
		}
		if (gap)
			buf_addc(out, ' ');
		n += 1 + gap;
		gap = false;
		if (c == '"')
			buf_addc(out, '\'');
		else if (c == 0x3002 || c == 0xff0e || c == 0xff61)
			buf_addc(out, '.');	/* dots to a browser */
		else if (c == 0xfffd)
			buf_adds(out, "\xef\xbf\xbd");
		else
			buf_add(out, text, len);
	}
}

/* --- no links -------------------------------------------------------- */

static bool
in_host(char c)
{
	return (c >= '0' && c <= '9') || (ascii_lower(c) >= 'a' &&
	    ascii_lower(c) <= 'z') || c == '-' || c == '_' || c == '.' ||
	    ((unsigned char)c & 0x80) != 0;
}

static bool
is_number(struct span s)
{
	size_t i;

	for (i = 0; i < s.n; i++)
		if (s.p[i] < '0' || s.p[i] > '9')
			return false;
	return s.n > 0;
}

/*
 * Would a program take these bytes, or some of them, for a host?  A dot, and
 * behind it a label of two letters or more; or four numbers.
 */
static bool
is_host(struct span s)
{
	struct span label = { s.p, 0 };
	size_t i, labels = 0, numbers = 0;
	bool named = false;

	for (i = 0; i <= s.n; i++) {
		if (i < s.n && s.p[i] != '.') {
			label.n++;
			continue;
		}
		numbers += is_number(label);
		named |= labels > 0 && label.n >= 2 && !(label.p[0] >= '0' &&
		    label.p[0] <= '9');
		labels++;
		label = (struct span){ s.p + i + 1, 0 };
	}
	return named || (labels == 4 && numbers == 4);
}

static bool
is_own(struct arena *a, const struct vendor *v, struct span host)
{
	return v != NULL && vendors_own(v, arena_printf(a, "x@" SPAN_FMT,
	    SPAN_ARG(host)));
}

static void
add_host(struct buf *out, struct span host)
{
	size_t i;

	for (i = 0; i < host.n; i++)
		if (host.p[i] == '.')
			buf_adds(out, "[.]");
		else
			buf_addc(out, host.p[i]);
}

/* "http" before "://" (or "https"), already written: its "tt" becomes "xx". */
static void
break_scheme(struct buf *out)
{
	size_t n = out->n;

	if (n > 0 && ascii_lower(out->p[n - 1]) == 's')
		n--;
	if (n >= 4 && span_eq_nocase((struct span){ out->p + n - 4, 4 },
	    "http"))
		memcpy(out->p + n - 3, "xx", 2);
	else
		buf_adds(out, "[:]");
}

static void
defang(struct arena *a, struct buf *out, struct span in,
    const struct vendor *own)
{
	size_t i = 0, at = 0;
	struct span run;
	bool host, mine;

	while (i < in.n) {
		run = (struct span){ in.p + i, 0 };
		while (i + run.n < in.n && in_host(run.p[run.n]))
			run.n++;
		i += run.n;
		/* a sentence's full stop is no part of it */
		while (run.n > 0 && run.p[run.n - 1] == '.')
			run.n--, i--;
		host = is_host(run);
		mine = host && is_own(a, own, run);
		if (at > 0 && host && !mine) {
			/* an address: its sign was written just before */
			buf_cut(out, at - 1);
			buf_adds(out, "[@]");
		}
		if (host && !mine)
			add_host(out, run);
		else
			buf_add(out, run.p, run.n);
		at = 0;
		if (i == in.n)
			break;
		if (in.n - i >= 3 && memcmp(in.p + i, "://", 3) == 0)
			break_scheme(out);
		buf_addc(out, in.p[i]);
		if (in.p[i++] == '@')
			at = out->n;
	}
}

const char *
quote(struct arena *a, const char *text, size_t max, const struct vendor *own)
{
	struct buf line = { 0 }, out = { 0 };
	const char *s;

	if (text == NULL)
		return "";
	add_line(&line, text, max);
	defang(a, &out, (struct span){ line.p, line.n }, own);
	s = arena_str(a, buf_str(&out));
	buf_free(&line);
	buf_free(&out);
	return s;
}

/* --- what it links to ------------------------------------------------ */

static size_t
link_length(const char *p)
{
	size_t n = 0;

	while (n < LINK_MAX && (unsigned char)p[n] > ' ' &&
	    strchr("<>\"'", p[n]) == NULL)
		n++;
	while (n > 0 && strchr(".,;:!?)]}", p[n - 1]) != NULL)
		n--;
	return n;
}

static bool
holds(const struct list *l, const char *p, size_t n)
{
	size_t i;

	for (i = 0; i < l->n; i++)
		if (span_eq((struct span){ p, n }, l->at[i]))
			return true;
	return false;
}

void
quote_links(struct arena *a, const char *text, size_t max, struct list *out)
{
	const char *p = text, *colon;
	size_t back, n;

	while (p != NULL && out->n < max &&
	    (colon = strstr(p, "://")) != NULL) {
		back = (size_t)(colon - p);
		p = colon + 3;
		if (back >= 5 && span_eq_nocase((struct span){ colon - 5, 5 },
		    "https"))
			back = 5;
		else if (back >= 4 && span_eq_nocase((struct span){ colon - 4,
		    4 }, "http"))
			back = 4;
		else
			continue;
		n = link_length(colon - back);
		if (n > back + 3 && !holds(out, colon - back, n))
			list_add_in(a, out, arena_strn(a, colon - back, n));
	}
}

struct span
quote_host(const char *link)
{
	const char *p = strstr(link, "://"), *at;
	struct span host;

	p = p != NULL ? p + 3 : link;
	host = (struct span){ p, strcspn(p, "/?#\\") };
	while ((at = memchr(host.p, '@', host.n)) != NULL) {
		host.n -= (size_t)(at + 1 - host.p);
		host.p = at + 1;
	}
	at = host.n > 0 ? memchr(host.p, ':', host.n) : NULL;
	if (at != NULL && host.p[0] != '[')
		host.n = (size_t)(at - host.p);
	return host;
}
