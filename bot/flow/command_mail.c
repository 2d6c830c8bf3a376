/* SPDX-License-Identifier: ISC */
/*
 * Commands by mail: one per line, the answer a transcript.  A sender who is
 * not sure enough gets a token, at the registered address only, and the
 * commands wait until it is confirmed.
 */
#include <stdio.h>
#include <string.h>
#include <sys/random.h>

#include "base/log.h"
#include "flow/work.h"

#define TOKENS_AN_HOUR	5	/* per person: a forger must not flood them */
#define ANSWERS_AN_HOUR	10	/* to mails that prove nothing, likewise */
#define NAMED_MAX	8	/* commands that a token's letter names */
#define ERRORS_MAX	5	/* refused lines, then the rest is left */

static enum assurance
needed(const struct work *w, const char *line)
{
	struct words words;
	const struct command *c;
	const char *name;
	enum assurance least;

	if (!command_split(w->arena, line, &name, &words) ||
	    (c = command_find(name)) == NULL)
		return ASSURE_NONE;
	least = c->least;
	if (c->changes && w->flow->config->mail_commands > least)
		least = w->flow->config->mail_commands;
	/* nothing that is said by mail can be surer than a token */
	return least > ASSURE_CONFIRMED ? ASSURE_NONE : least;
}

/*
 * One line and its answer.  A refusal may repeat what was said; to somebody
 * who perhaps never said it, it does not.
 */
static int
run_line(struct work *w, const char *line, struct err *e)
{
	bool proven = w->actor.assurance > ASSURE_NONE;
	size_t before = w->answer.n;
	int rc;

	buf_addf(&w->answer, "> %s\n", line);
	rc = command_run(w, line, e);
	if (rc == 1 && !proven) {
		buf_cut(&w->answer, before);
		buf_adds(&w->answer, "One line was not done: it is mistyped, "
		    "not for you to say, or names a token that is used, "
		    "mistyped or too old. As nothing in that mail proves that "
		    "it is yours, the line is not repeated here.\n");
	}
	return rc;
}

static int
run_lines(struct work *w, const struct list *lines, struct err *e)
{
	int refused = 0, rc;
	size_t i;

	for (i = 0; i < lines->n; i++) {
		if ((rc = run_line(w, lines->at[i], e)) == -1)
			return -1;
		buf_addc(&w->answer, '\n');
		if (rc == 1 && ++refused == ERRORS_MAX && i + 1 < lines->n) {
			buf_addf(&w->answer, "I stopped here: %d lines could "
			    "not be done. The %zu lines behind were not "
			    "looked at.\n", ERRORS_MAX, lines->n - i - 1);
			break;
		}
	}
	return 0;
}

/* Mails of the last hour in this person's name, this one left out. */
static int
count_mails(struct work *w, int64_t *n, struct err *e)
{
	*n = 0;
	return store_int(w->flow->store, e, n, "SELECT COUNT(*) FROM (SELECT "
	    "actor, channel, at FROM inbox ORDER BY id DESC LIMIT 1000) AS "
	    "last WHERE actor = $1 AND channel = 'mail' AND at > $2", "si",
	    w->actor.person->id, w->now - HOUR) == -1 ? -1 : 0;
}

/* Makes a token for these commands and mails it. */
static int token_send(struct work *, const struct list *, struct err *);

int
command_mail(struct work *w, const struct list *lines, struct err *e)
{
	int64_t n;
	size_t i;

	for (i = 0; i < lines->n; i++)
		if (needed(w, lines->at[i]) > w->actor.assurance)
			return token_send(w, lines, e);
	if (w->actor.assurance == ASSURE_NONE) {
		if (count_mails(w, &n, e) == -1)
			return -1;
		if (n >= ANSWERS_AN_HOUR) {
			w->row.why = "too many mails within an hour, and this "
			    "one proves nothing; not answered";
			w->refused = true;
			return work_journal(w, e, NULL, "no answer to a mail "
			    "in the name of %s: it proves nothing, and %d "
			    "came within the last hour",
			    w->actor.person->id, ANSWERS_AN_HOUR);
		}
	}
	if (lines->n == 0 && !w->quiet && !w->settled)
		buf_adds(&w->answer, "I found no command in your mail. Write "
		    "one per line, above any quotation; \"help\" lists what "
		    "you can say.\n");
	else if (run_lines(w, lines, e) == -1)
		return -1;
	if (lines->n >= READING_COMMANDS_MAX)
		buf_addf(&w->answer, "I read the first %d commands of your "
		    "mail only. Send the rest in another one.\n",
		    READING_COMMANDS_MAX);
	return w->quiet && !w->refused ? 0 :
	    work_reply(w, buf_str(&w->answer), e);
}

void
flow_random(const struct flow *f, void *bytes, size_t n)
{
	if (f->random != NULL)
		f->random(bytes, n);
	else if (getrandom(bytes, n, 0) != (ssize_t)n)
		log_fatal("getrandom");
}

/* 8 letters and digits that cannot be mistaken for one another: 40 bits. */
static void
make_token(const struct flow *f, char out[10])
{
	static const char letters[] = "abcdefghjkmnpqrstuvwxyz23456789";
	unsigned char random[8];
	size_t i, n = 0;

	while (n < 9) {
		flow_random(f, random, sizeof(random));
		for (i = 0; i < sizeof(random) && n < 9; i++) {
			if (random[i] >= 248)	/* 8 * 31: no letter favoured */
				continue;
			if (n == 4)
				out[n++] = '-';
			out[n++] = letters[random[i] % 31];
		}
	}
	out[9] = '\0';
}

