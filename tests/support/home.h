/* SPDX-License-Identifier: ISC */
/*
 * The real daemon with no server at all, for end-to-end tests: a folder of its
 * own (in that of proc.h) where mail comes in through the Maildir "inbox" and
 * leaves through "sent", names are answered from conf/samples/zone, and the
 * vendors are those of the samples.  One at a time; every function fails the
 * test where it cannot do what it says.
 */
#ifndef SUPPORT_HOME_H
#define SUPPORT_HOME_H

#include <stdbool.h>
#include <stddef.h>

#include "base/buf.h"
#include "tests/support/proc.h"

#define HOME_SOON	20000	/* ms that only the broken need */
#define HOME_SAMPLES	8	/* mails in conf/samples */
/* The same newsletter many times is no one case: its mails are counted. */
#define HOME_MAIL_EACH	"quarantine { group-within 0m }\n"

extern struct proc *home_bot;	/* the daemon, NULL where none runs */
extern char home_conf[300];	/* path of its configuration */
/* The folder within the build that its programs lie in; NULL: the build's. */
extern const char *home_programs;

const char *home_program(void);		/* path of patchbot */
const char *home_path(const char *name);	/* in the folder */

/* A new folder with its configuration, which ends with these lines. */
void	home_new(const char *more);
/* Starts the daemon; start waits until it is ready. */
void	home_launch(void);
void	home_start(void);
/* Sends sig (0: none), waits for its end; the wait status. */
int	home_stop(int sig);
int	home_end(void **state);		/* a teardown */
/* Runs a client command; its exit code, the output in out. */
int	home_client(struct buf *out, const char *what, const char *one,
	    const char *two);

void	home_deliver(const char *name, const char *bytes, size_t n);
/* In their order: the revision is none where it comes first. */
void	home_deliver_samples(void);
/* Mails that claim nothing: each is told to information security. */
void	home_deliver_newsletters(int n);

/* Everything that was sent, one mail behind the other; how many. */
int	home_sent(struct buf *out);
int	home_count_sent(void);
/* However long all of them take: each must come soon behind the last. */
void	home_wait_sent(int n, struct buf *out);
/* Each is posted or told to information security; in the order in which they
 * came, though they are read at the same time: the revision says so. */
void	home_wait_samples(struct buf *out);
/* For proc_wait_until with a struct buf *: nothing is under way. */
bool	home_settled(void *out);

/* How often the log of the daemon says that, in any case of letters. */
int	home_log_count(const char *words);

#endif
