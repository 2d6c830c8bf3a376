/* SPDX-License-Identifier: ISC */
/*
 * One XMPP stream over TLS: libstrophe, tamed.  Encryption is always
 * demanded and the certificate's chain and name always verified; log-in has a
 * deadline that also ends a stalled TLS handshake.  There is one stream per
 * process, since the alarm that holds the deadline is the process's.
 *
 * Stream management (XEP-0198) is off.  As the library does it, each stanza
 * costs a request and an acknowledgement both ways, at the measured server
 * more than the command itself (0.97 ms instead of 2.3 for a direct one); and
 * what it gives is had otherwise: what goes out is confirmed by its
 * reflection or by a ping behind it, what came in while the stream was dead is
 * read from the server's archive, and the room is told what was not heard
 * (xmpp.h).
 *
 * The file knows nothing of messages or rooms; see xmpp.h.
 */
#ifndef EDGE_XMPP_STREAM_H
#define EDGE_XMPP_STREAM_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "proc/wire.h"

/* The resource we ask for: fixed, so that a new stream takes the place of an
 * old one that the server still holds. */
#define STREAM_RESOURCE	"patchbot"
#define STREAM_DEADLINE	20000	/* ms from connect to logged in */

enum stream_end {
	STREAM_GONE,	/* no connection, or it broke: try again */
	STREAM_REFUSED,	/* certificate, password, no TLS: a person must look */
	STREAM_CLOSED,	/* we closed it */
};

struct stream;
struct stanza;			/* one received stanza or an element in it */

struct stream_hooks {
	void	(*up)(void *arg);	/* logged in */
	/* It is over; called from stream_run or stream_open only. */
	void	(*down)(void *arg, enum stream_end end, const char *text);
	void	(*stanza)(void *arg, struct stanza *st);
	void	*arg;
};

struct stream *stream_new(const struct stream_hooks *hooks);
void	stream_free(struct stream *s);
/*
 * Starts to connect; deadline in ms.  Strings of setup must outlive the
 * stream.  ca, where set, is the only authority (not beside the system's).
 */
void	stream_open(struct stream *s, const struct chat_setup *setup,
	    int deadline);
/* Says goodbye and ends the stream within a second. */
void	stream_close(struct stream *s);
/* Ends a stream that has shown itself dead; down() follows in stream_run. */
void	stream_kill(struct stream *s, const char *why);

/* Reads and writes what can be without waiting. */
void	stream_run(struct stream *s);
bool	stream_is_open(const struct stream *s);
/* -1 while there is none; and the events to poll for. */
int	stream_fd(const struct stream *s);
short	stream_events(const struct stream *s);
/* When stream_run wants to be called at the latest (clock_mono_ms). */
int64_t	stream_wake(const struct stream *s);
const char *stream_jid(const struct stream *s);	/* full JID once up */

/*
 * Queues exactly one stanza.  The number it returns counts the stanzas of
 * this stream, from 1.  0: no stream, nothing queued.
 */
uint64_t stream_put(struct stream *s, const char *xml, size_t n);

/* --- reading a stanza; strings are good as long as the stanza ---------- */
const char *stanza_name(struct stanza *st);
const char *stanza_ns(struct stanza *st);
const char *stanza_attr(struct stanza *st, const char *name);
/* The first child element of that name and namespace (either may be NULL). */
struct stanza *stanza_child(struct stanza *st, const char *name,
	    const char *ns);
struct stanza *stanza_first(struct stanza *st);
struct stanza *stanza_next(struct stanza *st);
char	*stanza_text(struct stanza *st);	/* the caller frees it */

#endif
