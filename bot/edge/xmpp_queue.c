/* SPDX-License-Identifier: ISC */
/* Messages on their way out: kept until they are safe; see xmpp.h. */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/clock.h"
#include "base/log.h"
#include "base/mem.h"
#include "edge/xmpp_parts.h"

#define CONFIRM_WAIT	30000	/* ms; then a message is sent again */
#define PING_WAIT	15000	/* ms; then the stream is dead, before that */
#define BATCH_WAIT	20	/* ms from a message to the ping behind it */

static void
item_free(struct item *it)
{
	free(it->to);
	free(it->body);
	free(it->origin);
	free(it);
}

static void
drop(struct jabber *x, size_t i, const char *why)
{
	struct item *it = x->queue.at[i];

	list_remove(&x->queue, i);
	x->hooks.result(it->job, why);
	item_free(it);
}

static const char *
check_message(const struct jabber *x, const struct chat_send *m)
{
	if (m->origin_id == NULL || m->origin_id[0] == '\0' ||
	    strlen(m->origin_id) > CHAT_ID_MAX)
		return "the message has no usable origin-id";
	if (m->body == NULL || m->body[0] == '\0')
		return "the message is empty";
	if (strlen(m->body) > CHAT_SEND_MAX)
		return "the message is longer than 60 KB";
	if (m->to != NULL && (m->to[0] == '\0' || strlen(m->to) > JID_MAX))
		return "the address is no JID";
	if (m->to == NULL && x->set && x->setup.room == NULL)
		return "no room is configured";
	if (x->queue.n >= CHAT_QUEUE_MAX)
		return "too many messages wait for the chat server";
	return NULL;
}

void
queue_add(struct jabber *x, uint32_t job, const struct chat_send *m)
{
	const char *why = check_message(x, m);
	struct item *it;

	if (why != NULL) {
		x->hooks.result(job, why);
		return;
	}
	it = mem_alloc(sizeof(*it));
	it->job = job;
	it->to = mem_str(m->to);
	it->body = mem_str(m->body);
	it->origin = mem_str(m->origin_id);
	it->before = m->since != 0;
	it->first = m->since;
	list_add(&x->queue, it);
	queue_flush(x);
}

static void
put_message(struct jabber *x, struct item *it)
{
	struct buf b = { 0 };

	buf_addf(&b, "<message type='%s' to='",
	    it->to != NULL ? "chat" : "groupchat");
	xml_add(&b, it->to != NULL ? it->to : x->setup.room);
	buf_adds(&b, "' id='");
	xml_add(&b, it->origin);
	buf_adds(&b, "'><body>");
	xml_add(&b, it->body);
	buf_adds(&b, "</body><origin-id xmlns='" NS_SID "' id='");
	xml_add(&b, it->origin);
	buf_adds(&b, "'/></message>");
	it->seq = jabber_put(x, &b);
	it->sent = clock_mono_ms();
	it->seen = false;
	if (it->tries++ == 0 && !it->before)
		it->first = clock_now();
	if (it->to != NULL && x->ping_at == 0)
		x->ping_at = it->sent + BATCH_WAIT;
}

/* One ping behind all that is out; what is sent meanwhile gets the next.  It
 * waits a little, so that answers come first and a burst needs few. */
static void
ask_behind(struct jabber *x, int64_t now)
{
	if (x->ping_at == 0 || now < x->ping_at || iq_is_out(x, ASK_SERVER))
		return;
	x->ping_at = 0;
	x->barrier = iq_ask(x, ASK_SERVER, "get", x->domain,
	    "<ping xmlns='" NS_PING "'/>", PING_WAIT);
}

/* It was sent before, and no archive was asked for it since. */
static bool
is_unseen(const struct item *it, bool room)
{
	return it->seq == 0 && (it->tries > 0 || it->before) && !it->seen &&
	    (it->to == NULL) == room;
}

/* Whether it, or one before it to the same address, is being looked up. */
static bool
is_held(const struct jabber *x, size_t at)
{
	const struct item *it = x->queue.at[at], *before;
	size_t i;

	for (i = 0; i <= at; i++) {
		before = x->queue.at[i];
		if (is_unseen(before, it->to == NULL) && (it->to == NULL ||
			strcmp(before->to, it->to) == 0))
			return true;
	}
	return false;
}

void
queue_flush(struct jabber *x)
{
	size_t i, out = 0, window = CHAT_WINDOW;
	bool direct, room, in;
	struct item *it;

	if (!x->ready)
		return;
	/* what goes out again may have arrived: that is looked up before */
	in = x->room.state == ROOM_IN;
	direct = archive_first(x, ARCHIVE_OWN);
	room = in && archive_first(x, ARCHIVE_ROOM);
	for (i = 0; i < x->queue.n; i++) {
		it = x->queue.at[i];
		out += it->seq != 0;
		/* it may be what ended the stream: one by one tells */
		if (it->tries > 1)
			window = 1;
	}
	for (i = 0; i < x->queue.n && out < window; i++) {
		it = x->queue.at[i];
		if (it->seq != 0 || (it->to == NULL && !in) ||
		    ((it->to != NULL ? direct : room) && is_held(x, i)))
			continue;
		put_message(x, it);
		out++;
	}
}

void
queue_confirm(struct jabber *x, uint64_t upto)
{
	struct item *it;
	size_t i = 0;

	while (i < x->queue.n) {
		it = x->queue.at[i];
		if (it->to != NULL && it->seq != 0 && it->seq < upto)
			drop(x, i, NULL);
		else
			i++;
	}
	queue_flush(x);
}

