/* SPDX-License-Identifier: ISC */
/* What programs print, held against files that say what they printed. */
#ifndef SUPPORT_GOLDEN_H
#define SUPPORT_GOLDEN_H

#include "base/buf.h"

/* The text must be what lies at the path, byte by byte; with GOLDEN_UPDATE=1
 * it is put there first. */
void	golden_is(const char *path, const struct buf *out);
/* Runs a shell command, appends what it prints; its exit status. */
int	golden_shell(const char *command, struct buf *out);
/* The patchbot of this build. */
const char *golden_program(void);

#endif
