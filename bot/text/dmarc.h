/* SPDX-License-Identifier: ISC */
/*
 * DMARC (RFC 9989): which policy a From domain publishes, what its
 * organisation is, and whether a passing DKIM signature is aligned with it.
 *
 * The organisation is found by the DNS tree walk (4.10).  Where the walk finds
 * no record at all, the public suffix list decides, as in RFC 7489; and where
 * the walk would make a public suffix an organisation although its record has
 * no psd= tag, the name below it is taken.  The why of the result says which
 * of them decided.
 *
 * SPF needs the connecting client's address, which a mail does not carry: it
 * counts only as the word of a gateway that the site trusts (authres.h), as
 * do that one's words on DKIM and DMARC.
 */
#ifndef TEXT_DMARC_H
#define TEXT_DMARC_H

#include <stdbool.h>

#include "text/evidence.h"
#include "text/suffix.h"
#include "text/txt.h"

#define DMARC_QUERIES_MAX	8	/* of one tree walk (4.10) */
#define DMARC_RECORD_MAX	4096	/* bytes; a longer one is none */

enum dmarc_policy { DMARC_UNSET, DMARC_NONE, DMARC_QUARANTINE, DMARC_REJECT };
const char *dmarc_policy_name(enum dmarc_policy p);

struct dmarc_record {
	enum dmarc_policy p, sp, np;
	bool		 strict_dkim;	/* adkim=s */
	bool		 strict_spf;
	char		 psd;		/* 'y', 'n' or 'u' */
	bool		 testing;	/* t=y */
	bool		 reports;	/* rua= is there */
};

/*
 * False where the text is no DMARC record: v=DMARC1 must stand first.
 * Unknown tags and values are ignored, a tag's first appearance counts; an
 * invalid p, sp or np makes p=none where reports are asked for, else the
 * record is void (4.7).
 */
bool	dmarc_record_parse(const char *text, struct dmarc_record *r);

/*
 * Judges for this From domain (lower case) by the proofs that are in ev
 * already; fills ev->dmarc, clears ev->complete where a look-up failed.
 */
void	dmarc_check(const struct suffix_list *suffixes, struct arena *a,
	    const char *from_domain, txt_lookup_fn *txt, void *arg,
	    struct evidence *ev);

#endif
