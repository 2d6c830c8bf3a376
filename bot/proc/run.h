/* SPDX-License-Identifier: ISC */
/* The daemon, as the subcommand "run" starts it. */
#ifndef PROC_RUN_H
#define PROC_RUN_H

#include <stdbool.h>

#include "base/err.h"

/*
 * Runs until SIGTERM or SIGINT.  0 after an orderly stop; -1 where it could
 * not start.  loud: a line for each thing done.
 */
int	run_daemon(const char *config, bool loud, struct err *e);

#endif
