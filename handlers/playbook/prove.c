/* SPDX-License-Identifier: ISC */
/*
 * Proof of the playbooks: every cycle of the months ahead is worked out and
 * looked at.  What many cycles have in common becomes one line.
 */
#include <stdlib.h>
#include <string.h>

#include "handlers/playbook/prove.h"

#define FINDINGS_MAX	150	/* lines; more are only counted */
#define DECLARED_DAYS	62	/* an emergency is tried on each of these */

/* --- findings --------------------------------------------------------- */

static struct finding *
finding_of(struct proving *x, enum proof_kind kind, const struct conf_node *n,
    size_t word, const char *what)
{
	struct finding *f;
	size_t i;

	for (i = 0; i < x->findings.n; i++) {
		f = x->findings.at[i];
		if (f->node == n && f->word == word && f->kind == kind &&
		    strcmp(f->what, what) == 0)
			return f;
	}
	if (x->findings.n == FINDINGS_MAX) {
		x->lost++;
		return NULL;
	}
	f = arena_alloc(x->arena, sizeof(*f));
	f->kind = kind;
	f->node = n;
	f->word = word;
	f->what = arena_str(x->arena, what);
	list_add_in(x->arena, &x->findings, f);
	return f;
}

struct finding *
prove_find_in(struct proving *x, const int *of, const char *cycle,
    enum proof_kind kind, const struct conf_node *n, size_t word,
    const char *what, const char *detail)
{
	struct finding *f = finding_of(x, kind, n, word, what);

	if (f == NULL)
		return NULL;
	if (f->n++ == 0) {
		f->cycle = arena_str(x->arena, cycle);
		f->detail = arena_str(x->arena, detail);
		f->of = of;
	}
	return f;
}

void
prove_find(struct proof_cycle *c, const struct step *s, enum proof_kind kind,
    const struct conf_node *n, size_t word, const char *what,
    const char *detail)
{
	struct finding *f = prove_find_in(c->x, &c->of[s->number], c->name,
	    kind, n, word, what, detail);

	if (f != NULL)
		f->declared = c->p->release.every == RELEASE_DECLARED;
}

static void
report(struct proving *x, const struct finding *f)
{
	bool error = f->kind == PROOF_ERROR ||
	    (f->kind == PROOF_MOSTLY && 2 * f->n >= *f->of);
	const char *count, *s = f->n == 1 ? "" : "s";

	if (f->kind == PROOF_SOMETIMES && f->n >= *f->of)
		return;
	if (f->n == *f->of && f->declared)
		count = "whenever it is declared";
	else if (f->n == *f->of)
		count = arena_printf(x->arena, "in %s%d cycle%s",
		    f->n == 1 ? "" : "all ", f->n, s);
	else
		count = arena_printf(x->arena, "in %d of %d cycles", f->n,
		    *f->of);
	(error ? conf_error : f->kind == PROOF_NOTE ? conf_note : conf_warn)
	    (x->report, f->node, f->word, "%s, %s%s %s: %s", f->what, count,
	    f->n == 1 ? "," : f->n == *f->of && f->declared ? ", as in" :
	    ", first in", f->cycle, f->detail);
}

/* As they stand in the files. */
static int
by_place(const void *one, const void *two)
{
	const struct finding *const *a = one, *const *b = two;
	const struct conf_word *x = &(*a)->node->words[(*a)->word];
	const struct conf_word *y = &(*b)->node->words[(*b)->word];
	int c = strcmp((*a)->node->file, (*b)->node->file);

	if (c != 0)
		return c;
	if (x->line != y->line)
		return x->line - y->line;
	return x->column != y->column ? x->column - y->column :
	    strcmp((*a)->what, (*b)->what);
}

/* --- a cycle ---------------------------------------------------------- */

const char *
prove_time(struct proof_cycle *c, int64_t t)
{
	return words_of_time(c->arena, t);
}

