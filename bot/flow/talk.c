/* SPDX-License-Identifier: ISC */
/* Commands from chat and console: one row, one transaction, one answer. */
#include <stdlib.h>
#include <string.h>

#include "base/log.h"
#include "flow/work.h"
#include "store/agenda.h"

void
flow_said(struct flow *f, bool committed)
{
	size_t i;

	for (i = 0; i < f->room_lines.n; i++) {
		if (committed && f->on_room != NULL)
			f->on_room(f->room_lines.at[i]);
		free(f->room_lines.at[i]);
	}
	f->room_lines.n = 0;
	for (i = 0; i < f->chat_fresh.n; i++) {
		if (committed && f->chat_ready.n < FLOW_READY_MAX) {
			list_add(&f->chat_ready, f->chat_fresh.at[i]);
			continue;
		}
		f->chat_waits |= committed;
		free(f->chat_fresh.at[i]);
	}
	f->chat_fresh.n = 0;
}

void
flow_close(struct flow *f)
{
	size_t i;

	flow_said(f, false);
	for (i = 0; i < f->chat_ready.n; i++)
		free(f->chat_ready.at[i]);
	list_free(&f->room_lines);
	list_free(&f->chat_fresh);
	list_free(&f->chat_ready);
}

static int
finish(struct flow *f, int rc, struct err *e)
{
	if (rc == -1)
		store_rollback(f->store);
	else
		rc = store_commit(f->store, e);
	flow_said(f, rc == 0);
	return rc;
}

/* The domain of a JID. */
static struct span
jid_domain(const char *jid)
{
	const char *at = strchr(jid, '@');
	const char *d = at != NULL ? at + 1 : jid;

	return (struct span){ d, strcspn(d, "/") };
}

static bool
in_list(const struct list *l, struct span word)
{
	size_t i;

	for (i = 0; i < l->n; i++)
		if (span_eq_nocase(word, l->at[i]))
			return true;
	return false;
}

/* Who wrote this: only a real JID of a trusted domain is somebody. */
static void
chat_actor(struct work *w, const struct chat_event *ev)
{
	const struct config *c = w->flow->config;
	const struct person *p = NULL;
	bool room = ev->kind == CHAT_ROOM;

	w->actor.channel = room ? CHANNEL_ROOM : CHANNEL_CHAT;
	w->actor.name = ev->nick != NULL ? ev->nick :
	    ev->jid != NULL ? ev->jid : "somebody";
	if (ev->jid == NULL || !in_list(&c->chat_trust, jid_domain(ev->jid)))
		return;
	if (room && (ev->hidden || c->chat.room == NULL ||
	    !in_list(&c->chat_rooms, jid_domain(c->chat.room))))
		return;
	p = people_by_jid(&c->people, ev->jid);
	if (p == NULL)
		return;
	w->actor.person = p;
	w->actor.name = p->name;
	w->actor.roles = p->roles;
	w->actor.assurance = ASSURE_CHAT;
	w->row.actor = p->id;
}

static int
answer_chat(struct work *w, const struct chat_event *ev, struct err *e)
{
	struct buf text = { 0 };
	int rc;

	if (w->answer.n == 0)
		buf_adds(&w->answer, "Done.\n");
	if (ev->kind == CHAT_ROOM && ev->nick != NULL)
		buf_addf(&text, "%s: ", ev->nick);
	buf_add(&text, w->answer.p, w->answer.n);
	rc = work_chat(w, ev->kind == CHAT_ROOM ? NULL : ev->jid,
	    buf_str(&text), e);
	buf_free(&text);
	return rc;
}

/* Where the room hides who is who, nothing said there can be believed. */
static int
refuse_hidden(struct work *w, const struct chat_event *ev, struct err *e)
{
	struct model *m = work_model(w);

	w->refused = true;
	if (work_answer(w, "room-hidden", m, e) == -1)
		return -1;
	return answer_chat(w, ev, e);
}

/* The role gives no body where it was over its limit. */
static int
refuse_long(struct work *w, const struct chat_event *ev, struct err *e)
{
	w->refused = true;
	buf_adds(&w->answer, "That was too long for me, so I did not read it. "
	    "Please say it in fewer words.\n");
	return answer_chat(w, ev, e);
}

static int
run_chat(struct work *w, const struct chat_event *ev, struct err *e)
{
	const char *line = ev->body;
	bool room = ev->kind == CHAT_ROOM;

	if (line == NULL)
		return room ? 0 : refuse_long(w, ev, e);
	if (room && !command_addressed(w, w->flow->config->chat.nick, &line))
		return 0;	/* people talking */
	if (!room && line[0] == '!')
		line++;
	if (room && ev->hidden)
		return refuse_hidden(w, ev, e);
	if (ev->delayed) {
		w->refused = true;
		if (work_answer(w, "delayed", work_model(w), e) == -1)
			return -1;
	} else if (command_run(w, line, e) == -1) {
		return -1;
	}
	return answer_chat(w, ev, e);
}

