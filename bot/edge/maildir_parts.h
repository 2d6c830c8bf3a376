/* SPDX-License-Identifier: ISC */
/* Between the files of our Maildirs only; see maildir.h. */
#ifndef EDGE_MAILDIR_PARTS_H
#define EDGE_MAILDIR_PARTS_H

#include "edge/maildir.h"

/* May a mail's file be called that? */
bool	maildir_is_name(const char *name);
/* Opens DIR/SUB; -1 and *e. */
int	maildir_open_sub(const char *dir, const char *sub, struct err *e);

#endif