/* Letters that the reader compares: as it was typed, without case. */
static char *
normal_token(struct arena *a, const char *s)
{
	return arena_lower(a, span_trim(span_of(s)));
}

/*
 * Which commands wait, so that somebody who wrote two mails knows which one it
 * is: their names as the table has them, each once, and no word of the mail.
 */
static void
name_commands(struct work *w, const struct list *lines, struct model *m)
{
	const struct command *c, *said[NAMED_MAX];
	struct words words;
	struct buf b = { 0 };
	const char *name;
	char t[CLOCK_TEXT];
	size_t i, k, n = 0;

	for (i = 0; i < lines->n && n < NAMED_MAX; i++) {
		if (!command_split(w->arena, lines->at[i], &name, &words) ||
		    (c = command_find(name)) == NULL)
			continue;
		for (k = 0; k < n && said[k] != c; k++)
			continue;
		if (k < n)
			continue;
		said[n++] = c;
		buf_addf(&b, "%s%s", b.n > 0 ? ", " : "", c->name);
	}
	model_set(m, "commands", buf_str(&b));
	model_set(m, "came", clock_minute(work_said_at(w), t));
	buf_free(&b);
}

static int
mail_token(struct work *w, const char *token, const struct list *lines,
    struct err *e)
{
	struct model *m = work_model(w);
	struct list to = { 0 };
	struct letter l = { .to = &to, .template = "token", .model = m };
	char t[CLOCK_TEXT];
	int rc;

	/* the mail itself is not quoted: who forged it must gain nothing */
	list_add(&to, arena_str(w->arena, w->actor.person->mail));
	model_set(m, "token", token);
	name_commands(w, lines, m);
	model_set(m, "until", clock_minute(w->now +
	    w->flow->config->token_life, t));
	rc = work_mail(w, &l, NULL, e);
	list_free(&to);
	return rc;
}

static int
token_send(struct work *w, const struct list *lines, struct err *e)
{
	const char *person = w->actor.person->id;
	struct buf all = { 0 };
	char token[10];
	int64_t n = 0;
	size_t i;
	int rc = -1;

	/* those that stand in our own letters were not asked for */
	if (store_int(w->flow->store, e, &n, "SELECT COUNT(*) FROM tokens "
	    "WHERE person = $1 AND made > $2 AND inbox <> 0", "si", person,
	    w->now - HOUR) == -1)
		return -1;
	if (n >= TOKENS_AN_HOUR) {
		w->row.why = "too many tokens were asked for within an hour";
		w->refused = true;
		return work_journal(w, e, NULL, "no token for %s: %d were "
		    "sent within the last hour", person, TOKENS_AN_HOUR);
	}
	for (i = 0; i < lines->n; i++)
		buf_addf(&all, "%s\n", (const char *)lines->at[i]);
	make_token(w->flow, token);
	if (store_exec(w->flow->store, e, "INSERT INTO tokens (token, person, "
	    "inbox, commands, made, expires) VALUES ($1, $2, $3, $4, $5, $6)",
	    "ssisii", token, person, w->row.id, buf_str(&all), w->now,
	    w->now + w->flow->config->token_life) != -1 &&
	    work_journal(w, e, NULL, "a token was sent to %s, to confirm %zu "
	    "command(s)", person, lines->n) == 0)
		rc = mail_token(w, token, lines, e);
	buf_free(&all);
	return rc;
}

int
work_token(struct work *w, const struct person *p, const char *lines,
    int64_t expires, char token[WORK_TOKEN], struct err *e)
{
	make_token(w->flow, token);
	return store_exec(w->flow->store, e, "INSERT INTO tokens (token, "
	    "person, inbox, commands, made, expires) VALUES ($1, $2, 0, $3, "
	    "$4, $5)", "sssii", token, p->id, lines, w->now, expires) ==
	    -1 ? -1 : 0;
}

int
work_confirm(struct work *w, const char *token, struct err *e)
{
	struct store *s = w->flow->store;
	const char *person = w->actor.person->id;
	struct list lines = { 0 };
	struct span rest, line;
	char *commands_text;
	int rc;

	token = normal_token(w->arena, token);
	rc = store_text(s, e, w->arena, &commands_text, "SELECT commands "
	    "FROM tokens WHERE token = $1 AND person = $2 AND used = 0 "
	    "AND expires > $3", "ssi", token, person, w->now);
	if (rc == 0)
		return err_set(e, ERR_REFUSED, "I have no such token for you: "
		    "it may be mistyped, used already, or too old. Send your "
		    "commands again to get a new one.");
	if (rc == -1 || store_exec(s, e, "UPDATE tokens SET used = $2 "
	    "WHERE token = $1", "si", token, w->now) == -1)
		return -1;
	rest = span_of(commands_text);
	while (span_line(&rest, &line))
		list_add(&lines, arena_strn(w->arena, line.p, line.n));
	w->actor.assurance = ASSURE_CONFIRMED;
	rc = run_lines(w, &lines, e);
	list_free(&lines);
	return rc;
}
