/* SPDX-License-Identifier: ISC */
/* What the parts of an IMAP session share; for imap*.c only. */
#ifndef EDGE_IMAP_PARTS_H
#define EDGE_IMAP_PARTS_H

#include <libetpan/libetpan.h>

#include "edge/imap.h"

struct tls;

struct imap {
	struct tls	*tls;
	mailimap	*s;
	bool		 dead;
	bool		 idling;
	bool		 news;		/* while IDLE was started */
	bool		 idle, move, uidplus;	/* what the server can */
};

/* Fills *e for an outcome of libetpan's that is no success; always -1. */
int	imap_failed(struct imap *im, int rc, const char *doing, struct err *e);
/* The session is of no use after this outcome. */
bool	imap_is_fatal(int rc);
/* The next command may take as long as a plain one, and answer as much. */
void	imap_allow(struct imap *im);
/* UIDs that lie in the range (0: the last), all or those marked \Deleted. */
int	imap_uids(struct imap *im, uint32_t first, uint32_t last, bool deleted,
	    clist **found);

/* Sends the pieces up to NULL, with a tag before them if tagged, and CRLF. */
int	imap_say(struct imap *im, int tagged, ...) __attribute__((sentinel));
/*
 * Reads up to the server's "+"; untagged lines before it are looked through
 * for news.  Any other line is the command's end, left for imap_finish().
 */
int	imap_await_plus(struct imap *im, bool *plus);
/* The outcome of the command whose first line of answer was just read;
 * refused for a NO. */
int	imap_finish(struct imap *im, int refused);

int	imap_login(struct imap *im, const struct mail_account *a,
	    bool *rejected, struct err *e);

#endif
