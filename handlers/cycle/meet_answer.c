/* SPDX-License-Identifier: ISC */
/*
 * Who comes to a meeting: by command, by a reply of his calendar (which
 * becomes such a command), for others by the coordinator.  The newest word
 * counts, until the meeting is over.
 */
#include <string.h>

#include "handlers/cycle/given.h"
#include "handlers/cycle/meeting.h"
#include "handlers/cycle/reply_words.h"

/* As people and calendars say it, longer ones before what they begin with. */
static const struct {
	const char	*said, *means;
} phrases[] = {
	{ "yes", "yes" }, { "accepted", "yes" }, { "accept", "yes" },
	{ "coming", "yes" }, { "ok", "yes" },
	{ "maybe", "maybe" }, { "tentative", "maybe" }, { "perhaps", "maybe" },
	{ "not coming", "no" }, { "no", "no" }, { "declined", "no" },
	{ "decline", "no" },
};
#define N_PHRASES	(sizeof(phrases) / sizeof(phrases[0]))
#define BETWEEN		" \t.,;:!-"

/* Its first words, whatever hangs on them: true where they are some of ours;
 * the answer, or NULL. */
static bool
find_answer(const char *text, const char **answer, const char **rest)
{
	enum reply_means says = reply_clears(REPLY_TO_REQUEST, text, rest);
	size_t i, n;

	*answer = says == SAYS_YES ? "yes" : NULL;
	for (i = 0; says == SAYS_NEITHER && i < N_PHRASES; i++) {
		n = strlen(phrases[i].said);
		if (!span_starts_nocase(span_of(text), phrases[i].said) ||
		    (text[n] != '\0' && strchr(BETWEEN, text[n]) == NULL))
			continue;
		*rest = text + n + strspn(text + n, BETWEEN);
		*answer = phrases[i].means;
		return true;
	}
	return says != SAYS_NEITHER;
}

/* A calendar's comment, in brackets, takes nothing back: its answer is what was
 * clicked. */
static const char *
read_answer(const char *text, const char **rest)
{
	const char *answer;

	if (!find_answer(text, &answer, rest) || answer == NULL)
		return NULL;
	return strcmp(answer, "yes") == 0 && **rest != '(' &&
	    reply_hangs_on(REPLY_TO_REQUEST, *rest) ? NULL : answer;
}

bool
meeting_reads(const char *text)
{
	const char *answer, *rest;

	return find_answer(text, &answer, &rest);
}

/* --- whose -------------------------------------------------------------- */

static struct guest *
of_person(struct work *w, const struct list *guests, const struct person *p)
{
	struct guest *g;
	size_t i;

	for (i = 0; i < guests->n; i++) {
		g = guests->at[i];
		if (str_eq_nocase(g->who, p->id))
			return g;
	}
	/* invited by a list, or by name: he says it all the same */
	g = arena_alloc(work_arena(w), sizeof(*g));
	g->who = p->id;
	g->name = p->name;
	g->address = p->mail;
	g->person = p;
	return g;
}

/* "for PERSON" of a coordinator; *rest moves behind it. */
static int
whose(struct work *w, const struct list *guests, const char **rest,
    struct guest **out, struct err *e)
{
	struct span s = span_of(*rest), word;
	const struct person *p;

	*out = of_person(w, guests, work_actor(w)->person);
	if (!span_word(&s, &word) || !span_eq_nocase(word, "for") ||
	    !span_word(&s, &word))
		return 0;
	while (word.n > 0 && strchr(BETWEEN, word.p[word.n - 1]) != NULL)
		word.n--;
	p = people_find(&work_config(w)->people, arena_strn(work_arena(w),
	    word.p, word.n));
	if (p == NULL)
		return 0;	/* "no, for I am away" */
	if (p != work_actor(w)->person &&
	    (work_actor(w)->roles & ROLES_RUN) == 0)
		return err_set(e, ERR_REFUSED, "%s answers himself or herself; "
		    "the coordinator may do it for others.", p->name);
	*rest = word.p + word.n + strspn(word.p + word.n, BETWEEN);
	*out = of_person(w, guests, p);
	return 0;
}

/* --- what comes of it --------------------------------------------------- */

/* Of a team: its lead, or where he is the one who does not come, another. */
static const struct person *
heir(struct work *w, const struct person *p)
{
	const struct people *all = &work_config(w)->people;
	const struct team *t = p->team != NULL ? people_team(all, p->team) :
	    NULL;
	size_t i;

	if (t == NULL)
		return NULL;
	if (t->lead != NULL && !str_eq_nocase(t->lead, p->id))
		return people_by_id(all, t->lead);
	for (i = 0; i < all->persons.n; i++) {
		const struct person *other = all->persons.at[i];

		if (other != p && str_eq_nocase(other->team, t->id))
			return other;
	}
	return NULL;
}

/* What he has on his hands in this cycle, and somebody must speak for. */
static void
owned_model(struct model *m, const struct cycle *c, const struct person *p)
{
	struct model *item;
	size_t i;

	model_list(m, "owned");
	for (i = 0; i < c->steps.n; i++) {
		const struct cycle_step *s = c->steps.at[i];

		if (s->step == NULL || (s->state & STEP_ENDED) ||
		    s->step->owner == NULL ||
		    (!str_eq_nocase(s->step->owner, p->id) &&
		    !str_eq_nocase(s->step->owner, p->team)))
			continue;
		item = model_add(m, "owned");
		model_set(item, "owned_title", s->title);
	}
}

