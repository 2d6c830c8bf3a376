/* SPDX-License-Identifier: ISC */
/* answer: what a team says to a question of a cycle. */
#include <string.h>

#include "handlers/cycle/ask.h"
#include "handlers/cycle/given.h"
#include "handlers/cycle/meeting.h"

static struct asked *
of_word(const struct list *all, const char *word)
{
	size_t i;

	for (i = 0; i < all->n; i++) {
		struct asked *x = all->at[i];

		if (str_eq_nocase(x->who, word) ||
		    str_eq_nocase(x->name, word))
			return x;
	}
	return NULL;
}

/* The one that the actor speaks for. */
static struct asked *
own(struct work *w, const struct list *all)
{
	const struct person *p = work_actor(w)->person;
	struct asked *x = of_word(all, p->id);

	if (x == NULL && p->team != NULL)
		x = of_word(all, p->team);
	return x != NULL || p->mail == NULL ? x : of_word(all, p->mail);
}

static const char *
names_of(struct work *w, const struct list *all)
{
	struct list names = { 0 };
	size_t i;

	for (i = 0; i < all->n; i++)
		list_add_in(work_arena(w), &names, arena_str(work_arena(w),
		    ((const struct asked *)all->at[i])->who));
	return cycle_join(work_arena(w), &names, ", ");
}

/* "for TEAM" where such a one was asked; *rest moves behind it. */
static struct asked *
target(struct work *w, const struct list *all, const char **rest)
{
	struct span s = span_of(*rest), word;
	struct asked *x;

	if (!span_word(&s, &word) || !span_eq_nocase(word, "for") ||
	    !span_word(&s, &word))
		return NULL;
	while (word.n > 0 && strchr(".,:;", word.p[word.n - 1]) != NULL)
		word.n--;
	x = of_word(all, arena_strn(work_arena(w), word.p, word.n));
	if (x != NULL)
		*rest = word.p + word.n + strspn(word.p + word.n, " .,:;");
	return x;
}

/* "for TEAM WORD NOTE" is "WORD for TEAM NOTE". */
static const char *
read_answer(struct work *w, const struct cycle_step *s,
    const struct list *all, const char *text, const char **rest)
{
	const struct asked *x = target(w, all, &text);
	const char *answer = ask_read(ask_scale(s), text, rest);

	if (x != NULL && answer != NULL)
		*rest = arena_printf(work_arena(w), "for %s %s", x->who,
		    *rest);
	return answer;
}

static int
whose(struct work *w, const struct cycle *c, const struct cycle_step *s,
    const struct list *all, const char **rest, struct asked **x,
    struct err *e)
{
	struct asked *mine = own(w, all), *named = target(w, all, rest);

	*x = named != NULL ? named : mine;
	if (*x == NULL && (work_actor(w)->roles & ROLES_RUN))
		return err_set(e, ERR_INPUT, "For whom? Write answer %s/%s "
		    "WORD for TEAM; asked were %s.", c->name, s->name,
		    names_of(w, all));
	if (*x == NULL)
		return err_set(e, ERR_REFUSED, "You were not asked that; asked "
		    "were %s. Tell them, or the coordinator.",
		    names_of(w, all));
	if (*x != mine && (work_actor(w)->roles & ROLES_RUN) == 0)
		return err_set(e, ERR_REFUSED, "%s answers for itself; the "
		    "coordinator may do it for them.", (*x)->name);
	return 0;
}

/* "review@0", as on_answer.c writes it: the step's word, and the number of the
 * invitation that is answered. */
static const char *
split(struct work *w, const char *word, int64_t *of)
{
	const char *at = strrchr(word, '@');
	long long n;

	*of = MEETING_NEWEST;
	if (at == NULL || !str_number(at + 1, 0, INT64_MAX, &n))
		return word;
	*of = n;
	return arena_strn(work_arena(w), word, (size_t)(at - word));
}

static int
pick(struct work *w, const char *word, struct cycle **c,
    struct cycle_step **s, struct err *e)
{
	char t[CLOCK_TEXT];

	if (run_pick_open(w, word, c, s, e) == -1 ||
	    run_begin_due(w, c, s, e) == -1)
		return -1;
	if (strcmp((*s)->kind, "meet") == 0 && (*s)->step != NULL)
		return 0;
	if (strcmp((*s)->kind, "approve") == 0)
		return err_set(e, ERR_INPUT, "%s/%s needs a plain yes or no, "
		    "so nothing was noted. Write approve %s/%s, or reject "
		    "%s/%s REASON.", (*c)->name, (*s)->name, (*c)->name,
		    (*s)->name, (*c)->name, (*s)->name);
	if (strcmp((*s)->kind, "ask") != 0)
		return err_set(e, ERR_INPUT, "%s/%s asks nothing; it is of the "
		    "kind \"%s\". \"checklist %s\" lists all.", (*c)->name,
		    (*s)->name, (*s)->kind, (*c)->name);
	if ((*s)->step == NULL)
		return err_set(e, ERR_INPUT, "The configuration has no step "
		    "%s any more; tell the coordinator.", (*s)->name);
	if ((*s)->begun_at == 0)
		return err_set(e, ERR_INPUT, "%s/%s is not asked yet%s%s.",
		    (*c)->name, (*s)->name, (*s)->begin != 0 ? "; it is "
		    "planned for " : "", (*s)->begin != 0 ?
		    clock_long((*s)->begin, t) : "");
	return 0;
}

