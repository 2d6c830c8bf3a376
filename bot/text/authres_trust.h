/* SPDX-License-Identifier: ISC */
/* Whose Authentication-Results count, and by which servers mail comes. */
#ifndef TEXT_AUTHRES_TRUST_H
#define TEXT_AUTHRES_TRUST_H

#include "base/list.h"
#include "base/pack.h"

#define AUTHRES_TRUST_MAX	64	/* names in either list */

struct authres_trust {
	struct list	 ids;		/* char *: authserv-ids, lower case */
	struct list	 hosts;		/* char *: "host" or "*.domain", lower
					 * case: servers between the gateway
					 * and the mailbox */
};

void	authres_trust_pack(struct buf *b, const struct authres_trust *t);
/* The names lie in the arena; false where the bytes do not fit. */
bool	authres_trust_unpack(struct arena *a, struct unpack *u,
	    struct authres_trust *t);

#endif
