/* SPDX-License-Identifier: ISC */
/* What the room tells us (XEP-0045): who is in it, and what they say. */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/mem.h"
#include "edge/xmpp_parts.h"

#define CONFLICTS_MAX	4	/* underscores behind the nick */

static const struct {
	const char	*code, *text;
} reasons[] = {
	{ "301", "we are banned from the room" },
	{ "307", "we were kicked out of the room" },
	{ "321", "we are no longer allowed in the room" },
	{ "322", "the room is for members only now" },
	{ "332", "the room's service is shutting down" },
	{ "333", "the room's service had a technical problem" },
};

static bool
has_status(struct stanza *x, const char *code)
{
	struct stanza *k;
	const char *name, *v;

	for (k = x != NULL ? stanza_first(x) : NULL; k != NULL;
	    k = stanza_next(k)) {
		name = stanza_name(k);
		v = name != NULL && strcmp(name, "status") == 0 ?
		    stanza_attr(k, "code") : NULL;
		if (v != NULL && strcmp(v, code) == 0)
			return true;
	}
	return false;
}

static struct occupant *
find(const struct room *r, const char *nick, size_t *at)
{
	struct occupant *o;
	size_t i;

	for (i = 0; i < r->occupants.n; i++) {
		o = r->occupants.at[i];
		if (strcmp(o->nick, nick) == 0) {
			if (at != NULL)
				*at = i;
			return o;
		}
	}
	return NULL;
}

const char *
room_jid_of(const struct jabber *x, const char *nick)
{
	struct occupant *o = find(&x->room, nick, NULL);

	return o != NULL && x->room.shows ? o->jid : NULL;
}

/* A room that our joining created is ours to open (XEP-0045, 10.1): with
 * real JIDs for everybody, since that is how we know people. */
static void
open_room(struct jabber *x)
{
	static const char form[] = "<query xmlns='" NS_MUC_OWNER "'>"
	    "<x xmlns='jabber:x:data' type='submit'><field var='FORM_TYPE'>"
	    "<value>http://jabber.org/protocol/muc#roomconfig</value></field>"
	    "<field var='muc#roomconfig_whois'><value>anyone</value></field>"
	    "</x></query>";

	x->room.created = true;
	iq_ask(x, ASK_CONFIG, "set", x->setup.room, form, ROOM_WAIT);
}

static void
self_present(struct jabber *x, const char *nick, struct stanza *u)
{
	struct room *r = &x->room;

	if (strcmp(r->nick, nick) != 0) {
		free(r->nick);
		r->nick = mem_str(nick);
	}
	if (has_status(u, "100"))
		room_set_shows(x, true);
	if (r->state != ROOM_JOINING)
		return;
	if (has_status(u, "201"))
		open_room(x);
	else
		room_joined(x);
}

static void
other_present(struct jabber *x, const char *nick, struct stanza *u)
{
	struct room *r = &x->room;
	struct stanza *item = stanza_child(u, "item", NS_MUC_USER);
	const char *jid = item != NULL ? stanza_attr(item, "jid") : NULL;
	struct occupant *o = find(r, nick, NULL);

	if (jid != NULL && strlen(jid) > JID_MAX)
		jid = NULL;
	if (o == NULL) {
		if (r->occupants.n >= CHAT_OCCUPANTS_MAX)
			return;
		o = mem_alloc(sizeof(*o));
		o->nick = mem_str(nick);
		list_add(&r->occupants, o);
	} else if ((o->jid == NULL && jid == NULL) ||
	    (o->jid != NULL && jid != NULL && strcmp(o->jid, jid) == 0)) {
		return;
	}
	free(o->jid);
	o->jid = mem_str(jid);
	if (r->state == ROOM_IN)
		room_say(x, CHAT_PRESENT, nick, o->jid, NULL);
}

static void
other_gone(struct jabber *x, const char *nick)
{
	struct room *r = &x->room;
	struct occupant *o;
	size_t at = 0;

	o = find(r, nick, &at);
	if (o == NULL)
		return;
	list_remove(&r->occupants, at);
	if (r->state == ROOM_IN)
		room_say(x, CHAT_GONE, nick, o->jid, NULL);
	free(o->nick);
	free(o->jid);
	free(o);
}

