/* SPDX-License-Identifier: ISC */
/* Of which version of a change request, or which invitation, a mail speaks; see
 * on_answer.h. */
#include <string.h>

#include "handlers/cycle/meeting.h"
#include "handlers/cycle/on_answer.h"
#include "handlers/cycle/request.h"

/* When the last of these letters that is ours was made: 1, 0, -1. */
static int
made(struct work *w, const char *ids, int64_t *at, struct err *e)
{
	struct span rest = span_of(ids != NULL ? ids : ""), id;
	int64_t one;
	int rc, any = 0;

	while (span_word(&rest, &id)) {
		if ((rc = work_letter_made(w, arena_strn(work_arena(w), id.p,
		    id.n), &one, e)) == -1)
			return -1;
		if (rc == 1) {
			*at = one;
			any = 1;
		}
	}
	return any;
}

static const char *
mark(struct work *w, int64_t version)
{
	return arena_printf(work_arena(w), "@%lld", (long long)version);
}

int
answer_version(struct work *w, const struct mail_in *m,
    const struct cycle_step *s, const char **of, struct err *e)
{
	int64_t at = 0, last, version;
	int rc;

	*of = "";
	if (request_version(w, s, INT64_MAX, &last, e) == -1)
		return -1;
	if (last == 0)
		return 0;
	if ((rc = made(w, m->evidence->in_reply_to, &at, e)) == 0)
		rc = made(w, m->evidence->references, &at, e);
	if (rc == -1)
		return -1;
	if (rc == 0) {
		*of = mark(w, last == 1 ? 1 : 0);
		return 0;
	}
	if (request_version(w, s, at, &version, e) == -1)
		return -1;
	*of = mark(w, version);
	return 0;
}

int
answer_invitation(struct work *w, const struct mail_in *m,
    const struct cycle_step *s, const char **of, struct err *e)
{
	int64_t at = work_said_at(w), sent = at;
	struct meeting x;
	int rc = meeting_load(w, s, &x, e);

	*of = "";
	if (rc != 1)
		return rc;
	if ((rc = made(w, m->evidence->in_reply_to, &sent, e)) == 0)
		rc = made(w, m->evidence->references, &sent, e);
	if (rc == -1)
		return -1;
	/* also of the newest one: until it is confirmed it may be moved */
	*of = mark(w, meeting_of(&x, sent < at ? sent : at));
	return 0;
}

/* The step that a command means, where what is said of it is said of one of
 * several: 1, 0 none, -1. */
static int
versioned(struct work *w, struct span verb, struct span word,
    struct cycle_step **s, struct err *e)
{
	struct err why = { 0 };
	struct cycle *c;
	bool answer = span_eq_nocase(verb, "answer");

	if (memchr(word.p, '@', word.n) != NULL || (!answer &&
	    !span_eq_nocase(verb, "approve") &&
	    !span_eq_nocase(verb, "reject")))
		return 0;
	if (run_pick_open(w, arena_strn(work_arena(w), word.p, word.n), &c, s,
	    &why) == -1) {
		/* the command itself will say so */
		if (why.code == ERR_INPUT || why.code == ERR_REFUSED)
			return 0;
		*e = why;
		return -1;
	}
	return strcmp((*s)->kind, answer ? "meet" : "approve") == 0;
}

/* It will be said by a token, at a time of its own. */
static bool
needs_token(struct work *w, struct span verb)
{
	const struct command *c = command_find(arena_strn(work_arena(w),
	    verb.p, verb.n));
	unsigned least = c == NULL ? 0 : c->least;

	if (c != NULL && c->changes && work_config(w)->mail_commands > least)
		least = work_config(w)->mail_commands;
	return work_actor(w)->assurance < least;
}

/* Of what it is said where it is said now. */
static int
of_now(struct work *w, const struct cycle_step *s, const char **of,
    struct err *e)
{
	int64_t version = 0;
	struct meeting x;
	int rc;

	*of = "";
	if (strcmp(s->kind, "meet") == 0) {
		if ((rc = meeting_load(w, s, &x, e)) == 1)
			*of = mark(w, meeting_of(&x, work_said_at(w)));
		return rc == -1 ? -1 : 0;
	}
	if (request_version(w, s, work_said_at(w), &version, e) == -1)
		return -1;
	if (version != 0)
		*of = mark(w, version);
	return 0;
}

static int
pin(struct work *w, size_t i, const char *line, const struct cycle_step *s,
    const char *of, struct err *e)
{
	struct span rest = span_of(line), verb, word;
	struct cycle_step *x;
	int rc;

	if (!span_word(&rest, &verb) || !span_word(&rest, &word))
		return 0;
	if ((rc = versioned(w, verb, word, &x, e)) != 1)
		return rc;
	if (s == NULL || s->cycle != x->cycle ||
	    strcmp(s->name, x->name) != 0) {
		if (!needs_token(w, verb))
			return 0;
		if (of_now(w, x, &of, e) == -1)
			return -1;
	}
	if (of[0] != '\0')
		work_instead_of(w, i, arena_printf(work_arena(w), SPAN_FMT
		    " " SPAN_FMT "%s" SPAN_FMT, SPAN_ARG(verb),
		    SPAN_ARG(word), of, SPAN_ARG(rest)));
	return 0;
}

int
answer_pin(struct work *w, const struct mail_in *m,
    const struct cycle_step *s, const char *of, struct err *e)
{
	const struct list *all = &m->reading->commands;
	size_t i;

	/* a command says what it means where a reply cannot be placed; the
	 * first invitation to a meeting is number 0 */
	if (s != NULL && strcmp(s->kind, "meet") != 0 &&
	    strcmp(of, "@0") == 0)
		s = NULL;
	for (i = 0; i < all->n; i++)
		if (pin(w, i, all->at[i], s, of, e) == -1)
			return -1;
	return 0;
}
