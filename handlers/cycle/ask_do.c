/* SPDX-License-Identifier: ISC */
/* Asking, reminding the silent, and what becomes of silence; see ask.h. */
#include <string.h>

#include "handlers/cycle/ask.h"
#include "handlers/cycle/step.h"

#define TOKEN_LIFE	(7 * DAY)	/* of a link, behind the due time */

/* Each team has one voice; a person without one has his own. */
static void
add_word(struct work *w, const char *word, struct list *out)
{
	const struct config *c = work_config(w);
	const struct audience *group = audience_find(c, word);
	const struct team *t = people_team(&c->people, word);
	struct list one = { 0 };
	size_t i;

	if (group != NULL) {
		for (i = 0; i < group->words.n; i++)
			add_word(w, group->words.at[i], out);
	} else if (strcmp(word, "*teams") == 0) {
		for (i = 0; i < c->people.teams.n; i++) {
			t = c->people.teams.at[i];
			if (t->lead != NULL)
				run_add_whom(w, people_by_id(&c->people,
				    t->lead), NULL, t, out);
		}
	} else if (t != NULL && t->lead != NULL) {
		run_add_whom(w, people_by_id(&c->people, t->lead), NULL, t,
		    out);
	} else {
		list_add_in(work_arena(w), &one, arena_str(work_arena(w),
		    word));
		run_whom(w, &one, out);
	}
}

static const char *
who_of(const struct whom *x)
{
	return x->team != NULL ? x->team->id : x->person != NULL ?
	    x->person->id : x->address;
}

/* A mail that is written but for being sent: "confirm TOKEN". */
static int
link_for(struct work *w, const struct cycle *c, const struct cycle_step *s,
    const struct person *p, const char *answer, struct model *m,
    struct err *e)
{
	struct arena *a = work_arena(w);
	struct model *item = model_add(m, "options");
	char token[WORK_TOKEN];

	model_set(item, "option", answer);
	model_set(item, "link", "");
	if (p == NULL || p->mail == NULL)
		return 0;
	if (work_token(w, p, arena_printf(a, "answer %s/%s %s\n", c->name,
	    s->name, answer), s->due + TOKEN_LIFE, token, e) == -1)
		return -1;
	model_set(item, "link", arena_printf(a, "mailto:%s?subject=%s&body="
	    "confirm%%20%s", work_config(w)->address, c->name, token));
	return 0;
}

/* "Then your lead 2h later, the coordinator again 1d later." */
static const char *
escalation_words(struct work *w, const struct step *s)
{
	static const struct {
		const char	*to, *words;
	} all[] = {
		{ "person", "you again" }, { "lead", "your lead" },
		{ "secondary", "another of your team" },
		{ "coordinator", "the coordinator again" },
	};
	struct arena *a = work_arena(w);
	struct list parts = { 0 };
	char t[CLOCK_TEXT];
	size_t i, k;

	for (i = 0; i < s->escalate.n; i++) {
		const struct escalation *x = s->escalate.at[i];
		const char *to = x->to;

		for (k = 0; k < sizeof(all) / sizeof(all[0]); k++)
			if (strcmp(x->to, all[k].to) == 0)
				to = all[k].words;
		list_add_in(a, &parts, arena_printf(a, "%s %s", to,
		    x->after > 0 ? arena_printf(a, "%s later", clock_span(
		    x->after, t)) : "too"));
	}
	return parts.n == 0 ? "" : arena_printf(a, "Then %s.", cycle_join(a,
	    &parts, ", "));
}

static const char *
silence_words(struct work *w, const struct cycle_step *s)
{
	const struct scale *scale = ask_scale(s);
	const char *rule = s->step->silence;

	if (rule == NULL || strcmp(rule, "escalate") == 0)
		return "If you do not answer by then, the coordinator is "
		    "told.";
	return arena_printf(work_arena(w), "Who says nothing by then is taken "
	    "to say: %s.", strcmp(rule, "consent") == 0 ? scale->consent :
	    scale->applies);
}

