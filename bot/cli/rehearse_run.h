/* SPDX-License-Identifier: ISC */
/* What the files share that drive a rehearsal: rehearse_run.c the clock and
 * the daemon's life, rehearse_take.c what arrives, rehearse_send.c what
 * leaves. */
#ifndef CLI_REHEARSE_RUN_H
#define CLI_REHEARSE_RUN_H

#include "cli/rehearse.h"
#include "flow/flow.h"

struct run {
	struct rehearsal *r;
	struct flow	 flow;
	struct proofs	*proofs;
	int64_t		 now;
	size_t		 next;		/* event */
	struct list	 held;		/* struct event *: what waits outside
					 * while patchbot is stopped */
	bool		 down;
	int64_t		 keys_at;	/* when to look at the keys again */
	unsigned	 ticks;		/* at this moment */
	uint64_t	 ids, drawn;	/* see random_bytes() */
};

/* Gives the flow what arrives: ACT_MAIL and ACT_REPLY; ACT_CHAT and ACT_ROOM;
 * ACT_CONSOLE. */
int	run_mail(struct run *run, const struct event *ev, struct err *e);
int	run_chat(struct run *run, const struct event *ev, struct err *e);
int	run_console(struct run *run, const struct event *ev, struct err *e);
/* Counts all that waits in the outbox as sent. */
int	run_send(struct flow *f, struct err *e);

#endif
