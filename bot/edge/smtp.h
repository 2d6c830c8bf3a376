/* SPDX-License-Identifier: ISC */
/*
 * Handing mails to a submission server (RFC 6409) through libesmtp: STARTTLS
 * with chain and host name verified, AUTH PLAIN or LOGIN, all due messages in
 * one session, one outcome per recipient.
 *
 * Before the end of a message's data goes out, the caller is asked.  Only on
 * its word does the server see the final dot; without it the connection is
 * cut, so the server throws away what it has of that message.  From the word
 * on a message without an answer is POST_UNKNOWN, never "try again".
 *
 * libesmtp speaks neither implicit TLS nor XOAUTH2: a local relay does that.
 */
#ifndef EDGE_SMTP_H
#define EDGE_SMTP_H

#include <stdbool.h>
#include <stdint.h>

#include "base/buf.h"
#include "base/err.h"
#include "base/list.h"
#include "proc/wire.h"

struct arena;

#define SMTP_SESSION_MESSAGES	200		/* of one session */
/* of one session, and thus of one message */
#define SMTP_SESSION_BYTES	(64 << 20)
/* of one message; servers need take but 100 (RFC 5321, 4.5.3.1.8), and say
 * 452 to the rest, which is POST_LATER for them */
#define SMTP_RECIPIENTS_MAX	1000
#define SMTP_ADDRESS_MAX	254		/* bytes (RFC 5321) */
#define SMTP_TEXT_MAX		400		/* kept of a server's answer */
/*
 * Seconds.  A session is silent towards core while it waits for the server,
 * at most SMTP_WAIT_END at a time: only then is it to be taken for hung.
 */
#define SMTP_WAIT_CONNECT	15		/* for each address */
#define SMTP_WAIT		60		/* for an answer */
#define SMTP_WAIT_END		300		/* for the one to the dot */

struct smtp_message {
	uint32_t	 id;		/* of the job */
	int64_t		 row;
	const char	*sender;	/* "" is the null sender */
	struct list	 recipients;	/* char * */
	struct buf	 bytes;		/* see smtp_lines() */
	/* what became of it, once done: one per recipient, in their order */
	bool		 done;
	struct post_rcpt *outcome;
	struct arena	*arena;		/* of outcome; the caller's */
	struct smtp_state *state;	/* smtp.c's own, during a session */
};

struct smtp_calls {
	/* May the dot of m go out? */
	bool	(*may_end)(void *arg, const struct smtp_message *m);
	/* m->outcome stands: called once per message, as soon as it does. */
	void	(*done)(void *arg, struct smtp_message *m);
	void	*arg;
};

struct smtp;

/*
 * Loads what must be loaded before the process is sealed (libesmtp's modules
 * for AUTH), and takes away $HOME, where it would look for certificates.
 */
void	smtp_prepare(void);
/*
 * A server as configured; copies everything.  NULL and *e (ERR_CONFIG) where
 * that cannot be used: implicit TLS, no TLS to another machine, an unreadable
 * certificate of a CA.  Files of the system's CAs are read here.
 */
struct smtp *smtp_new(const struct postman_setup *setup, struct err *e);
void	smtp_free(struct smtp *s);	/* NULL is fine */
/* For tests: milliseconds to wait, instead of the three above. */
void	smtp_set_patience(struct smtp *s, int ms);

/*
 * Makes all line ends CR LF (a lone LF would be lost, or end the message on
 * other servers), in place.
 */
void	smtp_lines(struct buf *bytes);

enum smtp_end {
	SMTP_DONE,	/* the first *taken messages are all done */
	SMTP_WITHHELD,	/* may_end() said no: that message is done (LATER), the
			 * rest wants a new session */
	SMTP_FAILED,	/* *e says why; what is not done was not sent */
};

/* One session for as many of the n messages as fit into one. */
enum smtp_end smtp_session(struct smtp *s, struct smtp_message *const *m,
	    size_t n, const struct smtp_calls *calls, size_t *taken,
	    struct err *e);
/* Gives every recipient of m this outcome and calls done(). */
void	smtp_settle(struct smtp_message *m, enum post_outcome outcome,
	    const char *text, const struct smtp_calls *calls);

#endif
