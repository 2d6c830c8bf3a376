/* SPDX-License-Identifier: ISC */
/*
 * The inside of "patchbot rehearse": the daemon's flow and handlers on a clock
 * that jumps from event to event.  rehearse.c takes the arguments,
 * rehearse_script.c reads the script, rehearse_mails.c holds the mails and has
 * them examined, rehearse_run.c drives, rehearse_said.c finds out what was
 * said, rehearse_print.c prints it.
 */
#ifndef CLI_REHEARSE_H
#define CLI_REHEARSE_H

#include <stdbool.h>
#include <stdint.h>
#include <stdio.h>

#include "base/arena.h"
#include "base/buf.h"
#include "base/list.h"
#include "flow/config.h"
#include "text/evidence.h"
#include "text/reading.h"

struct store;
struct mailbag;

/* --- the script ------------------------------------------------------- */

#define SCRIPT_FILE_MAX		(16 << 20)	/* bytes */
#define SCRIPT_LINE_MAX		4400	/* bytes; a command has 4000 at most */
#define SCRIPT_LINES_MAX	100000
#define SCRIPT_ATTACHED_MAX	(1 << 20)	/* bytes of an attached file */
#define SCRIPT_ERRORS_MAX	20	/* that are told of */

enum act {
	ACT_CHAT, ACT_ROOM, ACT_CONSOLE, ACT_REPLY, ACT_MAIL, ACT_DOWN, ACT_UP,
	ACT_RESTART
};

/* Something that happens: a line of the script, or a mail of the folder. */
struct event {
	int64_t		 at;
	enum act	 act;
	const struct person *person;	/* who says it; NULL: nobody */
	const char	*text;		/* what is said; of a mail its file */
	const char	*attached;	/* file beside what is said; NULL */
	const char	*key;		/* of its own: "script 12", "mail 3" */
	size_t		 mail;		/* its place in the bag */
	size_t		 order;		/* among those of the same time */
};

/*
 * Reads the script into events (struct event *, in the arena), in the order of
 * time, which is the order of its lines.  0, or -1 where errors
 * ("file:line:column: what", char *, in the arena) were added.
 */
int	script_read(struct arena *a, const char *path, const struct config *c,
	    struct list *events, struct list *errors);
/* The same for bytes that were read. */
int	script_parse(struct arena *a, const char *path, struct span bytes,
	    const struct config *c, struct list *events, struct list *errors);

/* --- mails ------------------------------------------------------------ */

/* Mails, kept in a file without a name: nothing of them lies in memory.  Of
 * one with more bytes than the limit only the header is kept, as a mailbox is
 * read. */
struct mailbag *mailbag_new(size_t limit, struct err *e);
void	mailbag_free(struct mailbag *b);	/* NULL is fine */
int	mailbag_put(struct mailbag *b, struct span mail, size_t *place,
	    struct err *e);
/* *cut: only the header is there. */
int	mailbag_get(const struct mailbag *b, size_t place, struct buf *out,
	    bool *cut, struct err *e);
/* Puts all mails below the path in, and an event (in the arena) for each that
 * comes between from and until by its Date; tells what it leaves out. */
int	mailbag_fill(struct mailbag *b, struct arena *a, const char *path,
	    int64_t from, int64_t until, struct list *events, struct err *e);

/*
 * What prover and reader say of the event's mail, which comes at that time;
 * both lie in the arena.  The roles are started with the first mail.  1: it
 * could not be examined, and *e says why; -1: the roles are not there.
 */
struct proofs;
struct proofs *proofs_new(const struct config *c, int64_t present);
void	proofs_free(struct proofs *p);		/* NULL is fine */
int	proofs_of(struct proofs *p, struct arena *a, const struct event *ev,
	    struct span mail, int64_t at, struct evidence **evidence,
	    struct reading **reading, struct err *e);
/* Has the mails of events from next on examined together, so that proofs_of()
 * finds them ready: some of them, and those that are not yet. */
void	proofs_ahead(struct proofs *p, const struct mailbag *bag,
	    const struct list *events, size_t next);

/*
 * Writes the mail by which a person answers the last one that came to one of
 * their addresses; a new one where none did.  "\n" in the text begins a new
 * line, "$TOKEN" is the last token that was mailed to the person.
 */
int	reply_write(struct store *s, const struct config *c,
	    const struct event *ev, struct buf *out, struct err *e);
#define REPLY_BOUNDARY	"=_rehearsal"	/* of one with a file beside it */
/* Makes the evidence that of a mail which its domain proves. */
void	reply_prove(struct arena *a, struct evidence *ev);
/* The text and the HTML of a mail that we composed. */
void	own_parts(struct span mail, struct buf *text, struct buf *html);

/* --- what was said ---------------------------------------------------- */

/* In the order in which they show within one moment and one cause. */
enum said_rank {
	SAID_BEFORE, SAID_IN, SAID_LOG, SAID_OUT, SAID_BESIDE, SAID_AFTER
};

struct said {
	int64_t		 at;
	int64_t		 cause;		/* inbox row; orders within a moment */
	enum said_rank	 rank;
	int64_t		 id;		/* of its table */
	const char	*kind;		/* said came mail chat room log tell
					 * note */
	const char	*who;		/* who speaks, or is spoken to */
	const char	*how;		/* "chat" "room" "mail" "console" */
	bool		 refused;
	const char	*subject;	/* of a mail; of a journal line */
	const char	*text;
	const char	*html;
	const char	*verdict, *vendor;
	const char	*message;	/* the mail's very bytes */
	struct list	 to;		/* char * */
};

typedef void said_fn(FILE *out, const struct said *s);
said_fn said_print, said_print_json;

struct saying {
	struct store	*store;
	const struct config *config;
	FILE		*out;
	said_fn		*print;
	bool		 full;		/* text, HTML and bytes of mails too */
	int64_t		 inbox, outbox, journal;	/* shown so far */
	struct arena	*arena;		/* of the notes, until they show */
	struct list	 notes;		/* struct said * */
	size_t		 people, refused, mails, chats;	/* counted */
};

/* Keeps a line that is no row: kind, rank and text; cause is the last row of
 * the inbox that there was then. */
int	said_note(struct saying *s, int64_t at, enum said_rank rank,
	    const char *kind, const char *who, const char *text,
	    struct err *e);
/* Prints what is new, in order. */
int	said_show(struct saying *s, struct err *e);

/* --- the rehearsal ---------------------------------------------------- */

struct rehearsal {
	struct config	*config;
	int64_t		 from, until;
	const char	*database;	/* NULL: one of its own, in memory */
	struct list	 events;	/* struct event *, by time */
	struct mailbag	*bag;
	struct saying	 saying;
};

/*
 * Runs it, from wherever the database is: a rehearsal that was killed goes on
 * and prints from its beginning.  -1: the machine failed.
 */
int	rehearse(struct rehearsal *r, struct err *e);

#endif