/* One letter, to one that was asked. */
static int
ask_one(struct work *w, const struct cycle *c, struct cycle_step *s,
    const struct whom *x, bool again, int64_t late, struct err *e)
{
	const struct step_ask *q = s->step->own;
	const struct scale *scale = ask_scale(s);
	struct model *m = work_model(w);
	struct said said = { .cycle = c, .step = s, .model = m,
	    .what = again ? "remind" : "begin" };
	struct list one = { 0 };
	union { const struct whom *in; void *out; } u = { .in = x };

	list_add_in(work_arena(w), &one, u.out);
	said.template = run_template(w, s->step->template, "ask");
	said.thread = arena_printf(work_arena(w), "ask.%lld.%s.%s",
	    (long long)c->id, s->name, who_of(x));
	if (run_letter_model(w, m, c, s, late, e) == -1)
		return -1;
	model_set(m, "question", str_fill(work_arena(w), q->text != NULL ?
	    q->text : scale->text, LETTER_COLUMNS));
	model_set(m, "for", x->team != NULL ? x->team->name :
	    x->person != NULL ? x->person->name : x->address);
	model_flag(m, "reminder", again);
	model_set(m, "silence", silence_words(w, s));
	model_set(m, "above", s->step->silence == NULL || strcmp(
	    s->step->silence, "escalate") == 0 ? escalation_words(w, s->step) :
	    "");
	model_set(m, "yes", scale->yes);
	model_set(m, "no", scale->no);
	model_list(m, "options");
	if (ask_servers_model(w, m, c, s, x->team, x->person, e) == -1)
		return -1;
	if (link_for(w, c, s, x->person, scale->yes, m, e) == -1 ||
	    link_for(w, c, s, x->person, scale->no, m, e) == -1)
		return -1;
	return run_write(w, &said, &one, e);
}

static int
ask_all(struct work *w, const struct cycle *c, struct cycle_step *s,
    int64_t late, struct err *e)
{
	struct list whom = { 0 };
	size_t i;

	for (i = 0; i < s->step->audience.n; i++)
		add_word(w, s->step->audience.at[i], &whom);
	for (i = 0; i < whom.n; i++) {
		const struct whom *x = whom.at[i];

		if (ask_save(w, s, &(struct asked){ .who = who_of(x),
		    .person = x->person }, e) == -1 ||
		    ask_one(w, c, s, x, false, late, e) == -1)
			return -1;
	}
	return work_journal(w, e, c->name, "%s: asked %zu%s", s->name, whom.n,
	    late > 0 ? ", late" : "");
}

/* Those without an answer; bad: and those whose answer does not pass. */
static int
owing(struct work *w, const struct cycle_step *s, bool bad, struct list *out,
    struct err *e)
{
	const struct step_ask *q = s->step->own;
	struct list all = { 0 };
	size_t i;

	if (ask_load(w, s, &all, e) == -1)
		return -1;
	for (i = 0; i < all.n; i++) {
		const struct asked *x = all.at[i];

		if (x->answer == NULL || (bad && q->pass != NULL &&
		    ask_is_bad(s, x->answer)))
			run_add_whom(w, x->person, x->person == NULL ? x->who :
			    NULL, x->team, out);
	}
	return 0;
}

int
ask_owing(struct work *w, const struct cycle_step *s, struct list *out,
    struct err *e)
{
	return owing(w, s, true, out, e);
}

/* Who has said what is wrong is not asked again by the clock. */
static int
remind(struct work *w, const struct cycle *c, struct cycle_step *s,
    struct err *e)
{
	struct list silent = { 0 };
	size_t i;

	if (owing(w, s, false, &silent, e) == -1)
		return -1;
	/* all have answered, and it waits for what passes */
	if (silent.n == 0)
		return 0;
	for (i = 0; i < silent.n; i++)
		if (ask_one(w, c, s, silent.at[i], true, 0, e) == -1)
			return -1;
	return work_journal(w, e, c->name, "%s: reminded %zu", s->name,
	    silent.n);
}

