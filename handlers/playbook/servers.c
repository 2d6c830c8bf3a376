/* SPDX-License-Identifier: ISC */
/* Words that select servers, held against each other. */
#include <string.h>

#include "handlers/playbook/calendar.h"

/* The length of the word's key, its colon too: "env:prod" 4, "db1" 0. */
static size_t
key_length(const char *word)
{
	const char *colon = strchr(word, ':');

	return colon != NULL ? (size_t)(colon - word) + 1 : 0;
}

static bool
same_key(const char *a, const char *b)
{
	size_t n = key_length(a);

	return n == key_length(b) && strncmp(a, b, n) == 0;
}

/* Has the other list this key, and the word itself? */
static void
look_for(const char *word, const struct list *l, bool *key, bool *itself)
{
	size_t i;

	*key = *itself = false;
	for (i = 0; i < l->n; i++) {
		if (!same_key(word, l->at[i]))
			continue;
		*key = true;
		if (str_eq_nocase(word, l->at[i]))
			*itself = true;
	}
}

/* Some word of this key stands in both. */
static bool
key_meets(const char *word, const struct list *one, const struct list *other)
{
	bool key, itself;
	size_t i;

	for (i = 0; i < one->n; i++) {
		if (!same_key(word, one->at[i]))
			continue;
		look_for(one->at[i], other, &key, &itself);
		if (!key || itself)
			return true;
	}
	return false;
}

static const struct inventory *
inventory(const struct calendar *c)
{
	return c->config != NULL ? inventory_of(c->config) : NULL;
}

bool
servers_meet(const struct calendar *c, const struct list *one,
    const struct list *other)
{
	size_t i;
	int rc;

	if (one == NULL || other == NULL)
		return true;
	if ((rc = inventory_meets(inventory(c), one, other, NULL)) != -1)
		return rc;
	for (i = 0; i < one->n; i++)
		if (!key_meets(one->at[i], one, other) && other->n > 0)
			return false;
	return true;
}

/* All words of this key that stand in one stand in the other. */
static bool
key_within(const char *word, const struct list *inner,
    const struct list *outer)
{
	bool key = false, its_key, itself;
	size_t i;

	for (i = 0; i < inner->n; i++) {
		if (!same_key(word, inner->at[i]))
			continue;
		key = true;
		look_for(inner->at[i], outer, &its_key, &itself);
		if (!itself)
			return false;
	}
	return key;
}

bool
servers_within(const struct calendar *c, const struct list *inner,
    const struct list *outer)
{
	size_t i;
	int rc;

	if (outer == NULL || outer->n == 0)
		return true;
	if (inner != NULL && (rc = inventory_within(inventory(c), inner,
	    outer)) != -1)
		return rc;
	for (i = 0; inner != NULL && i < outer->n; i++)
		if (!key_within(outer->at[i], inner, outer))
			return false;
	return inner != NULL;
}

bool
servers_halves(const struct calendar *c, const struct list *words,
    const struct server **a, const struct server **b)
{
	return words != NULL && inventory_halves(inventory(c), words, words, a,
	    b);
}

/* These servers are some of those that the word means. */
static bool
means(const struct calendar *c, const struct list *servers, char *word,
    const struct server **which)
{
	void *at[1] = { word };
	struct list one = { .at = at, .n = 1 };

	*which = NULL;
	/* a stage that names no servers is not meant to break each rule */
	if (servers == NULL || servers->n == 0)
		return false;
	return inventory_meets(inventory(c), servers, &one, which) == 1 ||
	    str_listed(servers, word);
}

/* One side has servers of one of the rule's words, the other of another. */
static bool
apart_meets(const struct calendar *c, const struct apart *p,
    const struct list *one, const struct list *other, struct clash *out)
{
	size_t i, k;

	for (i = 0; i < p->words.n; i++) {
		if (!means(c, one, p->words.at[i], &out->one))
			continue;
		for (k = 0; k < p->words.n; k++)
			if (i != k && means(c, other, p->words.at[k],
			    &out->other)) {
				out->rule = p->name;
				return true;
			}
	}
	return false;
}

const char *
calendar_apart(const struct calendar *c, const struct list *servers,
    const struct list *others)
{
	struct clash found;
	size_t i;

	for (i = 0; i < c->apart.n; i++)
		if (apart_meets(c, c->apart.at[i], servers, others, &found))
			return found.rule;
	return NULL;
}

/*
 * The night that a window belongs to: the day on whose evening it begins.
 * What begins before noon is part of the night before.
 */
static day_t
night_of(int64_t t)
{
	return day_of(t - 12 * (int64_t)HOUR);
}

bool
calendar_clashes(const struct calendar *c, const struct window *one,
    const struct window *other, struct clash *out)
{
	bool overlap = one->from < other->until && other->from < one->until;
	bool night = night_of(one->from) <= night_of(other->until - 1) &&
	    night_of(other->from) <= night_of(one->until - 1);
	const struct apart *p;
	size_t i;

	*out = (struct clash){ 0 };
	for (i = 0; i < c->apart.n; i++) {
		p = c->apart.at[i];
		if ((overlap || (p->night && night)) && apart_meets(c, p,
		    one->servers, other->servers, out))
			return true;
	}
	if (!overlap || one->servers == NULL || one->servers->n == 0 ||
	    other->servers == NULL || other->servers->n == 0 ||
	    !inventory_halves(inventory(c), one->servers, other->servers,
	    &out->one, &out->other))
		return false;
	out->rule = "halves of a cluster";
	return true;
}

const char *
calendar_clash(const struct calendar *c, const struct window *one,
    const struct window *other)
{
	struct clash found;

	return calendar_clashes(c, one, other, &found) ? found.rule : NULL;
}
