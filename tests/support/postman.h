/* SPDX-License-Identifier: ISC */
/* The core's end of a postman, for tests: its process, frames, outcomes. */
#ifndef SUPPORT_POSTMAN_H
#define SUPPORT_POSTMAN_H

#include <stdbool.h>
#include <stdint.h>
#include <sys/types.h>

#include "base/buf.h"
#include "proc/frame.h"
#include "proc/wire.h"

struct postman {
	int		 sock;
	pid_t		 pid;
	struct arena	*arena;		/* what the lists hold lies there */
	struct list	 results;	/* struct post_result * */
	struct list	 states;	/* struct role_state * */
	struct list	 asked;		/* struct post_dot * */
	struct post_page *page;		/* shared with it */
	int		 page_fd;
	int64_t		 refuse;	/* row whose end is not allowed */
	int64_t		 upto;		/* the word that goes with each yes */
	int64_t		 stop_at;	/* row whose question gets a STOP and
					 * then its word */
};

/* Starts $PATCHBOT_BUILD/patchbot-postman. */
struct postman *postman_start(const struct postman_setup *setup);
/* Closes the socket and waits; the wait status. */
int	postman_end(struct postman *p);
void	postman_setup_again(struct postman *p,
	    const struct postman_setup *setup);
/* One message to these recipients (white space between them). */
void	postman_send(struct postman *p, int64_t row, const char *recipients,
	    const char *bytes, size_t n);
void	postman_go(struct postman *p);
/*
 * Answers what is asked until there are n results, or states; false when time
 * is up (ms without a frame) or the postman is gone.
 */
bool	postman_results(struct postman *p, size_t n, int ms);
bool	postman_states(struct postman *p, size_t n, int ms);
/* The outcome for a row's i-th recipient, or NULL. */
const struct post_rcpt *postman_outcome(const struct postman *p, int64_t row,
	    size_t i);

#endif