static void
self_gone(struct jabber *x, struct stanza *u)
{
	struct stanza *item = stanza_child(u, "item", NS_MUC_USER);
	const char *nick = item != NULL ? stanza_attr(item, "nick") : NULL;
	size_t i;

	if (has_status(u, "303") && nick != NULL &&
	    strlen(nick) <= CHAT_NICK_MAX) {
		free(x->room.nick);
		x->room.nick = mem_str(nick);
		return;
	}
	if (x->room.state != ROOM_IN)
		return;
	if (stanza_child(u, "destroy", NS_MUC_USER) != NULL) {
		room_lost(x, "the room was destroyed");
		return;
	}
	for (i = 0; i < sizeof(reasons) / sizeof(*reasons); i++) {
		if (has_status(u, reasons[i].code)) {
			room_lost(x, reasons[i].text);
			return;
		}
	}
	room_lost(x, "we were taken out of the room");
}

static void
join_failed(struct jabber *x, struct stanza *st)
{
	struct room *r = &x->room;
	const char *condition = iq_condition(st);
	char *nick, text[200];
	struct buf b = { 0 };

	if (r->state != ROOM_JOINING)
		return;
	if (strcmp(condition, "conflict") == 0 &&
	    r->conflicts++ < CONFLICTS_MAX) {
		buf_addf(&b, "%s_", r->nick);
		nick = buf_steal(&b);
		free(r->nick);
		r->nick = nick;
		room_join(x);
		return;
	}
	snprintf(text, sizeof(text), "the room does not let us in: %.100s",
	    condition);
	room_lost(x, text);
}

void
room_presence(struct jabber *x, struct stanza *st)
{
	struct room *r = &x->room;
	const char *nick = jid_resource(stanza_attr(st, "from"));
	const char *type = stanza_attr(st, "type");
	struct stanza *u = stanza_child(st, "x", NS_MUC_USER);

	if (r->state != ROOM_JOINING && r->state != ROOM_IN)
		return;
	r->heard = x->heard;
	r->heard_at = x->heard_at;
	if (type != NULL && strcmp(type, "error") == 0) {
		join_failed(x, st);
		return;
	}
	if (nick == NULL || strlen(nick) > CHAT_NICK_MAX || u == NULL)
		return;
	if (type == NULL) {
		if (has_status(u, "110"))
			self_present(x, nick, u);
		else
			other_present(x, nick, u);
	} else if (strcmp(type, "unavailable") == 0) {
		if (has_status(u, "110") || (r->state == ROOM_IN &&
			strcmp(nick, r->nick) == 0))
			self_gone(x, u);
		else
			other_gone(x, nick);
	}
}

/* What the room itself says: its configuration has changed (10.2.1). */
static void
room_notice(struct jabber *x, struct stanza *st)
{
	struct stanza *u = stanza_child(st, "x", NS_MUC_USER);

	if (has_status(u, "173") || has_status(u, "174"))
		room_set_shows(x, false);
	else if (has_status(u, "172"))
		room_set_shows(x, true);
	else if (has_status(u, "104") && x->room.state == ROOM_IN)
		room_ask_info(x);
}

void
room_message(struct jabber *x, struct stanza *st)
{
	struct room *r = &x->room;
	const char *nick = jid_resource(stanza_attr(st, "from"));
	const char *id = stanza_attr(st, "id");
	struct stanza *origin;

	r->heard = x->heard;
	r->heard_at = x->heard_at;
	if (nick == NULL) {
		room_notice(x, st);
		return;
	}
	if (r->nick == NULL || strlen(nick) > CHAT_NICK_MAX)
		return;
	if (strcmp(nick, r->nick) != 0) {
		jabber_say_message(x, CHAT_ROOM, st, room_jid_of(x, nick), nick,
		    jabber_stanza_id(st, x->setup.room, r->stamps), false);
		return;
	}
	/* our own, come back; a service may give it an id of its own */
	origin = stanza_child(st, "origin-id", NS_SID);
	if (origin != NULL && stanza_attr(origin, "id") != NULL)
		id = stanza_attr(origin, "id");
	if (id != NULL)
		queue_reflected(x, id);
}
