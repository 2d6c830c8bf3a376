/* SPDX-License-Identifier: ISC */
/* Starting a role's program over a socketpair. */
#ifndef PROC_SPAWN_H
#define PROC_SPAWN_H

#include <sys/types.h>

#include "base/err.h"

/*
 * Starts patchbot-NAME, looked for beside our own program, in build/ below
 * it, and where it is installed.  Its end of the pair is ROLE_FD; ours is
 * returned (close-on-exec, blocking).  -1 and *e.
 */
int	spawn_role(const char *name, pid_t *pid, struct err *e);

#endif
