/* SPDX-License-Identifier: ISC */
/*
 * Keys of signatures, decoded once.  Decoding one costs OpenSSL 3 more than
 * checking a signature by it, and libopendkim decodes for each mail anew.  So
 * the function by which it does stands here a second time (the linker prefers
 * a program's own) and keeps what it decoded, by its bytes: the same bytes are
 * the same key.  What it gives is what OpenSSL's would, and the bare RSA key of
 * RFC 8017, A.1.1, which RFC 6376, 3.6.1 names, as well.
 */
#ifndef TEXT_DKIM_DECODED_H
#define TEXT_DKIM_DECODED_H

#include <stddef.h>

/* Bits of an RSA key from its p= (base64 without blanks), 0 where it is none.
 * The library rounds them up to whole bytes. */
unsigned dkim_decoded_bits(const char *base64);
size_t	dkim_decoded_count(void);	/* keys that are kept */
void	dkim_decoded_forget(void);

#endif
