/* SPDX-License-Identifier: ISC */
/* What of a mail a signature covers, for DKIM and for ARC. */
#ifndef TEXT_DKIM_COVERS_H
#define TEXT_DKIM_COVERS_H

#include "text/dkim_parse.h"
#include "text/evidence.h"
#include "text/mail.h"

/*
 * The fields that it covers so that nobody could have changed one, or added
 * it: enum mail_covered.  A field that is not there counts where it was signed
 * as absent.
 */
uint32_t dkim_covered(const struct mail *m, const struct dkim_signature *s);
/*
 * The name of a field that decides what is shown of the text, is there, and
 * could be somebody else's: Subject, Content-Type, and an encoding that the
 * text could be meant for without (encoding.h); or a second Date or
 * MIME-Version.  NULL: there is none.
 */
const char *dkim_swappable(const struct mail *m,
	    const struct dkim_signature *s);

#endif
