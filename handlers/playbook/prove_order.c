/* SPDX-License-Identifier: ISC */
/* Proof, what comes after what: see prove.h. */
#include <string.h>

#include "handlers/playbook/prove.h"

/* "production" begins on ...: its start, with the word for it. */
static const char *
starts(struct proof_cycle *c, const struct due *d)
{
	return arena_printf(c->arena, "%s %s %s", d->step->name,
	    strcmp(d->occasion->what, "begin") == 0 ? "begins" : "is due",
	    prove_time(c, d->at));
}

/* One name behind "after": the step must not begin before that one is over. */
static void
check_after(struct proof_cycle *c, const struct step *s,
    const struct step *before, const struct conf_node *n, size_t word)
{
	const struct due *mine = prove_start(c, s);
	const struct due *its = prove_start(c, before);
	const char *detail;
	int64_t end;

	if (mine == NULL || its == NULL)
		return;
	end = prove_end(c, before);
	detail = arena_printf(c->arena, "%s, %s", starts(c, mine),
	    starts(c, its));
	if (mine->at < its->at)
		prove_find(c, s, PROOF_ERROR, n, word, arena_printf(c->arena,
		    "\"%s\" comes before \"%s\", on which it depends",
		    s->name, before->name), detail);
	else if (mine->at < end && its->until > its->at)
		prove_find(c, s, PROOF_ERROR, n, word, arena_printf(c->arena,
		    "\"%s\" begins before \"%s\" is over, on which it depends",
		    s->name, before->name), arena_printf(c->arena,
		    "%s, %s to %s", starts(c, mine), starts(c, its),
		    prove_time(c, its->until)));
	else if (mine->at < end)
		prove_find(c, s, PROOF_ERROR, n, word, arena_printf(c->arena,
		    "\"%s\" is due behind the begin of \"%s\", which waits for "
		    "it", before->name, s->name), arena_printf(c->arena,
		    "%s is due %s, %s", before->name, prove_time(c, end),
		    starts(c, mine)));
}

static void
check_step(struct proof_cycle *c, const struct step *s)
{
	const struct step *before;
	const struct conf_node *n;
	size_t i, k;

	for (i = 0; i < s->node->children.n; i++) {
		n = s->node->children.at[i];
		if (strcmp(n->words[0].text, "after") != 0)
			continue;
		for (k = 1; k < n->n; k++) {
			before = playbook_step(c->p, n->words[k].text);
			if (before != NULL)
				check_after(c, s, before, n, k);
		}
	}
}

/* A step's own times: due behind the begin, reminders between. */
static void
check_own(struct proof_cycle *c, const struct due *d)
{
	const struct due *begin = c->begin[d->step->number];
	const struct due *due = c->due[d->step->number];
	const struct moment *m = &d->occasion->when;
	const char *name = d->step->name;

	if (d == due && begin != NULL && d->at < begin->at)
		prove_find(c, d->step, PROOF_ERROR, MOMENT_AT(m),
		    arena_printf(c->arena, "\"%s\" is due before it begins",
		    name), arena_printf(c->arena, "%s, due %s",
		    starts(c, begin), prove_time(c, d->at)));
	if (strcmp(d->occasion->what, "remind") != 0)
		return;
	if (due != NULL && d->at >= due->at)
		prove_find(c, d->step, PROOF_WARNING, MOMENT_AT(m),
		    arena_printf(c->arena, "a reminder of \"%s\" comes when it "
		    "is due already", name), arena_printf(c->arena,
		    "%s, due %s", prove_time(c, d->at),
		    prove_time(c, due->at)));
	if (begin != NULL && d->at <= begin->at)
		prove_find(c, d->step, PROOF_WARNING, MOMENT_AT(m),
		    arena_printf(c->arena, "a reminder of \"%s\" comes before "
		    "it begins", name), arena_printf(c->arena, "%s, %s",
		    prove_time(c, d->at), starts(c, begin)));
}