static int
not_understood(const struct cycle *c, const struct cycle_step *s,
    const char *text, struct err *e)
{
	const struct scale *scale = ask_scale(s);

	return err_set(e, ERR_INPUT, "\"%.80s\" is no answer that I "
	    "understand. Write answer %s/%s %s, or answer %s/%s %s, and what "
	    "you want to add behind it.", text, c->name, s->name, scale->yes,
	    c->name, s->name, scale->no);
}

static const char *
channel_word(const struct work *w)
{
	static const char *const words[] = { "mail", "chat", "room",
	    "console", "clock" };

	return words[work_actor(w)->channel];
}

/* Somebody, and not silence, had given this answer. */
static bool
was_given(const struct asked *x, const char *answer)
{
	return x->said_by != NULL && x->answer != NULL &&
	    strcmp(x->answer, answer) == 0;
}

/* Of a list of servers it says that the list of now is right, which is new. */
static bool
is_repeated(const struct cycle_step *s, const struct asked *x,
    const struct given *before, const char *answer, const char *text)
{
	return x->said_by != NULL && !ask_for_lists(s) &&
	    given_before(before, answer, text);
}

/* Writes it into x; refuses where the gate is closed. */
static int
note(struct work *w, const struct cycle *c, struct cycle_step *s,
    struct asked *x, const char *answer, const char *text, struct err *e)
{
	char t[CLOCK_TEXT];

	if (ask_closed(w, s) && x->said_by != NULL && x->answer != NULL)
		return err_set(e, ERR_REFUSED, "%s/%s closed %s, and %s had "
		    "said %s. If that was wrong, tell the coordinator now.",
		    c->name, s->name, clock_long(s->due, t), x->name,
		    x->answer);
	x->changed += x->answer != NULL && x->said_by != NULL &&
	    strcmp(x->answer, answer) != 0;
	x->answer = answer;
	x->note = text[0] != '\0' ? cycle_text(work_arena(w), text) : NULL;
	x->said_by = cycle_actor(w);
	x->said_at = work_now(w);
	/* a mail may have lain there since before the gate closed */
	x->late = s->due != 0 && (work_said_at(w) > s->due ||
	    (ask_closed(w, s) && work_said_at(w) == work_now(w)));
	x->channel = channel_word(w);
	return ask_save(w, s, x, e);
}

/* An answer, and what it was said to. */
struct news {
	const struct list *all;		/* struct asked * */
	struct asked	*x;
	bool		 same;		/* somebody had said so already */
	bool		 was_bad;	/* the answer before it was */
	bool		 closed;	/* the gate was */
};

/* The last one ends the question; a change of mind behind that, or a late
 * answer, is news for the coordinator. */
static int
follow(struct work *w, struct cycle *c, struct cycle_step *s,
    const struct news *n, struct model *m, struct err *e)
{
	const struct step_ask *q = s->step->own;
	const char *tally = ask_tally(w, s, n->all);

	model_set(m, "tally", tally);
	model_set(m, "answered", arena_printf(work_arena(w), "%zu",
	    ask_answered(n->all)));
	model_setf(m, "asked", "%zu", n->all->n);
	if (n->closed)
		return run_tell_coordinator(w, "ask-late", m, e);
	if (s->state == STEP_DONE && q->pass != NULL && !n->was_bad &&
	    ask_is_bad(s, n->x->answer))
		return ask_take_back(w, c, s, n->all, e);
	if (s->state == STEP_DONE) {
		s->note = tally;
		return run_save_step(w, s, e) == -1 ? -1 :
		    run_tell_coordinator(w, "ask-changed", m, e);
	}
	return ask_answered(n->all) < n->all->n ? 0 :
	    ask_close(w, c, s, n->all, e);
}

/* It is noted in x: the journal, those who asked, the servers meant by it. */
static int
conclude(struct work *w, struct cycle *c, struct cycle_step *s,
    const struct news *n, struct model *m, struct err *e)
{
	const struct asked *x = n->x;

	run_model(w, m, c, s);
	ask_model(w, m, s, n->all);
	model_set(m, "who", x->name);
	model_set(m, "answer", x->answer);
	model_set(m, "text", x->note);
	model_flag(m, "was_late", x->late);
	model_flag(m, "in_time", !x->late);
	model_flag(m, "closed", n->closed);
	model_flag(m, "same", n->same);
	if (work_journal(w, e, c->name, "%s: %s says %s%s%s%s", s->name,
	    x->who, x->answer, x->late ? ", late" : "", x->note != NULL ?
	    ": " : "", x->note != NULL ? x->note : "") == -1)
		return -1;
	return follow(w, c, s, n, m, e);
}

