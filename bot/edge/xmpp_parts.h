/* SPDX-License-Identifier: ISC */
/*
 * What the files xmpp*.c share and nobody else sees: the account (xmpp.c),
 * requests and answers (xmpp_iq.c), the room (xmpp_room.c), the messages on
 * their way out (xmpp_queue.c), and what was missed (xmpp_archive.c).
 */
#ifndef EDGE_XMPP_PARTS_H
#define EDGE_XMPP_PARTS_H

#include "base/buf.h"
#include "base/list.h"
#include "edge/jid.h"
#include "edge/xmpp.h"
#include "edge/xmpp_stream.h"

#define NS_CLIENT	"jabber:client"
#define NS_DISCO_INFO	"http://jabber.org/protocol/disco#info"
#define NS_DISCO_ITEMS	"http://jabber.org/protocol/disco#items"
#define NS_PING		"urn:xmpp:ping"
#define NS_SID		"urn:xmpp:sid:0"
#define NS_DELAY	"urn:xmpp:delay"
#define NS_MAM		"urn:xmpp:mam:2"
#define NS_ERRORS	"urn:ietf:params:xml:ns:xmpp-stanzas"
#define NS_MUC		"http://jabber.org/protocol/muc"
#define NS_MUC_USER	"http://jabber.org/protocol/muc#user"
#define NS_MUC_OWNER	"http://jabber.org/protocol/muc#owner"

struct arena;

/* Our own requests; of each kind at most one is out. */
enum ask {
	ASK_ACCOUNT,		/* disco#info of our account */
	ASK_SERVER,		/* a ping behind messages, or for life */
	ASK_ROOM,		/* disco#info of the room */
	ASK_CONFIG,		/* opening a room that we created */
	ASK_SELF,		/* XEP-0410 */
	ASK_ARCHIVE,		/* a page of our account's archive */
	ASK_ROOM_ARCHIVE,	/* and of the room's */
	ASK_KINDS
};
struct request {
	char	 id[48];	/* "" none out */
	char	*to;
	int64_t	 by;		/* clock_mono_ms */
};

#define ROOM_WAIT	15000	/* ms for any answer of the room */

enum room_state { ROOM_OUT, ROOM_ASKING, ROOM_JOINING, ROOM_IN };

struct occupant {
	char	*nick;
	char	*jid;		/* NULL: not shown */
};

struct room {
	char		*nick;		/* the one we have or try */
	enum room_state	 state;
	bool		 shows;		/* real JIDs, to everybody */
	bool		 stamps;	/* announces urn:xmpp:sid:0 */
	bool		 created;	/* by our joining */
	bool		 was_in;	/* CHAT_JOINED was said */
	unsigned	 conflicts, fails;
	int64_t		 retry_at, join_by, since, heard, pinged;
	int64_t		 heard_at;	/* the same as heard, in seconds */
	int64_t		 missed_since;	/* heard_at of the stay before; 0: we
					 * were not in, or it was told */
	struct list	 occupants;	/* struct occupant * */
	char		 said[300];	/* the last CHAT_LEFT */
};

struct item {
	uint32_t	 job;
	char		*to;		/* NULL: the room */
	char		*body, *origin;
	uint64_t	 seq;		/* 0: waits */
	int64_t		 sent;
	int64_t		 first;		/* when it was put first, seconds */
	unsigned	 tries;
	bool		 before;	/* perhaps by an earlier process */
	bool		 asked;		/* an archive is being asked for it */
	bool		 seen;		/* and has answered since */
};

enum archive_kind { ARCHIVE_OWN, ARCHIVE_ROOM, ARCHIVES };
struct archive {
	bool		 offered;
	char		 query[48];	/* "": none is out */
	int64_t		 since;		/* asked for; seconds */
	unsigned	 taken, page;	/* results: of all pages, of this one */
};

struct jabber {
	struct jabber_hooks	 hooks;
	struct arena		*arena;		/* of setup */
	struct chat_setup	 setup;
	char			*domain;
	struct stream		*stream;
	bool			 set, up;	/* logged in */
	bool			 ready;		/* and presence sent */
	bool			 stamps;	/* our account has sid:0 */
	int			 state;		/* last told: -1 none, 0, 1 */
	char			 told[400];
	char			 stream_id[64];
	unsigned		 streams, requests;
	char			 random[17];
	unsigned		 fails;
	int64_t			 retry_at, since;
	int64_t			 heard;		/* anything from the server */
	int64_t			 heard_at;	/* the same, in seconds */
	int64_t			 missed_since;	/* heard_at of a stream that
						 * broke; 0: nothing missed */
	bool			 catch_up;	/* and this stream will ask */
	struct archive		 archive[ARCHIVES];
	int			 ping_ms, deadline_ms;
	uint64_t		 barrier;	/* number of the ping behind */
	int64_t			 ping_at;	/* when it is due; 0 not */
	struct request		 asked[ASK_KINDS];
	struct room		 room;
	struct list		 queue;		/* struct item *, in order */
};

/* --- xmpp.c --- */
void	jabber_on_up(void *arg);
void	jabber_on_down(void *arg, enum stream_end end, const char *text);
void	jabber_on_stanza(void *arg, struct stanza *st);
void	jabber_tell(struct jabber *x, bool up, const char *text);
uint64_t jabber_put(struct jabber *x, struct buf *xml);	/* frees xml */
/* Milliseconds to wait after so many failures in a row: 1 s doubling up to a
 * minute, the half of it by lot (xmpp_setup.c). */
