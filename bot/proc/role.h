/* SPDX-License-Identifier: ISC */
/*
 * Start-up that every role's main() shares: name in the log, SIGPIPE ignored,
 * death with the parent, the socket at ROLE_FD and no other inherited one.
 */
#ifndef PROC_ROLE_H
#define PROC_ROLE_H

#include <stdbool.h>

#include "proc/frame.h"

struct buf;
struct arena;

/* Whether the environment asks for debug lines. */
bool	role_debug(void);
/* First call in main(); ends the process where ROLE_FD is no socket.  name:
 * "chat", of its log lines; the process is called patchbot-chat by it. */
void	role_init(const char *name);
/* Sends to core; ends the process (exit 0 where core is gone, 111 else)
 * when that fails.  Waits while the socket is full. */
void	role_send(enum frame_type type, uint32_t id, const struct buf *body,
	    int fd);
void	role_say_state(const char *what, bool up, const char *text);
/*
 * Waits for the next frame (timeout in ms, -1 for ever): true when one is
 * there.  PING is answered here and never seen; STOP and a gone core end the
 * process through exit(0) unless on_stop is set, which is called first.
 */
bool	role_next(struct frame *f, int timeout_ms);
void	role_on_stop(void (*on_stop)(void));

#endif
