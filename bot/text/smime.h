/* SPDX-License-Identifier: ISC */
/*
 * S/MIME signatures (RFC 8551, CMS) held against pinned certificates or named
 * authorities, by OpenSSL.  The system's authorities count for nothing here.
 *
 * A signature passes where all its signers' certificates lead to one that is
 * pinned, are meant for signing mail, hold the From address, were valid at the
 * time of the mail, and nothing in them is weak.
 */
#ifndef TEXT_SMIME_H
#define TEXT_SMIME_H

#include <stdint.h>

#include "base/list.h"
#include "text/signed.h"

struct arena;

#define SMIME_SIGNERS_MAX	8	/* of one signature */
#define SMIME_CONTENT_MAX	(32 << 20)	/* bytes within an opaque one */

/*
 * Adds a proof (struct proof *) for the part, an S/MIME one.  files: those of
 * KEY_SMIME among these count.  from: the one From address; when: the time of
 * the mail; 0, not known: that of the signature itself.  *content becomes what
 * was signed: of a detached signature the part's own, else what lies within
 * it.
 */
void	smime_check(struct arena *a, const struct signed_part *part,
	    const struct list *files, const char *from, int64_t when,
	    struct list *proofs, struct span *content);
/* Opens what the library needs for good: to be called before the seal. */
void	smime_open(void);

#endif
