/* SPDX-License-Identifier: ISC */
/*
 * What the prover found in a mail's header and signatures: evidence, never a
 * decision.  Core judges it (text/verdict.h), stores it, and shows it.
 */
#ifndef TEXT_EVIDENCE_H
#define TEXT_EVIDENCE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/err.h"
#include "base/pack.h"

struct arena;

/* RFC 8601, 2.7.1; POLICY = cryptographically good, but refused. */
enum proof_result {
	PROOF_NONE, PROOF_PASS, PROOF_FAIL, PROOF_POLICY, PROOF_NEUTRAL,
	PROOF_TEMPERROR, PROOF_PERMERROR
};
const char *proof_result_name(enum proof_result r);

/* What of a mail a signature covers, so that nobody could have changed it. */
enum mail_covered {
	COVERED_FROM		= 0x001,
	COVERED_SUBJECT		= 0x002,
	COVERED_DATE		= 0x004,
	COVERED_MESSAGE_ID	= 0x008,
	COVERED_TO		= 0x010,
	COVERED_REPLY_TO	= 0x020,
	COVERED_LIST_ID		= 0x040,
	COVERED_CONTENT_TYPE	= 0x080,
	COVERED_ENCODING	= 0x100,	/* Content-Transfer-Encoding */
	COVERED_SHOWN		= 0x200,	/* nothing that decides what is
					 * shown of the text is left open */
};

struct proof {
	const char	*method;	/* "dkim", "arc"; words of others:
					 * "arc-dkim", "authres-spf", ...; of
					 * the verifier: "pgp", "smime", or
					 * "signed" (what is said of both) */
	enum proof_result result;
	const char	*by;		/* who says so, where it is a word: the
					 * authserv-id, or ARC's sealer */
	uint32_t	 covered;	/* enum mail_covered; 0: not known */
	int64_t		 signed_at;	/* t=, or 0 */
	const char	*domain;	/* d=, lower case; smime: the address
					 * in the certificate */
	const char	*selector;
	const char	*identity;	/* i=, or NULL; pgp: fingerprint of the
					 * primary key; smime: the subject */
	const char	*algorithm;	/* a= */
	uint32_t	 bits;		/* of the key; 0 not known */
	const char	*why;		/* a sentence for a person */
	const char	*key;		/* the key record that was used;
					 * smime: the file that vouched */
};

struct dmarc_evidence {
	enum proof_result result;
	const char	*domain;	/* where the record was found */
	const char	*organisation;	/* organisational domain of From */
	const char	*policy;	/* "none" "quarantine" "reject"; NULL */
	const char	*record;	/* the record that decided, or NULL */
	const char	*why;
	uint32_t	 covered;	/* by what made it pass */
};

/* Signs in the header that matter to the verdict and to loop safety. */
enum mail_sign {
	SIGN_LIST	 = 0x01,	/* List-Id, List-Post, Mailing-List */
	SIGN_RELAYED	 = 0x02,	/* a list or gateway stood in between */
	SIGN_AUTO	 = 0x04,	/* Auto-Submitted other than "no" */
	SIGN_BULK	 = 0x08,	/* Precedence: bulk, junk, list */
	SIGN_NULL_SENDER = 0x10,	/* Return-Path: <> */
	SIGN_OURS	 = 0x20,	/* our own loop header */
	SIGN_TRICK	 = 0x40,	/* a known spoofing trick: see trick */
};

#define EVIDENCE_PROOFS_MAX	32

struct evidence {
	const char	*from;		/* the one From address, domain in
					 * lower case; NULL where malformed */
	const char	*from_name;	/* display name, decoded to UTF-8 */
	const char	*malformed;	/* why From is no single address or a
					 * limit is exceeded; NULL: it is not */
	const char	*trick;		/* which trick was seen, or NULL */
	const char	*message_id;	/* with its angle brackets, or NULL */
	const char	*in_reply_to;
	const char	*references;
	const char	*subject;	/* decoded to UTF-8, one line */
	const char	*reply_to;
	const char	*to;		/* raw, unfolded */
	const char	*list_id;	/* what stands in <>, or NULL */
	int64_t		 date;		/* Date:, 0 where unreadable */
	int64_t		 received;	/* topmost Received:, 0 */
	uint32_t	 signs;		/* enum mail_sign */
	bool		 complete;	/* every look-up was answered */
	uint32_t	 n;
	struct proof	 proofs[EVIDENCE_PROOFS_MAX];
	struct dmarc_evidence dmarc;
};

/* One proof, as evidence and readings carry it. */
void	proof_pack(struct buf *b, const struct proof *p);
void	proof_unpack(struct unpack *u, struct arena *a, struct proof *p);
/* Adds a proof that was found later; where there is no room, instead of one
 * that proves nothing.  False: there is no such, either. */
bool	evidence_add(struct evidence *ev, const struct proof *p);
/*
 * The word of a trusted gateway that DMARC failed for this From domain (lower
 * case), or that it failed and not for which; NULL: there is none.  Then its
 * other words are no proof of DMARC: it judged by them, or they are not its
 * own.
 */
const struct proof *evidence_against(const struct evidence *ev,
	    const char *from);
void	evidence_pack(struct buf *b, const struct evidence *ev);
/* NULL where the bytes are not evidence. */
struct evidence *evidence_unpack(struct arena *a, struct unpack *u);

#endif
