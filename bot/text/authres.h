/* SPDX-License-Identifier: ISC */
/*
 * Authentication-Results (RFC 8601): what a gateway says that it found.  Any
 * sender can write such a field, so one counts only where its authserv-id is
 * one that the site names, and where trace order shows that the site's own
 * servers put it there: in the topmost unbroken run of them.
 */
#ifndef TEXT_AUTHRES_H
#define TEXT_AUTHRES_H

#include <stdbool.h>
#include <stddef.h>

#include "base/str.h"
#include "text/authres_trust.h"
#include "text/evidence.h"
#include "text/mail.h"

struct arena;

#define AUTHRES_FIELD_MAX	16384	/* bytes of one field */
#define AUTHRES_RESULTS_MAX	50	/* results of one field */
#define AUTHRES_PROPERTIES_MAX	20	/* properties of one result */
#define AUTHRES_COMMENT_DEPTH	20	/* comments within comments */
#define AUTHRES_WORDS_MAX	8	/* results that go into evidence */

struct authres_property {
	const char	*type;		/* "header", or "" where left out */
	const char	*name;		/* "from"; both in lower case */
	const char	*value;
};

struct authres_result {
	const char	*method;	/* "dkim", lower case */
	unsigned	 version;	/* of the method; 1 where not said */
	const char	*result;	/* "pass", lower case */
	const char	*reason;	/* or NULL */
	const char	*comment;	/* the first behind it, or NULL */
	struct authres_property *properties;
	size_t		 n;
};

struct authres {
	const char	*wrong;		/* what, to be read after "it ", or
					 * NULL; id may be there even so */
	const char	*id;		/* authserv-id, as written; or NULL */
	unsigned	 version;	/* 1 where not said */
	struct authres_result *results;	/* n is 0 for "none" */
	size_t		 n;
};

/*
 * Reads a field's value.  As strict as RFC 8601, 2.2, but for two things that
 * are common: a property without its type ("version=TLSv1.2"), and a ';' at
 * the end.  All strings lie in the arena.
 */
void	authres_parse(struct arena *a, struct span value, struct authres *r);
/* The value of a property, or NULL. */
const char *authres_get(const struct authres_result *r, const char *type,
	    const char *name);

/*
 * Adds the results of dkim, dmarc and spf (at most max) as proofs to ev: their
 * method is PREFIX-dkim and so on, by who says so, domain what it is said of
 * (header.d or header.i; header.from; smtp.mailfrom), lower case.
 */
void	authres_add(struct arena *a, const struct authres *r,
	    const char *prefix, const char *by, size_t max,
	    struct evidence *ev);

/*
 * Adds what the trusted fields of this mail say ("authres-dkim", ...) to ev.
 *
 * The header is read from the top, as its fields were put there.  The first
 * Received by a host that trust does not name ends it: what stands below is
 * the sender's.  So does the first field of another authserv-id, and any
 * field that no server writes there (From, DKIM-Signature, ...).  Below a
 * Received of the very host that the authserv-id names only one field counts,
 * since the next may be the sender's.  A field with a trusted name anywhere
 * else is told as one proof "authres" that counts for nothing.  Nothing is
 * done where trust names nobody.
 */
void	authres_check(struct arena *a, const struct mail *m,
	    const struct authres_trust *trust, struct evidence *ev);

#endif
