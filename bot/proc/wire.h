/* SPDX-License-Identifier: ISC */
/*
 * What the frames of each role carry: one struct per body, with its pack and
 * unpack.  Layouts are private to wire.c; both ends use these functions.
 * Strings of an unpacked struct lie in the arena.  unpack returns false where
 * the bytes do not fit.
 *
 * role      frame    body                      descriptor
 * -------   ------   -----------------------   -------------------------
 * mailbox   SETUP    mailbox_setup
 *           EVENT    mail_arrived              the mail, sealed
 *           JOB      mail_file                 -         (RESULT job_done)
 * postman   SETUP    postman_setup
 *           JOB      post_job (SEND, GO)       the message, sealed (SEND);
 *                                              post_page (GO)
 *           ASK      post_dot                  -         (REPLY post_word)
 *           RESULT   post_result  (id of the SEND job)
 * chat      SETUP    chat_setup
 *           EVENT    chat_event
 *           JOB      chat_send                 -         (RESULT job_done)
 * names     SETUP    names_setup               zone file, sealed, or none
 *           JOB      a string: the name        -      (RESULT names_answer)
 * prover    SETUP    text/authres_trust.h
 *           JOB      int64: judge as of        the mail, sealed
 *           ASK      a string: the name        -       (REPLY names_answer)
 *           RESULT   text/evidence.h (as body; over FRAME_MAX as memfd)
 * verifier  SETUP    the number of files       text/keyring.h, sealed
 * reader and verifier
 *           JOB      read_job                  the mail, sealed
 *           RESULT   one byte ok + why         text/reading.h, memfd
 * all       STATE    role_state
 */
#ifndef PROC_WIRE_H
#define PROC_WIRE_H

#include <stdbool.h>
#include <stdint.h>

#include "base/list.h"
#include "base/pack.h"

struct arena;

#define WIRE_LIST_MAX	10000	/* things in one list; more do not unpack */

enum wire_tls { TLS_NONE /* loopback only */, TLS_STARTTLS, TLS_IMPLICIT };

/* --- every role ------------------------------------------------------- */
struct role_state {
	const char	*what;		/* account or server it speaks of */
	bool		 up;
	const char	*text;		/* one line for a person */
};
/* outcome of a simple job */
struct job_done {
	bool		 ok;
	const char	*why;		/* where not ok */
};

/* --- mailbox ---------------------------------------------------------- */
struct mail_account {
	const char	*name;
	bool		 maildir;	/* path, else IMAP */
	const char	*path;		/* of a Maildir */
	const char	*host;
	uint32_t	 port;
	uint32_t	 tls;		/* enum wire_tls */
	const char	*ca;		/* PEM text of a private CA, or NULL */
	const char	*user;
	const char	*secret;	/* password; for PLAIN */
	const char	*token_file;	/* XOAUTH2: read anew at each log-in */
	struct list	 mailboxes;	/* struct mail_cursor *, one or more */
	const char	*posted, *quarantined, *commands;	/* folders, or
					 * NULL: the mail stays where it is */
	uint32_t	 poll;		/* seconds between polls without IDLE */
};
struct mail_cursor {
	const char	*mailbox;	/* "INBOX" */
	int64_t		 uidvalidity;	/* what core has seen last; 0 nothing */
	int64_t		 uid;		/* highest UID core has committed */
};
struct mailbox_setup {
	struct list	 accounts;	/* struct mail_account * */
	uint32_t	 max_size;	/* bytes; a larger mail: headers only */
};
/* One mail.  The descriptor holds it whole, or its header where cut is set.
 * The role keeps it unseen and unmoved until core's mail_file. */
struct mail_arrived {
	const char	*account, *mailbox;
	int64_t		 uidvalidity;	/* 0 for a Maildir */
	const char	*key;		/* UID in decimal, or the Maildir name
					 * up to ":2," */
	int64_t		 received;	/* INTERNALDATE, or mtime */
	int64_t		 size;		/* of the whole mail */
	bool		 cut;
};
enum mail_folder { FOLDER_STAY /* committed: mark as seen */, FOLDER_POSTED,
	FOLDER_QUARANTINED, FOLDER_COMMANDS };
struct mail_file {
	const char	*account, *mailbox;
	int64_t		 uidvalidity;
	const char	*key;
	uint32_t	 folder;	/* enum mail_folder */
};

/* --- postman ---------------------------------------------------------- */
struct postman_setup {
	const char	*maildir;	/* into this Maildir, else by SMTP */
	const char	*host;
	uint32_t	 port;
	uint32_t	 tls;		/* TLS_STARTTLS or TLS_NONE */
	const char	*ca;		/* PEM text, or NULL: the system's */
	const char	*user, *secret;	/* NULL: no AUTH */
	const char	*helo;
};
enum post_kind { POST_SEND, POST_GO };
struct post_job {
	uint32_t	 kind;		/* GO: run one session for all SENDs */
	int64_t		 row;		/* outbox id */
	const char	*name;		/* unique, stable: a Maildir file's */
	const char	*sender;	/* envelope; "" is the null sender */
	struct list	 recipients;	/* char * */
};
/* Asked before the last piece of a message goes out, unless core has given its
 * word before. */
struct post_dot {
	int64_t		 row;
};
/*
 * Core's word, as the answer or, with id 0, unasked.  go: this one may end (or
 * must be left).  upto: so may all later ones of the session (GO) whose row is
 * not above this; the messages of a session come in the order of their rows.
 */
