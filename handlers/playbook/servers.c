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

bool
servers_meet(const struct list *one, const struct list *other)
{
	size_t i;

	if (one == NULL || other == NULL)
		return true;
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
servers_within(const struct list *inner, const struct list *outer)
{
	size_t i;

	if (outer == NULL || outer->n == 0)
		return true;
	for (i = 0; inner != NULL && i < outer->n; i++)
		if (!key_within(outer->at[i], inner, outer))
			return false;
	return inner != NULL;
}

static bool
has_word(const struct list *l, const char *word)
{
	size_t i;

	for (i = 0; l != NULL && i < l->n; i++)
		if (str_eq_nocase(l->at[i], word))
			return true;
	return false;
}

/* One side names one of the rule's words, the other another one. */
static bool
apart_meets(const struct apart *p, const struct list *one,
    const struct list *other)
{
	size_t i, k;

	for (i = 0; i < p->words.n; i++)
		for (k = 0; k < p->words.n; k++)
			if (i != k && has_word(one, p->words.at[i]) &&
			    has_word(other, p->words.at[k]))
				return true;
	return false;
}

const char *
calendar_apart(const struct calendar *c, const struct list *servers,
    const struct list *others)
{
	const struct apart *p;
	size_t i;

	for (i = 0; i < c->apart.n; i++) {
		p = c->apart.at[i];
		if (apart_meets(p, servers, others))
			return p->name;
	}
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

const char *
calendar_clash(const struct calendar *c, const struct window *one,
    const struct window *other)
{
	bool overlap = one->from < other->until && other->from < one->until;
	bool night = night_of(one->from) <= night_of(other->until - 1) &&
	    night_of(other->from) <= night_of(one->until - 1);
	const struct apart *p;
	size_t i;

	for (i = 0; i < c->apart.n; i++) {
		p = c->apart.at[i];
		if ((overlap || (p->night && night)) &&
		    apart_meets(p, one->servers, other->servers))
			return p->name;
	}
	return NULL;
}