int
meeting_declined(struct work *w, const struct cycle *c,
    const struct cycle_step *s, const struct guest *g, struct err *e)
{
	struct model *m = work_model(w);
	const struct person *to = g->person != NULL ? heir(w, g->person) :
	    NULL;

	run_model(w, m, c, s);
	model_set(m, "who", g->name);
	model_set(m, "text", g->note);
	if (to == NULL)
		return 0;
	model_set(m, "team", people_team(&work_config(w)->people,
	    g->person->team)->name);
	owned_model(m, c, g->person);
	return work_tell(w, to, "meet-inherited", m, e);
}

int
meeting_said(struct work *w, const struct cycle *c,
    const struct cycle_step *s, struct guest *g, const char *answer,
    const char *note, struct err *e)
{
	static const char *const channels[] = { "mail", "chat", "room",
	    "console", "clock" };
	bool news = g->answer == NULL || strcmp(g->answer, answer) != 0;

	g->answer = answer;
	g->note = note != NULL && note[0] != '\0' ?
	    cycle_text(work_arena(w), note) : NULL;
	g->said_by = cycle_actor(w);
	g->said_at = work_now(w);
	g->channel = channels[work_actor(w)->channel];
	if (meeting_save_guest(w, s, g, e) == -1 ||
	    work_journal(w, e, c->name, "%s: %s says %s%s%s", s->name, g->who,
	    answer, g->note != NULL ? ": " : "", g->note != NULL ? g->note :
	    "") == -1)
		return -1;
	return news && strcmp(answer, "no") == 0 ? meeting_declined(w, c, s, g,
	    e) : 0;
}

bool
meeting_over(struct work *w, const struct cycle_step *s)
{
	return (s->state & STEP_ENDED) != 0 || s->until <= work_now(w);
}

/* A calendar's comment comes in brackets (on_reply.c). */
static const char *
without_brackets(struct work *w, const char *s)
{
	size_t n = strlen(s);

	return n >= 2 && s[0] == '(' && s[n - 1] == ')' ?
	    arena_strn(work_arena(w), s + 1, n - 2) : s;
}

int64_t
meeting_of(const struct meeting *x, int64_t said_at)
{
	return x->sequence > 0 && said_at < x->told_at ? x->sequence - 1 :
	    x->sequence;
}

/* Who could come then may not be able to now.  A command that names no
 * invitation is of the one of its time: a mail may have lain there since
 * before it was moved. */
static int
check_newest(struct work *w, int64_t of, const struct cycle *c,
    const struct cycle_step *s, struct err *e)
{
	char t[CLOCK_TEXT];
	struct meeting x;
	int rc = meeting_load(w, s, &x, e);

	if (rc != 1)
		return rc;
	if (of == MEETING_NEWEST)
		of = meeting_of(&x, work_said_at(w));
	if (of >= x.sequence)
		return 0;
	return err_set(e, ERR_REFUSED, "You answer an invitation that another "
	    "one has replaced: %s/%s is %s now%s%s. Nothing was noted. Reply "
	    "to the newest one, or write answer %s/%s yes, no or maybe.",
	    c->name, s->name, clock_long(x.begin, t), x.place != NULL ? ", " :
	    "", x.place != NULL ? x.place : "", c->name, s->name);
}

int
meeting_answer(struct work *w, const struct words *words, int64_t of,
    const struct cycle *c, const struct cycle_step *s, struct err *e)
{
	const char *rest, *answer = read_answer(words->rest[1], &rest);
	struct model *m = work_model(w);
	struct list guests = { 0 };
	struct given before;
	struct guest *g;

	if (answer == NULL)
		return err_set(e, ERR_INPUT, "\"%.80s\" is no answer that I "
		    "understand. Write answer %s/%s yes, no or maybe, and "
		    "what you want to add behind it.", words->rest[1],
		    c->name, s->name);
	if (meeting_over(w, s))
		return err_set(e, ERR_REFUSED, "%s/%s is over; nothing was "
		    "changed.", c->name, s->name);
	if (check_newest(w, of, c, s, e) == -1 ||
	    meeting_guests(w, s, &guests, e) == -1 ||
	    whose(w, &guests, &rest, &g, e) == -1)
		return -1;
	rest = without_brackets(w, rest);
	before = (struct given){ g->name, g->answer, g->note, g->said_at };
	if (given_before(&before, answer, cycle_text(work_arena(w), rest)))
		return given_tell(w, c, s, &before, e);
	if (meeting_said(w, c, s, g, answer, rest, e) == -1)
		return -1;
	run_model(w, m, c, s);
	model_set(m, "who", g->name);
	model_set(m, "answer", answer);
	model_set(m, "text", g->note);
	return work_answer(w, "answer-meet", m, e);
}

int
meeting_answers(struct work *w, const struct cycle *c,
    const struct cycle_step *s, struct err *e)
{
	struct model *m = work_model(w);
	struct list guests = { 0 };

	if (meeting_guests(w, s, &guests, e) == -1)
		return -1;
	run_model(w, m, c, s);
	meeting_model(w, m, &guests);
	model_set(m, "tally", meeting_tally(w, &guests));
	return work_answer(w, "answers-meet", m, e);
}
