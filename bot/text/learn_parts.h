/* SPDX-License-Identifier: ISC */
/* What learn.c counts and learn_write.c writes. */
#ifndef TEXT_LEARN_PARTS_H
#define TEXT_LEARN_PARTS_H

#include "text/learn.h"
#include "text/vendors.h"

/* A word that was seen, how often and when. */
struct learn_word {
	const char	*text;
	size_t		 n;
	size_t		 proven;	/* mails of these that a way proves */
};

/* A way to prove: "dkim debian.org". */
struct learn_way {
	struct prove	 prove;
	bool		 foreign;	/* the signer is not of the sender's
					 * own domain: anybody's mail may bear
					 * it, so it is told, not proposed */
	size_t		 holds;		/* mails by it */
	size_t		 gone;		/* mails whose key is not there now */
	int64_t		 first, last;	/* when it held */
};

/* Why no way holds for a mail; from the reason that excuses it most. */
enum learn_miss {
	MISS_NOTHING,		/* a way holds */
	MISS_GONE,		/* the key of a signature is gone */
	MISS_FAILED,		/* a look-up failed */
	MISS_RELAYED,		/* a list or gateway stood in between */
	MISS_DISOWNED,		/* its own domain says that it is not from it */
	MISS_PLAIN,		/* nothing speaks for it */
	MISSES
};

/* One mail, for choosing ways that together prove all. */
struct learn_one {
	const char	*where, *subject;
	uint32_t	 ways;		/* bits: those that hold */
	uint32_t	 keyless;	/* bits: those whose key is gone */
	enum learn_miss	 miss;
};

struct learn_sender {
	const char	*name;		/* registered domain, or List-Id */
	bool		 is_list;
	int64_t		 first, last;
	size_t		 announced;
	struct list	 mails;		/* struct learn_one * */
	struct list	 addresses, names, lists, readers;
					/* struct learn_word * */
	struct list	 ways;		/* struct learn_way * */
};

struct learn {
	struct arena	*arena;
	struct list	 senders;	/* struct learn_sender * */
	size_t		 mails, malformed, left_out;
};

#define LEARN_CHOICES	4	/* ways in one prove block */

struct learn_choice {
	const struct learn_way *ways[LEARN_CHOICES];
	size_t		 n;
	uint32_t	 bits;
	size_t		 proven;	/* mails by them */
	size_t		 others;	/* that hold by other ways only */
	size_t		 misses[MISSES];
};

/* learn_choose.c: the fewest ways that together prove most of the mails */
struct learn_choice learn_choose(const struct learn_sender *s);
/* Mails that nothing excuses, which is what a forgery looks like. */
size_t	learn_unproven(const struct learn_choice *c);
/* They are worth an entry (LEARN_MAILS_MIN, LEARN_PERCENT). */
bool	learn_is_enough(const struct learn_choice *c);

#endif
