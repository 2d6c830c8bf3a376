/* SPDX-License-Identifier: ISC */
/*
 * Proof, the words of servers where there is no inventory that knows them: a
 * word that stands nowhere else is kept apart from nothing, and hinders no
 * night; see prove.h.
 */
#include <string.h>

#include "handlers/playbook/prove.h"

#define PLACES_MAX	2000	/* others are neither looked at nor known */
#define SLIP_MIN	3	/* letters of a value that may be a slip */

/* Where a word stands. */
struct place {
	const struct conf_node *n;
	size_t		 word;
	bool		 stage;		/* of what is patched, not of a rule */
};

struct places {
	struct place	 at[PLACES_MAX];
	size_t		 n, stages;
};

static void
add_words(struct places *all, const struct conf_node *n, bool stage)
{
	size_t i;

	for (i = 1; i < n->n && all->n < PLACES_MAX; i++) {
		if (strchr(n->words[i].text, ':') == NULL)
			continue;
		all->at[all->n++] = (struct place){ n, i, stage };
		all->stages += stage;
	}
}

static void
gather(struct places *all, const struct conf_node *n, bool stage)
{
	const struct conf_node *c;
	const char *name;
	size_t i;

	for (i = 0; i < n->children.n; i++) {
		c = n->children.at[i];
		name = c->words[0].text;
		if (c->block)
			gather(all, c, stage);
		else if (strcmp(name, "servers") == 0 ||
		    (!stage && (strcmp(name, "apart") == 0 ||
		    strcmp(name, "halves") == 0)))
			add_words(all, c, stage);
	}
}

static const char *
text_of(const struct place *p)
{
	return p->n->words[p->word].text;
}

static size_t
times(const struct places *all, const char *word)
{
	size_t i, n = 0;

	for (i = 0; i < all->n; i++)
		n += str_eq_nocase(text_of(&all->at[i]), word);
	return n;
}

/* The nearest word of the same key that stands at so many places, or NULL. */
static const char *
nearest(struct arena *a, const struct places *all, const char *word,
    size_t least)
{
	const char **known = arena_alloc(a, (all->n + 1) * sizeof(*known));
	const char *colon = strchr(word, ':'), *near, *other;
	size_t i, n = 0, key = (size_t)(colon - word) + 1;

	for (i = 0; i < all->n; i++) {
		other = text_of(&all->at[i]);
		if (strncmp(other, word, key) == 0 &&
		    !str_eq_nocase(other, word) && times(all, other) >= least)
			known[n++] = other + key;
	}
	near = str_nearest(colon + 1, known, n);
	if (near != NULL)
		return arena_printf(a, "%.*s%s", (int)key, word, near);
	/* the value may be right, and the key the slip */
	for (i = n = 0; i < all->n; i++) {
		other = text_of(&all->at[i]);
		if (!str_eq_nocase(other, word) && times(all, other) >= least)
			known[n++] = other;
	}
	return str_nearest(word, known, n);
}

/*
 * A stage's word may well stand once: it is told where it looks like one that
 * stands more often.  Numbers behind a word ("web1") are no slips.
 */
static bool
may_be_slip(const char *word)
{
	const char *value = strchr(word, ':') + 1;
	size_t n = strlen(value);

	return n >= SLIP_MIN && !ascii_is_digit(value[n - 1]);
}

static void
check_place(struct arena *a, const struct places *all, const struct place *p,
    struct conf_report *r)
{
	const char *word = text_of(p), *near;

	if (times(all, word) > 1 || (p->stage && !may_be_slip(word)))
		return;
	near = nearest(a, all, word, p->stage ? 2 : 1);
	if (p->stage && near == NULL)
		return;
	conf_warn(r, p->n, p->word, "\"%.80s\" stands nowhere else%s%s%s%s",
	    word, p->stage ? "" : ": no stage names it",
	    near != NULL ? "; did you mean \"" : "", near != NULL ? near : "",
	    near != NULL ? "\"?" : "");
}

void
prove_words(struct proving *x)
{
	const struct list *top = &x->config->root->children;
	struct places *all;
	const char *name;
	size_t i;

	if (inventory_of(x->config) != NULL)
		return;
	all = arena_alloc(x->arena, sizeof(*all));
	for (i = 0; i < top->n; i++) {
		const struct conf_node *n = top->at[i];

		name = n->words[0].text;
		if (strcmp(name, "playbook") == 0 ||
		    strcmp(name, "calendar") == 0)
			gather(all, n, strcmp(name, "playbook") == 0);
	}
	/* where no stage names groups, nights are planned by hand */
	for (i = 0; all->stages > 0 && i < all->n; i++)
		check_place(x->arena, all, &all->at[i], x->report);
}
