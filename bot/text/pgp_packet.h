/* SPDX-License-Identifier: ISC */
/*
 * OpenPGP's outer form (RFC 9580, 4 to 6): ASCII armour, packets, and what a
 * signature or a key says of itself.  Nothing is verified here; it is for
 * telling a person what is there, and for handing the library (text/pgp.h)
 * signatures and nothing else.
 */
#ifndef TEXT_PGP_PACKET_H
#define TEXT_PGP_PACKET_H

#include <stdbool.h>
#include <stdint.h>

#include "base/str.h"

struct buf;

enum pgp_tag {
	PGP_SIGNATURE = 2, PGP_KEY = 6, PGP_UID = 13, PGP_SUBKEY = 14,
};

/* One packet: whole with its header, and its body. */
struct pgp_packet {
	int		 tag;
	struct span	 whole, body;
};
/*
 * Moves *rest behind the next packet: 1 there was one, 0 the end, -1 what is
 * there is no packet, or one of unknown or partial length (which neither keys
 * nor signatures have).
 */
int	pgp_next(struct span *rest, struct pgp_packet *p);

/*
 * Adds the bytes of the armoured block "-----BEGIN PGP what-----" that comes
 * next in *rest, and moves *rest behind it; what is NULL: of any kind.  False
 * where there is none, or it is damaged.  The old checksum line is passed
 * over: it proves nothing.
 */
bool	pgp_armour(struct buf *out, struct span *rest, const char *what);

#define PGP_FINGERPRINT	32	/* bytes of the longest one */

struct pgp_sig_facts {
	unsigned	 version;	/* 3, 4, 6 */
	unsigned	 type;		/* 0 of bytes, 1 of text, ... */
	unsigned	 algorithm;	/* of the key: RFC 9580, 9.1 */
	unsigned	 hash;		/* RFC 9580, 9.5 */
	int64_t		 made;		/* 0 not stated */
	int64_t		 key_lasts;	/* seconds, of a self-signature; 0 */
	char		 issuer[2 * PGP_FINGERPRINT + 1];	/* of the key,
					 * or the last 16 digits of that */
};
/* What a signature packet's body says; only its signed part is believed, but
 * for the issuer, which is a hint.  False: not of a known form. */
bool	pgp_sig_facts(struct span body, struct pgp_sig_facts *f);

struct pgp_key_facts {
	unsigned	 version;
	unsigned	 algorithm;
	unsigned	 bits;		/* 0 not known */
	int64_t		 made;
};
bool	pgp_key_facts(struct span body, struct pgp_key_facts *f);

/* For people: "RSA", "SHA256"; "algorithm 99" is NULL. */
const char *pgp_algorithm_name(unsigned algorithm);
const char *pgp_hash_name(unsigned hash);
/* Is it the name of such a hash, in either case?  Empty: no. */
bool	pgp_is_hash(struct span name);

#endif
