/* SPDX-License-Identifier: ISC */
/*
 * patchbot-chat with a test in core's place: the real executable at the other
 * end of a SOCK_SEQPACKET pair.  Waits are in ms.
 */
#ifndef SUPPORT_CHATROLE_H
#define SUPPORT_CHATROLE_H

#include <stdbool.h>
#include <stddef.h>
#include <sys/types.h>

#include "base/list.h"
#include "proc/frame.h"
#include "proc/wire.h"

struct arena;

/* A frame that came: what fits its type is filled. */
struct chatrole_frame {
	enum frame_type	  type;
	uint32_t	  id;
	struct chat_event event;
	struct job_done	  done;
	struct role_state state;
};

struct chatrole {
	pid_t		 pid;
	int		 fd;
	uint32_t	 jobs;		/* ids given */
	struct arena	*arena;
	struct list	 got;	/* struct chatrole_frame *, not yet taken */
};

/* env: "NAME=value" ..., ended by NULL, set in the role only; or NULL. */
struct chatrole *chatrole_new(const char *const *env);
/* STOP, and kills it where it does not end.  Its exit status. */
int	chatrole_stop(struct chatrole *r, int ms);
void	chatrole_free(struct chatrole *r);	/* kills what still runs */
void	chatrole_setup(struct chatrole *r, const struct chat_setup *s);
/* Sends a job; its id.  to NULL: the room. */
uint32_t chatrole_say(struct chatrole *r, const char *to, const char *body,
	    const char *origin_id);
/* One that a process before may have sent, from then on (seconds). */
uint32_t chatrole_say_again(struct chatrole *r, const char *to,
	    const char *body, const char *origin_id, int64_t since);
/* Reads what is there or comes within ms (one frame at least). */
bool	chatrole_turn(struct chatrole *r, int ms);
/* Takes the next event of that kind whose body holds text (NULL: any). */
struct chat_event *chatrole_event(struct chatrole *r, enum chat_kind kind,
	    const char *text, int ms);
struct role_state *chatrole_state(struct chatrole *r, bool up, int ms);
/* The result of that job, or NULL. */
struct job_done *chatrole_result(struct chatrole *r, uint32_t job, int ms);
/* Events of that kind whose body holds text, not yet taken. */
size_t	chatrole_count(const struct chatrole *r, enum chat_kind kind,
	    const char *text);

#endif
