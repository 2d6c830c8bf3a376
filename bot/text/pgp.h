/* SPDX-License-Identifier: ISC */
/*
 * OpenPGP signatures held against pinned keys, by librnp.  It needs neither
 * files nor other processes once it is open, so it works in a sealed process.
 *
 * A signature passes where a key pinned for this sender made it (a signing
 * subkey counts for its primary key), the key was neither expired nor revoked
 * when the mail was sent, nothing in it is weak, and it was made when the mail
 * was sent, not long before.
 */
#ifndef TEXT_PGP_H
#define TEXT_PGP_H

#include <stdint.h>

#include "base/err.h"
#include "base/list.h"
#include "text/keyring.h"
#include "text/signed.h"

struct arena;
struct pgp_checker;

#define PGP_SIGNATURES_MAX	8	/* of a text; more are not looked at */
/* SHA-1 in a signature made since then is a weakness: 2019-01-19, when
 * chosen-prefix collisions were in reach of anybody (RFC 9580, 9.5 has it
 * deprecated); MD5 and RIPEMD160 always are. */
#define PGP_SHA1_UNTIL		INT64_C(1547856000)

/* Opens the library for good and tries it on a text of our own; NULL and *e
 * where it does not verify that, or verifies a changed one. */
struct pgp_checker *pgp_checker_new(struct err *e);
void	pgp_checker_free(struct pgp_checker *c);
/*
 * These key files (KEY_PGP among struct key_file *) from now on; -1 and *e
 * where the library does not take one, which is then passed over.  now: the
 * present, for what the keys say of themselves: nothing of it may lie in the
 * future.
 */
int	pgp_checker_keys(struct pgp_checker *c, const struct list *files,
	    int64_t now, struct err *e);
/*
 * Adds one proof (struct proof *, text/evidence.h) for each signature of the
 * part.  files: those whose keys count for this sender, looked at
 * (keyring_look).  when: the time of the mail; 0, not known: that of the
 * signature itself.  A key that is none of theirs is PROOF_NEUTRAL.
 */
void	pgp_check(struct pgp_checker *c, struct arena *a,
	    const struct signed_part *part, const struct list *files,
	    int64_t when, struct list *proofs);

#endif