void
queue_reflected(struct jabber *x, const char *id)
{
	struct item *it;
	size_t i;

	for (i = 0; i < x->queue.n; i++) {
		it = x->queue.at[i];
		if (it->to != NULL || strcmp(it->origin, id) != 0)
			continue;
		drop(x, i, NULL);
		queue_flush(x);
		return;
	}
}

/* Who may say that a message of ours failed: whom it was for, or our server. */
static bool
may_refuse(const struct jabber *x, const struct item *it, const char *from)
{
	if (from == NULL)
		return true;
	if (it->to == NULL)
		return jid_same_bare(from, x->setup.room) ||
		    strcmp(from, x->domain) == 0;
	return jid_same_bare(from, it->to) || strcmp(from, x->domain) == 0 ||
	    jid_same_bare(from, x->setup.jid);
}

static void
refuse(struct jabber *x, size_t i, struct stanza *st)
{
	struct item *it = x->queue.at[i];
	struct stanza *e = stanza_child(st, "error", NULL);
	struct stanza *t = e != NULL ? stanza_child(e, "text", NS_ERRORS) :
	    NULL;
	const char *condition = iq_condition(st);
	char *text, why[400];

	if (it->to == NULL && room_refused(x, condition))
		return;		/* it waits for our return */
	text = t != NULL ? stanza_text(t) : mem_str("");
	snprintf(why, sizeof(why), "%s refused it: %.40s%s%.250s",
	    it->to != NULL ? it->to : x->setup.room, condition,
	    text[0] != '\0' ? ", " : "", text);
	free(text);
	drop(x, i, why);
}

bool
queue_error(struct jabber *x, struct stanza *st)
{
	const char *id = stanza_attr(st, "id");
	struct item *it;
	size_t i;

	for (i = 0; id != NULL && i < x->queue.n; i++) {
		it = x->queue.at[i];
		if (it->seq == 0 || strcmp(it->origin, id) != 0 ||
		    !may_refuse(x, it, stanza_attr(st, "from")))
			continue;
		refuse(x, i, st);
		return true;
	}
	return false;
}

static bool
again(struct jabber *x, size_t i, bool ourselves)
{
	struct item *it = x->queue.at[i];

	it->seq = 0;
	it->asked = it->seen = false;
	if (it->tries < CHAT_TRIES || ourselves)
		return true;
	drop(x, i, it->to == NULL ? "the room did not take it" :
	    "the server did not take it");
	return false;
}

void
queue_again(struct jabber *x, bool ourselves)
{
	struct item *it;
	size_t i = 0;

	while (i < x->queue.n) {
		it = x->queue.at[i];
		if (it->seq == 0 || again(x, i, ourselves))
			i++;
	}
}

void
queue_again_room(struct jabber *x)
{
	struct item *it;
	size_t i = 0;

	while (i < x->queue.n) {
		it = x->queue.at[i];
		if (it->to != NULL || it->seq == 0 || again(x, i, false))
			i++;
	}
}

int64_t
queue_unseen(const struct jabber *x, bool room)
{
	const struct item *it;
	int64_t first = INT64_MAX;
	size_t i;

	for (i = 0; i < x->queue.n; i++) {
		it = x->queue.at[i];
		if (is_unseen(it, room) && it->first < first)
			first = it->first;
	}
	return first;
}

void
queue_asked(struct jabber *x, bool room)
{
	struct item *it;
	size_t i;

	for (i = 0; i < x->queue.n; i++) {
		it = x->queue.at[i];
		if (is_unseen(it, room))
			it->asked = true;
	}
}

void
queue_seen(struct jabber *x, bool room)
{
	struct item *it;
	size_t i;

	for (i = 0; i < x->queue.n; i++) {
		it = x->queue.at[i];
		/* what began to wait since may be older than was asked for */
		if (it->asked && is_unseen(it, room))
			it->seen = true;
	}
}

void
queue_arrived(struct jabber *x, const char *to, const char *id)
{
	struct item *it;
	size_t i;

	for (i = 0; id != NULL && i < x->queue.n; i++) {
		it = x->queue.at[i];
		if (is_unseen(it, to == NULL) && strcmp(it->origin, id) == 0 &&
		    (to == NULL || jid_same_bare(to, it->to))) {
			drop(x, i, NULL);
			return;
		}
	}
}

void
queue_tick(struct jabber *x, int64_t now)
{
	struct item *it;
	size_t i = 0;

	while (i < x->queue.n) {
		it = x->queue.at[i];
		if (it->seq == 0 || it->sent + CONFIRM_WAIT > now ||
		    again(x, i, false))
			i++;
	}
	queue_flush(x);
	if (x->ready)
		ask_behind(x, now);
}

int64_t
queue_wake(const struct jabber *x)
{
	const struct item *it;
	int64_t wake = INT64_MAX;
	size_t i;

	if (x->ready && x->ping_at != 0 && !iq_is_out(x, ASK_SERVER))
		wake = x->ping_at;
	for (i = 0; i < x->queue.n; i++) {
		it = x->queue.at[i];
		if (it->seq != 0 && it->sent + CONFIRM_WAIT < wake)
			wake = it->sent + CONFIRM_WAIT;
	}
	return wake;
}

void
queue_refuse_all(struct jabber *x, const char *why)
{
	while (x->queue.n > 0)
		drop(x, 0, why);
}

bool
queue_on_the_way(const struct jabber *x)
{
	const struct item *it;
	size_t i;

	for (i = 0; i < x->queue.n; i++) {
		it = x->queue.at[i];
		if (it->seq != 0)
			return true;
	}
	return false;
}

void
queue_free(struct jabber *x)
{
	size_t i;

	for (i = 0; i < x->queue.n; i++)
		item_free(x->queue.at[i]);
	list_free(&x->queue);
}
