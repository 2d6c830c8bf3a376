/* SPDX-License-Identifier: ISC */
/* The account: connecting, its stanzas, its state; see xmpp.h. */
#include "edge/xmpp.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/clock.h"
#include "base/log.h"
#include "edge/xmpp_parts.h"

#define ACCOUNT_WAIT	15000	/* ms for disco#info of our account */
#define REFUSED_FAILS	4	/* a person must act: no hurry */
#define SETTLED		60000	/* ms of a stream; then failures are past */

uint64_t
jabber_put(struct jabber *x, struct buf *xml)
{
	uint64_t seq = stream_put(x->stream, xml->p, xml->n);

	buf_free(xml);
	return seq;
}

void
jabber_tell(struct jabber *x, bool up, const char *text)
{
	char line[400], *p;

	/* the server's words may be long, and more than a line */
	snprintf(line, sizeof(line), "%.380s", text);
	for (p = line; *p != '\0'; p++)
		if ((unsigned char)*p < ' ')
			*p = ' ';
	if (x->state == up && strcmp(x->told, line) == 0)
		return;
	x->state = up;
	snprintf(x->told, sizeof(x->told), "%s", line);
	x->hooks.state(x->setup.jid != NULL ? x->setup.jid : "chat", up, line);
}

/* --- messages ---------------------------------------------------------- */

static const char *
bounded(const char *id)
{
	return id != NULL && strlen(id) <= CHAT_ID_MAX ? id : NULL;
}

/*
 * Prosody's archive (0.12) leaves a forged stanza-id beside its own in direct
 * messages: two of the same entity are as good as none.
 */
const char *
jabber_stanza_id(struct stanza *st, const char *by, bool stamps)
{
	struct stanza *k;
	const char *name, *ns, *entity, *id = NULL;
	unsigned n = 0;

	for (k = stamps ? stanza_first(st) : NULL; k != NULL;
	    k = stanza_next(k)) {
		name = stanza_name(k);
		ns = stanza_ns(k);
		if (name == NULL || ns == NULL || strcmp(ns, NS_SID) != 0 ||
		    strcmp(name, "stanza-id") != 0)
			continue;
		/* by is that very entity: a bare JID */
		entity = stanza_attr(k, "by");
		if (!jid_same_bare(entity, by) || jid_resource(entity) != NULL)
			continue;
		id = bounded(stanza_attr(k, "id"));
		n++;
	}
	return n == 1 ? id : NULL;
}

void
jabber_say_message(struct jabber *x, enum chat_kind kind, struct stanza *st,
    const char *jid, const char *nick, const char *stanza_id, bool delayed)
{
	struct stanza *body = stanza_child(st, "body", NS_CLIENT);
	struct chat_event ev = {
		.kind = kind, .jid = jid, .nick = nick,
		.stanza_id = stanza_id, .id = bounded(stanza_attr(st, "id")),
		.stream = x->stream_id,
		.delayed = delayed ||
		    stanza_child(st, "delay", NS_DELAY) != NULL ||
		    stanza_child(st, "x", "jabber:x:delay") != NULL,
		.hidden = nick != NULL && !x->room.shows,
	};
	char *text;

	if (body == NULL)
		return;
	text = stanza_text(body);
	if (strlen(text) <= CHAT_BODY_MAX)
		ev.body = text;
	x->hooks.event(&ev);
	free(text);
}

static void
direct_message(struct jabber *x, struct stanza *st, const char *from)
{
	const char *id;

	if (jid_same_bare(from, x->setup.jid) || strlen(from) > JID_MAX)
		return;
	/* by our account's own bare JID */
	id = jabber_stanza_id(st, x->setup.jid, x->stamps);
	if (room_is(x, from)) {
		/* a private word from an occupant: no real address */
		const char *nick = jid_resource(from);

		if (nick != NULL && strlen(nick) <= CHAT_NICK_MAX)
			jabber_say_message(x, CHAT_DIRECT, st,
			    room_jid_of(x, nick), nick, id, false);
		return;
	}
	/* people have an '@'; servers and services get no commands */
	if (memchr(from, '@', jid_bare_len(from)) != NULL)
		jabber_say_message(x, CHAT_DIRECT, st, from, NULL, id, false);
}

static void
on_message(struct jabber *x, struct stanza *st)
{
	const char *type = stanza_attr(st, "type");
	const char *from = stanza_attr(st, "from");

	if (type != NULL && strcmp(type, "error") == 0) {
		if (!queue_error(x, st))
			log_event("chat-error", "from", from, "why",
			    iq_condition(st), NULL);
	} else if (archive_result(x, st)) {
		return;
	} else if (from == NULL) {
		return;		/* from our own account */
	} else if (type != NULL && strcmp(type, "groupchat") == 0) {
		if (room_is(x, from))
			room_message(x, st);
	} else if (type == NULL || strcmp(type, "headline") != 0) {
		direct_message(x, st, from);
	}
}

