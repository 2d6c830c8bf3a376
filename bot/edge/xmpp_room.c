/* SPDX-License-Identifier: ISC */
/*
 * The room (XEP-0045): our way in, without history, and out of it, and
 * noticing that we are no longer in it (XEP-0410).
 */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/clock.h"
#include "base/mem.h"
#include "base/str.h"
#include "edge/xmpp_parts.h"

#define SETTLED		60000	/* ms in the room; then failures are past */

bool
room_is(const struct jabber *x, const char *jid)
{
	return jid_same_bare(jid, x->setup.room);
}

void
room_say(struct jabber *x, enum chat_kind kind, const char *nick,
    const char *jid, const char *text)
{
	struct chat_event ev = {
		.kind = kind, .nick = nick, .body = text,
		.jid = x->room.shows ? jid : NULL,
		.stream = x->stream_id, .hidden = !x->room.shows,
		.since = kind == CHAT_JOINED ? x->room.missed_since : 0,
	};

	x->hooks.event(&ev);
}

static void
forget_occupants(struct room *r)
{
	struct occupant *o;

	while (r->occupants.n > 0) {
		o = r->occupants.at[--r->occupants.n];
		free(o->nick);
		free(o->jid);
		free(o);
	}
}

void
room_free(struct jabber *x)
{
	forget_occupants(&x->room);
	list_free(&x->room.occupants);
	free(x->room.nick);
	x->room = (struct room){ 0 };
}

void
room_lost(struct jabber *x, const char *why)
{
	struct room *r = &x->room;
	int64_t now = clock_mono_ms();

	if (x->setup.room == NULL)
		return;
	if (r->state == ROOM_IN && now > r->since + SETTLED)
		r->fails = 0;
	if (r->was_in && r->missed_since == 0)
		r->missed_since = r->heard_at;
	r->state = ROOM_OUT;
	r->retry_at = now + jabber_backoff(r->fails++);
	iq_drop(x, ASK_ROOM);
	iq_drop(x, ASK_CONFIG);
	iq_drop(x, ASK_SELF);
	archive_forget(x, ARCHIVE_ROOM);
	forget_occupants(r);
	queue_again_room(x);
	if (!r->was_in && strcmp(r->said, why) == 0)
		return;
	r->was_in = false;
	snprintf(r->said, sizeof(r->said), "%s", why);
	room_say(x, CHAT_LEFT, r->nick, NULL, why);
}

void
room_ask_info(struct jabber *x)
{
	iq_ask(x, ASK_ROOM, "get", x->setup.room,
	    "<query xmlns='" NS_DISCO_INFO "'/>", ROOM_WAIT);
}

void
room_enter(struct jabber *x)
{
	struct room *r = &x->room;

	if (x->setup.room == NULL)
		return;
	free(r->nick);
	r->nick = mem_str(x->setup.nick);
	r->conflicts = 0;
	r->created = false;
	r->state = ROOM_ASKING;
	room_ask_info(x);
}

void
room_join(struct jabber *x)
{
	struct room *r = &x->room;
	struct buf b = { 0 };

	r->state = ROOM_JOINING;
	r->join_by = clock_mono_ms() + ROOM_WAIT;
	forget_occupants(r);
	buf_adds(&b, "<presence to='");
	xml_add(&b, x->setup.room);
	buf_adds(&b, "/");
	xml_add(&b, r->nick);
	buf_adds(&b, "'><x xmlns='" NS_MUC "'><history maxchars='0'/></x>"
	    "</presence>");
	jabber_put(x, &b);
}

void
room_joined(struct jabber *x)
{
	struct room *r = &x->room;
	struct occupant *o;
	size_t i;

	r->state = ROOM_IN;
	r->was_in = true;
	r->said[0] = '\0';
	r->since = r->pinged = r->heard = clock_mono_ms();
	r->heard_at = clock_now();
	room_say(x, CHAT_JOINED, r->nick, NULL, NULL);
	r->missed_since = 0;
	for (i = 0; i < r->occupants.n; i++) {
		o = r->occupants.at[i];
		room_say(x, CHAT_PRESENT, o->nick, o->jid, NULL);
	}
	queue_flush(x);
}

