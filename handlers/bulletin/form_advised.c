/* SPDX-License-Identifier: ISC */
/* The releases that a text tells to install, in sentences; see form.h. */
#include <string.h>

#include "base/arena.h"
#include "handlers/bulletin/form.h"

#define NAMED_MAX	8	/* releases that are named together */

static bool
is_one_of(struct span word, const char *const *words)
{
	for (; *words != NULL; words++)
		if (span_eq_nocase(word, *words))
			return true;
	return false;
}

/* Releases that are named together, and the words before them. */
struct named {
	struct span	releases[NAMED_MAX], before[2];
	size_t		n;
	bool		joined;		/* the next one belongs to them */
	const struct form_releases *how;
	bool		said;		/* look for what is said to be fixed,
					 * and not for what is advised */
};

/* "upgrade to" and the like before them; else, with said, "fixed in" there or
 * "are available" behind: where something is advised as well, that is said of
 * an earlier fix. */
static bool
are_fixed(const struct named *x, struct span word, struct span rest)
{
	static const char *const to[] = { "upgrade", "upgrading", "update",
	    "updating", NULL };
	static const char *const in[] = { "fixed", "corrected", NULL };
	struct span next;

	if (!x->said)
		return (span_eq_nocase(x->before[1], "to") &&
		    is_one_of(x->before[0], to)) ||
		    (x->how->planned && span_eq_nocase(x->before[1], "in") &&
		    span_eq_nocase(x->before[0], "included"));
	if (span_eq_nocase(x->before[1], "in") && is_one_of(x->before[0], in))
		return true;
	if (span_eq_nocase(word, "are"))
		return span_word(&rest, &next) &&
		    span_starts_nocase(next, "available");
	return span_eq_nocase(word, "have") && span_word(&rest, &next) &&
	    span_eq_nocase(next, "been") && span_word(&rest, &next) &&
	    span_starts_nocase(next, "released");
}

static void
end_named(struct arena *a, struct bulletin_facts *f, struct named *x,
    struct span word, struct span rest)
{
	size_t i;

	for (i = 0; i < x->n && are_fixed(x, word, rest); i++)
		form_fixed(a, f, arena_printf(a, "%s%s" SPAN_FMT,
		    x->how->name, x->how->name[0] != '\0' ? " " : "",
		    SPAN_ARG(x->releases[i])), x->releases[i]);
	if (x->n > 0)
		x->before[0].n = x->before[1].n = 0;
	x->n = 0;
	x->joined = false;
}

/* A word that may stand before a release, or between two: the product's own
 * name is one. */
static bool
is_filler(const struct named *x, struct span word)
{
	static const char *const fillers[] = { "the", "version", "versions",
	    "release", "releases", "either", NULL };
	struct span rest = span_of(x->how->name), part;

	while (span_word(&rest, &part))
		if (part.n == word.n && memcmp(part.p, word.p, part.n) == 0)
			return true;
	return is_one_of(word, fillers);
}

static void
find_named(struct arena *a, struct bulletin_facts *f, struct span text,
    struct named *x)
{
	static const char *const joints[] = { "and", "or", NULL };
	struct span word, bare;

	while (span_word(&text, &word)) {
		for (bare = word; bare.n > 0 && bare.p[0] == '('; bare.p++)
			bare.n--;
		while (bare.n > 0 && strchr(".,;:)", bare.p[bare.n - 1]) !=
		    NULL)
			bare.n--;
		if (is_filler(x, bare))
			continue;
		if (x->n > 0 && is_one_of(bare, joints)) {
			x->joined = true;
			continue;
		}
		if (!x->joined || !x->how->is_one(bare) || x->n == NAMED_MAX)
			end_named(a, f, x, bare, text);
		if (x->how->is_one(bare)) {
			x->releases[x->n++] = bare;
			x->joined = word.p[word.n - 1] == ',';
			continue;
		}
		x->before[0] = x->before[1];
		x->before[1] = bare;
	}
	end_named(a, f, x, word, text);
}

void
form_advised(struct arena *a, struct bulletin_facts *f, struct span text,
    const struct form_releases *how)
{
	struct named x = { .how = how };

	find_named(a, f, text, &x);
}

void
form_said_fixed(struct arena *a, struct bulletin_facts *f, struct span text,
    const struct form_releases *how)
{
	struct named x = { .how = how, .said = true };

	find_named(a, f, text, &x);
}
