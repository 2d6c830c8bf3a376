/* SPDX-License-Identifier: ISC */
/*
 * What a name looks like to a hasty eye: letters of other scripts, accents,
 * digits for letters and pairs like "rn" are folded to one plain form, so
 * that two names which look alike become equal.
 */
#ifndef TEXT_LOOKALIKE_H
#define TEXT_LOOKALIKE_H

#include <stdbool.h>
#include <stddef.h>

#include "base/str.h"

struct buf;

#define LOOKALIKE_LABEL_MAX 63	/* bytes of a label that are decoded */

enum lookalike {
	FOLD_SCRIPT,	/* other scripts and accents become ASCII letters,
			 * invisible characters go, all lower case */
	FOLD_SHAPE,	/* also 0 o, 1 i l |, 5 s, rn m, vv w become one */
};

/* Adds the folded form of UTF-8 text; what looks like nothing in ASCII
 * becomes '?'. */
void	lookalike_fold(struct buf *out, struct span text, enum lookalike how);
/*
 * Adds a domain in Unicode (UTF-8): labels that begin with "xn--" decoded by
 * RFC 3492, those that cannot be left as they are.
 */
void	lookalike_domain(struct buf *out, const char *domain);
/* At most one letter inserted, lost, changed, or two neighbours swapped. */
bool	lookalike_slip(struct span a, struct span b);

#endif
