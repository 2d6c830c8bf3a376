/* SPDX-License-Identifier: ISC */
/* A role's program: found, held open, started over a socketpair. */
#ifndef PROC_SPAWN_H
#define PROC_SPAWN_H

#include <sys/types.h>

#include "base/err.h"

/*
 * Opens patchbot-NAME, looked for beside our own program, in build/ below it,
 * and where it is installed.  What is open can be started for as long as we
 * run, whatever an upgrade puts in its place meanwhile: the frames between us
 * carry no version.  A close-on-exec descriptor; -1 and *e.
 */
int	spawn_open(const char *name, struct err *e);
/*
 * Starts a program that spawn_open() gave, which stays open; its name is for
 * whoever lists processes.  Its end of the pair is ROLE_FD; ours is returned
 * (close-on-exec, blocking).  -1 and *e.
 */
int	spawn_role(int program, const char *name, pid_t *pid, struct err *e);

#endif