const struct due *
prove_start(const struct proof_cycle *c, const struct step *s)
{
	return c->begin[s->number] != NULL ? c->begin[s->number] :
	    c->due[s->number];
}

int64_t
prove_end(const struct proof_cycle *c, const struct step *s)
{
	const struct due *begin = c->begin[s->number];
	const struct due *due = c->due[s->number];
	int64_t end = begin != NULL ? begin->until : INT64_MIN;

	return due != NULL && due->at > end ? due->at : end;
}

bool
prove_is_stage(const struct step *s)
{
	return s->kind->servers != NULL;
}

static void
sort_dues(struct proof_cycle *c)
{
	const struct due *d;
	size_t i;

	for (i = 0; i < c->dues.n; i++) {
		d = c->dues.at[i];
		if (strcmp(d->occasion->what, "begin") == 0)
			c->begin[d->step->number] = d;
		else if (strcmp(d->occasion->what, "due") == 0)
			c->due[d->step->number] = d;
	}
	for (i = 1; i <= c->p->steps.n; i++)
		if (c->begin[i] != NULL || c->due[i] != NULL)
			c->of[i]++;
	c->of[0]++;
}

/* What has no step of its own is counted as number 0's: all cycles. */
static const struct step whole;

static void
prove_cycle(struct proving *x, const struct playbook *p, struct arena *a,
    day_t day0, int *of)
{
	size_t n = p->steps.n + 1;
	struct proof_cycle c = { .x = x, .p = p, .arena = a, .day0 = day0,
	    .of = of };
	struct err e = { 0 };

	c.name = playbook_cycle_name(a, p, day0);
	c.begin = arena_alloc(a, n * sizeof(*c.begin));
	c.due = arena_alloc(a, n * sizeof(*c.due));
	if (playbook_dates(p, x->calendar, a, day0, NULL, &c.dues, &e) == -1) {
		of[0]++;
		prove_find(&c, &whole, PROOF_ERROR, p->node, 1,
		    arena_printf(a, "a date of \"%s\" cannot be worked out",
		    p->name), e.text);
		return;
	}
	sort_dues(&c);
	prove_order(&c);
	prove_days(&c);
	/* an emergency asks nobody whether the night is free */
	if (p->release.every != RELEASE_DECLARED)
		prove_windows(&c);
}

static void
prove_playbook(struct proving *x, const struct playbook *p, int64_t from,
    int64_t until)
{
	int *of = arena_alloc(x->arena, (p->steps.n + 1) * sizeof(*of));
	day_t day = day_of(from), last = day_of(until);
	struct arena *a;

	if (p->release.every == RELEASE_DECLARED)
		last = day + DECLARED_DAYS;
	for (; day < last; day++) {
		if (p->release.every != RELEASE_DECLARED &&
		    (playbook_release(p, day, &day) == 0 || day >= last))
			break;
		a = arena_new();
		prove_cycle(x, p, a, day, of);
		arena_free(a);
	}
}

void
playbook_prove(const struct config *config, int64_t from, int months,
    struct conf_report *r)
{
	const struct playbooks *all = playbooks_of(config);
	struct proving x = { .config = config, .report = r,
	    .calendar = calendar_of(config), .arena = arena_new() };
	int year, month, day;
	int64_t until;
	size_t i;

	day_split(day_of(from), &year, &month, &day);
	until = clock_at(year, month + months, day, 0, 0);
	prove_calendar(&x);
	prove_words(&x);
	for (i = 0; all != NULL && i < all->all.n; i++)
		prove_playbook(&x, all->all.at[i], from, until);
	prove_meetings_of_windows(&x);
	if (x.findings.n > 0)
		qsort(x.findings.at, x.findings.n, sizeof(*x.findings.at),
		    by_place);
	for (i = 0; i < x.findings.n; i++)
		report(&x, x.findings.at[i]);
	if (x.lost > 0)
		conf_warn(r, config->root, 0, "the proof found %d things more",
		    x.lost);
	arena_free(x.arena);
}
