/* SPDX-License-Identifier: ISC */
/* The key of a signature, fetched and read: for DKIM and for ARC. */
#ifndef TEXT_DKIM_KEY_H
#define TEXT_DKIM_KEY_H

#include "text/dkim_parse.h"
#include "text/evidence.h"
#include "text/txt.h"

/* "SELECTOR._domainkey.DOMAIN" */
const char *dkim_key_name(struct arena *a, const struct dkim_signature *s);
/*
 * Asks for the key record of s and reads it into *k.  PROOF_PASS: it is a key
 * for this signature; else k->wrong says what is wrong: PROOF_TEMPERROR where
 * it could not be looked up, PROOF_PERMERROR where there is none, where there
 * are several, or where it is not for s.  The same is in k->result.
 */
enum proof_result dkim_key_fetch(struct arena *a,
	    const struct dkim_signature *s, txt_lookup_fn *txt, void *arg,
	    struct dkim_key *k);

#endif
