/* SPDX-License-Identifier: ISC */
/*
 * OpenPGP and S/MIME keys and signatures for tests, made as they are needed.
 * All of it is made at the given times, so nothing hangs on today.
 */
#ifndef SUPPORT_PGPMAKE_H
#define SUPPORT_PGPMAKE_H

#include <stdbool.h>
#include <stdint.h>

#include "base/buf.h"

struct pgpmake;			/* one key and its secret half */

struct pgpmake_wish {
	const char	*algorithm;	/* "EDDSA", "RSA"; NULL EDDSA */
	uint32_t	 bits;		/* of RSA; 0 as the library likes */
	int64_t		 made;
	uint32_t	 lasts;		/* seconds, 0 for ever */
	bool		 subkey;	/* signs with a subkey */
};

struct pgpmake *pgpmake_new(const struct pgpmake_wish *w);
void	pgpmake_free(struct pgpmake *k);
/* "compromised", "retired", "superseded"; it signs nothing any more. */
void	pgpmake_revoke(struct pgpmake *k, const char *reason, int64_t at);
/* Its public key, armoured. */
void	pgpmake_public(const struct pgpmake *k, struct buf *out);
const char *pgpmake_fingerprint(const struct pgpmake *k);
/* The text as a clear-signed one, or a detached armoured signature of bytes;
 * hash NULL: SHA256. */
void	pgpmake_clear(const struct pgpmake *k, const char *text, int64_t made,
	    const char *hash, struct buf *out);
void	pgpmake_detached(const struct pgpmake *k, const char *bytes,
	    int64_t made, const char *hash, struct buf *out);
/* A whole mail, as a list sends it on: the text is signed, the subject and a
 * footer with CVE-2026-900999 are not. */
void	pgpmake_listed(const struct pgpmake *k, const char *from,
	    const char *subject, const char *text, int64_t made,
	    struct buf *out);

struct smimemake;		/* an authority, and a certificate by it */

/* address: in the certificate; valid from..until. */
struct smimemake *smimemake_new(const char *address, int64_t from,
	    int64_t until);
void	smimemake_free(struct smimemake *s);
/* PEM of the authority, or of the certificate itself. */
void	smimemake_cert(const struct smimemake *s, bool authority,
	    struct buf *out);
/* Its mails do not bring the certificate from now on. */
void	smimemake_leave_out(struct smimemake *s);
/* A whole body: "Content-Type: ..." lines, an empty one, the parts; opaque or
 * multipart/signed.  The time it was made is now. */
void	smimemake_mail(const struct smimemake *s, const char *entity,
	    bool opaque, struct buf *out);

#endif
