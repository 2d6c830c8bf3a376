/* SPDX-License-Identifier: ISC */
/*
 * The body of the reader and of the verifier: a process that starts a fresh
 * sealed child for each mail and passes its answer on unread.  They differ in
 * what they link: librnp and OpenSSL make a fork five times dearer, so only
 * mails of senders whose keys are pinned go to the verifier.
 */
#ifndef PROC_ZYGOTE_H
#define PROC_ZYGOTE_H

#include "proc/frame.h"
#include "proc/read_mail.h"

struct zygote {
	const char	*name;		/* "reader" */
	const struct read_hooks *hooks;	/* what a child does */
	/* Before the seal: libraries and files; ends the process where it
	 * cannot.  NULL: nothing. */
	void		(*open)(void);
	/* A SETUP frame, in the sealed zygote; the descriptor is the caller's.
	 * NULL: it has no settings. */
	void		(*settings)(const struct frame *f);
};

void	zygote_run(const struct zygote *z) __attribute__((noreturn));

#endif
