/* SPDX-License-Identifier: ISC */
/*
 * The sandboxes of the roles: no-new-privs, rlimits, Landlock for files where
 * the kernel has it, seccomp for everything else.  Called once, after all
 * files are opened and before the first foreign byte is read.
 */
#ifndef PROC_SANDBOX_H
#define PROC_SANDBOX_H

#include "base/err.h"

/* Limits of the kinds that parse mails: PROVER and READER. */
#define SANDBOX_MEMORY	1024	/* MB of address space */
#define SANDBOX_FSIZE	256	/* MB of one memory file */
#define SANDBOX_FILES	1024	/* open descriptors; also what all processes
				 * of the user may have on its way (frame.h) */

enum sandbox {
	SANDBOX_PROVER,	/* nothing but its socket, memory and time */
	SANDBOX_READER,	/* the same, and a gate (below) */
	SANDBOX_NAMES,	/* UDP and TCP sockets, no exec, no file writing */
	SANDBOX_EDGE,	/* network clients and files, no exec */
};

/*
 * Seals this process for good.  -1 where the kernel refuses; a kernel without
 * Landlock is no error (seccomp still holds), one without seccomp is.  With
 * PATCHBOT_DEBUG=1 a forbidden call is named on standard error before the
 * process ends.  Opening files by name fails by EACCES in PROVER and READER,
 * everything else that is forbidden ends the process by SIGSYS.
 */
int	sandbox_enter(enum sandbox kind, struct err *e);

/*
 * The gate of a READER, the only place from which it can make the system calls
 * clone, kill, memfd_create and prlimit64 (to set).  As syscall(2), for a call
 * of up to four arguments: its result, or -1 and errno.
 */
long	sandbox_gate(long nr, long a, long b, long c, long d);
/*
 * Takes the gate from this process, for good: a child that has done so has no
 * socket to make, no process to start or to end, no limit to change.  -1 and
 * errno: it is still there.
 */
int	sandbox_shut_gate(void);

#endif
