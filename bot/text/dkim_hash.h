/* SPDX-License-Identifier: ISC */
/*
 * Whether the data of a signature fits a mail, by RFC 6376, 3.7: for DKIM and
 * for ARC.
 */
#ifndef TEXT_DKIM_HASH_H
#define TEXT_DKIM_HASH_H

#include <stdbool.h>

#include "text/dkim_parse.h"
#include "text/mail.h"
#include "text/pubkey.h"

/* What bh= has to say: the hash of the body, or of its first l= bytes; that of
 * none (n is 0) where the body is shorter than l=. */
void	dkim_body_hash(const struct mail *m, const struct dkim_signature *s,
	    struct hash *out);
/* The fields of h= and the signature's own, by b=. */
bool	dkim_header_is(const struct mail *m, const struct dkim_signature *s,
	    const struct pubkey *k);

#endif
