/* SPDX-License-Identifier: ISC */
/* Bulletins that a text names, as the reason of an emergency does. */
#include "handlers/bulletin/bulletin.h"

#include <string.h>

bool
bulletin_says(const char *text, const char *name)
{
	struct span rest = span_of(text);
	size_t n = strlen(name);
	const char *p;

	while (n > 0 && (p = span_find_nocase(rest, name)) != NULL) {
		if ((p == text || !ascii_is_alnum(p[-1])) &&
		    !ascii_is_alnum(p[n]) && !(p[n] == '-' &&
		    ascii_is_digit(p[n + 1])))
			return true;
		rest = span_of(p + 1);
	}
	return false;
}

bool
bulletin_is_named(const struct bulletin *b, const char *text)
{
	return text != NULL && (bulletin_says(text, b->reference) ||
	    bulletin_says(text, b->shown));
}

const char *
bulletin_bare(struct arena *a, struct span word)
{
	while (word.n > 0 && !ascii_is_alnum(word.p[0])) {
		word.p++;
		word.n--;
	}
	while (word.n > 0 && !ascii_is_alnum(word.p[word.n - 1]))
		word.n--;
	return arena_strn(a, word.p, word.n);
}

static bool
has(const struct list *all, int64_t id)
{
	size_t i;

	for (i = 0; i < all->n; i++)
		if (((const struct bulletin *)all->at[i])->id == id)
			return true;
	return false;
}

int
bulletin_named(struct work *w, const char *text, struct list *out,
    struct err *e)
{
	struct arena *a = work_arena(w);
	struct span rest = span_of(text), word;
	struct bulletin *b;
	int rc;

	while (span_word(&rest, &word)) {
		const char *name = bulletin_bare(a, word);

		/* a reference has a digit: "the" is looked up in vain */
		if (strpbrk(name, "0123456789") == NULL)
			continue;
		b = arena_alloc(a, sizeof(*b));
		if ((rc = bulletin_find(w, name, b, e)) == -1)
			return -1;
		if (rc == 1 && !has(out, b->id))
			list_add_in(a, out, b);
	}
	return 0;
}

int
bulletin_about(struct work *w, int64_t since, const char *text, int max,
    struct list *out, struct err *e)
{
	struct list named = { 0 };
	size_t i;

	if (text != NULL && bulletin_named(w, text, &named, e) == -1)
		return -1;
	for (i = 0; i < named.n; i++) {
		struct bulletin *b = named.at[i];

		if (b->withdrawn_at == 0 && (b->last_at < since ||
		    b->recorded))
			list_add_in(work_arena(w), out, b);
	}
	return bulletin_since(w, since, NULL, max, out, e);
}