/*
 * A stanza is known by its server's id, else by who, where and which (each
 * with its length, as a resource may hold anything).  Without any id a repeat
 * cannot be told from saying it twice, so each counts.
 */
static int
chat_key(struct work *w, const struct chat_event *ev, struct err *e)
{
	const char *who = ev->jid != NULL ? ev->jid :
	    ev->nick != NULL ? ev->nick : "";
	const char *stream = ev->stream != NULL ? ev->stream : "";
	int64_t n;

	w->row.channel = "chat";
	w->row.source = ev->kind == CHAT_ROOM ? "room" : "chat";
	if (ev->stanza_id != NULL) {
		w->row.key = arena_printf(w->arena, "sid %s", ev->stanza_id);
	} else if (ev->id != NULL) {
		w->row.key = arena_printf(w->arena, "id %zu %s %zu %s %s",
		    strlen(who), who, strlen(stream), stream, ev->id);
	} else {
		if ((n = store_new_id(w->flow->store, "nameless", e)) == -1)
			return -1;
		w->row.key = arena_printf(w->arena, "none %lld",
		    (long long)n);
	}
	return 0;
}

int
flow_chat_in(struct flow *f, const struct chat_event *ev, struct err *e)
{
	struct arena *a;
	struct work w;
	int rc;

	if (ev->kind == CHAT_ROOM && ev->delayed)
		return 0;
	a = arena_new();
	work_open(&w, f, a);
	chat_actor(&w, ev);
	w.row.at = w.now;
	w.row.sender = ev->jid != NULL ? ev->jid : ev->nick;
	w.row.raw = span_of(ev->body);
	if ((rc = store_begin(f->store, e)) == -1)
		goto out;
	if ((rc = chat_key(&w, ev, e)) == 0)
		rc = inbox_claim(f->store, &w.row, e);
	if (rc == 1) {
		rc = run_chat(&w, ev, e);
		w.row.state = w.refused ? "refused" : "done";
		if (rc == 0)
			rc = inbox_insert(f->store, &w.row, e);
	}
	rc = finish(f, rc, e);
out:
	work_close(&w);
	arena_free(a);
	return rc;
}

/* With the day where it is not one and the same. */
static void
moments(struct model *m, int64_t from, int64_t to)
{
	char a[CLOCK_TEXT], b[CLOCK_TEXT];
	bool day = strcmp(clock_date(from, a), clock_date(to, b)) == 0;

	model_set(m, "from", (day ? clock_hour : clock_minute)(from, a));
	model_set(m, "to", (day ? clock_hour : clock_minute)(to, b));
	model_flag(m, "moment", strcmp(a, b) == 0);
}

int
flow_chat_joined(struct flow *f, bool hidden, int64_t since, struct err *e)
{
	bool tell = hidden && !f->room_hidden, deaf = since != 0 && !hidden;
	struct arena *a;
	struct model *m;
	struct work w;
	int rc;

	f->room_hidden = hidden;
	if (!tell && !deaf)
		return 0;
	a = arena_new();
	work_open(&w, f, a);
	m = work_model(&w);
	if (deaf)
		moments(m, since < w.now ? since : w.now, w.now);
	rc = store_begin(f->store, e);
	if (rc == 0)
		rc = finish(f, work_room(&w, tell ? "room-hidden" :
		    "room-unheard", m, e), e);
	work_close(&w);
	arena_free(a);
	return rc;
}

static int
tell_missed(struct work *w, int64_t since, int64_t upto, struct err *e)
{
	struct model *m = work_model(w);
	char t[CLOCK_TEXT];

	moments(m, since, upto);
	if (work_room(w, "room-unread", m, e) == -1)
		return -1;
	return flow_alert(w->flow, "missed", arena_printf(w->arena, "Not all "
	    "direct chat messages since %s were read, as the connection was "
	    "broken.", clock_minute(since, t)), "Ask those of the night "
	    "whether they got an answer to what they wrote; who got none says "
	    "it again. patchbot(8), \"The chat server\", has the limits.", e);
}

int
flow_chat_missed_again(struct flow *f, struct err *e)
{
	int64_t now = f->now();
	struct arena *a;
	struct work w;
	int rc;

	if (f->missed_since == 0 || (now >= f->missed_told &&
	    now - f->missed_told < FLOW_MISSED_SECONDS))
		return 0;
	a = arena_new();
	work_open(&w, f, a);
	rc = store_begin(f->store, e);
	if (rc == 0)
		rc = finish(f, tell_missed(&w, f->missed_since,
		    f->missed_upto, e), e);
	work_close(&w);
	arena_free(a);
	if (rc == 0)
		f->missed_told = now;
	/* what is wrong with it otherwise will be so again */
	if (rc == 0 || !flow_no_room(e))
		f->missed_since = 0;
	return rc;
}

