/* SPDX-License-Identifier: ISC */
/* What steps say of each other: names, order, rings; see playbook.h. */
#include <string.h>

#include "handlers/playbook/parts.h"

const struct step *
playbook_step(const struct playbook *p, const char *name)
{
	const struct step *s;
	size_t i;

	for (i = 0; i < p->steps.n; i++) {
		s = p->steps.at[i];
		if (strcmp(s->name, name) == 0)
			return s;
	}
	return NULL;
}

static const struct step *
step_at(const struct playbook *p, size_t i)
{
	return p->steps.at[i];
}

/* --- names --------------------------------------------------------------- */

/* kind: only steps of it, or NULL for all. */
static const char *
did_you_mean(struct arena *a, const struct playbook *p, const char *word,
    bool moment, const char *kind)
{
	const char **known = arena_alloc(a, (p->steps.n + 3) * sizeof(*known));
	size_t i, n = 0;

	for (i = 0; i < p->steps.n; i++)
		if (kind == NULL || strcmp(step_at(p, i)->kind->name, kind) ==
		    0)
			known[n++] = step_at(p, i)->name;
	if (moment) {
		known[n++] = "day";
		known[n++] = "next";
		known[n++] = "end";
	}
	return words_nearest(a, word, known, n);
}

/* A step that is there, or could be: what is wrong with it was said. */
static bool
is_there(const struct playbook *p, const char *name,
    const struct conf_report *r)
{
	return r->gaps || playbook_names(p, name);
}

static void
check_moment(struct arena *a, const struct playbook *p,
    const struct moment *m, struct conf_report *r)
{
	size_t word = m->word + (m->base == MOMENT_STEP_END ? 2 : 0);

	if (m->step != NULL && !is_there(p, m->step, r))
		conf_error(r, m->node, word, "there is no step or stage "
		    "\"%.80s\" in \"%s\"%s", m->step, p->name,
		    did_you_mean(a, p, m->step, true, NULL));
}

static void
check_after(struct arena *a, const struct playbook *p, const struct step *s,
    struct conf_report *r)
{
	const struct conf_node *n;
	size_t i, k;

	for (i = 0; i < s->node->children.n; i++) {
		n = s->node->children.at[i];
		for (k = 1; strcmp(n->words[0].text, "after") == 0 &&
		    k < n->n; k++)
			if (!is_there(p, n->words[k].text, r))
				conf_error(r, n, k, "there is no step or stage "
				    "\"%.80s\" in \"%s\"%s", n->words[k].text,
				    p->name, did_you_mean(a, p,
				    n->words[k].text, false, NULL));
	}
}

/* "of STAGE" of what is published, "closes APPROVAL" of a todo. */
static void
check_other(struct arena *a, const struct playbook *p, const struct step *s,
    const char *directive, const char *kind, struct conf_report *r)
{
	const struct conf_node *n = conf_find(s->node, directive);
	const struct step *other = n == NULL ? NULL :
	    playbook_step(p, n->words[1].text);

	if (n != NULL && (other == NULL ?
	    !is_there(p, n->words[1].text, r) :
	    strcmp(other->kind->name, kind) != 0))
		conf_error(r, n, 1, "there is no %s \"%.80s\" in \"%s\"%s",
		    strcmp(kind, "stage") == 0 ? "stage" : "approval",
		    n->words[1].text, p->name, did_you_mean(a, p,
		    n->words[1].text, false, kind));
}

static void
check_names(struct arena *a, const struct playbook *p, struct conf_report *r)
{
	const struct step *s, *first;
	const struct occasion *o;
	size_t i, k;

	for (i = 0; i < p->steps.n; i++) {
		s = step_at(p, i);
		first = playbook_step(p, s->name);
		if (first != s)
			conf_error(r, s->node, 1, "\"%s\" is there already, in "
			    "line %d; expected another name", s->name,
			    first->node->words[0].line);
		check_after(a, p, s, r);
		check_other(a, p, s, "of", "stage", r);
		check_other(a, p, s, "closes", "approve", r);
		for (k = 0; k < s->occasions.n; k++) {
			o = s->occasions.at[k];
			check_moment(a, p, &o->when, r);
		}
	}
}

/* --- rings of moments ---------------------------------------------------- */

/*
 * A step's beginning is point 2 * (number - 1), its end the one behind.  Each
 * hangs on one other point at most.
 */
#define NOWHERE	SIZE_MAX

static size_t
index_of(const struct step *s)
{
	return (size_t)(s->number - 1) * 2;
}

/* The point that a moment hangs on. */
static size_t
hangs_on(const struct playbook *p, const struct step *s,
    const struct moment *m)
{
	const struct step *other;

	switch (m->base) {
	case MOMENT_SELF:
		return index_of(s);
	case MOMENT_SELF_END:
		return index_of(s) + 1;
	case MOMENT_STEP:
	case MOMENT_STEP_END:
		other = playbook_step(p, m->step);
		return other == NULL ? NOWHERE :
		    index_of(other) + (m->base == MOMENT_STEP_END);
	case MOMENT_DAY:
	case MOMENT_ORDINAL:
		break;
	}
	return NOWHERE;
}

