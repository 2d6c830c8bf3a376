/* SPDX-License-Identifier: ISC */
/*
 * One grammar for commands in mail, chat and console: a name and words.
 * Names are exact (no prefixes) and case-insensitive; what is unknown is
 * answered with the nearest name; what is not allowed, with the reason.
 */
#include <stdlib.h>
#include <string.h>

#include "flow/work.h"

#define NAME_SHOWN	40	/* bytes of what is no command */
#define PERSONS_SHOWN	4	/* who may say what somebody may not */

/* The next word, quotes taken off; NULL at the end, *bad for an open quote. */
static const char *
next_word(struct arena *a, const char **p, bool *bad)
{
	const char *start;
	char *word;

	*p += strspn(*p, " \t\r\n");
	if (**p == '\0')
		return NULL;
	if (**p != '"') {
		start = *p;
		*p += strcspn(*p, " \t\r\n");
		return arena_strn(a, start, (size_t)(*p - start));
	}
	start = ++*p;
	*p += strcspn(*p, "\"");
	if (**p != '"') {
		*bad = true;
		return NULL;
	}
	word = arena_strn(a, start, (size_t)(*p - start));
	(*p)++;
	return word;
}

bool
command_split(struct arena *a, const char *line, const char **name,
    struct words *words)
{
	const char *p = line, *word;
	bool bad = false;

	words->line = line;
	words->n = 0;
	*name = next_word(a, &p, &bad);
	if (*name == NULL)
		return false;
	for (;;) {
		p += strspn(p, " \t\r\n");
		if (*p != '\0' && words->n == WORDS_MAX)
			return false;
		if (words->n < WORDS_MAX)
			words->rest[words->n] = p;
		if ((word = next_word(a, &p, &bad)) == NULL)
			return !bad;
		words->at[words->n++] = word;
	}
}

const struct command *
command_find(const char *name)
{
	size_t i;

	for (i = 0; commands[i] != NULL; i++)
		if (str_eq_nocase(commands[i]->name, name))
			return commands[i];
	return NULL;
}

bool
command_allowed(const struct command *c, const struct actor *a)
{
	return a->person != NULL && (c->roles == 0 ||
	    (c->roles & a->roles) != 0);
}

static int
refuse_unknown(struct work *w, const char *name, struct err *e)
{
	const char *names[256], *near;
	size_t n = 0, i;

	/* what was pasted by mistake is not said once more in full */
	if (strlen(name) > NAME_SHOWN)
		name = arena_printf(w->arena, "%.*s...",
		    (int)utf8_cut(name, NAME_SHOWN), name);
	for (i = 0; commands[i] != NULL && n < 256; i++)
		if (command_allowed(commands[i], &w->actor))
			names[n++] = commands[i]->name;
	near = str_nearest(name, names, n);
	if (near != NULL)
		return err_set(e, ERR_INPUT, "I do not know \"%s\". Did you "
		    "mean \"%s\"? \"help\" lists what you can say.", name,
		    near);
	return err_set(e, ERR_INPUT, "I do not know \"%s\". \"help\" lists "
	    "what you can say.", name);
}

/* "Carla, Alex and 3 more": who may, so that one of them can be asked. */
static void
who_may(const struct work *w, const struct command *c, struct buf *out)
{
	const struct list *all = &w->flow->config->people.persons;
	size_t i, n = 0;

	for (i = 0; i < all->n; i++) {
		const struct person *p = all->at[i];

		if ((p->roles & c->roles) != 0 && n++ < PERSONS_SHOWN)
			buf_addf(out, "%s%s", n > 1 ? ", " : "", p->name);
	}
	if (n > PERSONS_SHOWN)
		buf_addf(out, " and %zu more", n - PERSONS_SHOWN);
	if (n == 0)
		buf_adds(out, "nobody has one of them yet");
}

static int
check_rights(struct work *w, const struct command *c, struct err *e)
{
	struct buf need = { 0 }, who = { 0 };

	if (w->actor.person == NULL)
		return err_set(e, ERR_REFUSED, "I do not know you, so I take "
		    "no commands from you. Ask %s to register your address.",
		    w->flow->config->contact);
	if (!command_allowed(c, &w->actor)) {
		people_role_names(c->roles, &need);
		who_may(w, c, &who);
		err_set(e, ERR_REFUSED, "\"%s\" is for these roles: %s. Who "
		    "may: %s.", c->name, need.p, who.p);
		buf_free(&need);
		buf_free(&who);
		return -1;
	}
	if (w->actor.assurance < c->least)
		return err_set(e, ERR_REFUSED, "\"%s\" needs a surer proof "
		    "that it is you (%s; this was %s). Say it in chat, or "
		    "mail it and answer the token.", c->name,
		    assurance_name(c->least),
		    assurance_name(w->actor.assurance));
	return 0;
}

static int
check_words(const struct command *c, const struct words *words, struct err *e)
{
	const char *params = c->params != NULL ? c->params : "";
	const char *space = params[0] != '\0' ? " " : "";
	const char *example = c->example != NULL ? c->example : c->name;

	if (words->n < c->min)
		return err_set(e, ERR_INPUT, "\"%.200s\" lacks something. It "
		    "is said like this: %s%s%s (for example: %s)",
		    words->line, c->name, space, params, example);
	if (words->n > c->max)
		return err_set(e, ERR_INPUT, "\"%.200s\" has more words than I "
		    "understand. It is said like this: %s%s%s (for example: "
		    "%s)", words->line, c->name, space, params, example);
	return 0;
}

