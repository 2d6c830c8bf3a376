/* SPDX-License-Identifier: ISC */
/*
 * Writes the mails that we send (RFC 5322, MIME): the same parts always give
 * the same bytes, because they are frozen in the outbox and a repeat after a
 * crash must be recognisable as one.
 *
 * Every mail is marked as a machine's (Auto-Submitted, RFC 3834) and with our
 * loop header; there is no Precedence and no List- header, as mailing lists
 * drop the one and add the others.  No header can be injected: a value with
 * a CR, LF or another control character, or that is no UTF-8, is refused.
 */
#ifndef TEXT_COMPOSE_H
#define TEXT_COMPOSE_H

#include <stdbool.h>
#include <stdint.h>

#include "base/err.h"
#include "base/list.h"

struct buf;

#define COMPOSE_LOOP		"X-Patchbot-Loop"
#define COMPOSE_ADDRESS_MAX	254	/* bytes of an address (RFC 5321) */
#define COMPOSE_VALUE_MAX	900	/* bytes of a subject, name, id */
#define COMPOSE_RECIPIENTS_MAX	1000	/* in To, and in Cc */
#define COMPOSE_REFERENCES_MAX	20	/* the first one and the last ones */
#define COMPOSE_BODY_MAX	(2 << 20)	/* bytes of each part */
#define COMPOSE_METHOD_MAX	20		/* letters of a method */
#define COMPOSE_NAME_MAX	100		/* bytes of a file's name */

struct compose_mailbox {
	const char	*name;		/* UTF-8, or NULL */
	const char	*address;	/* ASCII, a dot-atom before the @ */
};

struct compose {
	struct compose_mailbox from;
	const char	*reply_to;	/* an address, or NULL */
	struct list	 to, cc;	/* struct compose_mailbox *; nobody in
					 * To: "undisclosed-recipients:;" */
	const char	*subject;	/* UTF-8 */
	int64_t		 date;		/* written in the site's zone */
	const char	*message_id;	/* "<left@right>" */
	const char	*in_reply_to;	/* ids or NULL; what is no id is left */
	const char	*references;	/* out, as both come from others */
	const char	*loop;		/* names this installation: a token */
	bool		 reply;		/* auto-replied, else auto-generated */
	const char	*text;		/* UTF-8; lines end in LF */
	const char	*html;		/* or NULL */
	/* An invitation (RFC 6047): the calendar object, its lines ending in
	 * LF as the text's do, and its method, "REQUEST"; or NULL. */
	const char	*calendar, *method;
	struct list	 files;		/* struct compose_file *: beside it */
};

/* A text that is attached: CSV, say.  It goes as UTF-8, its lines end in CR
 * LF. */
#define COMPOSE_FILES_MAX	10
struct compose_file {
	const char	*name;		/* letters, digits, '.', '_' and '-' */
	const char	*type;		/* "text/csv" */
	const char	*text;
};

/* Appends the mail, lines ending in CR LF; on -1 out is as before. */
int	compose(const struct compose *c, struct buf *out, struct err *e);
/* Is this an address that compose() takes? */
bool	compose_is_address(const char *s);

#endif
