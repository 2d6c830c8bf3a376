/* SPDX-License-Identifier: ISC */
/*
 * XMPP addresses (RFC 7622) and text for XML.  Addresses arrive from our own
 * server already prepared; here they are only taken apart and compared.
 */
#ifndef EDGE_JID_H
#define EDGE_JID_H

#include <stdbool.h>
#include <stddef.h>

struct buf;

#define JID_MAX		3071	/* bytes of a full JID, RFC 7622, 3.1 */

/* The resource behind the first '/', or NULL where there is none. */
const char *jid_resource(const char *jid);
/* Bytes of the bare part. */
size_t	jid_bare_len(const char *jid);
/* Same bare JID, resources left out of account; ASCII case is ignored.
 * NULL equals nothing. */
bool	jid_same_bare(const char *a, const char *b);
/* The part behind '@' and before '/'; the caller frees it. */
char	*jid_domain(const char *jid);
/* local@domain without resource, blanks or control characters, both parts
 * non-empty and together at most JID_MAX. */
bool	jid_is_account(const char *jid);

/*
 * Adds s as XML text or attribute value (for either quote): markup is
 * escaped; what XML 1.0 cannot carry (2.2: control characters, U+FFFE,
 * U+FFFF) becomes U+FFFD or is left out, since one such character would make
 * the server end the stream.
 */
void	xml_add(struct buf *b, const char *s);

#endif
