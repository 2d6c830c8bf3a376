/* SPDX-License-Identifier: ISC */
/*
 * What the reader found in a mail's body: its class, the text, attachments,
 * and whatever the readers of handlers/ make of it (an opaque "claims" blob
 * to the machine).  It comes from a process that hostile bytes may have
 * captured: it says only what this mail claims.
 */
#ifndef TEXT_READING_H
#define TEXT_READING_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/list.h"
#include "base/pack.h"

struct arena;

enum mail_class {
	CLASS_OTHER, CLASS_BULLETIN, CLASS_COMMAND, CLASS_ANSWER,
	/* from here on: what only machines write, never a bulletin */
	CLASS_AUTO_REPLY, CLASS_BOUNCE,
	CLASS_REPORT			/* abuse, DMARC, TLS: RFC 5965, ... */
};
const char *mail_class_name(enum mail_class c);

struct attachment {
	const char	*name;		/* cleaned file name, or NULL */
	const char	*type;		/* media type, lower case */
	uint32_t	 size;		/* bytes, decoded */
	const char	*refused;	/* why it is never passed on, or NULL */
};

enum bounce_kind {
	BOUNCE_FAILED,			/* for good */
	BOUNCE_DELAYED,			/* it is still being tried */
	BOUNCE_DELIVERED		/* it arrived: a receipt of a server */
};

/* What a bounce says of one address. */
struct bounce {
	const char	*address;
	enum bounce_kind kind;
	const char	*reason;	/* the server's words, or NULL */
};

/* What a calendar replies to an invitation (RFC 5546, 3.2.3). */
enum reply_says {
	REPLY_YES, REPLY_NO, REPLY_MAYBE
};
struct calendar_reply {
	const char	*uid;		/* of the event */
	const char	*attendee;	/* address, its domain lower case */
	enum reply_says	 says;
	int64_t		 sequence;	/* of the invitation it answers */
	const char	*comment;	/* one line, or NULL */
};

/* A list of servers that is attached as a table (CSV). */
struct listed_server {
	uint32_t	 line;		/* of the table, from 1 */
	const char	*server;	/* one line, not checked; never NULL,
					 * as are the next two */
	const char	*until, *reason;	/* to be left out; or "" */
};
struct server_list {
	const char	*name;		/* cleaned file name, or NULL */
	const char	*wrong;		/* why it was not read to its end, with
					 * the place, or, behind the first
					 * READING_LISTS_MAX, why it was not
					 * read; or NULL */
	struct list	 servers;	/* struct listed_server * */
};

#define READING_LISTS_MAX	3	/* of one mail that are read */
#define READING_LISTS_TOLD	10	/* with those that are left out */
#define READING_LISTED_MAX	5000	/* servers of all of them */
#define READING_REPLIES_MAX	5	/* of one mail */
#define READING_BOUNCES_MAX	50	/* addresses of one bounce */
#define READING_TEXT_MAX	(1 << 20)	/* bytes of text, kept */
#define READING_ATTACHMENTS_MAX	100
#define READING_PROOFS_MAX	16	/* what came of signatures */
#define READING_COMMANDS_MAX	100	/* lines of one command mail */

struct reading {
	enum mail_class	 mail_class;
	const char	*subject;	/* decoded, one line */
	const char	*text;		/* the body as UTF-8, LF lines; from
					 * HTML where there is no text part */
	struct list	 commands;	/* char *: command lines above the first
					 * quotation, signature; no comments */
	struct list	 attachments;	/* struct attachment * */
	struct list	 bounces;	/* struct bounce *: of whom it speaks */
	const char	*returned;	/* Message-ID of the mail that came
					 * back, "<...>", or NULL */
	struct list	 replies;	/* struct calendar_reply * */
	struct list	 lists;		/* struct server_list *: of a registered
					 * person's mail */
	int64_t		 away_until;	/* out-of-office's date, 0 not stated */
	struct span	 claims;	/* packed, handlers/bulletin/facts.h */
	/* of the verifier; a plain reader's are not believed */
	struct list	 proofs;	/* struct proof *: what came of the
					 * signatures */
	bool		 signed_only;	/* all of this is of what was signed;
					 * Subject proves nothing */
	int64_t		 signed_at;
	const char	*signed_id;	/* the same words, signed at the same
					 * second, have the same one; or NULL */
	const char	*failed;	/* why the mail could not be read, or
					 * NULL; then the rest is empty */
};

void	reading_pack(struct buf *b, const struct reading *r);
/* NULL where the bytes are no reading; all of it lies in the arena, its lists
 * too. */
struct reading *reading_unpack(struct arena *a, struct unpack *u);

#endif