void
room_set_shows(struct jabber *x, bool shows)
{
	struct room *r = &x->room;

	if (r->shows == shows || r->state != ROOM_IN) {
		r->shows = shows;
		return;
	}
	r->shows = shows;
	if (shows)
		room_join(x);	/* the room then tells everybody's JID */
	else
		room_joined(x);
}

void
room_answer_info(struct jabber *x, bool ok, struct stanza *st)
{
	struct room *r = &x->room;
	bool shows = ok && iq_has_feature(st, "muc_nonanonymous");

	if (ok || r->state != ROOM_IN) {
		r->stamps = ok && iq_has_feature(st, NS_SID);
		x->archive[ARCHIVE_ROOM].offered = ok &&
		    iq_has_feature(st, NS_MAM);
		room_set_shows(x, shows);
	}
	if (r->state == ROOM_ASKING)
		room_join(x);
	else if (r->state == ROOM_JOINING && r->created) {
		r->created = false;
		room_joined(x);
	}
}

void
room_answer_config(struct jabber *x, bool ok, struct stanza *st)
{
	(void)st;
	if (!ok)
		room_lost(x, "the room did not exist and could not be opened");
	else
		room_ask_info(x);
}

bool
room_refused(struct jabber *x, const char *condition)
{
	/* "not an occupant", XEP-0045, 7.4 */
	if (strcmp(condition, "not-acceptable") != 0)
		return false;
	room_lost(x, "the room says that we are not in it");
	return true;
}

static void
self_ping(struct jabber *x)
{
	struct buf to = { 0 };

	buf_addf(&to, "%s/%s", x->setup.room, x->room.nick);
	iq_ask(x, ASK_SELF, "get", to.p, "<ping xmlns='" NS_PING "'/>",
	    x->ping_ms < ROOM_WAIT ? x->ping_ms : ROOM_WAIT);
	buf_free(&to);
}

void
room_answer_self(struct jabber *x, bool ok, struct stanza *st)
{
	/* these two say that we are in, but ping is not known (XEP-0410, 2.2);
	 * the remote ones that nobody knows */
	static const char *const fine[] = { "service-unavailable",
	    "feature-not-implemented", "remote-server-not-found",
	    "remote-server-timeout" };
	size_t i;

	if (st == NULL) {
		room_lost(x, "the room does not answer");
		return;
	}
	for (i = 0; !ok && i < sizeof(fine) / sizeof(*fine); i++)
		ok = strcmp(iq_condition(st), fine[i]) == 0;
	if (ok)
		x->room.heard_at = x->heard_at;
	else
		room_lost(x, "the room has forgotten us");
}

/* Each ping_ms, and when the room was silent for the half of it. */
static int64_t
ping_due(const struct jabber *x)
{
	const struct room *r = &x->room;
	int64_t quiet = r->heard > r->pinged ? r->heard : r->pinged;
	int64_t a = r->pinged + x->ping_ms, b = quiet + x->ping_ms / 2;

	return a < b ? a : b;
}

void
room_tick(struct jabber *x, int64_t now)
{
	struct room *r = &x->room;

	if (x->setup.room == NULL || !x->ready)
		return;
	if (r->state == ROOM_OUT && now >= r->retry_at) {
		room_enter(x);
	} else if (r->state == ROOM_JOINING && !r->created &&
	    now >= r->join_by) {
		room_lost(x, "the room does not answer");
	} else if (r->state == ROOM_IN && !iq_is_out(x, ASK_SELF) &&
	    now >= ping_due(x)) {
		r->pinged = now;
		self_ping(x);
	}
}

int64_t
room_wake(const struct jabber *x)
{
	const struct room *r = &x->room;

	if (x->setup.room == NULL || !x->ready)
		return INT64_MAX;
	switch (r->state) {
	case ROOM_OUT:
		return r->retry_at;
	case ROOM_JOINING:
		return r->created ? INT64_MAX : r->join_by;
	case ROOM_IN:
		return iq_is_out(x, ASK_SELF) ? INT64_MAX : ping_due(x);
	case ROOM_ASKING:
		break;
	}
	return INT64_MAX;
}
