/* SPDX-License-Identifier: ISC */
/* A prover's parser that misbehaves; see misbehave.h. */
#include "base/arena.h"
#include "tests/support/misbehave.h"
#include "text/prove.h"

/* What the linker's --wrap makes of the two. */
int	__real_prove_mail(struct prover *p, struct arena *a, struct span mail,
	    int64_t when, txt_lookup_fn *txt, void *arg, struct evidence *out);
int	__wrap_prove_mail(struct prover *p, struct arena *a, struct span mail,
	    int64_t when, txt_lookup_fn *txt, void *arg, struct evidence *out);

int
__wrap_prove_mail(struct prover *p, struct arena *a, struct span mail,
    int64_t when, txt_lookup_fn *txt, void *arg, struct evidence *out)
{
	struct err e = { 0 };
	int rc;
	bool bad = misbehave("X-Misbehave-Prover: ", mail, &e);

	rc = __real_prove_mail(p, a, mail, when, txt, arg, out);
	if (bad)
		out->malformed = arena_str(a, e.text);
	return rc;
}
