/* SPDX-License-Identifier: ISC */
/*
 * The encodings of a mail that we write: header words (RFC 2047), folding
 * (RFC 5322, 2.2.3) and quoted-printable (RFC 2045, 6.7).  Everything comes
 * out in lines of at most 76 characters that end in CR LF.
 */
#ifndef TEXT_ENCODE_H
#define TEXT_ENCODE_H

#include <stdbool.h>
#include <stddef.h>

#include "base/str.h"

struct buf;

#define ENCODE_LINE_MAX	76

/* A header field being written. */
struct encode_head {
	struct buf	*out;
	size_t		 column;
};

/* "Name:"; then words, then the end. */
void	encode_field(struct encode_head *h, struct buf *out,
	    const char *name);
/* A blank and the word as it is, on a new line where it does not fit. */
void	encode_token(struct encode_head *h, struct span word);
/* Free text: as it is where that is safe, else encoded words. */
void	encode_text(struct encode_head *h, const char *text);
/* A display name: atoms, a quoted string or encoded words. */
void	encode_phrase(struct encode_head *h, const char *name);
void	encode_end(struct encode_head *h);

/* May this text (lines ending in LF or CR LF) go as it is (7bit)? */
bool	encode_is_plain(const char *text);
/* Adds the text with CR LF line ends; the last line gets one too. */
void	encode_plain(struct buf *out, const char *text);
void	encode_quoted_printable(struct buf *out, const char *text);

#endif
