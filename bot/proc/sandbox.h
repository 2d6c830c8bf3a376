/* SPDX-License-Identifier: ISC */
/*
 * The sandboxes of the roles: no-new-privs, rlimits, Landlock for files where
 * the kernel has it, seccomp for everything else.  Called once, after all
 * files are opened and before the first foreign byte is read.
 */
#ifndef PROC_SANDBOX_H
#define PROC_SANDBOX_H

#include "base/err.h"

enum sandbox {
	SANDBOX_PROVER,	/* nothing but its socket, memory and time */
	SANDBOX_READER,	/* the same, and fork: each child seals again */
	SANDBOX_READER_CHILD,	/* nothing at all but one memfd to write */
	SANDBOX_NAMES,	/* UDP and TCP sockets, no exec, no file writing */
	SANDBOX_EDGE,	/* network and files for reading, no exec */
};

/*
 * Seals this process for good.  -1 where the kernel refuses; a kernel without
 * Landlock is no error (seccomp still holds), one without seccomp is.  With
 * PATCHBOT_DEBUG=1 a forbidden call is named on standard error before the
 * process ends.
 */
int	sandbox_enter(enum sandbox kind, struct err *e);

#endif
