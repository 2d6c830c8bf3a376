/* SPDX-License-Identifier: ISC */
/*
 * The script of a rehearsal: what people do, and when.  One line each,
 *
 *	TIME chat PERSON COMMAND
 *	TIME room PERSON TEXT
 *	TIME reply PERSON TEXT
 *	TIME attach PERSON FILE [TEXT]
 *	TIME mail FILE
 *	TIME console COMMAND
 *	TIME down | up | restart
 *
 * in the order of time: a slip in a date shows at once.
 */
#include <stdio.h>
#include <string.h>
#include <unistd.h>

#include "base/clock.h"
#include "base/fd.h"
#include "cli/rehearse.h"

struct script {
	struct arena	*arena;
	const char	*path;
	const struct config *config;
	struct list	*events, *errors;
	size_t		 nr;		/* the line's, from 1 */
	const char	*line;		/* of it, NUL-terminated */
	int64_t		 last;		/* the latest time so far */
	size_t		 last_nr;
	bool		 down;
};

enum wants {
	WANTS_NOTHING	= 0,
	WANTS_PERSON	= 1,
	WANTS_TEXT	= 2,
	WANTS_FILE	= 4,
};

static const struct verb {
	const char	*name;
	enum act	 act;
	unsigned	 wants;
	const char	*text;		/* what the rest of the line is */
} verbs[] = {
	{ "chat", ACT_CHAT, WANTS_PERSON | WANTS_TEXT, "a command" },
	{ "room", ACT_ROOM, WANTS_PERSON | WANTS_TEXT, "what is said" },
	{ "reply", ACT_REPLY, WANTS_PERSON | WANTS_TEXT, "what is written" },
	{ "attach", ACT_REPLY, WANTS_PERSON | WANTS_FILE, "the file that is "
	    "attached" },
	{ "mail", ACT_MAIL, WANTS_FILE, "the file of a mail" },
	{ "console", ACT_CONSOLE, WANTS_TEXT, "a command" },
	{ "down", ACT_DOWN, WANTS_NOTHING, NULL },
	{ "up", ACT_UP, WANTS_NOTHING, NULL },
	{ "restart", ACT_RESTART, WANTS_NOTHING, NULL },
};
#define VERBS	(sizeof(verbs) / sizeof(verbs[0]))

/* Always false, so that a caller can return it. */
static bool __attribute__((format(printf, 3, 4)))
wrong(struct script *s, const char *at, const char *fmt, ...)
{
	struct buf b = { 0 };
	va_list ap;

	buf_addf(&b, "%s:%zu:%zu: ", s->path, s->nr,
	    at != NULL ? (size_t)(at - s->line) + 1 : 1);
	va_start(ap, fmt);
	buf_addv(&b, fmt, ap);
	va_end(ap);
	list_add_in(s->arena, s->errors, arena_str(s->arena, b.p));
	buf_free(&b);
	return false;
}

/* The next word, in the arena, and where it stands; NULL at the end. */
static char *
word(struct script *s, const char **p, const char **at)
{
	size_t n;

	*p += strspn(*p, " \t");
	*at = *p;
	n = strcspn(*p, " \t");
	*p += n;
	return n == 0 ? NULL : arena_strn(s->arena, *at, n);
}

/* A date and a clock time, or both in one word by RFC 3339. */
static bool
read_time(struct script *s, const char **p, int64_t *t)
{
	static const char expected[] = "expected a time: 2026-11-12 18:00, "
	    "or 2026-11-12T18:00:00+01:00";
	const char *at, *at2, *day = word(s, p, &at), *hour;

	if (strchr(day, 'T') == NULL && strchr(day, 't') == NULL) {
		/* a slip in the day is told without what stands behind */
		hour = clock_parse(day, t) ? word(s, p, &at2) : "";
		if (hour == NULL)
			return wrong(s, at2, "found the end of the line, %s",
			    expected);
		if (hour[0] != '\0')
			day = arena_printf(s->arena, "%s %s", day, hour);
	}
	if (day[0] == '@' || !clock_parse(day, t))
		return wrong(s, at, "found \"%.60s\", %s", day, expected);
	if (*t < s->last)
		return wrong(s, at, "found \"%.60s\", expected a time not "
		    "before that of line %zu: lines stand in the order of "
		    "time", day, s->last_nr);
	s->last = *t;
	s->last_nr = s->nr;
	return true;
}

static const struct verb *
read_verb(struct script *s, const char **p)
{
	const char *names[VERBS], *at, *name = word(s, p, &at), *near;
	size_t i;

	for (i = 0; i < VERBS; i++) {
		names[i] = verbs[i].name;
		if (name != NULL && strcmp(name, names[i]) == 0)
			return &verbs[i];
	}
	near = name != NULL ? str_nearest(name, names, VERBS) : NULL;
	wrong(s, at, "found %s%.60s%s, expected chat, room, reply, attach, "
	    "mail, console, down, up or restart%s%s%s",
	    name != NULL ? "\"" : "",
	    name != NULL ? name : "the end of the line",
	    name != NULL ? "\"" : "", near != NULL ? "; did you mean \"" : "",
	    near != NULL ? near : "", near != NULL ? "\"?" : "");
	return NULL;
}