/* The agenda goes out before the meeting, the minutes behind its begin. */
static void
check_papers(struct proof_cycle *c, const struct due *d)
{
	const struct due *begin = c->begin[d->step->number];
	bool agenda = strcmp(d->occasion->what, "agenda") == 0;
	const char *times;

	if (begin == NULL ||
	    (!agenda && strcmp(d->occasion->what, "minutes") != 0))
		return;
	times = arena_printf(c->arena, "%s, %s", prove_time(c, d->at),
	    starts(c, begin));
	if (agenda ? d->at >= begin->at : d->at <= begin->at)
		prove_find(c, d->step, PROOF_ERROR,
		    MOMENT_AT(&d->occasion->when), arena_printf(c->arena,
		    agenda ? "the agenda of \"%s\" goes out when it has begun"
		    : "the minutes of \"%s\" are due before it begins",
		    d->step->name), times);
	else if (agenda && day_of(d->at) < c->day0 &&
	    day_of(begin->at) >= c->day0)
		prove_find(c, d->step, PROOF_NOTE,
		    MOMENT_AT(&d->occasion->when), arena_printf(c->arena,
		    "the agenda of \"%s\" goes out before the release day, "
		    "without its bulletins", d->step->name),
		    arena_printf(c->arena, "%s, the release is %s",
		    prove_time(c, d->at), words_of_day(c->arena, c->day0)));
}

/*
 * The trap of ordinals: the 2nd Wednesday is not the day after the 2nd
 * Tuesday where a month begins on a Wednesday.  One that is always before the
 * release day was meant so.
 */
static void
check_ordinal(struct proof_cycle *c, const struct due *d)
{
	const struct moment *m = &d->occasion->when;

	if (m->base != MOMENT_ORDINAL || day_of(d->at) >= c->day0)
		return;
	prove_find(c, d->step, PROOF_SOMETIMES, MOMENT_AT(m),
	    arena_printf(c->arena, "\"%s\" falls before the release day (write "
	    "it as days from \"day\")", d->step->name),
	    arena_printf(c->arena, "the %s %s is %s, the release %s",
	    words_of_ordinal(m->nth), words_of_weekday(m->weekday),
	    words_of_day(c->arena, day_of(d->at)),
	    words_of_day(c->arena, c->day0)));
}

/* --- cut-offs --------------------------------------------------------- */

static bool
depends_on(const struct proof_cycle *c, const struct step *s,
    const struct step *on, int deep)
{
	const struct step *before;
	size_t i;

	for (i = 0; i < s->after.n; i++) {
		before = playbook_step(c->p, s->after.at[i]);
		if (before == on || (before != NULL && deep > 0 &&
		    depends_on(c, before, on, deep - 1)))
			return true;
	}
	return false;
}

/*
 * A meeting that still may change what is deployed, while the cut-off says
 * that nothing is changed any more.
 */
static void
check_cutoff(struct proof_cycle *c, const struct due *cutoff)
{
	const struct due *begin = c->begin[cutoff->step->number], *meet;
	const struct moment *m = &cutoff->occasion->when;
	size_t i;

	for (i = 0; begin != NULL && i < c->dues.n; i++) {
		meet = c->dues.at[i];
		if (meet != c->begin[meet->step->number] ||
		    meet->until == meet->at || prove_is_stage(meet->step) ||
		    meet->at < cutoff->at || meet->at >= begin->at)
			continue;
		if (day_of(meet->at) != day_of(cutoff->at) &&
		    !depends_on(c, cutoff->step, meet->step, 8))
			continue;
		prove_find(c, cutoff->step, PROOF_ERROR, MOMENT_AT(m),
		    arena_printf(c->arena, "the cut-off of \"%s\" lies before "
		    "the meeting \"%s\", which can change nothing then",
		    cutoff->step->name, meet->step->name),
		    arena_printf(c->arena, "cut-off %s, meeting %s, begin %s",
		    prove_time(c, cutoff->at), prove_time(c, meet->at),
		    prove_time(c, begin->at)));
	}
}

/* What stands still before a night, from when it has begun; what: "cut-off",
 * "freeze". */
static void
check_behind(struct proof_cycle *c, const struct due *d, const char *what)
{
	const struct due *begin = c->begin[d->step->number];

	if (begin != NULL && d->at > begin->at)
		prove_find(c, d->step, PROOF_ERROR,
		    MOMENT_AT(&d->occasion->when), arena_printf(c->arena,
		    "the %s of \"%s\" lies behind its begin", what,
		    d->step->name), arena_printf(c->arena, "%s %s, begin %s",
		    what, prove_time(c, d->at), prove_time(c, begin->at)));
}

void
prove_order(struct proof_cycle *c)
{
	const struct due *d;
	size_t i;

	for (i = 0; i < c->p->steps.n; i++)
		check_step(c, c->p->steps.at[i]);
	for (i = 0; i < c->dues.n; i++) {
		d = c->dues.at[i];
		check_own(c, d);
		check_ordinal(c, d);
		check_papers(c, d);
		if (strcmp(d->occasion->what, "cutoff") == 0) {
			check_cutoff(c, d);
			check_behind(c, d, "cut-off");
		}
		if (strcmp(d->occasion->what, "freeze") == 0)
			check_behind(c, d, "freeze");
	}
}
