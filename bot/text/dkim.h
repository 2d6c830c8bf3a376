/* SPDX-License-Identifier: ISC */
/*
 * DKIM (RFC 6376, 8301, 8463).
 *
 * - Every DKIM-Signature is read strictly and judged by itself: a malformed
 *   one says nothing of the good one beside it.
 * - A signature that holds is still refused ("policy") where it uses
 *   rsa-sha1, a key under 1024 bits or a key under test (t=y), where it has
 *   l=, is past x= or dated later than the time given, or where Subject or
 *   Content-Type are there but not signed, so that they could be swapped; so
 *   too Content-Transfer-Encoding where the text could be meant for another
 *   one (encoding.h).  Each of these is only said of a signature that holds;
 *   else it is "fail".
 * - What else it covers (Date, Message-ID, ...) is told in the proof: many
 *   real mails leave these out, so that they are no reason to refuse.
 *
 * No library does this: libopendkim, the packaged one, drops a good signature
 * beside a malformed one, takes any tag that ends in b for the signature and a
 * bare CR for a blank, reads the system's clock, and decodes each key anew;
 * with a second look at what it refused there were two of everything here.
 */
#ifndef TEXT_DKIM_H
#define TEXT_DKIM_H

#include <stdint.h>

#include "base/err.h"
#include "text/evidence.h"
#include "text/mail.h"
#include "text/txt.h"

#define DKIM_SIGNATURES_MAX	10	/* judged; further ones are refused */
#define DKIM_FIELD_MAX		16384	/* bytes of one DKIM-Signature */
#define DKIM_SIGNED_MAX		250	/* names in h= */
#define DKIM_KEY_MAX		900	/* characters of p=: about 5000 bits */
#define DKIM_RECORD_MAX		4096	/* bytes of a key record */
#define DKIM_BITS_MIN		1024	/* RFC 8301, 3.2 */
#define DKIM_DRIFT		300	/* seconds of a fast clock */
/* No signature is older than this (2006-06-11): there was no DKIM. */
#define DKIM_EPOCH		INT64_C(1150000000)

/* Tests the checking with signatures of known outcome, so that everything that
 * OpenSSL opens or allocates once is there before a sandbox.  0, or -1. */
int	dkim_ready(struct err *e);

/*
 * Judges every signature of the mail as of the time when (x=), which may be
 * the mail's own word (then not where it is before DKIM_EPOCH); latest is a
 * time we know ourselves, after which no t= may lie.  Adds one proof for each
 * (or one with PROOF_NONE) to ev, and clears ev->complete where a look-up
 * failed.
 */
void	dkim_check(struct arena *a, const struct mail *m, int64_t when,
	    int64_t latest, txt_lookup_fn *txt, void *arg,
	    struct evidence *ev);

#endif
