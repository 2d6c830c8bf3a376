/* SPDX-License-Identifier: ISC */
/* Tag lists; see tags.h. */
#include "text/tags.h"

#include <string.h>

#include "base/arena.h"

static bool
is_name(struct span s)
{
	size_t i;

	for (i = 0; i < s.n; i++) {
		char c = ascii_lower(s.p[i]);

		if (!(c >= 'a' && c <= 'z') &&
		    (i == 0 || (!(c >= '0' && c <= '9') && c != '_')))
			return false;
	}
	return s.n > 0;
}

static bool
is_plain(struct span s)
{
	size_t i;

	for (i = 0; i < s.n; i++) {
		unsigned char c = (unsigned char)s.p[i];

		if ((c < ' ' && c != '\t' && c != '\r' && c != '\n') ||
		    c >= 0x7f)
			return false;
	}
	return true;
}

const char *
tags_parse(struct span s, struct tags *t)
{
	struct span part, name, other;
	const char *end, *eq;

	t->n = 0;
	if (!is_plain(s))
		return "holds 8-bit or control bytes";
	while (s.n > 0) {
		end = memchr(s.p, ';', s.n);
		part = (struct span){ s.p,
		    end != NULL ? (size_t)(end - s.p) : s.n };
		s.p += part.n + (end != NULL);
		s.n -= part.n + (end != NULL);
		part = span_trim(part);
		if (part.n == 0 && span_trim(s).n == 0)
			break;
		eq = memchr(part.p, '=', part.n);
		if (eq == NULL)
			return "has a tag without '='";
		name = span_trim((struct span){ part.p,
		    (size_t)(eq - part.p) });
		if (!is_name(name))
			return "has a tag whose name is no valid one";
		if (t->n == TAGS_MAX)
			return "has too many tags";
		t->at[t->n].name = name;
		t->at[t->n].value = span_trim((struct span){ eq + 1,
		    part.n - (size_t)(eq + 1 - part.p) });
		t->n++;
	}
	for (size_t i = 0; i < t->n; i++)
		for (size_t k = 0; k < i; k++) {
			name = t->at[i].name;
			other = t->at[k].name;
			if (name.n == other.n &&
			    memcmp(name.p, other.p, name.n) == 0)
				return "has the same tag twice";
		}
	return NULL;
}

bool
tags_get(const struct tags *t, const char *name, struct span *value)
{
	size_t i;

	for (i = 0; i < t->n; i++)
		if (span_eq(t->at[i].name, name)) {
			*value = t->at[i].value;
			return true;
		}
	return false;
}

bool
tags_item(struct span *rest, struct span *item)
{
	const char *colon;

	if (rest->p == NULL)
		return false;
	colon = memchr(rest->p, ':', rest->n);
	*item = (struct span){ rest->p,
	    colon != NULL ? (size_t)(colon - rest->p) : rest->n };
	if (colon != NULL) {
		rest->n -= item->n + 1;
		rest->p = colon + 1;
	} else {
		*rest = (struct span){ NULL, 0 };
	}
	*item = span_trim(*item);
	return true;
}

char *
tags_squeeze(struct arena *a, struct span v)
{
	char *out = arena_alloc(a, v.n + 1);
	size_t i, n = 0;

	for (i = 0; i < v.n; i++)
		if (v.p[i] != ' ' && v.p[i] != '\t' && v.p[i] != '\r' &&
		    v.p[i] != '\n')
			out[n++] = v.p[i];
	return out;
}
