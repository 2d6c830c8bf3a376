/* SPDX-License-Identifier: ISC */
/*
 * How a mail becomes a reading, but for its bulletins (those readers belong to
 * handlers/).  Pure functions over a mail that was taken apart.
 */
#ifndef TEXT_READING_PARTS_H
#define TEXT_READING_PARTS_H

#include <stdbool.h>
#include <stdint.h>

#include "text/mime.h"
#include "text/reading.h"

/* Bytes of one command line, as of a command in chat; a longer one is cut one
 * byte behind, so that whoever runs it refuses it and says so. */
#define COMMAND_LINE_MAX 4000

/*
 * Fills subject, text, attachments, class, commands, bounces and away_until.
 * The class is any but CLASS_BULLETIN.  person: From is a registered person.
 */
void	reading_of_mail(struct arena *a, const struct mime_mail *m, bool person,
	    struct reading *r);

#define REPLY_BYTES_MAX	(64 << 10)	/* of a calendar part, or unread */
#define REPLY_LINES_MAX	2000
#define REPLY_COMMENT_MAX 400		/* bytes of a comment, kept */

/*
 * A calendar's reply to an invitation: fills r->replies.  Of each VEVENT only
 * UID, SEQUENCE, ATTENDEE and COMMENT are looked at; no time and no rule of
 * recurrence is ever worked out.
 */
bool	reading_is_calendar_reply(struct arena *a, const struct mime_mail *m,
	    struct reading *r);

#define LIST_BYTES_MAX		(1 << 20)	/* of an attached table */
#define LISTED_NAME_MAX		253	/* bytes of a server's name, kept */
#define LISTED_REASON_MAX	400	/* ... of a reason */

/*
 * Lists of servers that are attached as text/csv, or as a file whose name ends
 * in .csv: fills r->lists.  The columns are told by their headings (server,
 * until, reason; others are left alone); a table of one column needs none.
 */
void	reading_lists(struct arena *a, const struct mime_mail *m,
	    struct reading *r);

#define BOUNCE_REASON_MAX	200	/* bytes of a server's words, kept */
#define BOUNCE_RETURNED_MAX	(64 << 10)	/* bytes of a returned mail in
						 * which its Message-ID may be */

/*
 * A bounce (RFC 3464, or one of the common forms before and beside it), or
 * another word about a delivery.  Fills r->bounces and r->returned; r->subject
 * is filled already.  person: From is a registered person, who writes about
 * bounces and sends none.
 */
bool	reading_is_bounce(struct arena *a, const struct mime_mail *m,
	    bool person, struct reading *r);
/* What a bounce tells: the addresses, from its status part (NULL: none) or else
 * from its text, and the mail that it brings back. */
void	reading_take_bounce(struct arena *a, const struct mime_mail *m,
	    const struct mime_part *status, struct reading *r);
/* Its own words, not what it brings back, name an address. */
bool	reading_names_address(struct arena *a, const struct mime_mail *m);
/* The mail that came back, or its header. */
const struct mime_part *reading_returned_part(const struct mime_mail *m);
/* A mailing service's event: its type, p NULL where the text is none.  One
 * that tells of a delivery fills the same. */
struct span reading_event(const struct mime_mail *m);
bool	reading_take_event(struct arena *a, const struct mime_mail *m,
	    struct reading *r);
/* Nothing for an address that is NULL, or one too many. */
void	reading_add_bounce(struct arena *a, struct reading *r,
	    const char *address, enum bounce_kind kind, const char *reason);
/* The address around an @ in s; NULL: it is none. */
const char *reading_address_at(struct arena *a, struct span s,
	    const char *at);
/* The rest of s behind what that @ stands in. */
struct span reading_behind_address(struct span s, const char *at);
/* One line of at most BOUNCE_REASON_MAX bytes; NULL: nothing in it. */
const char *reading_reason(struct arena *a, struct span s);
/* The first "<...>" of a value that may be NULL, with its brackets. */
const char *reading_id_in(struct arena *a, const char *value);
/* A complaint about our mail (RFC 5965 and older forms), or statistics of it:
 * DMARC (RFC 7489, 7.2), TLS (RFC 8460). */
bool	reading_is_report(struct arena *a, const struct mime_mail *m,
	    const char *subject);
/* An answer that a machine wrote (RFC 3834 and what is in use beside it). */
bool	reading_is_auto_reply(struct arena *a, const struct mime_mail *m,
	    const char *subject);
/* One that asks its reader to show that he is no machine, in whatever form.
 * person: From is a registered person, so that only a machine's marks tell. */
bool	reading_is_challenge(struct arena *a, const struct mime_mail *m,
	    bool person, const char *subject);
/* The first part of that type; an end of '*' fits any.  NULL: none. */
const struct mime_part *reading_part(const struct mime_mail *m,
	    const char *type);
/* A subject, or NULL, that begins with a mark of an answer ("Re:"). */
bool	reading_is_marked(const char *subject);
/* It answers another mail: its subject or its header says so. */
bool	reading_is_reply(struct arena *a, const struct mime_mail *m);
/* The day an out-of-office says its writer is away until or back on, as noon
 * UTC (the reader does not know the site's zone, and that is the same day
 * nearly everywhere); 0 not stated.  sent: Date:, for the year. */
int64_t	reading_away_until(const char *subject, const char *text,
	    int64_t sent);
/*
 * The command lines of a mail's text: above the first quotation, its
 * introduction, or a signature; comments, blank lines and greetings out; up to
 * a stop word ("quit", "stop", "thank you", "--").
 */
void	reading_commands(struct arena *a, const char *text, struct list *out);
/*
 * The text without OpenPGP armour: where it holds clear-signed texts (RFC
 * 9580, 7), only what stands inside them, dash-escapes undone; else the text.
 */
char	*reading_without_armour(struct arena *a, const char *text);
/*
 * The text as its author wrote it: without the warning that a gateway put
 * before it, a list's footer, and blanks at the ends of lines.  Its lines keep
 * their numbers.
 */
char	*reading_plain(struct arena *a, const char *text, bool from_html);

#endif
