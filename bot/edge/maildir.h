/* SPDX-License-Identifier: ISC */
/*
 * Maildirs: delivering into one, and reading what others deliver.  A mail is
 * known by its key, the file's name up to ":2,"; new/ holds what was not
 * taken yet, cur/ what was, and folders are Maildir++ (".NAME" beside cur/).
 */
#ifndef EDGE_MAILDIR_H
#define EDGE_MAILDIR_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/err.h"
#include "base/list.h"
#include "base/str.h"

#define MAILDIR_NAME_MAX	200	/* bytes of a name to deliver, of a key
					 * to take and of a folder */
#define MAILDIR_HEADER_MAX	262144	/* bytes of a header taken alone */
#define MAILDIR_SETTLE_MS	1000	/* unchanged for this long is whole,
					 * where the system has no leases */
#define MAILDIR_SCAN_MAX	100000	/* names of one scan */

/*
 * Delivers the bytes as the file NAME in DIR/new: written in tmp/, on the
 * disk before it is seen, the folder's entry too before this returns.  The
 * Maildir is made when missing.  A mail of that name in new/ or, with any
 * flags, in cur/ is delivered already: success.  -1 leaves nothing behind:
 * ERR_FULL disk full or read-only, ERR_INPUT a name that cannot be one (1 to
 * MAILDIR_NAME_MAX bytes, no '/', no ':', no control character, no dot in
 * front), ERR_SYSTEM.  Only one process may deliver a name at a time.
 */
int	maildir_deliver(const char *dir, const char *name, struct span bytes,
	    struct err *e);

/* Makes DIR with cur, new and tmp, or what of them is missing. */
int	maildir_make(const char *dir, struct err *e);

/*
 * Adds the names in DIR/new to names (char *, each to be freed), in byte
 * order, without those that begin with a dot.
 */
int	maildir_scan(const char *dir, struct list *names, struct err *e);

enum maildir_taken {
	MAILDIR_TAKEN,
	MAILDIR_NOT_YET,	/* somebody writes it still: ask again */
	MAILDIR_GONE,		/* taken away meanwhile */
	MAILDIR_NO_MAIL,	/* a link, a folder, a device, an odd name */
	MAILDIR_UNREADABLE,	/* *e says why */
};
struct maildir_mail {
	int		 fd;		/* sealed bytes; the caller closes it */
	int64_t		 size;		/* of the whole file */
	int64_t		 received;	/* its mtime */
	bool		 cut;		/* larger than max: the header only */
};
/*
 * Takes a copy of DIR/new/NAME.  It is whole when nobody holds it open for
 * writing (a read lease says so, fcntl(2)); where there are no leases, when it
 * did not change for MAILDIR_SETTLE_MS.  An empty file must not have changed
 * for that long in any case.
 */
enum maildir_taken maildir_take(const char *dir, const char *name, size_t max,
	    struct maildir_mail *m, struct err *e);
/* The length of the key in a file's name. */
size_t	maildir_key(const char *name);

/*
 * Files the mail of this key, wherever it lies and whatever its flags, as seen
 * in DIR/cur, or with folder in DIR/.FOLDER/cur, made when missing ('/' in it
 * becomes '.').  A mail that is nowhere was filed already: success.
 */
int	maildir_file(const char *dir, const char *key, const char *folder,
	    struct err *e);

#endif