static size_t
next_point(const struct playbook *p, size_t point)
{
	const struct step *s = step_at(p, point / 2);
	const struct occasion *begin = step_occasion(s, "begin");
	const struct occasion *due = step_occasion(s, "due");
	bool end = point % 2 == 1;

	if (end && due != NULL)
		return hangs_on(p, s, &due->when);
	if (!end && begin != NULL)
		return hangs_on(p, s, &begin->when);
	/* what only begins ends with it, what is only due begins then */
	if (begin == NULL && due == NULL)
		return NOWHERE;
	return end ? point - 1 : point + 1;
}

/* "a, b, a": the steps from this point round to it. */
static const char *
ring_words(struct arena *a, const struct playbook *p, size_t from)
{
	const struct step *s, *last = NULL;
	struct buf b = { 0 };
	const char *text;
	size_t at = from, names = 0;

	do {
		s = step_at(p, at / 2);
		if (s != last)
			buf_addf(&b, "%s%s", names++ > 0 ? ", " : "", s->name);
		last = s;
		at = next_point(p, at);
	} while (at != from);
	if (names == 1 || last != step_at(p, from / 2))
		buf_addf(&b, ", %s", step_at(p, from / 2)->name);
	text = arena_str(a, buf_str(&b));
	buf_free(&b);
	return text;
}

const char *
playbook_ring(struct arena *a, const struct playbook *p,
    const struct step **first)
{
	/* 0: not seen; else the walk that came there, from 1 */
	size_t *walk = arena_alloc(a, (p->steps.n * 2 + 1) * sizeof(*walk));
	size_t i, at;

	for (i = 0; i < p->steps.n * 2; i++) {
		for (at = i; at != NOWHERE && walk[at] == 0;
		    at = next_point(p, at))
			walk[at] = i + 1;
		if (at == NOWHERE || walk[at] != i + 1)
			continue;
		*first = step_at(p, at / 2);
		return ring_words(a, p, at);
	}
	return NULL;
}

/* --- rings of "after" ---------------------------------------------------- */

struct walk {
	const struct playbook *p;
	char		*state;		/* 1: on the way, 2: fine */
	struct buf	 names;		/* of the ring, backwards */
	const struct step *closes;	/* where it closes; NULL: none found */
	bool		 complete;
};

static void
walk_after(struct walk *w, const struct step *s)
{
	const struct step *other;
	size_t i;

	w->state[s->number - 1] = 1;
	for (i = 0; i < s->after.n && w->closes == NULL; i++) {
		other = playbook_step(w->p, s->after.at[i]);
		if (other == NULL)
			continue;
		if (w->state[other->number - 1] == 1) {
			w->closes = other;
			buf_adds(&w->names, other->name);
		} else if (w->state[other->number - 1] == 0) {
			walk_after(w, other);
		}
	}
	w->state[s->number - 1] = 2;
	if (w->closes != NULL && !w->complete) {
		buf_addf(&w->names, ", %s", s->name);
		w->complete = s == w->closes;
	}
}

static void
check_order(struct arena *a, const struct playbook *p, struct conf_report *r)
{
	struct walk w = { .p = p, .state = arena_alloc(a, p->steps.n + 1) };
	const struct conf_node *after;
	size_t i;

	for (i = 0; i < p->steps.n && w.closes == NULL; i++)
		if (w.state[i] == 0)
			walk_after(&w, step_at(p, i));
	if (w.closes != NULL) {
		after = conf_find(w.closes->node, "after");
		conf_error(r, after, 0, "steps wait for each other in a ring, "
		    "each for the one before it: %s; take one \"after\" away",
		    buf_str(&w.names));
	}
	buf_free(&w.names);
}

/* --- the way back -------------------------------------------------------- */

static bool
waits_for(const struct step *s, const char *gate)
{
	size_t i;

	for (i = 0; i < s->after.n; i++)
		if (strcmp(s->after.at[i], gate) == 0)
			return true;
	return false;
}

/* Who approves a deployment has to know how it is taken back. */
static void
check_rollback(const struct playbook *p, struct conf_report *r)
{
	const struct step *s, *stage;
	size_t i, k;

	for (i = 0; i < p->steps.n; i++) {
		s = step_at(p, i);
		if (strcmp(s->kind->name, "approve") != 0 ||
		    conf_find(s->node, "rollback") != NULL)
			continue;
		for (k = 0; k < p->steps.n; k++) {
			stage = step_at(p, k);
			if (strcmp(stage->kind->name, "stage") != 0 ||
			    !waits_for(stage, s->name) ||
			    conf_find(stage->node, "rollback") != NULL)
				continue;
			conf_warn(r, s->node, 1, "who approves \"%s\" lets the "
			    "stage \"%s\" begin, and neither says how it is "
			    "taken back; add \"rollback TEXT\" to one of "
			    "them", s->name, stage->name);
			break;
		}
	}
}

void
steps_check(struct arena *a, const struct playbook *p, bool whole,
    struct conf_report *r)
{
	unsigned before = r->errors;
	const struct step *first = NULL;
	const struct occasion *o;
	const char *ring;

	check_names(a, p, r);
	if (!whole || r->errors != before)
		return;
	ring = playbook_ring(a, p, &first);
	if (ring != NULL) {
		o = step_occasion(first, "begin");
		if (o == NULL)
			o = step_occasion(first, "due");
		conf_error(r, o->when.node, o->when.word, "the dates of these "
		    "hang on each other in a ring: %s; give one of them a date "
		    "of its own", ring);
	}
	check_order(a, p, r);
	check_rollback(p, r);
}