struct post_word {
	bool		 go;
	int64_t		 upto;
};
/*
 * A page that core and the postman share: how far the postman has made use of
 * that.  Written before the last piece of the row goes out, so that after a
 * death of the postman only what was really at its end is in doubt.
 */
struct post_page {
	int64_t		 row;
};
enum post_outcome {
	POST_SENT,	/* accepted for this recipient */
	POST_LATER,	/* 4xx, or no session: try again */
	POST_REFUSED,	/* 5xx */
	POST_UNKNOWN,	/* the final dot went out, no answer came back */
};
struct post_rcpt {
	const char	*address;
	uint32_t	 outcome;
	uint32_t	 code;		/* SMTP reply code, 0 none */
	const char	*text;
};
struct post_result {
	int64_t		 row;
	struct list	 recipients;	/* struct post_rcpt * */
};

/* --- chat ------------------------------------------------------------- */
struct chat_setup {
	const char	*jid;		/* user@domain, bare */
	const char	*secret;
	const char	*host;		/* NULL: SRV / domain */
	uint32_t	 port;		/* 0: default */
	uint32_t	 tls;		/* STARTTLS or IMPLICIT (direct TLS) */
	const char	*ca;		/* path of a PEM file, or NULL */
	const char	*room;		/* bare JID of the room, or NULL */
	const char	*nick;
	int64_t		 missed_since;	/* the process before ended, and had
					 * heard nothing since then (seconds);
					 * 0: there was none */
};
enum chat_kind {
	CHAT_DIRECT,		/* a message of type chat or normal */
	CHAT_ROOM,		/* a groupchat message */
	CHAT_JOINED,		/* we are in the room; hidden tells its kind */
	CHAT_LEFT,		/* we are out: text says why */
	CHAT_PRESENT,		/* somebody is in the room (nick, jid) */
	CHAT_GONE,		/* somebody left it */
	CHAT_MISSED,		/* what was written to us directly since then
				 * is not all known, and will not be */
};
struct chat_event {
	uint32_t	 kind;
	const char	*jid;		/* real full JID; NULL where hidden */
	const char	*nick;		/* in the room, or NULL; JOINED: ours */
	const char	*body;		/* NULL: longer than CHAT_BODY_MAX
					 * (edge/xmpp.h); LEFT, MISSED: why */
	const char	*stanza_id;	/* XEP-0359, by our server or the room's
					 * service only; NULL */
	const char	*id;		/* the stanza's id, or NULL */
	const char	*stream;	/* id of our stream, changes at each
					 * connect */
	bool		 delayed;	/* XEP-0203: not sent just now */
	bool		 hidden;	/* the room hides real JIDs */
	int64_t		 since;		/* JOINED: we were in it before, and
					 * nothing of it was heard since then
					 * (seconds); 0: we were not.  MISSED */
};
struct chat_send {
	int64_t		 row;
	const char	*to;		/* bare or full JID; NULL: the room */
	const char	*body;
	const char	*origin_id;	/* stable, from the row */
	int64_t		 since;		/* a process that ended may have sent
					 * it, from then on (seconds); 0: no */
};

/* --- names ------------------------------------------------------------ */
struct names_setup {
	struct list	 forwarders;	/* char *: "127.0.0.1@15353"; none: the
					 * system's resolv.conf */
	const char	*trust_anchor;	/* path, or NULL: no DNSSEC */
	bool		 zone;		/* answer from the file beside only */
};
enum names_status { NAMES_FOUND, NAMES_NONE /* NXDOMAIN or no TXT */,
	NAMES_FAILED /* SERVFAIL, bogus, time-out: later */ };
struct names_answer {
	uint32_t	 status;
	bool		 nxdomain;	/* the name itself does not exist */
	bool		 secure;	/* DNSSEC validated */
	uint32_t	 ttl;
	struct list	 texts;		/* char *: one per TXT record, its
					 * strings joined */
	const char	*why;		/* where it failed */
};

/* --- reader ----------------------------------------------------------- */
struct read_job {
	const char	*reader;	/* id of the vendor's reader, or NULL */
	bool		 person;	/* From is a registered person: commands
					 * are looked for */
	/* for the verifier */
	bool		 proven;	/* header and text are proven already */
	int64_t		 when;		/* the time of the mail; 0 not known */
	const char	*from;		/* the one From address, or NULL */
	struct list	 owners;	/* char *: whose keys count; none: no
					 * signature is looked at */
};

#define WIRE_CODEC(type)						\
	void	 type##_pack(struct buf *b, const struct type *v);	\
	bool	 type##_unpack(struct unpack *u, struct arena *a,	\
		    struct type *v)

WIRE_CODEC(role_state);
WIRE_CODEC(job_done);
WIRE_CODEC(mailbox_setup);
WIRE_CODEC(mail_arrived);
WIRE_CODEC(mail_file);
WIRE_CODEC(postman_setup);
WIRE_CODEC(post_job);
WIRE_CODEC(post_dot);
WIRE_CODEC(post_word);
WIRE_CODEC(post_result);
WIRE_CODEC(chat_setup);
WIRE_CODEC(chat_event);
WIRE_CODEC(chat_send);
WIRE_CODEC(names_setup);
WIRE_CODEC(names_answer);
WIRE_CODEC(read_job);

#endif
