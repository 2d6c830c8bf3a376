/* SPDX-License-Identifier: ISC */
/*
 * A reply to a letter that asked something: its first words are the answer.
 * What comes of it is a command like any other, with the rights of who sent
 * the mail.
 */
#include <string.h>

#include "handlers/cycle/ask.h"
#include "handlers/cycle/meeting.h"
#include "handlers/cycle/on_answer.h"
#include "handlers/cycle/reply_words.h"

#define NOTE_MAX	400	/* bytes of a reply that are kept beside the
				 * answer */

/* As bot/flow/letter.c makes a word of a thread. */
static bool
same_word(const char *step, struct span word)
{
	size_t i;

	for (i = 0; i < word.n && step[i] != '\0'; i++)
		if (ascii_lower(step[i]) != ascii_lower(word.p[i]) &&
		    word.p[i] != '-')
			return false;
	return step[i] == '\0' && i == word.n;
}

/* What letters are answered, and how their threads are written. */
static const struct head {
	const char	*text;
	char		 before_step;
	bool		 to_one;	/* ".", and whom it was written to,
					 * behind the step */
} heads[] = {
	{ "<thread.ask.", '.', true },
	{ "<thread.approve.", '.', true },
	{ "<thread.meet-", '-', false },
};
#define N_HEADS	(sizeof(heads) / sizeof(heads[0]))

static const struct head *
head_of(struct span id)
{
	size_t i;

	for (i = 0; i < N_HEADS; i++)
		if (span_starts_nocase(id, heads[i].text) &&
		    id.p[id.n - 1] == '>')
			return &heads[i];
	return NULL;
}

/* "<thread.ask.12.applicable.dba@example.com>", "<thread.meet-12-review@...":
 * 1, 0, -1. */
static int
of_id(struct work *w, struct span id, struct cycle **c,
    struct cycle_step **s, struct err *e)
{
	const struct head *h = head_of(id);
	const char *p, *end, *dot;
	long long number;
	size_t i;
	int rc;

	if (h == NULL)
		return 0;
	p = id.p + strlen(h->text);
	end = memchr(p, '@', (size_t)(id.p + id.n - p));
	dot = end == NULL ? NULL : memchr(p, h->before_step, (size_t)(end -
	    p));
	if (dot == NULL || !str_number(arena_strn(work_arena(w), p,
	    (size_t)(dot - p)), 1, INT64_MAX, &number))
		return 0;
	if ((rc = run_load(w, number, c, e)) != 1)
		return rc;
	p = dot + 1;
	while (h->to_one && end > p && *--end != '.')
		continue;
	for (i = 0; end > p && i < (*c)->steps.n; i++) {
		*s = (*c)->steps.at[i];
		if (same_word((*s)->name, (struct span){ p,
		    (size_t)(end - p) }))
			return 1;
	}
	return 0;
}

/* A letter about a meeting that does not ask who comes (meeting_beside()). */
static bool
beside_meeting(const char *ids)
{
	struct span rest = span_of(ids != NULL ? ids : ""), id;

	while (span_word(&rest, &id))
		if (span_starts_nocase(id, "<thread.agenda.") ||
		    span_starts_nocase(id, "<thread.minutes."))
			return true;
	return false;
}

/* "<thread.override.3.pat@example.com>": its number, or 0. */
static long long
override_of(struct work *w, const char *ids)
{
	static const char head[] = "<thread.override.";
	struct span rest = span_of(ids != NULL ? ids : ""), id;
	const char *p, *dot;
	long long number;

	while (span_word(&rest, &id)) {
		if (!span_starts_nocase(id, head))
			continue;
		p = id.p + strlen(head);
		dot = memchr(p, '.', (size_t)(id.p + id.n - p));
		if (dot != NULL && str_number(arena_strn(work_arena(w), p,
		    (size_t)(dot - p)), 1, INT64_MAX, &number))
			return number;
	}
	return 0;
}

static int
of_ids(struct work *w, const char *ids, struct cycle **c,
    struct cycle_step **s, struct err *e)
{
	struct span rest = span_of(ids), word;
	int rc = 0;

	while (rc == 0 && ids != NULL && span_word(&rest, &word))
		rc = of_id(w, word, c, s, e);
	return rc;
}

/* "Re: [2026-11/applicable] ...", where a mailer lost the thread. */
static int
of_subject(struct work *w, const char *subject, struct cycle **c,
    struct cycle_step **s, struct err *e)
{
	const char *from = subject != NULL ? strchr(subject, '[') : NULL;
	const char *to = from != NULL ? strchr(from, ']') : NULL, *slash;
	int rc;

	slash = to == NULL ? NULL : memchr(from, '/', (size_t)(to - from));
	if (slash == NULL)
		return 0;
	if ((rc = run_find(w, arena_strn(work_arena(w), from + 1,
	    (size_t)(slash - from - 1)), c, e)) != 1)
		return rc;
	*s = run_step(*c, arena_strn(work_arena(w), slash + 1,
	    (size_t)(to - slash - 1)));
	return *s != NULL;
}

const char *
answer_lines(struct work *w, const struct list *lines)
{
	struct buf b = { 0 };
	const char *text;
	size_t i;

	for (i = 0; i < lines->n && b.n < NOTE_MAX; i++)
		buf_addf(&b, "%s%s", i > 0 ? " " : "",
		    (const char *)lines->at[i]);
	buf_cut(&b, utf8_cut(buf_str(&b), NOTE_MAX));
	/* a lone quote would make it no command at all */
	for (i = 0; i < b.n; i++)
		if (b.p[i] == '"')
			b.p[i] = '\'';
	text = arena_strn(work_arena(w), buf_str(&b), b.n);
	buf_free(&b);
	return text;
}

