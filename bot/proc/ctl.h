/* SPDX-License-Identifier: ISC */
/*
 * The local control socket (AF_UNIX, SOCK_SEQPACKET): one request, then
 * answers; a console stays and hears the room.  Used by core and by the
 * subcommands say, console, queue and status.
 */
#ifndef PROC_CTL_H
#define PROC_CTL_H

#include <stdbool.h>
#include <stdint.h>

#include "base/buf.h"
#include "base/err.h"

struct arena;

#define CTL_MAX	65536		/* bytes of one message; answers are cut */

enum ctl_kind {
	/* requests */
	CTL_SAY = 1,		/* as, text: one command */
	CTL_CONSOLE,		/* as: hear the room from now on */
	CTL_QUEUE,		/* text: "list", "show i5", ... */
	CTL_STATUS,
	/* answers */
	CTL_DONE,		/* text: accepted */
	CTL_REFUSED,		/* text: refused, why */
	CTL_ROOM,		/* text: a line of the room */
};

struct ctl_message {
	enum ctl_kind	 kind;
	const char	*as;
	const char	*text;
};

/* A connected socket, or -1: no daemon there. */
int	ctl_connect(const char *path, struct err *e);
int	ctl_send(int fd, const struct ctl_message *m, struct err *e);
/* 1 got one (strings in the arena), 0 the other side is gone, -1. */
int	ctl_recv(int fd, struct arena *a, struct ctl_message *m,
	    struct err *e);

#endif
