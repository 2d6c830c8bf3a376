/* SPDX-License-Identifier: ISC */
/*
 * TXT look-ups, as the proof asks for them.  This layer does no I/O: whoever
 * calls hands in the function that knows how (the prover's role asks core,
 * the tests answer from a table).
 */
#ifndef TEXT_TXT_H
#define TEXT_TXT_H

#include <stdbool.h>
#include <stdint.h>

#include "base/list.h"

struct arena;

enum txt_status {
	TXT_FOUND,
	TXT_NONE,	/* the name does not exist, or has no TXT */
	TXT_FAILED,	/* time-out, SERVFAIL, bogus: try again later */
	TXT_REFUSED,	/* such names are not looked up here */
};

struct txt_answer {
	enum txt_status	 status;
	bool		 nxdomain;	/* the name itself does not exist */
	bool		 secure;	/* DNSSEC validated */
	uint32_t	 ttl;
	struct list	 texts;		/* char *: one per record, its strings
					 * joined; in the arena */
	const char	*why;		/* where it failed, or NULL */
};

/*
 * Fills *ans (zeroed by the caller).  The name is lower case ASCII without a
 * trailing dot.  The array of ans->texts is freed by the caller (list_free).
 */
typedef void txt_lookup_fn(void *arg, struct arena *a, const char *name,
	    struct txt_answer *ans);

/*
 * The names that a proof asks for, lower case: "SELECTOR._domainkey.DOMAIN",
 * "_dmarc.DOMAIN", and a host name of at least two labels, whose existence is
 * what DMARC's np= asks about (RFC 9989, 4.7).  The prover asks for no other,
 * and core answers it none, should it be no prover any more.
 */
bool	txt_may_ask(const char *name);

#endif
