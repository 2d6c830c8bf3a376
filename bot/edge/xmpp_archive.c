/* SPDX-License-Identifier: ISC */
/*
 * What the servers have kept of the time when our stream was broken, or dead
 * without anybody's knowing (XEP-0313, pages by XEP-0059).
 *
 * Our account's archive is asked once on each stream that follows a broken one,
 * for all since the old one was surely alive: what others wrote to us is passed
 * on as delayed, known by its id in the archive, which is the stanza-id that it
 * came with or would have come with (XEP-0359).  So core drops what it has had
 * and asks again for the rest; nothing is executed from here.
 *
 * And either archive is asked before a message is sent again: what it shows of
 * ours has arrived, only its confirmation has not.
 *
 * A result is believed where it carries our query's id and comes from whom we
 * have asked: anybody may send a message that looks like one.
 */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/clock.h"
#include "base/log.h"
#include "edge/xmpp_parts.h"

#define ARCHIVE_WAIT	15000	/* ms for a page */
#define NS_RSM		"http://jabber.org/protocol/rsm"
#define NS_FORWARD	"urn:xmpp:forward:0"

static const struct {
	enum ask	 ask;
	const char	*what;
} kinds[ARCHIVES] = {
	[ARCHIVE_OWN]	= { ASK_ARCHIVE, "the account's archive" },
	[ARCHIVE_ROOM]	= { ASK_ROOM_ARCHIVE, "the room's archive" },
};

static bool
is_out(const struct jabber *x, enum archive_kind k)
{
	return x->archive[k].query[0] != '\0';
}

/* --- asking -------------------------------------------------------------- */

static void
ask_page(struct jabber *x, enum archive_kind k, const char *after)
{
	struct archive *a = &x->archive[k];
	unsigned left = ARCHIVE_MOST - a->taken;
	struct buf b = { 0 };
	char start[CLOCK_TEXT];

	a->page = 0;
	buf_addf(&b, "<query xmlns='" NS_MAM "' queryid='%s'>"
	    "<x xmlns='jabber:x:data' type='submit'>"
	    "<field var='FORM_TYPE' type='hidden'><value>" NS_MAM
	    "</value></field><field var='start'><value>%s</value></field></x>"
	    "<set xmlns='" NS_RSM "'><max>%u</max>", a->query,
	    clock_rfc3339(a->since, start),
	    left < ARCHIVE_PAGE ? left : ARCHIVE_PAGE);
	if (after != NULL) {
		buf_adds(&b, "<after>");
		xml_add(&b, after);
		buf_adds(&b, "</after>");
	}
	buf_adds(&b, "</set></query>");
	if (iq_ask(x, kinds[k].ask, "set", k == ARCHIVE_OWN ? x->setup.jid :
	    x->setup.room, b.p, ARCHIVE_WAIT) == 0)
		a->query[0] = '\0';
	buf_free(&b);
}

bool
archive_first(struct jabber *x, enum archive_kind k)
{
	struct archive *a = &x->archive[k];
	int64_t since = queue_unseen(x, k == ARCHIVE_ROOM);

	if (!a->offered || is_out(x, k))
		return a->offered;
	if (k == ARCHIVE_OWN && x->catch_up && x->missed_since < since)
		since = x->missed_since;
	if (since == INT64_MAX)
		return false;
	a->since = since > ARCHIVE_MARGIN ? since - ARCHIVE_MARGIN : 0;
	a->taken = 0;
	queue_asked(x, k == ARCHIVE_ROOM);
	snprintf(a->query, sizeof(a->query), "%s-a%u", x->random,
	    ++x->requests);
	ask_page(x, k, NULL);
	return true;
}

void
archive_forget(struct jabber *x, enum archive_kind k)
{
	x->archive[k].query[0] = '\0';
	iq_drop(x, kinds[k].ask);
}

/* --- the end of a page ---------------------------------------------------- */

static void
complain(struct jabber *x, enum archive_kind k, const char *why)
{
	char text[300];

	if (k == ARCHIVE_ROOM || !x->catch_up) {
		log_event("chat-archive", "what", kinds[k].what, "why", why,
		    NULL);
		return;
	}
	snprintf(text, sizeof(text), "%s: %.100s; what was written to us while "
	    "the connection was broken may be missing", kinds[k].what, why);
	jabber_tell(x, true, text);
}

/* What waited for it goes out. */
static void
finish(struct jabber *x, enum archive_kind k, const char *why)
{
	x->archive[k].query[0] = '\0';
	if (why != NULL)
		complain(x, k, why);
	if (k == ARCHIVE_OWN)
		x->catch_up = false;
	queue_seen(x, k == ARCHIVE_ROOM);
	queue_flush(x);
}

/* It has told what it will ever tell of that time. */
static void
finish_for_good(struct jabber *x, enum archive_kind k, const char *why)
{
	struct chat_event ev = { .kind = CHAT_MISSED, .body = why,
		.stream = x->stream_id, .since = x->missed_since };

	if (k == ARCHIVE_OWN && x->catch_up) {
		x->missed_since = 0;
		if (why != NULL)
			x->hooks.event(&ev);
	}
	finish(x, k, why);
}

