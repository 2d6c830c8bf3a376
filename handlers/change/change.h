/* SPDX-License-Identifier: ISC */
/*
 * What is written down of a change: the record that a change request is made
 * of, and the documents of cycles with their versions.  The folder's one
 * public header.
 *
 * A record is made of parts.  Adding one is adding one file, part_NAME.c in any
 * folder of handlers, which defines one constant:
 *
 *	const struct record_part part_servers = { .name = "servers", ... };
 *
 * A document is never edited.  What patchbot makes anew is the next version;
 * after its sign-off that is an amendment, and so is what a person adds.
 */
#ifndef CHANGE_CHANGE_H
#define CHANGE_CHANGE_H

#include "handlers/handler.h"

#define RECORD_LINES_MAX	40	/* of one part; more are counted */
#define RECORD_TEXT_MAX		600	/* bytes of one line; more is cut */
#define DOCUMENT_NAME_MAX	60	/* bytes */
#define AMENDMENTS_MAX		200	/* of one document */

struct cycle;
struct cycle_step;

/* --- the record --------------------------------------------------------- */

/* A stage that waits for the approval, directly or through others. */
struct record_stage {
	const char	*name, *title, *environment;
	int64_t		 deployment;	/* 0: not made yet */
	int64_t		 from, until;
	bool		 begun;		/* what changes now was not asked */
	const struct list *servers, *systems;	/* char * */
};

/* What a part may look at. */
struct record {
	const struct cycle *cycle;	/* for the folder cycle */
	const struct cycle_step *step;	/* the approval */
	int64_t		 id;		/* of the cycle */
	const char	*name;		/* "2026-11" */
	const char	*reason;	/* of a declared cycle, or NULL */
	int64_t		 since, until;	/* its bulletins came between */
	int64_t		 opened;	/* ... and were not settled by then */
	struct list	 stages;	/* struct record_stage *, by time */
};

struct record_line {
	const char	*label;		/* tells the lines of a part apart */
	const char	*text;
	bool		 settled;	/* over: a difference is no news */
};

struct record_part {
	const char	*name;		/* one word: "renew" names it */
	const char	*heading;
	int		 order;		/* 10 what, 20 why, 40 when,
					 * 50 servers, 60 who, 70 prerequisites,
					 * 80 tests, 90 way back, 100 rules,
					 * 110 overrides, 115 amendments,
					 * 120 meaning */
	bool		 watched;	/* a difference makes a new version */
	const char	*none;		/* said where it has no line; NULL: the
					 * part is left out then */
	/* Adds struct record_line *, with record_add(). */
	int		(*fill)(struct work *w, const struct record *r,
			    struct list *lines, struct err *e);
};
/* generated from handlers/ part_*.c; ends with NULL */
extern const struct record_part *const record_parts[];

/* One line: both texts are copied, made one line and cut. */
struct record_line *record_add(struct work *w, struct list *lines,
	    const char *label, const char *text);

/* A part as it was filled, or kept. */
struct record_section {
	const char	*name, *heading, *none;
	bool		 watched;
	struct list	 lines;		/* struct record_line * */
};
/* Adds all parts (struct record_section *) in their order. */
int	record_compose(struct work *w, const struct record *r,
	    struct list *out, struct err *e);
/* Adds the bulletins (struct bulletin *) that the record is about. */
#define RECORD_BULLETINS	500
int	record_bulletins(struct work *w, const struct record *r,
	    struct list *out, struct err *e);
/* To one text and back, as documents keep them. */
const char *record_pack(struct arena *a, const struct list *sections);
void	record_unpack(struct arena *a, const char *text, struct list *out);
/* Sets the list "parts": heading, none, and a list "lines": label, line, and
 * wrapped, both of them in lines of a mail. */
void	record_model(struct arena *a, struct model *m,
	    const struct list *sections);

struct record_change {
	const char	*part, *heading, *label;
	const char	*before, *now;	/* NULL: was not, or is not there */
};
/* Adds (struct record_change *) what differs in watched parts. */
void	record_difference(struct arena *a, const struct list *before,
	    const struct list *now, struct list *out);

/* --- what people know (needs.c) ------------------------------------------ */

struct need {
	int64_t		 id;
	const char	*kind;		/* prerequisite sequence conflict */
	const char	*what, *person;
};
/* Adds all of a cycle (struct need *), as they came. */
int	need_list(struct work *w, int64_t cycle, struct list *out,
	    struct err *e);

/* --- documents ---------------------------------------------------------- */

struct document {
	int64_t		 cycle;		/* its number */
	const char	*name;		/* "change", "meeting-agenda" */
	int64_t		 version;	/* from 1 */
	int64_t		 at;
	const char	*author;	/* person's id, or "clock" */
	const char	*kind;		/* made changed amended */
	const char	*why;		/* what is new; an amendment's text */
	struct rendered	 body;		/* text NULL: an amendment by a person
					 * adds to the version before */
	const char	*facts;		/* packed record, or NULL */
};

/*
 * Keeps what is sent as the next version, unless it says what the last one
 * says; *version (may be NULL) is the one that holds it.  at, author, kind and
 * version of d are filled in.
 */
int	document_keep(struct work *w, struct document *d, struct err *e);
/* That version, or the last one (version 0), bodies as they were made: 1, 0
 * there is none, -1. */
int	document_get(struct work *w, int64_t cycle, const char *name,
	    int64_t version, struct document *out, struct err *e);
/* The last version that holds a record, of those made by then: what persons
 * added behind it holds none.  1, 0, -1. */
int	document_record(struct work *w, int64_t cycle, const char *name,
	    int64_t at, struct document *out, struct err *e);
/* The last one up to that version that holds a record: 1, 0, -1. */
int	document_record_of(struct work *w, int64_t cycle, const char *name,
	    int64_t version, struct document *out, struct err *e);
/* The newest one up to that version that was sent, not added by a person. */
int	document_sent(struct work *w, const struct document *d,
	    struct document *out, struct err *e);
/* Adds all versions (struct document *) of one, or of all of a cycle (name
 * NULL), by name and version, without their bodies. */
int	document_list(struct work *w, int64_t cycle, const char *name,
	    struct list *out, struct err *e);
/* Adds (struct document *) what persons added to one, as it came. */
int	document_amendments(struct work *w, int64_t cycle, const char *name,
	    struct list *out, struct err *e);
/* Says who signed it off, and when; the first one counts. */
int	document_sign(struct work *w, int64_t cycle, const char *name,
	    struct err *e);
/* 1 and the version, when and by whom (his id), 0, -1. */
int	document_signed(struct work *w, int64_t cycle, const char *name,
	    int64_t *version, int64_t *at, const char **by, struct err *e);
/* Adds a person's amendment: *version is its number. */
int	document_amend(struct work *w, int64_t cycle, const char *name,
	    const char *text, int64_t *version, struct err *e);
/*
 * Sets document, version, versions, made, author, signed (empty: not), text,
 * and the list "history": version, at, author, kind, why.
 */
int	document_model(struct work *w, struct model *m,
	    const struct document *d, struct err *e);

#endif