static void
on_presence(struct jabber *x, struct stanza *st)
{
	const char *type = stanza_attr(st, "type");
	const char *from = stanza_attr(st, "from");
	struct buf b = { 0 };

	if (from == NULL)
		return;
	if (room_is(x, from)) {
		room_presence(x, st);
	} else if (type != NULL && strcmp(type, "subscribe") == 0) {
		/* answered, as the server would repeat it at each log-in */
		buf_adds(&b, "<presence type='unsubscribed' to='");
		xml_add(&b, from);
		buf_adds(&b, "'/>");
		jabber_put(x, &b);
	}
}

void
jabber_on_stanza(void *arg, struct stanza *st)
{
	struct jabber *x = arg;
	const char *name = stanza_name(st);

	x->heard = clock_mono_ms();
	x->heard_at = clock_now();
	if (name == NULL)
		return;
	if (strcmp(name, "message") == 0)
		on_message(x, st);
	else if (strcmp(name, "presence") == 0)
		on_presence(x, st);
	else if (strcmp(name, "iq") == 0)
		iq_take(x, st);
}

/* --- the stream's life -------------------------------------------------- */

static void
now_ready(struct jabber *x)
{
	char text[3200];

	x->ready = true;
	x->since = clock_mono_ms();
	snprintf(text, sizeof(text), "connected as %s", stream_jid(x->stream));
	jabber_tell(x, true, text);
	queue_flush(x);
}

/* Before our presence, as only then messages come: their stanza-ids are to
 * be judged alike from the first one on. */
static void
ask_account(struct jabber *x)
{
	iq_ask(x, ASK_ACCOUNT, "get", x->setup.jid,
	    "<query xmlns='" NS_DISCO_INFO "'/>", ACCOUNT_WAIT);
}

void
jabber_answer_account(struct jabber *x, bool ok, struct stanza *st)
{
	struct archive *a = &x->archive[ARCHIVE_OWN];
	struct buf b = { 0 };

	/* what it would have said decides how messages are known again */
	if (st == NULL) {
		stream_kill(x->stream, "the server does not answer");
		return;
	}
	x->stamps = ok && iq_has_feature(st, NS_SID);
	/* its ids tell what we have had only where live messages bear them */
	a->offered = x->stamps && iq_has_feature(st, NS_MAM);
	x->catch_up = a->offered && x->missed_since != 0;
	if (!a->offered)
		x->missed_since = 0;
	buf_adds(&b, "<presence/>");
	jabber_put(x, &b);
	now_ready(x);
	room_enter(x);
}

void
jabber_answer_server(struct jabber *x, bool ok, struct stanza *st)
{
	uint64_t barrier = x->barrier;

	(void)ok;		/* an error is an answer as well */
	if (st == NULL) {
		stream_kill(x->stream, "the server does not answer any more");
		return;
	}
	queue_confirm(x, barrier);
}

void
jabber_on_up(void *arg)
{
	struct jabber *x = arg;

	x->up = true;
	x->heard = x->since = clock_mono_ms();
	x->heard_at = clock_now();
	snprintf(x->stream_id, sizeof(x->stream_id), "%s.%u", x->random,
	    ++x->streams);
	ask_account(x);
}

/* What was said to us since the server was last heard is to be caught up. */
static void
forget_stream(struct jabber *x, bool ourselves)
{
	if (x->ready && x->missed_since == 0)
		x->missed_since = x->heard_at;
	x->up = x->ready = false;
	iq_forget(x);
	archive_forget(x, ARCHIVE_OWN);
	queue_again(x, ourselves);
	if (x->room.state != ROOM_OUT && !ourselves)
		room_lost(x, "the connection was lost");
}

void
jabber_on_down(void *arg, enum stream_end end, const char *text)
{
	struct jabber *x = arg;
	int64_t now = clock_mono_ms();

	if (x->up && now > x->since + SETTLED)
		x->fails = 0;
	if (end == STREAM_REFUSED && x->fails < REFUSED_FAILS)
		x->fails = REFUSED_FAILS;
	x->retry_at = now + jabber_backoff(x->fails++);
	forget_stream(x, end == STREAM_CLOSED);
	if (end == STREAM_GONE || end == STREAM_REFUSED)
		jabber_tell(x, false, text);
}