static void
page_ends(struct jabber *x, enum archive_kind k, struct stanza *st)
{
	struct archive *a = &x->archive[k];
	struct stanza *fin = stanza_child(st, "fin", NS_MAM), *set, *last;
	const char *complete = fin != NULL ? stanza_attr(fin, "complete") :
	    NULL;
	char *after;

	set = fin != NULL ? stanza_child(fin, "set", NS_RSM) : NULL;
	last = set != NULL ? stanza_child(set, "last", NS_RSM) : NULL;
	if (complete != NULL && (strcmp(complete, "true") == 0 ||
		strcmp(complete, "1") == 0)) {
		finish_for_good(x, k, NULL);
	} else if (a->taken >= ARCHIVE_MOST) {
		finish_for_good(x, k, "it holds more messages of that time "
		    "than are read");
	} else if (last == NULL || a->page == 0) {
		finish_for_good(x, k, "it ended in the middle");
	} else {
		after = stanza_text(last);
		ask_page(x, k, after);
		free(after);
	}
}

static void
answer(struct jabber *x, enum archive_kind k, bool ok, struct stanza *st)
{
	if (!is_out(x, k))
		return;
	if (ok)
		page_ends(x, k, st);
	else if (st != NULL)
		finish_for_good(x, k, iq_condition(st));
	else	/* perhaps the next stream's does */
		finish(x, k, "it does not answer");
}

void
archive_answer_own(struct jabber *x, bool ok, struct stanza *st)
{
	answer(x, ARCHIVE_OWN, ok, st);
}

void
archive_answer_room(struct jabber *x, bool ok, struct stanza *st)
{
	answer(x, ARCHIVE_ROOM, ok, st);
}

/* --- what it holds -------------------------------------------------------- */

static const char *
origin_id(struct stanza *m)
{
	struct stanza *o = stanza_child(m, "origin-id", NS_SID);
	const char *id = o != NULL ? stanza_attr(o, "id") : NULL;

	return id != NULL ? id : stanza_attr(m, "id");
}

/* To us, or by us; the room's are left out, as its nicks name nobody now. */
static void
take_own(struct jabber *x, struct stanza *m, const char *id)
{
	const char *from = stanza_attr(m, "from");
	const char *type = stanza_attr(m, "type");

	if (from == NULL || id == NULL || strlen(id) > CHAT_ID_MAX ||
	    (type != NULL && strcmp(type, "chat") != 0 &&
		strcmp(type, "normal") != 0))
		return;
	if (jid_same_bare(from, x->setup.jid))
		queue_arrived(x, stanza_attr(m, "to"), origin_id(m));
	else if (strlen(from) <= JID_MAX && !room_is(x, from) &&
	    memchr(from, '@', jid_bare_len(from)) != NULL)
		jabber_say_message(x, CHAT_DIRECT, m, from, NULL, id, true);
}

/* Only what we have said ourselves: nobody else's words are read here. */
static void
take_room(struct jabber *x, struct stanza *m)
{
	const char *from = stanza_attr(m, "from"), *nick, *jid;
	struct stanza *u = stanza_child(m, "x", NS_MUC_USER), *item;

	if (from == NULL || !room_is(x, from))
		return;
	item = u != NULL ? stanza_child(u, "item", NS_MUC_USER) : NULL;
	jid = item != NULL ? stanza_attr(item, "jid") : NULL;
	nick = jid_resource(from);
	if (jid != NULL ? jid_same_bare(jid, x->setup.jid) :
	    nick != NULL && strcmp(nick, x->room.nick) == 0)
		queue_arrived(x, NULL, origin_id(m));
}

/* The archive that may speak so; ARCHIVES: none of ours. */
static enum archive_kind
whose(const struct jabber *x, const char *from, const char *query)
{
	enum archive_kind k = ARCHIVES;

	if (from == NULL || (jid_same_bare(from, x->setup.jid) &&
		jid_resource(from) == NULL))
		k = ARCHIVE_OWN;
	else if (room_is(x, from) && jid_resource(from) == NULL)
		k = ARCHIVE_ROOM;
	return k != ARCHIVES && is_out(x, k) && query != NULL &&
	    strcmp(query, x->archive[k].query) == 0 ? k : ARCHIVES;
}

bool
archive_result(struct jabber *x, struct stanza *st)
{
	struct stanza *r = stanza_child(st, "result", NS_MAM), *m;
	enum archive_kind k;

	if (r == NULL)
		return false;
	k = whose(x, stanza_attr(st, "from"), stanza_attr(r, "queryid"));
	if (k == ARCHIVES || x->archive[k].taken >= ARCHIVE_MOST)
		return true;
	x->archive[k].taken++;
	x->archive[k].page++;
	m = stanza_child(r, "forwarded", NS_FORWARD);
	m = m != NULL ? stanza_child(m, "message", NS_CLIENT) : NULL;
	if (m != NULL && k == ARCHIVE_OWN)
		take_own(x, m, stanza_attr(r, "id"));
	else if (m != NULL)
		take_room(x, m);
	return true;
}
