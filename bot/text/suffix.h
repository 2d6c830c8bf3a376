/* SPDX-License-Identifier: ISC */
/* The public suffix list: where an organisation's own names begin. */
#ifndef TEXT_SUFFIX_H
#define TEXT_SUFFIX_H

#include <stdbool.h>

#include "base/err.h"

struct suffix_list;

#define SUFFIX_FILE "/usr/share/publicsuffix/public_suffix_list.dafsa"

/* path NULL: SUFFIX_FILE, else the list built into libpsl. */
struct suffix_list *suffix_open(const char *path, struct err *e);
void	suffix_close(struct suffix_list *l);
/*
 * The registrable domain of a lower-case name, as a part of it:
 * "a.b.example.co.uk" gives "example.co.uk".  NULL where the name itself is a
 * public suffix.
 */
const char *suffix_organisation(const struct suffix_list *l,
	    const char *domain);

#endif
