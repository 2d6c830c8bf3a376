/* SPDX-License-Identifier: ISC */
/*
 * One IMAP session (RFC 3501, with IDLE 2177, MOVE 6851, UIDPLUS 4315) over a
 * verified stream (tls.h), by libetpan.  Blocking, each call within a deadline
 * and a budget of bytes.  Only sizes, dates and raw bytes are ever asked for:
 * the server's own parse of a mail (ENVELOPE, BODYSTRUCTURE) is not, as
 * libetpan's parser of those can be made to overflow its stack.
 *
 * Errors: ERR_REFUSED the server says NO (or its certificate is wrong, or it
 * wants what we do not do), ERR_LIMIT it sends more than was asked for,
 * ERR_INPUT its answer makes no sense, else the connection failed
 * (ERR_TEMPORARY).  After any but a NO the session is of no use: imap_dead().
 */
#ifndef EDGE_IMAP_H
#define EDGE_IMAP_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/err.h"
#include "proc/wire.h"

struct buf;
struct imap;
struct tls_side;

#define IMAP_CONNECT_MS	20000	/* connecting, handshake, greeting */
#define IMAP_COMMAND_MS	60000	/* one command; FETCH gets 1 ms per 8 bytes
				 * on top */
#define IMAP_ANSWER_MAX	262144	/* bytes of an answer to a plain command */
#define IMAP_SEARCH_MAX	8388608	/* bytes of an answer to SEARCH */
#define IMAP_HEADER_MAX	262144	/* bytes of a header that is fetched alone */
#define IMAP_BATCH	32	/* mails in one call */
#define IMAP_BULK	4194304	/* bytes of mails in one FETCH (one larger
				 * mail goes alone) */
#define IMAP_TOKEN_MAX	65536	/* bytes of a token file */

/*
 * Connects and logs in: over TLS (implicit or STARTTLS; without only on
 * loopback), by XOAUTH2 where the account names a token file (read now), else
 * by SASL PLAIN, else by LOGIN.  Nothing secret leaves before the server's
 * certificate is verified.  *rejected: the server refused the log-in itself,
 * so trying again soon would only lock the account.
 */
struct imap *imap_open(const struct mail_account *a,
	    const struct tls_side *side, bool *rejected, struct err *e);
void	imap_close(struct imap *im);	/* NULL is fine */
bool	imap_dead(const struct imap *im);
int	imap_fd(const struct imap *im);

/* Mailbox names are UTF-8 here; the separator of folders is the server's. */
int	imap_select(struct imap *im, const char *mailbox, int64_t *uidvalidity,
	    struct err *e);

/* The UIDs above after, ascending, in a new array (free it). */
int	imap_search(struct imap *im, int64_t after, uint32_t **uids, size_t *n,
	    struct err *e);
/* The server spoke of new mail since imap_search() was last called. */
bool	imap_news(const struct imap *im);

struct imap_mail {
	uint32_t	 uid;
	bool		 there;		/* false: gone meanwhile */
	int64_t		 size;		/* as the server states it */
	int64_t		 received;	/* INTERNALDATE; 0 unknown */
	int		 fd;		/* sealed bytes, or -1 */
};
/* Fills there, size and received of n <= IMAP_BATCH mails; fd becomes -1. */
int	imap_sizes(struct imap *im, struct imap_mail *m, size_t n,
	    struct err *e);
/*
 * Fetches n mails (whole, or at most IMAP_HEADER_MAX bytes of their headers)
 * into fd, marking none as seen.  What is longer than max bytes is cut behind
 * its header.  Those that were read before a failure keep their fd; the
 * caller closes all.
 */
int	imap_bodies(struct imap *im, struct imap_mail *m, size_t n, bool header,
	    size_t max, struct err *e);

/*
 * Marks as \Seen and, where folder is not NULL, moves there; the folder is
 * made (and subscribed to) when missing.  A mail that is not there any more
 * is success.  Without MOVE: COPY, \Deleted, UID EXPUNGE; without UIDPLUS a
 * plain EXPUNGE is sent only where no other mail is marked \Deleted, as it
 * would remove those too; else the mail stays, marked \Deleted.
 */
int	imap_file(struct imap *im, uint32_t uid, const char *folder,
	    struct err *e);

bool	imap_can_idle(const struct imap *im);
/* Starts IDLE.  1: there is news already (end it at once), 0: idling. */
int	imap_idle(struct imap *im, struct err *e);
/* Something came that poll(2) may not know of: it lies in a buffer. */
bool	imap_idle_news(const struct imap *im);
int	imap_idle_end(struct imap *im, struct err *e);
int	imap_noop(struct imap *im, struct err *e);

/* Adds the name in modified UTF-7 (RFC 3501, 5.1.3); bad UTF-8 is ERR_INPUT. */
int	imap_name(struct buf *out, const char *name, struct err *e);

#endif
