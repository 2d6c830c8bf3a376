/* SPDX-License-Identifier: ISC */
/* A name for what was signed, by which a repeat of it is known. */
#ifndef TEXT_DIGEST_H
#define TEXT_DIGEST_H

#include <stdint.h>

#include "base/list.h"

struct arena;

/* SHA-256 over the signer, the time and the contents (struct span *), in
 * hexadecimal; NULL where it cannot be made. */
const char *digest_id(struct arena *a, const char *signer, int64_t made,
	    const struct list *contents);

#endif
