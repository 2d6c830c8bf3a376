/* SPDX-License-Identifier: ISC */
/*
 * The judgement: evidence and the vendors file in, a verdict with its reasons
 * in words out.  Pure, so `patchbot examine`, the gate and the tests agree.
 */
#ifndef TEXT_VERDICT_H
#define TEXT_VERDICT_H

#include "text/evidence.h"
#include "text/reading.h"
#include "text/vendors.h"

enum verdict {
	VERDICT_UNKNOWN,	/* claims no vendor */
	VERDICT_AUTHENTIC,	/* one From, and the prove block holds */
	VERDICT_UNVERIFIED,	/* claims a vendor, not proven, not forged */
	VERDICT_FORGED,		/* claims a vendor and cannot be from it */
	VERDICT_MALFORMED,	/* From is no single address, or a limit */
};
const char *verdict_name(enum verdict v);

struct judgement {
	enum verdict	 verdict;
	const struct vendor *vendor;	/* claimed or proven; NULL */
	struct list	 why;		/* char *: sentences for a person; all
					 * of it in the arena: no list_free */
	bool		 again;		/* a look-up failed: judge later */
};

void	judge(struct arena *a, const struct list *vendors,
	    const struct evidence *ev, struct judgement *j);
/*
 * The same once more, when the mail was read: one that claims a vendor and
 * carries what is never passed on (attachment.refused) becomes forged, unless
 * the vendor's entry says that it sends programs.  A malformed one stays so.
 */
void	judge_reading(struct arena *a, const struct reading *r,
	    struct judgement *j);
/*
 * How well a person's own address is proven by the same evidence: true where
 * DMARC passes for it (or an aligned DKIM signature without DMARC record).
 */
bool	judge_domain_proven(const struct evidence *ev);

#endif
