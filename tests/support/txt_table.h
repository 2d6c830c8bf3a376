/* SPDX-License-Identifier: ISC */
/* A table of TXT records for tests; what is not in it is NXDOMAIN. */
#ifndef SUPPORT_TXT_TABLE_H
#define SUPPORT_TXT_TABLE_H

#include "base/list.h"
#include "text/txt.h"

struct txt_table {
	struct list	 entries;
	unsigned	 asked;		/* look-ups so far */
	const char	*last;		/* the name asked for last */
};

/* Special texts: the look-up fails; the name exists but has no TXT. */
extern const char table_fails[], table_empty[];

void	table_add(struct txt_table *z, const char *name, const char *text);
void	table_free(struct txt_table *z);
/* A txt_lookup_fn; arg is the struct txt_table. */
void	table_txt(void *arg, struct arena *a, const char *name,
	    struct txt_answer *ans);

#endif
