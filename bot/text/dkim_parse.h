/* SPDX-License-Identifier: ISC */
/* The two tag lists of DKIM, read strictly: the signature and the key. */
#ifndef TEXT_DKIM_PARSE_H
#define TEXT_DKIM_PARSE_H

#include <stdbool.h>
#include <stdint.h>

#include "text/evidence.h"
#include "text/mail.h"
#include "text/tags.h"

struct arena;

enum dkim_algorithm { DKIM_RSA_SHA1, DKIM_RSA_SHA256, DKIM_ED25519 };

struct dkim_signature {
	const struct mail_field *field;
	const char	*wrong;		/* permerror: why; then the rest may be
					 * NULL */
	const char	*domain;	/* d=, lower case */
	const char	*selector;	/* s= */
	const char	*identity;	/* i= or NULL */
	const char	*algorithm;	/* a= */
	enum dkim_algorithm alg;
	const char	*data;		/* b= without blanks */
	const char	*body_hash;	/* bh= without blanks */
	struct span	 signed_list;	/* h= */
	int64_t		 signed_at;	/* t=, or -1 */
	int64_t		 expires;	/* x=, or -1 */
	bool		 partial;	/* l= is there, of so many bytes: */
	int64_t		 length;
	bool		 relaxed_header, relaxed_body;	/* c= */
};

void	dkim_signature_read(struct arena *a, const struct mail_field *f,
	    struct dkim_signature *s);
/*
 * The same for what ARC's two signatures (RFC 8617) share with it: d=, s=, a=
 * and b=; and bh= and c= of the one that covers a body.  NULL, or what is
 * wrong, to be read after "it ".
 */
const char *dkim_shared_read(struct arena *a, const struct tags *t,
	    struct dkim_signature *s);
const char *dkim_body_read(struct arena *a, const struct tags *t,
	    struct dkim_signature *s);
/* A number of at most 12 digits (3.5), so that no sum overflows. */
bool	dkim_is_number(struct span s, int64_t *out);
/* How often the signature names this field in h=. */
unsigned dkim_signature_covers(const struct dkim_signature *s,
	    const char *name);

struct dkim_key {
	const char	*wrong;		/* permerror: why */
	enum proof_result result;	/* see dkim_key.h */
	const char	*record;	/* as it was found, or NULL */
	const char	*data;		/* p= without blanks */
	bool		 ed25519;	/* else RSA */
	bool		 testing;	/* t=y */
};

/* Reads a key record for this signature (3.6.1, 6.1.2). */
void	dkim_key_read(struct arena *a, const char *record,
	    const struct dkim_signature *s, struct dkim_key *k);

#endif
