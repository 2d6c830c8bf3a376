/* SPDX-License-Identifier: ISC */
/* A table of TXT records for tests; what is not in it is NXDOMAIN. */
#ifndef SUPPORT_ZONE_H
#define SUPPORT_ZONE_H

#include "base/list.h"
#include "text/txt.h"

struct zone {
	struct list	 entries;
	unsigned	 asked;		/* look-ups so far */
	const char	*last;		/* the name asked for last */
};

/* Special texts: the look-up fails; the name exists but has no TXT. */
extern const char zone_fails[], zone_empty[];

void	zone_add(struct zone *z, const char *name, const char *text);
void	zone_free(struct zone *z);
/* A txt_lookup_fn; arg is the struct zone. */
void	zone_txt(void *arg, struct arena *a, const char *name,
	    struct txt_answer *ans);

#endif
