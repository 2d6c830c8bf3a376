/* SPDX-License-Identifier: ISC */
/*
 * Frames: the messages between core and its roles, over a SOCK_SEQPACKET
 * pair (a role finds its end at descriptor ROLE_FD).  Few types, all in one
 * table (frame.c) with their allowed sender and sizes; whatever does not fit
 * the table is a broken peer.  Large things travel as sealed memfds beside a
 * frame, one descriptor at most.
 */
#ifndef PROC_FRAME_H
#define PROC_FRAME_H

#include <stdint.h>

#include "base/err.h"
#include "base/pack.h"

#define ROLE_FD		3
#define FRAME_MAX	131072	/* bytes of a body */
/* Environment of a role: "1" for debug lines. */
#define ROLE_DEBUG	"PATCHBOT_DEBUG"

enum frame_type {
	FRAME_SETUP = 1,/* core -> role: its settings; first, and on reload */
	FRAME_JOB,	/* core -> role: do this, answer with the same id */
	FRAME_RESULT,	/* role -> core: what came of job id */
	FRAME_ASK,	/* role -> core: a question within a job */
	FRAME_REPLY,	/* core -> role: its answer, with the same id */
	FRAME_EVENT,	/* role -> core: something arrived */
	FRAME_STATE,	/* role -> core: up or down, in words for a person */
	FRAME_HEARD,	/* mailbox -> core: all that lay in every mailbox since
			 * its last connection is handed over (1), or not (0) */
	FRAME_PING,	/* core -> role: are you alive? */
	FRAME_PONG,	/* role -> core: yes */
	FRAME_STOP,	/* core -> role: finish what you hold and exit 0 */
	FRAME_TYPES
};

enum frame_side { FROM_CORE = 1, FROM_ROLE = 2 };

struct frame {
	enum frame_type	 type;
	uint32_t	 id;
	struct unpack	 body;	/* into a static buffer: good until the next
				 * frame_recv of this process */
	int		 fd;	/* -1, or a descriptor the receiver closes */
};

/*
 * Sends one frame; body may be NULL, fd -1.  Blocking sockets wait.  0 sent,
 * 1 the socket is full (non-blocking), 2 the kernel has no room now, -1 with
 * *e.  The second passes when others receive: what a user's processes have sent
 * and nobody has received is at most as many descriptors as the sender may have
 * open (RLIMIT_NOFILE; root is free of it).
 */
int	frame_send(int sock, enum frame_type type, uint32_t id,
	    const struct buf *body, int fd, struct err *e);
/* Waits before the same frame is sent again: until the socket has room where
 * frame_send() said 1, a moment where it said 2. */
void	frame_wait(int sock, int said);
/*
 * Receives one.  1 got one, 0 the peer is gone, 2 nothing there now
 * (non-blocking), -1 and *e: the peer broke the rules and must be ended.
 * from is whose frames are acceptable here.
 */
int	frame_recv(int sock, enum frame_side from, struct frame *f,
	    struct err *e);
/* Takes the bytes of the last frame out of memory, however far its body was
 * unpacked. */
void	frame_wipe(const struct frame *f);
const char *frame_name(enum frame_type type);

#endif
