/* SPDX-License-Identifier: ISC */
/*
 * The header of a mail (RFC 5322): bytes in, fields and facts out.  Bounded,
 * no library, no I/O; it looks at the body only to know where it starts.
 *
 * Line ends may be CRLF or LF.  A mail that breaks a limit, or whose header
 * can be read in two ways, is malformed: the facts are then still filled as
 * far as they could be read, for a person, never for a decision.
 */
#ifndef TEXT_MAIL_H
#define TEXT_MAIL_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/str.h"

struct arena;

#define MAIL_HEADER_MAX	(512 << 10)	/* bytes of the whole header */
#define MAIL_FIELDS_MAX	1000		/* fields */
#define MAIL_LINE_MAX	16384		/* bytes of a line; RFC 5322 says 998,
					 * real gateways write longer ones */
#define MAIL_NAME_MAX	77		/* bytes of a field's name */
#define MAIL_FACT_MAX	8192		/* bytes kept of a To, ... */

/* The fields this program knows; all others are FIELD_OTHER. */
enum mail_name {
	FIELD_OTHER, FIELD_FROM, FIELD_SENDER, FIELD_REPLY_TO, FIELD_TO,
	FIELD_CC, FIELD_SUBJECT, FIELD_DATE, FIELD_MESSAGE_ID,
	FIELD_IN_REPLY_TO, FIELD_REFERENCES, FIELD_RECEIVED,
	FIELD_RETURN_PATH, FIELD_PRECEDENCE, FIELD_AUTO_SUBMITTED,
	FIELD_LIST_ID, FIELD_LIST_POST, FIELD_LIST_UNSUBSCRIBE,
	FIELD_MAILING_LIST, FIELD_BEEN_THERE, FIELD_RESENT_FROM,
	FIELD_FORWARDED_TO, FIELD_ORIGINAL_FROM, FIELD_ARC_SEAL,
	FIELD_ARC_SIGNATURE, FIELD_ARC_RESULTS, FIELD_AUTHRES,
	FIELD_CONTENT_TYPE, FIELD_CONTENT_ENCODING, FIELD_MIME_VERSION,
	FIELD_DKIM,
	FIELD_DOMAINKEY, FIELD_LOOP, FIELD_NAMES
};

/* The field by which we know our own mail. */
#define MAIL_LOOP_FIELD	"X-Patchbot-Loop"

struct mail_field {
	enum mail_name	 id;
	struct span	 name;		/* as written */
	struct span	 value;		/* behind the colon, folded */
	struct span	 raw;		/* name to value; no last line end */
};

struct mail {
	struct mail_field *fields;	/* in their order */
	size_t		 n;
	unsigned	 count[FIELD_NAMES];
	const struct mail_field *top[FIELD_NAMES];	/* topmost, or NULL */
	struct span	 body;
	bool		 lf;		/* the first line ends with a bare LF */
	const char	*malformed;	/* a sentence, or NULL */

	/* facts; NULL or 0 where absent or unreadable */
	const char	*from;		/* address, domain in lower case */
	const char	*from_domain;
	const char	*from_name;	/* UTF-8 */
	const char	*trick;
	const char	*subject;	/* UTF-8, one line */
	const char	*message_id;	/* "<...>" */
	const char	*in_reply_to;	/* the first id in it, "<...>" */
	const char	*references;	/* raw, unfolded; so are these two: */
	const char	*reply_to;
	const char	*to;
	const char	*list_id;	/* what stands in <>, lower case */
	const char	*return_path;	/* without <>; "" is the null sender */
	int64_t		 date;
	int64_t		 received;	/* of the topmost Received */
	uint32_t	 signs;		/* enum mail_sign of evidence.h */
};

/* Spans and strings lie in the arena or in the bytes themselves. */
void	mail_scan(struct arena *a, struct span bytes, struct mail *m);
/* Which field a name is, ASCII case ignored. */
enum mail_name mail_name_of(struct span name);
/* The value on one line: line ends out, blanks around it out. */
char	*mail_unfold(struct arena *a, struct span value);

#endif
