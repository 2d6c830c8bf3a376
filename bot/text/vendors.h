/* SPDX-License-Identifier: ISC */
/*
 * The vendors file: who may announce what, and what proves it.
 *
 *	vendor debian {
 *		name "Debian"
 *		known-as "Debian Security Team"
 *		from *@debian.org *@lists.debian.org
 *		list debian-security-announce.lists.debian.org
 *		reader debian
 *		key debian-security.asc
 *		prove any { dkim debian.org; dmarc; pgp FINGERPRINT }
 *	}
 *
 * Vendors do not mail patches: what bears an attachment that can run something
 * is forged, whatever it proves, unless the entry says "sends programs".
 *
 * "from" may stand several times.  A vendor's own domains are those of its
 * "*@" patterns, and the registered domain of any pattern where it is called
 * as the vendor is (debian.org of *@lists.debian.org): any other address
 * there, or below, claims the vendor too, without being one of its own.
 */
#ifndef TEXT_VENDORS_H
#define TEXT_VENDORS_H

#include <stdbool.h>
#include <stddef.h>

#include "base/list.h"
#include "text/conf.h"

struct arena;

enum prove_kind {
	PROVE_ANY, PROVE_ALL,	/* of the children */
	PROVE_DKIM,		/* a passing signature of this domain or one
				 * below it */
	PROVE_DMARC,		/* DMARC passes for the From domain */
	PROVE_ARC,		/* an ARC chain holds, this domain sealed it
				 * last and says that From was proven */
	PROVE_LIST,		/* a passing signature of this host, or one
				 * below it, and a List-Id within it */
	PROVE_PGP,		/* an OpenPGP signature of this key, which
				 * one of the vendor's files holds, passes */
	PROVE_SMIME,		/* an S/MIME signature passes that this file's
				 * certificates vouch for */
};

struct prove {
	enum prove_kind	 kind;
	const char	*argument;	/* the domain, lower case; PGP: the
					 * fingerprint; SMIME: the file's path;
					 * NULL */
	const struct conf_node *node;	/* where it stands */
	struct list	 children;	/* struct prove * */
};

struct vendor {
	const char	*id;		/* "debian" */
	const char	*name;		/* "Debian", for people */
	struct list	 from;		/* char *: "a@b" or "*@b" (b only, not
					 * below b; "*@*.b": below b only) */
	struct list	 names;		/* char *: display names it goes by,
					 * name first, then known-as */
	struct list	 lists;		/* char *: List-Id of its lists */
	const char	*reader;	/* its bulletin reader; NULL: as id */
	const struct prove *prove;
	bool		 sends_programs; /* attached ones are no forgery */
	struct list	 keys;		/* struct key_file *: pinned ones
					 * (text/keyring.h); their bytes are
					 * read by flow/keys.h */
};

extern const struct conf_rule vendors_rules[];	/* "vendor NAME { ... }" */

/* Adds the vendors among parent's children, each checked by the rules above;
 * -1 where the report got errors.  Other directives are left alone. */
int	vendors_read(struct arena *a, const struct conf_node *parent,
	    struct list *vendors, struct conf_report *r);
/* The vendor that this address belongs to by its from patterns, or NULL. */
const struct vendor *vendors_by_address(const struct list *vendors,
	    const char *address);
/*
 * Whether the address lies in a domain of the vendor's own (above), listed or
 * not.  A mail from there that DMARC proves is no forgery, though it is no
 * announcement either.
 */
bool	vendors_own(const struct vendor *v, const char *address);
/*
 * The vendor this mail claims to be: by address; else by a near-miss domain
 * (edit distance 1, look-alike letters, the vendor's domain as a label or
 * prefix of another one); else by its display name.  *how tells which, as a
 * sentence for a person.  NULL: claims none.
 *
 * Only an address that vendors_by_address() knows can be authentic: a
 * near-miss domain passes DMARC for itself.  Either string may be NULL.
 */
const struct vendor *vendors_claimed(struct arena *a,
	    const struct list *vendors, const char *address,
	    const char *display_name, const char **how);

#endif
