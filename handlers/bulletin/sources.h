/* SPDX-License-Identifier: ISC */
/*
 * The register of sources (each vendor of the vendors file, and what the site
 * names beside them), what came of each, and when it was seen last.  Counts
 * are kept by month, as they happen: the inbox is never gone through.
 */
#ifndef BULLETIN_SOURCES_H
#define BULLETIN_SOURCES_H

#include "handlers/bulletin/bulletin.h"
#include "handlers/handler.h"

#define SOURCES_MAX	500	/* that the site names */
#define SOURCE_SPAN_MIN	DAY	/* of "silent-after" and "every" */
#define SOURCE_SPAN_MAX	(1000 * (int64_t)DAY)
#define SOURCE_NONE	"-"	/* what claims no vendor is counted here */

/* A rhythm is known after mail on so many days; a source is silent that was
 * not heard for so many times as long, but never before so much time. */
#define SOURCE_DAYS	5
#define SOURCE_TIMES	4
#define SOURCE_PATIENCE	(7 * (int64_t)DAY)

struct source {
	const char	*id;
	const char	*name;		/* for people */
	const char	*kind;		/* "mail", "web", "feed", ... */
	const char	*at;		/* where it is, or NULL */
	const struct person *by;	/* who looks after it, or NULL */
	int64_t		 silent_after;	/* seconds */
	int64_t		 every;		/* how often it is to be looked at; 0
					 * for mail */
};

struct source_rules {
	struct list	 all;		/* struct source *: vendors first */
	int		 hour, minute;	/* of the daily check */
};
extern const struct settings settings_sources;
const struct source_rules *source_rules(const struct work *w);
/* By id or name, ASCII case ignored; NULL. */
const struct source *source_find(const struct work *w, const char *word);
/* The same for a command: NULL and *e with a "did you mean". */
const struct source *source_pick(struct work *w, const char *word,
	    struct err *e);
/* Its name for people; an id that is in no register is its own name. */
const char *source_name(const struct work *w, const char *id);

/* --- what came ------------------------------------------------------- */

struct counts {
	int64_t	received, believed, refused;		/* mails */
	int64_t	bulletins, relevant, irrelevant;	/* bulletins */
};
/* Adds to the counts of the month that the moment lies in. */
int	source_count(struct work *w, const char *source, int64_t at,
	    const struct counts *c, struct err *e);
/* A quarantined mail was released: it counts as believed, for this source. */
int	source_release(struct work *w, const struct mail_in *m,
	    const char *source, struct err *e);
/* How a bulletin stands: nobody answered, somebody is affected, nobody is. */
enum relevance { NOT_ANSWERED, RELEVANT, NOT_RELEVANT };
int	source_relevance(struct work *w, int64_t bulletin,
	    enum relevance *out, struct err *e);
/* An answer changed that from what it was. */
int	source_answered(struct work *w, const struct bulletin *b,
	    enum relevance before, struct err *e);

/* --- when it was seen ------------------------------------------------ */

struct seen {
	int64_t		 known_at;	/* since when it is in the register */
	int64_t		 at;		/* last; 0 never */
	int64_t		 days;		/* on which it was */
	int64_t		 usual;		/* seconds between two of them */
	int64_t		 told_at;	/* its silence was told; 0 */
	int64_t		 checked_at;	/* by a person; 0 never */
	const char	*checked_by, *checked_note;
};
/* The day's mail, or somebody's look at it. */
int	source_seen(struct work *w, const char *source, int64_t at,
	    struct err *e);
int	source_checked(struct work *w, const struct source *s,
	    const char *note, struct err *e);
/* 1, or 0 and zeroes where nothing is known of it yet, -1. */
int	source_last(struct work *w, const char *source, struct seen *out,
	    struct err *e);
/* The seconds of silence after which it is told. */
int64_t	source_patience(const struct source *s, const struct seen *seen);

/* --- the table ------------------------------------------------------- */

struct period {
	int64_t		 from, to;	/* months, 202611, both included */
	const char	*label;		/* "October to December 2026" */
};
/* "month", "quarter", "year" (that now lies in), "2026-11", "2026-q4",
 * "2026"; -1 and what may be said. */
int	period_parse(struct work *w, const char *word, struct period *p,
	    struct err *e);
/* The quarter before the one that t lies in. */
void	period_last_quarter(struct work *w, int64_t t, struct period *p);
/*
 * Fills in period, the list sources (all of the register that something came
 * of, or with all those too of which nothing came), and quiet: the names of
 * the others.
 */
int	source_table(struct work *w, const struct period *p, bool whole,
	    struct model *m, struct err *e);
/* One source's line of it: id, name, kind, at, by, received, believed,
 * refused, bulletins, relevant, irrelevant, seen, usual, checked. */
int	source_model(struct work *w, const struct source *s,
	    const struct counts *c, struct model *m, struct err *e);
int	source_counts(struct work *w, const char *id, const struct period *p,
	    struct counts *c, struct err *e);

#endif
