/* SPDX-License-Identifier: ISC */
/* Bulletins that a text names and that nobody told us of: mistyped, most often,
 * at two in the morning. */
#include "handlers/bulletin/bulletin.h"

#include <string.h>

#include "handlers/bulletin/general.h"

#define TYPED_MIN	6	/* characters: a shorter word is like many */

/* Letters and digits both, without which it is a word or a number. */
static bool
is_mixed(const char *word)
{
	bool letter = false, digit = false;

	for (; *word != '\0'; word++) {
		digit |= ascii_is_digit(*word);
		letter |= ascii_is_alnum(*word) && !ascii_is_digit(*word);
	}
	return letter && digit;
}

/* Both are the same but for the numbers: "LAMP-9" and "lamp-10". */
static bool
is_alike(const char *a, const char *b)
{
	while (*a != '\0' && *b != '\0') {
		if (ascii_is_digit(*a) && ascii_is_digit(*b)) {
			a += strspn(a, "0123456789");
			b += strspn(b, "0123456789");
		} else if (ascii_lower(*a++) != ascii_lower(*b++)) {
			return false;
		}
	}
	return *a == *b;
}

/* Built as any vendor's references are, or as one that we have. */
static bool
is_reference(struct arena *a, const char *word, const struct list *names)
{
	size_t i;

	if (general_is_reference(a, span_of(word)))
		return true;
	for (i = 0; i < names->n; i++)
		if (is_alike(word, names->at[i]))
			return true;
	return false;
}

static const char *
near_of(struct arena *a, const char *word, const struct list *names)
{
	const char **all = arena_alloc(a, (names->n + 1) * sizeof(*all));
	size_t i;

	for (i = 0; i < names->n; i++)
		all[i] = names->at[i];
	return strlen(word) < TYPED_MIN ? NULL : str_nearest(word, all,
	    names->n);
}

static bool
is_told(const struct list *out, const char *word)
{
	size_t i;

	for (i = 0; i < out->n; i++)
		if (str_eq_nocase(((const struct bulletin_unknown *)
		    out->at[i])->word, word))
			return true;
	return false;
}

static int
look(struct work *w, const char *word, const struct list *names,
    struct list *out, struct err *e)
{
	struct arena *a = work_arena(w);
	struct bulletin_unknown *u;
	const char *near;
	int rc;

	if (!is_mixed(word) || str_listed(names, word) || is_told(out, word))
		return 0;
	near = near_of(a, word, names);
	if (near == NULL && !is_reference(a, word, names))
		return 0;
	if (span_starts_nocase(span_of(word), "CVE-") &&
	    (rc = bulletin_tells_cve(w, word, e)) != 0)
		return rc == -1 ? -1 : 0;
	u = arena_alloc(a, sizeof(*u));
	u->word = word;
	u->near = near;
	list_add_in(a, out, u);
	return 0;
}

/* "MFSA 2026-12", "GLSA 202611-02": their names have a blank. */
static const char *
with_before(struct arena *a, const char *before, const char *word)
{
	const char *both = arena_printf(a, "%s %s", before, word);

	return strpbrk(before, "0123456789") == NULL &&
	    ascii_is_digit(word[0]) && general_is_reference(a,
	    span_of(both)) ? both : word;
}

int
bulletin_unknown(struct work *w, const char *text, struct list *out,
    struct err *e)
{
	struct arena *a = work_arena(w);
	struct span rest = span_of(text), span;
	const char *word, *before = "";
	struct list names = { 0 };

	if (bulletin_names(w, 0, &names, e) == -1)
		return -1;
	for (; out->n < BULLETIN_UNKNOWN_MAX && span_word(&rest, &span);
	    before = word) {
		word = bulletin_bare(a, span);
		if (look(w, with_before(a, before, word), &names, out, e) ==
		    -1)
			return -1;
	}
	return 0;
}