int	jabber_backoff(unsigned fails);
/* The stanza's stanza-id by that entity, or NULL. */
const char *jabber_stanza_id(struct stanza *st, const char *by, bool stamps);
/* Sends the message as an event; nick, jid may be NULL.  delayed: it is, even
 * where it does not say so itself. */
void	jabber_say_message(struct jabber *x, enum chat_kind kind,
	    struct stanza *st, const char *jid, const char *nick,
	    const char *stanza_id, bool delayed);

/* --- xmpp_iq.c --- */
/* Asks; answer functions are in a table there.  0 where it could not. */
uint64_t iq_ask(struct jabber *x, enum ask kind, const char *type,
	    const char *to, const char *payload, int wait_ms);
bool	iq_is_out(const struct jabber *x, enum ask kind);
void	iq_forget(struct jabber *x);		/* all of a stream's */
void	iq_drop(struct jabber *x, enum ask kind);
void	iq_take(struct jabber *x, struct stanza *st);
void	iq_tick(struct jabber *x, int64_t now);
int64_t	iq_wake(const struct jabber *x);
bool	iq_has_feature(struct stanza *st, const char *var);
/* The condition of a stanza of type error: "item-not-found"; never NULL. */
const char *iq_condition(struct stanza *st);

/* What the others make of an answer; st NULL: none came in time. */
void	jabber_answer_account(struct jabber *x, bool ok, struct stanza *st);
void	jabber_answer_server(struct jabber *x, bool ok, struct stanza *st);
void	room_answer_info(struct jabber *x, bool ok, struct stanza *st);
void	room_answer_config(struct jabber *x, bool ok, struct stanza *st);
void	room_answer_self(struct jabber *x, bool ok, struct stanza *st);
void	archive_answer_own(struct jabber *x, bool ok, struct stanza *st);
void	archive_answer_room(struct jabber *x, bool ok, struct stanza *st);

/* --- xmpp_room.c --- */
void	room_enter(struct jabber *x);	/* asks, then joins */
void	room_ask_info(struct jabber *x);
void	room_join(struct jabber *x);
void	room_joined(struct jabber *x);
/* We are out of it; tries again later. */
void	room_lost(struct jabber *x, const char *why);
/* It shows everybody's real JID to everybody, or no longer. */
void	room_set_shows(struct jabber *x, bool shows);
void	room_say(struct jabber *x, enum chat_kind kind, const char *nick,
	    const char *jid, const char *text);
/* A message of ours came back as error; true: it was about membership. */
bool	room_refused(struct jabber *x, const char *condition);
void	room_tick(struct jabber *x, int64_t now);
int64_t	room_wake(const struct jabber *x);
/* The room's address, or an occupant's. */
bool	room_is(const struct jabber *x, const char *jid);
void	room_free(struct jabber *x);

/* --- xmpp_muc.c --- */
void	room_presence(struct jabber *x, struct stanza *st);
void	room_message(struct jabber *x, struct stanza *st);
/* The real JID behind a nick, or NULL. */
const char *room_jid_of(const struct jabber *x, const char *nick);

/* --- xmpp_queue.c --- */
void	queue_add(struct jabber *x, uint32_t job, const struct chat_send *m);
void	queue_flush(struct jabber *x);		/* sends what may go */
void	queue_confirm(struct jabber *x, uint64_t upto);	/* direct ones */
void	queue_reflected(struct jabber *x, const char *id);
/* An error came back for the message id; true where it was one of ours. */
bool	queue_error(struct jabber *x, struct stanza *st);
/* What was on the way waits again, all or the room's; what was tried too often
 * is given up, unless we have ended the stream ourselves. */
void	queue_again(struct jabber *x, bool ourselves);
void	queue_again_room(struct jabber *x);
/*
 * Those for the room, or the direct ones, that wait again, and no archive was
 * asked for them since: when the earliest was put first (seconds; INT64_MAX:
 * there is none), and a note that now it is asked for all of those.
 */
int64_t	queue_unseen(const struct jabber *x, bool room);
void	queue_asked(struct jabber *x, bool room);
/* It has answered, for those it was asked for. */
void	queue_seen(struct jabber *x, bool room);
/* An archive has the message id to that address (NULL: the room). */
void	queue_arrived(struct jabber *x, const char *to, const char *id);
void	queue_tick(struct jabber *x, int64_t now);
int64_t	queue_wake(const struct jabber *x);
void	queue_refuse_all(struct jabber *x, const char *why);
bool	queue_on_the_way(const struct jabber *x);
void	queue_free(struct jabber *x);		/* no results are said */

/* --- xmpp_archive.c --- */
/* Whether messages wait for what the archive says; asks it where it must. */
bool	archive_first(struct jabber *x, enum archive_kind k);
/* The stream or the room is gone. */
void	archive_forget(struct jabber *x, enum archive_kind k);
/* Takes a message that is, or pretends to be, a result of an archive; false
 * where it is none. */
bool	archive_result(struct jabber *x, struct stanza *st);

#endif
