/* SPDX-License-Identifier: ISC */
/*
 * SMTP servers for what a real one does not do: one that follows a script,
 * and one that takes everything as fast as it can.  Each is a child of the
 * test, listens on a port of 127.0.0.1, and dies with the test.
 */
#ifndef SUPPORT_SMTPD_H
#define SUPPORT_SMTPD_H

#include <sys/types.h>

struct buf;

struct smtpd {
	int	 port;
	pid_t	 pid;
	char	*seen;		/* path: all bytes that the client sent */
};

/*
 * A script is lines, for one connection:
 *
 *	"S text"	send the text as it is (with \r\n where wanted)
 *	"C WORD"	read a line; where it does not begin with WORD, close
 *	"W"		wait until what was sent is there, so that the next
 *			text comes in a piece of its own
 *	"D"		read up to the line with the dot
 *	"E"		read until the client closes
 *
 * ended by NULL: then the connection is closed.
 */
struct smtpd *smtpd_script(const char *name, const char *const *script);
/* Takes all mail, on one connection after the other. */
struct smtpd *smtpd_sink(const char *name);
/* Accepts nothing: connections neither succeed nor fail. */
struct smtpd *smtpd_black_hole(const char *name);
/* Ends it; what it saw is added to seen, which may be NULL. */
void	smtpd_stop(struct smtpd *d, struct buf *seen);

#endif