/* --- the due time ------------------------------------------------------- */

/* Who said something is not silent, whether it was understood or not. */
static int
fill_silence(struct work *w, const struct cycle_step *s, struct list *all,
    struct err *e)
{
	const struct scale *scale = ask_scale(s);
	size_t i;

	for (i = 0; i < all->n; i++) {
		struct asked *x = all->at[i];

		if (x->answer != NULL || ask_is_unclear(x))
			continue;
		x->answer = strcmp(s->step->silence, "consent") == 0 ?
		    scale->consent : scale->applies;
		x->said_at = work_now(w);
		if (ask_save(w, s, x, e) == -1)
			return -1;
	}
	return 0;
}

/* Some are silent, or were not understood: it stays open. */
static int
tell_silent(struct work *w, const struct cycle *c, struct cycle_step *s,
    const struct list *all, struct err *e)
{
	const char *tally = ask_tally(w, s, all);
	struct model *m = work_model(w);

	run_model(w, m, c, s);
	ask_model(w, m, s, all);
	model_set(m, "tally", tally);
	if (run_tell_coordinator(w, "ask-silent", m, e) == -1)
		return -1;
	return work_journal(w, e, c->name, "%s: due; %s", s->name, tally);
}

static int
due(struct work *w, const struct cycle *c, struct cycle_step *s,
    struct err *e)
{
	/* the cycle is the job's own; only its type says otherwise */
	union { const struct cycle *in; struct cycle *out; } u = { .in = c };
	struct list all = { 0 };
	bool escalate = s->step->silence == NULL ||
	    strcmp(s->step->silence, "escalate") == 0;

	if (ask_load(w, s, &all, e) == -1 ||
	    (!escalate && fill_silence(w, s, &all, e) == -1))
		return -1;
	if (ask_answered(&all) < all.n)
		return tell_silent(w, c, s, &all, e);
	if (work_journal(w, e, c->name, "%s: over; %s", s->name,
	    ask_tally(w, s, &all)) == -1)
		return -1;
	return ask_close(w, u.out, s, &all, e);
}

int
ask_occasion(struct work *w, const struct cycle *c, struct cycle_step *s,
    const char *what, int64_t late, struct err *e)
{
	if (strcmp(what, "begin") == 0)
		return ask_all(w, c, s, late, e);
	/* its begin was moved: nobody was asked */
	if (s->begun_at == 0)
		return strcmp(what, "due") == 0 ? run_overdue(w, c, s, e) : 0;
	if (strcmp(what, "remind") == 0)
		return remind(w, c, s, e);
	return strcmp(what, "due") == 0 ? due(w, c, s, e) : 0;
}

int
ask_done(struct work *w, const struct cycle *c, struct cycle_step *s,
    const char *note, struct err *e)
{
	const struct step_ask *q = s->step->own;
	struct list all = { 0 };
	const char *tally;

	if ((work_actor(w)->roles & ROLES_RUN) == 0)
		return err_set(e, ERR_REFUSED, "%s/%s is a question; the "
		    "coordinator ends it. You answer it: answer %s/%s WORD.",
		    c->name, s->name, c->name, s->name);
	if (ask_load(w, s, &all, e) == -1)
		return -1;
	tally = ask_tally(w, s, &all);
	if (note == NULL && q->pass != NULL && ask_bad(s, &all) > 0)
		return err_set(e, ERR_INPUT, "%s/%s is not passed: %s. Who "
		    "accepts that says why: tick %s/%s REASON.", c->name,
		    s->name, tally, c->name, s->name);
	return run_end_in(w, c, s, STEP_DONE, note == NULL ? tally :
	    arena_printf(work_arena(w), "%s; %s", tally, note), e);
}