static bool
read_person(struct script *s, const char **p, struct event *ev)
{
	const struct people *all = &s->config->people;
	const char *at, *id = word(s, p, &at), **ids, *near;
	size_t i;

	if (id == NULL)
		return wrong(s, at, "found the end of the line, expected a "
		    "person");
	if ((ev->person = people_by_id(all, id)) == NULL) {
		ids = arena_alloc(s->arena, (all->persons.n + 1) *
		    sizeof(*ids));
		for (i = 0; i < all->persons.n; i++)
			ids[i] = ((struct person *)all->persons.at[i])->id;
		near = str_nearest(id, ids, all->persons.n);
		return wrong(s, at, "found \"%.60s\", expected a person of "
		    "the configuration%s%s%s", id,
		    near != NULL ? "; did you mean \"" : "",
		    near != NULL ? near : "", near != NULL ? "\"?" : "");
	}
	if ((ev->act == ACT_CHAT || ev->act == ACT_ROOM) &&
	    s->config->chat_configured && ev->person->jids.n == 0)
		return wrong(s, at, "found \"%s\", who has no \"jid\" in the "
		    "configuration; expected one who can chat, or \"reply\"",
		    id);
	return true;
}

/* As in a configuration: beside the file that names it. */
static bool
find_file(struct script *s, const char *at, const struct verb *v,
    const char **path)
{
	const char *slash = strrchr(s->path, '/');

	if ((*path)[0] != '/' && slash != NULL)
		*path = arena_printf(s->arena, "%.*s%s",
		    (int)(slash + 1 - s->path), s->path, *path);
	if (access(*path, R_OK) == -1)
		return wrong(s, at, "%s: found nothing that can be read, "
		    "expected %s", *path, v->text);
	return true;
}

static bool
read_rest(struct script *s, const char *p, const struct verb *v,
    struct event *ev)
{
	struct span rest;
	const char *at;

	p += strspn(p, " \t");
	at = p;
	rest = span_trim(span_of(p));
	if (v->wants == WANTS_NOTHING && rest.n > 0)
		return wrong(s, p, "found \"%.60s\", expected nothing behind "
		    "\"%s\"", p, v->name);
	if (v->wants == WANTS_NOTHING)
		return true;
	if (rest.n == 0)
		return wrong(s, p, "found the end of the line, expected %s",
		    v->text);
	if (v->wants == (WANTS_PERSON | WANTS_FILE)) {
		ev->attached = word(s, &p, &at);
		rest = span_trim(span_of(p));
	}
	ev->text = arena_strn(s->arena, rest.p, rest.n);
	if (v->wants & WANTS_FILE)
		return find_file(s, at, v, ev->attached != NULL ?
		    &ev->attached : &ev->text);
	return true;
}

/* Stopped once, started once. */
static bool
check_order(struct script *s, const struct event *ev, const char *at)
{
	if (ev->act == ACT_UP && !s->down)
		return wrong(s, at, "found \"up\", expected \"down\" before "
		    "it");
	if ((ev->act == ACT_DOWN || ev->act == ACT_RESTART) && s->down)
		return wrong(s, at, "found \"%.7s\", expected \"up\" before "
		    "it", at);
	s->down = ev->act == ACT_DOWN || (s->down && ev->act != ACT_UP);
	return true;
}

static bool
read_line(struct script *s)
{
	struct event *ev = arena_alloc(s->arena, sizeof(*ev));
	const char *p = s->line, *at;
	const struct verb *v;

	if (!read_time(s, &p, &ev->at))
		return false;
	at = p + strspn(p, " \t");
	if ((v = read_verb(s, &p)) == NULL)
		return false;
	ev->act = v->act;
	ev->key = arena_printf(s->arena, "script %zu", s->nr);
	if (!check_order(s, ev, at) ||
	    ((v->wants & WANTS_PERSON) && !read_person(s, &p, ev)) ||
	    !read_rest(s, p, v, ev))
		return false;
	list_add_in(s->arena, s->events, ev);
	return true;
}

static bool
take_line(struct script *s, struct span line)
{
	struct span text = span_trim(line);

	if (text.n == 0 || text.p[0] == '#')
		return true;
	s->line = "";
	if (line.n > SCRIPT_LINE_MAX)
		return wrong(s, NULL, "found a line of %zu bytes, expected at "
		    "most %d", line.n, SCRIPT_LINE_MAX);
	if (!utf8_valid(line.p, line.n) || memchr(line.p, '\0', line.n))
		return wrong(s, NULL, "found bytes that are no UTF-8 text");
	s->line = arena_strn(s->arena, line.p, line.n);
	return read_line(s);
}

int
script_parse(struct arena *a, const char *path, struct span bytes,
    const struct config *c, struct list *events, struct list *errors)
{
	struct script s = { .arena = a, .path = path, .config = c,
	    .events = events, .errors = errors, .last = INT64_MIN };
	struct span line;
	size_t before = errors->n;

	while (span_line(&bytes, &line)) {
		s.nr++;
		take_line(&s, line);
		if (s.nr == SCRIPT_LINES_MAX && bytes.n > 0) {
			s.line = "";
			s.nr++;
			wrong(&s, NULL, "found more lines than the %d that a "
			    "script may have", SCRIPT_LINES_MAX);
			break;
		}
		if (errors->n - before >= SCRIPT_ERRORS_MAX) {
			s.line = "";
			wrong(&s, NULL, "so many errors; the rest is not "
			    "looked at");
			break;
		}
	}
	return errors->n == before ? 0 : -1;
}

int
script_read(struct arena *a, const char *path, const struct config *c,
    struct list *events, struct list *errors)
{
	struct buf b = { 0 };
	struct err e = { 0 };
	int rc = file_read_all(path, SCRIPT_FILE_MAX, &b, &e);

	if (rc == -1)
		list_add_in(a, errors, arena_str(a, e.text));
	else
		rc = script_parse(a, path, (struct span){ buf_str(&b), b.n },
		    c, events, errors);
	buf_free(&b);
	return rc;
}