static int
parse_and_run(struct work *w, const char *line, struct err *e)
{
	struct words *words = arena_alloc(w->arena, sizeof(*words));
	const struct command *c;
	const char *name;

	if (strlen(line) > 4000)
		return err_set(e, ERR_LIMIT, "That is too long for one "
		    "command (at most 4000 bytes).");
	if (!command_split(w->arena, line, &name, words)) {
		if (name == NULL)
			return err_set(e, ERR_INPUT, "There was no command in "
			    "that. \"help\" lists what you can say.");
		return err_set(e, ERR_INPUT, "\"%.200s\" has a quote without "
		    "its end, or more than %d words.", line, WORDS_MAX);
	}
	if ((c = command_find(name)) == NULL)
		return refuse_unknown(w, name, e);
	if (check_rights(w, c, e) == -1 || check_words(c, words, e) == -1)
		return -1;
	return c->run(w, words, e);
}

/* The database's failures are the machine's, everything else an answer. */
static bool
machine_failed(const struct err *e)
{
	return e->code == ERR_FULL || e->code == ERR_CORRUPT ||
	    e->code == ERR_SYSTEM || e->code == ERR_TEMPORARY;
}

/* How far everything was that a savepoint of the database does not hold. */
struct mark {
	size_t		 answered, files, rooms, fresh;
	bool		 mail;
};

static struct mark
mark_of(const struct work *w)
{
	return (struct mark){ w->answer.n, w->files.n,
	    w->flow->room_lines.n, w->flow->chat_fresh.n,
	    w->flow->mail_waits };
}

static void
go_back(struct work *w, const struct mark *m)
{
	buf_cut(&w->answer, m->answered);
	w->files.n = m->files;
	while (w->flow->room_lines.n > m->rooms)
		free(w->flow->room_lines.at[--w->flow->room_lines.n]);
	while (w->flow->chat_fresh.n > m->fresh)
		free(w->flow->chat_fresh.at[--w->flow->chat_fresh.n]);
	w->flow->mail_waits = m->mail;
}

int
command_run(struct work *w, const char *line, struct err *e)
{
	struct store *s = w->flow->store;
	struct mark mark = mark_of(w);
	struct err undo = { 0 };

	if (store_exec(s, e, "SAVEPOINT command", "") == -1)
		return -1;
	if (parse_and_run(w, line, e) == 0)
		return store_exec(s, e, "RELEASE SAVEPOINT command", "") == -1
		    ? -1 : 0;
	if (machine_failed(e))
		return -1;
	go_back(w, &mark);
	if (store_exec(s, &undo, "ROLLBACK TO SAVEPOINT command", "") == -1 ||
	    store_exec(s, &undo, "RELEASE SAVEPOINT command", "") == -1) {
		*e = undo;
		return -1;
	}
	buf_addf(&w->answer, "%s\n", e->text);
	w->refused = true;
	return 1;
}

int
work_trial(struct work *w, int (*run)(struct work *, void *, struct err *),
    void *what, struct list *out, struct err *e)
{
	struct store *s = w->flow->store;
	struct mark mark = mark_of(w);
	const struct actor actor = w->actor;
	const struct evidence *ev = w->ev;
	struct list *before = w->trial;
	int rc;

	if (store_exec(s, e, "SAVEPOINT trial", "") == -1)
		return -1;
	/* what is said may hang on who says it, and when he did */
	w->actor = (struct actor){ .name = "clock",
	    .channel = CHANNEL_CLOCK };
	w->ev = NULL;
	w->trial = out;
	rc = run(w, what, e);
	w->trial = before;
	w->actor = actor;
	w->ev = ev;
	/* the savepoint around it is the command's, which undoes all */
	if (rc == -1)
		return -1;
	go_back(w, &mark);
	return store_exec(s, e, "ROLLBACK TO SAVEPOINT trial", "") == -1 ||
	    store_exec(s, e, "RELEASE SAVEPOINT trial", "") == -1 ? -1 : 0;
}

bool
command_addressed(struct work *w, const char *nick, const char **line)
{
	const char *p = *line + strspn(*line, " \t");
	struct words *words = arena_alloc(w->arena, sizeof(*words));
	const struct command *c;
	const char *name;
	size_t n = strlen(nick);

	if (*p == '!') {
		*line = p + 1;
		return true;
	}
	if (n > 0 && span_starts_nocase(span_of(p), nick) &&
	    (p[n] == ':' || p[n] == ',')) {
		*line = p + n + 1;
		return true;
	}
	if (strchr(p, '\n') != NULL ||
	    !command_split(w->arena, p, &name, words) ||
	    (c = command_find(name)) == NULL)
		return false;
	*line = p;
	if (words->n == 0)
		return c->min == 0;
	return words->n >= c->min && words->n <= c->max && c->bare != NULL &&
	    c->bare(w, words);
}
