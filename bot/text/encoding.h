/* SPDX-License-Identifier: ISC */
/*
 * A Content-Transfer-Encoding that no signature covers (RFC 6376, 8.15): could
 * somebody have swapped it, so that the signed bytes show another text?
 */
#ifndef TEXT_ENCODING_H
#define TEXT_ENCODING_H

#include <stdbool.h>

#include "text/mail.h"

/*
 * False where the bytes are shown as they are (7bit, 8bit, binary), and where
 * the whole body is of the form that its encoding asks for, so that it was
 * written as such: base64 and nothing else, or quoted-printable with every
 * '=' in its place and no line over 76 (RFC 2045, 6.7, 6.8).  Many real
 * signers leave the field out, so the rest of them need not be refused.
 */
bool	encoding_is_open(const struct mail *m);

#endif
