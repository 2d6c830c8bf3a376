/* SPDX-License-Identifier: ISC */
/* Bulletins as they are kept; what the commands of this folder share. */
#ifndef BULLETIN_BULLETIN_H
#define BULLETIN_BULLETIN_H

#include "handlers/bulletin/facts.h"
#include "handlers/handler.h"

struct bulletin {
	int64_t		 id;
	const char	*vendor;	/* id in the vendors file */
	const char	*reference;	/* without the revision */
	const char	*shown;
	const char	*title;
	const char	*severity;
	uint32_t	 site_severity;
	const struct bulletin_facts *facts;
	int64_t		 first_at, last_at;
	int64_t		 dated;		/* of the mail that these facts are
					 * from, by its proof; 0: not known */
	int64_t		 revisions;
	const char	*released_by, *released_why;
	int64_t		 proven_at;	/* since when a released one is; 0 */
	int64_t		 withdrawn_at;	/* by its vendor; 0: in force */
	bool		 recorded;	/* its mail was old when it was read: it
					 * was told to nobody, and nobody is
					 * asked for anything */
	const char	*proof;		/* what proved the newest mail, in a
					 * sentence, or NULL */
};

/* By reference, with or without its revision, or with that of an earlier mail,
 * ASCII case ignored: 1, 0, -1. */
int	bulletin_find(struct work *w, const char *reference,
	    struct bulletin *b, struct err *e);
/* The same among this vendor's: what one says changes no other's bulletin. */
int	bulletin_of(struct work *w, const char *vendor, const char *reference,
	    struct bulletin *b, struct err *e);
/* By its number: 1, 0, -1. */
int	bulletin_get(struct work *w, int64_t id, struct bulletin *b,
	    struct err *e);
/* How many said that it concerns them, and that it does not. */
int	bulletin_answers(struct work *w, int64_t id, int64_t *yes,
	    int64_t *no, struct err *e);
/* The one that a command names: 0; -1, with a "did you mean" (ERR_INPUT) where
 * there is none. */
int	bulletin_pick(struct work *w, const char *reference,
	    struct bulletin *b, struct err *e);
/* Adds (struct bulletin *) those that were first told of or revised since then
 * and are in force, the oldest first, at most max; vendor NULL: any. */
int	bulletin_since(struct work *w, int64_t since, const char *vendor,
	    int max, struct list *out, struct err *e);
/* Adds (char *) all names of those that were first told of or revised since
 * then, withdrawn ones too: as they are kept, and as they are shown. */
int	bulletin_names(struct work *w, int64_t since, struct list *out,
	    struct err *e);
/* Has the text this name as a word?  EXS-2026-1 is not in "EXS-2026-12". */
bool	bulletin_says(const char *text, const char *name);
/* Has it (or NULL) one of the bulletin's names? */
bool	bulletin_is_named(const struct bulletin *b, const char *text);
/* The word without what a sentence puts around it: "(EXS-2026-1)." */
const char *bulletin_bare(struct arena *a, struct span word);
/* Adds (struct bulletin *) those that a word of the text is the name of,
 * however old, withdrawn ones too, each once. */
int	bulletin_named(struct work *w, const char *text, struct list *out,
	    struct err *e);
/* What a text names as a bulletin, or as a CVE, that nothing is known of. */
struct bulletin_unknown {
	const char	*word;
	const char	*near;		/* one that is known and much alike; or
					 * NULL */
};
#define BULLETIN_UNKNOWN_MAX	5	/* of one text */
/* Adds (struct bulletin_unknown *) the words of the text that are built like a
 * reference, ours or any vendor's, and that no bulletin has as its name or
 * among its CVEs; each once. */
int	bulletin_unknown(struct work *w, const char *text, struct list *out,
	    struct err *e);
/* Somebody's bulletin tells of this CVE: 1, 0, -1. */
int	bulletin_tells_cve(struct work *w, const char *cve, struct err *e);
/* As bulletin_since() of any vendor, and before those the older ones in force
 * that the text (or NULL) names. */
int	bulletin_about(struct work *w, int64_t since, const char *text, int max,
	    struct list *out, struct err *e);
/* The vendor's name for people. */
const char *bulletin_vendor_name(struct work *w, const char *vendor);
/* Fills a model with all facts, as the summary and "bulletin ID" show them. */
void	bulletin_model(struct work *w, const struct bulletin *b,
	    struct model *m);
/*
 * Posts it to the committee and to the room.  changes (char *) against what
 * was told of it at since; none: it is new.
 */
int	bulletin_post(struct work *w, const struct bulletin *b,
	    const struct list *changes, int64_t since, struct err *e);
/*
 * How to mention a reference: as it is, or "LAMP-9 (not proven; Ines released
 * it: by telephone)" where somebody released that bulletin.
 */
int	bulletin_mention(struct work *w, const char *reference,
	    const char **out, struct err *e);
/* The thread of all letters about a bulletin, as struct letter has it. */
const char *bulletin_thread(struct work *w, const char *vendor,
	    const char *reference);
/* The bulletin whose thread a Message-ID begins: 1, 0, -1. */
int	bulletin_of_thread(struct work *w, struct span id, struct bulletin *b,
	    struct err *e);
/* Fills a model with where each of its facts was read. */
int	bulletin_places(struct work *w, const struct bulletin *b,
	    struct model *m, struct err *e);
/*
 * What is new in the second against the first: sentences, the worst news
 * first, in the arena (its list too); none: the same.  What the second does
 * not state is no news: a notice of a revision repeats little.
 */
void	bulletin_changes(struct arena *a, const struct bulletin_facts *old,
	    const struct bulletin_facts *fresh, struct list *out);
/*
 * The second, and of the first what the second does not state: what is known
 * of a bulletin after both mails.  Places are the second's only.  What speaks
 * of one mail, a kind of advance notice, revision or withdrawal, is not taken
 * over.
 */
struct bulletin_facts *bulletin_merge(struct arena *a,
	    const struct bulletin_facts *old,
	    const struct bulletin_facts *fresh);
/*
 * Words in lines of at most BULLETIN_COLUMNS characters (a longer word has
 * its own), each behind the first indented by indent blanks: nothing in it
 * can begin a line as a heading of ours does where indent is not 0.
 */
#define BULLETIN_COLUMNS	76
char	*bulletin_wrap(struct arena *a, const char *text, size_t indent);

#endif
