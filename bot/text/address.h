/* SPDX-License-Identifier: ISC */
/*
 * One mail address out of a From field (RFC 5322, 3.4), judged strictly:
 * whatever is not unmistakably one address, for every program that may ever
 * show this mail, is malformed, with a sentence why.
 *
 * Refused on purpose although the RFC has them: groups, routes, address
 * literals, comments or blanks inside the address, quoted local parts that
 * are more than a plain word, and addresses with 8-bit characters
 * (RFC 6532), which cannot be compared safely.
 */
#ifndef TEXT_ADDRESS_H
#define TEXT_ADDRESS_H

#include <stdbool.h>

#include "base/str.h"

struct arena;

#define ADDRESS_FIELD_MAX	2000	/* bytes of the whole field */
#define ADDRESS_LOCAL_MAX	64	/* RFC 5321, 4.5.3.1.1 */
#define ADDRESS_DOMAIN_MAX	253
#define ADDRESS_COMMENTS_MAX	5	/* comments within comments */

struct address {
	const char	*address;	/* local@domain, domain in lower case */
	const char	*domain;	/* behind the @ of address */
	const char	*name;		/* display name in UTF-8, or NULL */
	const char	*trick;		/* a spoofing trick in name, or NULL */
	const char	*malformed;	/* why it is no single address, or NULL;
					 * then the others are NULL */
};

/* value: what stands behind "From:", folded as it came. */
void	address_parse(struct arena *a, struct span value, struct address *out);
/* A host name: dotted labels of letters, digits, '-' and '_', 1 to 253. */
bool	address_is_domain(struct span s);
/* Whether name is this domain, or lies below it; ASCII case ignored, false
 * where either is NULL. */
bool	address_within(const char *name, const char *domain);

#endif
