/* SPDX-License-Identifier: ISC */
/* What a handler may do; see handlers/handler.h. */
#include "flow/work.h"

#include <stdarg.h>
#include <stdlib.h>
#include <string.h>

#include "base/mem.h"
#include "store/agenda.h"
#include "store/journal.h"

#define CHAT_TEXT_MAX	60000	/* bytes; the chat role sends 61440 at most
				 * and a frame holds 131072 */

void
work_open(struct work *w, struct flow *f, struct arena *a)
{
	*w = (struct work){ .flow = f, .arena = a, .now = f->now() };
	w->actor.name = "patchbot";
	w->actor.channel = CHANNEL_CLOCK;
}

void
work_close(struct work *w)
{
	buf_free(&w->answer);
}

struct store *
work_store(struct work *w)
{
	return w->flow->store;
}

struct arena *
work_arena(struct work *w)
{
	return w->arena;
}

int64_t
work_now(const struct work *w)
{
	return w->now;
}

int64_t
work_said_at(const struct work *w)
{
	return w->ev != NULL && w->ev->received != 0 &&
	    w->ev->received < w->now ? w->ev->received : w->now;
}

int64_t
work_up_since(const struct work *w)
{
	return w->flow->up_since;
}

int
work_hears(struct work *w, int64_t due, struct err *e)
{
	int64_t waiting = 0;

	if (w->flow->deaf_since != 0 &&
	    w->now - w->flow->deaf_since < WORK_DEAF_MAX)
		return 0;
	/* one whose next try lies ahead may lie there for hours; and who keeps
	 * sending may not put it off for ever */
	if (store_int(w->flow->store, e, &waiting, "SELECT COUNT(*) FROM "
	    "inbox WHERE state = 'new' AND channel = 'mail' AND "
	    "next_try <= $1 AND at <= $2", "ii", w->now, due +
	    WORK_DEAF_MAX) == -1)
		return -1;
	return waiting == 0;
}

const struct config *
work_config(const struct work *w)
{
	return w->flow->config;
}

const struct actor *
work_actor(const struct work *w)
{
	return &w->actor;
}

struct model *
work_model(struct work *w)
{
	const struct config *c = w->flow->config;
	struct model *m = model_new(w->arena);
	char t[CLOCK_TEXT];

	model_set(m, "site", c->site);
	model_set(m, "contact", c->contact);
	model_set(m, "bot", c->name);
	model_set(m, "now", clock_minute(w->now, t));
	model_set(m, "date", clock_date(w->now, t));
	model_set(m, "zone", c->zone);
	model_set(m, "person", w->actor.name);
	return m;
}

static int
render(struct work *w, const char *name, const struct model *m,
    struct buf *out, struct err *e)
{
	return template_render(w->flow->templates, name, m, out, e);
}

int
work_answer(struct work *w, const char *template, const struct model *m,
    struct err *e)
{
	struct buf name = { 0 };
	int rc;

	buf_addf(&name, "chat/%s.txt", template);
	rc = render(w, name.p, m, &w->answer, e);
	buf_free(&name);
	return rc;
}

/* A message that the chat role can send: the begin of a longer text, as a
 * whole number of characters, and word of it. */
static char *
cut_chat(struct arena *a, const char *text)
{
	size_t n = CHAT_TEXT_MAX;

	while (n > 0 && ((unsigned char)text[n] & 0xc0) == 0x80)
		n--;
	return arena_printf(a, "%.*s\n[This was too long for one message; "
	    "the rest is left out.]", (int)n, text);
}

/* Kept beside the row, one piece of memory. */
static void
add_fresh(struct flow *f, const struct outbox_row *row)
{
	const char *from[] = { row->target, row->body.p, row->unique_name };
	size_t n[3] = { 0 }, i, sum = 0;
	struct chat_row *c;
	char *to[3] = { NULL }, *p;

	for (i = 0; i < 3; i++) {
		n[i] = from[i] == NULL ? 0 : i == 1 ? row->body.n :
		    strlen(from[i]);
		sum += n[i] + 1;
	}
	c = mem_raw(sizeof(*c) + sum);
	for (i = 0, p = c->strings; i < 3; p += n[i] + 1, i++) {
		if (from[i] == NULL)
			continue;
		to[i] = memcpy(p, from[i], n[i]);
		p[n[i]] = '\0';
	}
	c->send = (struct chat_send){ row->id, to[0], to[1], to[2], 0 };
	list_add(&f->chat_fresh, c);
}

