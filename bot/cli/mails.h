/* SPDX-License-Identifier: ISC */
/* Mails from paths: files, mboxes, Maildirs, folders of them. */
#ifndef CLI_MAILS_H
#define CLI_MAILS_H

#include <stdint.h>

#include "base/str.h"

struct mails {
	/* one mail; index: its number in an mbox, else -1 */
	void	(*one)(void *arg, const char *path, int64_t index,
		    struct span mail);
	/* what cannot be read, and why */
	void	(*unreadable)(void *arg, const char *path, const char *why);
	void	*arg;
};

/* All mails at the path: a file, an mbox, or a folder, which is walked in the
 * order of its names' bytes. */
void	mails_each(const struct mails *m, const char *path);

#endif
