/* SPDX-License-Identifier: ISC */
/*
 * What of a mail is signed: finds clear-signed text (RFC 9580, 7), PGP/MIME
 * (RFC 3156) and S/MIME (RFC 8551) and the exact bytes that each signature is
 * over.  Pure framing with a small MIME walk of its own: nothing is verified,
 * and libetpan does not see a byte of it before that.
 *
 * What is shown must be what was signed.  So a signed part counts only where
 * it is the first thing that a person would be shown: the whole mail, or the
 * first part of a multipart/mixed (a list's wrapper, whose footer follows).
 * What stands behind it is left out; anything before it, around it or beside
 * it as another form of the same text makes all of it count for nothing.
 */
#ifndef TEXT_SIGNED_H
#define TEXT_SIGNED_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/list.h"
#include "base/str.h"

struct arena;

#define SIGNED_PARTS_MAX	20	/* clear-signed blocks of one mail */
#define SIGNED_DEPTH_MAX	4	/* multiparts within each other */
#define SIGNED_CHILDREN_MAX	100	/* parts of one multipart */
#define SIGNED_SIGNATURE_MAX	(256 << 10)	/* bytes of a signature */

#define SIGNED_RSA_MIN		2048	/* bits of an RSA or DSA key that
					 * counts */
/* Seconds between a signature and its mail: one that is older may be an old
 * message in a new envelope. */
#define SIGNED_AGE_MAX		(7 * INT64_C(86400))
#define SIGNED_FUTURE_MAX	INT64_C(86400)

enum signed_kind {
	SIGNED_CLEAR,		/* text in armour */
	SIGNED_PGP,		/* multipart/signed, PGP/MIME */
	SIGNED_SMIME,		/* multipart/signed, S/MIME */
	SIGNED_SMIME_OPAQUE,	/* the text lies within the signature */
};

struct signed_part {
	enum signed_kind kind;
	struct span	 content;	/* as signed, CR LF line ends: text
					 * without its last line end (CLEAR), or
					 * a MIME entity; OPAQUE: none */
	struct span	 signature;	/* OpenPGP packets, or DER */
	const char	*charset;	/* CLEAR: what the part says; NULL */
};

struct signed_mail {
	struct list	 parts;		/* struct signed_part *: all CLEAR, or
					 * one of another kind; in the arena */
	const char	*refused;	/* why nothing that is signed in it
					 * counts, a sentence; NULL */
	const char	*encrypted;	/* in which form it is; NULL: not */
	bool		 rest;		/* something unsigned stands behind */
};

/* All of *out lies in the arena or in the mail's bytes. */
void	signed_find(struct arena *a, struct span mail,
	    struct signed_mail *out);
/*
 * The mail as it would be with nothing in it but what was signed: its header
 * without the fields of MIME, and the content.  content: as of a signed_part
 * (CLEAR: the texts in their order), or what was found in an opaque one.
 */
struct span signed_only(struct arena *a, struct span mail,
	    enum signed_kind kind, const struct list *contents,
	    const char *charset);
/* Why a signature made then cannot be the one of a mail of this time, or NULL:
 * a sentence's end ("it was made at ..."). */
const char *signed_badly_timed(struct arena *a, int64_t made, int64_t when);

#endif
