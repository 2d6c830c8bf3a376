/* SPDX-License-Identifier: ISC */
/*
 * ARC (RFC 8617): a list or a gateway that changes a mail, or sends it on,
 * writes down what it saw of the proofs and seals that.  A chain that holds
 * says only that: who sealed last, and what that one claims.  Whether its word
 * counts is for the site to say (vendors.h, "arc DOMAIN").
 *
 * Refused beyond the RFC, as with DKIM: a message signature with l=, one that
 * has expired (x=), a time in the future (t=), a key under test (t=y).  A key
 * that cannot be looked up makes it temperror, never fail.
 */
#ifndef TEXT_ARC_H
#define TEXT_ARC_H

#include "text/evidence.h"
#include "text/mail.h"
#include "text/txt.h"

#define ARC_INSTANCES_MAX	50	/* RFC 8617, 4.2.1 */
#define ARC_WORDS_MAX		8	/* of the newest sealer, in evidence */

/*
 * Adds one proof "arc" to ev where the mail has any of ARC's fields: its
 * domain is the newest sealer's, covered what that one's message signature
 * covers.  Where the chain holds, the sealer's claims follow as proofs
 * "arc-dkim", "arc-dmarc" and "arc-spf" whose by is that domain.  when and
 * latest are those of dkim_check().
 */
void	arc_check(struct arena *a, const struct mail *m, int64_t when,
	    int64_t latest, txt_lookup_fn *txt, void *arg,
	    struct evidence *ev);

#endif
