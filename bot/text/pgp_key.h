/* SPDX-License-Identifier: ISC */
/*
 * What an OpenPGP key file holds, for people and for the configuration's
 * check: read without the library, so that core need not carry it.  Nothing of
 * it is verified; whether a signature counts is text/pgp.h's to say.
 */
#ifndef TEXT_PGP_KEY_H
#define TEXT_PGP_KEY_H

#include "base/err.h"
#include "base/list.h"
#include "text/pgp_packet.h"

struct arena;

#define PGP_FILE_MAX	(1 << 20)	/* bytes of a key file */
#define PGP_KEYS_MAX	100		/* primary keys in it */

struct pgp_key {
	/* upper case, of the primary key */
	char		 fingerprint[2 * PGP_FINGERPRINT + 1];
	const char	*user;		/* the first user id, clean; or "" */
	const char	*algorithm;	/* "RSA", or "unknown" */
	unsigned	 bits;		/* 0 not known */
	int64_t		 made;
	int64_t		 expires;	/* 0: never */
	bool		 revoked;	/* the file holds its revocation */
	unsigned	 subkeys;
};

/*
 * Adds the primary keys of the file, armoured (one block or several) or not,
 * to keys (struct pgp_key *, all in the arena).  -1 and *e where there is no
 * public key in it, one that cannot be used (a secret one; version 3 or 6), or
 * a limit is exceeded.
 */
int	pgp_keys(struct arena *a, struct span file, struct list *keys,
	    struct err *e);
/* A fingerprint as people write it (blanks, colons, "0x", lower case) to 40 or
 * 64 upper-case digits; false where it is no whole fingerprint. */
bool	pgp_fingerprint(const char *text, char out[2 * PGP_FINGERPRINT + 1]);

#endif
