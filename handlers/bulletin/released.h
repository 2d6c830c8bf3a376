/* SPDX-License-Identifier: ISC */
/*
 * Bulletins that nothing proved when a person released them.  Whoever reads
 * of one is told who did and why, for good: also after the vendor's own mail
 * came and proved it, which is then said beside it.
 */
#ifndef BULLETIN_RELEASED_H
#define BULLETIN_RELEASED_H

#include "handlers/bulletin/bulletin.h"

#define RELEASED_WHY	200	/* characters of a reason in a mention */

/* "not proven; Ines released it: by telephone"; NULL where it never was. */
const char *released_words(struct work *w, const struct bulletin *b);
/* Sets released, released-by, released-why and proven-since. */
void	released_model(struct work *w, const struct bulletin *b,
	    struct model *m);

/* A revision of old: who released is carried over to b. */
void	released_carry(struct work *w, const struct bulletin *old,
	    struct bulletin *b);
/* Writes since when b, which was saved, is proven. */
int	released_save(struct work *w, const struct bulletin *b,
	    struct err *e);
/* The same facts came once more: proven now, where the mail is. */
int	released_confirm(struct work *w, const struct mail_in *m,
	    const struct bulletin *old, struct err *e);

#endif