int
cycle_answer_list(struct work *w, const char *ref, const char *text,
    struct err *e)
{
	struct list all = { 0 };
	struct news n = { .all = &all };
	struct cycle_step *s;
	struct cycle *c;

	if (run_pick_open(w, ref, &c, &s, e) == -1 ||
	    ask_load(w, s, &all, e) == -1)
		return -1;
	n.closed = ask_closed(w, s);
	/* whom nobody asked answers nothing, though his list counts */
	if ((n.x = own(w, &all)) == NULL || (n.closed &&
	    n.x->said_by != NULL && n.x->answer != NULL))
		return 0;
	n.was_bad = ask_is_bad(s, n.x->answer);
	n.same = was_given(n.x, ask_scale(s)->yes);
	if (note(w, c, s, n.x, ask_scale(s)->yes, text, e) == -1)
		return -1;
	return conclude(w, c, s, &n, work_model(w), e);
}

/* Whose silence it ends, or NULL: of "for TEAM ..." theirs, or nobody's. */
static struct asked *
unclear_of(struct work *w, const struct list *all, const char *text)
{
	struct asked *mine = own(w, all), *named = target(w, all, &text);

	return named == NULL || named == mine ? mine :
	    work_actor(w)->roles & ROLES_RUN ? named : NULL;
}

/*
 * No answer, but no silence either: it is kept, and the coordinator sees it.
 * Where an answer stands already, it stands.
 */
static int
unclear(struct work *w, const struct cycle *c, struct cycle_step *s,
    const struct list *all, const char *text, struct err *e)
{
	struct model *m = work_model(w);
	struct asked *x = unclear_of(w, all, text);

	if (x == NULL || (x->answer != NULL && x->said_by != NULL) ||
	    ask_closed(w, s))
		return not_understood(c, s, text, e);
	x->note = cycle_text(work_arena(w), text);
	x->answer = NULL;
	x->said_by = cycle_actor(w);
	x->said_at = work_now(w);
	x->channel = channel_word(w);
	run_model(w, m, c, s);
	model_set(m, "who", x->name);
	model_set(m, "text", x->note);
	model_set(m, "yes", ask_scale(s)->yes);
	model_set(m, "no", ask_scale(s)->no);
	if (ask_save(w, s, x, e) == -1 ||
	    run_tell_coordinator(w, "ask-unclear", m, e) == -1 ||
	    work_journal(w, e, c->name, "%s: %s was not understood: %.80s",
	    s->name, x->who, x->note) == -1)
		return -1;
	return work_answer(w, "answer-unclear", m, e);
}

static int
run(struct work *w, const struct words *words, struct err *e)
{
	struct model *m = work_model(w);
	struct list all = { 0 };
	struct news n = { .all = &all };
	struct given before;
	struct cycle_step *s;
	struct cycle *c;
	const char *answer, *rest;
	int64_t of;

	if (pick(w, split(w, words->at[0], &of), &c, &s, e) == -1)
		return -1;
	if (strcmp(s->kind, "meet") == 0)
		return meeting_answer(w, words, of, c, s, e);
	if (ask_load(w, s, &all, e) == -1)
		return -1;
	answer = read_answer(w, s, &all, words->rest[1], &rest);
	if (answer == NULL)
		return unclear(w, c, s, &all, words->rest[1], e);
	n.closed = ask_closed(w, s);
	if (whose(w, c, s, &all, &rest, &n.x, e) == -1)
		return -1;
	before = (struct given){ n.x->name, n.x->answer, n.x->note,
	    n.x->said_at };
	if (is_repeated(s, n.x, &before, answer, cycle_text(work_arena(w),
	    rest)))
		return given_tell(w, c, s, &before, e);
	n.was_bad = ask_is_bad(s, n.x->answer);
	n.same = was_given(n.x, answer);
	if (note(w, c, s, n.x, answer, rest, e) == -1 ||
	    ask_servers_said(w, c, s, n.x->team, n.x->person, strcmp(answer,
	    ask_scale(s)->yes) == 0, e) == -1 ||
	    conclude(w, c, s, &n, m, e) == -1)
		return -1;
	return work_answer(w, "answer", m, e);
}

const struct command cmd_answer = {
	.name = "answer",
	.params = "STEP WORD [for TEAM] [NOTE]",
	.help = "Answers a question that a cycle asks your team, or whether "
	    "you come to a meeting: yes, no or maybe.",
	.example = "answer 2026-11/applicable not applicable",
	.roles = ROLES_ANY,
	.least = ASSURE_NONE,
	.changes = true,
	.min = 2,
	.max = WORDS_MAX,
	.run = run,
};
