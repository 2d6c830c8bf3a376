/* SPDX-License-Identifier: ISC */
/* undo BULLETIN WHAT: takes back what was said of it. */
#include <string.h>

#include "handlers/deciding/standing.h"

struct undo {
	const struct bulletin *b;
	const struct words *words;
	struct standing	*now;
	const char	*what;		/* what was taken back, in words */
	size_t		 used;		/* words before the reason */
	bool		 decision;
};

/* How many rows it took: 1 or more, 0 nothing was there, -1. */
typedef int64_t	undo_fn(struct work *w, struct undo *u, struct err *e);

static int64_t
undo_threat(struct work *w, struct undo *u, struct err *e)
{
	struct standing *s = u->now;

	(void)w;
	(void)e;
	if (s->threat == NULL)
		return 0;
	u->what = arena_printf(work_arena(w), "threat %s", s->threat);
	s->threat = s->threat_why = s->threat_by = NULL;
	s->threat_steps = 0;
	s->threat_to = SEVERITY_NOT_STATED;
	s->threat_at = 0;
	return 1;
}

static int64_t
undo_type(struct work *w, struct undo *u, struct err *e)
{
	(void)w;
	(void)e;
	if (u->now->typed_by == NULL)
		return 0;
	u->what = "type";
	u->now->type = u->now->class = u->now->typed_by = NULL;
	return 1;
}

/* The newest one. */
static int64_t
undo_workaround(struct work *w, struct undo *u, struct err *e)
{
	u->what = "workaround";
	return store_exec(work_store(w), e, "UPDATE decide_workarounds SET "
	    "undone_at = $2 WHERE id = (SELECT MAX(id) FROM "
	    "decide_workarounds WHERE bulletin = $1 AND undone_at = 0)",
	    "ii", u->b->id, work_now(w));
}

static int64_t
undo_crosscheck(struct work *w, struct undo *u, struct err *e)
{
	if (u->words->n < 3)
		return err_set(e, ERR_INPUT, "With which source? Write: undo "
		    "%s crosscheck SOURCE.", u->b->shown);
	u->used = 3;
	u->what = arena_printf(work_arena(w), "comparison with %.80s",
	    u->words->at[2]);
	return store_exec(work_store(w), e, "DELETE FROM decide_checks WHERE "
	    "bulletin = $1 AND source = $2", "is", u->b->id,
	    cycle_lower(work_arena(w), u->words->at[2]));
}

static int
undo_one(struct work *w, const struct decision *d, struct err *e)
{
	return store_exec(work_store(w), e, "UPDATE decide_decisions SET "
	    "undone_at = $2 WHERE id = $1", "ii", d->id, work_now(w)) == -1 ||
	    store_exec(work_store(w), e, "DELETE FROM decide_done WHERE "
	    "bulletin = $1 AND environment = $2 AND at = $3 AND $4 = 'done'",
	    "isis", d->bulletin, d->environment, d->at, d->verdict) == -1 ?
	    -1 : 0;
}

/* Those that hold: of one environment, or of all. */
static int64_t
undo_decision(struct work *w, struct undo *u, struct err *e)
{
	const struct policy_environment *v = NULL;
	const struct list *all = &u->now->decisions;
	int64_t n = 0;
	size_t i;

	u->what = "decision";
	u->decision = true;
	if (u->words->n > 3 && str_eq_nocase(u->words->at[2], "for")) {
		if ((v = decide_environment(w, u->words->at[3], e)) == NULL)
			return -1;
		u->used = 4;
		u->what = arena_printf(work_arena(w), "decision for %s",
		    v->name);
	}
	for (i = 0; i < all->n; i++) {
		const struct decision *d = all->at[i];

		if (v != NULL && !str_eq_nocase(d->environment, v->name))
			continue;
		if (undo_one(w, d, e) == -1)
			return -1;
		n++;
	}
	return n;
}

static const struct {
	const char	*name;
	undo_fn		*fn;
} undos[] = {
	{ "threat", undo_threat }, { "type", undo_type },
	{ "workaround", undo_workaround }, { "crosscheck", undo_crosscheck },
	{ "decision", undo_decision },
};
#define UNDOS (sizeof(undos) / sizeof(undos[0]))

/* A factor by its name; 0 where that is none that holds. */
static int64_t
undo_factor(struct work *w, struct undo *u, struct err *e)
{
	const char *word = cycle_lower(work_arena(w), u->words->at[1]);

	u->what = word;
	return store_exec(work_store(w), e, "DELETE FROM decide_factors WHERE "
	    "bulletin = $1 AND factor = $2", "is", u->b->id, word);
}

static int
nothing(struct work *w, const struct undo *u, struct err *e)
{
	const char *names[UNDOS + FACTORS_MAX];
	const struct list *all = &u->now->factors;
	size_t i, n = 0;

	for (i = 0; i < UNDOS; i++)
		names[n++] = undos[i].name;
	for (i = 0; i < all->n && i < FACTORS_MAX; i++)
		names[n++] = ((const struct applied *)all->at[i])->factor;
	return err_set(e, ERR_INPUT, "Nothing like \"%.80s\" is said of %s%s "
	    "\"bulletin %s\" shows what is; a factor that holds, threat, "
	    "type, workaround, crosscheck SOURCE and decision can be taken "
	    "back.", u->words->at[1], u->b->shown, str_nearest(
	    u->words->at[1], names, n) != NULL ? words_nearest(work_arena(w),
	    u->words->at[1], names, n) : ".", u->b->shown);
}

static int
take_back(struct work *w, struct undo *u, struct err *e)
{
	int64_t n = -2;
	size_t i;

	for (i = 0; i < UNDOS; i++)
		if (str_eq_nocase(undos[i].name, u->words->at[1]))
			n = undos[i].fn(w, u, e);
	if (n == -2)
		n = undo_factor(w, u, e);
	return n == -1 ? -1 : n == 0 ? nothing(w, u, e) : 0;
}

static int
run(struct work *w, const struct words *words, struct err *e)
{
	struct model *m = work_model(w);
	struct standing before, now;
	struct bulletin b;
	struct undo u = { .b = &b, .words = words, .now = &now, .used = 2 };
	const char *reason, *what;

	if (decide_pick(w, words, &b, e) == -1 ||
	    standing_of(w, &b, &before, e) == -1)
		return -1;
	now = before;
	now.back = true;
	if (take_back(w, &u, e) == -1)
		return -1;
	reason = cycle_rest(w, words, u.used);
	what = arena_printf(work_arena(w), "taken back: %s%s%s", u.what,
	    reason != NULL ? ": " : "", reason != NULL ? reason : "");
	if (change_done(w, &b, &before, &now, what, u.decision, e) == -1)
		return -1;
	decide_head(w, m, &b, &now);
	model_set(m, "what", what);
	model_set(m, "undo", "");
	return work_answer(w, "priority", m, e);
}

const struct command cmd_undo = {
	.name = "undo",
	.params = "BULLETIN FACTOR|threat|type|workaround|crosscheck SOURCE|"
	    "decision [for ENVIRONMENT] [REASON]",
	.help = "Takes back what was said of a bulletin; its dates follow.",
	.example = "undo EXS-2026-11 exposed it was another server",
	.roles = ROLES_RUN | ROLE_INFOSEC,
	.least = ASSURE_CHAT,
	.changes = true,
	.min = 2,
	.max = WORDS_MAX,
	.run = run,
};
