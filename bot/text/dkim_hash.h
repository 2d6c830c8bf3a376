/* SPDX-License-Identifier: ISC */
/*
 * Whether the data of a signature fits a mail, by RFC 6376, 3.7: for ARC, which
 * libopendkim does not know, and for DKIM where that library stumbles.
 * rsa-sha1 and l= are not known here, as nothing that has them is believed.
 */
#ifndef TEXT_DKIM_HASH_H
#define TEXT_DKIM_HASH_H

#include <stdbool.h>

#include "text/dkim_parse.h"
#include "text/mail.h"
#include "text/pubkey.h"

/* bh: base64 without blanks. */
bool	dkim_body_is(const struct mail *m, const struct dkim_signature *s,
	    const char *bh);
/* The fields of h= and the signature's own; data: its b= without blanks. */
bool	dkim_header_is(const struct mail *m, const struct dkim_signature *s,
	    const struct pubkey *k, const char *data);

#endif
