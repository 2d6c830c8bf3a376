/* SPDX-License-Identifier: ISC */
/*
 * The whole proof of one mail: header, DKIM, DMARC.  Used by the prover's
 * role, by `patchbot examine` through it, by the tests and the fuzzers.
 */
#ifndef TEXT_PROVE_H
#define TEXT_PROVE_H

#include <stdbool.h>
#include <stdint.h>

#include "base/err.h"
#include "base/str.h"
#include "text/authres_trust.h"
#include "text/evidence.h"
#include "text/txt.h"

struct arena;
struct prover;

#define PROVE_MAIL_MAX	(64 << 20)	/* bytes of a mail */

/*
 * Opens what is needed for good (libraries, the public suffix list; NULL: its
 * usual place), so that prove_mail() needs memory and time only.
 */
struct prover *prover_new(const char *suffix_file, struct err *e);
void	prover_free(struct prover *p);
/* Whose Authentication-Results count from now on, at first nobody's; copied. */
void	prover_trust(struct prover *p, const struct authres_trust *t);
/*
 * Fills *out, whose strings lie in the arena or in the mail's bytes.  when is
 * the moment to judge for; 0: the topmost Received, else Date, else now.
 * 0, or -1 where the mail is over PROVE_MAIL_MAX: *out says so, too.
 */
int	prove_mail(struct prover *p, struct arena *a, struct span mail,
	    int64_t when, txt_lookup_fn *txt, void *arg,
	    struct evidence *out);

#endif