static const char *
verb(enum reply_means says)
{
	return says == SAYS_YES ? "approve" : "reject";
}

/* A reply to one that asks for an approval: 1 it was taken, 0, -1. */
static int
take_vote(struct work *w, const struct cycle *c, const struct cycle_step *s,
    const char *text, const char *of, struct err *e)
{
	const char *rest = "";
	enum reply_means says = reply_verdict(text, &rest);

	if (says == SAYS_NEITHER)
		return 0;
	if (says == SAYS_EITHER)
		return answer_conditional(w, c, s, e) == -1 ? -1 : 1;
	work_instead(w, arena_printf(work_arena(w), "%s %s/%s%s %s",
	    verb(says), c->name, s->name, of, rest));
	return 1;
}

/* A list of servers is what was asked for, whatever stands beside it: 1 it was
 * taken, 0, -1. */
static int
take_list(struct work *w, const struct mail_in *m, const struct cycle *c,
    const struct cycle_step *s, struct err *e)
{
	const char *ref = arena_printf(work_arena(w), "%s/%s", c->name,
	    s->name), *line;
	int rc = c->state != CYCLE_OPEN ? 0 : cycle_is_list_question(w, ref,
	    e);

	if (rc != 1 || (rc = servers_take_mail(w, m, ref, &line, e)) != 1)
		return rc;
	work_instead(w, line);
	return 1;
}

/* 1: a command stands in place of what was written, or it was answered; 0,
 * -1. */
static int
take(struct work *w, const struct cycle *c, const struct cycle_step *s,
    const struct list *lines, const char *of, struct err *e)
{
	const char *text, *rest;
	struct span all, word;
	bool command;

	if (lines->n == 0)
		return 0;
	text = answer_lines(w, lines);
	all = span_of(lines->at[0]);
	command = span_word(&all, &word) && command_find(arena_strn(
	    work_arena(w), word.p, word.n)) != NULL;
	/* somebody who writes a whole command means it: "answer ...", but
	 * "approve" alone is the reply */
	if (command && span_word(&all, &word) && memchr(word.p, '/',
	    word.n) != NULL)
		return 0;
	if (strcmp(s->kind, "approve") == 0)
		return take_vote(w, c, s, text, of, e);
	if ((strcmp(s->kind, "ask") == 0 && s->step != NULL &&
	    (!command || ask_read(ask_scale(s), text, &rest) != NULL)) ||
	    (strcmp(s->kind, "meet") == 0 && !command &&
	    meeting_reads(text))) {
		work_instead(w, arena_printf(work_arena(w), "answer %s/%s%s "
		    "%s", c->name, s->name, of, text));
		return 1;
	}
	return 0;
}

static int
take_override(struct work *w, long long number, const struct list *lines,
    struct err *e)
{
	const char *rest;
	enum reply_means says = reply_verdict(answer_lines(w, lines), &rest);

	if (says == SAYS_EITHER)
		return answer_conditional_override(w, number, e);
	if (says == SAYS_YES || says == SAYS_NO)
		work_instead(w, arena_printf(work_arena(w), "%s override "
		    "%lld %s", verb(says), number, rest));
	return 0;
}

/* The override that a reply is about, if it is: 1 it was taken, 0, -1. */
static int
of_override(struct work *w, const struct mail_in *m, struct err *e)
{
	const struct list *lines = &m->reading->commands;
	long long number;
	struct span first;

	if ((number = override_of(w, m->evidence->in_reply_to)) == 0 &&
	    (number = override_of(w, m->evidence->references)) == 0)
		return 0;
	if (lines->n == 0)
		return 1;	/* a table alone says neither */
	/* "approve override 3" is a command as it stands */
	first = span_of(lines->at[0]);
	if (!span_starts_nocase(first, "approve override") &&
	    !span_starts_nocase(first, "reject override") &&
	    take_override(w, number, lines, e) == -1)
		return -1;
	return 1;
}

/* The step that the mail is an answer to: 1, 0, -1. */
static int
answered(struct work *w, const struct mail_in *m, struct cycle **c,
    struct cycle_step **s, struct err *e)
{
	int rc;

	/* the invitation stands among their references */
	if (beside_meeting(m->evidence->in_reply_to) ||
	    beside_meeting(m->evidence->references))
		return 0;
	if ((rc = of_ids(w, m->evidence->in_reply_to, c, s, e)) == 0 &&
	    (rc = of_ids(w, m->evidence->references, c, s, e)) == 0)
		rc = of_subject(w, m->subject, c, s, e);
	return rc;
}

static int
run(struct work *w, const struct mail_in *m, struct err *e)
{
	struct cycle_step *s;
	const char *of = "";
	struct cycle *c;
	int rc;

	if (m->evidence == NULL || m->reading == NULL ||
	    m->reading->commands.n + m->reading->lists.n == 0)
		return 0;
	if ((rc = of_override(w, m, e)) != 0)
		return rc == -1 ? -1 : 0;
	if ((rc = answered(w, m, &c, &s, e)) == -1)
		return -1;
	if (rc == 0)
		return answer_pin(w, m, NULL, of, e);
	if (m->reading->lists.n > 0 && (rc = take_list(w, m, c, s, e)) != 0)
		return rc == -1 ? -1 : 0;
	if ((strcmp(s->kind, "approve") == 0 && answer_version(w, m, s, &of,
	    e) == -1) || (strcmp(s->kind, "meet") == 0 &&
	    answer_invitation(w, m, s, &of, e) == -1))
		return -1;
	if ((rc = take(w, c, s, &m->reading->commands, of, e)) != 0)
		return rc == -1 ? -1 : 0;
	return answer_pin(w, m, s, of, e);
}

const struct mail_handler on_answer = { .event = MAIL_ANSWER, .run = run };