int
flow_chat_missed(struct flow *f, int64_t since, struct err *e)
{
	int64_t now = f->now();

	since = since < now ? since : now;
	if (f->missed_since == 0 || since < f->missed_since)
		f->missed_since = since;
	f->missed_upto = now;
	return flow_chat_missed_again(f, e);
}

int
flow_console_in(struct flow *f, const char *as, const char *key,
    const char *line, struct buf *answer, bool *accepted, struct err *e)
{
	const struct person *p = people_find(&f->config->people, as != NULL ?
	    as : f->config->console_person != NULL ?
	    f->config->console_person : "");
	struct arena *a = arena_new();
	struct work w;
	int rc;

	work_open(&w, f, a);
	w.actor.channel = CHANNEL_CONSOLE;
	*accepted = false;
	if (p == NULL) {
		buf_addf(answer, "There is no person \"%s\" in the "
		    "configuration.\n", as != NULL ? as : "(none)");
		rc = 0;
		goto out;
	}
	w.actor.person = p;
	w.actor.name = p->name;
	w.actor.roles = p->roles;
	w.actor.assurance = ASSURE_CONFIRMED;
	w.row.channel = "console";
	w.row.source = "console";
	w.row.key = key;
	w.row.at = w.now;
	w.row.actor = w.row.sender = p->id;
	w.row.raw = span_of(line);
	if ((rc = store_begin(f->store, e)) == -1)
		goto out;
	rc = inbox_claim(f->store, &w.row, e);
	if (rc == 1) {
		rc = command_run(&w, line[0] == '!' ? line + 1 : line, e);
		w.row.state = w.refused ? "refused" : "done";
		if (rc != -1)
			rc = inbox_insert(f->store, &w.row, e);
	}
	rc = finish(f, rc, e);
	if (rc == 0) {
		buf_adds(answer, w.answer.n > 0 ? w.answer.p : "Done.\n");
		*accepted = !w.refused;
	}
out:
	work_close(&w);
	arena_free(a);
	return rc;
}

static int
run_job(struct work *w, struct err *e)
{
	size_t i;

	for (i = 0; jobs[i] != NULL; i++)
		if (strcmp(jobs[i]->name, w->row.subject) == 0)
			return jobs[i]->run(w, arena_strn(w->arena,
			    w->row.raw.p, w->row.raw.n), e);
	return err_set(e, ERR_INPUT, "there is no job \"%s\" in this version",
	    w->row.subject);
}

static int
clock_row(struct flow *f, int64_t id, struct err *e)
{
	struct arena *a = arena_new();
	struct work w;
	int rc;

	work_open(&w, f, a);
	w.actor.name = "clock";
	if ((rc = store_begin(f->store, e)) == -1)
		goto out;
	rc = inbox_get(f->store, a, id, &w.row, e);
	if (rc == 1) {
		rc = run_job(&w, e);
		w.row.state = "done";
		if (rc == 0)
			rc = inbox_update(f->store, &w.row, e);
	}
	rc = finish(f, rc, e);
out:
	work_close(&w);
	arena_free(a);
	return rc;
}

static int
due_clock_rows(struct flow *f, int64_t *ids, int max, struct err *e)
{
	struct rows *r = store_query(f->store, "SELECT id FROM inbox WHERE "
	    "state = 'new' AND channel = 'clock' "
	    "AND next_try <= $1 ORDER BY id LIMIT $2", "ii", f->now(),
	    (int64_t)max);
	int n = 0, rc = 0;

	while (n < max && (rc = rows_next(r, e)) == 1)
		ids[n++] = rows_int(r, 0);
	rows_end(r);
	return rc == -1 ? -1 : n;
}

int
flow_tick(struct flow *f, struct err *e)
{
	int64_t ids[64];
	struct err why;
	int i, n, ran = 0;

	if (agenda_bring(f->store, f->now(), e) == -1 ||
	    (n = due_clock_rows(f, ids, 64, e)) == -1)
		return -1;
	for (i = 0; i < n; i++) {
		why = (struct err){ 0 };
		if (clock_row(f, ids[i], &why) == 0) {
			ran++;
			continue;
		}
		/* the disk's fault, not the row's: no try is counted */
		if (why.code == ERR_FULL || why.code == ERR_CORRUPT) {
			*e = why;
			return -1;
		}
		log_warnx("clock: inbox row %lld: %s", (long long)ids[i],
		    why.text);
		if (flow_mail_failed(f, ids[i], why.text, e) == -1)
			return -1;
	}
	return ran;
}
