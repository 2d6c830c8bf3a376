/* SPDX-License-Identifier: ISC */
/*
 * A mail's signatures: found (signed.h), held against the keys that are pinned
 * for its sender (pgp.h, smime.h), and the mail without all that they do not
 * cover.  For the verifier's sealed child, the tests and the fuzzers.
 */
#ifndef TEXT_VERIFY_H
#define TEXT_VERIFY_H

#include <stdbool.h>
#include <stdint.h>

#include "base/err.h"
#include "base/list.h"
#include "base/str.h"

struct arena;
struct verifier;

#define VERIFY_PROOFS_MAX	16	/* of one mail: READING_PROOFS_MAX */

struct verify_question {
	const char	*from;		/* the one From address; NULL none */
	int64_t		 when;		/* the time of the mail; 0, not known:
					 * that of the signature itself */
	struct list	 owners;	/* char *: whose keys count, such as
					 * "vendor debian" */
};

struct verify_answer {
	struct list	 proofs;	/* struct proof *, at most
					 * VERIFY_PROOFS_MAX; in the arena */
	struct span	 only;		/* the mail with nothing in it but what
					 * passed; p NULL: nothing passed */
	int64_t		 made;		/* when that was signed */
	const char	*id;		/* of what passed: the same for the same
					 * words of the same key and second,
					 * however they are wrapped; NULL */
};

struct verifier *verifier_new(struct err *e);
void	verifier_free(struct verifier *v);
/* These files (struct key_file *) are pinned from now on; now: the present.
 * What cannot be used is left out: -1, and *e names the last one. */
int	verifier_keys(struct verifier *v, const struct list *files,
	    int64_t now, struct err *e);
void	verify_mail(struct verifier *v, struct arena *a, struct span mail,
	    const struct verify_question *q, struct verify_answer *out);

#endif
