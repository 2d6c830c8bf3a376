/* SPDX-License-Identifier: ISC */
/*
 * The chat edge: one account, direct messages and one room (XEP-0045), with
 * every reconnect, rejoin and repeat that it takes.
 *
 * What comes in is an event once, in order, with what is needed to know it
 * again: the stanza-id (XEP-0359) where the asserting entity is our own
 * account or the room and says by service discovery that it stamps them;
 * else full JID, stream and id.  A stanza-id is never believed from anyone
 * else.  Real JIDs of occupants are believed from the room only, and given
 * out only while the room shows them to everybody.
 *
 * What goes out is confirmed when it is safe: a room message when the room
 * has reflected it, a direct one when our server has answered a ping that was
 * sent behind it (stanzas of one stream are handled in order, RFC 6120,
 * 10.1).  What is not confirmed is sent again on the next stream with the
 * same origin-id, unless the archive (XEP-0313) of our account, or of the
 * room, shows that it has arrived; what a process before this one may have
 * sent (chat_send.since) is treated alike.  So a message arrives once where
 * there is an archive, and at least once, the second time with the same
 * origin-id, where there is none.
 *
 * What was written to us while a stream was broken, or dead without our
 * knowing, comes as delayed: from our account's archive where the server has
 * one, else what the server has put aside by itself (XEP-0160).  What the room
 * said meanwhile is never read; CHAT_JOINED tells since when it is missing.
 *
 * Answered by itself: pings, disco#info, disco#items; everything else asked
 * gets service-unavailable (the software's version too: nobody's business).
 * Requests to see our presence are declined.  Carbons (XEP-0280) stay off.
 *
 * The names begin with jabber_, as xmpp_ is libstrophe's: an xmpp_free of
 * ours would take the place of the library's.
 */
#ifndef EDGE_XMPP_H
#define EDGE_XMPP_H

#include <stdbool.h>
#include <stdint.h>

#include "proc/wire.h"

/* A longer body is an event without body (an oversized command is refused as
 * a whole: half of it is not what its sender wrote). */
#define CHAT_BODY_MAX	16384	/* bytes of an incoming body */
#define CHAT_SEND_MAX	61440	/* bytes of an outgoing body; more: refused */
#define CHAT_ID_MAX	255	/* bytes; a longer id is taken for none */
#define CHAT_NICK_MAX	1023	/* bytes; whoever has a longer one is ignored */
#define CHAT_QUEUE_MAX	1000	/* messages not confirmed; more: refused */
#define CHAT_WINDOW	100	/* of them on the way at once */
#define CHAT_OCCUPANTS_MAX 5000	/* later comers have no JID for us */
#define CHAT_TRIES	3	/* sendings of a message: the server may be what
				 * ends each stream that carries it */
#define ARCHIVE_PAGE	50	/* results asked for at once */
#define ARCHIVE_MOST	1000	/* results of one catching up; what is more is
				 * left, and the state says so */
#define ARCHIVE_MARGIN	120	/* seconds by which the server's clock may
				 * differ from ours */

/*
 * Environment, for tests: milliseconds of the self-ping (default 60000; after
 * the half of it in silence the server, or the room, is asked whether it is
 * there) and of the log-in's deadline (default 20000).
 */
#define CHAT_PING_ENV		"PATCHBOT_CHAT_PING_MS"
#define CHAT_DEADLINE_ENV	"PATCHBOT_CHAT_DEADLINE_MS"

struct jabber;

struct jabber_hooks {
	void	(*event)(const struct chat_event *ev);
	/* what came of job; why NULL: it is safe */
	void	(*result)(uint32_t job, const char *why);
	void	(*state)(const char *what, bool up, const char *text);
};

struct jabber *jabber_new(const struct jabber_hooks *hooks);
void	jabber_free(struct jabber *x);	/* without goodbye */
/* Takes new settings (a copy) and connects anew where they differ; messages
 * that wait are kept. */
void	jabber_setup(struct jabber *x, const struct chat_setup *setup);
/* Queues a message; its result may come at once. */
void	jabber_send(struct jabber *x, uint32_t job, const struct chat_send *m);
/* Does what is due without waiting. */
void	jabber_run(struct jabber *x);
int	jabber_fd(const struct jabber *x);		/* -1: none now */
short	jabber_events(const struct jabber *x);
int	jabber_timeout(const struct jabber *x);	/* ms until jabber_run is due */
/* Waits up to ms for what is on the way to be confirmed, then says goodbye. */
void	jabber_stop(struct jabber *x, int ms);

#endif
