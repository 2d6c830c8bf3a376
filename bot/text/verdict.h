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
	int64_t		 dated;		/* of an authentic one: judge_dated() */
};

/*
 * An authentic mail that came this many seconds after its date stays so, but
 * its reasons say it: anybody can send an old one once more, and many real
 * signatures never expire (x=).
 */
#define JUDGE_LATE	(7 * 86400)

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
/*
 * When the mail was written, as what proves it has it: Date where a signature
 * covers it, else the time of signing (t=), which it always covers.  0 where
 * neither is there: then only the time of receipt is known.
 */
int64_t	judge_dated(const struct vendor *v, const struct evidence *ev);
/*
 * Whether Message-ID is what the sender of a domain-proven mail wrote, so that
 * the same mail sent once more is known by it.
 */
bool	judge_id_proven(const struct evidence *ev);

#endif
