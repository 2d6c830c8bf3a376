/* SPDX-License-Identifier: ISC */
/*
 * What one bulletin says, as its reader found it.  Nothing is invented: what
 * is not stated is NULL, 0 or RESTART_NOT_STATED.  Readers (from_VENDOR.c) run
 * in the sealed reader; the facts travel packed and are unpacked in core.
 */
#ifndef BULLETIN_FACTS_H
#define BULLETIN_FACTS_H

#include <stdint.h>

#include "base/list.h"
#include "base/pack.h"
#include "base/str.h"

struct arena;

enum restart { RESTART_NOT_STATED, RESTART_YES, RESTART_NO };

/* The site's scale; each reader maps its vendor's words to it. */
enum site_severity { SEVERITY_NOT_STATED, SEVERITY_LOW, SEVERITY_MODERATE,
	SEVERITY_IMPORTANT, SEVERITY_CRITICAL };
const char *site_severity_name(enum site_severity s);	/* "critical", or
							 * "not stated" */

struct bulletin_facts {
	const char	*vendor;	/* reader's id */
	const char	*id;		/* its reference, "DSA-5611-1" */
	const char	*base;		/* the reference without its revision,
					 * "DSA-5611": of all its mails */
	const char	*revision;	/* "1", or NULL */
	const char	*title;
	const char	*severity;	/* in the vendor's word, or NULL */
	uint32_t	 site_severity;
	uint32_t	 restart;	/* enum restart */
	int64_t		 date;		/* of the bulletin, 0 not stated */
	struct list	 cves;		/* char *, sorted, each once */
	struct list	 products;	/* char * */
	struct list	 fixed;		/* char *: "glibc 2.36-9 (bookworm)" */
	struct list	 urls;		/* char *, in order, each once */
	const char	*summary;	/* a few sentences of it, or NULL */
};

#define FACTS_BULLETINS_MAX	200	/* of one mail */
#define FACTS_LIST_MAX		2000	/* entries of one list */

/* A list of struct bulletin_facts * to bytes and back; NULL: not facts.  What
 * comes back lies in the arena, its lists too: nothing is freed. */
void	facts_pack(struct buf *b, const struct list *bulletins);
struct list *facts_unpack(struct arena *a, struct span bytes);

/* --- for the readers -------------------------------------------------- */

/* What a reader is given: the proven mail, already decoded. */
struct reader_mail {
	struct arena	*arena;
	const char	*from;		/* address, may be NULL */
	const char	*subject;	/* UTF-8, one line, list tags kept */
	const char	*list_id;	/* or NULL */
	const char	*in_reply_to;	/* or NULL: a reply is no bulletin */
	const char	*text;		/* UTF-8, LF; OpenPGP's armour lines
					 * around signed text removed */
	int64_t		 date;		/* Date:, or 0 */
};

struct bulletin_reader {
	const char	*id;		/* "debian": as in vendors.conf */
	const char	*from_what;	/* the public description it follows */
	/* Adds the bulletins this mail announces to out; none: it announces
	 * none (a reply, a newsletter, another kind of mail). */
	void		(*read)(const struct reader_mail *m, struct list *out);
};

/* generated from the names of the from_*.c files; ends with NULL */
extern const struct bulletin_reader *const bulletin_readers[];

#endif
