/* SPDX-License-Identifier: ISC */
/*
 * A client's stream to a server: TCP, and TLS over it, verified.  What the
 * certificate says is always checked, chain and host name; there is no switch
 * to turn that off.  Only a loopback address may be spoken to without TLS.
 *
 * Every wait ends at a deadline, and no more bytes are read than the budget
 * allows, so neither a silent nor a talkative server can hold the process.
 * Waiting is done by poll(2); descriptors above 1023 are fine.  The look-up
 * of a host's address is the resolver's own (getaddrinfo) and keeps its own
 * time-outs.
 */
#ifndef EDGE_TLS_H
#define EDGE_TLS_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <sys/types.h>

#include "base/err.h"
#include "proc/wire.h"

#define TLS_CA_MAX	(1 << 20)	/* bytes of PEM text of a private CA */

struct tls;

/*
 * A second descriptor that is watched during each wait (core's socket, so
 * that it is answered while a server is slow).  ready() is called when it is
 * readable; false: do not watch it any more in this wait.
 */
struct tls_side {
	int	 fd;
	bool	(*ready)(void *arg);
	void	*arg;
};

struct tls_peer {
	const char	*host;		/* name or address, as certified */
	uint32_t	 port;
	uint32_t	 mode;		/* enum wire_tls */
	const char	*ca;		/* PEM text: only these CAs are trusted;
					 * NULL: the system's */
	const struct tls_side *side;	/* or NULL; must outlive the stream */
};

/*
 * Connects, trying each address of the host, all within ms milliseconds.  With
 * TLS_IMPLICIT the handshake is done too; with TLS_STARTTLS it is left to
 * tls_secure().  TLS_NONE to an address outside 127/8 and ::1 is ERR_REFUSED.
 * NULL and *e: ERR_TEMPORARY (refused, time-out, no address), ERR_REFUSED (the
 * certificate), ERR_CONFIG (the CA's text, the port).
 */
struct tls *tls_open(const struct tls_peer *p, int64_t ms, struct err *e);
/*
 * The TLS handshake (at least TLS 1.2, SNI, chain and name verified), within
 * the present deadline.  The caller made sure that nothing received before it
 * is still in its buffers.  -1: the stream is of no use any more.
 */
int	tls_secure(struct tls *t, struct err *e);
/* From now on at most ms milliseconds of waiting, and bytes bytes to read. */
void	tls_allow(struct tls *t, int64_t ms, size_t bytes);
/*
 * Reads at least one and at most n bytes, writes at least one.  -1 when the
 * stream ended, the time or the budget is over, or the peer broke the
 * protocol; tls_why() then says which, and the stream is of no use any more.
 */
ssize_t	tls_read(struct tls *t, void *p, size_t n);
ssize_t	tls_write(struct tls *t, const void *p, size_t n);
/* Bytes that were received and not read yet: poll(2) does not know of them. */
bool	tls_pending(const struct tls *t);
int	tls_fd(const struct tls *t);
/* Why the stream failed: ERR_LIMIT is the byte budget. */
const struct err *tls_why(const struct tls *t);
void	tls_close(struct tls *t);	/* NULL is fine */

#endif
