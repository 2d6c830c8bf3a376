/* SPDX-License-Identifier: ISC */
/*
 * One mailbox that is watched, of either kind, as the mailbox role sees it: it
 * is given time when it is due, says what arrived, and files what it is told
 * to.  Each keeps its own connection, so that every mailbox of an account can
 * IDLE and none waits for another's SELECT.
 */
#ifndef EDGE_WATCH_H
#define EDGE_WATCH_H

#include <poll.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/err.h"
#include "proc/wire.h"

struct tls_side;

#define WATCH_RETRY_MIN	1000	/* ms before connecting again, doubled each */
#define WATCH_RETRY_MAX	300000	/* time up to this, a quarter more or less */
#define WATCH_REJECTED	60000	/* the least after a refused log-in */
#define WATCH_STEADY	60000	/* a connection that held this long counts
				 * as a good one: back to WATCH_RETRY_MIN */
#define WATCH_POLL	60	/* seconds between polls where none is set */
#define WATCH_POLL_MAX	1500	/* IDLE is begun anew after 25 minutes */
#define WATCH_BULK	16777216	/* bytes that one step takes at most
				 * (or one mail) */

/* What a watched mailbox asks of its host. */
struct watch_host {
	/* How many mails may be handed over now. */
	size_t	 (*room)(void *arg);
	/* One mail; the host closes fd. */
	void	 (*arrived)(void *arg, const struct mail_arrived *m, int fd);
	/* Said when it changed; text is one line for a person. */
	void	 (*state)(void *arg, const char *what, bool up,
		    const char *text);
	void	*arg;
	size_t	 max_size;	/* bytes; of a larger mail the header only */
	const struct tls_side *side;
};

struct watch;

struct watch_ops {
	void	 (*step)(struct watch *w);
	int64_t	 (*due)(const struct watch *w);
	struct pollfd (*wait)(const struct watch *w);
	bool	 (*caught_up)(const struct watch *w);
	int	 (*file)(struct watch *w, const struct mail_file *f,
		    const char *folder, struct err *e);
	void	 (*end)(struct watch *w);
};

struct watch {
	const struct watch_ops *ops;
	const struct watch_host *host;
	const struct mail_account *account;	/* the owner keeps it */
	char		*mailbox;
	char		*what;		/* for state() */
	bool		 said, up;	/* the last state, if any was said */
	char		 text[480];
};

/* Either borrows account and host, which must outlive it. */
struct watch *watch_imap(const struct mail_account *a,
	    const struct mail_cursor *c, const char *what,
	    const struct watch_host *host);
struct watch *watch_maildir(const struct mail_account *a,
	    const struct mail_cursor *c, const char *what,
	    const struct watch_host *host);

/* Does a bounded piece of what is due. */
void	watch_step(struct watch *w);
/* When step() is due, on clock_mono_ms(), if wait()'s descriptor stays quiet;
 * INT64_MAX never. */
int64_t	watch_due(const struct watch *w);
struct pollfd watch_wait(const struct watch *w);	/* fd -1: none */
/* It is up, and all that the last look found was handed over. */
bool	watch_caught_up(const struct watch *w);
/* Files a mail where core says; -1 and *e: try again later. */
int	watch_file(struct watch *w, const struct mail_file *f, struct err *e);
void	watch_free(struct watch *w);

/* For the two kinds: the parts they share. */
void	watch_init(struct watch *w, const struct watch_ops *ops,
	    const struct mail_account *a, const char *mailbox,
	    const char *what, const struct watch_host *host);
void	watch_say(struct watch *w, bool up, const char *fmt, ...)
	    __attribute__((format(printf, 3, 4)));

#endif
