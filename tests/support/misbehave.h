/* SPDX-License-Identifier: ISC */
/*
 * Parsers that misbehave when a mail asks them to.  Linked into the reader,
 * the verifier and the prover of tests/e2e/test_misbehave.c alone (tests.mk),
 * where the linker puts misbehave_reader.c before mime_read(), and
 * misbehave_prover.c before prove_mail(): whatever a captured parser could do,
 * these do at the word of a header line
 *
 *	X-Misbehave: DEED ARGUMENT		(the reader, the verifier)
 *	X-Misbehave-Prover: DEED ARGUMENT
 *
 * and, where they live to tell, say what came of it as the reason why the mail
 * cannot be read: "misbehaved: DEED: done", or why it was not.
 */
#ifndef SUPPORT_MISBEHAVE_H
#define SUPPORT_MISBEHAVE_H

#include <stdbool.h>

#include "base/err.h"
#include "base/str.h"

/* Does what the mail asks for behind that name of a field ("X: "); false: it
 * asks for nothing.  What came of it is in *e. */
bool	misbehave(const char *trigger, struct span mail, struct err *e);

#endif
