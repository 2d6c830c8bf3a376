/* SPDX-License-Identifier: ISC */
/* Certificates in a file, for people and for the configuration's check. */
#ifndef TEXT_SMIME_CERT_H
#define TEXT_SMIME_CERT_H

#include "base/err.h"
#include "base/list.h"
#include "base/str.h"

struct arena;

#define SMIME_FILE_MAX	(1 << 20)	/* bytes of a certificate file */
#define SMIME_CERTS_MAX	100		/* certificates in it */

/* Adds the certificates of the file (PEM, one or several, or one in DER) to
 * certs as struct key_facts * (text/keyring.h), in the arena; -1 and *e where
 * there is none. */
int	smime_certs(struct arena *a, struct span file, struct list *certs,
	    struct err *e);

#endif
