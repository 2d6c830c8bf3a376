/* SPDX-License-Identifier: ISC */
/* Between a vendor's prove block and the verdict by it; see verdict.h. */
#ifndef TEXT_VERDICT_PARTS_H
#define TEXT_VERDICT_PARTS_H

#include "text/verdict.h"

/* Whether something holds: a failed look-up leaves it open. */
enum holds { HOLDS_NOT, HOLDS_MAYBE, HOLDS };

/* Adds to why what speaks for it, or against it; p NULL: nothing is asked for,
 * and nothing holds. */
enum holds judge_holds(struct arena *a, const struct prove *p,
	    const struct evidence *ev, struct list *why);
/* The domain of the one From address, or NULL. */
const char *judge_from_domain(const struct evidence *ev);
/* The organisation that it belongs to: by DMARC, else that domain itself. */
const char *judge_organisation(const struct evidence *ev);
/* A DKIM signature with this result whose domain is, or lies below, this. */
const struct proof *judge_dkim_of(const struct evidence *ev,
	    const char *domain, enum proof_result r);

#endif