int
work_chat(struct work *w, const char *to, const char *text, struct err *e)
{
	struct outbox_row row = { .channel = "chat", .target = to,
	    .at = w->now, .cause = w->row.id };
	size_t n = strlen(text);

	while (n > 0 && text[n - 1] == '\n')
		n--;
	if (n == 0)
		return 0;
	if (n > CHAT_TEXT_MAX) {
		text = cut_chat(w->arena, text);
		n = strlen(text);
	}
	if (w->trial != NULL) {
		struct trial *t = arena_alloc(w->arena, sizeof(*t));

		*t = (struct trial){ .to = to == NULL ? NULL : arena_str(
		    w->arena, to), .text = arena_strn(w->arena, text, n) };
		list_add_in(w->arena, w->trial, t);
	}
	if (to == NULL)
		list_add(&w->flow->room_lines, mem_strn(text, n));
	/* without chat the console is the room: nothing to deliver later */
	if (!w->flow->config->chat_configured ||
	    (to == NULL && w->flow->config->chat.room == NULL))
		return 0;
	if ((row.id = store_new_id(w->flow->store, "outbox", e)) == -1)
		return -1;
	row.unique_name = arena_printf(w->arena, "pb-%lld-%llx",
	    (long long)row.id, (unsigned long long)w->now);
	row.body = (struct span){ text, n };
	if (outbox_add(w->flow->store, &row, e) == -1)
		return -1;
	add_fresh(w->flow, &row);
	return 0;
}

int
work_room(struct work *w, const char *template, const struct model *m,
    struct err *e)
{
	struct buf text = { 0 };
	char *name = arena_printf(w->arena, "chat/%s.txt", template);
	int rc = render(w, name, m, &text, e);

	if (rc == 0)
		rc = work_chat(w, NULL, buf_str(&text), e);
	buf_free(&text);
	return rc;
}

/* What a text is about: its first line, up to 60 bytes in whole words. */
static const char *
first_words(struct arena *a, const char *text)
{
	size_t line = strcspn(text, "\n"), n = line;

	if (line > 60) {
		n = utf8_cut(text, 60);
		while (n > 20 && text[n] != ' ')
			n--;
	}
	while (n > 0 && strchr(" .,:;", text[n - 1]) != NULL)
		n--;
	return arena_printf(a, "%.*s%s", (int)n, text, line > 60 ? " ..." :
	    "");
}

/* Somebody without a JID, or where there is no chat, gets a mail. */
static int
tell_by_mail(struct work *w, const struct person *p, const char *text,
    struct err *e)
{
	struct list to = { 0 };
	struct letter l = { .to = &to, .template = "tell" };
	struct model *m = work_model(w);
	int rc;

	list_add(&to, arena_str(w->arena, p->mail));
	model_set(m, "text", text);
	model_set(m, "begins", first_words(w->arena, text));
	model_set(m, "to", p->name);
	l.model = m;
	rc = work_mail(w, &l, NULL, e);
	list_free(&to);
	return rc;
}

int
work_tell(struct work *w, const struct person *p, const char *template,
    const struct model *m, struct err *e)
{
	struct buf text = { 0 };
	char *name = arena_printf(w->arena, "chat/%s.txt", template);
	int rc = render(w, name, m, &text, e);

	if (rc == -1)
		goto out;
	if (p->jids.n > 0 && w->flow->config->chat_configured)
		rc = work_chat(w, p->jids.at[0], buf_str(&text), e);
	else if (p->mail != NULL)
		rc = tell_by_mail(w, p, buf_str(&text), e);
out:
	buf_free(&text);
	return rc;
}

static const char *
channel_name(enum channel c)
{
	static const char *const names[] = { "mail", "chat", "room",
	    "console", "clock" };

	return names[c];
}

int
work_journal(struct work *w, struct err *e, const char *subject,
    const char *fmt, ...)
{
	struct journal_line l = { .at = w->now, .subject = subject,
	    .cause = w->row.id };
	struct buf what = { 0 };
	va_list ap;
	int rc;

	va_start(ap, fmt);
	buf_addv(&what, fmt, ap);
	va_end(ap);
	l.actor = w->actor.person != NULL ? w->actor.person->id :
	    w->actor.name;
	l.assurance = assurance_name(w->actor.assurance);
	l.channel = channel_name(w->actor.channel);
	l.what = buf_str(&what);
	rc = journal_add(w->flow->store, &l, e);
	buf_free(&what);
	return rc;
}

int
work_later(struct work *w, const char *job, const char *argument, int64_t due,
    struct err *e)
{
	return agenda_add(w->flow->store, job, argument, due, e);
}

int
work_not_later(struct work *w, const char *job, const char *argument,
    struct err *e)
{
	return agenda_cancel(w->flow->store, job, argument, e);
}
