/* SPDX-License-Identifier: ISC */
/*
 * The whole of patchbot among real servers, for end-to-end tests: Dovecot for
 * the vendors' mailbox, Exim to deliver to it, another pair for the people,
 * Prosody with a room, nsd with a vendor's keys, and the daemon between them.
 * Everything is on loopback, in the private folder of proc.h.
 */
#ifndef SUPPORT_WHOLE_H
#define SUPPORT_WHOLE_H

#include <stdbool.h>
#include <sys/types.h>

#include "base/buf.h"

struct faketcp;
struct whole;

struct whole_how {
	/* names of certs.h for each server; NULL: good */
	const char	*imap_cert, *smtp_cert, *xmpp_cert;
	bool		 imaps;		/* implicit TLS; else STARTTLS */
	bool		 archive;	/* the chat server keeps one */
};

/* Whether all servers can run here; says which one cannot. */
bool	whole_have(void);
/* Starts everything and waits for "ready"; fails the test where it cannot. */
struct whole *whole_start(const struct whole_how *how);
void	whole_stop(struct whole *w);
/* A bulletin of ours, signed by the vendor whose key nsd has; through Exim. */
void	whole_bulletin(struct whole *w, const char *reference,
	    const char *title);
/* Mails to the people (through patchbot's relay) whose text holds this; waits
 * at most ms until there are n. */
bool	whole_posted(struct whole *w, const char *text, int n, int ms);
int	whole_count_posted(struct whole *w, const char *text);
/* Runs "patchbot say"; its exit code, the answer in out. */
int	whole_say(struct whole *w, struct buf *out, const char *as,
	    const char *command);
bool	whole_logged(struct whole *w, const char *text, int ms);
pid_t	whole_pid(struct whole *w);
int	whole_xmpp_port(struct whole *w);
/* The daemon's way to the chat server, to be cut (faketcp.h). */
struct faketcp *whole_xmpp_way(struct whole *w);
const char *whole_xmpp_ca(struct whole *w);
const char *whole_room(void);
/* Kills the daemon as a crash would, and starts it again. */
void	whole_crash(struct whole *w);
/* The pid of a running role ("postman"), or 0. */
pid_t	whole_role(struct whole *w, const char *role);

#endif
